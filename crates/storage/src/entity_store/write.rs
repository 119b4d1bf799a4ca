//! Reading, creating and updating one record, and its steps. Every change and its history are written in one transaction; nothing
//! is written if nothing differs.

use chrono::NaiveDate;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::history::AuditAction;
use domain::{Id, Rules};
use serde_json::{Value as Json, json};

use super::entity_table::{Columns, EntityTable, RecordParts, Related};
use super::links::{self, Linked, Names, wanted_by_draft};
use super::locks::lock_linked;
use super::{ReadStore, WriteStore};
use crate::addresses;
use crate::audit::{self, Entry};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::records::{self, Expected, refuse_taken};
use crate::search;
use crate::transaction::Transaction;

/// A record with the data needed to change it.
pub(super) struct Read<R: EntityTable> {
    pub(super) record: R,
    pub(super) address_id: Option<i64>,
    pub(super) derived: R::Derived,
    pub(super) linked: Linked,
}

pub(super) fn read<R: ReadStore>(
    conn: &mut DbConnection,
    today: NaiveDate,
    id: i64,
) -> Result<Read<R>, StoreError> {
    let (_, fetched) = R::fetch(conn, &[id])?.pop().ok_or(StoreError::NotFound)?;
    let Related {
        codes,
        derived,
        linked,
    } = fetched.related;
    let mut draft = fetched.draft;
    if let Some((_, fields)) = R::SETS {
        for field in fields {
            *(field.get_mut)(&mut draft) = codes.of(field.list);
        }
    }
    R::read_parts(conn, id, &mut draft)?;
    let names = Names::load(conn, wanted_by_draft(&[], R::MANY, &draft))?;
    let linked = linked.and(names.of_draft(&[], R::MANY, &draft));
    let record = R::assemble(RecordParts {
        today,
        id,
        version: fetched.version,
        details: draft,
        derived: derived.clone(),
        linked: linked.clone(),
        stamps: fetched.stamps,
    });
    Ok(Read {
        record,
        address_id: fetched.address_id,
        derived,
        linked,
    })
}

fn linked<R: ReadStore>(conn: &mut DbConnection, draft: &R::Draft) -> Result<Linked, StoreError> {
    let names = Names::load(conn, wanted_by_draft(R::LINKS, R::MANY, draft))?;
    Ok(names.of_draft(R::LINKS, R::MANY, draft))
}

/// Checks the links of a draft, by their paths as sent; then sorts the sets of the draft. `before` has the links that were read.
fn in_order<R: ReadStore>(
    conn: &mut DbConnection,
    draft: &mut R::Draft,
    before: Option<(&R::Draft, &Linked)>,
) -> Result<Linked, StoreError> {
    let sent = match before {
        Some((old, linked)) if links_the_same::<R>(old, draft) => linked.clone(),
        _ => linked::<R>(conn, draft)?,
    };
    let none = Linked::default();
    sent.check(before.map_or(&none, |(_, linked)| linked))?;
    let ordered = sorted(draft);
    if *draft == ordered {
        return Ok(sent);
    }
    *draft = ordered;
    // The paths of several links in one field have their places.
    if R::MANY.is_empty() {
        return Ok(sent);
    }
    linked::<R>(conn, draft)
}

/// Whether two drafts have the same links at the same paths.
fn links_the_same<R: ReadStore>(one: &R::Draft, other: &R::Draft) -> bool {
    R::LINKS
        .iter()
        .all(|link| (link.of)(one) == (link.of)(other))
        && R::MANY
            .iter()
            .all(|many| (many.of)(one) == (many.of)(other))
}

fn sorted<D: Rules>(draft: &D) -> D {
    let mut draft = draft.clone();
    draft.sort_sets();
    draft
}

pub(crate) fn create<R: WriteStore>(
    tx: &mut Transaction<'_>,
    draft: R::Draft,
) -> Result<R, StoreError> {
    create_with(tx, draft, |tx, draft, linked| {
        R::prepare(tx, None, draft, linked)?;
        Ok(Columns::new())
    })
}

/// Creates a record with another completion than [`WriteStore::prepare`], and with columns that are not in the draft.
pub(crate) fn create_with<R: WriteStore>(
    tx: &mut Transaction<'_>,
    mut draft: R::Draft,
    prepare: impl FnOnce(&mut Transaction<'_>, &mut R::Draft, &Linked) -> Result<Columns, StoreError>,
) -> Result<R, StoreError> {
    R::lock_new(tx.conn, &draft)?;
    let owner = R::owner(&draft).map_or_else(|| tx.actor(), Ok)?;
    R::set_owner(&mut draft, owner);
    let stamps = tx.stamps_of_new(owner)?;
    lock_linked::<R>(tx.conn, &draft, None)?;
    let linked = in_order::<R>(tx.conn, &mut draft, None)?;
    let more = prepare(tx, &mut draft, &linked)?;
    let mut columns = R::columns(&draft, &linked);
    columns.extend(R::more_columns(tx.conn, &draft)?);
    columns.extend(more);
    must_be_free::<R>(tx, None, &columns)?;
    if let Some(address) = R::address(&draft) {
        columns.push((
            "address_id",
            Value::Int(addresses::insert(tx.conn, address)?),
        ));
    }
    columns.extend([
        ("version", Value::Int(1)),
        ("owner_id", Value::Int(owner.get())),
        ("created_at", Value::Instant(stamps.created_at)),
        ("created_by", Value::Int(stamps.created_by.get())),
        ("updated_at", Value::Instant(stamps.updated_at)),
        ("updated_by", Value::Int(stamps.updated_by.get())),
    ]);
    let id = insert(tx.conn, R::TABLE, columns)?;
    if let Some((sets, fields)) = R::SETS {
        let codes = fields
            .iter()
            .map(|field| (field.list, (field.get)(&draft).as_slice()));
        sets.insert(tx.conn, id, &codes.collect::<Vec<_>>())?;
    }
    R::write_parts(tx, id, None, &mut draft)?;
    let record = R::assemble(RecordParts {
        today: tx.context.today,
        id,
        version: 1,
        details: draft,
        derived: R::Derived::default(),
        linked,
        stamps,
    });
    // No other record refers to a new one yet, so only its own parts have more texts.
    let more = if R::TEXTS_IN_PARTS {
        R::more_texts(tx.conn, &[id])?.remove(&id)
    } else {
        None
    };
    index::<R>(tx.conn, &record, more)?;
    keep_history(tx, AuditAction::Create, None, &json!({}), &record)?;
    R::after_save(tx, None, &record)?;
    Ok(record)
}

pub(super) fn update<R: WriteStore>(
    tx: &mut Transaction<'_>,
    id: Id<R>,
    expected: &Expected,
    change: impl FnOnce(&R) -> Result<R::Draft, StoreError>,
) -> Result<R, StoreError> {
    let id = id.get();
    R::lock(tx.conn, id)?;
    let Read {
        record: before,
        address_id,
        derived,
        linked: links_before,
    } = read::<R>(tx.conn, tx.context.today, id)?;
    expected.check(R::KIND, id, before.version())?;
    if before.is_archived() {
        return Err(StoreError::Archived);
    }
    let mut draft = change(&before)?;
    let old_owner = R::owner(before.details());
    let owner = R::owner(&draft)
        .or(old_owner)
        .map_or_else(|| tx.actor(), Ok)?;
    R::set_owner(&mut draft, owner);
    if &draft == before.details() || &sorted(&draft) == before.details() {
        return Ok(before);
    }
    let mut stamps = tx.stamps_of_changed(before.stamps())?;
    if old_owner != Some(owner) {
        stamps.owner_name = tx.owner_name(owner)?;
    }
    lock_linked::<R>(tx.conn, &draft, Some(before.details()))?;
    let linked = in_order::<R>(tx.conn, &mut draft, Some((before.details(), &links_before)))?;
    let moved = R::LINKS
        .iter()
        .filter(|link| R::PARENTS.contains(&link.field))
        .filter(|link| (link.of)(&draft) != (link.of)(before.details()));
    let moved: Vec<&str> = moved.map(|link| link.field).collect();
    links::must_stay(tx.conn, &moved, R::REFERENCES, id)?;
    R::prepare(tx, Some(&before), &mut draft, &linked)?;
    let mut columns = R::columns(&draft, &linked);
    columns.extend(R::more_columns(tx.conn, &draft)?);
    must_be_free::<R>(tx, Some(id), &columns)?;
    columns.extend([
        ("owner_id", Value::Int(owner.get())),
        ("updated_at", Value::Instant(stamps.updated_at)),
        ("updated_by", Value::Int(stamps.updated_by.get())),
    ]);
    set(tx.conn, R::TABLE, (id, before.version()), columns)?;
    if let (Some(address_id), Some(address)) = (address_id, R::address(&draft))
        && Some(address) != R::address(before.details())
    {
        addresses::update(tx.conn, address_id, address)?;
    }
    if let Some((sets, fields)) = R::SETS {
        let codes = |draft| -> Vec<(&'static str, &[String])> {
            let all = fields
                .iter()
                .map(|field| (field.list, (field.get)(draft).as_slice()));
            all.collect()
        };
        if codes(&draft) != codes(before.details()) {
            sets.replace(tx.conn, id, &codes(&draft))?;
        }
    }
    R::write_parts(tx, id, Some(before.details()), &mut draft)?;
    // What follows from other tables does not change with the record's own columns.
    let after = R::assemble(RecordParts {
        today: tx.context.today,
        id,
        version: before.version() + 1,
        details: draft,
        derived,
        linked,
        stamps,
    });
    if R::TEXTS_IN_PARTS || after.texts() != before.texts() {
        let more = R::more_texts(tx.conn, &[id])?.remove(&id);
        index::<R>(tx.conn, &after, more)?;
    }
    keep_history(tx, AuditAction::Update, None, &before.watched()?, &after)?;
    R::after_save(tx, Some(&before), &after)?;
    Ok(after)
}

/// Performs a step of a record. `step` changes fields outside the draft, and returns their columns and the reason.
pub(crate) fn act<R: WriteStore>(
    tx: &mut Transaction<'_>,
    id: Id<R>,
    expected: &Expected,
    action: AuditAction,
    step: impl FnOnce(&mut Transaction<'_>, &mut R) -> Result<(Columns, Option<String>), StoreError>,
) -> Result<R, StoreError> {
    let id = id.get();
    R::lock(tx.conn, id)?;
    let before = read::<R>(tx.conn, tx.context.today, id)?.record;
    expected.check(R::KIND, id, before.version())?;
    if before.is_archived() {
        return Err(StoreError::Archived);
    }
    let actor = tx.actor()?.get();
    let (mut columns, reason) = step(tx, &mut before.clone())?;
    columns.extend([
        ("updated_at", Value::Instant(tx.now())),
        ("updated_by", Value::Int(actor)),
    ]);
    set(tx.conn, R::TABLE, (id, before.version()), columns)?;
    let after = read::<R>(tx.conn, tx.context.today, id)?.record;
    keep_history(tx, action, reason.as_deref(), &before.watched()?, &after)?;
    R::after_save(tx, Some(&before), &after)?;
    Ok(after)
}

fn index<R: WriteStore>(
    conn: &mut DbConnection,
    record: &R,
    more: Option<Vec<String>>,
) -> Result<(), StoreError> {
    let more = more.unwrap_or_default();
    let mut texts = record.texts();
    texts.extend(more.iter().map(|text| Some(text.as_str())));
    search::set(conn, R::KIND, record.id().get(), &texts)
}

pub(super) fn must_be_free<R: WriteStore>(
    tx: &mut Transaction<'_>,
    own: Option<i64>,
    columns: &Columns,
) -> Result<(), StoreError> {
    for unique in R::UNIQUE {
        let values = unique.columns.iter().filter_map(|wanted| {
            let known = columns.iter().find(|(name, _)| name == wanted);
            known.map(|(_, value)| value.clone())
        });
        refuse_taken(tx, own, unique, R::CALLED, &values.collect::<Vec<_>>())?;
    }
    Ok(())
}

fn insert(
    conn: &mut DbConnection,
    table: &'static str,
    columns: Columns,
) -> Result<i64, StoreError> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let query = Fragment::sql(format!(
        "INSERT INTO {table} ({}) VALUES (",
        names.join(", ")
    ))
    .list(columns.into_iter().map(|(_, value)| value))
    .and_sql(") RETURNING id")
    .kept();
    Ok(Statement::<BigInt>::new(query).get_result(conn)?)
}

/// Updates columns and the version of a record, if it still has this version.
pub(super) fn set(
    conn: &mut DbConnection,
    table: &'static str,
    (id, version): (i64, i64),
    columns: Columns,
) -> Result<(), StoreError> {
    let mut query =
        Fragment::sql(format!("UPDATE {table} SET version = ")).value(Value::Int(version + 1));
    for (name, value) in columns {
        query = query.and_sql(format!(", {name} = ")).value(value);
    }
    let met = query
        .and_sql(" WHERE id = ")
        .value(Value::Int(id))
        .and_sql(" AND version = ")
        .value(Value::Int(version))
        .kept()
        .execute(conn)?;
    records::ensure_updated(met)
}

/// Writes the history of a change that was made.
pub(crate) fn keep_history<R: WriteStore>(
    tx: &mut Transaction<'_>,
    action: AuditAction,
    reason: Option<&str>,
    before: &Json,
    after: &R,
) -> Result<(), StoreError> {
    let entry = Entry {
        entity: R::KIND,
        id: after.id().get(),
        version: after.version(),
        action,
        reason,
        before,
        after: &after.watched()?,
    };
    audit::record(tx, &entry)
}
