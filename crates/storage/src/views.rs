//! Saved views of lists. They are not business records: removal deletes a view, but its history stays.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use domain::history::AuditAction;
use domain::permissions::Operation;
use domain::problem::Existing;
use domain::text::name_key;
use domain::users::User;
use domain::views::{SavedView, VIEWS_MAX, ViewDraft};
use domain::{EntityKind, Id};
use serde_json::{Value as Json, json};

use crate::audit::{self, Entry};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::records::{self, Expected};
use crate::schema::{saved_views, users};
use crate::transaction::Transaction;

const KIND: EntityKind = EntityKind::View;

#[derive(Queryable)]
struct ViewRow {
    id: i64,
    version: i64,
    owner_id: i64,
    owner_name: String,
    list: String,
    name: String,
    query: String,
    columns: String,
    is_shared: bool,
    is_default: bool,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// Selects views with the names of their owners.
macro_rules! shown {
    () => {
        saved_views::table.inner_join(users::table).select((
            saved_views::id,
            saved_views::version,
            saved_views::owner_id,
            users::display_name,
            saved_views::list,
            saved_views::name,
            saved_views::query,
            saved_views::shown_columns,
            saved_views::is_shared,
            saved_views::is_default,
            saved_views::created_at,
            saved_views::updated_at,
        ))
    };
}

impl ViewRow {
    fn into_view(self) -> Result<SavedView, StoreError> {
        Ok(SavedView {
            id: Id::new(self.id),
            version: self.version,
            details: ViewDraft {
                list: self.list,
                name: self.name,
                query: self.query,
                columns: serde_json::from_str(&self.columns)?,
                is_shared: self.is_shared,
                is_default: self.is_default,
            },
            owner_id: Id::new(self.owner_id),
            owner_name: self.owner_name,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// The user's views of a list: own ones first, then the shared ones of others, each by name.
///
/// # Errors
/// If the database fails.
pub fn list(
    conn: &mut DbConnection,
    user: Id<User>,
    list: &str,
) -> Result<Vec<SavedView>, StoreError> {
    let own = saved_views::owner_id.eq(user.get());
    let mut rows: Vec<ViewRow> = shown!()
        .filter(own.or(saved_views::is_shared.eq(true)))
        .filter(saved_views::list.eq(list))
        .order((saved_views::name_key, saved_views::id))
        .load(conn)?;
    rows.sort_by_key(|row| row.owner_id != user.get());
    rows.into_iter().map(ViewRow::into_view).collect()
}

/// Reads a view; a private view of another user counts as missing.
///
/// # Errors
/// If there is none, or the database fails.
pub fn get(
    conn: &mut DbConnection,
    user: Id<User>,
    id: Id<SavedView>,
) -> Result<SavedView, StoreError> {
    let row: ViewRow = shown!()
        .filter(saved_views::id.eq(id.get()))
        .get_result(conn)?;
    if row.owner_id == user.get() || row.is_shared {
        row.into_view()
    } else {
        Err(StoreError::NotFound)
    }
}

/// Creates a view.
///
/// # Errors
/// If the name is taken, the role may not share, there are too many, or the database fails.
pub fn create(tx: &mut Transaction<'_>, draft: &ViewDraft) -> Result<SavedView, StoreError> {
    let owner = tx.actor()?;
    may_share(tx, draft)?;
    let kept: i64 = saved_views::table
        .filter(saved_views::owner_id.eq(owner.get()))
        .filter(saved_views::list.eq(&draft.list))
        .count()
        .get_result(tx.conn)?;
    if kept >= VIEWS_MAX {
        let message = "A list can have at most 100 views. Remove one first";
        return Err(StoreError::invalid("/name", "too_many", message));
    }
    refuse_taken(tx.conn, owner.get(), 0, draft)?;
    clear_default(tx, owner.get(), draft)?;
    let id: i64 = diesel::insert_into(saved_views::table)
        .values((
            saved_views::owner_id.eq(owner.get()),
            saved_views::list.eq(&draft.list),
            saved_views::name.eq(&draft.name),
            saved_views::name_key.eq(name_key(&draft.name)),
            saved_views::query.eq(&draft.query),
            saved_views::shown_columns.eq(serde_json::to_string(&draft.columns)?),
            saved_views::is_shared.eq(draft.is_shared),
            saved_views::is_default.eq(draft.is_default),
            saved_views::created_at.eq(tx.now()),
            saved_views::updated_at.eq(tx.now()),
        ))
        .returning(saved_views::id)
        .get_result(tx.conn)?;
    let made = get(tx.conn, owner, Id::new(id))?;
    keep_history(
        tx,
        AuditAction::Create,
        &made,
        &json!({}),
        &json!(made.details),
    )?;
    Ok(made)
}

/// Changes a view; its list cannot change.
///
/// # Errors
/// If the caller may not change it, the version is stale, the name is taken, or the database fails.
pub fn update(
    tx: &mut Transaction<'_>,
    id: Id<SavedView>,
    expected: &Expected,
    change: impl FnOnce(&SavedView) -> Result<ViewDraft, StoreError>,
) -> Result<SavedView, StoreError> {
    let actor = tx.actor()?;
    let before = get(tx.conn, actor, id)?;
    tx.authorize(Operation::Update, KIND, tx.relation_to(before.owner_id))?;
    expected.check(KIND, id.get(), before.version)?;
    let draft = change(&before)?;
    if draft.list != before.details.list {
        let message = "A view cannot move to another list. Create a new one there";
        return Err(StoreError::invalid("/list", "cannot_change", message));
    }
    if draft == before.details {
        return Ok(before);
    }
    may_share(tx, &draft)?;
    let owner = before.owner_id.get();
    refuse_taken(tx.conn, owner, id.get(), &draft)?;
    if draft.is_default && !before.details.is_default {
        clear_default(tx, owner, &draft)?;
    }
    save(tx, before, draft)
}

/// Removes a view.
///
/// # Errors
/// If the caller may not remove it, the version is stale, or the database fails.
pub fn remove(
    tx: &mut Transaction<'_>,
    id: Id<SavedView>,
    expected: &Expected,
) -> Result<(), StoreError> {
    let actor = tx.actor()?;
    let before = get(tx.conn, actor, id)?;
    tx.authorize(Operation::Archive, KIND, tx.relation_to(before.owner_id))?;
    expected.check(KIND, id.get(), before.version)?;
    diesel::delete(saved_views::table.find(id.get())).execute(tx.conn)?;
    keep_history(
        tx,
        AuditAction::Archive,
        &before,
        &json!(before.details),
        &json!({}),
    )
}

fn may_share(tx: &Transaction<'_>, draft: &ViewDraft) -> Result<(), StoreError> {
    if draft.is_shared {
        tx.authorize(Operation::Share, KIND, None)?;
    }
    Ok(())
}

/// A list has one default view per user: clears the previous one.
fn clear_default(
    tx: &mut Transaction<'_>,
    owner: i64,
    draft: &ViewDraft,
) -> Result<(), StoreError> {
    if !draft.is_default {
        return Ok(());
    }
    let previous: Option<ViewRow> = shown!()
        .filter(saved_views::owner_id.eq(owner))
        .filter(saved_views::list.eq(&draft.list))
        .filter(saved_views::is_default.eq(true))
        .get_result(tx.conn)
        .optional()?;
    if let Some(previous) = previous {
        let before = previous.into_view()?;
        let mut cleared = before.details.clone();
        cleared.is_default = false;
        save(tx, before, cleared)?;
    }
    Ok(())
}

/// Writes a changed view, with its history.
fn save(
    tx: &mut Transaction<'_>,
    before: SavedView,
    draft: ViewDraft,
) -> Result<SavedView, StoreError> {
    let row = saved_views::table
        .find(before.id.get())
        .filter(saved_views::version.eq(before.version));
    let met = diesel::update(row)
        .set((
            saved_views::version.eq(before.version + 1),
            saved_views::name.eq(&draft.name),
            saved_views::name_key.eq(name_key(&draft.name)),
            saved_views::query.eq(&draft.query),
            saved_views::shown_columns.eq(serde_json::to_string(&draft.columns)?),
            saved_views::is_shared.eq(draft.is_shared),
            saved_views::is_default.eq(draft.is_default),
            saved_views::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn)?;
    records::ensure_updated(met)?;
    let after = SavedView {
        version: before.version + 1,
        details: draft,
        updated_at: tx.now(),
        ..before.clone()
    };
    let (from, to) = (json!(before.details), json!(after.details));
    keep_history(tx, AuditAction::Update, &after, &from, &to)?;
    Ok(after)
}

fn refuse_taken(
    conn: &mut DbConnection,
    owner: i64,
    own: i64,
    draft: &ViewDraft,
) -> Result<(), StoreError> {
    let taken: Option<i64> = saved_views::table
        .filter(saved_views::owner_id.eq(owner))
        .filter(saved_views::list.eq(&draft.list))
        .filter(saved_views::name_key.eq(name_key(&draft.name)))
        .filter(saved_views::id.ne(own))
        .select(saved_views::id)
        .get_result(conn)
        .optional()?;
    match taken {
        None => Ok(()),
        Some(id) => Err(StoreError::Duplicate {
            pointer: "/name".to_owned(),
            existing: Existing {
                id,
                label: draft.name.clone(),
                archived: false,
            },
        }),
    }
}

fn keep_history(
    tx: &mut Transaction<'_>,
    action: AuditAction,
    view: &SavedView,
    before: &Json,
    after: &Json,
) -> Result<(), StoreError> {
    let entry = Entry {
        entity: KIND,
        id: view.id.get(),
        version: view.version,
        action,
        reason: None,
        before,
        after,
    };
    audit::record(tx, &entry)
}
