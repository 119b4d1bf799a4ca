//! `demo`: fills an empty database with the demo brokerage, and optionally with thousands of records for
//! measurements.

use std::sync::Arc;

use storage::volume::{self, Volume};
use storage::{Store, WriteContext, users};

use super::{CommandError, say};
use crate::auth::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::server::{self, StartError};
use crate::{demo, logging};

/// Number of suppliers, and of customers, created with volume orders.
const PARTIES: u32 = 5_000;

pub(super) fn demo(words: &[&str]) -> Result<(), CommandError> {
    let orders: u32 = match words {
        [] => 0,
        ["--volume", count] => count
            .parse()
            .map_err(|_wrong| CommandError::Usage(format!("{count} is no number of orders")))?,
        [other, ..] => return Err(CommandError::Usage(format!("demo takes no {other}"))),
    };
    let config = Config::from_env()?;
    logging::start(&config)?;
    let store = server::open_store(&config)?;
    store.migrate()?;
    let passwords = Passwords::new(config.hash_cost).map_err(StartError::from)?;
    let clock = Arc::new(Clock::default());
    let sign_in = server::demo_sign_in(&config, &store, &clock, &passwords)?;
    if orders > 0 {
        fill(&store, &clock, orders)?;
    }
    say(&format!(
        "the demo is there; sign in: {} {}",
        sign_in.username, sign_in.password
    ));
    Ok(())
}

fn fill(store: &Store, clock: &Clock, orders: u32) -> Result<(), CommandError> {
    let owners = store.read_fresh(|conn| {
        let mut owners = Vec::new();
        for name in demo::OWNERS {
            owners.extend(users::find_for_login(conn, name)?.map(|user| user.id));
        }
        Ok(owners)
    })?;
    let context = WriteContext {
        actor: owners.first().copied(),
        ..WriteContext::of_the_program(clock.now())
    };
    let volume = Volume {
        suppliers: PARTIES,
        customers: PARTIES,
        orders,
    };
    if !volume::fill(store, &context, &owners, volume)? {
        say("the volume is there already");
    }
    Ok(())
}
