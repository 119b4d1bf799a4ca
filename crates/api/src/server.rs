//! Builds, starts and stops a server.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use storage::{Store, StoreError, StoreSettings};
use tokio::task::JoinHandle;

use crate::auth::{KeyError, Keys, PasswordError, Passwords};
use crate::clock::Clock;
use crate::config::{Config, WrongSetting};
use crate::demo::SeedError;
use crate::metrics::Metrics;
use crate::random::NoRandomness;
use crate::state::State;
use crate::sweeper;
use crate::throttle::Throttle;

mod connection;
mod first;
mod listen;
mod slots;
mod unread;

pub use first::SignIn;
pub(crate) use first::demo_sign_in;

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is invalid.
    #[error(transparent)]
    Setting(#[from] WrongSetting),
    /// The signing keys cannot be loaded or generated.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database cannot be used.
    #[error("the database: {}", chain(.0))]
    Store(#[from] StoreError),
    /// Passwords cannot be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The operating system returns no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The demo cannot be seeded.
    #[error(transparent)]
    Demo(#[from] SeedError),
    /// Metrics cannot be registered.
    #[error(transparent)]
    Metrics(#[from] prometheus::Error),
    /// The API document cannot be generated.
    #[error(transparent)]
    Document(#[from] serde_json::Error),
    /// A file or a port cannot be used.
    #[error("{what}: {source}")]
    Io {
        /// The file or port.
        what: String,
        /// Cause.
        #[source]
        source: std::io::Error,
    },
}

fn chain(error: &StoreError) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// A running server.
pub struct Running {
    /// Address that it listens on.
    pub address: SocketAddr,
    /// Sign-in to print: the first administrator's, once, or the demo's.
    pub sign_in: Option<SignIn>,
    /// Whether the database accepts writes.
    pub writable: bool,
    state: Data<State>,
    handle: ServerHandle,
    task: JoinHandle<std::io::Result<()>>,
    sweeper: JoinHandle<()>,
}

impl Running {
    /// The server's clock, which tests can move forward.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.state.clock
    }

    /// Waits until the server ends by itself, which happens only on a failure.
    pub async fn ended(&mut self) {
        let _ = (&mut self.task).await;
    }

    /// Stops the server: accepts no more connections, waits for running requests up to the configured limit,
    /// closes idle connections.
    pub async fn stop(self) {
        self.state.stopping.store(true, Ordering::Relaxed);
        self.handle.pause().await;
        let end = Instant::now() + self.state.config.shutdown;
        loop {
            // Checked only after the pause, so that responses are on their way before connections close.
            tokio::time::sleep(Duration::from_millis(5)).await;
            if self.state.running.load(Ordering::Relaxed) == 0 || Instant::now() >= end {
                break;
            }
        }
        self.sweeper.abort();
        self.handle.stop(false).await;
        let _ = self.task.await;
        let finished = tokio::task::spawn_blocking(move || self.state.store.finish()).await;
        if let Ok(Err(error)) = finished {
            tracing::warn!(cause = chain(&error), "the database files are not complete");
        }
    }
}

/// Opens the configured database.
///
/// # Errors
/// When the database cannot be reached or belongs to another program.
pub fn open_store(config: &Config) -> Result<Store, StartError> {
    make_private_folder(&config.data_dir).map_err(|source| StartError::Io {
        what: format!("PROJECTMEATS_DATA_DIR: {}", config.data_dir.display()),
        source,
    })?;
    let settings = StoreSettings {
        url: config.database_url.reveal().to_owned(),
        read_urls: config
            .database_read_urls
            .iter()
            .map(|url| url.reveal().to_owned())
            .collect(),
        write_pool: config.write_pool,
        read_pool: config.read_pool,
        statement_timeout: config.statement_timeout,
        wait: config.pool_wait,
    };
    let store = Store::open(&settings).map_err(|error| WrongSetting {
        variable: "PROJECTMEATS_DATABASE_URL",
        problem: format!("{}: {}", config.shown_database(), chain(&error)),
    })?;
    Ok(store)
}

/// Creates a folder that only its owner can read; an existing folder is unchanged.
fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Starts a server: opens and migrates the database, creates the first administrator or the demo, listens.
/// Several servers may run in one process.
///
/// # Errors
/// The first problem found.
pub async fn start(config: Config) -> Result<Running, StartError> {
    config.check()?;
    let listener = TcpListener::bind(config.listen).map_err(|source| WrongSetting {
        variable: "PROJECTMEATS_LISTEN",
        problem: format!("{}: {source}", config.listen),
    })?;
    let address = listener.local_addr().map_err(|source| StartError::Io {
        what: "the port".to_owned(),
        source,
    })?;
    // Opening and migrating the database blocks.
    let prepared = tokio::task::spawn_blocking(move || prepare(config)).await;
    let (state, sign_in, writable) = prepared.map_err(|error| StartError::Io {
        what: "the start".to_owned(),
        source: std::io::Error::other(error),
    })??;
    let state = Data::new(state);
    warn_of_proxy(&state.config);
    let (handle, task) = listen::serve(listener, &state)?;
    Ok(Running {
        address,
        sign_in,
        writable,
        sweeper: tokio::spawn(sweeper::sweep(state.clone())),
        state,
        handle,
        task,
    })
}

/// Behind an untrusted proxy all clients share its address, and so the limits of one client.
fn warn_of_proxy(config: &Config) {
    if config.is_tls() && config.trusted_proxies.is_empty() {
        tracing::warn!(
            "PROJECTMEATS_PUBLIC_URL is https and PROJECTMEATS_TRUSTED_PROXIES names no proxy: all clients share the proxy's \
             address, and limits on sign-ins and requests count them as one. Name the proxy's address"
        );
    }
}

fn prepare(config: Config) -> Result<(State, Option<SignIn>, bool), StartError> {
    let store = open_store(&config)?;
    if config.migrate {
        for name in store.migrate()? {
            tracing::info!(name, "migrated");
        }
    } else if store.pending_migrations()? {
        return Err(WrongSetting {
            variable: "PROJECTMEATS_MIGRATE",
            problem: "migrations wait; run `projectmeats migrate` first".to_owned(),
        }
        .into());
    }
    let clock = Arc::new(Clock::default());
    let keys = Keys::load(&config)?;
    let passwords = Passwords::new(config.hash_cost)?;
    let sign_in = first::sign_in(&config, &store, &clock, &passwords)?;
    let writable = match store.try_to_write() {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(cause = chain(&error), "the database accepts no writes");
            false
        }
    };
    let throttle = Throttle::new(&config, Arc::clone(&clock))?;
    let state = State::new(
        config,
        store,
        clock,
        keys,
        passwords,
        throttle,
        Metrics::new()?,
    );
    let settings = state.store.read_fresh(storage::company_settings::get)?;
    state.apply_settings(&settings);
    Ok((state, sign_in, writable))
}
