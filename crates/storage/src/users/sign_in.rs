//! What signing in asks of a user: who it is, its password's hash, when it came last.

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

/// What stands where a hash would: it matches no password.
pub(super) const NO_PASSWORD: &str = "!";

/// A password to be set: its hash, and whether somebody else knows it, so that the user must change it before anything else.
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
    /// Its id.
    pub id: Id<User>,
    /// Its user name.
    pub username: String,
    /// Its e-mail address.
    pub email: String,
    /// Hash of its password; matches nothing when it has none.
    pub password_hash: String,
    /// Whether it may sign in.
    pub is_active: bool,
}

/// Finds a user by user name or e-mail address, ignoring case. A user name comes before an address that reads the same.
///
/// # Errors
/// When the database fails.
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

/// Whether there is any user at all; none on the first run.
///
/// # Errors
/// When the database fails.
pub fn any_exists(conn: &mut DbConnection) -> Result<bool, StoreError> {
    Ok(diesel::select(exists(users::table.select(users::id))).get_result(conn)?)
}

/// Hash of a user's password.
///
/// # Errors
/// When there is no such user, or the database fails.
pub fn password_hash(conn: &mut DbConnection, id: Id<User>) -> Result<String, StoreError> {
    let hash = users::table.find(id.get()).select(users::password_hash);
    Ok(hash.first(conn)?)
}

/// Sets a user's password, and keeps in the history that it was set. Sessions are the caller's business.
///
/// # Errors
/// When there is no such user, or the database fails.
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

/// The same while the user still has the password of a hash; false when it was changed meanwhile, and nothing is done.
///
/// # Errors
/// When the database fails.
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

/// Puts a stronger hash of the same password in the place of the old one.
///
/// # Errors
/// When the database fails.
pub fn rehash(conn: &mut DbConnection, id: Id<User>, hash: &str) -> Result<(), StoreError> {
    diesel::update(users::table.find(id.get()))
        .set(users::password_hash.eq(hash))
        .execute(conn)?;
    Ok(())
}

/// Notes a sign-in with the password of a hash; false when the user was switched off or given another password while it was
/// checked, and then it is none. A sign-in is no change of the record: its version stays.
///
/// # Errors
/// When the database fails.
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
