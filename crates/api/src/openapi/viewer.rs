//! Swagger UI at `/api/docs/`: files of our own host only, started by a script of its own, under a policy of its own.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION,
};
use actix_web::{HttpRequest, HttpResponse};
use domain::ProblemCode;

use crate::answer::{Answer, fingerprint, is_among};
use crate::middleware::DOCS_POLICY;
use crate::problem::ApiError;

/// The page and what it names; the distribution has more.
const FILES: [&str; 7] = [
    "index.html",
    "index.css",
    "swagger-ui.css",
    "swagger-ui-bundle.js",
    "swagger-ui-standalone-preset.js",
    "favicon-16x16.png",
    "favicon-32x32.png",
];
const START: &str = include_str!("viewer.js");

pub(super) async fn without_slash() -> HttpResponse {
    HttpResponse::build(StatusCode::PERMANENT_REDIRECT)
        .insert_header((LOCATION, "/api/docs/"))
        .finish()
}

pub(super) async fn page(request: HttpRequest) -> Answer {
    send(&request, "index.html")
}

pub(super) async fn file(request: HttpRequest) -> Answer {
    let name = request
        .match_info()
        .get("file")
        .unwrap_or_default()
        .to_owned();
    send(&request, &name)
}

fn send(request: &HttpRequest, name: &str) -> Answer {
    if name == "swagger-initializer.js" {
        let media = "text/javascript; charset=utf-8";
        return Ok(answer(request, media, START.as_bytes().to_vec()));
    }
    if !FILES.contains(&name) {
        return Err(ProblemCode::RouteNotFound.into());
    }
    let config = Arc::new(utoipa_swagger_ui::Config::default());
    let file = utoipa_swagger_ui::serve(name, config)
        .map_err(|error| ApiError::internal(error.to_string()))?
        .ok_or_else(|| ApiError::new(ProblemCode::RouteNotFound))?;
    Ok(answer(request, &file.content_type, file.bytes.into_owned()))
}

fn answer(request: &HttpRequest, media: &str, bytes: Vec<u8>) -> HttpResponse {
    let tag = format!("\"{}\"", fingerprint(&bytes));
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
    response
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((CONTENT_SECURITY_POLICY, DOCS_POLICY));
    if known {
        response.finish()
    } else {
        response.insert_header((CONTENT_TYPE, media)).body(bytes)
    }
}
