//! The few places where the two databases differ: errors, substring search by index, planner statistics.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Text;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement};

/// What a database error means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A unique rule was broken.
    Unique,
    /// Two transactions stood in each other's way.
    Conflict,
    /// Somebody else held a lock for too long.
    LockTimeout,
    /// A statement took too long.
    StatementTimeout,
    /// The connection is gone, or leads to a server that takes no writes any more.
    Lost,
    /// Locked, full or read-only for now.
    Overrun,
    /// Anything else: our fault.
    Other,
}

impl Trouble {
    /// Equality for constant contexts.
    pub(crate) const fn same(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Unique, Self::Unique)
                | (Self::Conflict, Self::Conflict)
                | (Self::LockTimeout, Self::LockTimeout)
        )
    }
}

/// What only the message tells: neither SQLSTATE nor SQLite's code comes through for these. PostgreSQL's are in the language of its
/// `lc_messages`, which only its superuser may set; the README asks for English.
const MESSAGES: &[(&str, Trouble)] = &[
    // PostgreSQL
    ("lock timeout", Trouble::LockTimeout),
    ("statement timeout", Trouble::StatementTimeout),
    ("deadlock detected", Trouble::Conflict),
    ("conflict with recovery", Trouble::Conflict),
    ("terminating connection", Trouble::Lost),
    ("the database system is", Trouble::Lost),
    ("server closed the connection", Trouble::Lost),
    ("no connection to the server", Trouble::Lost),
    ("could not receive data from server", Trouble::Lost),
    ("could not send data to server", Trouble::Lost),
    ("SSL connection has been closed", Trouble::Lost),
    ("SSL SYSCALL error", Trouble::Lost),
    ("idle-in-transaction timeout", Trouble::Lost),
    ("No space left on device", Trouble::Overrun),
    ("out of shared memory", Trouble::Overrun),
    // SQLite
    ("database is locked", Trouble::Overrun),
    ("database table is locked", Trouble::Overrun),
    ("database or disk is full", Trouble::Overrun),
    ("attempt to write a readonly database", Trouble::Overrun),
    ("disk I/O error", Trouble::Overrun),
    ("unable to open database file", Trouble::Overrun),
    ("interrupted", Trouble::StatementTimeout),
];

/// Reads what a database error means.
pub(crate) fn trouble(kind: &DatabaseErrorKind, message: &str) -> Trouble {
    match kind {
        DatabaseErrorKind::UniqueViolation => Trouble::Unique,
        DatabaseErrorKind::SerializationFailure => Trouble::Conflict,
        DatabaseErrorKind::ClosedConnection
        | DatabaseErrorKind::UnableToSendCommand
        | DatabaseErrorKind::ReadOnlyTransaction => Trouble::Lost,
        DatabaseErrorKind::Unknown => MESSAGES
            .iter()
            .find(|(part, _)| message.contains(part))
            .map_or(Trouble::Other, |(_, trouble)| *trouble),
        _ => Trouble::Other,
    }
}

/// Whether somebody else held SQLite's file.
pub(crate) fn is_locked(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::Unknown, told) if told.message().contains("database is locked"))
}

/// How a substring of three characters or more is looked up.
pub(crate) enum TrigramIndex {
    /// `text LIKE pattern`, which a trigram GIN index serves.
    Like,
    /// `MATCH phrase` against the FTS5 table.
    Match,
}

/// Which kind of trigram index the database has.
pub(crate) const fn trigram_index(conn: &DbConnection) -> TrigramIndex {
    match conn {
        DbConnection::Postgres(_) => TrigramIndex::Like,
        DbConnection::Sqlite(_) => TrigramIndex::Match,
    }
}

/// Whether tables belong to roles, which can be given less than everything.
pub(crate) const fn has_roles(conn: &DbConnection) -> bool {
    matches!(conn, DbConnection::Postgres(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_both_databases_are_understood() {
        let unknown = |message| trouble(&DatabaseErrorKind::Unknown, message);
        assert_eq!(
            unknown("canceling statement due to lock timeout"),
            Trouble::LockTimeout
        );
        assert_eq!(
            unknown("canceling statement due to statement timeout"),
            Trouble::StatementTimeout
        );
        assert_eq!(unknown("database is locked"), Trouble::Overrun);
        assert_eq!(
            unknown("terminating connection due to administrator command"),
            Trouble::Lost
        );
        assert_eq!(unknown("relation \"x\" does not exist"), Trouble::Other);
    }
}

/// Analyzes the SQLite tables that were never analyzed or have grown tenfold since, each in a transaction of its own. Answers whether
/// there were any. PostgreSQL does this by itself.
pub(crate) fn analyze_grown_tables(conn: &mut DbConnection) -> Result<bool, StoreError> {
    if matches!(conn, DbConnection::Postgres(_)) {
        return Ok(false);
    }
    // Bit 1 names the statements instead of running them; bit 2 is ANALYZE; the last asks for all tables, not only those used.
    let wanted = Fragment::sql("PRAGMA optimize = 0x10003").not_kept();
    let statements: Vec<String> = Statement::<Text>::new(wanted).load(conn)?;
    for statement in &statements {
        conn.batch_execute(statement)?;
    }
    Ok(!statements.is_empty())
}
