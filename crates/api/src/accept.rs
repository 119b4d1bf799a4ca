//! Content negotiation: media types and encodings with their weights (RFC 9110, section 12.5).

use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, AsHeaderName, HeaderMap};

/// Content encoding of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Brotli.
    Brotli,
    /// gzip.
    Gzip,
    /// Not compressed.
    Identity,
}

impl Encoding {
    /// Name in `Content-Encoding`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// The best supported encoding that the client accepts.
pub(crate) fn encoding(headers: &HeaderMap) -> Encoding {
    let wanted = weights(headers, ACCEPT_ENCODING);
    let weight = |name: &str| {
        let named = wanted.iter().find(|(wanted, _)| wanted == name);
        let any = wanted.iter().find(|(wanted, _)| wanted == "*");
        named.or(any).map_or(0, |(_, weight)| *weight)
    };
    let (brotli, gzip) = (weight("br"), weight("gzip"));
    if brotli > 0 && brotli >= gzip {
        Encoding::Brotli
    } else if gzip > 0 {
        Encoding::Gzip
    } else {
        Encoding::Identity
    }
}

/// Whether the client accepts JSON; without an `Accept` header it does.
pub(crate) fn takes_json(headers: &HeaderMap) -> bool {
    let json = ["application/json", "application/*", "*/*"];
    takes(headers, &json, true) || takes(headers, &["application/problem+json"], false)
}

/// Whether the client accepts comma-separated values; without an `Accept` header it does.
pub(crate) fn takes_csv(headers: &HeaderMap) -> bool {
    takes(headers, &["text/csv", "text/*", "*/*"], true)
        || takes(headers, &["application/problem+json"], false)
}

/// Whether the client names `text/html`, as browsers do for navigation.
pub(crate) fn asks_for_page(headers: &HeaderMap) -> bool {
    takes(headers, &["text/html"], false)
}

/// The first range in `ranges` that the header names decides, so list the most specific first; `unsaid`
/// applies without a header.
fn takes(headers: &HeaderMap, ranges: &[&str], unsaid: bool) -> bool {
    let wanted = weights(headers, ACCEPT);
    if wanted.is_empty() {
        return unsaid;
    }
    ranges
        .iter()
        .find_map(|range| wanted.iter().find(|(wanted, _)| wanted == range))
        .is_some_and(|(_, weight)| *weight > 0)
}

/// The items of a header, with weights in thousandths.
fn weights(headers: &HeaderMap, name: impl AsHeaderName) -> Vec<(String, u32)> {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().filter(|name| !name.is_empty())?;
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            Some((name.to_ascii_lowercase(), weight.map_or(1_000, thousandths)))
        })
        .collect()
}

/// Parses `0.5` as 500; an invalid weight counts as 1.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, padded.parse::<u32>()) {
        ("0", Ok(fraction)) => fraction,
        _ => 1_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn with(name: impl actix_web::http::header::TryIntoHeaderPair) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let (name, value) = name.try_into_pair().ok().unwrap();
        headers.insert(name, value);
        headers
    }

    fn accepting(value: &'static str) -> HeaderMap {
        with((ACCEPT, HeaderValue::from_static(value)))
    }

    #[test]
    fn the_most_exact_range_decides() {
        assert!(takes_json(&HeaderMap::new()));
        for yes in [
            "*/*",
            "application/json",
            "text/html, application/*;q=0.5",
            "text/html,*/*;q=0.8",
        ] {
            assert!(takes_json(&accepting(yes)), "{yes}");
        }
        for no in [
            "text/html",
            "application/json;q=0, */*",
            "text/csv, application/json; q=0.0",
            "*/*;q=0",
        ] {
            assert!(!takes_json(&accepting(no)), "{no}");
        }
        assert!(asks_for_page(&accepting(
            "text/html,application/xhtml+xml,*/*;q=0.8"
        )));
        assert!(!asks_for_page(&accepting("*/*")));
        assert!(!asks_for_page(&HeaderMap::new()));
        assert!(takes_csv(&HeaderMap::new()));
        assert!(takes_csv(&accepting("text/csv, application/json;q=0.5")));
        assert!(!takes_csv(&accepting("application/json")));
    }

    #[test]
    fn the_heavier_encoding_wins() {
        let of = |value: &'static str| {
            encoding(&with((ACCEPT_ENCODING, HeaderValue::from_static(value))))
        };
        assert_eq!(of("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(of("gzip"), Encoding::Gzip);
        assert_eq!(of("br;q=0.5, gzip;q=0.8"), Encoding::Gzip);
        assert_eq!(of("br;q=0, *"), Encoding::Gzip);
        assert_eq!(of("*"), Encoding::Brotli);
        assert_eq!(of("identity"), Encoding::Identity);
        assert_eq!(of("gzip;q=0"), Encoding::Identity);
        assert_eq!(encoding(&HeaderMap::new()), Encoding::Identity);
    }
}
