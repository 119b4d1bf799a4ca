//! Steps in the life of an order. What a step requires is the domain's to say; here it gets the facts and, where the credit gate
//! looks, the lock that keeps two orders from passing it side by side.

use domain::Id;
use domain::permissions::{Operation, allows_some};
use domain::purchase_orders::{OrderAction, OrderInvoice, PurchaseOrder, Refusal, StepFacts};
use domain::receivables::{Receivable, ReceivableDraft};
use domain::record::{EntityKind, Resource};

use super::parties::{self, Party};
use super::write::{audited, check_version, refused};
use super::{billing, links, read, save};
use crate::error::StoreError;
use crate::kept::Entity;
use crate::receivables;
use crate::records::Expected;
use crate::transaction::Transaction;

/// Takes an order one step on. `step` changes the order or says why not; the reason it answers goes into the history.
///
/// # Errors
/// `Stale`, `Archived`, and what the step refuses.
pub fn act(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    action: OrderAction,
    step: impl FnOnce(&mut PurchaseOrder, &StepFacts) -> Result<Option<String>, Refusal>,
) -> Result<PurchaseOrder, StoreError> {
    let before = read::get(tx.conn, id)?;
    check_version(tx, &before, expected)?;
    if before.is_archived() {
        return Err(StoreError::Archived);
    }
    if matches!(action, OrderAction::Cancel | OrderAction::StepBack) {
        let (blockers, count) =
            receivables::holding(tx.conn, id.get(), action == OrderAction::Cancel)?;
        if count > 0 {
            return Err(StoreError::InUse { blockers, count });
        }
    }
    let facts = facts(tx, &before, action)?;
    let mut after = before.clone();
    let reason = step(&mut after, &facts).map_err(|refusal| refused(&before, refusal))?;
    if action == OrderAction::Weigh {
        links::weigh_containers(tx.conn, &mut after)?;
    }
    if after == before {
        return Ok(before);
    }
    let accepted = if action == OrderAction::Issue {
        save::Loss::Accepted
    } else {
        save::Loss::Untold
    };
    save::replace(tx, &before, after, audited(action), reason, accepted)
}

/// Makes the invoice of what no invoice bills yet: a draft receivable, in the transaction of the step.
///
/// # Errors
/// `Stale`, `Archived`, `Forbidden`, and what the step refuses.
pub fn invoice(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    step: impl FnOnce(&PurchaseOrder) -> Result<ReceivableDraft, Refusal>,
) -> Result<PurchaseOrder, StoreError> {
    if !allows_some(tx.context.role, Operation::Create, EntityKind::Receivable) {
        return Err(StoreError::Forbidden);
    }
    // Before anything is read, so that whoever bills second sees what the first has billed.
    billing::lock_order(tx.conn, id.get())?;
    let before = read::get(tx.conn, id)?;
    check_version(tx, &before, expected)?;
    if before.is_archived() {
        return Err(StoreError::Archived);
    }
    let draft = step(&before).map_err(|refusal| refused(&before, refusal))?;
    let made = Receivable::create(tx, draft)?;
    let mut after = before.clone();
    after.billed_by(OrderInvoice {
        id: made.id,
        number: made.label(),
        status: made.status,
        amount: made.amount,
    });
    save::replace(
        tx,
        &before,
        after,
        audited(OrderAction::Invoice),
        None,
        save::Loss::Untold,
    )
}

fn facts(
    tx: &mut Transaction<'_>,
    order: &PurchaseOrder,
    action: OrderAction,
) -> Result<StepFacts, StoreError> {
    let allowed = order.status.after(action).is_some();
    if !allowed || !matches!(action, OrderAction::Issue | OrderAction::Ship) {
        return Ok(StepFacts::default());
    }
    if action == OrderAction::Issue {
        if let Some(id) = order.details.customer_id {
            lock_active(tx, Party::Customer(id.get()))?;
        }
        lock_active(
            tx,
            Party::Supplier(order.details.supplier_id.map_or(0, Id::get)),
        )?;
    }
    facts_now(tx, order)
}

/// What is to be known of the other records of an order, as they are now.
pub(super) fn facts_now(
    tx: &mut Transaction<'_>,
    order: &PurchaseOrder,
) -> Result<StepFacts, StoreError> {
    let supplier = order.details.supplier_id.map_or(0, Id::get);
    let mut facts = StepFacts {
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
        facts.carrier = Some(links::carrier_facts(tx.conn, id)?);
    }
    let goods = order
        .lines
        .iter()
        .filter_map(|line| line.details.product_id);
    facts.products = links::product_facts(tx.conn, goods)?;
    Ok(facts)
}

/// An order that binds both sides needs both of them active: an archived party has no open orders.
fn lock_active(tx: &mut Transaction<'_>, party: Party) -> Result<(), StoreError> {
    if parties::lock(tx.conn, party)? {
        return Err(StoreError::invalid(
            party.pointer(),
            "archived",
            "It is archived; restore it before the order is issued",
        ));
    }
    Ok(())
}
