//! What holds for every call of `/api/v1` before its handler runs: what it accepts, what it asks, who asks, how often.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::ACCEPT;
use actix_web::middleware::Next;
use actix_web::web::{Data, Query};
use actix_web::{Error, ResponseError};
use domain::{FieldErrors, ProblemCode};

use crate::caller;
use crate::openapi;
use crate::problem::ApiError;
use crate::request;
use crate::state::State;

/// Lets a request through to its handler.
pub(crate) async fn gate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match look(&request).await {
        Ok(()) => Ok(next.call(request).await?.map_into_boxed_body()),
        Err(refusal) => Ok(request.into_response(refusal.error_response())),
    }
}

async fn look(request: &ServiceRequest) -> Result<(), ApiError> {
    let state = request
        .app_data::<Data<State>>()
        .ok_or_else(|| ApiError::internal("no state"))?;
    let facts = request::current().ok_or_else(|| ApiError::internal("no facts"))?;
    let caller = caller::identify(state, request.request()).await;
    let principal = match &caller {
        Some(caller) => format!("user:{}", caller.user),
        None => format!("address:{}", facts.address),
    };
    state.throttle.request(&principal, &facts).await?;
    check_accept(request)?;
    check_query(request)
}

/// Everything here answers JSON.
fn check_accept(request: &ServiceRequest) -> Result<(), ApiError> {
    let wanted: Vec<&str> = request
        .headers()
        .get_all(ACCEPT)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .collect();
    let fits = |one: &&str| {
        let mut parts = one.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|part| {
            part.strip_prefix("q=")
                .is_some_and(|weight| weight.trim_matches(['0', '.']).is_empty())
        });
        !refused && ["*/*", "application/*", "application/json"].contains(&media.as_str())
    };
    if wanted.is_empty() || wanted.iter().any(|one| fits(one)) {
        Ok(())
    } else {
        Err(ProblemCode::NotAcceptable.into())
    }
}

/// Lists read their own query; whatever is not documented with one takes none.
fn check_query(request: &ServiceRequest) -> Result<(), ApiError> {
    if request.query_string().is_empty() {
        return Ok(());
    }
    let Some(pattern) = request.match_pattern() else {
        return Ok(());
    };
    let takes_query = openapi::routes()
        .find(&pattern)
        .is_none_or(|route| route.takes_query(request.method()));
    if takes_query {
        return Ok(());
    }
    let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string())
        .map(Query::into_inner)
        .unwrap_or_default();
    let mut errors = FieldErrors::new();
    for (name, _) in pairs {
        errors.add_parameter(
            name,
            "unknown_parameter",
            "There is no such parameter here",
        );
    }
    match errors.into_result() {
        Ok(()) => Ok(()),
        Err(errors) => Err(ApiError::wrong_query(errors)),
    }
}
