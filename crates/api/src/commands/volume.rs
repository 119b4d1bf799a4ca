//! `demo --volume N`: N orders with related records, for measurements.

use std::time::Duration;

use storage::volume::{self, Volume};
use storage::{Store, WriteContext, users};

use super::{CommandError, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::demo;

/// Number of suppliers, and of customers, created with the orders.
const PARTIES: u32 = 5_000;
/// How long a statement of the filling may run.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// Reads the number of orders; returns the other arguments with it.
pub(super) fn orders<'a, 'b>(words: &'a [&'b str]) -> Result<(&'a [&'b str], u32), CommandError> {
    match words {
        ["--volume", count, rest @ ..] => count
            .parse()
            .map(|count| (rest, count))
            .map_err(|_wrong| CommandError::Usage(format!("{count} is no number of orders"))),
        words => Ok((words, 0)),
    }
}

/// Lifts the limit of requests: with many orders, a statement over all of them takes longer.
pub(super) fn patient(config: Config, orders: u32) -> Config {
    let statement_timeout = match orders {
        0 => config.statement_timeout,
        _ => PATIENCE,
    };
    Config {
        statement_timeout,
        ..config
    }
}

/// Creates the orders.
pub(super) fn fill(store: &Store, clock: &Clock, orders: u32) -> Result<(), CommandError> {
    if orders == 0 {
        return Ok(());
    }
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
