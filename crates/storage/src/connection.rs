//! One connection, to either database, and how each kind is opened and set up. Which kind it is, is asked here, in `dialect`
//! and in `migrations`, nowhere else.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{
    AnsiTransactionManager, CacheSize, InstrumentationEvent, SimpleConnection, TransactionManager,
};
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};

use crate::dialect::is_locked;
use crate::error::StoreError;

pub use multi::DbConnection;
pub(crate) use multi::MultiBackend;

mod multi {
    use super::{PgConnection, SqliteConnection};

    /// A connection to PostgreSQL or to SQLite; every query is checked for both.
    #[derive(diesel::MultiConnection)]
    pub enum DbConnection {
        /// A PostgreSQL server.
        Postgres(PgConnection),
        /// A SQLite file.
        Sqlite(SqliteConnection),
    }
}

/// Where a database is. It may hold a password, so it is never shown.
#[derive(Clone)]
pub(crate) enum Address {
    Postgres(String),
    Sqlite(String),
}

/// How long things may take on a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Longest statement.
    pub(crate) statement: Duration,
    /// Longest wait for a lock of somebody else.
    pub(crate) lock: Duration,
    /// Longest wait for a server that does not answer.
    pub(crate) connect: Duration,
}

/// A new connection, and how many statements it keeps prepared.
pub(crate) struct Opened {
    pub(crate) conn: DbConnection,
    pub(crate) prepared: Arc<AtomicUsize>,
}

/// From which share of its trigrams on PostgreSQL takes a word for another that was misspelled: one slip in a word of six letters.
const WORD_LIKENESS: &str = "0.5";

/// How soon a set-up that met a lock is tried again.
const AGAIN: Duration = Duration::from_millis(20);

impl Address {
    /// Reads `postgres://..`, `postgresql://..` or `sqlite://PATH`.
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return if path.is_empty() {
                Err(StoreError::internal("the database URL names no file"))
            } else {
                Ok(Self::Sqlite(path.to_owned()))
            };
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(StoreError::internal(
            "the database URL starts with neither postgres:// nor sqlite://",
        ))
    }

    /// `postgres` or `sqlite`.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "postgres",
            Self::Sqlite(_) => "sqlite",
        }
    }

    /// Keeps a SQLite file from other users of the machine. A server keeps its own files.
    pub(crate) fn keep_private(&self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(_) => Ok(()),
            Self::Sqlite(path) => {
                crate::private_file::secure_database(path).map_err(StoreError::away)
            }
        }
    }

    /// Only one connection may write to a SQLite file at a time.
    pub(crate) fn writers(&self, wanted: u32) -> u32 {
        match self {
            Self::Postgres(_) => wanted.max(1),
            Self::Sqlite(_) => 1,
        }
    }

    /// Opens a connection and sets it up.
    pub(crate) fn connect(&self, limits: Limits, read_only: bool) -> Result<Opened, StoreError> {
        sqlite_deadline::reset();
        let statement_deadline = match self {
            // Its server counts the time itself.
            Self::Postgres(_) => None,
            Self::Sqlite(_) if sqlite_deadline::install() => Some(limits.statement),
            Self::Sqlite(_) => {
                return Err(StoreError::internal("SQLite takes no progress handler"));
            }
        };
        let mut conn = match self {
            Self::Postgres(url) => {
                PgConnection::establish(&with_timeouts(url, limits)).map(DbConnection::Postgres)
            }
            Self::Sqlite(path) => SqliteConnection::establish(path).map(DbConnection::Sqlite),
        }
        .map_err(StoreError::away)?;
        let set_up = self.set_up(limits, read_only);
        let end = Instant::now() + limits.lock;
        // Who opens a new SQLite file first gives it its log, under a lock that SQLite refuses the others without a wait.
        while let Err(error) = conn.batch_execute(&set_up) {
            if !is_locked(&error) || Instant::now() >= end {
                return Err(error.into());
            }
            std::thread::sleep(AGAIN);
        }
        let prepared: Arc<AtomicUsize> = Arc::default();
        conn.set_instrumentation(watch(Arc::clone(&prepared), statement_deadline));
        Ok(Opened { conn, prepared })
    }

    fn set_up(&self, limits: Limits, read_only: bool) -> String {
        let lock = limits.lock.as_millis();
        match self {
            Self::Postgres(_) => {
                let statement = limits.statement.as_millis();
                // A transaction that idles this long belongs to a program that hangs; its locks must not hold up the others.
                let idle = statement + 20_000;
                let reading = if read_only { "on" } else { "off" };
                format!(
                    "SET statement_timeout = {statement}; SET lock_timeout = {lock}; \
                     SET idle_in_transaction_session_timeout = {idle}; SET TIME ZONE 'UTC'; SET jit = off; \
                     SET pg_trgm.word_similarity_threshold = {WORD_LIKENESS}; \
                     SET default_transaction_read_only = {reading};"
                )
            }
            Self::Sqlite(_) => {
                let role = if read_only {
                    "PRAGMA query_only = ON;"
                } else {
                    "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864;"
                };
                // FULL: in WAL mode an acknowledged write survives power loss too. 2 MB of pages for each connection: the system caches the
                // file for all of them, and more was measured to be no faster.
                format!(
                    "PRAGMA busy_timeout = {lock}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
                     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000; {role}"
                )
            }
        }
    }
}

/// Adds to a URL, where it does not say so itself, how long a server may be silent before it counts as gone.
fn with_timeouts(url: &str, limits: Limits) -> String {
    let connect = limits.connect.as_secs().max(2).to_string();
    let silence = (limits.statement.as_millis() + 5_000).to_string();
    let mut url = url.to_owned();
    for (name, value) in [
        ("connect_timeout", connect.as_str()),
        ("tcp_user_timeout", &silence),
        ("keepalives_idle", "30"),
        ("keepalives_interval", "10"),
        ("keepalives_count", "3"),
    ] {
        if !url.contains(name) {
            let mark = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{mark}{name}={value}");
        }
    }
    url
}

/// Begins a transaction; on SQLite the write lock is taken at once, so that it is never asked for half way.
pub(crate) fn begin(conn: &mut DbConnection) -> QueryResult<()> {
    sqlite_deadline::reset();
    match conn {
        DbConnection::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
        DbConnection::Sqlite(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
        }
    }
}

/// Makes the transaction last.
pub(crate) fn commit(conn: &mut DbConnection) -> QueryResult<()> {
    DbConnection::commit_transaction(conn)
}

/// Takes the transaction back.
pub(crate) fn roll_back(conn: &mut DbConnection) -> QueryResult<()> {
    DbConnection::rollback_transaction(conn)
}

thread_local! {
    static QUERIES: Cell<u64> = const { Cell::new(0) };
}

/// Counts the queries of the thread and the statements that a connection keeps prepared, and sets the deadline of each statement.
fn watch(
    prepared: Arc<AtomicUsize>,
    limit: Option<Duration>,
) -> impl FnMut(InstrumentationEvent<'_>) + Send {
    move |event| match event {
        InstrumentationEvent::StartQuery { .. } => {
            QUERIES.set(QUERIES.get().wrapping_add(1));
            sqlite_deadline::set(limit.map(|limit| Instant::now() + limit));
        }
        InstrumentationEvent::FinishQuery { .. } => sqlite_deadline::set(None),
        InstrumentationEvent::CacheQuery { .. } => {
            prepared.fetch_add(1, Ordering::Relaxed);
        }
        _ => {}
    }
}

/// Drops every prepared statement of a connection, on the server too.
pub(crate) fn drop_prepared(conn: &mut DbConnection) -> QueryResult<()> {
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    conn.set_prepared_statement_cache_size(CacheSize::Unbounded);
    match conn {
        // diesel closes no statement of a PostgreSQL server.
        DbConnection::Postgres(conn) => conn.batch_execute("DEALLOCATE ALL"),
        DbConnection::Sqlite(_) => Ok(()),
    }
}

/// How many statements this thread has sent so far; tests and metrics take the difference around a piece of work.
#[must_use]
pub fn queries_on_this_thread() -> u64 {
    QUERIES.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_open_a_new_file_at_once() {
        let limits = Limits {
            statement: Duration::from_secs(5),
            lock: Duration::from_secs(5),
            connect: Duration::from_secs(5),
        };
        for _ in 0..400 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("new.db").display().to_string();
            let address = Address::Sqlite(path);
            let gate = std::sync::Barrier::new(8);
            std::thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        gate.wait();
                        assert!(address.connect(limits, false).is_ok());
                    });
                }
            });
        }
    }
}
