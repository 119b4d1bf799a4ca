//! Dependents of a record: archived and restored together with it. One statement updates all records of a kind, and a few write
//! their history.

use chrono::NaiveDateTime;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use domain::history::{AuditAction, FieldChange};
use domain::problem::Existing;
use domain::record::instant;
use serde_json::Value as Json;

use super::ArchiveStore;
use crate::audit;
use crate::connection::DbConnection;
use crate::error::{BLOCKERS, StoreError};
use crate::fragment::{Fragment, Statement, Value};
use crate::records::{Unique, UniqueScope};
use crate::transaction::Transaction;

/// Number of records per history statement.
const BATCH: usize = 1_000;

/// The record that is archived or restored, and what the history of its dependents says about it.
#[derive(Clone, Copy)]
struct Parent<'a> {
    id: i64,
    reason: &'a str,
}

struct Dependent {
    link: &'static str,
    archive: fn(&mut Transaction<'_>, &'static str, Parent<'_>) -> Result<(), StoreError>,
    restore:
        fn(&mut Transaction<'_>, &'static str, Parent<'_>, NaiveDateTime) -> Result<(), StoreError>,
}

/// The kinds of records that depend on a record.
pub(crate) struct Dependents(Vec<Dependent>);

impl Dependents {
    /// No dependents.
    pub(crate) const fn none() -> Self {
        Self(Vec::new())
    }

    /// Adds a kind of record, with its link field.
    pub(crate) fn and<R: ArchiveStore>(mut self, link: &'static str) -> Self {
        self.0.push(Dependent {
            link,
            archive: archive_all::<R>,
            restore: restore_all::<R>,
        });
        self
    }
}

/// Archives the active dependents of a record. Sharing the record's instant marks them as archived with it.
pub(super) fn archive(
    tx: &mut Transaction<'_>,
    dependents: &Dependents,
    id: i64,
    label: &str,
) -> Result<(), StoreError> {
    let reason = &format!("with {label}");
    for dependent in &dependents.0 {
        (dependent.archive)(tx, dependent.link, Parent { id, reason })?;
    }
    Ok(())
}

/// Restores the dependents that were archived with a record.
pub(super) fn restore(
    tx: &mut Transaction<'_>,
    dependents: &Dependents,
    id: i64,
    since: NaiveDateTime,
    label: &str,
) -> Result<(), StoreError> {
    let reason = &format!("with {label}");
    for dependent in &dependents.0 {
        (dependent.restore)(tx, dependent.link, Parent { id, reason }, since)?;
    }
    Ok(())
}

fn archive_all<R: ArchiveStore>(
    tx: &mut Transaction<'_>,
    link: &'static str,
    parent: Parent<'_>,
) -> Result<(), StoreError> {
    let (now, actor) = (tx.now(), tx.actor()?.get());
    let update = turned::<R>(tx, actor)
        .and_sql(", archived_at = ")
        .value(Value::Instant(now))
        .and_sql(", archived_by = ")
        .value(Value::Int(actor))
        .and_sql(format!(" WHERE {link} = "))
        .value(Value::Int(parent.id))
        .and_sql(" AND archived_at IS NULL RETURNING id");
    let turned: Vec<i64> = Statement::<BigInt>::new(update).load(tx.conn)?;
    // Checked after the update, which waits for orders being issued and blocks new ones.
    let (mut blockers, mut count) = (Vec::new(), 0);
    for batch in turned.chunks(BATCH) {
        let (some, more) = R::blockers_among(tx.conn, batch)?;
        blockers.extend(some);
        count += more;
    }
    if count > 0 {
        blockers.truncate(BLOCKERS);
        return Err(StoreError::InUse { blockers, count });
    }
    let change = (Json::Null, Json::from(instant::show(&now)));
    follow::<R>(tx, turned, AuditAction::Archive, parent, change)
}

fn restore_all<R: ArchiveStore>(
    tx: &mut Transaction<'_>,
    link: &'static str,
    parent: Parent<'_>,
    since: NaiveDateTime,
) -> Result<(), StoreError> {
    if tx.diagnoses_unique() {
        refuse_taken::<R>(tx.conn, link, parent.id, since)?;
    }
    // Records with another parent that is archived stay archived. Locks those parents first, so that they cannot be archived
    // meanwhile.
    let others = || {
        let links = R::LINKS.iter();
        links.filter(move |other| R::PARENTS.contains(&other.field) && other.field != link)
    };
    for other in others() {
        let (own, parents) = (R::TABLE, other.table);
        Fragment::sql(format!(
            "UPDATE {parents} SET version = version WHERE id IN (SELECT {} FROM {own} WHERE {link} = ",
            other.field
        ))
        .value(Value::Int(parent.id))
        .and_sql(" AND archived_at = ")
        .value(Value::Instant(since))
        .and_sql(")")
        .execute(tx.conn)?;
    }
    let actor = tx.actor()?.get();
    let mut update = turned::<R>(tx, actor)
        .and_sql(format!(
            ", archived_at = NULL, archived_by = NULL WHERE {link} = "
        ))
        .value(Value::Int(parent.id))
        .and_sql(" AND archived_at = ")
        .value(Value::Instant(since));
    for other in others() {
        let (own, parents) = (R::TABLE, other.table);
        update = update.and_sql(format!(
            " AND NOT EXISTS (SELECT 1 FROM {parents} AS parent WHERE parent.id = {own}.{} AND parent.archived_at IS NOT NULL)",
            other.field
        ));
    }
    let turned: Vec<i64> =
        Statement::<BigInt>::new(update.and_sql(" RETURNING id")).load(tx.conn)?;
    let change = (Json::from(instant::show(&since)), Json::Null);
    follow::<R>(tx, turned, AuditAction::Restore, parent, change)
}

/// `UPDATE ..` that sets the next version and the user.
fn turned<R: ArchiveStore>(tx: &Transaction<'_>, actor: i64) -> Fragment {
    Fragment::sql(format!(
        "UPDATE {} SET version = version + 1, updated_at = ",
        R::TABLE
    ))
    .value(Value::Instant(tx.now()))
    .and_sql(", updated_by = ")
    .value(Value::Int(actor))
}

/// Writes the history of the updated records, and refreshes the data that other records copy from them.
fn follow<R: ArchiveStore>(
    tx: &mut Transaction<'_>,
    mut turned: Vec<i64>,
    action: AuditAction,
    parent: Parent<'_>,
    (before, after): (Json, Json),
) -> Result<(), StoreError> {
    turned.sort_unstable();
    let changes = [FieldChange {
        pointer: "/archived_at".to_owned(),
        before,
        after,
    }];
    for batch in turned.chunks(BATCH) {
        audit::record_alike(
            tx,
            (R::KIND, R::TABLE),
            batch,
            action,
            parent.reason,
            &changes,
        )?;
        R::after_cascade(tx, batch)?;
    }
    Ok(())
}

/// Returns `Duplicate` if an active record has a unique field of a record to restore.
fn refuse_taken<R: ArchiveStore>(
    conn: &mut DbConnection,
    link: &str,
    parent: i64,
    since: NaiveDateTime,
) -> Result<(), StoreError> {
    let active = |unique: &&Unique| unique.among == UniqueScope::Active && unique.table == R::TABLE;
    for unique in R::UNIQUE.iter().filter(active) {
        let (table, called) = (R::TABLE, R::CALLED);
        let mut query = Fragment::sql(format!(
            "SELECT other.id, other.{called} FROM {table} AS own JOIN {table} AS other ON other.id <> own.id AND other.archived_at IS NULL"
        ));
        for (place, column) in unique.columns.iter().enumerate() {
            // The constraint ignores rows whose first column is null, and treats nulls in other columns as equal.
            let same = if place == 0 {
                "="
            } else {
                "IS NOT DISTINCT FROM"
            };
            query = query.and_sql(format!(" AND other.{column} {same} own.{column}"));
        }
        let query = query
            .and_sql(format!(" WHERE own.{link} = "))
            .value(Value::Int(parent))
            .and_sql(" AND own.archived_at = ")
            .value(Value::Instant(since))
            .and_sql(" ORDER BY own.id LIMIT 1");
        let found: Vec<(i64, String)> = Statement::<(BigInt, Text)>::new(query).load(conn)?;
        if let Some((id, label)) = found.into_iter().next() {
            return Err(StoreError::Duplicate {
                pointer: unique.pointer.to_owned(),
                existing: Existing {
                    id,
                    label,
                    archived: false,
                },
            });
        }
    }
    Ok(())
}
