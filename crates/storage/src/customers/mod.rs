//! Customers: `list` is what is shown of many, `rows` the way between the tables and the entity, and here is what is done to one:
//! get, create, update, archive, restore.

mod list;
mod rows;

use diesel::prelude::*;
use domain::customers::{Customer, CustomerDraft};
use domain::history::AuditAction;
use domain::permissions::Operation;
use domain::record::{EntityKind, Resource};
use domain::{Id, Money};
use serde_json::{Value as Json, json};

use crate::addresses;
use crate::audit::{self, Entry};
use crate::choice_sets::OF_CUSTOMERS;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::names;
use crate::purchase_orders::{self, Party};
use crate::records::{self, Expected, StampRow, refuse_taken};
use crate::schema::customers;
use crate::search;
use crate::transaction::Transaction;

pub use list::list;
use rows::{Values, read, sets};

const KIND: EntityKind = EntityKind::Customer;

/// One customer, archived ones too.
///
/// # Errors
/// When there is none, or the database fails.
pub fn get(conn: &mut DbConnection, id: Id<Customer>) -> Result<Customer, StoreError> {
    Ok(read(conn, id)?.0)
}

/// Makes a customer from a checked draft.
///
/// # Errors
/// When its name or code is taken, its owner does not exist, or the database fails.
pub fn create(tx: &mut Transaction<'_>, mut draft: CustomerDraft) -> Result<Customer, StoreError> {
    let owner = draft.owner_id.map_or_else(|| tx.actor(), Ok)?;
    draft.owner_id = Some(owner);
    let stamps = StampRow::new(tx, owner)?;
    let names = names::of_users(tx.conn, stamps.people())?;
    records::owner_must_exist(&names, owner)?;
    let values = Values::from(&draft);
    refuse_taken(tx, None, &values.unique())?;
    let address_id = addresses::insert(tx.conn, &draft.address)?;
    let id: i64 = diesel::insert_into(customers::table)
        .values((
            &values,
            customers::version.eq(1),
            customers::address_id.eq(address_id),
            customers::owner_id.eq(stamps.owner_id),
            customers::created_at.eq(stamps.created_at),
            customers::created_by.eq(stamps.created_by),
            customers::updated_at.eq(stamps.updated_at),
            customers::updated_by.eq(stamps.updated_by),
        ))
        .returning(customers::id)
        .get_result(tx.conn)?;
    OF_CUSTOMERS.insert(tx.conn, id, &sets(&draft))?;
    index(tx.conn, id, &draft)?;
    let customer = Customer {
        id: Id::new(id),
        version: 1,
        credit_exposure: Money::ZERO,
        open_order_count: 0,
        details: draft,
        stamps: stamps.named(&names),
    };
    keep_history(tx, AuditAction::Create, &json!({}), &customer)?;
    Ok(customer)
}

/// Changes a customer. `change` makes the new draft out of the customer as it is; when nothing differs, nothing is written.
///
/// # Errors
/// Those of `change`; when somebody changed it meanwhile, it is archived, or a name is taken.
pub fn update(
    tx: &mut Transaction<'_>,
    id: Id<Customer>,
    expected: &Expected,
    change: impl FnOnce(&Customer) -> Result<CustomerDraft, StoreError>,
) -> Result<Customer, StoreError> {
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
    let row = customers::table.find(id.get());
    let met = diesel::update(row.filter(customers::version.eq(before.version)))
        .set((
            &values,
            customers::version.eq(before.version + 1),
            customers::owner_id.eq(stamps.owner_id),
            customers::updated_at.eq(stamps.updated_at),
            customers::updated_by.eq(stamps.updated_by),
        ))
        .execute(tx.conn)?;
    records::must_have_met(met)?;
    if draft.address != before.details.address {
        addresses::update(tx.conn, address_id, &draft.address)?;
    }
    if sets(&draft) != sets(&before.details) {
        OF_CUSTOMERS.replace(tx.conn, id.get(), &sets(&draft))?;
    }
    index(tx.conn, id.get(), &draft)?;
    if draft.name != before.details.name {
        purchase_orders::party_renamed(tx.conn, Party::Customer(id.get()), &draft.name)?;
    }
    let after = Customer {
        version: before.version + 1,
        details: draft,
        stamps: stamps.named(&names),
        ..before.clone()
    };
    keep_history(tx, AuditAction::Update, &watched(&before)?, &after)?;
    Ok(after)
}

/// Archives a customer; nothing happens when it is archived.
///
/// # Errors
/// When open orders name it, somebody changed it meanwhile, or the role may not.
pub fn archive(
    tx: &mut Transaction<'_>,
    id: Id<Customer>,
    expected: &Expected,
) -> Result<Customer, StoreError> {
    set_archived(tx, id, expected, true)
}

/// Brings an archived customer back; nothing happens when it is active.
///
/// # Errors
/// When its name was taken meanwhile, somebody changed it, or the role may not.
pub fn restore(
    tx: &mut Transaction<'_>,
    id: Id<Customer>,
    expected: &Expected,
) -> Result<Customer, StoreError> {
    set_archived(tx, id, expected, false)
}

fn set_archived(
    tx: &mut Transaction<'_>,
    id: Id<Customer>,
    expected: &Expected,
    archive: bool,
) -> Result<Customer, StoreError> {
    let (before, _, mut stamps) = read(tx.conn, id)?;
    records::must_be_allowed(tx, Operation::Archive, KIND, Id::new(stamps.owner_id))?;
    expected.check(tx.conn, KIND, id.get(), before.version)?;
    if before.is_archived() == archive {
        return Ok(before);
    }
    let action = if archive {
        let (blockers, count) =
            purchase_orders::open_orders_of(tx.conn, Party::Customer(id.get()))?;
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
    let row = customers::table.find(id.get());
    let met = diesel::update(row.filter(customers::version.eq(before.version)))
        .set((
            customers::version.eq(before.version + 1),
            customers::updated_at.eq(stamps.updated_at),
            customers::updated_by.eq(stamps.updated_by),
            customers::archived_at.eq(stamps.archived_at),
            customers::archived_by.eq(stamps.archived_by),
        ))
        .execute(tx.conn)?;
    records::must_have_met(met)?;
    let names = names::of_users(tx.conn, stamps.people())?;
    let after = Customer {
        version: before.version + 1,
        stamps: stamps.named(&names),
        ..before.clone()
    };
    keep_history(tx, action, &watched(&before)?, &after)?;
    Ok(after)
}

/// What of a customer its history watches: what people fill in, and the archive.
fn watched(customer: &Customer) -> Result<Json, StoreError> {
    audit::watched(&customer.details, &customer.stamps)
}

fn keep_history(
    tx: &mut Transaction<'_>,
    action: AuditAction,
    before: &Json,
    after: &Customer,
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

/// Keeps what a customer can be found by.
fn index(conn: &mut DbConnection, id: i64, draft: &CustomerDraft) -> Result<(), StoreError> {
    let city = draft.address.city.as_deref();
    search::set(
        conn,
        KIND,
        id,
        &[Some(&draft.name), draft.code.as_deref(), city],
    )
}
