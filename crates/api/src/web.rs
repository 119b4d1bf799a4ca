//! The browser app: the files of its folder as the bundler left them, packed forms beside them, and its one page for every address
//! that is its own.

use std::path::{Path, PathBuf};

use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    VARY,
};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use domain::ProblemCode;

use crate::answer::{Answer, fingerprint, is_among};
use crate::middleware::{APP_POLICY, Encoding, asks_for_page, encoding};
use crate::problem::ApiError;
use crate::state::State;

/// The page that starts the app.
const PAGE: &str = "index.html";
/// Files whose names change with their bytes.
const HASHED: &str = "assets/";

/// A file as it is sent.
struct File {
    bytes: Vec<u8>,
    encoding: Encoding,
}

/// Whatever no other handler takes: a file of the app, the app's page, or nothing.
///
/// # Errors
/// 404 for what is not there.
pub(crate) async fn fallback(request: HttpRequest, state: Data<State>) -> Answer {
    let nothing = || Err(ProblemCode::RouteNotFound.into());
    let path = request.path();
    let server = ["/api", "/health", "/metrics"]
        .iter()
        .any(|own| path.strip_prefix(own).is_some_and(is_end_of_name));
    let Some(folder) = state.config.web_dir.clone().filter(|_| !server) else {
        return nothing();
    };
    if request.method() != Method::GET {
        return nothing();
    }
    let encoding = encoding(request.headers());
    let name = match path.trim_start_matches('/') {
        "" => Some(PAGE),
        name => is_plain(name).then_some(name),
    };
    if let Some(name) = name
        && let Some(file) = read(folder.clone(), name, encoding).await?
    {
        return Ok(answer(&request, name, file));
    }
    let is_address = !path.starts_with("/assets/") && asks_for_page(request.headers());
    if is_address && let Some(file) = read(folder, PAGE, encoding).await? {
        return Ok(answer(&request, PAGE, file));
    }
    nothing()
}

/// What the rest of a path may be for it to be the name itself or below it.
fn is_end_of_name(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// Only names that the bundler makes: nothing hidden, nothing that climbs, nothing that needs decoding.
fn is_plain(name: &str) -> bool {
    name.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    })
}

async fn read(folder: PathBuf, name: &str, wanted: Encoding) -> Result<Option<File>, ApiError> {
    let path = folder.join(name);
    block(move || read_now(&path, wanted))
        .await
        .map_err(ApiError::internal)
}

/// The packed form where there is one, else the file itself.
fn read_now(path: &Path, wanted: Encoding) -> Option<File> {
    let extension = match wanted {
        Encoding::Brotli => Some("br"),
        Encoding::Gzip => Some("gz"),
        Encoding::Identity => None,
    };
    let packed = extension.and_then(|extension| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(extension);
        std::fs::read(name).ok()
    });
    match packed {
        Some(bytes) => Some(File {
            bytes,
            encoding: wanted,
        }),
        None => std::fs::read(path).ok().map(|bytes| File {
            bytes,
            encoding: Encoding::Identity,
        }),
    }
}

fn answer(request: &HttpRequest, name: &str, file: File) -> HttpResponse {
    let tag = format!("\"{}\"", fingerprint(&file.bytes));
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| is_among(known, &tag));
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    let caching = if name.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    // The same address may answer with the page or with a problem, depending on what is asked for.
    let vary = if name == PAGE {
        "Accept, Accept-Encoding"
    } else {
        "Accept-Encoding"
    };
    response
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((VARY, vary))
        .insert_header((CONTENT_SECURITY_POLICY, APP_POLICY));
    if known {
        return response.finish();
    }
    if file.encoding != Encoding::Identity {
        response.insert_header((CONTENT_ENCODING, file.encoding.code()));
    }
    response
        .insert_header((CONTENT_TYPE, media_type(name)))
        .body(file.bytes)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_climb_are_none() {
        for plain in [
            "index.html",
            "assets/app.0123456789abcdef.js",
            "favicon.svg",
        ] {
            assert!(is_plain(plain), "{plain}");
        }
        for other in [
            "../secret",
            "assets/../x",
            "a//b",
            ".env",
            "assets/.hidden",
            "a%2e%2e",
            "a\\b",
            "a b",
            "assets/",
            "%00",
        ] {
            assert!(!is_plain(other), "{other}");
        }
    }

    #[test]
    fn packed_forms_are_taken_where_they_lie() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.js");
        std::fs::write(&path, "plain").unwrap();
        std::fs::write(folder.path().join("app.js.br"), "packed").unwrap();
        let read = |wanted| read_now(&path, wanted).map(|file| (file.bytes, file.encoding));
        assert_eq!(
            read(Encoding::Brotli),
            Some((b"packed".to_vec(), Encoding::Brotli))
        );
        assert_eq!(
            read(Encoding::Gzip),
            Some((b"plain".to_vec(), Encoding::Identity))
        );
        assert!(read_now(&folder.path().join("nothing"), Encoding::Brotli).is_none());
        assert!(read_now(folder.path(), Encoding::Identity).is_none());
    }
}
