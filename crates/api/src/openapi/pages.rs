//! The document itself, and a page for every problem code.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::ProblemCode;
use serde::Serialize;

use super::Document;
use crate::answer::{self, Answer, is_among};
use crate::middleware::asks_for_page;

/// What a problem code means.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ProblemPage {
    /// The stable code.
    #[schema(example = "stale_version")]
    pub code: &'static str,
    /// Status that it is sent with.
    #[schema(example = 412)]
    pub status: u16,
    /// Short title.
    #[schema(example = "Someone changed this record")]
    pub title: &'static str,
    /// What it means and what to do.
    #[schema(
        example = "Read it again, merge, and send the new ETag in If-Match; changes names what happened."
    )]
    pub help: &'static str,
}

/// This document
///
/// The contract of all operations as OpenAPI 3.1. It changes only when the program does.
#[utoipa::path(
    tag = "operation",
    security(()),
    responses((status = 200, description = "The document.", body = Object, example = json!({"openapi": "3.1.0", "info": {"title": "ProjectMeats"}})))
)]
#[get("/api/openapi.json")]
pub(super) async fn read_document(request: HttpRequest, document: Data<Document>) -> HttpResponse {
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| is_among(known, &document.tag));
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, document.tag.as_str()))
        .insert_header((CACHE_CONTROL, "no-cache"));
    if known {
        response.finish()
    } else {
        response
            .insert_header((CONTENT_TYPE, answer::JSON))
            .body(document.text.clone())
    }
}

/// Explains a problem code
///
/// Where the `type` of a refusal leads. Browsers get a page, programs JSON.
#[utoipa::path(
    tag = "operation",
    security(()),
    params(("code" = String, Path, description = "The code.", example = "stale_version", pattern = "^[a-z_]{3,40}$")),
    responses(
        (status = 200, description = "What it means.", content((ProblemPage = "application/json"), (String = "text/html"))),
        (status = 404, description = "`not_found`.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
#[get("/api/problems/{code}")]
pub(super) async fn explain_problem(request: HttpRequest) -> Answer {
    let code = request.match_info().get("code").unwrap_or_default();
    let Some(known) = ProblemCode::from_code(code) else {
        return Err(ProblemCode::NotFound.into());
    };
    let page = ProblemPage {
        code: known.code(),
        status: known.status(),
        title: known.title(),
        help: known.help(),
    };
    let mut response = if asks_for_page(request.headers()) {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .body(html(&page))
    } else {
        answer::plain(&page)?
    };
    let both = actix_web::http::header::HeaderValue::from_static("Accept, Accept-Encoding");
    response.headers_mut().insert(VARY, both);
    Ok(response)
}

fn html(page: &ProblemPage) -> String {
    let ProblemPage {
        code,
        status,
        title,
        help,
    } = page;
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<p>{help}</p>\n<p>Code <code>{code}</code>, status {status}.</p>\n</body>\n</html>\n"
    )
}
