//! Liveness and readiness: each readiness probe exercises the real dependency, within a second.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, get};
use domain::choices::UserRole;
use domain::record::instant;
use serde::Serialize;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::caller;
use crate::state::State;
use crate::throttle::CacheHealth;

/// Timeout of a probe.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
/// Overall health.
pub enum Condition {
    /// Everything works.
    Healthy,
    /// Works, but something is missing.
    Degraded,
    /// Cannot work.
    Unhealthy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
/// State of the database.
pub enum DatabaseCondition {
    /// Reads and writes.
    Connected,
    /// Reads, but rejects writes.
    ReadOnly,
    /// Waits for `projectmeats migrate`.
    Outdated,
    /// Does not answer in time.
    Disconnected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
/// State of Redis.
pub enum CacheCondition {
    /// Answers.
    Active,
    /// Not configured.
    Absent,
    /// Does not answer; each instance counts alone.
    Away,
}

/// Each check; only for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Checks {
    /// `sqlite` or `postgres`.
    #[schema(example = "sqlite")]
    pub database_kind: &'static str,
    /// The database accepts writes.
    pub database_write: bool,
    /// The database answers reads.
    pub database_read: bool,
    /// The database schema matches this program.
    pub migrations: bool,
    /// The data folder is writable.
    pub storage: bool,
    /// The server is about to stop.
    pub stopping: bool,
}

/// Health of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HealthReport {
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
pub struct LifeSign {
    /// Always `healthy`.
    pub status: Condition,
    /// Time of the check.
    #[schema(example = "2026-03-02T14:11:08Z", format = DateTime)]
    pub timestamp: String,
    /// Version of the program.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

#[derive(Debug, Clone)]
struct Outcome {
    begun: Instant,
    checks: Checks,
    cache: CacheCondition,
}

/// The probes of one server. Requests that arrive while probes run share the next outcome, so a flood of them
/// does not flood the database.
#[derive(Debug, Default)]
pub struct Probes {
    last: Mutex<Option<Outcome>>,
    /// Held while the database is queried, so that a database that hangs blocks one thread, not one per
    /// request.
    asking: std::sync::Mutex<()>,
    /// Whether the schema was ever current; it stays current.
    current: AtomicBool,
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
pub(crate) async fn live(state: Data<State>) -> HttpResponse {
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
pub(crate) async fn ready(request: HttpRequest, state: Data<State>) -> HttpResponse {
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
pub(crate) async fn health(request: HttpRequest, state: Data<State>) -> HttpResponse {
    report(&request, &state).await
}

async fn report(request: &HttpRequest, state: &Data<State>) -> HttpResponse {
    let Outcome { checks, cache, .. } = probe(state).await;
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

/// Runs the probes, or returns the outcome of probes that started after this request arrived.
async fn probe(state: &Data<State>) -> Outcome {
    let asked = Instant::now();
    let mut last = state.health.last.lock().await;
    if let Some(outcome) = last.as_ref().filter(|outcome| outcome.begun >= asked) {
        return outcome.clone();
    }
    let begun = Instant::now();
    let (database, storage, cache) = tokio::join!(
        timeout(PATIENCE, ask_database(state)),
        timeout(PATIENCE, ask_storage(state)),
        timeout(PATIENCE, state.throttle.cache_health()),
    );
    let (answered, migrated) = database.ok().flatten().unzip();
    if let Some(cause) = answered
        .as_ref()
        .and_then(|answered| answered.cause.as_deref())
    {
        tracing::warn!(cause, "the database is not well");
    }
    let outcome = Outcome {
        begun,
        checks: Checks {
            database_kind: state.store.kind(),
            database_write: answered.as_ref().is_some_and(|answered| answered.write),
            database_read: answered.as_ref().is_some_and(|answered| answered.read),
            migrations: migrated.unwrap_or(false),
            storage: storage.unwrap_or(false),
            stopping: state.stopping.load(Ordering::Relaxed),
        },
        cache: match cache {
            Ok(CacheHealth::Absent) => CacheCondition::Absent,
            Ok(CacheHealth::Active) => CacheCondition::Active,
            Ok(CacheHealth::Away) | Err(_) => CacheCondition::Away,
        },
    };
    *last = Some(outcome.clone());
    outcome
}

/// Checks the database; `None` while an earlier check still hangs.
async fn ask_database(state: &Data<State>) -> Option<(storage::Health, bool)> {
    let state = Data::clone(state);
    let asked = web::block(move || {
        let _turn = state.health.asking.try_lock().ok()?;
        let answered = state.store.ping();
        let known = state.health.current.load(Ordering::Relaxed);
        let current =
            known || (answered.read && matches!(state.store.pending_migrations(), Ok(false)));
        state.health.current.store(current, Ordering::Relaxed);
        Some((answered, current))
    });
    asked.await.ok().flatten()
}

async fn ask_storage(state: &Data<State>) -> bool {
    let folder = state.config.data_dir.clone();
    web::block(move || takes_files(&folder))
        .await
        .unwrap_or(false)
}

/// Whether a file can be written and removed.
fn takes_files(folder: &Path) -> bool {
    let path = folder.join(format!(".probe-{}", std::process::id()));
    let written = std::fs::write(&path, b"probe").is_ok();
    let removed = std::fs::remove_file(&path).is_ok();
    written && removed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_takes_no_files() {
        let folder = tempfile::tempdir().unwrap();
        assert!(takes_files(folder.path()));
        assert!(!takes_files(&folder.path().join("nothing")));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
