//! Hourly maintenance: deletes expired idempotency keys and sessions, and refreshes the query planner's
//! statistics. Daily: compares balances with the ledger.

use std::time::Duration;

use actix_web::web::Data;
use chrono::TimeDelta;
use storage::{Store, idempotency, ledger, sessions};

use crate::state::State;

/// Time from the start to the first run.
const FIRST: Duration = Duration::from_secs(60);
/// Time between runs.
const PAUSE: Duration = Duration::from_secs(3_600);
/// Runs between two comparisons of balances with the ledger.
const VERIFY_EVERY: u32 = 24;
/// Hours that an idempotency key is kept; the API promises 24.
const KEY_HOURS: i64 = 48;
/// Days that an ended session is kept, for the list of a user's sessions.
const SESSION_DAYS: i64 = 30;

/// Runs maintenance until the server stops.
pub(crate) async fn sweep(state: Data<State>) {
    let mut pause = FIRST;
    let mut runs = 0_u32;
    loop {
        tokio::time::sleep(pause).await;
        pause = PAUSE;
        let now = state.clock.now();
        let keys = now - TimeDelta::try_hours(KEY_HOURS).unwrap_or_default();
        let ended = now - TimeDelta::try_days(SESSION_DAYS).unwrap_or_default();
        let swept = state.write_plain(move |conn| {
            Ok((
                idempotency::forget_before(conn, keys)?,
                sessions::forget_before(conn, ended)?,
            ))
        });
        match swept.await {
            Ok((keys, sessions)) => tracing::debug!(keys, sessions, "swept"),
            Err(error) => tracing::warn!(code = error.code().code(), "sweeping failed"),
        }
        if let Err(error) = state.run(Store::refresh_statistics).await {
            tracing::warn!(code = error.code().code(), "refreshing statistics failed");
        }
        if runs.is_multiple_of(VERIFY_EVERY) {
            verify(&state).await;
        }
        runs = runs.wrapping_add(1);
    }
}

/// Logs each balance that does not follow from the ledger.
async fn verify(state: &Data<State>) {
    match state.read(ledger::verify).await {
        Ok(differences) => {
            for difference in differences {
                tracing::error!(%difference, "a balance does not follow from the ledger");
            }
        }
        Err(error) => tracing::warn!(code = error.code().code(), "verifying balances failed"),
    }
}
