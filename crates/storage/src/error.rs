//! Errors of the storage crate, and the conversion of database errors to them.

use std::error::Error;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use domain::FieldErrors;
use domain::history::StaleChange;
use domain::permissions::Denied;
use domain::problem::{Blocker, Existing};
use domain::purchase_orders::TransitionError;
use domain::record::EntityKind;

use crate::database_error::{DatabaseError, classify};

/// Maximum number of records returned as blockers.
pub(crate) const BLOCKERS: usize = 20;

/// The cause of an error, for the log.
pub(crate) type Cause = Box<dyn Error + Send + Sync>;

/// Errors of the storage crate.
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
        /// The other record.
        existing: Existing,
    },
    /// Other records refer to this one.
    #[error("{count} records refer to it")]
    InUse {
        /// The first of those records.
        blockers: Vec<Blocker>,
        /// Their number.
        count: i64,
    },
    /// Issued invoices bill the lines that the change affects.
    #[error("issued invoices bill the line")]
    Billed {
        /// The invoices.
        invoices: Vec<Blocker>,
        /// The lines.
        errors: FieldErrors,
    },
    /// The record is archived and must be restored first.
    #[error("the record is archived")]
    Archived,
    /// The record has changed since it was read.
    #[error("the record is at version {} by now", .0.current_version)]
    Stale(Box<Stale>),
    /// Fields that only the database can reject, such as a link to a missing record.
    #[error("fields are not valid")]
    Invalid(FieldErrors),
    /// The order or receivable does not allow the step.
    #[error("the step is refused")]
    Refused {
        /// The reason.
        refusal: Box<TransitionError>,
        /// The steps that are allowed.
        allowed: Vec<String>,
    },
    /// The role does not allow it.
    #[error("the role does not allow it")]
    Forbidden,
    /// The idempotency key was used with another body.
    #[error("the idempotency key was used for something else")]
    IdempotencyKeyReused,
    /// The first request with the key is still running.
    #[error("the first request with the idempotency key is still running")]
    IdempotencyInProgress,
    /// The database is unreachable, full or overloaded; it may recover by itself.
    #[error("the database is not available")]
    Unavailable(#[source] Unavailable),
    /// The statement took longer than allowed.
    #[error("the statement took too long")]
    Timeout,
    /// A server error.
    #[error("unexpected database error")]
    Internal(#[source] Failure),
}

/// Details of a stale version.
#[derive(Debug)]
pub struct Stale {
    /// The current version.
    pub current_version: i64,
    /// Changes since the caller's version. Read after the transaction has ended, so that a long history does not prolong its locks.
    pub changes: StaleChanges,
    pub(crate) entity: EntityKind,
    pub(crate) id: i64,
    /// The caller's version.
    pub(crate) since: i64,
}

/// The changes of a record since a version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaleChanges {
    /// Each field once, from its value before the oldest entry read to its current value.
    pub items: Vec<StaleChange>,
    /// Whether changes were left out.
    pub truncated: bool,
}

/// Why the database is not available.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Unavailable {
    /// Whether the connection is lost, so that another one may work.
    pub(crate) lost: bool,
    cause: Cause,
}

/// An unexpected error.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Failure {
    kind: DatabaseError,
    cause: Cause,
}

impl StoreError {
    /// Wraps an unexpected error.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Failure {
            kind: DatabaseError::Other,
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

    /// The database can be reached but is overloaded.
    pub(crate) fn overrun(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(Unavailable {
            lost: false,
            cause: cause.into(),
        })
    }

    /// Another transaction was faster; a retry reads the record as it is then.
    pub(crate) fn conflict() -> Self {
        Self::Internal(Failure {
            kind: DatabaseError::Conflict,
            cause: "another transaction was faster".into(),
        })
    }

    /// An error of one field that only the database can reject.
    #[must_use]
    pub fn invalid(pointer: &str, code: &str, message: &str) -> Self {
        let mut errors = FieldErrors::new();
        errors.add(pointer, code, message);
        Self::Invalid(errors)
    }

    /// Whether the connection is lost.
    pub(crate) const fn is_lost(&self) -> bool {
        matches!(self, Self::Unavailable(Unavailable { lost: true, .. }))
    }

    /// Whether a unique constraint was violated. A second run can then look for the other record and name it.
    pub(crate) const fn is_collision(&self) -> bool {
        self.is(DatabaseError::Unique)
    }

    /// Whether two transactions conflicted, so that a retry may succeed.
    pub(crate) const fn is_conflict(&self) -> bool {
        self.is(DatabaseError::Conflict)
    }

    /// Whether waiting for a lock took too long.
    pub(crate) const fn is_lock_timeout(&self) -> bool {
        self.is(DatabaseError::LockTimeout)
    }

    /// The final error once retries are exhausted.
    pub(crate) fn at_last(self) -> Self {
        match self {
            error if error.is_lock_timeout() => Self::Timeout,
            error if error.is_conflict() => Self::overrun(error),
            error => error,
        }
    }

    const fn is(&self, wanted: DatabaseError) -> bool {
        match self {
            Self::Internal(failure) => failure.kind.same(wanted),
            _ => false,
        }
    }
}

impl From<Denied> for StoreError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::NotFound,
            Denied::Forbidden => Self::Forbidden,
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
        let kind = match &error {
            DieselError::NotFound => return Self::NotFound,
            DieselError::DatabaseError(kind, details) => classify(kind, details.message()),
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
        match kind {
            DatabaseError::Lost => Self::away(error),
            DatabaseError::Overrun => Self::overrun(error),
            DatabaseError::StatementTimeout => Self::Timeout,
            kind => Self::Internal(Failure {
                kind,
                cause: Box::new(error),
            }),
        }
    }
}
