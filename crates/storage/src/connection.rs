//! A connection to either database: opening, set-up and transactions. Only this module, `dialect` and `migrations` may branch on
//! the kind of database.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{
    AnsiTransactionManager, CacheSize, InstrumentationEvent, SimpleConnection, TransactionManager,
};
use diesel::{Connection, ConnectionError, PgConnection, QueryResult, SqliteConnection};

use crate::database_error::is_locked;
use crate::error::StoreError;

pub use multi::DbConnection;
pub(crate) use multi::MultiBackend;

mod multi {
    use super::{PgConnection, SqliteConnection};

    /// A connection to PostgreSQL or to SQLite. Diesel type-checks every query for both.
    #[derive(diesel::MultiConnection)]
    pub enum DbConnection {
        /// A PostgreSQL server.
        Postgres(PgConnection),
        /// A SQLite file.
        Sqlite(SqliteConnection),
    }
}

/// The address of a database. It may contain a password, so it must never be displayed.
#[derive(Clone)]
pub(crate) enum Address {
    Postgres(String),
    Sqlite(String),
}

/// Time limits of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Maximum duration of a statement.
    pub(crate) statement: Duration,
    /// Maximum wait for a lock.
    pub(crate) lock: Duration,
    /// Maximum wait for a server that does not answer.
    pub(crate) connect: Duration,
}

/// A new connection, and a counter of its prepared statements.
pub(crate) struct Opened {
    pub(crate) conn: DbConnection,
    pub(crate) prepared: Arc<AtomicUsize>,
}

/// Why a connection could not be opened.
enum NotOpened {
    /// It could not be made.
    Refused(StoreError),
    /// It was made, and failed while it was set up.
    Cut(StoreError),
}

impl NotOpened {
    fn into_error(self) -> StoreError {
        match self {
            Self::Refused(error) | Self::Cut(error) => error,
        }
    }
}

/// Minimum word similarity of a misspelled word on PostgreSQL: tolerates one typing error in a word of six letters.
const WORD_LIKENESS: &str = "0.5";

/// Pause before retrying a set-up that found the database locked.
const AGAIN: Duration = Duration::from_millis(20);

impl Address {
    /// Parses `postgres://..`, `postgresql://..` or `sqlite://PATH`.
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

    /// Restricts the permissions of a SQLite file to its owner. A database server protects its own files.
    pub(crate) fn keep_private(&self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(_) => Ok(()),
            Self::Sqlite(path) => {
                crate::private_file::secure_database(path).map_err(StoreError::away)
            }
        }
    }

    /// The number of write connections: one for SQLite, which allows a single writer at a time.
    pub(crate) fn writers(&self, wanted: u32) -> u32 {
        match self {
            Self::Postgres(_) => wanted.max(1),
            Self::Sqlite(_) => 1,
        }
    }

    /// Opens a connection and sets it up. One that is cut meanwhile, as by a restart of the server, is replaced once: only the next
    /// attempt shows whether the server is away.
    pub(crate) fn connect(&self, limits: Limits, read_only: bool) -> Result<Opened, StoreError> {
        match self.open(limits, read_only) {
            Err(NotOpened::Cut(_)) => self.open(limits, read_only),
            outcome => outcome,
        }
        .map_err(NotOpened::into_error)
    }

    fn open(&self, limits: Limits, read_only: bool) -> Result<Opened, NotOpened> {
        sqlite_deadline::reset();
        let statement_deadline = match self {
            // The server enforces `statement_timeout` itself.
            Self::Postgres(_) => None,
            Self::Sqlite(_) if sqlite_deadline::install() => Some(limits.statement),
            Self::Sqlite(_) => {
                let error = StoreError::internal("SQLite takes no progress handler");
                return Err(NotOpened::Refused(error));
            }
        };
        let mut conn = match self {
            Self::Postgres(url) => {
                PgConnection::establish(&with_timeouts(url, limits)).map(DbConnection::Postgres)
            }
            Self::Sqlite(path) => SqliteConnection::establish(path).map(DbConnection::Sqlite),
        }
        .map_err(|error| match error {
            ConnectionError::CouldntSetupConfiguration(_) => {
                NotOpened::Cut(StoreError::away(error))
            }
            _ => NotOpened::Refused(StoreError::away(error)),
        })?;
        let set_up = self.set_up(limits, read_only);
        let end = Instant::now() + limits.lock;
        // Enabling WAL on a new SQLite file ignores busy_timeout, so retry.
        while let Err(error) = conn.batch_execute(&set_up) {
            if !is_locked(&error) {
                return Err(NotOpened::Cut(error.into()));
            }
            if Instant::now() >= end {
                return Err(NotOpened::Refused(error.into()));
            }
            std::thread::sleep(AGAIN);
        }
        let prepared: Arc<AtomicUsize> = Arc::default();
        conn.set_instrumentation(watch(Arc::clone(&prepared), statement_deadline));
        Ok(Opened { conn, prepared })
    }

    /// Moves SQLite's log into the file, so that the file alone is whole.
    pub(crate) fn checkpoint(&self, limits: Limits) -> Result<(), StoreError> {
        match self {
            Self::Postgres(_) => Ok(()),
            Self::Sqlite(_) => {
                let mut opened = self.connect(limits, false)?;
                let merge = "PRAGMA wal_checkpoint(TRUNCATE)";
                Ok(opened.conn.batch_execute(merge)?)
            }
        }
    }

    fn set_up(&self, limits: Limits, read_only: bool) -> String {
        let lock = limits.lock.as_millis();
        match self {
            Self::Postgres(_) => {
                let statement = limits.statement.as_millis();
                // Starting parallel workers takes 20 ms: only for statements over a whole large table.
                // An idle transaction this old belongs to a hung program; end it to release its locks.
                let idle = statement + 20_000;
                let reading = if read_only { "on" } else { "off" };
                format!(
                    "SET statement_timeout = {statement}; SET lock_timeout = {lock}; \
                     SET idle_in_transaction_session_timeout = {idle}; SET TIME ZONE 'UTC'; SET jit = off; \
                     SET parallel_setup_cost = 50000; \
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
                // FULL: in WAL mode an acknowledged write also survives power loss. 2 MB of pages per connection: the system caches
                // the file for all connections, and a larger cache was measured to be no faster.
                format!(
                    "PRAGMA busy_timeout = {lock}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
                     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000; {role}"
                )
            }
        }
    }
}

/// Adds connection and keepalive timeouts to a URL, unless it sets them itself.
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

/// Begins a transaction. On SQLite it takes the write lock at once, because upgrading a read lock later can fail.
pub(crate) fn begin(conn: &mut DbConnection) -> QueryResult<()> {
    sqlite_deadline::reset();
    match conn {
        DbConnection::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
        DbConnection::Sqlite(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
        }
    }
}

/// Commits the transaction.
pub(crate) fn commit(conn: &mut DbConnection) -> QueryResult<()> {
    DbConnection::commit_transaction(conn)
}

/// Rolls the transaction back.
pub(crate) fn roll_back(conn: &mut DbConnection) -> QueryResult<()> {
    DbConnection::rollback_transaction(conn)
}

thread_local! {
    static QUERIES: Cell<u64> = const { Cell::new(0) };
}

/// Counts queries per thread and prepared statements per connection, and sets the deadline of each statement.
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

/// Drops every prepared statement of a connection, including those on the server.
pub(crate) fn drop_prepared(conn: &mut DbConnection) -> QueryResult<()> {
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    conn.set_prepared_statement_cache_size(CacheSize::Unbounded);
    match conn {
        // Diesel does not close statements on a PostgreSQL server.
        DbConnection::Postgres(conn) => conn.batch_execute("DEALLOCATE ALL"),
        DbConnection::Sqlite(_) => Ok(()),
    }
}

/// Number of statements that this thread has sent. Tests and metrics compare it before and after a piece of work.
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
