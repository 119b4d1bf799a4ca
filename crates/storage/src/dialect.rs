//! Differences between the two databases: errors, indexed substring search, planner statistics.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Text;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement};

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
    matches!(error, Error::DatabaseError(DatabaseErrorKind::Unknown, told) if told.message().contains("database is locked"))
}

/// How substrings of three characters or more are looked up.
pub(crate) enum TrigramIndex {
    /// `text LIKE pattern`, served by a trigram GIN index.
    Like,
    /// `MATCH phrase` against the FTS5 table.
    Match,
}

/// The kind of trigram index of the database.
pub(crate) const fn trigram_index(conn: &DbConnection) -> TrigramIndex {
    match conn {
        DbConnection::Postgres(_) => TrigramIndex::Like,
        DbConnection::Sqlite(_) => TrigramIndex::Match,
    }
}

/// Whether tables have owner roles and grants.
pub(crate) const fn has_roles(conn: &DbConnection) -> bool {
    matches!(conn, DbConnection::Postgres(_))
}

/// Analyzes the SQLite tables that were never analyzed or have grown tenfold since, each in its own transaction. Returns whether
/// there were any. PostgreSQL does this itself.
pub(crate) fn analyze_grown_tables(conn: &mut DbConnection) -> Result<bool, StoreError> {
    if matches!(conn, DbConnection::Postgres(_)) {
        return Ok(false);
    }
    // Bit 1 returns the statements instead of running them; bit 2 is ANALYZE; 0x10000 includes tables that were not used.
    let wanted = Fragment::sql("PRAGMA optimize = 0x10003").not_kept();
    let statements: Vec<String> = Statement::<Text>::new(wanted).load(conn)?;
    for statement in &statements {
        conn.batch_execute(statement)?;
    }
    Ok(!statements.is_empty())
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
