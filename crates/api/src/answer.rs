//! Response builders: a record with its ETag, a page with its cursor, a created record with its address.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderName, LINK, LOCATION};
use domain::Resource;
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::payments::Posting;
use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::{Listed, Written};

use crate::cursor;
use crate::extract::{HistoryQuery, ListAddress};
use crate::problem::ApiError;
use crate::state::State;

/// Media type of every response except problems.
pub const JSON: &str = "application/json; charset=utf-8";

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Result of a handler.
pub type Answer = Result<HttpResponse, ApiError>;

/// Responds with the current state of a record.
///
/// # Errors
/// When the record cannot be serialized.
pub fn record<R: Resource>(record: &R) -> Answer {
    tagged(record, record.version())
}

/// Responds with any other versioned value.
///
/// # Errors
/// When the value cannot be serialized.
pub fn tagged<T: Serialize>(value: &T, version: i64) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, JSON))
        .insert_header((ETAG, format!("\"{version}\"")))
        .body(bytes(value)?))
}

/// Responds with a record after an action, marked when the response is a replay.
///
/// # Errors
/// When the record cannot be serialized.
pub fn changed<R: Resource>(written: &Written<R>) -> Answer {
    let mut response = record(&written.value)?;
    mark(&mut response, written.replayed);
    Ok(response)
}

/// Responds 201 with a created record.
///
/// # Errors
/// When the record cannot be serialized.
pub fn created<R: Resource>(written: &Written<R>) -> Answer {
    let value = &written.value;
    let (id, version) = (value.id().get(), value.version());
    made(R::PATH, value, id, version, written.replayed)
}

/// Responds 201 with any other created value that has an address and a version.
///
/// # Errors
/// When the value cannot be serialized.
pub fn made<T: Serialize>(path: &str, value: &T, id: i64, version: i64, replayed: bool) -> Answer {
    let mut response = HttpResponse::Created()
        .insert_header((CONTENT_TYPE, JSON))
        .insert_header((ETAG, format!("\"{version}\"")))
        .insert_header((LOCATION, format!("/api/v1/{path}/{id}")))
        .body(bytes(value)?);
    mark(&mut response, replayed);
    Ok(response)
}

/// Responds with any other versioned value after an action, marked when the response is a replay.
///
/// # Errors
/// When the value cannot be serialized.
pub fn changed_value<T: Serialize>(value: &T, version: i64, replayed: bool) -> Answer {
    let mut response = tagged(value, version)?;
    mark(&mut response, replayed);
    Ok(response)
}

fn mark(response: &mut HttpResponse, replayed: bool) {
    if replayed {
        let yes = actix_web::http::header::HeaderValue::from_static("true");
        response.headers_mut().insert(REPLAYED, yes);
    }
}

/// Responds with a value that has no version.
///
/// # Errors
/// When the value cannot be serialized.
pub fn plain<T: Serialize>(value: &T) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, JSON))
        .body(bytes(value)?))
}

/// Responds with a value that has no version, marked when it is the stored response to an earlier request.
///
/// # Errors
/// When the value cannot be serialized.
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

/// Responds 204 without a body.
#[must_use]
pub fn nothing() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Responds with a page of a list and the cursor of the next page.
///
/// # Errors
/// When the page cannot be serialized.
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

/// Responds with a page of rows in the order of their ids; `rows` holds one extra row when more follow.
///
/// # Errors
/// When the page cannot be serialized.
pub fn page_by_id<T: Serialize>(
    state: &State,
    mut rows: Vec<T>,
    limit: u32,
    address: &ListAddress,
    id: impl Fn(&T) -> i64,
) -> Answer {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more).map(id);
    let next_cursor = last.and_then(|id| cursor::write(&state.keys, &address.cursor_scope, &id));
    let link = next_cursor.as_deref().map(|cursor| next(address, cursor));
    let page = Page {
        items: rows,
        next_cursor,
        total: None,
        total_is_exact: None,
    };
    weakly_tagged(&page, address.known.as_deref(), link)
}

/// Responds with a page of a history; `entries` holds one extra entry when more follow.
///
/// # Errors
/// When the page cannot be serialized.
pub fn history(state: &State, entries: Vec<HistoryEntry>, query: &HistoryQuery) -> Answer {
    history_of(state, entries, query, |_| true)
}

/// Like [`history`], but `shown` drops or edits entries, so a page may hold fewer than requested.
///
/// # Errors
/// When the page cannot be serialized.
pub fn history_of(
    state: &State,
    entries: Vec<HistoryEntry>,
    query: &HistoryQuery,
    shown: impl FnMut(&mut HistoryEntry) -> bool,
) -> Answer {
    newest_first(state, entries, query, |entry| entry.id, shown)
}

/// Responds with a page of postings; `postings` holds one extra posting when more follow.
///
/// # Errors
/// When the page cannot be serialized.
pub fn postings(state: &State, postings: Vec<Posting>, query: &HistoryQuery) -> Answer {
    newest_first(state, postings, query, |posting| posting.id, |_| true)
}

fn newest_first<T: Serialize>(
    state: &State,
    mut entries: Vec<T>,
    query: &HistoryQuery,
    id: fn(&T) -> i64,
    shown: impl FnMut(&mut T) -> bool,
) -> Answer {
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = entries.len() > limit;
    entries.truncate(limit);
    let last = entries.last().filter(|_| more).map(id);
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

/// Responds with a cacheable value and a weak ETag over its bytes; 304 when `known` already contains that
/// tag.
///
/// # Errors
/// When the value cannot be serialized.
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

/// Whether an `If-None-Match` value contains a tag, by weak comparison.
#[must_use]
pub fn is_among(known: &str, tag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known
        .split(',')
        .any(|one| one.trim() == "*" || plain(one) == plain(tag))
}

/// A short hash of bytes, for ETags and file names.
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

/// Percent-encodes every byte that is not unreserved in a query.
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
