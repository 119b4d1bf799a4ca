//! Limits: requests of a user, guesses at passwords. Counted in Redis where there is one, in this process while there is none.

mod local;
mod redis;

use std::sync::Arc;

use actix_web::http::header::HeaderName;
use domain::ProblemCode;

use self::local::Local;
use self::redis::Redis;
use crate::clock::Clock;
use crate::config::Config;
use crate::problem::ApiError;
use crate::request::Facts;

/// Seconds in which a user's requests are counted together.
const WINDOW: i64 = 300;
/// Seconds for which failed sign-ins are remembered after the last of them.
const MEMORY: i64 = 3_600;
/// Longest wait after failed sign-ins, in seconds.
const LONGEST_WAIT: i64 = 900;
/// First wait after too many failed sign-ins, in seconds.
const FIRST_WAIT: i64 = 5;

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

    /// Whether a sign-in may be tried now.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub async fn may_sign_in(&self, account: &str, address: &str) -> Result<(), ApiError> {
        let waits = [
            self.held(&account_key(account)).await,
            self.held(&address_key(address)).await,
        ];
        match waits.into_iter().max() {
            Some(seconds) if seconds > 0 => Err(refused(seconds, "Too many sign-ins have failed")),
            _ => Ok(()),
        }
    }

    /// Counts a failed sign-in; after some of them the account's next try waits, and after many the address's.
    pub async fn sign_in_failed(&self, account: &str, address: &str) {
        let key = account_key(account);
        let failed = self.increment(&key, MEMORY).await;
        let beyond = failed - i64::from(self.account_failures);
        if beyond >= 0 {
            let doubled = FIRST_WAIT.saturating_mul(1 << beyond.min(16));
            self.hold(&key, doubled.min(LONGEST_WAIT)).await;
        }
        let key = address_key(address);
        if self.increment(&key, MEMORY).await >= i64::from(self.address_failures) {
            self.hold(&key, MEMORY).await;
        }
    }

    /// Forgets the failures of an account that has signed in.
    pub async fn signed_in(&self, account: &str) {
        let key = account_key(account);
        if let Some(redis) = &self.redis {
            redis.forget(&key).await;
        }
        self.local.forget(&key);
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

    async fn hold(&self, key: &str, seconds: i64) {
        if let Some(redis) = &self.redis {
            redis.hold(key, seconds).await;
        }
        self.local.hold(key, seconds, self.clock.timestamp());
    }

    /// Seconds that a key is held for still.
    async fn held(&self, key: &str) -> i64 {
        let shared = match &self.redis {
            Some(redis) => redis.held(key).await.unwrap_or(0),
            None => 0,
        };
        shared.max(self.local.held(key, self.clock.timestamp()))
    }
}

fn refused(seconds: i64, detail: &str) -> ApiError {
    ApiError::new(ProblemCode::RateLimited)
        .detail(format!("{detail}; try again in {seconds} s"))
        .retry_after(u64::try_from(seconds).unwrap_or(1).max(1))
}

/// Accounts are kept as hashes: what people type there may be a password.
fn account_key(account: &str) -> String {
    let hash = crate::auth::token_hash(&account.trim().to_lowercase());
    let short: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
    format!("pm:account:{short}")
}

fn address_key(address: &str) -> String {
    format!("pm:address:{address}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(clock: &Arc<Clock>) -> Throttle {
        let config = Config {
            address_failures: 20,
            ..Config::default()
        };
        Throttle::new(&config, Arc::clone(clock)).unwrap()
    }

    #[actix_web::test]
    async fn guesses_wait_longer_and_longer() {
        let clock = Arc::new(Clock::default());
        let throttle = throttle(&clock);
        for _ in 0..4 {
            throttle.sign_in_failed("Dana", "192.0.2.1").await;
            assert!(throttle.may_sign_in("dana", "192.0.2.1").await.is_ok());
        }
        let mut waits = Vec::new();
        for _ in 0..10 {
            throttle.sign_in_failed("dana", "192.0.2.1").await;
            let wait = throttle.held(&account_key("dana")).await;
            waits.push(wait);
            assert!(throttle.may_sign_in("dana", "192.0.2.1").await.is_err());
            assert!(throttle.may_sign_in("sam", "192.0.2.1").await.is_ok());
            clock.advance(wait);
            assert!(throttle.may_sign_in("dana", "192.0.2.1").await.is_ok());
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
        throttle.signed_in("dana").await;
        throttle.sign_in_failed("dana", "192.0.2.2").await;
        assert!(throttle.may_sign_in("dana", "192.0.2.2").await.is_ok());
    }

    #[actix_web::test]
    async fn an_address_that_tries_many_accounts_is_refused() {
        let clock = Arc::new(Clock::default());
        let throttle = throttle(&clock);
        for number in 0..20 {
            let account = format!("user{number}");
            assert!(throttle.may_sign_in(&account, "192.0.2.9").await.is_ok());
            throttle.sign_in_failed(&account, "192.0.2.9").await;
        }
        assert!(throttle.may_sign_in("dana", "192.0.2.9").await.is_err());
        assert!(throttle.may_sign_in("dana", "192.0.2.8").await.is_ok());
    }
}
