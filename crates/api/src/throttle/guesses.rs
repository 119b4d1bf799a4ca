//! Limits password guesses. An attempt is counted before its password is hashed, so that parallel attempts
//! share one limit; only a right password, or an attempt without a comparison, is uncounted.

use domain::Id;
use domain::users::User;

use super::{Throttle, refused};
use crate::problem::ApiError;

/// Seconds for which failed attempts are remembered after the last one.
pub(super) const MEMORY: i64 = 3_600;
/// Longest wait after failed attempts, in seconds.
pub(super) const LONGEST_WAIT: i64 = 900;
/// First wait after too many failed attempts, in seconds.
pub(super) const FIRST_WAIT: i64 = 5;
/// Seconds that an attempt beyond the free ones locks its account while the password is compared. The outcome
/// replaces it.
pub(super) const COMPARING: i64 = 60;

/// How many seconds an account waits after a number of failures; 0 while free attempts remain.
pub(super) fn wait_after(failures: i64, free: i64) -> i64 {
    match failures - free {
        beyond if beyond < 0 => 0,
        beyond => FIRST_WAIT
            .saturating_mul(1 << beyond.min(16))
            .min(LONGEST_WAIT),
    }
}

/// An attempt as counted for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    /// Number of the attempt among all of the account's, so that forgiving it forgives those before it.
    pub(super) sequence: i64,
    /// Number of attempts that count against the account, including this one.
    pub(super) failures: i64,
    /// Whether Redis counted it rather than this process.
    pub(super) shared: bool,
}

/// An attempt that counts as a failure until its outcome is reported. If dropped without one, it stays
/// counted.
#[derive(Debug)]
#[must_use]
pub struct Guess {
    account: String,
    counted: Counted,
    /// Key of the address that it counts for, and whether Redis counted it there.
    address: Option<(String, bool)>,
}

impl Throttle {
    /// Counts a sign-in before it is attempted. `typed` is counted as typed, whether it is a username, an
    /// address or unknown, so that no response reveals whether an account exists or which names belong to it.
    ///
    /// # Errors
    /// 429 with the seconds to wait; then nothing is counted.
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

    /// Counts a signed-in user's attempt at the own password. It is counted separately, so that failed
    /// sign-ins by others do not prevent a password change.
    ///
    /// 429 with the seconds to wait; then nothing is counted.
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

    /// Reports a wrong password. Beyond the free attempts the account waits, longer each time.
    pub async fn guess_failed(&self, guess: Guess) {
        let sequence = guess.counted.sequence;
        let now = self.clock.timestamp();
        if let (Some(redis), true) = (&self.redis, guess.counted.shared) {
            redis.fail(&guess.account, sequence, self.free()).await;
            // If Redis fails later, this process has at least its own count.
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

    /// Reports a right password: forgets the account's attempts up to this one, but only this one of the
    /// address, so that failures at other accounts stay counted.
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

    /// Uncounts an attempt without a password comparison, because it revealed nothing.
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

    /// Number of attempts at an account that need not wait.
    fn free(&self) -> i64 {
        i64::from(self.account_failures)
    }

    /// Counts an attempt for an address and returns whether Redis counted it; otherwise the seconds to wait.
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

/// The key of a typed account: a hash, because users mistype passwords there. Spellings of the same account
/// share a key.
fn typed_key(typed: &str) -> String {
    format!("pm:guesses:account:{}", typed_fingerprint(typed))
}

/// A short hash of a typed account, which groups attempts in the log without revealing the text.
#[must_use]
pub fn typed_fingerprint(typed: &str) -> String {
    let hash = crate::auth::token_hash(&domain::text::name_key(typed));
    hash.iter().take(12).map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests;
