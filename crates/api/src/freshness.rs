//! Read-your-writes with replicas: for ten minutes after a write, its user reads only from replicas that have
//! applied it.
//!
//! Each instance remembers the writes made through it, by user. A cookie carries the log position of a
//! browser's last write to other instances; a client that stores no cookies and reaches another instance may
//! read a lagging replica. The cookie is not signed: a forged one only makes its sender read from the
//! primary.

use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::ServiceRequest;
use moka::sync::Cache;
use storage::LogPosition;

use crate::config::Config;
use crate::request;

const COOKIE: &str = "pm_written";
/// How long a write is remembered. A replica that lags longer is considered broken.
const REMEMBERED: Duration = Duration::from_secs(600);
/// Most users whose writes are remembered.
const USERS: u64 = 100_000;

/// Log position of each user's last write. Clones share it.
#[derive(Debug, Clone)]
pub struct Freshness(Cache<i64, LogPosition>);

impl Default for Freshness {
    fn default() -> Self {
        let users = Cache::builder().max_capacity(USERS);
        Self(users.time_to_live(REMEMBERED).build())
    }
}

impl Freshness {
    /// Records a write of a user.
    pub(crate) fn note(&self, user: i64, position: LogPosition) {
        self.0.insert(user, position);
    }

    /// Log position of the last write by the user of this request, as known to this instance or the browser.
    pub(crate) fn needed(&self) -> Option<LogPosition> {
        let facts = request::current()?;
        let here = facts.user.get().and_then(|user| self.0.get(&user));
        here.max(facts.written_before.get())
            .max(facts.written.get())
    }
}

/// Reads the position of the last write from the browser's cookie.
pub(crate) fn from_browser(request: &ServiceRequest) -> Option<LogPosition> {
    request.cookie(COOKIE)?.value().parse().ok()
}

/// Builds the cookie with the position of a write.
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
