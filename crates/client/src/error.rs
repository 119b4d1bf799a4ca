//! Errors of calls.

use domain::{Problem, ProblemCode};

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ClientError {
    /// The server responded with a problem.
    #[error("{} ({})", .0.detail.as_deref().unwrap_or(&.0.title), .0.code)]
    Problem(Box<Problem>),
    /// The server could not be reached or the connection broke; whether the request took effect is unknown.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The response is not one of this API.
    #[error("the answer was not understood: {0}")]
    Unreadable(String),
    /// The request body cannot be serialized, so nothing was sent.
    #[error("the request cannot be written: {0}")]
    Unwritable(String),
    /// No access token is available.
    #[error("not signed in")]
    SignedOut,
}

impl ClientError {
    /// The problem, if the server sent one.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether the server sent a problem with this code.
    #[must_use]
    pub fn is(&self, code: ProblemCode) -> bool {
        self.problem().is_some_and(|problem| problem.is(code))
    }
}
