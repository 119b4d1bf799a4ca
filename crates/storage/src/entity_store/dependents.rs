//! What belongs to a record and goes with it: archived when it is archived, restored when it is restored. All records of a kind go
//! in one statement, and their history in a few.

use chrono::NaiveDateTime;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use domain::history::{AuditAction, FieldChange};
use domain::problem::Existing;
use domain::record::instant;
use serde_json::Value as Json;

use super::EntityStore;
use crate::audit;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::records::{Unique, UniqueScope};
use crate::transaction::Transaction;

/// Records whose history is written in one go.
const BATCH: usize = 1_000;

/// The record that is archived or restored, and what the history of its dependents says of it.
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

/// The kinds of record that belong to one of another kind.
pub(crate) struct Dependents(Vec<Dependent>);

impl Dependents {
    /// Nothing follows.
    pub(crate) const fn none() -> Self {
        Self(Vec::new())
    }

    /// With records of a kind, by their link.
    pub(crate) fn and<R: EntityStore>(mut self, link: &'static str) -> Self {
        self.0.push(Dependent {
            link,
            archive: archive_all::<R>,
            restore: restore_all::<R>,
        });
        self
    }
}

/// Archives what follows a record and is active. The instant that it shares with the record marks it as archived with it.
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

/// Restores what was archived with a record.
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

fn archive_all<R: EntityStore>(
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
    // Asked after the update, which waits for orders that are being issued and lets none pass from then on.
    let (mut blockers, mut count) = (Vec::new(), 0);
    for batch in turned.chunks(BATCH) {
        let (some, more) = R::blockers_among(tx.conn, batch)?;
        blockers.extend(some);
        count += more;
    }
    if count > 0 {
        blockers.truncate(crate::receivables::BLOCKERS);
        return Err(StoreError::InUse { blockers, count });
    }
    let change = (Json::Null, Json::from(instant::show(&now)));
    follow::<R>(tx, turned, AuditAction::Archive, parent, change)
}

fn restore_all<R: EntityStore>(
    tx: &mut Transaction<'_>,
    link: &'static str,
    parent: Parent<'_>,
    since: NaiveDateTime,
) -> Result<(), StoreError> {
    if tx.diagnoses_unique() {
        refuse_taken::<R>(tx.conn, link, parent.id, since)?;
    }
    // What belongs to something else too stays archived with that; locked first, so that nobody archives it meanwhile.
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

/// `UPDATE ..` with the next version and who made it.
fn turned<R: EntityStore>(tx: &Transaction<'_>, actor: i64) -> Fragment {
    Fragment::sql(format!(
        "UPDATE {} SET version = version + 1, updated_at = ",
        R::TABLE
    ))
    .value(Value::Instant(tx.now()))
    .and_sql(", updated_by = ")
    .value(Value::Int(actor))
}

/// Keeps the history of records that were turned, and brings up to date what others keep of them.
fn follow<R: EntityStore>(
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
        audit::record_alike::<R>(tx, batch, action, parent.reason, &changes)?;
        R::after_cascade(tx, batch)?;
    }
    Ok(())
}

/// Names an active record that has a unique field of one that is to be restored.
fn refuse_taken<R: EntityStore>(
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
            // Where the first is empty the rule does not hold; empty others equal each other.
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
