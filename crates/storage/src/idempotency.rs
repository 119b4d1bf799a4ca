//! Stored responses of requests with an idempotency key.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::schema::idempotency_keys;

/// A key that makes a repeated request run only once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Method and path, for example `POST /suppliers`.
    pub route: String,
    /// The key as the client sent it.
    pub key: String,
    /// Keyed hash of the body. Bodies may contain passwords, which could be guessed from a plain hash.
    pub body_hash: String,
    /// Hashes of the same body under the previous signing key.
    pub former_hashes: Vec<String>,
}

/// The result of claiming a key.
pub(crate) enum Claim {
    /// The key is new and belongs to this transaction.
    Ours,
    /// An earlier request has used the key, with this response.
    Answered(String),
}

/// Claims a user's key for this transaction. On PostgreSQL this waits while another transaction holds it.
pub(crate) fn claim(
    conn: &mut DbConnection,
    key: &IdempotencyKey,
    principal: i64,
    now: NaiveDateTime,
) -> Result<Claim, StoreError> {
    let insert = Fragment::sql(
        "INSERT INTO idempotency_keys (principal, route, key, body_hash, created_at) VALUES (",
    )
    .list([
        Value::Int(principal),
        Value::Text(key.route.clone()),
        Value::Text(key.key.clone()),
        Value::Text(key.body_hash.clone()),
        Value::Instant(now),
    ])
    .and_sql(") ON CONFLICT DO NOTHING");
    let inserted = insert.execute(conn).map_err(|error| {
        if error.is_lock_timeout() {
            StoreError::IdempotencyInProgress
        } else {
            error
        }
    })?;
    if inserted == 1 {
        return Ok(Claim::Ours);
    }
    let (body_hash, answer): (String, Option<String>) = idempotency_keys::table
        .find((principal, &key.route, &key.key))
        .select((idempotency_keys::body_hash, idempotency_keys::answer))
        .get_result(conn)?;
    if body_hash != key.body_hash && !key.former_hashes.contains(&body_hash) {
        return Err(StoreError::IdempotencyKeyReused);
    }
    answer
        .map(Claim::Answered)
        .ok_or(StoreError::IdempotencyInProgress)
}

/// Stores the response for the key.
pub(crate) fn keep(
    conn: &mut DbConnection,
    key: &IdempotencyKey,
    principal: i64,
    answer: &str,
) -> Result<(), StoreError> {
    Fragment::sql("UPDATE idempotency_keys SET answer = ")
        .value(Value::Text(answer.to_owned()))
        .and_sql(" WHERE principal = ")
        .value(Value::Int(principal))
        .and_sql(" AND route = ")
        .value(Value::Text(key.route.clone()))
        .and_sql(" AND key = ")
        .value(Value::Text(key.key.clone()))
        .execute(conn)?;
    Ok(())
}

/// Deletes keys created before an instant; returns their number.
///
/// # Errors
/// If the database fails.
pub fn forget_before(conn: &mut DbConnection, instant: NaiveDateTime) -> Result<usize, StoreError> {
    let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(instant));
    Ok(diesel::delete(old).execute(conn)?)
}
