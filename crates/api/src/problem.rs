//! Converts errors into problem responses. Causes are logged with the request ID and never sent.

use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use domain::FieldErrors;
use domain::permissions::Denied;
use domain::problem::{Problem, ProblemCode};
use domain::purchase_orders::TransitionError;
use storage::StoreError;

use crate::request;

/// Media type of problem responses.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error that becomes a problem response.
#[derive(Debug)]
pub struct ApiError {
    code: ProblemCode,
    problem: Box<Problem>,
    retry_after: Option<u64>,
    allow: Option<String>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// Creates an error without details.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        let retry_after = match code {
            ProblemCode::Unavailable | ProblemCode::Timeout => Some(5),
            ProblemCode::IdempotencyInProgress => Some(1),
            _ => None,
        };
        Self {
            code,
            problem: Box::new(Problem::new(code)),
            retry_after,
            allow: None,
            cause: None,
        }
    }

    /// Creates an error for invalid fields.
    #[must_use]
    pub fn invalid(errors: FieldErrors) -> Self {
        Self::with_errors(ProblemCode::ValidationFailed, errors, "field")
    }

    /// Creates an error for invalid query parameters, with the code of the first of them.
    #[must_use]
    pub fn wrong_query(errors: FieldErrors) -> Self {
        let code = errors
            .iter()
            .next()
            .and_then(|error| ProblemCode::from_code(&error.code))
            .unwrap_or(ProblemCode::InvalidParameter);
        Self::with_errors(code, errors, "parameter")
    }

    fn with_errors(code: ProblemCode, errors: FieldErrors, noun: &str) -> Self {
        let mut error = Self::new(code);
        let truncated = errors.is_truncated();
        error.problem.detail = Some(match errors.len() {
            count if truncated => {
                format!("More than {count} {noun}s need attention; the first {count} are listed")
            }
            1 => format!("1 {noun} needs attention"),
            several => format!("{several} {noun}s need attention"),
        });
        error.problem.errors = errors.into_vec();
        error.problem.errors_truncated = truncated.then_some(true);
        error
    }

    /// Creates a 500 error; the cause is logged.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ProblemCode::InternalError).because(cause)
    }

    /// Sets the detail text.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.problem.detail = Some(detail.into());
        self
    }

    /// Sets how many seconds to wait.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// How many seconds to wait, if set.
    #[must_use]
    pub const fn wait_seconds(&self) -> Option<u64> {
        self.retry_after
    }

    /// Sets the methods that the route allows.
    #[must_use]
    pub fn allow(mut self, methods: impl Into<String>) -> Self {
        self.allow = Some(methods.into());
        self
    }

    /// Sets the largest allowed size in bytes.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.problem.limit_bytes = u64::try_from(bytes).ok();
        self
    }

    /// Attaches the cause for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Prefixes field pointers with the position of a batch item; an error without fields gets one at that
    /// position.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        for error in &mut self.problem.errors {
            let inner = error.pointer.take().unwrap_or_default();
            error.pointer = Some(format!("{place}/body{inner}"));
        }
        if self.problem.errors.is_empty() && self.problem.status < 500 {
            let mut errors = FieldErrors::new();
            errors.add(place, self.code.code(), self.problem.title.clone());
            self.problem.errors = errors.into_vec();
        }
        self
    }

    /// The problem to send.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The problem code.
    #[must_use]
    pub const fn code(&self) -> ProblemCode {
        self.code
    }

    /// Returns the code for a later response and logs the cause now.
    #[must_use]
    pub fn into_code(self) -> ProblemCode {
        self.log(&request::current().map_or_else(String::new, |facts| facts.id.clone()));
        self.code
    }

    fn log(&self, request_id: &str) {
        let Some(cause) = &self.cause else { return };
        let mut chain = cause.to_string();
        let mut source = cause.source();
        while let Some(inner) = source {
            chain = format!("{chain}: {inner}");
            source = inner.source();
        }
        let code = self.code.code();
        if self.code.status() == 500 {
            tracing::error!(request_id, code, cause = chain, "request failed");
        } else {
            tracing::warn!(request_id, code, cause = chain, "request refused");
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.title)
    }
}

impl Error for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut problem = self.problem.clone();
        match request::current() {
            Some(facts) => {
                facts.problem.set(Some(self.code.code()));
                self.log(&facts.id);
                problem.instance = Some(facts.path.clone());
                problem.request_id = Some(facts.id.clone());
            }
            None => self.log(""),
        }
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON)));
        if problem.status == 401 {
            response.insert_header((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if let Some(methods) = &self.allow {
            response.insert_header((ALLOW, methods.as_str()));
        }
        response.body(body)
    }
}

impl From<ProblemCode> for ApiError {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        use ProblemCode as Code;
        match error {
            StoreError::NotFound => Self::new(Code::NotFound),
            StoreError::Duplicate { pointer, existing } => {
                let mut answer = Self::new(Code::Duplicate);
                let mut errors = FieldErrors::new();
                let label = &existing.label;
                let message = match pointer.as_str() {
                    "/is_primary" => format!(
                        "{label} is the primary contact here already; take it from that one first"
                    ),
                    _ => format!("{label} has this already"),
                };
                errors.add(pointer, "duplicate", message);
                answer.problem.errors = errors.into_vec();
                answer.problem.existing = Some(existing);
                answer
            }
            StoreError::InUse { blockers, count } => {
                let mut answer = Self::new(Code::InUse).detail(match count {
                    1 => "1 record refers to it".to_owned(),
                    count => format!("{count} records refer to it"),
                });
                answer.problem.blockers = blockers;
                answer.problem.blocker_count = Some(count);
                answer
            }
            StoreError::Billed { invoices, errors } => {
                let numbers: Vec<&str> = invoices
                    .iter()
                    .map(|invoice| invoice.label.as_str())
                    .collect();
                let detail = format!(
                    "{} bills what you change; say that the invoice is to be corrected, and why",
                    numbers.join(", ")
                );
                let mut answer = Self::new(Code::LineBilled).detail(detail);
                answer.problem.errors = errors.into_vec();
                answer.problem.blocker_count = i64::try_from(invoices.len()).ok();
                answer.problem.blockers = invoices;
                answer
            }
            StoreError::Archived => Self::new(Code::Archived),
            StoreError::Stale(stale) => {
                let mut answer = Self::new(Code::StaleVersion);
                answer.problem.current_etag = Some(format!("\"{}\"", stale.current_version));
                answer.problem.changes = stale.changes.items;
                answer.problem.changes_truncated = stale.changes.truncated.then_some(true);
                answer
            }
            StoreError::Invalid(errors) => Self::invalid(errors),
            StoreError::Refused { refusal, allowed } => match *refusal {
                TransitionError::IllegalTransition => {
                    let mut answer = Self::new(Code::IllegalTransition);
                    answer.problem.allowed_actions = Some(allowed);
                    answer
                }
                TransitionError::Invalid(errors) => Self::invalid(errors),
                TransitionError::CreditBlocked(why) => Self::new(Code::CreditBlocked).detail(why),
                TransitionError::TenderBlocked(why) => Self::new(Code::TenderBlocked).detail(why),
                TransitionError::ClaimsOpen(why) => Self::new(Code::ClaimsOpen).detail(why),
                TransitionError::Forbidden => Self::new(Code::Forbidden),
            },
            StoreError::Forbidden => Self::new(Code::Forbidden),
            StoreError::IdempotencyKeyReused => Self::new(Code::IdempotencyKeyReused),
            StoreError::IdempotencyInProgress => Self::new(Code::IdempotencyInProgress),
            StoreError::Unavailable(cause) => Self::new(Code::Unavailable).because(cause),
            StoreError::Timeout => Self::new(Code::Timeout),
            StoreError::Internal(cause) => Self::internal(cause),
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        StoreError::from(denied).into()
    }
}

impl From<crate::random::NoRandomness> for ApiError {
    fn from(error: crate::random::NoRandomness) -> Self {
        Self::internal(error)
    }
}
