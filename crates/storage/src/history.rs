//! Reads the history of records.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamp};
use domain::Id;
use domain::history::{FieldChange, HistoryEntry, StaleChange};
use domain::record::EntityKind;

use crate::codes;
use crate::connection::DbConnection;
use crate::error::{StaleChanges, StoreError};
use crate::fragment::{Fragment, Statement, Value};
use crate::schema::{audit_entries, users};

/// Actor name of changes that the program makes itself.
pub(crate) const PROGRAM: &str = "ProjectMeats";

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
    .value(Value::Text(kind.to_string()))
    .and_sql(" AND record_id = ")
    .value(Value::Int(id))
    .and_sql(" AND version > ")
    .value(Value::Int(since))
    .and_sql(" AND version <= ")
    .value(Value::Int(current))
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
