//! What the errors of both databases mean.

use diesel::result::{DatabaseErrorKind, Error};

/// The meaning of a database error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DatabaseError {
    /// A unique constraint was violated.
    Unique,
    /// Two transactions conflicted.
    Conflict,
    /// A lock was not released in time.
    LockTimeout,
    /// A statement took too long.
    StatementTimeout,
    /// The connection is lost, or leads to a server that no longer accepts writes.
    Lost,
    /// The database is locked, full or read-only at the moment.
    Overrun,
    /// Anything else: a server error.
    Other,
}

impl DatabaseError {
    /// Equality in `const` contexts.
    pub(crate) const fn same(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Unique, Self::Unique)
                | (Self::Conflict, Self::Conflict)
                | (Self::LockTimeout, Self::LockTimeout)
        )
    }
}

/// Parts of error messages, for errors whose SQLSTATE or SQLite code diesel does not expose. PostgreSQL writes them in the language
/// of `lc_messages`, which only a superuser may set; the README asks for English.
const MESSAGES: &[(&str, DatabaseError)] = &[
    // PostgreSQL
    ("lock timeout", DatabaseError::LockTimeout),
    ("statement timeout", DatabaseError::StatementTimeout),
    ("deadlock detected", DatabaseError::Conflict),
    ("conflict with recovery", DatabaseError::Conflict),
    ("terminating connection", DatabaseError::Lost),
    ("the database system is", DatabaseError::Lost),
    ("server closed the connection", DatabaseError::Lost),
    ("no connection to the server", DatabaseError::Lost),
    ("could not receive data from server", DatabaseError::Lost),
    ("could not send data to server", DatabaseError::Lost),
    ("SSL connection has been closed", DatabaseError::Lost),
    ("SSL SYSCALL error", DatabaseError::Lost),
    ("idle-in-transaction timeout", DatabaseError::Lost),
    ("No space left on device", DatabaseError::Overrun),
    ("out of shared memory", DatabaseError::Overrun),
    // SQLite
    ("database is locked", DatabaseError::Overrun),
    ("database table is locked", DatabaseError::Overrun),
    ("database or disk is full", DatabaseError::Overrun),
    (
        "attempt to write a readonly database",
        DatabaseError::Overrun,
    ),
    ("disk I/O error", DatabaseError::Overrun),
    ("unable to open database file", DatabaseError::Overrun),
    ("interrupted", DatabaseError::StatementTimeout),
];

/// Classifies a database error.
pub(crate) fn classify(kind: &DatabaseErrorKind, message: &str) -> DatabaseError {
    match kind {
        DatabaseErrorKind::UniqueViolation => DatabaseError::Unique,
        DatabaseErrorKind::SerializationFailure => DatabaseError::Conflict,
        DatabaseErrorKind::ClosedConnection
        | DatabaseErrorKind::UnableToSendCommand
        | DatabaseErrorKind::ReadOnlyTransaction => DatabaseError::Lost,
        DatabaseErrorKind::Unknown => MESSAGES
            .iter()
            .find(|(part, _)| message.contains(part))
            .map_or(DatabaseError::Other, |(_, error)| *error),
        _ => DatabaseError::Other,
    }
}

/// Whether another connection holds SQLite's file lock.
pub(crate) fn is_locked(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::Unknown, details) if details.message().contains("database is locked"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_both_databases_are_understood() {
        let unknown = |message| classify(&DatabaseErrorKind::Unknown, message);
        assert_eq!(
            unknown("canceling statement due to lock timeout"),
            DatabaseError::LockTimeout
        );
        assert_eq!(
            unknown("canceling statement due to statement timeout"),
            DatabaseError::StatementTimeout
        );
        assert_eq!(unknown("database is locked"), DatabaseError::Overrun);
        assert_eq!(
            unknown("terminating connection due to administrator command"),
            DatabaseError::Lost
        );
        assert_eq!(
            unknown("relation \"x\" does not exist"),
            DatabaseError::Other
        );
    }
}
