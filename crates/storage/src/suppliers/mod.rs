//! Suppliers. The shape of this folder is the shape of every entity: `list` is what is shown of many, `rows` the way between
//! the tables and the entity, and here is what is done to one: get, create, update, archive, restore.

mod list;
mod rows;

use diesel::prelude::*;
use domain::Id;
use domain::history::AuditAction;
use domain::permissions::Operation;
use domain::record::{EntityKind, Resource};
use domain::suppliers::{Supplier, SupplierDraft};
use serde_json::{Value as Json, json};

use crate::addresses;
use crate::audit::{self, Entry};
use crate::choice_sets::OF_SUPPLIERS;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::names;
use crate::purchase_orders::{self, Party};
use crate::records::{self, Expected, StampRow, refuse_taken};
use crate::schema::suppliers;
use crate::search;
use crate::transaction::Transaction;

pub use list::list;
use rows::{Values, read, sets};

const KIND: EntityKind = EntityKind::Supplier;

/// One supplier, archived ones too.
///
/// # Errors
/// When there is none, or the database fails.
pub fn get(conn: &mut DbConnection, id: Id<Supplier>) -> Result<Supplier, StoreError> {
    Ok(read(conn, id)?.0)
}

/// Makes a supplier from a checked draft.
///
/// # Errors
/// When its name or code is taken, its owner does not exist, or the database fails.
pub fn create(tx: &mut Transaction<'_>, mut draft: SupplierDraft) -> Result<Supplier, StoreError> {
    let owner = draft.owner_id.map_or_else(|| tx.actor(), Ok)?;
    draft.owner_id = Some(owner);
    let stamps = StampRow::new(tx, owner)?;
    let names = names::of_users(tx.conn, stamps.people())?;
    records::owner_must_exist(&names, owner)?;
    let values = Values::from(&draft);
    refuse_taken(tx, None, &values.unique())?;
    let address_id = addresses::insert(tx.conn, &draft.address)?;
    let id: i64 = diesel::insert_into(suppliers::table)
        .values((
            &values,
            suppliers::version.eq(1),
            suppliers::address_id.eq(address_id),
            suppliers::owner_id.eq(stamps.owner_id),
            suppliers::created_at.eq(stamps.created_at),
            suppliers::created_by.eq(stamps.created_by),
            suppliers::updated_at.eq(stamps.updated_at),
            suppliers::updated_by.eq(stamps.updated_by),
        ))
        .returning(suppliers::id)
        .get_result(tx.conn)?;
    OF_SUPPLIERS.insert(tx.conn, id, &sets(&draft))?;
    index(tx.conn, id, &draft)?;
    let supplier = Supplier {
        id: Id::new(id),
        version: 1,
        has_credit_application: draft.credit_application_sent_on.is_some(),
        open_order_count: 0,
        details: draft,
        stamps: stamps.named(&names),
    };
    keep_history(tx, AuditAction::Create, &json!({}), &supplier)?;
    Ok(supplier)
}

/// Changes a supplier. `change` makes the new draft out of the supplier as it is; when nothing differs, nothing is written.
///
/// # Errors
/// Those of `change`; when somebody changed it meanwhile, it is archived, or a name is taken.
pub fn update(
    tx: &mut Transaction<'_>,
    id: Id<Supplier>,
    expected: &Expected,
    change: impl FnOnce(&Supplier) -> Result<SupplierDraft, StoreError>,
) -> Result<Supplier, StoreError> {
    let (before, address_id, mut stamps) = read(tx.conn, id)?;
    expected.check(tx.conn, KIND, id.get(), before.version)?;
    if before.is_archived() {
        return Err(StoreError::Archived);
    }
    let mut draft = change(&before)?;
    draft.owner_id = draft.owner_id.or(before.details.owner_id);
    if draft == before.details {
        return Ok(before);
    }
    let actor = tx.actor()?.get();
    let owner = draft.owner_id.map_or(stamps.owner_id, Id::get);
    (stamps.owner_id, stamps.updated_at, stamps.updated_by) = (owner, tx.now(), actor);
    let names = names::of_users(tx.conn, stamps.people())?;
    records::owner_must_exist(&names, Id::new(owner))?;
    let values = Values::from(&draft);
    refuse_taken(tx, Some(id.get()), &values.unique())?;
    let row = suppliers::table.find(id.get());
    let met = diesel::update(row.filter(suppliers::version.eq(before.version)))
        .set((
            &values,
            suppliers::version.eq(before.version + 1),
            suppliers::owner_id.eq(stamps.owner_id),
            suppliers::updated_at.eq(stamps.updated_at),
            suppliers::updated_by.eq(stamps.updated_by),
        ))
        .execute(tx.conn)?;
    records::must_have_met(met)?;
    if draft.address != before.details.address {
        addresses::update(tx.conn, address_id, &draft.address)?;
    }
    if sets(&draft) != sets(&before.details) {
        OF_SUPPLIERS.replace(tx.conn, id.get(), &sets(&draft))?;
    }
    index(tx.conn, id.get(), &draft)?;
    if draft.name != before.details.name {
        purchase_orders::party_renamed(tx.conn, Party::Supplier(id.get()), &draft.name)?;
    }
    let after = Supplier {
        version: before.version + 1,
        has_credit_application: draft.credit_application_sent_on.is_some(),
        details: draft,
        stamps: stamps.named(&names),
        ..before.clone()
    };
    keep_history(tx, AuditAction::Update, &watched(&before)?, &after)?;
    Ok(after)
}

/// Archives a supplier; nothing happens when it is archived.
///
/// # Errors
/// When open orders name it, somebody changed it meanwhile, or the role may not.
pub fn archive(
    tx: &mut Transaction<'_>,
    id: Id<Supplier>,
    expected: &Expected,
) -> Result<Supplier, StoreError> {
    set_archived(tx, id, expected, true)
}

/// Brings an archived supplier back; nothing happens when it is active.
///
/// # Errors
/// When its name was taken meanwhile, somebody changed it, or the role may not.
pub fn restore(
    tx: &mut Transaction<'_>,
    id: Id<Supplier>,
    expected: &Expected,
) -> Result<Supplier, StoreError> {
    set_archived(tx, id, expected, false)
}

fn set_archived(
    tx: &mut Transaction<'_>,
    id: Id<Supplier>,
    expected: &Expected,
    archive: bool,
) -> Result<Supplier, StoreError> {
    let (before, _, mut stamps) = read(tx.conn, id)?;
    records::must_be_allowed(tx, Operation::Archive, KIND, Id::new(stamps.owner_id))?;
    expected.check(tx.conn, KIND, id.get(), before.version)?;
    if before.is_archived() == archive {
        return Ok(before);
    }
    let action = if archive {
        let (blockers, count) =
            purchase_orders::open_orders_of(tx.conn, Party::Supplier(id.get()))?;
        if count > 0 {
            return Err(StoreError::InUse { blockers, count });
        }
        AuditAction::Archive
    } else {
        refuse_taken(tx, Some(id.get()), &Values::from(&before.details).unique())?;
        AuditAction::Restore
    };
    let actor = tx.actor()?.get();
    (stamps.updated_at, stamps.updated_by) = (tx.now(), actor);
    stamps.archived_at = archive.then(|| tx.now());
    stamps.archived_by = archive.then_some(actor);
    let row = suppliers::table.find(id.get());
    let met = diesel::update(row.filter(suppliers::version.eq(before.version)))
        .set((
            suppliers::version.eq(before.version + 1),
            suppliers::updated_at.eq(stamps.updated_at),
            suppliers::updated_by.eq(stamps.updated_by),
            suppliers::archived_at.eq(stamps.archived_at),
            suppliers::archived_by.eq(stamps.archived_by),
        ))
        .execute(tx.conn)?;
    records::must_have_met(met)?;
    let names = names::of_users(tx.conn, stamps.people())?;
    let after = Supplier {
        version: before.version + 1,
        stamps: stamps.named(&names),
        ..before.clone()
    };
    keep_history(tx, action, &watched(&before)?, &after)?;
    Ok(after)
}

/// What of a supplier its history watches: what people fill in, and the archive.
fn watched(supplier: &Supplier) -> Result<Json, StoreError> {
    audit::watched(&supplier.details, &supplier.stamps)
}

fn keep_history(
    tx: &mut Transaction<'_>,
    action: AuditAction,
    before: &Json,
    after: &Supplier,
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

/// Keeps what a supplier can be found by.
fn index(conn: &mut DbConnection, id: i64, draft: &SupplierDraft) -> Result<(), StoreError> {
    let city = draft.address.city.as_deref();
    search::set(
        conn,
        KIND,
        id,
        &[Some(&draft.name), draft.code.as_deref(), city],
    )
}
