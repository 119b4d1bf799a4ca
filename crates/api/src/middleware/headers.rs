//! Headers of every response (`security.md`, section 1). Headers set by a handler are kept.

use std::sync::atomic::Ordering;

use actix_web::HttpResponse;
use actix_web::http::ConnectionType;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName,
    HeaderValue, SET_COOKIE, STRICT_TRANSPORT_SECURITY, VARY,
};

use super::log::Exchange;
use super::paths::is_api;
use crate::freshness;
use crate::request::REQUEST_ID;
use crate::route_table::API;
use crate::security_headers::{ALWAYS, APP_POLICY, DATA_POLICY, hsts};
use crate::state::State;

const QUERY_COUNT: HeaderName = HeaderName::from_static("x-query-count");

/// Adds the headers that every response needs.
pub(super) fn complete(
    state: &State,
    exchange: &Exchange,
    mut response: HttpResponse,
) -> HttpResponse {
    let facts = exchange.facts();
    let config = &state.config;
    let path = exchange.path();
    if state.stopping.load(Ordering::Relaxed) {
        response
            .head_mut()
            .set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    for (name, value) in facts.headers.borrow_mut().drain(..) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    if let Some(position) = facts.written.get()
        && let Ok(cookie) = HeaderValue::from_str(&freshness::cookie(config, position))
    {
        headers.append(SET_COOKIE, cookie);
    }
    for (name, value) in ALWAYS {
        put(headers, name, value);
    }
    put(headers, CONTENT_SECURITY_POLICY, DATA_POLICY);
    if config.is_tls() {
        set(headers, STRICT_TRANSPORT_SECURITY, &hsts(config));
        if let Some(policy) = app_policy_over_tls(headers) {
            set(headers, CONTENT_SECURITY_POLICY, &policy);
        }
    }
    put(headers, CACHE_CONTROL, caching(path, config.no_store));
    put(headers, VARY, varying(path));
    headers.remove(ACCESS_CONTROL_ALLOW_ORIGIN);
    set(headers, REQUEST_ID, &facts.id);
    if config.expose_query_count {
        set(headers, QUERY_COUNT, &facts.queries.get().to_string());
    }
    response
}

fn app_policy_over_tls(headers: &HeaderMap) -> Option<String> {
    let policy = headers.get(CONTENT_SECURITY_POLICY)?.to_str().ok()?;
    (policy == APP_POLICY).then(|| format!("{policy}; upgrade-insecure-requests"))
}

/// Responses with credentials or user data are never cached; records must be revalidated.
fn caching(path: &str, no_store: bool) -> &'static str {
    let below = |start: &str| {
        path.strip_prefix(API)
            .and_then(|rest| rest.strip_prefix(start))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let secret = ["/auth", "/me", "/users"].into_iter().any(below);
    if secret || (no_store && is_api(path)) {
        "no-store"
    } else if is_api(path) {
        "private, no-cache"
    } else if path.starts_with("/health") || path == "/metrics" {
        "no-store"
    } else {
        "no-cache"
    }
}

fn varying(path: &str) -> &'static str {
    if is_api(path) {
        "Authorization, Accept-Encoding"
    } else {
        "Accept-Encoding"
    }
}

/// Adds a header unless it is present.
fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caching_follows_what_an_answer_holds() {
        assert_eq!(caching("/api/v1/suppliers/12", false), "private, no-cache");
        assert_eq!(caching("/api/v1/suppliers/12", true), "no-store");
        assert_eq!(caching("/api/v1/auth/login", false), "no-store");
        assert_eq!(caching("/api/v1/me", false), "no-store");
        assert_eq!(caching("/api/v1/users", false), "no-store");
        assert_eq!(caching("/api/v1/messages", false), "private, no-cache");
        assert_eq!(caching("/health/live", false), "no-store");
        assert_eq!(caching("/api/openapi.json", true), "no-cache");
    }
}
