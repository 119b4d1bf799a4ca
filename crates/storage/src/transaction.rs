//! One command, one transaction: the change, its history and its idempotency row are kept together or not at all.

use chrono::{NaiveDate, NaiveDateTime, SubsecRound};
use domain::Id;
use domain::choices::UserRole;
use domain::users::User;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::idempotency::{self, Claim};
use crate::store::Store;

/// Who writes, when, and on which request.
#[derive(Debug, Clone)]
pub struct WriteContext {
    /// Who; none when the program itself does.
    pub actor: Option<Id<User>>,
    /// In which role.
    pub role: UserRole,
    /// In which session.
    pub session: Option<i64>,
    /// From which address.
    pub address: Option<String>,
    /// On which request.
    pub request_id: Option<String>,
    /// The instant, UTC.
    pub now: NaiveDateTime,
    /// The day where the user is.
    pub today: NaiveDate,
    /// The key that makes a repeated request harmless.
    pub idempotency: Option<IdempotencyKey>,
}

/// What makes a repeated request harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Method and path, for example `POST /suppliers`.
    pub route: String,
    /// The key as the client sent it.
    pub key: String,
    /// Keyed hash of the body: bodies may hold passwords, which a plain hash would let be guessed.
    pub body_hash: String,
    /// What the same body was remembered as before: under the previous signing key.
    pub former_hashes: Vec<String>,
}

/// What a write gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// The outcome.
    pub value: T,
    /// Whether it is the stored outcome of an earlier request with the same idempotency key.
    pub replayed: bool,
}

/// A write under way.
pub struct Transaction<'a> {
    /// The connection, inside the transaction.
    pub conn: &'a mut DbConnection,
    /// Who writes, when, and on which request.
    pub context: &'a WriteContext,
    diagnose_unique: bool,
}

impl WriteContext {
    /// Writes of the program itself: no actor, every right.
    #[must_use]
    pub const fn of_the_program(now: NaiveDateTime) -> Self {
        Self {
            actor: None,
            role: UserRole::Admin,
            session: None,
            address: None,
            request_id: None,
            now,
            today: now.date(),
            idempotency: None,
        }
    }
}

impl Transaction<'_> {
    /// The same transaction in another context: somebody else, or another time.
    pub const fn acting_as<'b>(&'b mut self, context: &'b WriteContext) -> Transaction<'b> {
        Transaction {
            conn: self.conn,
            context,
            diagnose_unique: self.diagnose_unique,
        }
    }

    /// The instant, as exact as both databases keep it.
    #[must_use]
    pub fn now(&self) -> NaiveDateTime {
        self.context.now.trunc_subsecs(6)
    }

    /// Who writes.
    ///
    /// # Errors
    /// Forbidden when nobody does: records have a creator.
    pub fn actor(&self) -> Result<Id<User>, StoreError> {
        self.context.actor.ok_or(StoreError::Forbidden)
    }

    /// Whether a run before this one broke a unique rule: then the record in the way is looked for first, and named.
    pub(crate) const fn diagnoses_unique(&self) -> bool {
        self.diagnose_unique
    }
}

impl Store {
    /// Does the work in a transaction that is then taken back: what would come of it.
    ///
    /// # Errors
    /// Those of the work.
    pub fn dry_run<T>(
        &self,
        context: &WriteContext,
        mut work: impl FnMut(&mut Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut outcome = None;
        let back = self.attempts(|conn, diagnose_unique| {
            let mut tx = Transaction {
                conn,
                context,
                diagnose_unique,
            };
            outcome = Some(work(&mut tx)?);
            Err::<(), _>(StoreError::from(diesel::result::Error::RollbackTransaction))
        });
        match (outcome, back) {
            (Some(outcome), _) => Ok(outcome),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(StoreError::internal("a dry run that was not rolled back")),
        }
    }

    /// Writes in one transaction, at most once for each idempotency key. `work` may be run again, from the start, when another
    /// transaction stood in its way.
    ///
    /// # Errors
    /// Those of the work; nothing is kept then, the key included.
    pub fn write<T: Serialize + DeserializeOwned>(
        &self,
        context: &WriteContext,
        mut work: impl FnMut(&mut Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<Written<T>, StoreError> {
        self.attempts(|conn, diagnose_unique| {
            let mut tx = Transaction {
                conn,
                context,
                diagnose_unique,
            };
            let Some(key) = &context.idempotency else {
                return Ok(Written {
                    value: work(&mut tx)?,
                    replayed: false,
                });
            };
            // The key comes first: a second request with it waits here for the first, not at some later lock.
            match idempotency::claim(&mut tx, key)? {
                Claim::Answered(answer) => Ok(Written {
                    value: serde_json::from_str(&answer)?,
                    replayed: true,
                }),
                Claim::Ours => {
                    let value = work(&mut tx)?;
                    idempotency::keep(&mut tx, key, &serde_json::to_string(&value)?)?;
                    Ok(Written {
                        value,
                        replayed: false,
                    })
                }
            }
        })
    }
}
