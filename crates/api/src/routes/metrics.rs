//! The endpoint of the Prometheus metrics.

use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, FORWARDED, VIA, X_FORWARDED_FOR};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::ProblemCode;

use crate::auth::token_hash;
use crate::problem::ApiError;
use crate::state::State;

/// Metrics
///
/// Prometheus text. Needs the token of `PROJECTMEATS_METRICS_TOKEN`; without that setting only the server's
/// own machine may read, and not when a public address is set.
#[utoipa::path(
    tag = "operation",
    security((), ("metrics_token" = [])),
    responses(
        (status = 200, description = "Prometheus text.", body = String, content_type = "text/plain"),
        (status = 401, description = "`unauthenticated`.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "`route_not_found`.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
#[get("/metrics")]
pub(super) async fn read_metrics(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    match &state.config.metrics_token {
        Some(token) if !is_sent(&request, token.reveal()) => {
            return Err(ProblemCode::Unauthenticated.into());
        }
        // Behind a proxy on this machine, every request comes from a local address.
        None if state.config.is_public() || !is_from_here(&request) => {
            return Err(ProblemCode::RouteNotFound.into());
        }
        _ => {}
    }
    let text = state
        .metrics
        .text(&state.store.pool_state())
        .map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(text))
}

/// Compares hashes, so that the time taken reveals nothing about the token.
fn is_sent(request: &HttpRequest, token: &str) -> bool {
    let sent = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    token_hash(sent) == token_hash(token)
}

/// Whether a request comes from this machine without passing a proxy.
fn is_from_here(request: &HttpRequest) -> bool {
    let own = request
        .peer_addr()
        .is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let passed_on = [FORWARDED, VIA, X_FORWARDED_FOR]
        .iter()
        .any(|name| request.headers().contains_key(name));
    own && !passed_on
}
