//! `demo`: fills an empty database with the demo brokerage. With the feature `volume`, `demo --volume N` adds N orders for measuring.

use std::sync::Arc;

use super::{CommandError, say};
use crate::auth::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::logging;
use crate::server::{self, StartError};

pub(super) fn demo(words: &[&str]) -> Result<(), CommandError> {
    #[cfg(feature = "volume")]
    let (words, orders) = super::volume::orders(words)?;
    if let [other, ..] = words {
        return Err(CommandError::Usage(format!("demo takes no {other}")));
    }
    let config = Config::from_env()?;
    #[cfg(feature = "volume")]
    let config = super::volume::patient(config, orders);
    logging::start(&config)?;
    let store = server::open_store(&config)?;
    store.migrate()?;
    let passwords = Passwords::new(config.hash_cost).map_err(StartError::from)?;
    let clock = Arc::new(Clock::default());
    let sign_in = server::demo_sign_in(&config, &store, &clock, &passwords)?;
    #[cfg(feature = "volume")]
    super::volume::fill(&store, &clock, orders)?;
    say(&format!(
        "the demo is there; sign in: {} {}",
        sign_in.username, sign_in.password
    ));
    Ok(())
}
