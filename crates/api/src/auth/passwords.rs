//! Password hashes: argon2id on a bounded number of threads, so that a flood of sign-ins does not starve the rest.

use std::sync::Arc;

use actix_web::web;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::ProblemCode;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::config::HashCost;
use crate::problem::ApiError;

/// Most sign-ins that may wait for a thread; more are told to come back.
const LONGEST_QUEUE: usize = 200;

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("hashing: {0}")]
pub struct PasswordError(String);

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    params: Params,
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    nobody: Arc<str>,
}

impl Passwords {
    /// With a cost; half of the processors hash at most.
    ///
    /// # Errors
    /// When the cost is outside what argon2 takes.
    pub fn new(cost: HashCost) -> Result<Self, PasswordError> {
        let params = Params::new(cost.memory, cost.passes, 1, None)
            .map_err(|error| PasswordError(error.to_string()))?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let nobody = hash(&params, "nobody has this password")?;
        Ok(Self {
            params,
            turns: Arc::new(Semaphore::new((processors / 2).max(1))),
            queue: Arc::new(Semaphore::new(LONGEST_QUEUE)),
            nobody: nobody.into(),
        })
    }

    /// Hashes a new password at once, for commands.
    ///
    /// # Errors
    /// When argon2 fails.
    pub fn hash_now(&self, password: &str) -> Result<String, PasswordError> {
        hash(&self.params, password)
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        let params = self.params.clone();
        self.take_turn(move || hash(&params, &password))
            .await?
            .map_err(ApiError::internal)
    }

    /// Whether a password fits a hash, and the hash to keep from now on when the old one was too cheap.
    /// Without a hash it takes just as long and never fits.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn check(&self, password: String, known: Option<String>) -> Result<Fit, ApiError> {
        let params = self.params.clone();
        let nobody = Arc::clone(&self.nobody);
        let known = known.filter(|hash| !hash.is_empty());
        self.take_turn(move || {
            let fits = verify(&password, known.as_deref().unwrap_or(&nobody));
            match known.filter(|_| fits) {
                None => Fit::Wrong,
                Some(known) if is_cheap(&known, &params) => {
                    hash(&params, &password).map_or(Fit::Right, Fit::RightButCheap)
                }
                Some(_) => Fit::Right,
            }
        })
        .await
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let _place = self
            .queue
            .try_acquire()
            .map_err(|full| ApiError::new(ProblemCode::Unavailable).because(full))?;
        let _turn = self.turns.acquire().await.map_err(ApiError::internal)?;
        web::block(work).await.map_err(ApiError::internal)
    }
}

/// Whether a password fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// No.
    Wrong,
    /// Yes.
    Right,
    /// Yes; keep this hash instead, which costs what hashes cost by now.
    RightButCheap(String),
}

/// The same password, however the keyboard composes its letters; else exactly as typed.
fn composed(password: &str) -> Vec<u8> {
    password.nfc().collect::<String>().into_bytes()
}

fn hash(params: &Params, password: &str) -> Result<String, PasswordError> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password(&composed(password))
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError(error.to_string()))
}

fn verify(password: &str, known: &str) -> bool {
    let password = composed(password);
    PasswordHash::new(known)
        .is_ok_and(|hash| Argon2::default().verify_password(&password, &hash).is_ok())
}

fn is_cheap(known: &str, params: &Params) -> bool {
    let parsed = PasswordHash::new(known);
    let kept = parsed
        .as_ref()
        .ok()
        .and_then(|hash| Params::try_from(hash).ok());
    kept.is_none_or(|kept| kept.m_cost() < params.m_cost() || kept.t_cost() < params.t_cost())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords(memory: u32) -> Passwords {
        Passwords::new(HashCost { memory, passes: 1 }).unwrap()
    }

    #[test]
    fn hashes_say_what_they_are() {
        let usual = Passwords::new(HashCost::default()).unwrap();
        let hash = usual.hash_now("correct horse battery").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
    }

    #[actix_web::test]
    async fn a_cheap_hash_is_replaced() {
        let cheap = passwords(64).hash_now("correct horse").unwrap();
        let check = |password: &str, known: &str| {
            let (password, known) = (password.to_owned(), known.to_owned());
            async move { passwords(128).check(password, Some(known)).await.unwrap() }
        };
        let Fit::RightButCheap(better) = check("correct horse", &cheap).await else {
            panic!("the hash is too cheap");
        };
        assert_eq!(check("correct horse", &better).await, Fit::Right);
        assert_eq!(check("Correct horse", &better).await, Fit::Wrong);
        let cheap = passwords(64);
        let nobody = cheap.check("nobody has this password".to_owned(), None);
        assert_eq!(nobody.await.unwrap(), Fit::Wrong);
    }
}
