//! Rate limits: requests per user, password guesses. Counted in Redis if configured and reachable, else in
//! this process.

mod guesses;
mod local;
mod redis;
mod requests;

use std::sync::Arc;

use domain::ProblemCode;

pub use self::guesses::{Guess, typed_fingerprint};
use self::local::Local;
use self::redis::Redis;
pub use self::requests::Bucket;
use crate::clock::Clock;
use crate::config::Config;
use crate::problem::ApiError;

/// Rate limits of one server.
#[derive(Debug)]
pub struct Throttle {
    local: Local,
    redis: Option<Redis>,
    clock: Arc<Clock>,
    requests: u32,
    account_failures: u32,
    address_failures: u32,
}

/// State of Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheHealth {
    /// Not configured.
    Absent,
    /// Answers.
    Active,
    /// Does not answer; this process counts by itself.
    Away,
}

impl Throttle {
    /// Creates the limits from the settings.
    ///
    /// # Errors
    /// When the Redis URL is invalid.
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

    /// Checks whether Redis answers.
    pub async fn cache_health(&self) -> CacheHealth {
        match &self.redis {
            None => CacheHealth::Absent,
            Some(redis) if redis.answers().await => CacheHealth::Active,
            Some(_) => CacheHealth::Away,
        }
    }
}

fn refused(seconds: i64, detail: &str) -> ApiError {
    ApiError::new(ProblemCode::RateLimited)
        .detail(format!("{detail}; try again in {seconds} s"))
        .retry_after(u64::try_from(seconds).unwrap_or(1).max(1))
}
