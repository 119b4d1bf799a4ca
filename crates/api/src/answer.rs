//! The shapes of answers: a record with its ETag, a page with its cursor, a created record with its address.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderName, LINK, LOCATION};
use domain::Resource;
use domain::history::HistoryEntry;
use domain::list::Page;
use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::{Listed, Written};

use crate::cursor;
use crate::extract::{HistoryQuery, ListAddress};
use crate::problem::ApiError;
use crate::state::State;

/// Media type of everything but refusals.
pub const JSON: &str = "application/json; charset=utf-8";

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What handlers answer.
pub type Answer = Result<HttpResponse, ApiError>;

/// A record as it is now.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn record<R: Resource>(record: &R) -> Answer {
    tagged(record, record.version())
}

/// Something else that has a version.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn tagged<T: Serialize>(value: &T, version: i64) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, JSON))
        .insert_header((ETAG, format!("\"{version}\"")))
        .body(bytes(value)?))
}

/// A record after an action that may have been repeated.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn changed<R: Resource>(written: &Written<R>) -> Answer {
    let mut response = record(&written.value)?;
    mark(&mut response, written.replayed);
    Ok(response)
}

/// A record that was made.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn created<R: Resource>(written: &Written<R>) -> Answer {
    let value = &written.value;
    let (id, version) = (value.id().get(), value.version());
    made(R::PATH, value, id, version, written.replayed)
}

/// Something else that was made and has an address and a version.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn made<T: Serialize>(path: &str, value: &T, id: i64, version: i64, replayed: bool) -> Answer {
    let mut response = HttpResponse::Created()
        .insert_header((CONTENT_TYPE, JSON))
        .insert_header((ETAG, format!("\"{version}\"")))
        .insert_header((LOCATION, format!("/api/v1/{path}/{id}")))
        .body(bytes(value)?);
    mark(&mut response, replayed);
    Ok(response)
}

fn mark(response: &mut HttpResponse, replayed: bool) {
    if replayed {
        let yes = actix_web::http::header::HeaderValue::from_static("true");
        response.headers_mut().insert(REPLAYED, yes);
    }
}

/// Anything without a version.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn plain<T: Serialize>(value: &T) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, JSON))
        .body(bytes(value)?))
}

/// Anything without a version that may be the stored answer to an earlier request.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn repeatable<T: Serialize>(
    status: actix_web::http::StatusCode,
    value: &T,
    replayed: bool,
) -> Answer {
    let mut response = HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, JSON))
        .body(bytes(value)?);
    mark(&mut response, replayed);
    Ok(response)
}

/// Nothing to say.
#[must_use]
pub fn nothing() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// A page of a list, with the cursor of the next.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn page<T: Serialize>(state: &State, listed: Listed<T>, address: &ListAddress) -> Answer {
    let (total, total_is_exact) = listed.total.unzip();
    let next_cursor = match &listed.next {
        Some(position) => cursor::write(&state.keys, &address.cursor_scope, position),
        None => None,
    };
    let page = Page {
        items: listed.items,
        next_cursor,
        total,
        total_is_exact,
    };
    let link = page
        .next_cursor
        .as_deref()
        .map(|cursor| next(address, cursor));
    weakly_tagged(&page, address.known.as_deref(), link)
}

/// A page of a history; `entries` holds one more than asked for when there are more.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn history(state: &State, entries: Vec<HistoryEntry>, query: &HistoryQuery) -> Answer {
    history_of(state, entries, query, |_| true)
}

/// The same, of which `shown` leaves out entries and parts of them. A page may then hold fewer than were asked for.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn history_of(
    state: &State,
    mut entries: Vec<HistoryEntry>,
    query: &HistoryQuery,
    shown: impl FnMut(&mut HistoryEntry) -> bool,
) -> Answer {
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = entries.len() > limit;
    entries.truncate(limit);
    let last = entries.last().filter(|_| more).map(|entry| entry.id);
    entries.retain_mut(shown);
    let next_cursor =
        last.and_then(|id| cursor::write(&state.keys, &query.address.cursor_scope, &id));
    let link = next_cursor
        .as_deref()
        .map(|cursor| next(&query.address, cursor));
    let page = Page {
        items: entries,
        next_cursor,
        total: None,
        total_is_exact: None,
    };
    weakly_tagged(&page, query.address.known.as_deref(), link)
}

/// Something that changes as a whole and may be kept: answered 304 to who has it already.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn weakly_tagged<T: Serialize>(value: &T, known: Option<&str>, next: Option<String>) -> Answer {
    let bytes = bytes(value)?;
    let tag = format!("W/\"{}\"", fingerprint(&bytes));
    let same = known.is_some_and(|known| is_among(known, &tag));
    let mut response = if same {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response.insert_header((ETAG, tag));
    if let Some(next) = next {
        response.insert_header((LINK, next));
    }
    if same {
        return Ok(response.finish());
    }
    Ok(response.insert_header((CONTENT_TYPE, JSON)).body(bytes))
}

/// Whether a tag is among those of an `If-None-Match`, compared weakly.
#[must_use]
pub fn is_among(known: &str, tag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known
        .split(',')
        .any(|one| one.trim() == "*" || plain(one) == plain(tag))
}

/// A short name for bytes that changes with them.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(10)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn next(address: &ListAddress, cursor: &str) -> String {
    let mut pairs: Vec<(&str, &str)> = address
        .pairs
        .iter()
        .filter(|(name, _)| name != "cursor")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    pairs.push(("cursor", cursor));
    let query: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect();
    format!("<{}?{}>; rel=\"next\"", address.path, query.join("&"))
}

/// Percent-encodes everything but what may stand in a query as it is.
fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            shown.push(char::from(byte));
        } else {
            shown.push_str(&format!("%{byte:02X}"));
        }
    }
    shown
}

fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(value).map_err(ApiError::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        assert!(is_among("\"x\", W/\"abc\"", "W/\"abc\""));
        assert!(is_among("\"abc\"", "W/\"abc\""));
        assert!(is_among("*", "W/\"abc\""));
        assert!(!is_among("\"abcd\"", "W/\"abc\""));
    }

    #[test]
    fn the_next_page_keeps_the_question() {
        let address = ListAddress {
            path: "/api/v1/suppliers".to_owned(),
            pairs: vec![
                ("q".to_owned(), "a b".to_owned()),
                ("cursor".to_owned(), "old".to_owned()),
                (
                    "created_at[gte]".to_owned(),
                    "2026-01-01T00:00:00Z".to_owned(),
                ),
            ],
            cursor_scope: String::new(),
            known: None,
        };
        assert_eq!(
            next(&address, "new"),
            "</api/v1/suppliers?q=a%20b&created_at%5Bgte%5D=2026-01-01T00%3A00%3A00Z&cursor=new>; rel=\"next\""
        );
    }
}
