//! Errors a screen can show: network, problem response, expired session.

use std::future::Future;
use std::pin::Pin;

use domain::FieldError;
use domain::problem::{Problem, ProblemCode};

/// A pending call.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = Result<T, AppError>>>>;

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppError {
    /// HTTP status; 0 when the server was not reached.
    pub status: u16,
    /// One sentence for the user.
    pub title: String,
    /// The server's problem response, if any.
    pub problem: Option<Box<Problem>>,
}

impl AppError {
    /// The server did not respond.
    #[must_use]
    pub fn unreachable() -> Self {
        Self {
            status: 0,
            title: "The server is not responding".to_owned(),
            problem: None,
        }
    }

    /// The response could not be read.
    #[must_use]
    pub fn unreadable() -> Self {
        Self {
            status: 500,
            title: "The response could not be read".to_owned(),
            problem: None,
        }
    }

    /// The record does not exist.
    #[must_use]
    pub fn not_found() -> Self {
        Self {
            status: 404,
            title: "Record not found".to_owned(),
            problem: None,
        }
    }

    /// Whether the problem has this code.
    #[must_use]
    pub fn is(&self, code: ProblemCode) -> bool {
        self.problem
            .as_ref()
            .is_some_and(|problem| problem.is(code))
    }

    /// Whether a retry may help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self.status, 0 | 429 | 500..)
    }

    /// The detail of this occurrence.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        if self.status == 0 {
            return Some("Check your connection. Your input is kept.".to_owned());
        }
        self.problem
            .as_ref()
            .and_then(|problem| problem.detail.clone())
    }

    /// The request id, for support.
    #[must_use]
    pub fn request(&self) -> Option<String> {
        let problem = self.problem.as_ref().filter(|_| self.status >= 500)?;
        problem.request_id.clone()
    }

    /// The field errors.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        self.problem
            .as_ref()
            .map(|problem| problem.errors.clone())
            .unwrap_or_default()
    }

    /// One sentence for a toast: the detail where there is one, else the title.
    #[must_use]
    pub fn message(&self) -> String {
        let text = if self.status == 0 {
            None
        } else {
            self.detail()
        };
        match (text.unwrap_or_else(|| self.title.clone()), self.request()) {
            (text, Some(id)) => format!("{text}. Request {id}"),
            (text, None) => text,
        }
    }
}
