//! A response, and the assertions of tests on it.

use domain::Problem;
use domain::fields::FieldError;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// A response with any status.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// Method and path of the request.
    pub(crate) call: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The body as text, for messages of failed tests.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Asserts a status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.call, self.text());
        self
    }

    /// Parses the body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {} ({error})", self.call, self.text()))
    }

    /// The strong ETag, including quotes.
    #[track_caller]
    pub(crate) fn etag(&self) -> String {
        let etag = self
            .header("etag")
            .unwrap_or_else(|| panic!("{}: no ETag", self.call));
        assert!(
            etag.starts_with('"') && etag.ends_with('"'),
            "{}: {etag} is not a strong tag",
            self.call
        );
        etag.to_owned()
    }

    /// The ID in the body.
    #[track_caller]
    pub(crate) fn id(&self) -> i64 {
        self.json()["id"]
            .as_i64()
            .unwrap_or_else(|| panic!("{}: no id in {}", self.call, self.text()))
    }

    /// The path below `/api/v1` of the record in the body, from the request's path and the id.
    #[track_caller]
    pub(crate) fn path(&self) -> String {
        let list = self
            .call
            .split_once("/api/v1/")
            .and_then(|(_, rest)| rest.split(['/', '?']).next());
        let list = list.unwrap_or_else(|| panic!("{}: no path of the API", self.call));
        format!("/{list}/{}", self.id())
    }

    /// Asserts a problem with a status and code in the common format, and returns it.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Problem {
        let call = &self.call;
        let problem = self.any_problem();
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (status, code),
            "{call}: {}",
            self.text()
        );
        if status == 401 {
            let asks = self.header("www-authenticate").unwrap_or_default();
            assert!(
                asks.starts_with("Bearer"),
                "{call}: a 401 without WWW-Authenticate"
            );
        }
        if matches!(status, 429 | 503) {
            let wait: u64 = self
                .header("retry-after")
                .unwrap_or_default()
                .parse()
                .unwrap_or_default();
            assert!(wait > 0, "{call}: a {status} without Retry-After");
        }
        problem
    }

    /// Asserts the common format of a problem, with any code.
    #[track_caller]
    pub(crate) fn any_problem(&self) -> Problem {
        let call = &self.call;
        let media = self.header("content-type").unwrap_or_default();
        assert!(
            media.starts_with("application/problem+json"),
            "{call}: {} {media}: {}",
            self.status,
            self.text()
        );
        let problem: Problem = serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{call}: {} ({error})", self.text()));
        assert_eq!(problem.status, self.status, "{call}: {}", self.text());
        assert_eq!(
            problem.kind,
            format!("/api/problems/{}", problem.code),
            "{call}"
        );
        assert!(!problem.title.is_empty(), "{call}: a problem without title");
        assert_eq!(
            problem.request_id.as_deref(),
            self.header("x-request-id"),
            "{call}: request id"
        );
        problem
    }

    /// Asserts a 422 with exactly these errors: the pointer or parameter of each, and its code.
    #[track_caller]
    pub(crate) fn refuses(&self, errors: &[(&str, &str)]) {
        assert_eq!(self.wrong_fields(), expected(errors), "{}", self.call);
    }

    /// Asserts a 422 and returns its errors, sorted.
    #[track_caller]
    pub(crate) fn wrong_fields(&self) -> Vec<(String, String)> {
        places(&self.problem(422, "validation_failed").errors)
    }
}

/// Pointer or parameter, and code, of each error, sorted.
pub(crate) fn places(errors: &[FieldError]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = errors
        .iter()
        .map(|error| {
            let place = error.pointer.as_ref().or(error.parameter.as_ref());
            assert!(
                !error.message.is_empty(),
                "{place:?}: an error without a sentence"
            );
            (place.cloned().unwrap_or_default(), error.code.clone())
        })
        .collect();
    found.sort();
    found
}

/// The expected errors from literals, sorted.
pub(crate) fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = pairs
        .iter()
        .map(|(place, code)| ((*place).to_owned(), (*code).to_owned()))
        .collect();
    all.sort();
    all
}

/// Asserts that `whole` contains `part`: objects may have more fields, arrays must have the same length.
#[track_caller]
pub(crate) fn contains(whole: &Value, part: &Value, place: &str) {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            for (name, value) in part {
                contains(
                    whole.get(name).unwrap_or(&Value::Null),
                    value,
                    &format!("{place}/{name}"),
                );
            }
        }
        (Value::Array(whole), Value::Array(part)) => {
            assert_eq!(whole.len(), part.len(), "{place}");
            for (index, (whole, part)) in whole.iter().zip(part).enumerate() {
                contains(whole, part, &format!("{place}/{index}"));
            }
        }
        _ => assert_eq!(whole, part, "{place}"),
    }
}
