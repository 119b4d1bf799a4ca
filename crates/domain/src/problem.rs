//! The body of every error response: RFC 9457 `application/problem+json` with a stable code.

use serde::{Deserialize, Serialize};

use crate::fields::FieldError;
use crate::history::StaleChange;

macro_rules! problem_codes {
    ($( $(#[$doc:meta])* $variant:ident = $code:literal, $status:literal, $title:literal, $help:literal; )+) => {
        /// All error codes. Codes never change; titles may.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ProblemCode { $( $(#[$doc])* $variant, )+ }

        impl ProblemCode {
            /// All codes.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )+ }
            }

            /// Its HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $( Self::$variant => $status, )+ }
            }

            /// A short title.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $( Self::$variant => $title, )+ }
            }

            /// Help text: its meaning and what to do.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $( Self::$variant => $help, )+ }
            }

            /// Finds the variant with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

problem_codes! {
    /// The body is not valid JSON.
    MalformedJson = "malformed_json", 400, "Invalid JSON", "Correct the JSON; detail names line and column. Object keys must be unique, and nesting stops at 32 levels.";
    /// Unknown query parameter.
    UnknownParameter = "unknown_parameter", 400, "Unknown query parameter", "Remove the parameters named in errors.";
    /// Invalid query parameter.
    InvalidParameter = "invalid_parameter", 400, "Invalid query parameter", "Correct the parameters named in errors.";
    /// The request line or a header cannot be read.
    MalformedRequest = "malformed_request", 400, "Malformed HTTP request", "Correct the request line and the headers; each header takes one line, Content-Length and Transfer-Encoding exclude each other.";
    /// A query parameter is repeated.
    DuplicateParameter = "duplicate_parameter", 400, "Repeated query parameter", "Send the parameters named in errors once. Only filters that match any of several values may be repeated.";
    /// The cursor does not belong to this list.
    InvalidCursor = "invalid_cursor", 400, "Invalid cursor", "Request the first page again with the same filters and sort, without a cursor.";
    /// The idempotency key has an invalid format.
    InvalidIdempotencyKey = "invalid_idempotency_key", 400, "Invalid idempotency key", "Send 1 to 255 printable ASCII characters.";
    /// The token is missing or invalid.
    Unauthenticated = "unauthenticated", 401, "Sign in first", "Send a valid access token: Authorization: Bearer TOKEN.";
    /// Wrong name or password.
    InvalidCredentials = "invalid_credentials", 401, "Wrong username or password", "Check the username and password.";
    /// The token has expired.
    TokenExpired = "token_expired", 401, "The access token has expired", "Refresh the token or sign in again.";
    /// The session has ended.
    TokenRevoked = "token_revoked", 401, "The session has ended", "Sign in again.";
    /// The role does not permit it.
    Forbidden = "forbidden", 403, "Your role does not allow this", "Ask a manager to do it, or an administrator for the role.";
    /// A cookie request from another site.
    CsrfFailed = "csrf_failed", 403, "The request did not come from this application", "Send the header X-Requested-With: projectmeats from the application's own origin.";
    /// The password must be changed first.
    PasswordChangeRequired = "password_change_required", 403, "Change your password first", "Set a new password, then continue.";
    /// The record does not exist, or the caller may not read it.
    NotFound = "not_found", 404, "Record not found", "Check the id.";
    /// The path does not exist.
    RouteNotFound = "route_not_found", 404, "Address not found", "See /api/docs/ for all addresses.";
    /// The path does not support the method.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed", "The header Allow lists the allowed methods.";
    /// The client accepts no media type that the server sends.
    NotAcceptable = "not_acceptable", 406, "Unsupported Accept header", "Accept application/json.";
    /// The request headers did not arrive in time.
    RequestTimeout = "request_timeout", 408, "The request did not arrive in time", "Send the whole request at once, on a new connection.";
    /// Another record has the name or number.
    Duplicate = "duplicate", 409, "Another record already has this value", "errors names the field, existing the other record. If that record is archived, restore it.";
    /// Other records refer to the record.
    InUse = "in_use", 409, "The record is in use", "blockers lists the records that use it.";
    /// The record is archived.
    Archived = "archived", 409, "The record is archived", "Restore it first.";
    /// The record's status does not allow the step.
    IllegalTransition = "illegal_transition", 409, "This step is not allowed now", "allowed_actions lists the steps that are.";
    /// The credit gate blocks the step.
    CreditBlocked = "credit_blocked", 409, "The customer's credit does not allow this", "Ask a manager for an override with a reason.";
    /// The tender gate blocks the step.
    TenderBlocked = "tender_blocked", 409, "This carrier cannot take the load", "Update its authority or insurance, or ask a manager for an override with a reason.";
    /// Open claims block closing the order.
    ClaimsOpen = "claims_open", 409, "The order has open claims", "Settle, deny or cancel its claims, or ask a manager for an override with a reason.";
    /// An issued invoice bills the line that the change affects.
    LineBilled = "line_billed", 409, "An invoice bills this line", "blockers lists the invoices. Send the change again with correct_invoices and a reason: a credit memo or an invoice for the difference is then issued in the same step.";
    /// The first request with the key is still running.
    IdempotencyInProgress = "idempotency_in_progress", 409, "The first request with this key is still running", "Retry after the time in Retry-After.";
    /// The record has changed since it was read.
    StaleVersion = "stale_version", 412, "Someone changed this record", "Read the record again, merge, and send the new ETag in If-Match. changes lists what happened.";
    /// The body is too large.
    BodyTooLarge = "body_too_large", 413, "The request body is too large", "Send at most limit_bytes.";
    /// The body's media type is not supported.
    UnsupportedMediaType = "unsupported_media_type", 415, "Unsupported content type", "Send application/json; for PATCH also application/merge-patch+json.";
    /// Fields are invalid.
    ValidationFailed = "validation_failed", 422, "Invalid input", "Correct the fields named in errors.";
    /// The idempotency key was used with another body.
    IdempotencyKeyReused = "idempotency_key_reused", 422, "The idempotency key was used for another request", "Use a new key for a new request.";
    /// The If-Match header is missing.
    PreconditionRequired = "precondition_required", 428, "The If-Match header is missing", "Send the record's ETag in If-Match.";
    /// Request line and headers are too large.
    HeadersTooLarge = "headers_too_large", 431, "The headers are too large", "Send at most limit_bytes of address and headers, in at most 96 headers.";
    /// Too many requests.
    RateLimited = "rate_limited", 429, "Too many requests", "Wait the number of seconds in Retry-After.";
    /// A server error.
    InternalError = "internal_error", 500, "Server error", "Try again. If it happens again, report the request id.";
    /// The database or another dependency is unavailable.
    Unavailable = "unavailable", 503, "The service is not available", "Try again after the time in Retry-After.";
    /// The request timed out.
    Timeout = "timeout", 503, "The request timed out", "Try again after the time in Retry-After, or request less.";
}

/// A record that already has the unique name or number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Existing {
    /// Id.
    pub id: i64,
    /// Display name of the record.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub label: String,
    /// Whether it is archived and could be restored.
    pub archived: bool,
}

/// A record that blocks the operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Blocker {
    /// Its kind.
    #[cfg_attr(feature = "openapi", schema(example = "purchase_order"))]
    pub entity: String,
    /// Id.
    pub id: i64,
    /// Display name of the record.
    #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041"))]
    pub label: String,
}

/// An error (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Address of a page that explains the code.
    #[serde(rename = "type")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "/api/problems/validation_failed")
    )]
    pub kind: String,
    /// Short title.
    #[cfg_attr(feature = "openapi", schema(example = "Invalid input"))]
    pub title: String,
    /// HTTP status.
    #[cfg_attr(feature = "openapi", schema(example = 422))]
    pub status: u16,
    /// Stable code.
    #[cfg_attr(feature = "openapi", schema(example = "validation_failed"))]
    pub code: String,
    /// What happened in this case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2 fields need attention"))]
    pub detail: Option<String>,
    /// Path of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "/api/v1/purchase-orders"))]
    pub instance: Option<String>,
    /// Id of the request, also in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Invalid fields or parameters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Whether more is wrong than `errors` lists: it ends at 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors_truncated: Option<bool>,
    /// With `duplicate`: the other record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<Existing>,
    /// With `in_use`: up to 20 records that refer to this one; with `line_billed`: the invoices that bill the line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blockers: Vec<Blocker>,
    /// With `in_use` and `line_billed`: how many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocker_count: Option<i64>,
    /// With `illegal_transition`: codes of the steps that are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
    /// With `stale_version`: the current ETag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_etag: Option<String>,
    /// With `stale_version`: changes since the version that was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<StaleChange>,
    /// With `stale_version`: true if there are more changes than `changes` lists (at most 100 fields of the newest 100 changes);
    /// the history has all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes_truncated: Option<bool>,
    /// With `body_too_large`: largest body accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_bytes: Option<u64>,
}

impl Problem {
    /// Creates a problem without details.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Self {
            kind: format!("/api/problems/{}", code.code()),
            title: code.title().to_owned(),
            status: code.status(),
            code: code.code().to_owned(),
            ..Self::default()
        }
    }

    /// Sets the detail.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Whether it has this code.
    #[must_use]
    pub fn is(&self, code: ProblemCode) -> bool {
        self.code == code.code()
    }
}
