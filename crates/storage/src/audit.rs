//! The history of records: one entry per change, written in the transaction of the change. Triggers in both databases prevent later
//! updates and deletes.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamp};
use domain::Id;
use domain::history::{AuditAction, FieldChange, HistoryEntry, StaleChange, differences};
use domain::record::{EntityKind, Stamps, instant};
use serde::Serialize;
use serde_json::Value;

use crate::codes;
use crate::connection::DbConnection;
use crate::entity_store::WriteStore;
use crate::error::StoreError;
use crate::fragment::{Fragment, Nothing, Statement, Value as SqlValue};
use crate::schema::{audit_entries, users};
use crate::transaction::Transaction;

/// Actor name of changes that the program makes itself.
pub(crate) const PROGRAM: &str = "ProjectMeats";

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
    let text = |text: &Option<String>| match text {
        Some(text) => SqlValue::Text(text.clone()),
        None => SqlValue::Nothing(Nothing::Text),
    };
    let number = |number: Option<i64>| match number {
        Some(number) => SqlValue::Int(number),
        None => SqlValue::Nothing(Nothing::Int),
    };
    [
        SqlValue::Instant(tx.now()),
        number(context.actor.map(Id::get)),
        number(context.session),
        text(&context.address),
        text(&context.request_id),
        SqlValue::Text(kind.to_string()),
        SqlValue::Text(action.to_string()),
        SqlValue::Text(reason.to_owned()),
    ]
}

/// Records the same change of several records, at their current versions.
pub(crate) fn record_alike<R: WriteStore>(
    tx: &mut Transaction<'_>,
    ids: &[i64],
    action: AuditAction,
    reason: &str,
    changes: &[FieldChange],
) -> Result<(), StoreError> {
    Fragment::sql(MANY)
        .and_sql("SELECT ")
        .list(common(tx, R::KIND, action, reason))
        .and_sql(", ")
        .value(SqlValue::Text(serde_json::to_string(changes)?))
        .and_sql(format!(", id, version FROM {} WHERE id", R::TABLE))
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

/// The history of a record, newest first; `before` is the id of the last entry of the previous page.
///
/// # Errors
/// If the database fails.
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

/// The changes of a record since a version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaleChanges {
    /// Each field once, from its value before the oldest entry read to its current value.
    pub items: Vec<StaleChange>,
    /// Whether changes were left out.
    pub truncated: bool,
}

/// Maximum number of entries to read, newest first.
const STALE_ENTRIES: usize = 100;
/// Maximum size of the changes to read, in bytes; reading stops after the entry that passes it.
const STALE_BYTES: i64 = 256 * 1024;
/// Maximum number of fields to return.
const STALE_FIELDS: usize = 100;

/// The changes of a record between two versions, each field once. The cost is bounded, however long the history is.
pub(crate) fn changes_since(
    conn: &mut DbConnection,
    (kind, id): (EntityKind, i64),
    since: i64,
    current: i64,
) -> Result<StaleChanges, StoreError> {
    let newest = Fragment::sql(
        "SELECT recent.at, users.display_name, recent.changes FROM (SELECT id, at, actor_id, changes, \
         sum(octet_length(changes)) OVER (ORDER BY id DESC) - octet_length(changes) AS newer_bytes \
         FROM (SELECT id, at, actor_id, changes FROM audit_entries WHERE entity = ",
    )
    .value(SqlValue::Text(kind.to_string()))
    .and_sql(" AND record_id = ")
    .value(SqlValue::Int(id))
    .and_sql(" AND version > ")
    .value(SqlValue::Int(since))
    .and_sql(" AND version <= ")
    .value(SqlValue::Int(current))
    .and_sql(format!(
        " ORDER BY id DESC LIMIT {}) AS newest) AS recent LEFT JOIN users ON users.id = recent.actor_id \
         WHERE recent.newer_bytes < {STALE_BYTES} ORDER BY recent.id",
        STALE_ENTRIES
    ));
    let rows: Vec<(NaiveDateTime, Option<String>, String)> =
        Statement::<(Timestamp, Nullable<Text>, Text)>::new(newest).load(conn)?;
    // Every version has exactly one entry.
    let read = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut truncated = read < current - since.max(0);
    let mut all = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, by, changes) in rows {
        let by = by.unwrap_or_else(|| PROGRAM.to_owned());
        let changes: Vec<FieldChange> = serde_json::from_str(&changes)?;
        for change in changes {
            merge(&mut all, &mut places, change, &by, at);
        }
    }
    all.retain(|change| change.from != change.to);
    truncated |= all.len() > STALE_FIELDS;
    all.truncate(STALE_FIELDS);
    Ok(StaleChanges {
        items: all,
        truncated,
    })
}

fn merge(
    all: &mut Vec<StaleChange>,
    places: &mut HashMap<String, usize>,
    change: FieldChange,
    by: &str,
    at: NaiveDateTime,
) {
    let known = places.get(&change.pointer);
    match known.and_then(|place| all.get_mut(*place)) {
        Some(known) => {
            known.to = change.after;
            known.by = by.to_owned();
            known.at = at;
        }
        None => {
            places.insert(change.pointer.clone(), all.len());
            all.push(StaleChange {
                pointer: change.pointer,
                from: change.before,
                to: change.after,
                by: by.to_owned(),
                at,
            });
        }
    }
}
