//! Problem responses: which ones an operation can return, and how the document shows them.

use std::collections::BTreeMap;

use domain::ProblemCode;
use domain::choices::FixedChoice;
use domain::problem::Problem;
use domain::purchase_orders::OrderAction;
use serde_json::{Value, json};

use super::examples;
use super::shapes::reference;
use crate::problem::PROBLEM_JSON;

/// Properties of an operation that determine its problems.
#[derive(Debug, Clone, Copy)]
pub(super) struct RefusalContext<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) is_public: bool,
    pub(super) has_body: bool,
    pub(super) has_query: bool,
    pub(super) has_id: bool,
    pub(super) has_version: bool,
    pub(super) has_key: bool,
    pub(super) is_own: bool,
}

/// All problem codes of an operation, except those that its handler names.
pub(super) fn codes(facts: RefusalContext<'_>) -> Vec<ProblemCode> {
    use ProblemCode as Code;
    let mut codes = vec![
        Code::NotAcceptable,
        Code::InternalError,
        Code::Unavailable,
        Code::Timeout,
    ];
    let mut add = |holds: bool, more: &[ProblemCode]| {
        if holds {
            codes.extend_from_slice(more);
        }
    };
    let writes = facts.method != "get";
    let record = facts.has_id && !facts.is_own;
    add(
        !facts.is_public,
        &[
            Code::Unauthenticated,
            Code::TokenExpired,
            Code::TokenRevoked,
        ],
    );
    add(true, &[Code::RateLimited]);
    add(!facts.is_public, &[Code::UnknownParameter]);
    add(
        writes && !facts.is_public && !facts.is_own,
        &[Code::Forbidden],
    );
    add(
        facts.has_query,
        &[
            Code::InvalidParameter,
            Code::UnknownParameter,
            Code::DuplicateParameter,
            Code::InvalidCursor,
            // Many filters with several values each can exceed the size limit of a request head.
            Code::HeadersTooLarge,
        ],
    );
    add(facts.has_id, &[Code::NotFound]);
    add(
        facts.has_body,
        &[
            Code::MalformedJson,
            Code::BodyTooLarge,
            Code::UnsupportedMediaType,
            Code::ValidationFailed,
        ],
    );
    add(
        facts.has_key,
        &[
            Code::InvalidIdempotencyKey,
            Code::IdempotencyInProgress,
            Code::IdempotencyKeyReused,
        ],
    );
    add(
        facts.has_version,
        &[Code::PreconditionRequired, Code::StaleVersion],
    );
    let action = facts.path.rsplit('/').next().unwrap_or_default();
    let is_order = facts.path.contains("/purchase-orders/{id}");
    let weighs_cases = is_order && writes && facts.path.contains("/cases");
    let is_step =
        weighs_cases || is_order && OrderAction::ALL.iter().any(|known| known.code() == action);
    let is_new = facts.method == "post" && !record && !facts.is_own && !facts.is_public;
    let is_change = matches!(facts.method, "patch" | "put") && record;
    let is_back = action == "restore";
    add(
        is_new || is_change || (is_back && !is_order),
        &[Code::Duplicate],
    );
    add(
        (is_change || is_step) && !facts.path.contains("/users"),
        &[Code::Archived],
    );
    // An atomic batch answers as its first refused item would alone.
    add(action == "batch", &[Code::NotFound, Code::StaleVersion]);
    let is_gone = facts.method == "delete" && record;
    add(is_gone, &[Code::InUse]);
    let has_state = is_order && (is_gone || is_change || is_step);
    add(has_state, &[Code::IllegalTransition]);
    let takes_back = matches!(action, "cancel" | "step-back");
    add(is_order && takes_back, &[Code::InUse]);
    // A change repeats the credit and tender checks that depend on the changed fields.
    add(
        is_order && (is_change || action == "issue"),
        &[Code::CreditBlocked],
    );
    add(
        is_order && (is_change || action == "ship"),
        &[Code::TenderBlocked],
    );
    add(is_order && action == "close", &[Code::ClaimsOpen]);
    codes
}

/// Name of a shared response: the status, and a short word for each code that distinguishes it from others of
/// that status.
pub(super) fn short_name<'a>(status: &str, codes: impl Iterator<Item = &'a str>) -> String {
    let words = codes.filter_map(|code| match code {
        "malformed_json" => Some("json"),
        "invalid_cursor" => Some("list"),
        "invalid_idempotency_key" | "idempotency_in_progress" | "idempotency_key_reused" => {
            Some("key")
        }
        "token_expired" => Some("token"),
        "invalid_credentials" => Some("credentials"),
        "csrf_failed" => Some("origin"),
        "illegal_transition" => Some("state"),
        "credit_blocked" => Some("credit"),
        "tender_blocked" => Some("tender"),
        "claims_open" => Some("claims"),
        "archived" | "duplicate" | "in_use" => Some(code),
        _ => None,
    });
    words.fold(status.to_owned(), |name, word| format!("{name}.{word}"))
}

/// Responses for these codes, by status.
pub(super) fn responses(codes: &[ProblemCode]) -> BTreeMap<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in codes {
        let same = by_status.entry(code.status()).or_default();
        if !same.contains(code) {
            same.push(*code);
        }
    }
    for same in by_status.values_mut() {
        same.sort_by_key(|code| code.code());
    }
    by_status
        .into_iter()
        .map(|(status, codes)| (status.to_string(), response(status, &codes)))
        .collect()
}

fn response(status: u16, codes: &[ProblemCode]) -> Value {
    let described: Vec<String> = codes
        .iter()
        .map(|code| format!("`{}`: {}.", code.code(), code.title()))
        .collect();
    let examples: serde_json::Map<String, Value> = codes
        .iter()
        .map(|code| {
            let place = format!("#/components/examples/{}", code.code());
            (code.code().to_owned(), json!({ "$ref": place }))
        })
        .collect();
    let mut headers = json!({"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}});
    let more = match status {
        401 => Some("WWW-Authenticate"),
        429 | 503 => Some("Retry-After"),
        _ => None,
    };
    if let (Some(name), Some(headers)) = (more, headers.as_object_mut()) {
        let place = format!("#/components/headers/{name}");
        headers.insert(name.to_owned(), json!({ "$ref": place }));
    }
    json!({
        "description": described.join(" "),
        "headers": headers,
        "content": { PROBLEM_JSON: {"schema": reference("Problem"), "examples": examples} },
    })
}

/// An example of each problem.
pub(super) fn all_examples() -> serde_json::Map<String, Value> {
    ProblemCode::ALL
        .iter()
        .map(|code| {
            let value = serde_json::to_value(example(*code)).unwrap_or_default();
            let shown = json!({"summary": code.title(), "value": value});
            (code.code().to_owned(), shown)
        })
        .collect()
}

fn example(code: ProblemCode) -> Problem {
    use ProblemCode as Code;
    let mut problem = Problem::new(code);
    problem.request_id = Some(examples::REQUEST_ID.to_owned());
    problem.instance = Some("/api/v1/purchase-orders/41".to_owned());
    match code {
        Code::ValidationFailed => {
            problem.detail = Some("2 fields need attention".to_owned());
            problem.errors = examples::field_errors();
        }
        Code::UnknownParameter | Code::InvalidParameter | Code::DuplicateParameter => {
            problem.detail = Some("1 parameter needs attention".to_owned());
            problem.instance = Some("/api/v1/purchase-orders".to_owned());
            problem.errors = examples::parameter_errors(code);
        }
        Code::MalformedJson => {
            problem.detail = Some("Line 3, column 12: expected `,` or `}`".to_owned());
        }
        Code::Duplicate => {
            problem.errors = examples::duplicate_errors();
            problem.existing = Some(domain::problem::Existing {
                id: 7,
                label: "Brindlemoor Beef Packing".to_owned(),
                archived: true,
            });
        }
        Code::InUse => {
            problem.detail = Some("1 record refers to it".to_owned());
            problem.instance = Some("/api/v1/suppliers/12".to_owned());
            problem.blockers = examples::blockers();
            problem.blocker_count = Some(1);
        }
        Code::IllegalTransition => {
            problem.allowed_actions = Some(vec!["issue".to_owned(), "cancel".to_owned()]);
        }
        Code::CreditBlocked => {
            problem.detail = Some("The customer is on credit hold".to_owned());
        }
        Code::TenderBlocked => {
            problem.detail = Some("The insurance of Tolmarsh Freight has ended".to_owned());
        }
        Code::ClaimsOpen => {
            problem.detail = Some("Open claims: CLM-2026-0001".to_owned());
        }
        Code::StaleVersion => {
            problem.current_etag = Some("\"5\"".to_owned());
            problem.changes = examples::stale_changes();
        }
        Code::BodyTooLarge => problem.limit_bytes = Some(1_048_576),
        Code::HeadersTooLarge => problem.limit_bytes = Some(16_384),
        _ => {}
    }
    problem
}
