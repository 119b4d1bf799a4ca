//! Sign-in data of users: lookup, password hash, last sign-in.

use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::Id;
use domain::history::AuditAction;
use domain::text::name_key;
use domain::users::User;
use serde_json::json;

use super::{KIND, get};
use crate::audit::{self, Entry};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::users;
use crate::transaction::Transaction;

/// Stored in place of a hash; matches no password.
pub(super) const NO_PASSWORD: &str = "!";

/// A password to set: its hash, and whether it was set by another user, so that it must be changed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPassword<'a> {
    /// Its hash.
    pub hash: &'a str,
    /// Whether the user must change it first.
    pub must_change: bool,
}

/// A user who may be signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRow {
    /// Id.
    pub id: Id<User>,
    /// Username.
    pub username: String,
    /// E-mail address.
    pub email: String,
    /// Password hash; one that matches nothing if there is no password.
    pub password_hash: String,
    /// Whether the user may sign in.
    pub is_active: bool,
}

/// Finds a user by username or e-mail address, ignoring case. A username match takes precedence over an equal address.
///
/// # Errors
/// If the database fails.
pub fn find_for_login(
    conn: &mut DbConnection,
    name_or_email: &str,
) -> Result<Option<LoginRow>, StoreError> {
    let key = name_key(name_or_email);
    let columns = (
        users::id,
        users::username,
        users::email,
        users::password_hash,
        users::is_active,
        users::username_key,
    );
    let found: Vec<(i64, String, String, String, bool, String)> = users::table
        .filter(users::username_key.eq(&key).or(users::email_key.eq(&key)))
        .select(columns)
        .load(conn)?;
    let best = found.into_iter().max_by_key(|row| row.5 == key);
    Ok(best.map(
        |(id, username, email, password_hash, is_active, _)| LoginRow {
            id: Id::new(id),
            username,
            email,
            password_hash,
            is_active,
        },
    ))
}

/// Whether there are any users; false on the first run.
///
/// # Errors
/// If the database fails.
pub fn any_exists(conn: &mut DbConnection) -> Result<bool, StoreError> {
    Ok(diesel::select(exists(users::table.select(users::id))).get_result(conn)?)
}

/// The password hash of a user.
///
/// # Errors
/// If there is no such user, or the database fails.
pub fn password_hash(conn: &mut DbConnection, id: Id<User>) -> Result<String, StoreError> {
    let hash = users::table.find(id.get()).select(users::password_hash);
    Ok(hash.get_result(conn)?)
}

/// Sets a user's password and records that in the history. The caller must end sessions.
///
/// # Errors
/// If there is no such user, or the database fails.
pub fn set_password(
    tx: &mut Transaction<'_>,
    id: Id<User>,
    new: NewPassword<'_>,
) -> Result<(), StoreError> {
    diesel::update(users::table.find(id.get()))
        .set(changes(tx, new))
        .execute(tx.conn)?;
    keep_history(tx, id)
}

/// Sets a user's password if the current hash is as expected; returns false, without a change, if it is not.
///
/// # Errors
/// If the database fails.
pub fn replace_password(
    tx: &mut Transaction<'_>,
    id: Id<User>,
    known: &str,
    new: NewPassword<'_>,
) -> Result<bool, StoreError> {
    let same = users::table
        .find(id.get())
        .filter(users::password_hash.eq(known));
    let met = diesel::update(same)
        .set(changes(tx, new))
        .execute(tx.conn)?;
    if met == 1 {
        keep_history(tx, id)?;
    }
    Ok(met == 1)
}

#[derive(AsChangeset)]
#[diesel(table_name = users)]
struct PasswordColumns<'a> {
    password_hash: &'a str,
    password_change_required: bool,
    password_changed_at: NaiveDateTime,
    failed_logins: i32,
}

fn changes<'a>(tx: &Transaction<'_>, new: NewPassword<'a>) -> PasswordColumns<'a> {
    PasswordColumns {
        password_hash: new.hash,
        password_change_required: new.must_change,
        password_changed_at: tx.now(),
        failed_logins: 0,
    }
}

fn keep_history(tx: &mut Transaction<'_>, id: Id<User>) -> Result<(), StoreError> {
    let user = get(tx.conn, id)?;
    let nothing = json!({});
    let entry = Entry {
        entity: KIND,
        id: id.get(),
        version: user.version,
        action: AuditAction::Password,
        reason: None,
        before: &nothing,
        after: &nothing,
    };
    audit::record(tx, &entry)
}

/// Replaces the hash with a stronger one of the same password.
///
/// # Errors
/// If the database fails.
pub fn rehash(conn: &mut DbConnection, id: Id<User>, hash: &str) -> Result<(), StoreError> {
    diesel::update(users::table.find(id.get()))
        .set(users::password_hash.eq(hash))
        .execute(conn)?;
    Ok(())
}

/// Records a sign-in with the password of a hash. Returns false if the user was deactivated or the password changed while it was
/// checked; the sign-in must then fail. The record's version does not change.
///
/// # Errors
/// If the database fails.
pub fn record_login(
    conn: &mut DbConnection,
    id: Id<User>,
    known: &str,
    now: NaiveDateTime,
) -> Result<bool, StoreError> {
    let same = users::table
        .find(id.get())
        .filter(users::is_active.eq(true))
        .filter(users::password_hash.eq(known));
    let met = diesel::update(same)
        .set((users::last_login_at.eq(now), users::failed_logins.eq(0)))
        .execute(conn)?;
    Ok(met == 1)
}
