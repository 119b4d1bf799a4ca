//! Counters shared by instances. After a failure Redis is skipped for a few seconds, so that it never delays
//! requests for long.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use deadpool_redis::redis::{FromRedisValue, Pipeline, cmd, pipe};
use deadpool_redis::{Config, Pool, Runtime};

use super::guesses::{COMPARING, Counted, FIRST_WAIT, LONGEST_WAIT, MEMORY};
use crate::config::{Secret, WrongSetting};

/// Longest wait for a response.
const PATIENCE: Duration = Duration::from_millis(250);
/// Milliseconds for which Redis is skipped after it did not answer.
const REST: i64 = 5_000;

/// Returns the attempt's number, the failures that count and 0; or 0, 0 and the seconds to wait.
const COUNT_TRY: &str = "
local held = redis.call('PTTL', KEYS[2])
if held > 0 then return {0, 0, math.ceil(held / 1000)} end
local sequence = redis.call('HINCRBY', KEYS[1], 'tries', 1)
local failures = sequence - tonumber(redis.call('HGET', KEYS[1], 'forgiven') or '0')
redis.call('EXPIRE', KEYS[1], ARGV[2])
if failures >= tonumber(ARGV[1]) then redis.call('SET', KEYS[2], 1, 'EX', ARGV[3]) end
return {sequence, failures, 0}";

/// Returns the seconds that the account waits after the failed attempt with a number.
const FAIL: &str = "
local failures = tonumber(ARGV[1]) - tonumber(redis.call('HGET', KEYS[1], 'forgiven') or '0')
local beyond = failures - tonumber(ARGV[2])
if beyond < 0 then return 0 end
local wait = math.min(tonumber(ARGV[3]) * 2 ^ math.min(beyond, 16), tonumber(ARGV[4]))
redis.call('SET', KEYS[2], 1, 'EX', string.format('%d', wait))
return wait";

/// Forgives all attempts up to a number; number 0 forgives one more. A third argument of 1 also removes the
/// lock.
const FORGIVE: &str = "
local tries = tonumber(redis.call('HGET', KEYS[1], 'tries') or '0')
local forgiven = tonumber(redis.call('HGET', KEYS[1], 'forgiven') or '0')
local through = tonumber(ARGV[1])
if through == 0 then through = forgiven + 1 end
forgiven = math.min(math.max(forgiven, through), tries)
if forgiven >= tries then return redis.call('DEL', KEYS[1], KEYS[2]) end
redis.call('HSET', KEYS[1], 'forgiven', forgiven)
if tries - forgiven < tonumber(ARGV[2]) or ARGV[3] == '1' then redis.call('DEL', KEYS[2]) end
return 1";

/// Returns 0 when it has counted, else the seconds to wait.
const COUNT_WITHIN: &str = "
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count >= tonumber(ARGV[1]) then return math.max(1, redis.call('TTL', KEYS[1])) end
redis.call('INCR', KEYS[1])
if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 0";

const PROLONG: &str = "
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 0";

const GIVE_BACK: &str = "
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
return 0";

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

    /// Adds an amount, which may be negative, and sets the expiry. `None` when Redis does not answer.
    pub(super) async fn add(&self, key: &str, amount: i64, seconds: i64) -> Option<i64> {
        let mut both = pipe();
        both.atomic()
            .incr(key, amount)
            .expire(key, seconds)
            .ignore();
        let (count,) = self.ask::<(i64,)>(both).await?;
        Some(count)
    }

    /// Atomically counts an attempt at an account unless the account is locked; otherwise the seconds to
    /// wait. `None` when Redis does not answer.
    pub(super) async fn count_try(&self, key: &str, free: i64) -> Option<Result<Counted, i64>> {
        let figures = [free, MEMORY, COMPARING];
        let (sequence, failures, wait) = self
            .run::<(i64, i64, i64)>(COUNT_TRY, &[key, &held(key)], &figures)
            .await?;
        Some(if sequence > 0 {
            Ok(Counted {
                sequence,
                failures,
                shared: true,
            })
        } else {
            Err(wait.max(1))
        })
    }

    /// Counts one event within a time window unless the window is full; otherwise the seconds until the
    /// window ends.
    pub(super) async fn count_within(
        &self,
        key: &str,
        most: i64,
        seconds: i64,
    ) -> Option<Result<(), i64>> {
        let wait = self
            .run::<i64>(COUNT_WITHIN, &[key], &[most, seconds])
            .await?;
        Some(if wait == 0 { Ok(()) } else { Err(wait.max(1)) })
    }

    /// Restarts the time window if it is full.
    pub(super) async fn prolong(&self, key: &str, most: i64, seconds: i64) {
        let _ = self.run::<i64>(PROLONG, &[key], &[most, seconds]).await;
    }

    /// Makes an account wait after a failed attempt, according to the number of failures that count.
    pub(super) async fn fail(&self, key: &str, sequence: i64, free: i64) {
        let figures = [sequence, free, FIRST_WAIT, LONGEST_WAIT];
        let _ = self.run::<i64>(FAIL, &[key, &held(key)], &figures).await;
    }

    /// Forgives all attempts up to a sequence number.
    pub(super) async fn forgive(&self, key: &str, sequence: i64, free: i64) {
        let keys = [key, &held(key)];
        let _ = self.run::<i64>(FORGIVE, &keys, &[sequence, free, 0]).await;
    }

    /// Uncounts one attempt and removes the lock that it set.
    pub(super) async fn withdraw(&self, key: &str, counted: Counted, free: i64) {
        let own_hold = i64::from(counted.failures >= free);
        let keys = [key, &held(key)];
        let _ = self.run::<i64>(FORGIVE, &keys, &[0, free, own_hold]).await;
    }

    /// Uncounts one event of a time window.
    pub(super) async fn give_back(&self, key: &str) {
        let _ = self.run::<i64>(GIVE_BACK, &[key], &[]).await;
    }

    /// Runs a script, which Redis executes atomically.
    async fn run<T: FromRedisValue>(
        &self,
        script: &str,
        keys: &[&str],
        figures: &[i64],
    ) -> Option<T> {
        let mut evaluate = pipe();
        evaluate.cmd("EVAL").arg(script).arg(keys.len());
        for key in keys {
            evaluate.arg(*key);
        }
        for figure in figures {
            evaluate.arg(*figure);
        }
        let (answer,) = self.ask::<(T,)>(evaluate).await?;
        Some(answer)
    }

    /// Whether Redis answers now, even if it is being skipped.
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

/// The key of an account's lock.
fn held(key: &str) -> String {
    format!("{key}:held")
}
