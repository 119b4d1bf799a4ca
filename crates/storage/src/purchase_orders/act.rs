//! Steps of an order. The domain decides what a step requires; this module provides the facts, and the lock that keeps two orders
//! from passing the credit gate in parallel.

use domain::Id;
use domain::permissions::Operation;
use domain::purchase_orders::{
    CorrectInvoices, OrderAction, OrderInvoice, OrderStatus, PurchaseOrder, StepFacts, StepOutcome,
    TransitionError,
};
use domain::receivables::{Receivable, ReceivableDraft};
use domain::record::{EntityKind, Resource};

use super::correct::{self, Corrections};
use super::parties;
use super::write::{audited, check_version, refused};
use super::{link_facts, link_locks, save};
use crate::claim_rows;
use crate::entity_store::Repository;
use crate::error::StoreError;
use crate::locks;
use crate::purchase_order_rows::Party;
use crate::purchase_order_rows::{read, snapshots};
use crate::receivables;
use crate::records::Expected;
use crate::transaction::Transaction;

/// Performs a step. `step` changes the order or returns an error; its outcome goes into the history.
///
/// # Errors
/// `Stale`, `Archived`, and errors of the step.
pub fn act(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    action: OrderAction,
    step: impl FnOnce(&mut PurchaseOrder, &StepFacts) -> Result<StepOutcome, TransitionError>,
) -> Result<PurchaseOrder, StoreError> {
    act_correcting(tx, id, expected, (action, None), plain(step))
}

/// Enters weights. `correct` confirms that issued invoices of lines whose amount changes are corrected too.
///
/// # Errors
/// Those of [`act`], and `Billed` if invoices need a correction and `correct` is absent.
pub fn weigh(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    correct: Option<&CorrectInvoices>,
    step: impl FnOnce(&mut PurchaseOrder, &StepFacts) -> Result<StepOutcome, TransitionError>,
) -> Result<PurchaseOrder, StoreError> {
    let action = (OrderAction::Weigh, correct);
    act_correcting(tx, id, expected, action, plain(step))
}

/// A step that needs the order and the facts alone.
fn plain(
    step: impl FnOnce(&mut PurchaseOrder, &StepFacts) -> Result<StepOutcome, TransitionError>,
) -> impl FnOnce(&mut Transaction<'_>, &mut PurchaseOrder, &StepFacts) -> Result<StepOutcome, StoreError>
{
    move |_tx, order, facts| step(order, facts).map_err(|refusal| refused(order, refusal))
}

/// Performs a step that reads or writes more than the order, in the same transaction; the order is locked.
///
/// # Errors
/// Those of [`weigh`], and errors of the step.
pub(crate) fn act_correcting(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    (action, asked): (OrderAction, Option<&CorrectInvoices>),
    step: impl FnOnce(
        &mut Transaction<'_>,
        &mut PurchaseOrder,
        &StepFacts,
    ) -> Result<StepOutcome, StoreError>,
) -> Result<PurchaseOrder, StoreError> {
    if action == OrderAction::Issue {
        locks::order_with_parties(tx.conn, id.get())?;
    } else {
        locks::order(tx.conn, id.get())?;
    }
    let before = read::get(tx.conn, id)?;
    check_version(&before, expected)?;
    if before.is_archived() {
        return Err(StoreError::Archived);
    }
    // Stepping back from closed keeps the invoices, so they do not block it.
    let reopens = action == OrderAction::StepBack && before.status == OrderStatus::Closed;
    if matches!(action, OrderAction::Cancel | OrderAction::StepBack) && !reopens {
        let (blockers, count) =
            receivables::holding(tx.conn, id.get(), action == OrderAction::Cancel)?;
        if count > 0 {
            return Err(StoreError::InUse { blockers, count });
        }
    }
    if action == OrderAction::StepBack && before.status == OrderStatus::InTransit {
        let (blockers, count) = claim_rows::standing_on(tx.conn, id.get())?;
        if count > 0 {
            return Err(StoreError::InUse { blockers, count });
        }
    }
    let facts = facts(tx, &before, action)?;
    let mut after = before.clone();
    let mut outcome = step(tx, &mut after, &facts)?;
    if action == OrderAction::Weigh {
        let products = link_facts::products_of(tx.conn, &after)?;
        after.weigh_against(&products);
    }
    let corrections = match action {
        OrderAction::Weigh => correct::plan(tx, &before, &after, asked)?,
        _ => Corrections::default(),
    };
    if after == before && corrections.is_empty() {
        return Ok(before);
    }
    corrections.issue(tx, &mut after)?;
    outcome.reason = outcome.reason.or_else(|| corrections.reason.clone());
    let accepted = if action == OrderAction::Issue {
        save::Loss::Accepted
    } else {
        save::Loss::Untold
    };
    let saved = save::replace(tx, &before, after, audited(action), outcome, accepted)?;
    if corrections.is_empty() {
        return Ok(saved);
    }
    corrections.follow(tx)?;
    read::get(tx.conn, id)
}

/// Creates an invoice of the unbilled lines: a draft receivable, in the transaction of the step.
///
/// # Errors
/// `Stale`, `Archived`, `Forbidden`, and errors of the step.
pub fn invoice(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    step: impl FnOnce(&PurchaseOrder) -> Result<ReceivableDraft, TransitionError>,
) -> Result<PurchaseOrder, StoreError> {
    tx.authorize(Operation::Create, EntityKind::Receivable, None)?;
    locks::order(tx.conn, id.get())?;
    let before = read::get(tx.conn, id)?;
    check_version(&before, expected)?;
    if before.is_archived() {
        return Err(StoreError::Archived);
    }
    let draft = step(&before).map_err(|refusal| refused(&before, refusal))?;
    let made = Receivable::create(tx, draft)?;
    let mut after = before.clone();
    after.billed_by(OrderInvoice {
        id: made.id,
        number: made.label(),
        kind: made.details.kind,
        status: made.status,
        amount: made.amount,
    });
    save::replace(
        tx,
        &before,
        after,
        audited(OrderAction::Invoice),
        StepOutcome::default(),
        save::Loss::Untold,
    )
}

fn facts(
    tx: &mut Transaction<'_>,
    order: &PurchaseOrder,
    action: OrderAction,
) -> Result<StepFacts, StoreError> {
    let next = order.status.after(action);
    // The order becomes open, by issuing or by a step back from closed. Archived records cannot have open orders.
    if next.is_some_and(|next| next.is_open() && !order.status.is_open()) {
        if let Some(id) = order.details.customer_id {
            lock_active(tx, Party::Customer(id.get()))?;
        }
        lock_active(
            tx,
            Party::Supplier(order.details.supplier_id.map_or(0, Id::get)),
        )?;
        link_locks::lock_active(tx.conn, &order.details)?;
    }
    if action == OrderAction::Close {
        return Ok(StepFacts {
            open_claims: claim_rows::open_numbers(tx.conn, order.id.get())?,
            ..StepFacts::default()
        });
    }
    if next.is_none() || !matches!(action, OrderAction::Issue | OrderAction::Ship) {
        return Ok(StepFacts::default());
    }
    facts_now(tx, order)
}

/// The data of other records that the gates need, as they are now.
pub(super) fn facts_now(
    tx: &mut Transaction<'_>,
    order: &PurchaseOrder,
) -> Result<StepFacts, StoreError> {
    let supplier = order.details.supplier_id.map_or(0, Id::get);
    let mut facts = StepFacts {
        margin_floor: domain::settings::current().margin_floor(),
        supplier: parties::supplier_snapshot(tx.conn, supplier, order.details.supplier_contact_id)?,
        ..StepFacts::default()
    };
    if let Some(id) = order.details.customer_id {
        let contact = order.details.customer_contact_id;
        let (customer, credit) = parties::customer_facts(tx.conn, id.get(), contact)?;
        facts.customer = Some(customer);
        facts.credit = credit;
    }
    if let Some(id) = order.details.carrier_id {
        facts.carrier = Some(link_facts::carrier_facts(tx.conn, id)?);
    }
    (facts.ship_from, facts.ship_to) = snapshots::place_snapshots(tx.conn, &order.details)?;
    facts.products = link_facts::products_of(tx.conn, order)?;
    Ok(facts)
}

/// Locks a party of an order that becomes open, and rejects an archived one.
fn lock_active(tx: &mut Transaction<'_>, party: Party) -> Result<(), StoreError> {
    if crate::purchase_order_rows::lock(tx.conn, party)? {
        return Err(StoreError::invalid(
            party.pointer(),
            "archived",
            "This record is archived. Restore it before issuing the order",
        ));
    }
    Ok(())
}
