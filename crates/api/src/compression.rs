//! Compresses responses with brotli or gzip when the client accepts it and the body is large enough.

use std::io::Write;

use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use actix_web::web::{self, Bytes};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::accept::Encoding;

/// Smaller bodies fit into one network packet uncompressed.
const WORTHWHILE: usize = 1_024;
/// Larger bodies are compressed outside the request threads.
const LONG: usize = 128 * 1_024;
/// Up to this size the time counts that an encoder takes to set up its tables.
const SHORT: usize = 32 * 1_024;

/// Brotli's quality and window (its power of two), and gzip's level.
#[derive(Clone, Copy)]
struct Level {
    brotli: (i32, i32),
    gzip: u32,
}

/// A page of 20 rows as small as at the next level, in two thirds of the time.
const OF_SHORT: Level = Level {
    brotli: (3, 16),
    gzip: 3,
};
/// Compresses JSON to within a few percent of the best quality in a tenth of the time.
const OF_LONG: Level = Level {
    brotli: (4, 18),
    gzip: 5,
};
/// For files that are compressed once and sent often.
const OF_FILES: Level = Level {
    brotli: (7, 22),
    gzip: 5,
};

/// Compresses the body of a response.
pub(crate) async fn compress(response: HttpResponse, encoding: Encoding) -> HttpResponse {
    let packed_already = response.headers().contains_key(CONTENT_ENCODING);
    if encoding == Encoding::Identity || packed_already || !is_text(&response) {
        return response;
    }
    let (mut response, body) = response.into_parts();
    let bytes = match body.try_into_bytes() {
        Ok(bytes) if bytes.len() >= WORTHWHILE => bytes,
        Ok(bytes) => return response.set_body(BoxBody::new(bytes)),
        Err(stream) => return response.set_body(stream),
    };
    let packed = if bytes.len() < SHORT {
        pack(&bytes, encoding, OF_SHORT)
    } else if bytes.len() < LONG {
        pack(&bytes, encoding, OF_LONG)
    } else {
        let shared = bytes.clone();
        let packed = web::block(move || pack(&shared, encoding, OF_LONG)).await;
        packed.unwrap_or_else(|cancelled| Err(std::io::Error::other(cancelled)))
    };
    match packed {
        Ok(packed) => {
            let value = HeaderValue::from_static(encoding.code());
            response.headers_mut().insert(CONTENT_ENCODING, value);
            response.set_body(BoxBody::new(packed))
        }
        Err(error) => {
            tracing::warn!(cause = %error, "an answer could not be packed");
            response.set_body(BoxBody::new(bytes))
        }
    }
}

/// Compresses a cached file; `None` where compression is not worthwhile or fails.
pub(crate) fn pack_once(media: &str, bytes: &Bytes, encoding: Encoding) -> Option<Bytes> {
    if bytes.len() < WORTHWHILE || !is_text_type(media) {
        return None;
    }
    match pack(bytes, encoding, OF_FILES) {
        Ok(packed) => Some(packed),
        Err(error) => {
            tracing::warn!(cause = %error, "a file could not be packed");
            None
        }
    }
}

fn is_text(response: &HttpResponse) -> bool {
    let media = response.headers().get(CONTENT_TYPE);
    is_text_type(
        media
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default(),
    )
}

fn is_text_type(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or_default().trim();
    media.starts_with("text/")
        || media.ends_with("json")
        || media.ends_with("javascript")
        || matches!(media, "application/wasm" | "image/svg+xml")
}

fn pack(bytes: &Bytes, encoding: Encoding, level: Level) -> std::io::Result<Bytes> {
    let mut packed = Vec::with_capacity(bytes.len() / 4);
    match encoding {
        Encoding::Brotli => {
            let (quality, lgwin) = level.brotli;
            let parameters = brotli::enc::BrotliEncoderParams {
                quality,
                lgwin,
                size_hint: bytes.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut bytes.as_ref(), &mut packed, &parameters)?;
        }
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(&mut packed, Compression::new(level.gzip));
            encoder.write_all(bytes)?;
            encoder.finish()?;
        }
        Encoding::Identity => packed.extend_from_slice(bytes),
    }
    Ok(Bytes::from(packed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;
    use std::io::Read;

    fn json(size: usize) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "application/problem+json"))
            .body("7".repeat(size))
    }

    #[actix_web::test]
    async fn what_is_packed_unpacks() {
        for size in [WORTHWHILE, SHORT + 1, LONG + 1] {
            let packed = compress(json(size), Encoding::Gzip).await;
            let bytes = to_bytes(packed.into_body()).await.unwrap();
            let mut plain = String::new();
            flate2::read::GzDecoder::new(bytes.as_ref())
                .read_to_string(&mut plain)
                .unwrap();
            assert_eq!(plain.len(), size);
            let packed = compress(json(size), Encoding::Brotli).await;
            assert_eq!(packed.headers().get(CONTENT_ENCODING).unwrap(), "br");
            let bytes = to_bytes(packed.into_body()).await.unwrap();
            let mut plain = Vec::new();
            brotli::BrotliDecompress(&mut bytes.as_ref(), &mut plain).unwrap();
            assert_eq!(plain.len(), size);
        }
    }

    #[actix_web::test]
    async fn small_and_packed_answers_stay() {
        let small = compress(json(WORTHWHILE - 1), Encoding::Brotli).await;
        assert!(!small.headers().contains_key(CONTENT_ENCODING));
        let picture = HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "image/png"))
            .body("7".repeat(5_000));
        let picture = compress(picture, Encoding::Brotli).await;
        assert!(!picture.headers().contains_key(CONTENT_ENCODING));
    }
}
