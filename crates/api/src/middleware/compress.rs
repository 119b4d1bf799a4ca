//! Packing of answers: brotli or gzip, as the caller takes them, where it saves more than it costs.

use std::io::Write;

use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, VARY,
};
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Smaller bodies are sent as they are.
const SMALLEST: usize = 1_024;
/// Effort of brotli: 4 packs JSON better than gzip does at its best, in less time.
const BROTLI_QUALITY: i32 = 4;

/// How a body may be packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// brotli.
    Brotli,
}

impl Encoding {
    /// The best that a caller takes.
    pub(crate) fn wanted(headers: &HeaderMap) -> Self {
        let takes = |name: &str| accepts(headers, name);
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// The endings of packed files beside a plain one, best first, that a caller takes.
pub(crate) fn file_encodings(headers: &HeaderMap) -> Vec<(&'static str, &'static str)> {
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| accepts(headers, name))
        .collect()
}

/// Whether an encoding is named and not weighed 0.
fn accepts(headers: &HeaderMap, wanted: &str) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let refused = parts.any(|part| {
                part.strip_prefix("q=")
                    .is_some_and(|weight| weight.trim_matches(['0', '.']).is_empty())
            });
            named && !refused
        })
}

/// Packs a body that lies in memory.
pub(super) fn compress(
    response: HttpResponse<BoxBody>,
    encoding: Encoding,
) -> HttpResponse<BoxBody> {
    let Some(name) = encoding.name() else {
        return response;
    };
    let has_body = response.status() != StatusCode::NOT_MODIFIED
        && response.status() != StatusCode::NO_CONTENT;
    if !has_body
        || response.headers().contains_key(CONTENT_ENCODING)
        || !is_text(response.headers())
    {
        return response;
    }
    let (head, body) = response.into_parts();
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(stream) => return head.set_body(stream),
    };
    if bytes.len() < SMALLEST {
        return head.set_body(BoxBody::new(bytes));
    }
    match pack(&bytes, encoding) {
        Some(packed) => {
            let mut response = head.set_body(BoxBody::new(packed));
            let headers = response.headers_mut();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
            response
        }
        None => head.set_body(BoxBody::new(bytes)),
    }
}

fn is_text(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| {
            kind.starts_with("text/") || kind.contains("json") || kind.contains("javascript")
        })
}

fn pack(bytes: &[u8], encoding: Encoding) -> Option<Bytes> {
    match encoding {
        Encoding::Plain => None,
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::new(5));
            encoder.write_all(bytes).ok()?;
            encoder.finish().ok().map(Bytes::from)
        }
        Encoding::Brotli => {
            let mut packed = Vec::new();
            let mut source = bytes;
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                size_hint: bytes.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut source, &mut packed, &parameters).ok()?;
            Some(Bytes::from(packed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(value: &'static str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
        Encoding::wanted(&headers)
    }

    #[test]
    fn the_best_that_is_taken_is_chosen() {
        assert_eq!(wanted("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(wanted("gzip;q=1.0, br;q=0"), Encoding::Gzip);
        assert_eq!(wanted("br;q=0.0"), Encoding::Plain);
        assert_eq!(wanted("identity"), Encoding::Plain);
        assert_eq!(wanted("GZIP"), Encoding::Gzip);
    }

    #[test]
    fn only_large_texts_are_packed() {
        let body = |size: usize| {
            HttpResponse::Ok()
                .content_type("application/json")
                .body("a".repeat(size))
        };
        let small = compress(body(100), Encoding::Gzip);
        assert!(!small.headers().contains_key(CONTENT_ENCODING));
        let large = compress(body(10_000), Encoding::Brotli);
        assert_eq!(large.headers().get(CONTENT_ENCODING).unwrap(), "br");
        let length = large.into_body().try_into_bytes().unwrap().len();
        assert!(length < 1_000, "{length}");
    }
}
