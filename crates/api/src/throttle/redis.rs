//! Counters shared by several instances. A Redis that does not answer is left alone for a few seconds and never makes anybody wait.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use deadpool_redis::redis::{FromRedisValue, Pipeline, cmd, pipe};
use deadpool_redis::{Config, Pool, Runtime};

use crate::config::{Secret, WrongSetting};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long it is left alone after it did not answer.
const REST: i64 = 5_000;

pub(super) struct Redis {
    pool: Pool,
    started: Instant,
    rests_until: AtomicI64,
}

impl std::fmt::Debug for Redis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redis")
    }
}

impl Redis {
    pub(super) fn new(url: &Secret) -> Result<Self, WrongSetting> {
        let pool = Config::from_url(url.reveal())
            .create_pool(Some(Runtime::Tokio1))
            .map_err(|error| WrongSetting {
                variable: "REDIS_URL",
                problem: error.to_string(),
            })?;
        Ok(Self {
            pool,
            started: Instant::now(),
            rests_until: AtomicI64::new(0),
        })
    }

    /// Counts one more; the count is forgotten some seconds after the last. None when Redis does not answer.
    pub(super) async fn increment(&self, key: &str, seconds: i64) -> Option<i64> {
        let mut both = pipe();
        both.atomic().incr(key, 1).expire(key, seconds).ignore();
        let (count,) = self.ask::<(i64,)>(both).await?;
        Some(count)
    }

    pub(super) async fn hold(&self, key: &str, seconds: i64) {
        let mut set = pipe();
        set.cmd("SET")
            .arg(format!("{key}:held"))
            .arg(1)
            .arg("EX")
            .arg(seconds.max(1))
            .ignore();
        let _ = self.ask::<()>(set).await;
    }

    pub(super) async fn held(&self, key: &str) -> Option<i64> {
        let mut ttl = pipe();
        ttl.cmd("TTL").arg(format!("{key}:held"));
        let (seconds,) = self.ask::<(i64,)>(ttl).await?;
        Some(seconds.max(0))
    }

    pub(super) async fn forget(&self, key: &str) {
        let mut gone = pipe();
        gone.del(key).ignore().del(format!("{key}:held")).ignore();
        let _ = self.ask::<()>(gone).await;
    }

    /// Asks in earnest, however it rested before.
    pub(super) async fn answers(&self) -> bool {
        let asked = async {
            let mut connection = self.pool.get().await.ok()?;
            cmd("PING")
                .query_async::<String>(&mut connection)
                .await
                .ok()
        };
        let answered = tokio::time::timeout(PATIENCE, asked).await;
        matches!(answered, Ok(Some(_)))
    }

    async fn ask<T: FromRedisValue>(&self, commands: Pipeline) -> Option<T> {
        if self.now() < self.rests_until.load(Ordering::Relaxed) {
            return None;
        }
        let asked = async {
            let mut connection = self.pool.get().await.map_err(|error| error.to_string())?;
            commands
                .query_async::<T>(&mut connection)
                .await
                .map_err(|error| error.to_string())
        };
        let cause = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => error,
            Err(_elapsed) => "no answer in time".to_owned(),
        };
        self.rests_until.store(self.now() + REST, Ordering::Relaxed);
        tracing::warn!(cause, "Redis is away; this instance counts for itself");
        None
    }

    fn now(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}
