//! The document endpoint, and a page for each problem code.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::ProblemCode;
use serde::Serialize;

use super::Document;
use crate::accept::asks_for_page;
use crate::answer::{self, Answer};

/// What a problem code means.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ProblemPage {
    /// The stable code.
    #[schema(example = "stale_version")]
    pub code: &'static str,
    /// HTTP status of the problem.
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

/// Get this document
///
/// All operations as OpenAPI 3.1. It changes only with a new version of the program.
#[utoipa::path(
    tag = "operation",
    security(()),
    responses((status = 200, description = "The document.", body = Object, example = json!({"openapi": "3.1.0", "info": {"title": "ProjectMeats"}})))
)]
#[get("/api/openapi.json")]
pub(super) async fn read_document(request: HttpRequest, document: Data<Document>) -> Answer {
    let asset = document.asset().await?;
    Ok(asset.respond(&request, &[(CACHE_CONTROL, "no-cache")]))
}

/// Explain a problem code
///
/// The target of the `type` of an error. Browsers get a page, programs get JSON.
#[utoipa::path(
    tag = "operation",
    security(()),
    params(("code" = String, Path, description = "The code.", example = "stale_version", pattern = "^[a-z_]{3,40}$")),
    responses(
        (status = 200, description = "What the code means and what to do.", content((ProblemPage = "application/json"), (String = "text/html"))),
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
