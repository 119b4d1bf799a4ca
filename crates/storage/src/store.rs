//! The store: its pools, and how reads and plain writes run on them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;

use crate::commit_gate;
use crate::connection::{self, Address, DbConnection, Limits};
use crate::dialect;
use crate::error::{StaleChanges, StoreError};
use crate::history;
use crate::migrations;
use crate::pool::{Pool, PoolState};
use crate::settings;

mod replicas;

pub use replicas::{LogPosition, NoPosition};

/// Maximum number of runs of a transaction that conflicts with others.
const RUNS: u32 = 5;
/// Maximum wait for a lock.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// The database to open, and its limits.
#[derive(Clone)]
pub struct StoreSettings {
    /// `sqlite://PATH` or `postgres://..` of the primary.
    pub url: String,
    /// Replicas to read from; reads go to `url` if empty.
    pub read_urls: Vec<String>,
    /// Maximum number of write connections (always one for SQLite).
    pub write_pool: u32,
    /// Maximum number of read connections, per database.
    pub read_pool: u32,
    /// Maximum duration of a statement.
    pub statement_timeout: Duration,
    /// Maximum wait for a free connection.
    pub wait: Duration,
}

/// A database with its connection pools. Clones share them.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    address: Address,
    limits: Limits,
    writer: Pool,
    readers: Vec<Pool>,
    /// Whether the readers are replicas, which lag behind.
    replicated: bool,
    next_reader: AtomicUsize,
    write_failed: AtomicBool,
}

/// Whether the database is available.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// `sqlite` or `postgres`.
    pub kind: &'static str,
    /// Whether it accepts writes.
    pub write: bool,
    /// Whether it can be read.
    pub read: bool,
    /// The cause if not, for the log.
    pub cause: Option<String>,
}

/// Sizes of the pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStates {
    /// Write pool.
    pub write: PoolState,
    /// Read pools, summed over all databases.
    pub read: PoolState,
}

/// The failure of work in a transaction.
pub(crate) struct Failed {
    pub(crate) error: StoreError,
    /// Whether certainly nothing was committed, so that the work may be retried.
    pub(crate) undone: bool,
}

impl Store {
    /// Opens the pools. Does not run migrations.
    ///
    /// # Errors
    /// If the database cannot be reached or the URL is not supported.
    pub fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let address = Address::parse(&settings.url)?;
        let limits = Limits {
            statement: settings.statement_timeout,
            lock: LOCK_WAIT,
            connect: settings.wait,
        };
        address.keep_private()?;
        let open = |address: &Address, read_only, size| {
            Pool::open(address, limits, read_only, size, settings.wait)
        };
        let writer = open(&address, false, address.writers(settings.write_pool))?;
        let mut readers = Vec::new();
        if settings.read_urls.is_empty() {
            readers.push(open(&address, true, settings.read_pool)?);
        }
        for url in &settings.read_urls {
            readers.push(open(&Address::parse(url)?, true, settings.read_pool)?);
        }
        Ok(Self(Arc::new(Inner {
            address,
            limits,
            writer,
            readers,
            replicated: !settings.read_urls.is_empty(),
            next_reader: AtomicUsize::new(0),
            write_failed: AtomicBool::new(false),
        })))
    }

    /// Runs pending migrations; a second instance that starts meanwhile waits. Returns their names.
    ///
    /// # Errors
    /// If a migration fails; its transaction is rolled back.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        migrations::run(&mut self.patient_connection()?)
    }

    /// Refreshes the planner's statistics of tables that have grown. Connections are then reopened, because open ones keep the old
    /// statistics.
    ///
    /// # Errors
    /// If the database fails.
    pub fn refresh_statistics(&self) -> Result<(), StoreError> {
        if dialect::analyze_grown_tables(&mut self.patient_connection()?)? {
            self.0.writer.renew();
            self.0.readers.iter().for_each(Pool::renew);
        }
        Ok(())
    }

    /// Tries a write, so that [`Self::ping`] knows from the start whether the database accepts any.
    ///
    /// # Errors
    /// If it accepts none.
    pub fn try_to_write(&self) -> Result<(), StoreError> {
        self.write_plain(settings::try_to_write)
    }

    /// Completes the files of the database after the last write, so that they may be copied.
    ///
    /// # Errors
    /// If the database fails.
    pub fn finish(&self) -> Result<(), StoreError> {
        self.0.address.checkpoint(self.0.limits)
    }

    /// A connection outside the pools for work that may exceed the statement timeout, such as building an index.
    fn patient_connection(&self) -> Result<DbConnection, StoreError> {
        let limits = Limits {
            statement: Duration::from_secs(3600),
            lock: Duration::from_secs(300),
            connect: self.0.limits.connect,
        };
        Ok(self.0.address.connect(limits, false)?.conn)
    }

    /// Whether migrations are pending.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn pending_migrations(&self) -> Result<bool, StoreError> {
        migrations::are_pending(&mut self.0.address.connect(self.0.limits, false)?.conn)
    }

    /// Reads, from a replica if there is one. Retries on another connection if the connection is lost.
    ///
    /// # Errors
    /// Those of `reading`, or `Unavailable`.
    pub fn read<T>(
        &self,
        mut reading: impl FnMut(&mut DbConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let readers = &self.0.readers;
        let start = self.0.next_reader.fetch_add(1, Ordering::Relaxed);
        // Each database once, and the first one twice, because a restart may have closed all its connections.
        let mut outcome = Err(StoreError::away("no database to read from"));
        for turn in 0..=readers.len() {
            let Some(pool) = readers.get(start.wrapping_add(turn) % readers.len().max(1)) else {
                break;
            };
            outcome = read_from(pool, &mut reading);
            if !outcome
                .as_ref()
                .is_err_and(|error| error.is_lost() || error.is_conflict())
            {
                break;
            }
        }
        outcome
    }

    /// Reads the latest committed state, from the primary: for records that are edited next.
    ///
    /// # Errors
    /// Those of `reading`, or `Unavailable`.
    pub fn read_fresh<T>(
        &self,
        mut reading: impl FnMut(&mut DbConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // SQLite has one write connection and no replicas; its readers see every commit at once.
        let own = match (&self.0.address, self.0.readers.first()) {
            (Address::Sqlite(_), Some(reader)) => reader,
            _ => &self.0.writer,
        };
        match read_from(own, &mut reading) {
            Err(error) if error.is_lost() => read_from(own, &mut reading),
            outcome => outcome,
        }
    }

    /// Writes in one transaction without history or idempotency: sessions, sign-ins, settings. The work is retried after a conflict
    /// with another transaction.
    ///
    /// # Errors
    /// Those of `writing`; nothing is committed then.
    pub fn write_plain<T>(
        &self,
        mut writing: impl FnMut(&mut DbConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.attempts(|conn, _diagnose_unique| writing(conn))
    }

    /// Checks whether the database can be read and written. Tries an actual write only after a write has failed.
    #[must_use]
    pub fn ping(&self) -> Health {
        let read = self.read(|conn| Ok(conn.batch_execute("SELECT 1")?));
        let write = if self.0.write_failed.load(Ordering::Relaxed) {
            self.try_to_write()
        } else {
            self.read_fresh(|conn| Ok(conn.batch_execute("SELECT 1")?))
        };
        let cause = write.as_ref().err().or(read.as_ref().err());
        Health {
            kind: self.kind(),
            write: write.is_ok(),
            read: read.is_ok(),
            cause: cause.map(|error| {
                let source = std::error::Error::source(error);
                source.map_or_else(|| error.to_string(), ToString::to_string)
            }),
        }
    }

    /// The sizes of the pools.
    #[must_use]
    pub fn pool_state(&self) -> PoolStates {
        let mut read = PoolState {
            connections: 0,
            idle: 0,
        };
        for state in self.0.readers.iter().map(Pool::state) {
            read.connections += state.connections;
            read.idle += state.idle;
        }
        PoolStates {
            write: self.0.writer.state(),
            read,
        }
    }

    /// Number of prepared statements of each idle read connection.
    #[cfg(test)]
    pub(crate) fn prepared_statements(&self) -> Vec<usize> {
        let counts = self.0.readers.iter().map(|pool| {
            let slots: Vec<_> = std::iter::from_fn(|| pool.idle()).collect();
            slots.iter().map(|slot| slot.prepared()).collect::<Vec<_>>()
        });
        counts.flatten().collect()
    }

    /// `sqlite` or `postgres`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.0.address.kind()
    }

    /// Runs work in a transaction, with retries where they may help. The second argument tells whether a previous run violated a
    /// unique constraint.
    pub(crate) fn attempts<T>(
        &self,
        mut work: impl FnMut(&mut DbConnection, bool) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut diagnose_unique = false;
        for run in 1..=RUNS {
            let failed = match self.in_transaction(|conn| work(conn, diagnose_unique)) {
                Ok(value) => {
                    self.0.write_failed.store(false, Ordering::Relaxed);
                    return Ok(value);
                }
                Err(failed) => failed,
            };
            if matches!(failed.error, StoreError::Unavailable(_)) {
                self.0.write_failed.store(true, Ordering::Relaxed);
            }
            let again = match &failed.error {
                error if error.is_lost() => failed.undone && run == 1,
                error if error.is_collision() => !std::mem::replace(&mut diagnose_unique, true),
                error => error.is_conflict() && run < RUNS,
            };
            if !again {
                return Err(self.explain(failed.error.at_last()));
            }
            if failed.error.is_conflict() {
                std::thread::sleep(Duration::from_millis(10) * run);
            }
        }
        Err(StoreError::overrun("other writers were always faster"))
    }

    /// Adds the changes to a stale version error, after the transaction has ended and released its locks.
    fn explain(&self, mut error: StoreError) -> StoreError {
        if let StoreError::Stale(stale) = &mut error {
            let (record, since) = ((stale.entity, stale.id), stale.since);
            let current = stale.current_version;
            let read = self.read_fresh(|conn| history::changes_since(conn, record, since, current));
            // If the changes cannot be read, return the error without them.
            stale.changes = read.unwrap_or(StaleChanges {
                items: Vec::new(),
                truncated: true,
            });
        }
        error
    }

    fn in_transaction<T>(
        &self,
        work: impl FnOnce(&mut DbConnection) -> Result<T, StoreError>,
    ) -> Result<T, Failed> {
        let undone = |error| Failed {
            error,
            undone: true,
        };
        let mut slot = self.0.writer.take().map_err(undone)?;
        let outcome = run(&mut slot.conn, work);
        if outcome.as_ref().is_err_and(|failed| failed.error.is_lost()) {
            self.0.writer.give_up(slot);
        }
        outcome
    }
}

fn run<T>(
    conn: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> Result<T, StoreError>,
) -> Result<T, Failed> {
    let undone = |error| Failed {
        error,
        undone: true,
    };
    commit_gate::check().map_err(undone)?;
    connection::begin(conn).map_err(|error| undone(error.into()))?;
    match work(conn) {
        Ok(value) => match commit_gate::pass(|| connection::commit(conn)) {
            Ok(Ok(())) => Ok(value),
            // The server may have committed before the connection broke; a retry with the idempotency key finds out.
            Ok(Err(error)) => Err(Failed {
                error: error.into(),
                undone: false,
            }),
            Err(given_up) => {
                let _ = connection::roll_back(conn);
                Err(undone(given_up))
            }
        },
        Err(error) => {
            // If this fails, the pool detects the broken connection and discards it.
            let _ = connection::roll_back(conn);
            Err(undone(error))
        }
    }
}

fn read_from<T>(
    pool: &Pool,
    reading: &mut impl FnMut(&mut DbConnection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut slot = pool.take()?;
    let outcome = reading(&mut slot.conn);
    if outcome.as_ref().is_err_and(StoreError::is_lost) {
        pool.give_up(slot);
    }
    outcome
}
