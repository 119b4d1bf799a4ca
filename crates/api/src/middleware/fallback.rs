//! What no handler takes: other methods of known addresses, trailing slashes, the browser app, and nothing at all.

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use domain::ProblemCode;

use crate::openapi;
use crate::problem::ApiError;
use crate::state::State;
use crate::web;

/// Answers it.
///
/// # Errors
/// 404 or 405.
pub(crate) async fn otherwise(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    if let Some(route) = openapi::routes().at(path) {
        let allow = route.methods().join(", ");
        if request.method() == Method::OPTIONS {
            return Ok(HttpResponse::NoContent()
                .insert_header((ALLOW, allow))
                .finish());
        }
        return Err(ApiError::new(ProblemCode::MethodNotAllowed).allow(allow));
    }
    if let Some(address) = without_slash(&request) {
        return Ok(HttpResponse::PermanentRedirect()
            .insert_header((LOCATION, address))
            .finish());
    }
    let api = path == "/api" || path.starts_with("/api/");
    match &state.web {
        Some(app) if !api => web::answer(app, &request),
        _ => Err(ProblemCode::RouteNotFound.into()),
    }
}

/// Where a path with a slash too many leads, or the viewer's with one too few; the query stays.
fn without_slash(request: &HttpRequest) -> Option<String> {
    let path = request.path();
    let plain = if path == "/api/docs" {
        "/api/docs/"
    } else {
        let plain = path.strip_suffix('/')?;
        openapi::routes().at(plain)?;
        plain
    };
    Some(match request.query_string() {
        "" => plain.to_owned(),
        query => format!("{plain}?{query}"),
    })
}
