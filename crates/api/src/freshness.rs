//! Reading one's own writes where replicas are read from: for ten minutes after a write its user reads from replicas only what has
//! the write in it.
//!
//! Each instance remembers the writes that went through it, by user. A browser also carries the place of its last write in a
//! cookie, so another instance knows it too; a program that keeps no cookies and is sent to another instance may read a replica that
//! lags. The cookie proves nothing and is not signed: the most that it can bring about is that its sender reads from the primary.

use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::ServiceRequest;
use moka::sync::Cache;
use storage::LogPosition;

use crate::config::Config;
use crate::request;

const COOKIE: &str = "pm_written";
/// How long a write is remembered: a replica that lags more is broken.
const REMEMBERED: Duration = Duration::from_secs(600);
/// Users whose writes are remembered.
const USERS: u64 = 100_000;

/// Where in the log each user wrote last. Clones share it.
#[derive(Debug, Clone)]
pub struct Freshness(Cache<i64, LogPosition>);

impl Default for Freshness {
    fn default() -> Self {
        let users = Cache::builder().max_capacity(USERS);
        Self(users.time_to_live(REMEMBERED).build())
    }
}

impl Freshness {
    /// Remembers a write of a user.
    pub(crate) fn note(&self, user: i64, position: LogPosition) {
        self.0.insert(user, position);
    }

    /// What the user of this request wrote last, as far as this instance or the browser knows.
    pub(crate) fn needed(&self) -> Option<LogPosition> {
        let facts = request::current()?;
        let here = facts.user.get().and_then(|user| self.0.get(&user));
        here.max(facts.written_before.get())
            .max(facts.written.get())
    }
}

/// What a browser says it wrote last.
pub(crate) fn from_browser(request: &ServiceRequest) -> Option<LogPosition> {
    request.cookie(COOKIE)?.value().parse().ok()
}

/// The cookie that tells a browser where its write is.
pub(crate) fn cookie(config: &Config, position: LogPosition) -> String {
    let age = i64::try_from(REMEMBERED.as_secs()).unwrap_or(i64::MAX);
    Cookie::build(COOKIE, position.to_string())
        .path("/api")
        .secure(config.is_tls())
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(actix_web::cookie::time::Duration::seconds(age))
        .finish()
        .to_string()
}
