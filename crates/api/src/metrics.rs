//! Prometheus metrics: requests by route, errors, duration, pools, sign-ins.

use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, FORWARDED, VIA, X_FORWARDED_FOR};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::ProblemCode;
use prometheus::{Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts};
use prometheus::{Registry, TextEncoder};

use crate::auth::token_hash;
use crate::problem::ApiError;
use crate::state::State;

/// Metrics of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    problems: IntCounterVec,
    sign_ins: IntCounterVec,
    connections: IntGaugeVec,
}

impl Metrics {
    /// Creates all metrics, at zero.
    ///
    /// # Errors
    /// When two metrics have the same name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests = HistogramVec::new(
            HistogramOpts::new(
                "projectmeats_request_duration_seconds",
                "Requests by method, route template and status",
            )
            .buckets(vec![
                0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0,
            ]),
            &["method", "route", "status"],
        )?;
        let problems = IntCounterVec::new(
            Opts::new("projectmeats_problems_total", "Refusals by code"),
            &["code"],
        )?;
        let sign_ins = IntCounterVec::new(
            Opts::new("projectmeats_sign_ins_total", "Sign-ins by outcome"),
            &["outcome"],
        )?;
        let connections = IntGaugeVec::new(
            Opts::new(
                "projectmeats_database_connections",
                "Database connections by pool and state",
            ),
            &["pool", "state"],
        )?;
        let build = IntGaugeVec::new(
            Opts::new(
                "projectmeats_build_info",
                "Version of the program, always 1",
            ),
            &["version"],
        )?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registry.register(Box::new(build))?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(problems.clone()))?;
        registry.register(Box::new(sign_ins.clone()))?;
        registry.register(Box::new(connections.clone()))?;
        Ok(Self {
            registry,
            requests,
            problems,
            sign_ins,
            connections,
        })
    }

    /// Records an answered request.
    pub fn answered(&self, method: &str, route: &str, status: u16, seconds: f64) {
        self.requests
            .with_label_values(&[method, route, &status.to_string()])
            .observe(seconds);
    }

    /// Counts a problem response.
    pub fn refused(&self, code: &str) {
        self.problems.with_label_values(&[code]).inc();
    }

    /// Counts a sign-in attempt by outcome.
    pub fn sign_in(&self, outcome: &str) {
        self.sign_ins.with_label_values(&[outcome]).inc();
    }

    fn text(&self, state: &State) -> Result<Vec<u8>, prometheus::Error> {
        let pools = state.store.pool_state();
        for (pool, of) in [("write", pools.write), ("read", pools.read)] {
            let set = |name: &str, value: u32| {
                self.connections
                    .with_label_values(&[pool, name])
                    .set(i64::from(value));
            };
            set("idle", of.idle);
            set("used", of.connections.saturating_sub(of.idle));
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

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
pub(crate) async fn read_metrics(
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
    let text = state.metrics.text(&state).map_err(ApiError::internal)?;
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
