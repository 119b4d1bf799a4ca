//! One command, one transaction: the change, its history and its idempotency row are committed together or not at all.

use chrono::{NaiveDate, NaiveDateTime, SubsecRound};
use domain::Id;
use domain::choices::UserRole;
use domain::users::User;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::idempotency::{self, Claim, IdempotencyKey};
use crate::store::Store;

/// The user, time and request of a write.
#[derive(Debug, Clone)]
pub struct WriteContext {
    /// User; `None` for writes of the program itself.
    pub actor: Option<Id<User>>,
    /// Display name of the user, if known: it is looked up otherwise.
    pub actor_name: Option<String>,
    /// Role.
    pub role: UserRole,
    /// Session.
    pub session: Option<i64>,
    /// IP address.
    pub address: Option<String>,
    /// Id of the request.
    pub request_id: Option<String>,
    /// Time, UTC.
    pub now: NaiveDateTime,
    /// Date in the user's time zone.
    pub today: NaiveDate,
    /// Idempotency key, if sent.
    pub idempotency: Option<IdempotencyKey>,
}

/// The result of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Whether it is the stored result of an earlier request with the same idempotency key.
    pub replayed: bool,
}

/// A write in progress.
pub struct Transaction<'a> {
    /// The connection, inside the transaction.
    pub conn: &'a mut DbConnection,
    /// The user, time and request of the write.
    pub context: &'a WriteContext,
    diagnose_unique: bool,
}

impl WriteContext {
    /// Context of the program itself: no actor, all permissions.
    #[must_use]
    pub const fn of_the_program(now: NaiveDateTime) -> Self {
        Self {
            actor: None,
            actor_name: None,
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
    /// The same transaction in another context, with another user or time.
    pub const fn acting_as<'b>(&'b mut self, context: &'b WriteContext) -> Transaction<'b> {
        Transaction {
            conn: self.conn,
            context,
            diagnose_unique: self.diagnose_unique,
        }
    }

    /// The time, in the precision that both databases store.
    #[must_use]
    pub fn now(&self) -> NaiveDateTime {
        self.context.now.trunc_subsecs(6)
    }

    /// The acting user.
    ///
    /// # Errors
    /// `Forbidden` without a user, because records need a creator.
    pub fn actor(&self) -> Result<Id<User>, StoreError> {
        self.context.actor.ok_or(StoreError::Forbidden)
    }

    /// Whether a previous run violated a unique constraint; then this run looks for the other record first, and names it.
    pub(crate) const fn diagnoses_unique(&self) -> bool {
        self.diagnose_unique
    }
}

impl Store {
    /// Runs work in a transaction that is then rolled back, and returns its result.
    ///
    /// # Errors
    /// Those of `work`.
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

    /// Writes in one transaction, at most once per idempotency key. `work` is retried from the start after a conflict with another
    /// transaction.
    ///
    /// # Errors
    /// Those of `work`; nothing is committed then, not even the key.
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
            // Claim the key first, so that a second request with it waits here, not at a later lock.
            let principal = context.actor.map_or(0, Id::get);
            match idempotency::claim(tx.conn, key, principal, tx.now())? {
                Claim::Answered(answer) => Ok(Written {
                    value: serde_json::from_str(&answer)?,
                    replayed: true,
                }),
                Claim::Ours => {
                    let value = work(&mut tx)?;
                    idempotency::keep(tx.conn, key, principal, &serde_json::to_string(&value)?)?;
                    Ok(Written {
                        value,
                        replayed: false,
                    })
                }
            }
        })
    }
}
