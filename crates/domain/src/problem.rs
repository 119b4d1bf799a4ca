//! The one body of every refusal: RFC 9457 `application/problem+json` with a stable code.

use serde::{Deserialize, Serialize};

use crate::fields::FieldError;
use crate::history::StaleChange;

macro_rules! problem_codes {
    ($( $(#[$doc:meta])* $variant:ident = $code:literal, $status:literal, $title:literal, $help:literal; )+) => {
        /// Every reason that the server refuses for. Codes are stable for ever; titles may improve.
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

            /// The HTTP status it is sent with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $( Self::$variant => $status, )+ }
            }

            /// A short title.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $( Self::$variant => $title, )+ }
            }

            /// What it means and what to do.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $( Self::$variant => $help, )+ }
            }

            /// The variant of a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

problem_codes! {
    /// Not JSON.
    MalformedJson = "malformed_json", 400, "The body is not JSON", "Mend the JSON; detail names line and column. Names may stand once in an object, and nesting ends at 32.";
    /// Unknown query parameter.
    UnknownParameter = "unknown_parameter", 400, "The query has an unknown parameter", "Remove the parameters named in errors.";
    /// Invalid query parameter.
    InvalidParameter = "invalid_parameter", 400, "The query is not valid", "Mend the parameters named in errors.";
    /// The same query parameter twice.
    DuplicateParameter = "duplicate_parameter", 400, "A query parameter is sent twice", "Send each parameter once; several values are joined by commas.";
    /// A cursor that this list did not give.
    InvalidCursor = "invalid_cursor", 400, "The cursor is not of this list", "Ask for the first page again with the same filters and sort, without a cursor.";
    /// Idempotency key of a wrong shape.
    InvalidIdempotencyKey = "invalid_idempotency_key", 400, "The idempotency key is not valid", "Send 1 to 255 printable ASCII characters.";
    /// No or no valid token.
    Unauthenticated = "unauthenticated", 401, "Sign in first", "Send a valid access token: Authorization: Bearer TOKEN.";
    /// Wrong name or password.
    InvalidCredentials = "invalid_credentials", 401, "The sign-in is not right", "Check the user name and the password.";
    /// The token is past its time.
    TokenExpired = "token_expired", 401, "The access token has expired", "Refresh it, or sign in again.";
    /// The session has ended.
    TokenRevoked = "token_revoked", 401, "The session has ended", "Sign in again.";
    /// Not for this role.
    Forbidden = "forbidden", 403, "Your role does not allow this", "Ask an administrator for the role, or a manager to do it.";
    /// A cookie call from elsewhere.
    CsrfFailed = "csrf_failed", 403, "The request does not come from this application", "Send the header X-Requested-With: projectmeats from our own origin.";
    /// The password must be changed first.
    PasswordChangeRequired = "password_change_required", 403, "Change your password first", "Set a new password, then go on.";
    /// No such record, for this caller.
    NotFound = "not_found", 404, "There is no such record", "Check the id.";
    /// No such path.
    RouteNotFound = "route_not_found", 404, "There is no such address", "See /api/docs/ for the addresses there are.";
    /// The path takes other methods.
    MethodNotAllowed = "method_not_allowed", 405, "The address does not take this method", "The header Allow names those it takes.";
    /// The caller accepts nothing we send.
    NotAcceptable = "not_acceptable", 406, "Nothing we send is accepted", "Accept application/json.";
    /// Another record has the name or number.
    Duplicate = "duplicate", 409, "Another record has this already", "errors names the field, existing the other record; restore it when it is archived.";
    /// Others refer to it.
    InUse = "in_use", 409, "The record is in use", "blockers names what refers to it.";
    /// The record is archived.
    Archived = "archived", 409, "The record is archived", "Restore it first.";
    /// The state does not allow the step.
    IllegalTransition = "illegal_transition", 409, "The record does not allow this step now", "allowed_actions names the steps that it does.";
    /// The credit gate.
    CreditBlocked = "credit_blocked", 409, "The customer's credit does not allow this", "Ask a manager for an override with a reason.";
    /// The tender gate.
    TenderBlocked = "tender_blocked", 409, "The carrier may not be given this load", "Mend its authority or insurance, or ask a manager for an override with a reason.";
    /// The first request with the key is still running.
    IdempotencyInProgress = "idempotency_in_progress", 409, "The first request with this key is still running", "Repeat it after the time in Retry-After.";
    /// Somebody changed the record meanwhile.
    StaleVersion = "stale_version", 412, "Someone changed this record", "Read it again, merge, and send the new ETag in If-Match; changes names what happened.";
    /// The body is too large.
    BodyTooLarge = "body_too_large", 413, "The body is too large", "Send at most limit_bytes.";
    /// The body's media type is not taken.
    UnsupportedMediaType = "unsupported_media_type", 415, "The body's type is not taken", "Send application/json; for PATCH also application/merge-patch+json.";
    /// Wrong fields.
    ValidationFailed = "validation_failed", 422, "The input is not valid", "Mend the fields named in errors.";
    /// The key was used with another body.
    IdempotencyKeyReused = "idempotency_key_reused", 422, "The idempotency key was used for something else", "Take a new key for a new request.";
    /// No If-Match.
    PreconditionRequired = "precondition_required", 428, "Say which version you change", "Send the record's ETag in If-Match.";
    /// Too many requests.
    RateLimited = "rate_limited", 429, "Too many requests", "Wait the seconds named in Retry-After.";
    /// Our fault.
    InternalError = "internal_error", 500, "Something went wrong on our side", "Try again; if it stays, report the request id.";
    /// The database or another part is away.
    Unavailable = "unavailable", 503, "The service is not available now", "Try again after the time in Retry-After.";
    /// It took too long.
    Timeout = "timeout", 503, "The request took too long", "Try again after the time in Retry-After, or ask for less.";
}

/// A record that stands in the way of a unique name or number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Existing {
    /// Its id.
    pub id: i64,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub label: String,
    /// Whether it is archived and could be restored.
    pub archived: bool,
}

/// A record that refers to the one to be archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Blocker {
    /// Its kind.
    #[cfg_attr(feature = "openapi", schema(example = "purchase_order"))]
    pub entity: String,
    /// Its id.
    pub id: i64,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041"))]
    pub label: String,
}

/// What went wrong, for people and for programs.
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
    #[cfg_attr(feature = "openapi", schema(example = "The input is not valid"))]
    pub title: String,
    /// HTTP status.
    #[cfg_attr(feature = "openapi", schema(example = 422))]
    pub status: u16,
    /// Stable code.
    #[cfg_attr(feature = "openapi", schema(example = "validation_failed"))]
    pub code: String,
    /// What happened this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2 fields need attention"))]
    pub detail: Option<String>,
    /// Path of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "/api/v1/purchase-orders"))]
    pub instance: Option<String>,
    /// Request id, to find it in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Every wrong field or parameter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `duplicate`: the other record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<Existing>,
    /// With `in_use`: up to 20 records that refer to this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blockers: Vec<Blocker>,
    /// With `in_use`: how many records refer to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocker_count: Option<i64>,
    /// With `illegal_transition`: codes of the steps that are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
    /// With `stale_version`: the ETag now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_etag: Option<String>,
    /// With `stale_version`: what happened since the version that was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<StaleChange>,
    /// With `body_too_large`: how much is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_bytes: Option<u64>,
}

impl Problem {
    /// A problem of a code, without details.
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

    /// Says what happened this time.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Whether it is of a code.
    #[must_use]
    pub fn is(&self, code: ProblemCode) -> bool {
        self.code == code.code()
    }
}
