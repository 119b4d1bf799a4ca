//! Liveness and readiness.

use std::sync::atomic::Ordering;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::choices::UserRole;
use domain::record::instant;
use serde::Serialize;

use crate::caller;
use crate::health::{CacheCondition, Checks, Condition, DatabaseCondition, Outcome};
use crate::state::State;

/// Health of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(super) struct HealthReport {
    /// Overall health.
    pub status: Condition,
    /// Time of the check.
    #[schema(example = "2026-03-02T14:11:08Z", format = DateTime)]
    pub timestamp: String,
    /// Version of the program.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
    /// The database.
    pub database: DatabaseCondition,
    /// Redis.
    pub cache: CacheCondition,
    /// Each check, only for administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Checks>,
}

/// Liveness of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(super) struct LifeSign {
    /// Always `healthy`.
    pub status: Condition,
    /// Time of the check.
    #[schema(example = "2026-03-02T14:11:08Z", format = DateTime)]
    pub timestamp: String,
    /// Version of the program.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

/// Liveness
///
/// Succeeds while the process runs, regardless of the database.
#[utoipa::path(
    tag = "operation",
    security(()),
    responses((status = 200, description = "The process runs.", body = LifeSign))
)]
#[get("/health/live")]
pub(super) async fn live(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(LifeSign {
            status: Condition::Healthy,
            timestamp: instant::show(&state.clock.now()),
            version: env!("CARGO_PKG_VERSION"),
        })
}

/// Readiness
///
/// Checks the write and read databases, their migrations, the data folder, and Redis if configured; without Redis the server is
/// `degraded` and keeps working.
#[utoipa::path(
    tag = "operation",
    security(()),
    responses(
        (status = 200, description = "The server can work.", body = HealthReport),
        (status = 503, description = "The server cannot work now, or is about to stop.", body = HealthReport),
    )
)]
#[get("/health/ready")]
pub(super) async fn ready(request: HttpRequest, state: Data<State>) -> HttpResponse {
    report(&request, &state).await
}

/// Health
///
/// The same as `/health/ready`.
#[utoipa::path(
    tag = "operation",
    security(()),
    responses(
        (status = 200, description = "The server can work.", body = HealthReport),
        (status = 503, description = "The server cannot work now, or is about to stop.", body = HealthReport),
    )
)]
#[get("/health")]
pub(super) async fn health(request: HttpRequest, state: Data<State>) -> HttpResponse {
    report(&request, &state).await
}

async fn report(request: &HttpRequest, state: &Data<State>) -> HttpResponse {
    let stopping = state.stopping.load(Ordering::Relaxed);
    let folder = &state.config.data_dir;
    let probes = state
        .health
        .run(&state.store, &state.throttle, folder, stopping);
    let Outcome { checks, cache, .. } = probes.await;
    let database = match &checks {
        Checks {
            database_read: false,
            ..
        } => DatabaseCondition::Disconnected,
        Checks {
            database_write: false,
            ..
        } => DatabaseCondition::ReadOnly,
        Checks {
            migrations: false, ..
        } => DatabaseCondition::Outdated,
        _ => DatabaseCondition::Connected,
    };
    let works = database == DatabaseCondition::Connected && checks.storage && !checks.stopping;
    let status = match (works, cache) {
        (false, _) => Condition::Unhealthy,
        (true, CacheCondition::Away) => Condition::Degraded,
        (true, _) => Condition::Healthy,
    };
    let for_admin = caller::of(request).is_some_and(|caller| caller.role == UserRole::Admin);
    let mut response = if works {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    response
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(HealthReport {
            status,
            timestamp: instant::show(&state.clock.now()),
            version: env!("CARGO_PKG_VERSION"),
            database,
            cache,
            checks: for_admin.then_some(checks),
        })
}
