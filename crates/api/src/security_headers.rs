//! Security headers of every response (`security.md`, section 1) and the content security policies.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

use crate::config::Config;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Content security policy of the browser app.
pub(crate) const APP_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'";
/// Content security policy of the API document viewer.
pub(crate) const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Content security policy of API responses opened in a browser.
pub(crate) const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Headers of every response.
pub(crate) const ALWAYS: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (
        PERMISSIONS_POLICY,
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (OPENER_POLICY, "same-origin"),
    (RESOURCE_POLICY, "same-origin"),
];

/// The value of `Strict-Transport-Security`.
pub(crate) fn hsts(config: &Config) -> String {
    let preload = if config.hsts_preload { "; preload" } else { "" };
    format!("max-age=31536000; includeSubDomains{preload}")
}

/// Headers of responses made without a handler or route, such as for bytes that are not HTTP.
pub(crate) fn of_refusals(config: &Config) -> Vec<(HeaderName, String)> {
    let mut all: Vec<(HeaderName, String)> = ALWAYS
        .into_iter()
        .chain([
            (CONTENT_SECURITY_POLICY, DATA_POLICY),
            (CACHE_CONTROL, "no-store"),
        ])
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    if config.is_tls() {
        all.push((STRICT_TRANSPORT_SECURITY, hsts(config)));
    }
    all
}
