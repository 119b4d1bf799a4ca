//! Probes of the dependencies: each one exercises the real dependency, within a second.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::web;
use serde::Serialize;
use storage::Store;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::throttle::{CacheHealth, Throttle};

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

/// What the probes found.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    begun: Instant,
    pub(crate) checks: Checks,
    pub(crate) cache: CacheCondition,
}

/// The probes of one server. Requests that arrive while probes run share the next outcome, so a flood of them
/// does not flood the database.
#[derive(Debug, Default)]
pub struct Probes {
    last: Mutex<Option<Outcome>>,
    database: Arc<DatabaseProbe>,
}

#[derive(Debug, Default)]
struct DatabaseProbe {
    /// Held while the database is queried, so that a database that hangs blocks one thread, not one per
    /// request.
    asking: std::sync::Mutex<()>,
    /// Whether the schema was ever current; it stays current.
    current: AtomicBool,
}

impl Probes {
    /// Runs the probes, or returns the outcome of probes that started after this request arrived.
    pub(crate) async fn run(
        &self,
        store: &Store,
        throttle: &Throttle,
        folder: &Path,
        stopping: bool,
    ) -> Outcome {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        if let Some(outcome) = last.as_ref().filter(|outcome| outcome.begun >= asked) {
            return outcome.clone();
        }
        let begun = Instant::now();
        let (database, storage, cache) = tokio::join!(
            timeout(PATIENCE, self.ask_database(store.clone())),
            timeout(PATIENCE, ask_storage(folder.to_owned())),
            timeout(PATIENCE, throttle.cache_health()),
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
                database_kind: store.kind(),
                database_write: answered.as_ref().is_some_and(|answered| answered.write),
                database_read: answered.as_ref().is_some_and(|answered| answered.read),
                migrations: migrated.unwrap_or(false),
                storage: storage.unwrap_or(false),
                stopping,
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
    async fn ask_database(&self, store: Store) -> Option<(storage::Health, bool)> {
        let probe = Arc::clone(&self.database);
        let asked = web::block(move || {
            let _turn = probe.asking.try_lock().ok()?;
            let answered = store.ping();
            let known = probe.current.load(Ordering::Relaxed);
            let current =
                known || (answered.read && matches!(store.pending_migrations(), Ok(false)));
            probe.current.store(current, Ordering::Relaxed);
            Some((answered, current))
        });
        asked.await.ok().flatten()
    }
}

async fn ask_storage(folder: PathBuf) -> bool {
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
