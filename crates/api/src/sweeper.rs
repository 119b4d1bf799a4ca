//! Hourly maintenance: deletes expired idempotency keys and sessions, and refreshes the query planner's
//! statistics.

use std::time::Duration;

use actix_web::web::Data;
use chrono::TimeDelta;
use storage::{Store, idempotency, sessions};

use crate::state::State;

/// Time from the start to the first run.
const FIRST: Duration = Duration::from_secs(60);
/// Time between runs.
const PAUSE: Duration = Duration::from_secs(3_600);
/// Hours that an idempotency key is kept; the API promises 24.
const KEY_HOURS: i64 = 48;
/// Days that an ended session is kept, for the list of a user's sessions.
const SESSION_DAYS: i64 = 30;

/// Runs maintenance until the server stops.
pub(crate) async fn sweep(state: Data<State>) {
    let mut pause = FIRST;
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
    }
}
