//! The history of records: one entry a change, written in the transaction of the change and never touched again (triggers in
//! both databases refuse it).

use chrono::NaiveDateTime;
use diesel::prelude::*;
use domain::Id;
use domain::history::{AuditAction, FieldChange, HistoryEntry, StaleChange, differences};
use domain::record::{EntityKind, Stamps, instant};
use serde::Serialize;
use serde_json::Value;

use crate::codes;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::{audit_entries, users};
use crate::transaction::Transaction;

/// Who did what the program itself did.
pub(crate) const PROGRAM: &str = "ProjectMeats";

/// One change to be kept.
pub(crate) struct Entry<'a> {
    pub(crate) entity: EntityKind,
    pub(crate) id: i64,
    /// The record's version after the change.
    pub(crate) version: i64,
    pub(crate) action: AuditAction,
    pub(crate) reason: Option<&'a str>,
    /// What of the record is watched, before; an empty object for a new one.
    pub(crate) before: &'a Value,
    /// The same after.
    pub(crate) after: &'a Value,
}

#[derive(Insertable)]
#[diesel(table_name = audit_entries, treat_none_as_default_value = false)]
struct NewEntry<'a> {
    at: NaiveDateTime,
    actor_id: Option<i64>,
    session_id: Option<i64>,
    address: Option<&'a str>,
    request_id: Option<&'a str>,
    entity: String,
    record_id: i64,
    version: i64,
    action: String,
    reason: Option<&'a str>,
    changes: String,
}

/// What of a record is watched: what people fill in, and the archive.
pub(crate) fn watched(details: &impl Serialize, stamps: &Stamps) -> Result<Value, StoreError> {
    let mut watched = serde_json::to_value(details)?;
    if let Value::Object(fields) = &mut watched {
        let archived_at = stamps.archived_at.as_ref().map(instant::show);
        fields.insert("archived_at".to_owned(), Value::from(archived_at));
    }
    Ok(watched)
}

/// Keeps a change.
pub(crate) fn record(tx: &mut Transaction<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let context = tx.context;
    let changes = differences(entry.before, entry.after);
    diesel::insert_into(audit_entries::table)
        .values(NewEntry {
            at: tx.now(),
            actor_id: context.actor.map(Id::get),
            session_id: context.session,
            address: context.address.as_deref(),
            request_id: context.request_id.as_deref(),
            entity: entry.entity.to_string(),
            record_id: entry.id,
            version: entry.version,
            action: entry.action.to_string(),
            reason: entry.reason,
            changes: serde_json::to_string(&changes)?,
        })
        .execute(tx.conn)?;
    Ok(())
}

/// The history of a record, newest first; `before` is the number of the last entry of the page before.
///
/// # Errors
/// When the database fails.
pub fn history(
    conn: &mut DbConnection,
    kind: EntityKind,
    id: i64,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let rows: Vec<EntryRow> = audit_entries::table
        .left_join(users::table)
        .filter(audit_entries::entity.eq(kind.to_string()))
        .filter(audit_entries::record_id.eq(id))
        .filter(audit_entries::id.lt(before.unwrap_or(i64::MAX)))
        .order(audit_entries::id.desc())
        .limit(i64::from(limit))
        .select((
            audit_entries::id,
            audit_entries::at,
            audit_entries::actor_id,
            users::display_name.nullable(),
            audit_entries::action,
            audit_entries::reason,
            audit_entries::request_id,
            audit_entries::version,
            audit_entries::changes,
        ))
        .load(conn)?;
    rows.into_iter().map(EntryRow::into_entry).collect()
}

#[derive(Queryable)]
struct EntryRow {
    id: i64,
    at: NaiveDateTime,
    actor_id: Option<i64>,
    actor_name: Option<String>,
    action: String,
    reason: Option<String>,
    request_id: Option<String>,
    version: i64,
    changes: String,
}

impl EntryRow {
    fn into_entry(self) -> Result<HistoryEntry, StoreError> {
        Ok(HistoryEntry {
            id: self.id,
            at: self.at,
            actor_id: self.actor_id.map(Id::new),
            actor_name: self.actor_name.unwrap_or_else(|| PROGRAM.to_owned()),
            action: codes::read(&self.action)?,
            reason: self.reason,
            request_id: self.request_id,
            version: self.version,
            changes: serde_json::from_str(&self.changes)?,
        })
    }
}

/// What happened to a record since a version: each field once, from its value then to its value now.
pub(crate) fn changes_since(
    conn: &mut DbConnection,
    kind: EntityKind,
    id: i64,
    version: i64,
) -> Result<Vec<StaleChange>, StoreError> {
    let rows: Vec<(NaiveDateTime, Option<String>, String)> = audit_entries::table
        .left_join(users::table)
        .filter(audit_entries::entity.eq(kind.to_string()))
        .filter(audit_entries::record_id.eq(id))
        .filter(audit_entries::version.gt(version))
        .order(audit_entries::id.asc())
        .select((
            audit_entries::at,
            users::display_name.nullable(),
            audit_entries::changes,
        ))
        .load(conn)?;
    let mut all: Vec<StaleChange> = Vec::new();
    for (at, by, changes) in rows {
        let by = by.unwrap_or_else(|| PROGRAM.to_owned());
        let changes: Vec<FieldChange> = serde_json::from_str(&changes)?;
        for change in changes {
            merge(&mut all, change, &by, at);
        }
    }
    all.retain(|change| change.from != change.to);
    Ok(all)
}

fn merge(all: &mut Vec<StaleChange>, change: FieldChange, by: &str, at: NaiveDateTime) {
    match all.iter_mut().find(|known| known.pointer == change.pointer) {
        Some(known) => {
            known.to = change.after;
            known.by = by.to_owned();
            known.at = at;
        }
        None => all.push(StaleChange {
            pointer: change.pointer,
            from: change.before,
            to: change.after,
            by: by.to_owned(),
            at,
        }),
    }
}
