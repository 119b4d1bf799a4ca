//! Errors of the client as a screen shows them.

use client::ClientError;

use crate::ui::app_error::AppError;

impl From<ClientError> for AppError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Problem(problem) => Self {
                status: problem.status,
                title: problem.title.clone(),
                problem: Some(problem),
            },
            ClientError::Unreachable(_) => Self::unreachable(),
            ClientError::Unreadable(_) => Self::unreadable(),
            ClientError::Unwritable(_) => Self {
                status: 400,
                title: "What was entered could not be sent".to_owned(),
                problem: None,
            },
            ClientError::SignedOut => Self {
                status: 401,
                title: "You are signed out".to_owned(),
                problem: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::problem::{Problem, ProblemCode};

    use super::*;

    #[test]
    fn a_server_that_is_away_or_busy_has_refused_nothing() {
        let answered = |status| {
            let problem = Problem {
                status,
                ..Problem::new(ProblemCode::Unavailable)
            };
            AppError::from(ClientError::Problem(Box::new(problem))).is_transient()
        };
        assert!(AppError::unreachable().is_transient());
        for status in [429, 500, 503] {
            assert!(answered(status), "{status}");
        }
        for status in [401, 409, 412, 422] {
            assert!(!answered(status), "{status}");
        }
    }
}
