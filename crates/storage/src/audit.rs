//! Writes the history of records: one entry per change, in the transaction of the change. Triggers in both databases prevent later
//! updates and deletes.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use domain::Id;
use domain::history::{AuditAction, FieldChange, differences};
use domain::record::{EntityKind, Stamps, instant};
use serde::Serialize;
use serde_json::Value;

use crate::error::StoreError;
use crate::fragment::{Fragment, Value as SqlValue};
use crate::schema::audit_entries;
use crate::transaction::Transaction;

/// A change to record.
pub(crate) struct Entry<'a> {
    pub(crate) entity: EntityKind,
    pub(crate) id: i64,
    /// The record's version after the change.
    pub(crate) version: i64,
    pub(crate) action: AuditAction,
    pub(crate) reason: Option<&'a str>,
    /// The watched fields of the record before the change; an empty object for a new record.
    pub(crate) before: &'a Value,
    /// The watched fields after the change.
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

/// The watched fields of a record: its writable fields and `archived_at`.
pub(crate) fn watched(details: &impl Serialize, stamps: &Stamps) -> Result<Value, StoreError> {
    let mut watched = serde_json::to_value(details)?;
    if let Value::Object(fields) = &mut watched {
        let archived_at = stamps.archived_at.as_ref().map(instant::show);
        fields.insert("archived_at".to_owned(), Value::from(archived_at));
    }
    Ok(watched)
}

/// Records a change.
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

/// The change of one record in a batch.
pub(crate) struct OneOfMany {
    pub(crate) id: i64,
    /// The record's version after the change.
    pub(crate) version: i64,
    pub(crate) changes: Vec<FieldChange>,
}

const MANY: &str = "INSERT INTO audit_entries \
    (at, actor_id, session_id, address, request_id, entity, action, reason, changes, record_id, version) ";

/// The columns that the entries of a batch share.
fn common(
    tx: &Transaction<'_>,
    kind: EntityKind,
    action: AuditAction,
    reason: &str,
) -> [SqlValue; 8] {
    let context = tx.context;
    [
        SqlValue::Instant(tx.now()),
        context.actor.map(Id::get).into(),
        context.session.into(),
        context.address.clone().into(),
        context.request_id.clone().into(),
        SqlValue::Text(kind.to_string()),
        SqlValue::Text(action.to_string()),
        SqlValue::Text(reason.to_owned()),
    ]
}

/// Records the same change of several records, at their current versions.
pub(crate) fn record_alike(
    tx: &mut Transaction<'_>,
    (kind, table): (EntityKind, &str),
    ids: &[i64],
    action: AuditAction,
    reason: &str,
    changes: &[FieldChange],
) -> Result<(), StoreError> {
    Fragment::sql(MANY)
        .and_sql("SELECT ")
        .list(common(tx, kind, action, reason))
        .and_sql(", ")
        .value(SqlValue::Text(serde_json::to_string(changes)?))
        .and_sql(format!(", id, version FROM {table} WHERE id"))
        .and(Fragment::written_ids(ids))
        .execute(tx.conn)?;
    Ok(())
}

/// Records a change of each of several records.
pub(crate) fn record_many(
    tx: &mut Transaction<'_>,
    kind: EntityKind,
    action: AuditAction,
    reason: &str,
    entries: &[OneOfMany],
) -> Result<(), StoreError> {
    let mut insert = Fragment::sql(MANY).and_sql("VALUES ");
    for (index, entry) in entries.iter().enumerate() {
        let start = if index == 0 { "(" } else { "), (" };
        let own = [
            SqlValue::Text(serde_json::to_string(&entry.changes)?),
            SqlValue::Int(entry.id),
            SqlValue::Int(entry.version),
        ];
        let values = common(tx, kind, action, reason).into_iter().chain(own);
        insert = insert.and_sql(start).list(values);
    }
    insert.and_sql(")").not_kept().execute(tx.conn)?;
    Ok(())
}
