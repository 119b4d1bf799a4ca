//! The only module that reads the system clock.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

/// The current time; tests can move it forward.
#[derive(Debug, Default)]
pub struct Clock {
    ahead_seconds: AtomicI64,
}

impl Clock {
    /// Now in UTC, to the microsecond, which is what both databases store.
    #[must_use]
    pub fn now(&self) -> NaiveDateTime {
        let now = self.read().naive_utc();
        now.with_nanosecond(now.nanosecond() / 1_000 * 1_000)
            .unwrap_or(now)
    }

    /// Now in seconds since 1970.
    #[must_use]
    pub fn timestamp(&self) -> i64 {
        self.read().timestamp()
    }

    /// Now in milliseconds since 1970.
    #[must_use]
    pub fn milliseconds(&self) -> i64 {
        self.read().timestamp_millis()
    }

    /// Today in a time zone.
    #[must_use]
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.read().with_timezone(&zone).date_naive()
    }

    /// Moves the clock forward, for tests of delays and expiries.
    pub fn advance(&self, seconds: i64) {
        self.ahead_seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the clock"
    )]
    fn read(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::try_seconds(self.ahead_seconds.load(Ordering::Relaxed));
        Utc::now() + ahead.unwrap_or_default()
    }
}
