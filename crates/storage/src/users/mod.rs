//! Users: reading, creating and changing one. Passwords arrive hashed and are never returned.

mod list;
mod rows;
mod sign_in;

use diesel::prelude::*;
use domain::choices::UserRole;
use domain::history::AuditAction;
use domain::permissions::{Operation, Relation};
use domain::record::EntityKind;
use domain::users::{User, UserDraft};
use domain::{FieldErrors, Id};
use serde_json::{Value as Json, json};

use crate::audit::{self, Entry};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::records::{self, Expected, refuse_taken};
use crate::schema::users;
use crate::search;
use crate::sessions;
use crate::transaction::Transaction;

pub use list::list;
use rows::{Row, Values};
pub use sign_in::{
    LoginRow, NewPassword, any_exists, find_for_login, password_hash, record_login, rehash,
    replace_password, set_password,
};

const KIND: EntityKind = EntityKind::User;
/// The column with the display name.
const CALLED: &str = "display_name";

/// Reads a user.
///
/// # Errors
/// If there is none, or the database fails.
pub fn get(conn: &mut DbConnection, id: Id<User>) -> Result<User, StoreError> {
    let row: Row = users::table
        .find(id.get())
        .select(Row::as_select())
        .get_result(conn)?;
    row.into_user()
}

/// Creates a user from a checked draft. Without a password, the user cannot sign in until one is set.
///
/// # Errors
/// If its username or e-mail address is taken, or the database fails.
pub fn create(
    tx: &mut Transaction<'_>,
    mut draft: UserDraft,
    password: Option<NewPassword<'_>>,
) -> Result<User, StoreError> {
    rows::settle(&mut draft, true);
    let values = Values::try_from(&draft)?;
    for (unique, value) in values.unique() {
        refuse_taken(tx, None, unique, CALLED, &[value])?;
    }
    values.refuse_ambiguous(tx.conn, None)?;
    let id: i64 = diesel::insert_into(users::table)
        .values((
            &values,
            users::version.eq(1),
            users::password_hash.eq(password.map_or(sign_in::NO_PASSWORD, |new| new.hash)),
            users::password_change_required.eq(password.is_some_and(|new| new.must_change)),
            users::password_changed_at.eq(tx.now()),
            users::created_at.eq(tx.now()),
            users::updated_at.eq(tx.now()),
        ))
        .returning(users::id)
        .get_result(tx.conn)?;
    let user = get(tx.conn, Id::new(id))?;
    index(tx.conn, &user)?;
    keep_history(tx, AuditAction::Create, &json!({}), &user)?;
    Ok(user)
}

/// Changes a user, and the password if one is given. Deactivation or a new password ends every session.
///
/// # Errors
/// Those of `change`; if the version is stale, a username or address is taken, or no administrator would be left.
pub fn update(
    tx: &mut Transaction<'_>,
    id: Id<User>,
    expected: &Expected,
    password: Option<NewPassword<'_>>,
    change: impl FnOnce(&User) -> Result<UserDraft, StoreError>,
) -> Result<User, StoreError> {
    let before = get(tx.conn, id)?;
    // First, so that only callers who may change the user see errors of the body.
    tx.authorize(Operation::Update, KIND, tx.relation_to(id))?;
    expected.check(KIND, id.get(), before.version)?;
    let mut draft = change(&before)?;
    let sets_password = password.is_some() || draft.password.take().is_some();
    let profile_only = UserDraft {
        profile: draft.profile.clone(),
        ..before.details.clone()
    };
    // The permission to change one's own user covers the profile only.
    if sets_password || draft != profile_only {
        tx.authorize(Operation::Update, KIND, Some(Relation::Others))?;
    }
    // A stolen session must not suffice to change the password.
    if sets_password && tx.context.actor == Some(id) {
        let message = "Change your own password in your profile, which asks for the current one (POST /me/password)";
        return Err(StoreError::invalid("/password", "own_password", message));
    }
    rows::settle(&mut draft, before.details.is_active.unwrap_or(true));
    if let Some(password) = password {
        set_password(tx, id, password)?;
        sessions::end_all(tx.conn, id, None, tx.now())?;
    }
    if draft == before.details {
        return get(tx.conn, id);
    }
    if is_live_admin(&before.details) && !is_live_admin(&draft) {
        must_leave_an_admin(tx.conn, &draft)?;
    }
    let values = Values::try_from(&draft)?;
    for (unique, value) in values.unique() {
        refuse_taken(tx, Some(id.get()), unique, CALLED, &[value])?;
    }
    values.refuse_ambiguous(tx.conn, Some(id.get()))?;
    let row = users::table.find(id.get());
    let met = diesel::update(row.filter(users::version.eq(before.version)))
        .set((
            &values,
            users::version.eq(before.version + 1),
            users::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn)?;
    records::ensure_updated(met)?;
    if draft.is_active == Some(false) {
        sessions::end_all(tx.conn, id, None, tx.now())?;
    }
    let after = get(tx.conn, id)?;
    index(tx.conn, &after)?;
    keep_history(tx, AuditAction::Update, &watched(&before)?, &after)?;
    Ok(after)
}

fn is_live_admin(draft: &UserDraft) -> bool {
    draft.role == UserRole::Admin && draft.is_active != Some(false)
}

/// Rejects removing the last administrator. Locks the rows of all administrators, so that two of them cannot remove each other
/// concurrently.
fn must_leave_an_admin(conn: &mut DbConnection, draft: &UserDraft) -> Result<(), StoreError> {
    let admins = users::table
        .filter(users::role.eq(UserRole::Admin.to_string()))
        .filter(users::is_active.eq(true));
    let live = diesel::update(admins)
        .set(users::version.eq(users::version))
        .execute(conn)?;
    if live > 1 {
        return Ok(());
    }
    let pointer = if draft.role == UserRole::Admin {
        "/is_active"
    } else {
        "/role"
    };
    let mut errors = FieldErrors::new();
    errors.add(
        pointer,
        "last_admin",
        "This is the last active administrator. Add another first",
    );
    Err(StoreError::Invalid(errors))
}

/// The fields of a user that the history watches: all but `preferences`.
fn watched(user: &User) -> Result<Json, StoreError> {
    let mut watched = serde_json::to_value(&user.details)?;
    if let Json::Object(fields) = &mut watched {
        fields.remove("preferences");
    }
    Ok(watched)
}

fn keep_history(
    tx: &mut Transaction<'_>,
    action: AuditAction,
    before: &Json,
    after: &User,
) -> Result<(), StoreError> {
    let entry = Entry {
        entity: KIND,
        id: after.id.get(),
        version: after.version,
        action,
        reason: None,
        before,
        after: &watched(after)?,
    };
    audit::record(tx, &entry)
}

/// Stores the search text of a user.
fn index(conn: &mut DbConnection, user: &User) -> Result<(), StoreError> {
    let (details, profile) = (&user.details, &user.details.profile);
    let parts = [
        Some(details.username.as_str()),
        Some(&user.display_name),
        Some(&details.email),
        profile.job_title.as_deref(),
        profile.department.as_deref(),
    ];
    search::set(conn, KIND, user.id.get(), &parts)
}
