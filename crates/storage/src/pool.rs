//! Self-healing connection pools. A broken connection invalidates its generation, new connections are opened in the background, and
//! requests fail at once while the database is unreachable.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::r2d2::R2D2Connection;
use r2d2::{ManageConnection, PooledConnection};

use crate::connection::{self, Address, DbConnection, Limits, Opened};
use crate::error::StoreError;

/// How often a waiting request checks whether the database has become unreachable.
const LOOK: Duration = Duration::from_millis(50);
/// Maximum number of statements that an idle connection keeps prepared. A SQLite statement takes about 13 KB. All statements for
/// single records together are fewer; if more shapes appear, the cache is cleared instead of growing.
pub(crate) const MOST_PREPARED: usize = 512;

/// A pooled connection.
pub(crate) struct Slot {
    pub(crate) conn: DbConnection,
    prepared: Arc<AtomicUsize>,
    generation: u64,
    broken: bool,
}

impl Slot {
    /// Drops the prepared statements if there are too many; if that fails, the connection is broken. Returns whether it is usable.
    fn limit_prepared(&mut self) -> bool {
        if self.prepared() <= MOST_PREPARED {
            return true;
        }
        self.broken = connection::drop_prepared(&mut self.conn).is_err();
        self.prepared.store(0, Ordering::Relaxed);
        !self.broken
    }

    /// Number of prepared statements.
    pub(crate) fn prepared(&self) -> usize {
        self.prepared.load(Ordering::Relaxed)
    }
}

/// State shared by the pool and the threads that open its connections.
#[derive(Default)]
struct PoolHealth {
    generation: AtomicU64,
    away: AtomicBool,
}

pub(crate) struct Manager {
    address: Address,
    limits: Limits,
    read_only: bool,
    health: Arc<PoolHealth>,
}

impl ManageConnection for Manager {
    type Connection = Slot;
    type Error = StoreError;

    fn connect(&self) -> Result<Slot, StoreError> {
        let generation = self.health.generation.load(Ordering::Acquire);
        let opened = self.address.connect(self.limits, self.read_only);
        self.health.away.store(opened.is_err(), Ordering::Release);
        let Opened { conn, prepared } = opened?;
        Ok(Slot {
            conn,
            prepared,
            generation,
            broken: false,
        })
    }

    fn is_valid(&self, slot: &mut Slot) -> Result<(), StoreError> {
        Ok(slot.conn.ping()?)
    }

    /// Called whenever a connection is returned.
    fn has_broken(&self, slot: &mut Slot) -> bool {
        slot.broken || std::thread::panicking() || slot.conn.is_broken() || !slot.limit_prepared()
    }
}

/// Logs why a connection could not be opened; the pool retries by itself.
#[derive(Debug)]
struct Log;

impl r2d2::HandleError<StoreError> for Log {
    fn handle_error(&self, error: StoreError) {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        tracing::warn!(cause, "no connection to the database");
    }
}

/// Connections to one database, for reading or for writing.
pub(crate) struct Pool {
    inner: r2d2::Pool<Manager>,
    health: Arc<PoolHealth>,
    wait: Duration,
}

/// Size of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// Open connections.
    pub connections: u32,
    /// Idle connections.
    pub idle: u32,
}

impl Pool {
    /// Opens a pool. The first connection is made at once, so that a wrong address is reported at once.
    pub(crate) fn open(
        address: &Address,
        limits: Limits,
        read_only: bool,
        size: u32,
        wait: Duration,
    ) -> Result<Self, StoreError> {
        let health = Arc::new(PoolHealth::default());
        let manager = Manager {
            address: address.clone(),
            limits,
            read_only,
            health: Arc::clone(&health),
        };
        drop(manager.connect()?);
        let inner = r2d2::Pool::builder()
            .max_size(size.max(1))
            .min_idle(Some(1))
            .test_on_check_out(false)
            // Half of this is also the longest pause between attempts to open a connection.
            .connection_timeout(Duration::from_secs(2))
            .error_handler(Box::new(Log))
            .build_unchecked(manager);
        Ok(Self {
            inner,
            health,
            wait,
        })
    }

    /// Takes a connection. Waits for a free one only while the database is reachable.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that takes connections"
    )]
    pub(crate) fn take(&self) -> Result<PooledConnection<Manager>, StoreError> {
        let end = Instant::now() + self.wait;
        loop {
            let taken = match self.inner.try_get() {
                Some(slot) => Some(slot),
                None if self.is_away() => return Err(StoreError::away("the database is away")),
                None => self.inner.get_timeout(LOOK).ok(),
            };
            match taken {
                Some(slot) if slot.generation == self.generation() => return Ok(slot),
                Some(mut stale) => stale.broken = true,
                None if Instant::now() >= end => {
                    return Err(StoreError::overrun("all connections are in use"));
                }
                None => {}
            }
        }
    }

    /// An idle connection, with its prepared statements.
    #[cfg(test)]
    #[expect(
        clippy::disallowed_methods,
        reason = "take() would limit the statements"
    )]
    pub(crate) fn idle(&self) -> Option<PooledConnection<Manager>> {
        let idle = self.inner.state().idle_connections > 0;
        idle.then(|| self.inner.try_get()).flatten()
    }

    /// Discards a broken connection, and invalidates its generation.
    pub(crate) fn give_up(&self, mut slot: PooledConnection<Manager>) {
        slot.broken = true;
        let _ = self.health.generation.compare_exchange(
            slot.generation,
            slot.generation + 1,
            Ordering::AcqRel,
            Ordering::Acquire,
        );
    }

    /// Replaces every connection before its next use.
    pub(crate) fn renew(&self) {
        self.health.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether the last attempt to open a connection failed.
    pub(crate) fn is_away(&self) -> bool {
        self.health.away.load(Ordering::Acquire)
    }

    pub(crate) fn state(&self) -> PoolState {
        let state = self.inner.state();
        PoolState {
            connections: state.connections,
            idle: state.idle_connections,
        }
    }

    fn generation(&self) -> u64 {
        self.health.generation.load(Ordering::Acquire)
    }
}
