//! What can go wrong in storage, as a closed list, and the one door through which errors of the database come in.

use std::error::Error;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use domain::FieldErrors;
use domain::problem::{Blocker, Existing};
use domain::purchase_orders::TransitionError;
use domain::record::EntityKind;

use crate::audit::StaleChanges;
use crate::dialect::{self, DatabaseError};

/// Any cause, kept for the log.
pub(crate) type Cause = Box<dyn Error + Send + Sync>;

/// Why storage refuses or fails.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such record.
    #[error("there is no such record")]
    NotFound,
    /// Another record has the name, code or number.
    #[error("another record has {pointer} already")]
    Duplicate {
        /// JSON pointer of the field.
        pointer: String,
        /// The record in the way.
        existing: Existing,
    },
    /// Other records refer to it.
    #[error("{count} records refer to it")]
    InUse {
        /// The first of them.
        blockers: Vec<Blocker>,
        /// How many there are.
        count: i64,
    },
    /// Issued invoices bill what the change is about.
    #[error("issued invoices bill the line")]
    Billed {
        /// The invoices.
        invoices: Vec<Blocker>,
        /// The lines.
        errors: FieldErrors,
    },
    /// The record is archived and has to be restored first.
    #[error("the record is archived")]
    Archived,
    /// Somebody changed the record meanwhile.
    #[error("the record is at version {} by now", .0.current_version)]
    Stale(Box<Stale>),
    /// Fields that only the database could find wrong, such as a link to no record.
    #[error("fields are not valid")]
    Invalid(FieldErrors),
    /// The order or receivable does not allow the step.
    #[error("the step is refused")]
    Refused {
        /// Why.
        refusal: Box<TransitionError>,
        /// The steps that it does allow.
        allowed: Vec<String>,
    },
    /// Not for this role.
    #[error("the role does not allow it")]
    Forbidden,
    /// The idempotency key was used with another body.
    #[error("the idempotency key was used for something else")]
    IdempotencyKeyReused,
    /// The first request with the key still runs.
    #[error("the first request with the idempotency key is still running")]
    IdempotencyInProgress,
    /// The database is away, full or overrun; it may come back by itself.
    #[error("the database is not available")]
    Unavailable(#[source] Unavailable),
    /// The statement took longer than allowed.
    #[error("the statement took too long")]
    Timeout,
    /// Our fault.
    #[error("unexpected database error")]
    Internal(#[source] Failure),
}

/// A record that somebody changed meanwhile.
#[derive(Debug)]
pub struct Stale {
    /// Its version now.
    pub current_version: i64,
    /// What happened since the version the caller holds. Read once the transaction has ended: a long history holds nobody up.
    pub changes: StaleChanges,
    pub(crate) entity: EntityKind,
    pub(crate) id: i64,
    /// The version that the caller holds.
    pub(crate) since: i64,
}

/// Why the database is not available.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Unavailable {
    /// The connection is gone, so another one may do.
    pub(crate) lost: bool,
    cause: Cause,
}

/// An error that no rule of ours foresees.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Failure {
    trouble: DatabaseError,
    cause: Cause,
}

impl StoreError {
    /// An error of ours, from anything.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Failure {
            trouble: DatabaseError::Other,
            cause: cause.into(),
        })
    }

    /// The database cannot be reached.
    pub(crate) fn away(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(Unavailable {
            lost: true,
            cause: cause.into(),
        })
    }

    /// The database can be reached and cannot do it now.
    pub(crate) fn overrun(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(Unavailable {
            lost: false,
            cause: cause.into(),
        })
    }

    /// Somebody was faster; a run from the start will find the record as it is now.
    pub(crate) fn conflict() -> Self {
        Self::Internal(Failure {
            trouble: DatabaseError::Conflict,
            cause: "another transaction was faster".into(),
        })
    }

    /// One field that only the database could find wrong.
    #[must_use]
    pub fn invalid(pointer: &str, code: &str, message: &str) -> Self {
        let mut errors = FieldErrors::new();
        errors.add(pointer, code, message);
        Self::Invalid(errors)
    }

    /// Whether the connection is gone.
    pub(crate) const fn is_lost(&self) -> bool {
        matches!(self, Self::Unavailable(Unavailable { lost: true, .. }))
    }

    /// Whether a unique rule was broken, so that a second run can look for it and name the record in the way.
    pub(crate) const fn is_collision(&self) -> bool {
        self.is(DatabaseError::Unique)
    }

    /// Whether two transactions stood in each other's way, so that a second run may pass.
    pub(crate) const fn is_conflict(&self) -> bool {
        self.is(DatabaseError::Conflict)
    }

    /// Whether it waited too long for somebody else's lock.
    pub(crate) const fn is_lock_timeout(&self) -> bool {
        self.is(DatabaseError::LockTimeout)
    }

    /// What is told when trying again does not help any more.
    pub(crate) fn at_last(self) -> Self {
        match self {
            error if error.is_lock_timeout() => Self::Timeout,
            error if error.is_conflict() => Self::overrun(error),
            error => error,
        }
    }

    const fn is(&self, wanted: DatabaseError) -> bool {
        match self {
            Self::Internal(failure) => failure.trouble.same(wanted),
            _ => false,
        }
    }
}

impl From<FieldErrors> for StoreError {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let trouble = match &error {
            DieselError::NotFound => return Self::NotFound,
            DieselError::DatabaseError(kind, details) => dialect::trouble(kind, details.message()),
            DieselError::BrokenTransactionManager => DatabaseError::Lost,
            DieselError::RollbackErrorOnCommit { commit_error, .. } => {
                match commit_error.as_ref() {
                    DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                        DatabaseError::Conflict
                    }
                    _ => DatabaseError::Lost,
                }
            }
            _ => DatabaseError::Other,
        };
        match trouble {
            DatabaseError::Lost => Self::away(error),
            DatabaseError::Overrun => Self::overrun(error),
            DatabaseError::StatementTimeout => Self::Timeout,
            trouble => Self::Internal(Failure {
                trouble,
                cause: Box::new(error),
            }),
        }
    }
}
