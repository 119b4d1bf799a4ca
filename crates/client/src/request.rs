//! A request as this client builds it, before a transport sends it.

use serde::Serialize;

use crate::error::ClientError;

/// Method, URL, headers, query and optional body.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<String>,
    /// Why the body could not be serialized; such a request is not sent.
    unwritable: Option<String>,
}

impl Request {
    pub(crate) fn new(method: &str, url: String) -> Self {
        Self {
            method: method.to_owned(),
            url,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            unwritable: None,
        }
    }

    /// Adds a header. A value with invalid characters is dropped, so the server reports the header as
    /// missing.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if value.chars().all(|c| matches!(c, ' '..='~')) {
            self.headers.push((name, value.to_owned()));
        }
        self
    }

    /// Adds a header if it has a value.
    pub(crate) fn maybe(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// Whether the request is safe to repeat: it reads, or carries an idempotency key or the ETag of the
    /// version that it changes.
    pub(crate) fn may_repeat(&self) -> bool {
        let held = |(name, _): &(&str, String)| matches!(*name, "idempotency-key" | "if-match");
        self.method == "GET" || self.headers.iter().any(held)
    }

    /// Marks a call with a cookie as our own; other sites cannot set this header.
    pub(crate) fn marked_ours(self) -> Self {
        self.header("x-requested-with", "projectmeats")
    }

    /// Adds query parameters.
    pub(crate) fn query(mut self, pairs: &[(String, String)]) -> Self {
        self.query.extend_from_slice(pairs);
        self
    }

    /// Adds a body of a media type.
    pub(crate) fn body(self, media_type: &str, body: String) -> Self {
        Self {
            body: Some(body),
            ..self.header("content-type", media_type)
        }
    }

    /// Adds a JSON body.
    pub(crate) fn json<B: Serialize + ?Sized>(self, body: &B) -> Self {
        match serde_json::to_string(body) {
            Ok(text) => self.body("application/json", text),
            Err(error) => Self {
                unwritable: Some(error.to_string()),
                ..self
            },
        }
    }

    /// Returns the request unless its body could not be serialized.
    pub(crate) fn checked(self) -> Result<Self, ClientError> {
        match self.unwritable {
            Some(why) => Err(ClientError::Unwritable(why)),
            None => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_cannot_be_written_is_not_sent_empty() {
        let keys = std::collections::HashMap::from([((1, 2), 3)]);
        let request = Request::new("POST", String::new()).json(&keys);
        assert!(matches!(request.checked(), Err(ClientError::Unwritable(_))));
        let request = Request::new("POST", String::new()).json(&[1, 2]);
        let body = request.checked().ok().and_then(|request| request.body);
        assert_eq!(body.as_deref(), Some("[1,2]"));
    }

    #[test]
    fn only_what_does_no_more_is_sent_twice() {
        let request = |method| Request::new(method, String::new());
        assert!(request("GET").may_repeat());
        assert!(!request("POST").may_repeat());
        assert!(!request("DELETE").may_repeat());
        assert!(request("POST").header("idempotency-key", "k").may_repeat());
        assert!(request("PATCH").header("if-match", "\"3\"").may_repeat());
    }
}
