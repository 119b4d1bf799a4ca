//! Counters in this process.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use moka::sync::Cache;

#[derive(Debug, Default, Clone, Copy)]
struct Counter {
    count: i64,
    counted_until: i64,
    held_until: i64,
}

/// Counters that go when nobody asks for them.
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
    /// Counts one more; the count is forgotten some seconds after the last.
    pub(super) fn increment(&self, key: &str, seconds: i64, now: i64) -> i64 {
        self.with(key, |counter| {
            if counter.counted_until <= now {
                counter.count = 0;
            }
            counter.count += 1;
            counter.counted_until = now + seconds;
            counter.count
        })
    }

    pub(super) fn hold(&self, key: &str, seconds: i64, now: i64) {
        self.with(key, |counter| counter.held_until = now + seconds);
    }

    pub(super) fn held(&self, key: &str, now: i64) -> i64 {
        match self.counters.get(key) {
            Some(counter) => counter
                .lock()
                .map_or(0, |counter| (counter.held_until - now).max(0)),
            None => 0,
        }
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
