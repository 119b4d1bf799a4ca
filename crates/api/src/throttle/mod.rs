//! Limits: requests of a user, guesses at passwords. Counted in Redis where there is one, in this process while there is none.

mod guesses;
mod local;
mod redis;

use std::sync::Arc;

use actix_web::http::header::HeaderName;
use domain::ProblemCode;

pub use self::guesses::{Guess, typed_fingerprint};
use self::local::Local;
use self::redis::Redis;
use crate::clock::Clock;
use crate::config::Config;
use crate::problem::ApiError;
use crate::request::Facts;

/// Seconds in which a user's requests are counted together.
const WINDOW: i64 = 300;

const LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The limits of one server.
#[derive(Debug)]
pub struct Throttle {
    local: Local,
    redis: Option<Redis>,
    clock: Arc<Clock>,
    requests: u32,
    account_failures: u32,
    address_failures: u32,
}

/// Whether Redis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheHealth {
    /// There is none, by choice.
    Absent,
    /// It answers.
    Active,
    /// It does not; this process counts for itself.
    Away,
}

impl Throttle {
    /// With the limits of the settings.
    ///
    /// # Errors
    /// When the address of Redis is none.
    pub fn new(config: &Config, clock: Arc<Clock>) -> Result<Self, crate::config::WrongSetting> {
        let redis = config.redis_url.as_ref().map(Redis::new).transpose()?;
        Ok(Self {
            local: Local::default(),
            redis,
            clock,
            requests: config.rate_limit,
            account_failures: config.login_failures,
            address_failures: config.address_failures,
        })
    }

    /// Counts one request of a principal and tells the answer what is left.
    ///
    /// # Errors
    /// 429 when nothing is left.
    pub async fn request(&self, principal: &str, facts: &Facts) -> Result<(), ApiError> {
        if self.requests == 0 {
            return Ok(());
        }
        let now = self.clock.timestamp();
        let ends = WINDOW - now.rem_euclid(WINDOW);
        let key = format!("pm:requests:{principal}:{}", now.div_euclid(WINDOW));
        let made = self.increment(&key, ends + 1).await;
        let left = i64::from(self.requests) - made;
        facts.add_header(
            LIMIT_POLICY,
            format!("\"default\";q={};w={WINDOW}", self.requests),
        );
        facts.add_header(LIMIT, format!("\"default\";r={};t={ends}", left.max(0)));
        if left < 0 {
            return Err(refused(ends, "More requests than the limit allows"));
        }
        Ok(())
    }

    /// Asks whether Redis answers.
    pub async fn cache_health(&self) -> CacheHealth {
        match &self.redis {
            None => CacheHealth::Absent,
            Some(redis) if redis.answers().await => CacheHealth::Active,
            Some(_) => CacheHealth::Away,
        }
    }

    async fn increment(&self, key: &str, seconds: i64) -> i64 {
        let shared = match &self.redis {
            Some(redis) => redis.increment(key, seconds).await,
            None => None,
        };
        shared.unwrap_or_else(|| self.local.increment(key, seconds, self.clock.timestamp()))
    }
}

fn refused(seconds: i64, detail: &str) -> ApiError {
    ApiError::new(ProblemCode::RateLimited)
        .detail(format!("{detail}; try again in {seconds} s"))
        .retry_after(u64::try_from(seconds).unwrap_or(1).max(1))
}
