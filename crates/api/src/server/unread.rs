//! Problem responses for input that never becomes a request: bytes that are not HTTP, heads that are too
//! large or too slow, too many connections. For the first three, the HTTP library sends an empty response
//! before our code runs; it is replaced on its way out.

use std::fmt::Write;

use actix_web::web::Data;
use domain::{Problem, ProblemCode};

use crate::problem::PROBLEM_JSON;
use crate::random;
use crate::security_headers::of_refusals;
use crate::state::State;

/// Longest response that the HTTP library makes itself, in bytes.
const LONGEST: usize = 512;
/// Seconds after which a rejected connection may retry.
const RETRY_AFTER: u32 = 5;

/// The complete response to a connection beyond the limit.
pub(super) fn too_many_connections(state: &Data<State>) -> Vec<u8> {
    let head = format!("HTTP/1.1 503 Service Unavailable\r\nretry-after: {RETRY_AFTER}\r\n");
    let detail = "There are too many connections";
    whole(state, head, ProblemCode::Unavailable, Some(detail))
}

/// The replacement of a response that the HTTP library made itself, recognized by its missing request ID.
pub(super) fn replaced(state: &Data<State>, answer: &[u8]) -> Option<Vec<u8>> {
    if answer.len() > LONGEST || !answer.starts_with(b"HTTP/1.") {
        return None;
    }
    let head = std::str::from_utf8(answer).ok()?.strip_suffix("\r\n\r\n")?;
    let code = match head.get(9..12)? {
        "400" => ProblemCode::MalformedRequest,
        "408" => ProblemCode::RequestTimeout,
        "431" => ProblemCode::HeadersTooLarge,
        _ => return None,
    };
    let ours = |line: &str| line.to_ascii_lowercase().starts_with("x-request-id:");
    if head.contains("\r\n\r\n") || head.split("\r\n").any(ours) {
        return None;
    }
    let replaces = |line: &&str| {
        let line = line.to_ascii_lowercase();
        !line.starts_with("content-length:") && !line.starts_with("connection:")
    };
    let kept: Vec<&str> = head.split("\r\n").filter(replaces).collect();
    let head = format!("{}\r\n", kept.join("\r\n"));
    Some(whole(state, head, code, None))
}

fn whole(
    state: &Data<State>,
    mut head: String,
    code: ProblemCode,
    detail: Option<&str>,
) -> Vec<u8> {
    let id = random::short_id().unwrap_or_default();
    let mut problem = Problem::new(code);
    problem.detail = detail.map(str::to_owned);
    problem.request_id = Some(id.clone());
    let body = serde_json::to_string(&problem).unwrap_or_default();
    for (name, value) in of_refusals(&state.config) {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let _ = write!(
        head,
        "x-request-id: {id}\r\ncontent-type: {PROBLEM_JSON}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    state.metrics.refused(code.code());
    tracing::info!(
        target: "access",
        request_id = id,
        status = code.status(),
        problem = code.code(),
        "refused unread"
    );
    head.into_bytes()
}
