//! State shared by all requests: settings, store, keys, clock, limits. Also moves blocking work off the
//! request threads.

use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, RwLock};

use actix_web::web;
use chrono::NaiveDate;
use domain::choices::Choices;
use domain::settings::{CompanySettings, SettingsDraft};
use serde::Serialize;
use serde::de::DeserializeOwned;
use storage::reports::LookBack;
use storage::{
    DbConnection, IdempotencyKey, Store, StoreError, Transaction, WriteContext, Written,
};

use crate::auth::{Keys, LiveSessions, Passwords};
use crate::caller::Caller;
use crate::clock::Clock;
use crate::config::Config;
use crate::freshness::Freshness;
use crate::metrics::Metrics;
use crate::problem::ApiError;
use crate::request;
use crate::settings_cache::SettingsCache;
use crate::throttle::Throttle;
use crate::validate::Rules;

/// Milliseconds for which choice lists are cached.
const CHOICES_REMEMBERED: i64 = 5_000;

/// Milliseconds for which the past on the start page is cached.
const LOOK_BACK_REMEMBERED: i64 = 60_000;

/// State shared by all requests of one server.
pub struct State {
    /// Settings.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Arc<Clock>,
    /// Signing keys.
    pub keys: Keys,
    /// Password hashing.
    pub passwords: Passwords,
    /// Sessions seen recently.
    pub live: LiveSessions,
    /// Log positions of users' last writes.
    pub freshness: Freshness,
    /// Rate limits.
    pub throttle: Throttle,
    /// Metrics.
    pub metrics: Metrics,
    /// The probes of `/health`.
    pub health: crate::health::Probes,
    /// Set when the server is about to stop.
    pub stopping: AtomicBool,
    /// Number of requests being answered.
    pub running: AtomicUsize,
    choices: RwLock<Option<(i64, Arc<Choices>)>>,
    settings: Arc<SettingsCache>,
    /// When it was read, for which day, and what the start page says about the past.
    look_back: RwLock<Option<(i64, NaiveDate, Arc<LookBack>)>>,
}

impl State {
    /// Creates the state.
    #[must_use]
    pub fn new(
        config: Config,
        store: Store,
        clock: Arc<Clock>,
        keys: Keys,
        passwords: Passwords,
        throttle: Throttle,
        metrics: Metrics,
    ) -> Self {
        Self {
            config,
            store,
            clock,
            keys,
            passwords,
            live: LiveSessions::default(),
            freshness: Freshness::default(),
            throttle,
            metrics,
            health: crate::health::Probes::default(),
            stopping: AtomicBool::new(false),
            running: AtomicUsize::new(0),
            choices: RwLock::new(None),
            settings: Arc::default(),
            look_back: RwLock::new(None),
        }
    }

    /// Runs store work outside the request threads.
    ///
    /// # Errors
    /// Errors of the store.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let store = self.store.clone();
        let gate = request::current().map_or_else(Arc::default, |facts| Arc::clone(&facts.commits));
        let (settings, now) = (Arc::clone(&self.settings), self.clock.milliseconds());
        let counted = move || {
            let settings = settings.fresh(&store, now);
            let before = storage::queries_on_this_thread();
            let outcome = domain::settings::with(settings, || {
                storage::with_commit_gate(gate, || work(&store))
            });
            (outcome, storage::queries_on_this_thread() - before)
        };
        let (outcome, queries) = web::block(counted).await.map_err(ApiError::internal)?;
        if let Some(facts) = request::current() {
            facts.queries.set(facts.queries.get() + queries);
        }
        outcome.map_err(ApiError::from)
    }

    /// Reads data for display, from a replica that has this user's last write if there is one.
    ///
    /// # Errors
    /// Errors of the store.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut DbConnection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let needed = self.freshness.needed();
        self.run(move |store| match needed {
            Some(position) => store.read_after(position, work),
            None => store.read(work),
        })
        .await
    }

    /// Reads data that may be changed next, from the primary.
    ///
    /// # Errors
    /// Errors of the store.
    pub async fn read_fresh<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut DbConnection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        self.run(move |store| store.read_fresh(work)).await
    }

    /// Changes business records in one transaction on behalf of a caller; with a key the change happens once.
    ///
    /// # Errors
    /// Errors of the store.
    pub async fn write<T: Serialize + DeserializeOwned + Send + 'static>(
        &self,
        caller: &Caller,
        key: Option<IdempotencyKey>,
        work: impl FnMut(&mut Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Written<T>, ApiError> {
        let context = self.context(caller, key)?;
        self.run_write(move |store| store.write(&context, work))
            .await
    }

    /// Makes changes and rolls them back, to return their result.
    ///
    /// # Errors
    /// Errors of the store.
    pub async fn dry_run<T: Send + 'static>(
        &self,
        caller: &Caller,
        work: impl FnMut(&mut Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let context = self.context(caller, None)?;
        self.run(move |store| store.dry_run(&context, work)).await
    }

    /// Changes data other than business records: sessions, sign-ins.
    ///
    /// # Errors
    /// Errors of the store.
    pub async fn write_plain<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut DbConnection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        self.run_write(move |store| store.write_plain(work)).await
    }

    /// Runs a write and records its log position.
    async fn run_write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let freshness = self.freshness.clone();
        let user = request::current().and_then(|facts| facts.user.get());
        // Recorded inside the write, which completes even if the request was dropped.
        let written = move |store: &Store| {
            let value = work(store)?;
            let position = store.position();
            if let Some((user, position)) = user.zip(position) {
                freshness.note(user, position);
            }
            Ok((value, position))
        };
        let (value, position) = self.run(written).await?;
        if let (Some(facts), Some(_)) = (request::current(), position) {
            facts.written.set(position);
        }
        Ok(value)
    }

    fn context(
        &self,
        caller: &Caller,
        idempotency: Option<IdempotencyKey>,
    ) -> Result<WriteContext, ApiError> {
        let facts = request::current();
        let idempotency = idempotency.map(|key| self.keyed(key)).transpose()?;
        Ok(WriteContext {
            actor: Some(caller.user),
            actor_name: Some(caller.name.clone()),
            role: caller.role,
            session: Some(caller.session.get()),
            address: facts.as_ref().map(|facts| facts.address.clone()),
            request_id: facts.as_ref().map(|facts| facts.id.clone()),
            now: self.clock.now(),
            today: self.clock.today(caller.zone),
            idempotency,
        })
    }

    /// Replaces the plain hash of a body with a keyed one, which cannot be tried out without the server's
    /// key. Hashes under the previous key, and plain ones stored by earlier releases, are still recognized.
    fn keyed(&self, plain: IdempotencyKey) -> Result<IdempotencyKey, ApiError> {
        let text = format!("idempotency\n{}\n{}", plain.route, plain.body_hash);
        let mut hashes = self.keys.sign_with_each(&text).into_iter();
        let body_hash = hashes
            .next()
            .ok_or_else(|| ApiError::internal("no key signs the hash of a body"))?;
        Ok(IdempotencyKey {
            body_hash,
            former_hashes: hashes.chain([plain.body_hash]).collect(),
            ..plain
        })
    }

    /// The choice lists, at most 5 seconds old.
    ///
    /// # Errors
    /// When the database is unavailable.
    pub async fn choices(&self) -> Result<Arc<Choices>, ApiError> {
        let now = self.clock.milliseconds();
        if let Ok(kept) = self.choices.read()
            && let Some((read_at, choices)) = kept.as_ref()
            && (0..CHOICES_REMEMBERED).contains(&(now - read_at))
        {
            return Ok(Arc::clone(choices));
        }
        // Read from the primary: a lagging replica's data would be cached for all users.
        let fresh = Arc::new(self.read_fresh(storage::choices::all).await?);
        if let Ok(mut kept) = self.choices.write() {
            *kept = Some((now, Arc::clone(&fresh)));
        }
        Ok(fresh)
    }

    /// Drops the cached choice lists after a change.
    pub fn forget_choices(&self) {
        if let Ok(mut kept) = self.choices.write() {
            *kept = None;
        }
    }

    /// The company's settings, as requests that are answered now compute with them.
    pub fn settings(&self) -> SettingsDraft {
        self.settings.now()
    }

    /// Computes with changed settings from now on.
    pub fn apply_settings(&self, settings: &CompanySettings) {
        let now = self.clock.milliseconds();
        self.settings.set(settings.details.clone(), now);
    }

    /// What the start page says about the past, at most a minute old.
    ///
    /// # Errors
    /// When the database is unavailable.
    pub async fn look_back(&self, today: NaiveDate) -> Result<Arc<LookBack>, ApiError> {
        let now = self.clock.milliseconds();
        if let Ok(kept) = self.look_back.read()
            && let Some((read_at, day, past)) = kept.as_ref()
            && *day == today
            && (0..LOOK_BACK_REMEMBERED).contains(&(now - read_at))
        {
            return Ok(Arc::clone(past));
        }
        let fresh = self
            .read(move |conn| storage::reports::look_back(conn, today))
            .await?;
        let fresh = Arc::new(fresh);
        if let Ok(mut kept) = self.look_back.write() {
            *kept = Some((now, today, Arc::clone(&fresh)));
        }
        Ok(fresh)
    }

    /// Inputs for validating a caller's drafts.
    ///
    /// # Errors
    /// When the database is unavailable.
    pub async fn rules(&self, caller: &Caller) -> Result<Rules, ApiError> {
        Ok(Rules {
            today: self.clock.today(caller.zone),
            choices: self.choices().await?,
        })
    }
}
