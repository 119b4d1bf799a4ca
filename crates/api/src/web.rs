//! The browser app: its files as the bundler wrote them, with compressed forms beside them, and the page for
//! every route of the app.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::SystemTime;

use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, VARY};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use domain::ProblemCode;
use moka::sync::Cache;

use crate::accept::{Encoding, asks_for_page};
use crate::answer::Answer;
use crate::asset::Asset;
use crate::problem::ApiError;
use crate::security_headers::APP_POLICY;
use crate::state::State;

/// Largest size of cached files in bytes; a bundle has about 20 MB.
const CACHED: u64 = 134_217_728;
/// The page that starts the app.
const PAGE: &str = "index.html";
/// Folder of files whose names contain a hash of their content.
const HASHED: &str = "assets/";

/// Answers requests that no other handler takes: a file of the app, the app's page, or 404.
///
/// # Errors
/// 404 when there is no such file or page.
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
    let name = match path.trim_start_matches('/') {
        "" => Some(PAGE),
        name => is_plain(name).then_some(name),
    };
    if let Some(name) = name
        && let Some(file) = read(folder.clone(), name).await?
    {
        return Ok(answer(&request, name, &file));
    }
    let is_address = !path.starts_with("/assets/") && asks_for_page(request.headers());
    if is_address && let Some(file) = read(folder, PAGE).await? {
        return Ok(answer(&request, PAGE, &file));
    }
    nothing()
}

/// Whether the rest of a path after a prefix ends the path segment.
fn is_end_of_name(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// Whether a name can come from the bundler: no hidden files, no `..`, no characters that need decoding.
fn is_plain(name: &str) -> bool {
    name.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    })
}

async fn read(folder: PathBuf, name: &str) -> Result<Option<Arc<Asset>>, ApiError> {
    let media = media_type(name);
    let path = folder.join(name);
    block(move || load(path, media))
        .await
        .map_err(ApiError::internal)
}

/// A version of a file: path, modification time, length.
type Version = (PathBuf, Option<SystemTime>, u64);

/// Returns a file from the cache, which is filled at the first request for this version.
fn load(path: PathBuf, media: &'static str) -> Option<Arc<Asset>> {
    static CACHE: LazyLock<Cache<Version, Arc<Asset>>> = LazyLock::new(|| {
        Cache::builder()
            .weigher(|_, asset: &Arc<Asset>| u32::try_from(asset.size()).unwrap_or(u32::MAX))
            .max_capacity(CACHED)
            .build()
    });
    let found = std::fs::metadata(&path).ok().filter(Metadata::is_file)?;
    let version = (path, found.modified().ok(), found.len());
    let path = version.0.clone();
    CACHE.optionally_get_with(version, || load_now(&path, media).map(Arc::new))
}

/// Reads a file with its compressed forms: those stored beside it, else compressed now.
fn load_now(path: &Path, media: &str) -> Option<Asset> {
    let plain = std::fs::read(path).ok()?;
    let beside = |extension: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(extension);
        std::fs::read(name).ok()
    };
    let forms = [(Encoding::Brotli, ".br"), (Encoding::Gzip, ".gz")];
    let forms: Vec<(Encoding, Vec<u8>)> = forms
        .into_iter()
        .filter_map(|(encoding, extension)| Some((encoding, beside(extension)?)))
        .collect();
    Some(if forms.is_empty() {
        Asset::packed(media, plain)
    } else {
        Asset::with_forms(media, plain, forms)
    })
}

fn answer(request: &HttpRequest, name: &str, file: &Asset) -> HttpResponse {
    let caching = if name.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    // The same URL may return the page or a problem, depending on `Accept`.
    let vary = if name == PAGE {
        "Accept, Accept-Encoding"
    } else {
        "Accept-Encoding"
    };
    let headers = [
        (CACHE_CONTROL, caching),
        (VARY, vary),
        (CONTENT_SECURITY_POLICY, APP_POLICY),
    ];
    file.respond(request, &headers)
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
    use actix_web::body::MessageBody;
    use actix_web::test::TestRequest;

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

    fn sent(path: &Path, accept: &str) -> Vec<u8> {
        let request = TestRequest::get()
            .insert_header(("accept-encoding", accept))
            .to_http_request();
        let file = load(path.to_owned(), "text/javascript").unwrap();
        let response = answer(&request, "assets/app.js", &file);
        response.into_body().try_into_bytes().unwrap().to_vec()
    }

    #[test]
    fn packed_forms_are_taken_where_they_lie() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.js");
        std::fs::write(&path, "plain").unwrap();
        std::fs::write(folder.path().join("app.js.br"), "packed").unwrap();
        assert_eq!(sent(&path, "br"), b"packed");
        assert_eq!(sent(&path, "gzip"), b"plain");
        let nothing = folder.path().join("nothing");
        assert!(load(nothing, "text/html").is_none());
        assert!(load(folder.path().to_owned(), "text/html").is_none());
    }

    #[test]
    fn a_file_is_read_once_until_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.js");
        std::fs::write(&path, "one").unwrap();
        let read = || load(path.clone(), "text/javascript").unwrap();
        assert!(Arc::ptr_eq(&read(), &read()), "the same bytes");
        std::fs::write(&path, "another").unwrap();
        assert_eq!(sent(&path, "identity"), b"another");
    }
}
