//! The refresh cookie, and the check that a request relying on it comes from our own pages.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{HOST, HeaderName, ORIGIN};

use super::IDLE_DAYS;
use crate::config::{Config, is_loopback};

/// Name over TLS; the prefix makes browsers bind the cookie to this host, path `/` and TLS.
const SECURE: &str = "__Host-pm_refresh";
/// Name on this machine without TLS.
const PLAIN: &str = "pm_refresh";

const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Builds the cookie with a refresh token.
#[must_use]
pub fn refresh_cookie(config: &Config, token: &str) -> Cookie<'static> {
    build(config, token.to_owned(), Duration::days(IDLE_DAYS))
}

/// Builds the cookie that makes the browser delete the refresh token.
#[must_use]
pub fn clear_refresh(config: &Config) -> Cookie<'static> {
    build(config, String::new(), Duration::ZERO)
}

fn build(config: &Config, value: String, age: Duration) -> Cookie<'static> {
    let secure = config.is_tls();
    Cookie::build(if secure { SECURE } else { PLAIN }, value)
        .path("/")
        .secure(secure)
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(age)
        .finish()
}

/// Reads the refresh token from a request's cookie.
#[must_use]
pub fn read_refresh(config: &Config, request: &HttpRequest) -> Option<String> {
    let name = if config.is_tls() { SECURE } else { PLAIN };
    request
        .cookie(name)
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| !value.is_empty())
}

/// Whether a request that relies on the cookie comes from our own pages: our origin, and a header that HTML
/// forms cannot send.
#[must_use]
pub fn from_our_pages(config: &Config, request: &HttpRequest) -> bool {
    let asked = text(request, &REQUESTED_WITH).is_some_and(|value| value == "projectmeats");
    let ours = match text(request, &ORIGIN) {
        Some(_) => !from_elsewhere(config, request),
        None => text(request, &FETCH_SITE).is_some_and(|site| site == "same-origin"),
    };
    asked && ours
}

/// Whether the browser reports that a page of another origin sent the request. Other programs send no such
/// headers.
#[must_use]
pub fn from_elsewhere(config: &Config, request: &HttpRequest) -> bool {
    let host = text(request, &HOST).unwrap_or_default();
    let foreign = text(request, &ORIGIN).is_some_and(|origin| !is_our_origin(config, origin, host));
    let apart =
        text(request, &FETCH_SITE).is_some_and(|site| site != "same-origin" && site != "none");
    foreign || apart
}

fn text<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    let value = request.headers().get(name)?;
    Some(value.to_str().unwrap_or("unreadable"))
}

/// Without a public URL, only this machine's own names count, and the page's host must equal the request's
/// host.
fn is_our_origin(config: &Config, origin: &str, host: &str) -> bool {
    match &config.public_url {
        Some(public) => origin.eq_ignore_ascii_case(public),
        None => {
            is_loopback(host)
                && origin
                    .strip_prefix("http://")
                    .is_some_and(|place| place.eq_ignore_ascii_case(host))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn comes_from_us(config: &Config, headers: &[(&'static str, &'static str)]) -> bool {
        let request = headers.iter().fold(TestRequest::post(), |request, header| {
            request.insert_header(*header)
        });
        from_our_pages(config, &request.to_http_request())
    }

    #[test]
    fn only_our_pages_may_refresh() {
        let config = Config::default();
        let ours = ("x-requested-with", "projectmeats");
        let host = ("host", "127.0.0.1:8080");
        assert!(comes_from_us(
            &config,
            &[ours, host, ("origin", "http://127.0.0.1:8080")]
        ));
        assert!(comes_from_us(
            &config,
            &[ours, host, ("sec-fetch-site", "same-origin")]
        ));
        assert!(!comes_from_us(&config, &[ours, host]));
        assert!(!comes_from_us(
            &config,
            &[host, ("origin", "http://127.0.0.1:8080")]
        ));
        assert!(!comes_from_us(
            &config,
            &[ours, host, ("origin", "http://evil.example")]
        ));
        let elsewhere = ("host", "evil.example");
        assert!(!comes_from_us(
            &config,
            &[ours, elsewhere, ("origin", "http://evil.example")]
        ));
    }

    #[test]
    fn the_cookie_is_for_the_server_only() {
        let config = Config {
            public_url: Some("https://orders.example.com".to_owned()),
            ..Config::default()
        };
        let cookie = refresh_cookie(&config, "token").to_string();
        assert_eq!(
            cookie,
            "__Host-pm_refresh=token; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=2592000"
        );
    }
}
