//! The company's settings as a server has read them.

use std::sync::RwLock;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::settings::SettingsDraft;
use storage::Store;

/// Milliseconds for which the settings are cached.
const REMEMBERED: i64 = 2_000;

/// The settings, and when they were read.
#[derive(Debug)]
pub(crate) struct SettingsCache {
    settings: RwLock<SettingsDraft>,
    /// In milliseconds.
    read_at: AtomicI64,
}

impl Default for SettingsCache {
    fn default() -> Self {
        Self {
            settings: RwLock::new(SettingsDraft::standard()),
            read_at: AtomicI64::new(0),
        }
    }
}

impl SettingsCache {
    /// The settings as they were read last.
    pub(crate) fn now(&self) -> SettingsDraft {
        let settings = self.settings.read();
        settings.map_or_else(
            |_poisoned| SettingsDraft::standard(),
            |settings| settings.clone(),
        )
    }

    pub(crate) fn set(&self, settings: SettingsDraft, now: i64) {
        if let Ok(mut known) = self.settings.write() {
            *known = settings;
        }
        self.read_at.store(now, Ordering::Relaxed);
    }

    /// The settings, read again after 2 seconds. Work that runs meanwhile computes with the ones before; if the database is away, they
    /// stay.
    pub(crate) fn fresh(&self, store: &Store, now: i64) -> SettingsDraft {
        let read_at = self.read_at.load(Ordering::Relaxed);
        let is_fresh = (0..REMEMBERED).contains(&(now - read_at));
        let order = Ordering::Relaxed;
        let takes_it = || self.read_at.compare_exchange(read_at, now, order, order);
        if !is_fresh
            && takes_it().is_ok()
            && let Ok(stored) = store.read_fresh(storage::company_settings::get)
            && let Ok(mut known) = self.settings.write()
        {
            *known = stored.details;
        }
        self.now()
    }
}
