//! Copies of an order, and what becomes of the rest of a short shipment.

use diesel::prelude::*;
use domain::Id;
use domain::history::AuditAction;
use domain::purchase_orders::{GiveUpRest, OrderRest, PurchaseOrder, StepOutcome, TransitionError};
use domain::record::Resource;

use super::save::{self, Loss};
use super::write::{check_version, create, refused};
use crate::error::StoreError;
use crate::locks;
use crate::purchase_order_rows::read;
use crate::records::Expected;
use crate::schema::order_rests;
use crate::transaction::Transaction;

/// Creates a draft like an order.
///
/// # Errors
/// `Invalid` where it links to a record that is archived by now.
pub fn copy(tx: &mut Transaction<'_>, id: Id<PurchaseOrder>) -> Result<PurchaseOrder, StoreError> {
    let order = read::get(tx.conn, id)?;
    create(tx, order.copy_draft())
}

/// Makes a back-order of what a load lacks; returns it.
///
/// # Errors
/// `Stale`, `Archived`, `Refused` if nothing is missing or the rest is decided already, and those of [`copy`].
pub fn back_order(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
) -> Result<PurchaseOrder, StoreError> {
    let before = short(tx, id, expected)?;
    let made = create(tx, before.back_order_draft())?;
    let rest = OrderRest {
        back_order_id: Some(made.id),
        back_order_number: Some(made.label()),
        given_up_reason: None,
    };
    decide(tx, &before, rest)?;
    read::get(tx.conn, made.id)
}

/// Gives up what a load lacks; returns the order.
///
/// # Errors
/// As [`back_order`]; `Invalid` without a reason.
pub fn give_up_rest(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    sent: &GiveUpRest,
) -> Result<PurchaseOrder, StoreError> {
    let reason = sent.reason()?;
    let before = short(tx, id, expected)?;
    let rest = OrderRest {
        given_up_reason: Some(reason),
        ..OrderRest::default()
    };
    decide(tx, &before, rest)
}

/// The order, locked with its parties, whose rest is not decided. A cancelled back-order leaves the rest open.
fn short(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
) -> Result<PurchaseOrder, StoreError> {
    locks::order_with_parties(tx.conn, id.get())?;
    let order = read::get(tx.conn, id)?;
    check_version(&order, expected)?;
    if order.is_archived() {
        return Err(StoreError::Archived);
    }
    if !order.has_open_rest() {
        return Err(refused(&order, TransitionError::IllegalTransition));
    }
    Ok(order)
}

fn decide(
    tx: &mut Transaction<'_>,
    before: &PurchaseOrder,
    rest: OrderRest,
) -> Result<PurchaseOrder, StoreError> {
    let id = before.id.get();
    diesel::delete(order_rests::table.find(id)).execute(tx.conn)?;
    diesel::insert_into(order_rests::table)
        .values((
            order_rests::order_id.eq(id),
            order_rests::back_order_id.eq(rest.back_order_id.map(Id::get)),
            order_rests::given_up_reason.eq(&rest.given_up_reason),
        ))
        .execute(tx.conn)?;
    let outcome = StepOutcome::because(rest.given_up_reason.clone());
    let after = PurchaseOrder {
        rest: Some(rest),
        ..before.clone()
    };
    save::replace(
        tx,
        before,
        after,
        AuditAction::Update,
        outcome,
        Loss::Untold,
    )
}
