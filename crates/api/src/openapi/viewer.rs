//! Swagger UI at `/api/docs/`, served from local files only, with its own start script and content security
//! policy.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use domain::ProblemCode;

use crate::answer::Answer;
use crate::asset::Asset;
use crate::problem::ApiError;
use crate::security_headers::DOCS_POLICY;

/// The page and the files it uses; the distribution has more.
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
    send(&request, "index.html").await
}

pub(super) async fn file(request: HttpRequest) -> Answer {
    let name = request.match_info().get("file").unwrap_or_default();
    send(&request, name).await
}

async fn send(request: &HttpRequest, name: &str) -> Answer {
    static ASSETS: OnceLock<Result<HashMap<&'static str, Asset>, String>> = OnceLock::new();
    // The first request waits for compression, which continues for the next request if this one is dropped.
    if ASSETS.get().is_none() {
        let loaded = web::block(|| ASSETS.get_or_init(load).is_ok()).await;
        loaded.map_err(ApiError::internal)?;
    }
    let assets = match ASSETS.get() {
        Some(Ok(assets)) => assets,
        Some(Err(cause)) => return Err(ApiError::internal(cause.clone())),
        None => return Err(ApiError::internal("Swagger UI is not packed")),
    };
    let asset = assets
        .get(name)
        .ok_or_else(|| ApiError::new(ProblemCode::RouteNotFound))?;
    let headers = [
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, DOCS_POLICY),
    ];
    Ok(asset.respond(request, &headers))
}

/// Unpacks the distribution and compresses its files.
fn load() -> Result<HashMap<&'static str, Asset>, String> {
    let config = Arc::new(utoipa_swagger_ui::Config::default());
    let start = Asset::packed("text/javascript; charset=utf-8", START);
    let mut assets = HashMap::from([("swagger-initializer.js", start)]);
    for name in FILES {
        let file = utoipa_swagger_ui::serve(name, Arc::clone(&config))
            .map_err(|error| error.to_string())?
            .ok_or_else(|| format!("Swagger UI has no {name}"))?;
        let asset = Asset::packed(file.content_type, file.bytes.into_owned());
        assets.insert(name, asset);
    }
    Ok(assets)
}
