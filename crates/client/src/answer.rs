//! Responses, and the problems of those that failed.

use domain::{Problem, ProblemCode};
use serde::de::DeserializeOwned;

use crate::error::ClientError;
use crate::problem::problem_of;

/// A response with its status and headers, for callers that need more than the body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The raw body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// How many seconds a busy server asks to wait; `None` for other responses.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        let named = || self.header("retry-after")?.trim().parse().ok();
        matches!(self.status, 429 | 503).then(|| named().unwrap_or(1))
    }

    /// Parses the body as JSON.
    ///
    /// # Errors
    /// When the body is not JSON of that type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        serde_json::from_slice(&self.body)
            .map_err(|error| ClientError::Unreadable(error.to_string()))
    }
}

/// Parses the body of a successful response; otherwise returns its problem.
pub(crate) fn read<T: DeserializeOwned>(answer: Answer) -> Result<T, ClientError> {
    good(answer)?.json()
}

/// Returns a successful response; otherwise its problem.
pub(crate) fn good(answer: Answer) -> Result<Answer, ClientError> {
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    let body = answer.json::<serde_json::Value>().unwrap_or_default();
    let problem = problem_of(&body).unwrap_or_else(|| foreign(answer.status));
    Err(ClientError::Problem(Box::new(problem)))
}

/// A problem for an error response that is not ours, for example from a proxy.
fn foreign(status: u16) -> Problem {
    let code = if status == 429 {
        ProblemCode::RateLimited
    } else {
        ProblemCode::Unavailable
    };
    Problem {
        status,
        ..Problem::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_server_names_the_time_to_wait() {
        let asked = |status, wait: Option<&str>| {
            let headers = wait.map(|wait| ("retry-after".to_owned(), wait.to_owned()));
            let headers = headers.into_iter().collect();
            let body = Vec::new();
            Answer {
                status,
                headers,
                body,
            }
            .retry_after()
        };
        assert_eq!(asked(503, Some("7")), Some(7));
        assert_eq!(asked(429, Some(" 2 ")), Some(2));
        assert_eq!(asked(503, None), Some(1));
        assert_eq!(asked(503, Some("Wed, 21 Oct 2026 07:28:00 GMT")), Some(1));
        assert_eq!(asked(500, Some("7")), None);
        assert_eq!(asked(200, None), None);
    }
}
