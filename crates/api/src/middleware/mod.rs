//! Middleware around every handler, in a fixed order: request ID, time and rate limits, authentication,
//! method and path checks, compression, headers, log and metrics.

mod headers;
mod identify;
mod log;
mod paths;
mod portions;

use std::any::Any;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Data, Query};
use actix_web::{Error, HttpResponse, ResponseError};
use domain::{FieldErrors, ProblemCode};
use futures_util::FutureExt;
use storage::Committed;

use self::log::Exchange;
use crate::accept::{self, Encoding};
use crate::activity::Activity;
use crate::caller::Caller;
use crate::problem::ApiError;
use crate::request::{self, RequestContext};
use crate::route_table::{API, RouteTable, without_slash};
use crate::state::State;
use crate::throttle::Bucket;
use crate::{address, compression, freshness};

/// How long a commit already under way at a request's timeout may still take.
const COMMIT_GRACE: Duration = Duration::from_secs(5);

/// Answers one request with all middleware applied; the outermost layer of the server.
///
/// # Errors
/// Carries a finished response when the request is lost: after a panic or a timeout.
pub(crate) async fn answer<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let shared = request
        .app_data::<Data<State>>()
        .cloned()
        .zip(request.app_data::<Data<RouteTable>>().cloned());
    let Some((state, routes)) = shared else {
        return Err(ApiError::internal("the server is put together without its state").into());
    };
    let begun = Instant::now();
    let _running = Running::of(&state);
    let _busy = Activity::busy(request.request());
    let facts = RequestContext::of(&request, &state.config, freshness::from_browser(&request));
    let exchange = Exchange::of(&request, &routes, Rc::clone(&facts), begun);
    // The HTTP encoder remembers the HEAD method and omits the body.
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let inner = guarded(&state, &routes, &exchange, request, next);
    let outcome = request::within(Rc::clone(&facts), inner).await;
    match outcome {
        Ok(response) => {
            let (request, response) = response.into_parts();
            let response = finish(&state, &exchange, response).await;
            Ok(ServiceResponse::new(request, response))
        }
        Err(error) => {
            let response = request::within(facts, async move { error.error_response() }).await;
            Err(Finished::new(finish(&state, &exchange, response).await).into())
        }
    }
}

/// Turns panics and timeouts into responses, so that the connection survives.
async fn guarded<B: MessageBody + 'static>(
    state: &State,
    routes: &RouteTable,
    exchange: &Exchange,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, ApiError> {
    let reads = matches!(exchange.method(), "GET" | "HEAD" | "OPTIONS");
    let work = AssertUnwindSafe(admitted(state, routes, exchange, request, next)).catch_unwind();
    tokio::pin!(work);
    let mut finished = tokio::time::timeout(state.config.request_timeout, &mut work).await;
    let mut committed = Committed::Nothing;
    if finished.is_err() {
        committed = exchange.facts().commits.close();
        if committed == Committed::Unknown {
            finished = tokio::time::timeout(COMMIT_GRACE, &mut work).await;
        }
    }
    match finished {
        Ok(Ok(answered)) => answered,
        Ok(Err(panic)) => Err(ApiError::internal(reason(panic.as_ref()))),
        Err(_elapsed) if reads => Err(ApiError::new(ProblemCode::Timeout)),
        Err(_elapsed) => Err(ApiError::new(ProblemCode::Timeout).detail(match committed {
            Committed::Nothing => "Nothing was changed, and nothing will be",
            Committed::Some => {
                "Some of the changes were made, the others will not be: read the records again"
            }
            Committed::Unknown => {
                "The change may have been made: send it again with the same Idempotency-Key, or read the record"
            }
        })),
    }
}

fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.unwrap_or_default())
}

/// Lets a request reach its handler only when path, method and limits allow it.
async fn admitted<B: MessageBody + 'static>(
    state: &State,
    routes: &RouteTable,
    exchange: &Exchange,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, ApiError> {
    if let Some(response) = turned_away(routes, &request) {
        let response = response.unwrap_or_else(|error| error.error_response());
        return Ok(request.into_response(response));
    }
    if paths::is_api(exchange.path()) {
        let caller = identify::identify(state, request.request()).await;
        let bucket = bucket(exchange, caller.as_deref());
        let counted = state.throttle.request(&bucket, exchange.facts()).await;
        // Without a valid token, the handler's 401 takes precedence over a bad query.
        let refused = match &caller {
            Some(_) => counted.and_then(|()| stray_query(routes, &request)),
            None => counted,
        };
        if let Err(error) = refused {
            return Ok(request.into_response(error.error_response()));
        }
    } else {
        identify::identify(state, request.request()).await;
    }
    match next.call(request).await {
        Ok(response) => Ok(response.map_into_boxed_body()),
        Err(error) => Err(ApiError::internal(error.to_string())),
    }
}

/// The caller decides, except for signing in and refreshing, whose buckets no other request can fill.
fn bucket(exchange: &Exchange, caller: Option<&Caller>) -> Bucket {
    let network = || address::network(&exchange.facts().address);
    match (exchange.path().strip_prefix(API), caller) {
        (Some("/auth/login"), _) => Bucket::SignIn(network()),
        (Some("/auth/refresh"), _) => Bucket::Refresh(network()),
        (_, Some(caller)) => Bucket::User(caller.user),
        (_, None) => Bucket::Anonymous(network()),
    }
}

/// Responses that need no handler: a request head that is too large, a path that is misspelled or has a
/// trailing slash, a wrong method, an unacceptable media type.
fn turned_away(
    routes: &RouteTable,
    request: &ServiceRequest,
) -> Option<Result<HttpResponse, ApiError>> {
    let path = request.path();
    let address = request.uri().path_and_query();
    let address = address.map_or(path, |address| address.as_str());
    if paths::head_size(address, request.headers()) > paths::HEAD_LIMIT {
        let refusal = ApiError::new(ProblemCode::HeadersTooLarge).limit(paths::HEAD_LIMIT);
        return Some(Err(refusal));
    }
    if paths::is_misspelled(path) {
        return Some(Err(ProblemCode::RouteNotFound.into()));
    }
    if let Some(plain) = without_slash(path) {
        let target = match request.query_string() {
            "" => plain.to_owned(),
            query => format!("{plain}?{query}"),
        };
        let mut response = HttpResponse::build(StatusCode::PERMANENT_REDIRECT);
        return Some(Ok(response.insert_header((LOCATION, target)).finish()));
    }
    let route = routes.find(path)?;
    if request.method() == Method::OPTIONS {
        let mut response = HttpResponse::NoContent();
        return Some(Ok(response.insert_header((ALLOW, route.allow())).finish()));
    }
    if !route.takes(request.method()) {
        let refusal = ApiError::new(ProblemCode::MethodNotAllowed).allow(route.allow());
        return Some(Err(refusal));
    }
    let is_acceptable = match path {
        path if !paths::is_api(path) => true,
        path if path.ends_with(".csv") => accept::takes_csv(request.headers()),
        _ => accept::takes_json(request.headers()),
    };
    (!is_acceptable).then(|| Err(ProblemCode::NotAcceptable.into()))
}

/// Rejects a query on routes that read none; lists check their own.
fn stray_query(routes: &RouteTable, request: &ServiceRequest) -> Result<(), ApiError> {
    let route = routes.find(request.path());
    let read = route.is_none_or(|route| route.reads_query(request.method()));
    if read || request.query_string().is_empty() {
        return Ok(());
    }
    let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string());
    let mut errors = FieldErrors::new();
    for (name, _) in pairs.map(Query::into_inner).unwrap_or_default() {
        errors.add_parameter(name, "unknown_parameter", "There is no such parameter here");
    }
    errors.into_result().map_err(ApiError::wrong_query)
}

async fn finish(state: &State, exchange: &Exchange, response: HttpResponse) -> HttpResponse {
    // HEAD responses have no body to compress.
    let encoding = match exchange.method() {
        "HEAD" => Encoding::Identity,
        _ => exchange.accepts(),
    };
    let response = compression::compress(response, encoding).await;
    let response = headers::complete(state, exchange, portions::split(response));
    exchange.record(state, &response);
    response
}

/// Counts a request while it runs, so that shutdown can wait for it.
struct Running(Data<State>);

impl Running {
    fn of(state: &Data<State>) -> Self {
        state.running.fetch_add(1, Ordering::Relaxed);
        Self(Data::clone(state))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A complete response carried by an error, because the request is gone.
struct Finished(std::cell::RefCell<Option<HttpResponse>>);

impl Finished {
    fn new(response: HttpResponse) -> Self {
        Self(std::cell::RefCell::new(Some(response)))
    }
}

impl fmt::Debug for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Finished")
    }
}

impl fmt::Display for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer without its request")
    }
}

impl ResponseError for Finished {
    fn error_response(&self) -> HttpResponse {
        let kept = self.0.borrow_mut().take();
        kept.unwrap_or_else(|| HttpResponse::new(StatusCode::INTERNAL_SERVER_ERROR))
    }
}

#[cfg(test)]
mod tests;
