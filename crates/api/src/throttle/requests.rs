//! Request rate limit: the bucket that a request counts in, and what remains of it.

use actix_web::http::header::HeaderName;
use domain::Id;
use domain::users::User;

use super::{Throttle, refused};
use crate::problem::ApiError;
use crate::request::RequestContext;

/// Length of the counting window, in seconds.
const WINDOW: i64 = 300;

const LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// What a request counts against. Addresses are networks, because an IPv6 client has a whole /64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bucket {
    /// Requests with a valid token, by user.
    User(Id<User>),
    /// Sign-ins from an address.
    SignIn(String),
    /// Refreshes from an address.
    Refresh(String),
    /// Everything else without a valid token from an address.
    Anonymous(String),
}

impl Bucket {
    /// Name of the limit in the `RateLimit` header.
    const fn policy(&self) -> &'static str {
        match self {
            Self::User(_) => "default",
            Self::SignIn(_) => "sign-in",
            Self::Refresh(_) => "refresh",
            Self::Anonymous(_) => "anonymous",
        }
    }

    fn key(&self, window: i64) -> String {
        match self {
            Self::User(user) => format!("pm:requests:user:{user}:{window}"),
            Self::SignIn(network) | Self::Refresh(network) | Self::Anonymous(network) => {
                format!("pm:requests:{}:{network}:{window}", self.policy())
            }
        }
    }

    const fn user(&self) -> Option<i64> {
        match self {
            Self::User(user) => Some(user.get()),
            _ => None,
        }
    }
}

impl Throttle {
    /// Counts one request and adds the remaining quota to the response.
    ///
    /// # Errors
    /// 429 when the quota is used up.
    pub async fn request(&self, bucket: &Bucket, facts: &RequestContext) -> Result<(), ApiError> {
        self.count(bucket, 1, facts).await
    }

    /// Counts the items of a batch; the request itself has already counted as the first. A batch that does
    /// not fit counts nothing.
    ///
    /// # Errors
    /// 429 when too little quota remains.
    pub async fn batch(
        &self,
        user: Id<User>,
        items: usize,
        facts: &RequestContext,
    ) -> Result<(), ApiError> {
        let more = i64::try_from(items).unwrap_or(i64::MAX).saturating_sub(1);
        if more < 1 {
            return Ok(());
        }
        self.count(&Bucket::User(user), more, facts).await
    }

    async fn count(
        &self,
        bucket: &Bucket,
        amount: i64,
        facts: &RequestContext,
    ) -> Result<(), ApiError> {
        if self.requests == 0 {
            return Ok(());
        }
        let now = self.clock.timestamp();
        let ends = WINDOW - now.rem_euclid(WINDOW);
        let key = bucket.key(now.div_euclid(WINDOW));
        let mut left = i64::from(self.requests) - self.add(&key, amount, ends + 1).await;
        let fits = left >= 0;
        if !fits && amount > 1 {
            left = i64::from(self.requests) - self.add(&key, -amount, ends + 1).await;
        }
        let policy = bucket.policy();
        facts.add_header(
            LIMIT_POLICY,
            format!("\"{policy}\";q={};w={WINDOW}", self.requests),
        );
        facts.add_header(LIMIT, format!("\"{policy}\";r={};t={ends}", left.max(0)));
        if fits {
            return Ok(());
        }
        tracing::warn!(
            target: "security",
            event = "rate_limited",
            bucket = policy,
            user = bucket.user(),
            request_id = facts.id,
            address = facts.address,
        );
        Err(refused(ends, "More requests than the limit allows"))
    }

    async fn add(&self, key: &str, amount: i64, seconds: i64) -> i64 {
        let shared = match &self.redis {
            Some(redis) => redis.add(key, amount, seconds).await,
            None => None,
        };
        shared.unwrap_or_else(|| {
            let now = self.clock.timestamp();
            self.local.add(key, amount, seconds, now)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;

    fn throttle(requests: u32) -> Throttle {
        let config = Config {
            rate_limit: requests,
            ..Config::default()
        };
        Throttle::new(&config, Arc::new(Clock::default())).unwrap()
    }

    #[actix_web::test]
    async fn strangers_fill_no_bucket_but_their_own() {
        let throttle = throttle(3);
        let facts = RequestContext::for_tests("/api/v1/suppliers");
        let network = || "192.0.2.1".to_owned();
        while throttle
            .request(&Bucket::Anonymous(network()), &facts)
            .await
            .is_ok()
        {}
        for bucket in [
            Bucket::SignIn(network()),
            Bucket::Refresh(network()),
            Bucket::User(Id::new(7)),
            Bucket::Anonymous("192.0.2.2".to_owned()),
        ] {
            assert!(
                throttle.request(&bucket, &facts).await.is_ok(),
                "{bucket:?}"
            );
        }
    }

    #[actix_web::test]
    async fn a_batch_counts_its_items_or_nothing() {
        let throttle = throttle(10);
        let facts = RequestContext::for_tests("/api/v1/suppliers/batch");
        let (user, bucket) = (Id::new(7), Bucket::User(Id::new(7)));
        for (items, fits) in [(5, true), (6, false), (4, true), (1, true), (2, false)] {
            // The request itself, then its items.
            throttle.request(&bucket, &facts).await.ok();
            let counted = throttle.batch(user, items, &facts).await;
            assert_eq!(counted.is_ok(), fits, "{items}");
        }
        let other = Id::new(8);
        assert!(throttle.batch(other, 11, &facts).await.is_ok());
        assert!(throttle.batch(other, 2, &facts).await.is_err());
    }
}
