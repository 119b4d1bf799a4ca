//! Password hashing with argon2id on a bounded number of threads, so that a flood of sign-ins does not starve
//! other requests.

use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::try_generate_salt;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use domain::ProblemCode;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::config::HashCost;
use crate::problem::ApiError;

/// Most sign-ins that may wait for a thread; the server rejects more.
const LONGEST_QUEUE: usize = 200;

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("hashing: {0}")]
pub struct PasswordError(String);

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        Self::new(ProblemCode::InternalError).because(error)
    }
}

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    params: Params,
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    memory: Arc<Memory>,
    dummy_hash: Arc<str>,
}

impl Passwords {
    /// Creates a hasher with a cost. Hashing uses at most half of the processors.
    ///
    /// # Errors
    /// When argon2 rejects the cost.
    pub fn new(cost: HashCost) -> Result<Self, PasswordError> {
        let params = Params::new(cost.memory, cost.passes, 1, None).map_err(failed)?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let memory = Memory::default();
        let dummy_hash = memory.lend(|blocks| hash(&params, "nobody has this password", blocks))?;
        Ok(Self {
            params,
            turns: Arc::new(Semaphore::new((processors / 2).max(1))),
            queue: Arc::new(Semaphore::new(LONGEST_QUEUE)),
            memory: Arc::new(memory),
            dummy_hash: dummy_hash.into(),
        })
    }

    /// Hashes a new password on the current thread, for commands.
    ///
    /// # Errors
    /// When argon2 fails.
    pub fn hash_now(&self, password: &str) -> Result<String, PasswordError> {
        self.memory
            .lend(|blocks| hash(&self.params, password, blocks))
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// When the queue is full.
    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        let params = self.params.clone();
        self.take_turn(move |blocks| hash(&params, &password, blocks))
            .await?
            .map_err(ApiError::internal)
    }

    /// Checks a password against a hash, and returns a new hash to store when the old cost was too low.
    /// Without a hash the check takes just as long and fails.
    ///
    /// # Errors
    /// When the queue is full.
    pub async fn check(&self, password: String, known: Option<String>) -> Result<Fit, ApiError> {
        let params = self.params.clone();
        let dummy_hash = Arc::clone(&self.dummy_hash);
        // A stored value that is not a hash, such as that of an account without a password, must take as long
        // to check.
        let known = known.filter(|hash| parts(hash).is_some());
        self.take_turn(move |blocks| {
            let fits = verify(&password, known.as_deref().unwrap_or(&dummy_hash), blocks);
            match known.filter(|_| fits) {
                None => Fit::Wrong,
                Some(known) if is_cheap(&known, &params) => {
                    hash(&params, &password, blocks).map_or(Fit::Right, Fit::RightButCheap)
                }
                Some(_) => Fit::Right,
            }
        })
        .await
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let place = Arc::clone(&self.queue)
            .try_acquire_owned()
            .map_err(|full| ApiError::new(ProblemCode::Unavailable).because(full))?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(ApiError::internal)?;
        let memory = Arc::clone(&self.memory);
        // The permits are released when the work ends, even if the request was dropped.
        web::block(move || {
            let _held = (place, turn);
            memory.lend(work)
        })
        .await
        .map_err(ApiError::internal)
    }
}

/// Reusable argon2 memory: allocators keep 19 MiB for each thread that ever freed a block.
#[derive(Debug, Default)]
struct Memory(Mutex<Vec<Vec<Block>>>);

impl Memory {
    fn lend<T>(&self, work: impl FnOnce(&mut Vec<Block>) -> T) -> T {
        let mut blocks = self.shelf().pop().unwrap_or_default();
        let done = work(&mut blocks);
        self.shelf().push(blocks);
        done
    }

    fn shelf(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Result of a password check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// The password is wrong.
    Wrong,
    /// The password is right.
    Right,
    /// The password is right; store this hash instead, made at the current cost.
    RightButCheap(String),
}

fn failed(error: impl Display) -> PasswordError {
    PasswordError(error.to_string())
}

/// Normalizes a password to NFC, so that it matches whatever way the keyboard composes letters.
fn composed(password: &str) -> Vec<u8> {
    password.nfc().collect::<String>().into_bytes()
}

fn digest(
    argon2: &Argon2<'_>,
    password: &str,
    salt: &[u8],
    length: usize,
    blocks: &mut Vec<Block>,
) -> Result<Output, PasswordError> {
    let needed = argon2.params().block_count();
    if blocks.len() < needed {
        blocks.resize(needed, Block::new());
    }
    let mut bytes = vec![0; length];
    argon2
        .hash_password_into_with_memory(&composed(password), salt, &mut bytes, blocks)
        .map_err(failed)?;
    Output::new(&bytes).map_err(failed)
}

fn hash(params: &Params, password: &str, blocks: &mut Vec<Block>) -> Result<String, PasswordError> {
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    let salt = try_generate_salt().map_err(failed)?;
    let salt = Salt::new(&salt).map_err(failed)?;
    let argon2 = Argon2::new(algorithm, version, params.clone());
    let output = digest(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN, blocks)?;
    let hash = PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: ParamsString::try_from(params).map_err(failed)?,
        salt: Some(salt),
        hash: Some(output),
    };
    Ok(hash.to_string())
}

fn verify(password: &str, known: &str, blocks: &mut Vec<Block>) -> bool {
    let Some((argon2, salt, expected)) = parts(known) else {
        return false;
    };
    // Outputs compare in constant time.
    digest(&argon2, password, &salt, expected.len(), blocks).is_ok_and(|found| found == expected)
}

/// Parses a stored hash into its parameters, salt and output.
fn parts(known: &str) -> Option<(Argon2<'static>, Salt, Output)> {
    let known = PasswordHash::new(known).ok()?;
    let algorithm = Algorithm::new(known.algorithm.as_str()).ok()?;
    let version = known.version.map_or(Ok(Version::V0x13), Version::try_from);
    let params = Params::try_from(&known).ok()?;
    let argon2 = Argon2::new(algorithm, version.ok()?, params);
    Some((argon2, known.salt?, known.hash?))
}

fn is_cheap(known: &str, params: &Params) -> bool {
    parts(known).is_none_or(|(argon2, _, _)| {
        let kept = argon2.params();
        kept.m_cost() < params.m_cost() || kept.t_cost() < params.t_cost()
    })
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

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
        for unusable in [None, Some("!".to_owned()), Some(String::new())] {
            let dummy_hash = cheap.check("nobody has this password".to_owned(), unusable);
            assert_eq!(dummy_hash.await.unwrap(), Fit::Wrong);
        }
    }

    #[actix_web::test]
    async fn hashes_are_those_of_the_library() {
        let ours = passwords(64).hash_now("correct horse").unwrap();
        let ours = PasswordHash::new(&ours).unwrap();
        let library = Argon2::default();
        assert!(library.verify_password(b"correct horse", &ours).is_ok());
        let params = Params::new(64, 1, 1, None).unwrap();
        let theirs = Argon2::from(params).hash_password(b"correct horse");
        let known = Some(theirs.unwrap().to_string());
        let passwords = passwords(64);
        let check = passwords.check("correct horse".to_owned(), known);
        assert_eq!(check.await.unwrap(), Fit::Right);
    }

    #[actix_web::test]
    async fn memory_is_kept_for_as_many_as_take_turns() {
        let passwords = passwords(64);
        let tries: Vec<_> = (0..20)
            .map(|n| {
                let passwords = passwords.clone();
                actix_web::rt::spawn(async move { passwords.hash(n.to_string()).await })
            })
            .collect();
        for hash in tries {
            hash.await.unwrap().unwrap();
        }
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let kept = passwords.memory.shelf().len();
        assert!((1..=processors.div_ceil(2)).contains(&kept), "{kept}");
    }
}
