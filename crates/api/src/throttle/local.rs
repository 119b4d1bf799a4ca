//! Counters in this process, used without Redis.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use moka::sync::Cache;

use super::guesses::{COMPARING, Counted, MEMORY, wait_after};

#[derive(Debug, Default, Clone, Copy)]
struct Counter {
    /// Number of attempts so far.
    count: i64,
    /// Number of the last forgiven attempt.
    forgiven: i64,
    counted_until: i64,
    held_until: i64,
}

impl Counter {
    /// Resets an expired counter.
    fn expire(&mut self, now: i64) {
        if self.counted_until <= now {
            self.count = 0;
            self.forgiven = 0;
        }
    }

    const fn failures(&self) -> i64 {
        self.count - self.forgiven
    }

    fn forgive_through(&mut self, sequence: i64, free: i64) {
        self.forgiven = self.forgiven.max(sequence).min(self.count);
        if self.failures() < free {
            self.held_until = 0;
        }
    }
}

/// Counters that are evicted when unused.
#[derive(Debug)]
pub(super) struct Local {
    counters: Cache<String, Arc<Mutex<Counter>>>,
}

impl Default for Local {
    fn default() -> Self {
        Self {
            counters: Cache::builder()
                .max_capacity(100_000)
                .time_to_idle(Duration::from_secs(2 * 3_600))
                .build(),
        }
    }
}

impl Local {
    /// Adds an amount, which may be negative; a new count lasts `seconds`.
    pub(super) fn add(&self, key: &str, amount: i64, seconds: i64, now: i64) -> i64 {
        self.with(key, |counter| {
            if counter.counted_until <= now {
                counter.count = 0;
                counter.counted_until = now + seconds;
            }
            counter.count += amount;
            counter.count
        })
    }

    /// Counts an attempt at an account unless the account is locked; otherwise returns the seconds to wait.
    pub(super) fn count_try(&self, key: &str, free: i64, now: i64) -> Result<Counted, i64> {
        self.with(key, |counter| {
            if counter.held_until > now {
                return Some(Err(counter.held_until - now));
            }
            counter.expire(now);
            counter.count += 1;
            counter.counted_until = now + MEMORY;
            if counter.failures() >= free {
                counter.held_until = now + COMPARING;
            }
            Some(Ok(Counted {
                sequence: counter.count,
                failures: counter.failures(),
                shared: false,
            }))
        })
        .unwrap_or(Err(1))
    }

    /// Counts one event within a time window unless the window is full; otherwise returns the seconds until
    /// the window ends.
    pub(super) fn count_within(
        &self,
        key: &str,
        most: i64,
        seconds: i64,
        now: i64,
    ) -> Result<(), i64> {
        self.with(key, |counter| {
            counter.expire(now);
            if counter.failures() >= most {
                return Some(Err((counter.counted_until - now).max(1)));
            }
            if counter.count == 0 {
                counter.counted_until = now + seconds;
            }
            counter.count += 1;
            Some(Ok(()))
        })
        .unwrap_or(Err(1))
    }

    /// Restarts the time window if it is full.
    pub(super) fn prolong(&self, key: &str, most: i64, seconds: i64, now: i64) {
        self.with(key, |counter| {
            if counter.failures() >= most {
                counter.counted_until = now + seconds;
            }
        });
    }

    /// Makes an account wait after a failed attempt, according to the number of failures that count.
    pub(super) fn fail(&self, key: &str, sequence: i64, free: i64, now: i64) {
        self.with(key, |counter| {
            let wait = wait_after(sequence - counter.forgiven, free);
            if wait > 0 {
                counter.held_until = now + wait;
                counter.counted_until = now + MEMORY;
            }
        });
    }

    /// Adds a failure that Redis counted.
    pub(super) fn note_failure(&self, key: &str, free: i64, now: i64) {
        self.with(key, |counter| {
            counter.expire(now);
            counter.count += 1;
            counter.counted_until = now + MEMORY;
            let wait = wait_after(counter.failures(), free);
            if wait > 0 {
                counter.held_until = now + wait;
            }
        });
    }

    /// Forgives all attempts up to a sequence number.
    pub(super) fn forgive(&self, key: &str, sequence: i64, free: i64) {
        self.with(key, |counter| counter.forgive_through(sequence, free));
    }

    /// Uncounts one attempt and removes the lock that it set.
    pub(super) fn withdraw(&self, key: &str, counted: Counted, free: i64) {
        self.with(key, |counter| {
            counter.forgive_through(counter.forgiven + 1, free);
            if counted.failures >= free {
                counter.held_until = 0;
            }
        });
    }

    /// Uncounts one event of a time window.
    pub(super) fn give_back(&self, key: &str) {
        self.with(key, |counter| {
            counter.forgiven = (counter.forgiven + 1).min(counter.count);
        });
    }

    pub(super) fn forget(&self, key: &str) {
        self.counters.invalidate(key);
    }

    fn with<T: Default>(&self, key: &str, change: impl FnOnce(&mut Counter) -> T) -> T {
        let counter = self
            .counters
            .get_with_by_ref(key, || Arc::new(Mutex::new(Counter::default())));
        counter
            .lock()
            .map_or_else(|_poisoned| T::default(), |mut counter| change(&mut counter))
    }
}
