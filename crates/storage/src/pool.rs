//! Pools of connections that heal: a connection found broken takes all of its age with it, new ones are opened in the
//! background, and while the database is away nobody waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::r2d2::R2D2Connection;
use r2d2::{ManageConnection, PooledConnection};

use crate::connection::{self, Address, DbConnection, Limits, Opened};
use crate::error::StoreError;

/// How often a waiting request looks whether the database went away meanwhile.
const LOOK: Duration = Duration::from_millis(50);
/// Most statements that an idle connection keeps prepared. A SQLite statement takes about 13 KB. Everything that the program sends
/// for single records comes to fewer; should more shapes appear, the connection begins anew instead of growing.
pub(crate) const MOST_PREPARED: usize = 512;

/// A pooled connection.
pub(crate) struct Slot {
    pub(crate) conn: DbConnection,
    prepared: Arc<AtomicUsize>,
    generation: u64,
    broken: bool,
}

impl Slot {
    /// Drops the prepared statements when there are too many. A connection that cannot is broken; answers whether it is usable.
    fn limit_prepared(&mut self) -> bool {
        if self.prepared() <= MOST_PREPARED {
            return true;
        }
        self.broken = connection::drop_prepared(&mut self.conn).is_err();
        self.prepared.store(0, Ordering::Relaxed);
        !self.broken
    }

    /// How many statements are prepared.
    pub(crate) fn prepared(&self) -> usize {
        self.prepared.load(Ordering::Relaxed)
    }
}

/// What the pool and the threads that open its connections know together.
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

    /// Asked whenever a connection comes back.
    fn has_broken(&self, slot: &mut Slot) -> bool {
        slot.broken || std::thread::panicking() || slot.conn.is_broken() || !slot.limit_prepared()
    }
}

/// Says in the log why a connection could not be opened; the pool tries again by itself.
#[derive(Debug)]
struct Log;

impl r2d2::HandleError<StoreError> for Log {
    fn handle_error(&self, error: StoreError) {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        tracing::warn!(cause, "no connection to the database");
    }
}

/// Connections to one database in one role.
pub(crate) struct Pool {
    inner: r2d2::Pool<Manager>,
    health: Arc<PoolHealth>,
    wait: Duration,
}

/// How many connections a pool has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// Open ones.
    pub connections: u32,
    /// Those that nobody uses now.
    pub idle: u32,
}

impl Pool {
    /// Opens a pool; the first connection is made at once, so that a wrong address is told at once.
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
            // Half of this is also the longest pause between two tries to open a connection.
            .connection_timeout(Duration::from_secs(2))
            .error_handler(Box::new(Log))
            .build_unchecked(manager);
        Ok(Self {
            inner,
            health,
            wait,
        })
    }

    /// Takes a connection, waiting for a free one while the database is there.
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

    /// An idle connection as it is, its statements too.
    #[cfg(test)]
    #[expect(
        clippy::disallowed_methods,
        reason = "take() would limit the statements"
    )]
    pub(crate) fn idle(&self) -> Option<PooledConnection<Manager>> {
        let idle = self.inner.state().idle_connections > 0;
        idle.then(|| self.inner.try_get()).flatten()
    }

    /// Gives a broken connection up, and with it all that were opened before.
    pub(crate) fn give_up(&self, mut slot: PooledConnection<Manager>) {
        slot.broken = true;
        let _ = self.health.generation.compare_exchange(
            slot.generation,
            slot.generation + 1,
            Ordering::AcqRel,
            Ordering::Acquire,
        );
    }

    /// Opens every connection anew before it is used again.
    pub(crate) fn renew(&self) {
        self.health.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether the last try to open a connection failed.
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
