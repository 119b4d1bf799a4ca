//! Guesses at passwords. A try is counted before its password is hashed, so that tries sent in parallel share one limit; only a
//! right password, or a try in which no password was compared, is given back.

use domain::Id;
use domain::users::User;

use super::{Throttle, refused};
use crate::problem::ApiError;

/// Seconds for which failed tries are remembered after the last of them.
pub(super) const MEMORY: i64 = 3_600;
/// Longest wait after failed tries, in seconds.
pub(super) const LONGEST_WAIT: i64 = 900;
/// First wait after too many failed tries, in seconds.
pub(super) const FIRST_WAIT: i64 = 5;
/// Seconds that a try beyond the free ones holds its account while its password is being compared. The outcome shortens it.
pub(super) const COMPARING: i64 = 60;

/// How long an account waits after a number of failures; 0 while there are free tries.
pub(super) fn wait_after(failures: i64, free: i64) -> i64 {
    match failures - free {
        beyond if beyond < 0 => 0,
        beyond => FIRST_WAIT
            .saturating_mul(1 << beyond.min(16))
            .min(LONGEST_WAIT),
    }
}

/// A try as it was counted for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    /// Its number among all tries of the account, to forgive those before it.
    pub(super) sequence: i64,
    /// How many tries count against the account, this one included.
    pub(super) failures: i64,
    /// Whether Redis counted it, not this process.
    pub(super) shared: bool,
}

/// A try that counts as a failure until it is known to be none. Dropped without an outcome, it stays counted.
#[derive(Debug)]
#[must_use]
pub struct Guess {
    account: String,
    counted: Counted,
    /// The address that it counts for, and whether Redis counted it there.
    address: Option<(String, bool)>,
}

impl Throttle {
    /// Counts a sign-in that is about to be tried. `typed` is counted as it is, whether an account has that name, that address, or
    /// none: so no answer tells what belongs to one account, or that there is one.
    ///
    /// # Errors
    /// 429 with the seconds to wait; nothing is counted then.
    pub async fn try_sign_in(&self, typed: &str, address: &str) -> Result<Guess, ApiError> {
        let account = typed_key(typed);
        let counted = self.count_for_account(&account).await?;
        let address = format!("pm:guesses:address:{}", crate::address::network(address));
        match self.count_for_address(&address).await {
            Ok(shared) => Ok(Guess {
                account,
                counted,
                address: Some((address, shared)),
            }),
            Err(wait) => {
                self.withdraw_from_account(&account, counted).await;
                Err(too_many(wait))
            }
        }
    }

    /// Counts a guess at the own password by somebody who holds a session. It has a count of its own, so that failed sign-ins of
    /// strangers keep nobody from changing the password.
    ///
    /// # Errors
    /// 429 with the seconds to wait; nothing is counted then.
    pub async fn try_own_password(&self, user: Id<User>) -> Result<Guess, ApiError> {
        let account = format!("pm:guesses:own:{user}");
        let counted = self.count_for_account(&account).await?;
        Ok(Guess {
            account,
            counted,
            address: None,
        })
    }

    /// The password was wrong: beyond the free tries the account waits, longer each time.
    pub async fn guess_failed(&self, guess: Guess) {
        let sequence = guess.counted.sequence;
        let now = self.clock.timestamp();
        if let (Some(redis), true) = (&self.redis, guess.counted.shared) {
            redis.fail(&guess.account, sequence, self.free()).await;
            // Should Redis go away, this process knows at least what it has seen itself.
            self.local.note_failure(&guess.account, self.free(), now);
        } else {
            self.local.fail(&guess.account, sequence, self.free(), now);
        }
        let most = i64::from(self.address_failures);
        if let Some((address, shared)) = &guess.address {
            match (&self.redis, shared) {
                (Some(redis), true) => redis.prolong(address, most, MEMORY).await,
                _ => self.local.prolong(address, most, MEMORY, now),
            }
        }
    }

    /// The password was right: the account's tries up to this one are forgotten, of the address's this one alone. Failures at other
    /// accounts stay counted.
    pub async fn guess_succeeded(&self, guess: Guess) {
        let (free, sequence) = (self.free(), guess.counted.sequence);
        if let (Some(redis), true) = (&self.redis, guess.counted.shared) {
            redis.forgive(&guess.account, sequence, free).await;
            self.local.forget(&guess.account);
        } else {
            self.local.forgive(&guess.account, sequence, free);
        }
        self.give_back_to_address(&guess).await;
    }

    /// No password was compared, so nothing was learned: the try does not count.
    pub async fn guess_withdrawn(&self, guess: Guess) {
        self.withdraw_from_account(&guess.account, guess.counted)
            .await;
        self.give_back_to_address(&guess).await;
    }

    async fn count_for_account(&self, key: &str) -> Result<Counted, ApiError> {
        let free = self.free();
        let shared = match &self.redis {
            Some(redis) => redis.count_try(key, free).await,
            None => None,
        };
        let counted =
            shared.unwrap_or_else(|| self.local.count_try(key, free, self.clock.timestamp()));
        counted.map_err(too_many)
    }

    async fn withdraw_from_account(&self, key: &str, counted: Counted) {
        match (&self.redis, counted.shared) {
            (Some(redis), true) => redis.withdraw(key, counted, self.free()).await,
            _ => self.local.withdraw(key, counted, self.free()),
        }
    }

    /// Tries at an account that do not wait.
    fn free(&self) -> i64 {
        i64::from(self.account_failures)
    }

    /// Counts for an address, and answers whether Redis did; else the seconds to wait.
    async fn count_for_address(&self, key: &str) -> Result<bool, i64> {
        let most = i64::from(self.address_failures);
        let shared = match &self.redis {
            Some(redis) => redis.count_within(key, most, MEMORY).await,
            None => None,
        };
        match shared {
            Some(counted) => counted.map(|()| true),
            None => self
                .local
                .count_within(key, most, MEMORY, self.clock.timestamp())
                .map(|()| false),
        }
    }

    async fn give_back_to_address(&self, guess: &Guess) {
        let Some((address, shared)) = &guess.address else {
            return;
        };
        match (&self.redis, shared) {
            (Some(redis), true) => redis.give_back(address).await,
            _ => self.local.give_back(address),
        }
    }
}

fn too_many(seconds: i64) -> ApiError {
    refused(seconds, "Too many sign-ins have failed")
}

/// What is typed is kept as a hash, for it may be a password; ways of writing that name the same account are one.
fn typed_key(typed: &str) -> String {
    format!("pm:guesses:account:{}", typed_fingerprint(typed))
}

/// A short name for what was typed as an account: tells tries at one account in the log without showing what was typed.
#[must_use]
pub fn typed_fingerprint(typed: &str) -> String {
    let hash = crate::auth::token_hash(&domain::text::name_key(typed));
    hash.iter().take(12).map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests;
