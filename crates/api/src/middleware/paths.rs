//! The canonical form of a path. The router decodes a path before it matches a handler, but this middleware
//! reads it as sent; so a path that would decode to one of our routes is rejected.

use actix_web::http::header::HeaderMap;

use crate::route_table::API;

/// Most bytes of URL and headers together.
pub(crate) const HEAD_LIMIT: usize = 16_384;

/// Whether a path is the API's base path or below it.
pub(crate) fn is_api(path: &str) -> bool {
    path.strip_prefix(API)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a character is percent-encoded that never needs to be (RFC 3986, section 2.3). Our routes consist
/// of such characters and slashes, and the router does not decode slashes.
pub(super) fn is_misspelled(path: &str) -> bool {
    let bytes = path.as_bytes();
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    bytes.iter().enumerate().any(|(at, byte)| {
        let high = digit(bytes.get(at + 1));
        let low = digit(bytes.get(at + 2));
        let encoded = high
            .zip(low)
            .and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        *byte == b'%'
            && encoded.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    })
}

/// Size of a URL and its headers as sent, in bytes: each header adds a colon, a space and a line end.
pub(super) fn head_size(address: &str, headers: &HeaderMap) -> usize {
    let lines: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    address.len() + lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_letters_have_no_address() {
        for path in [
            "/%61pi/v1/suppliers",
            "/api/v1/supplier%73",
            "/api/v1/%2e%2E/suppliers",
            "/api/v1/purchase%2Dorders",
            "/api/v1/suppliers/%31",
            "/%7Euser",
            "/api%2Fv%31",
            "/%5f",
        ] {
            assert!(is_misspelled(path), "{path}");
        }
        for path in [
            "/",
            "/api/v1/suppliers",
            "/api%2Fv1/suppliers",
            "/a%20b",
            "/%C3%A9",
            "/100%",
            "/%2",
            "/%zz",
            "/%25%36%31",
        ] {
            let expected = path.contains("%36");
            assert_eq!(is_misspelled(path), expected, "{path}");
        }
    }

    #[test]
    fn only_what_is_below_the_api_is_the_api() {
        assert!(is_api("/api/v1") && is_api("/api/v1/suppliers"));
        for other in ["/api/v1x", "/api", "//api/v1", "/API/v1", "/x/api/v1"] {
            assert!(!is_api(other), "{other}");
        }
    }
}
