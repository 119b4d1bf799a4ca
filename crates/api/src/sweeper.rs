//! Forgets what nobody can ask for any more: idempotency keys past their day, sessions that ended for good.

use std::time::Duration;

use actix_web::web::Data;
use chrono::TimeDelta;
use storage::{idempotency, sessions};

use crate::state::State;

/// How often it looks.
const PAUSE: Duration = Duration::from_secs(3_600);
/// Hours that an idempotency key is kept; the contract promises 24.
const KEY_HOURS: i64 = 48;
/// Days that an ended session is kept, to explain what happened.
const SESSION_DAYS: i64 = 30;

/// Sweeps until the server stops.
pub(crate) async fn sweep(state: Data<State>) {
    loop {
        tokio::time::sleep(PAUSE).await;
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
    }
}
