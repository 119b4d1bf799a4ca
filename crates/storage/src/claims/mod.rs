//! Steps of claims: open, approve, deny, settle, cancel. A claim of the customer settles as a credit memo, issued and applied to the
//! invoice in the same transaction.

mod credit_memo;
mod open;

use chrono::NaiveDate;
use domain::Id;
use domain::claims::{
    ApproveClaim, CancelClaim, Claim, ClaimAction, ClaimParty, DenyClaim, OrderClaims, SettleClaim,
};
use domain::history::AuditAction;
use domain::permissions::Operation;
use domain::purchase_orders::{PurchaseOrder, TransitionError};
use domain::record::EntityKind;

use crate::claim_rows;
use crate::codes::codes;
use crate::connection::DbConnection;
use crate::entity_store::act;
use crate::entity_store::entity_table::Columns;
use crate::error::StoreError;
use crate::fragment::Value;
use crate::locks;
use crate::purchase_order_rows;
use crate::records::Expected;
use crate::transaction::Transaction;

pub use open::open;

/// The claims of an order with the loss and what came back.
///
/// # Errors
/// `NotFound` if there is no such order.
pub fn of_order(
    conn: &mut DbConnection,
    today: NaiveDate,
    order: Id<PurchaseOrder>,
) -> Result<OrderClaims, StoreError> {
    purchase_order_rows::must_exist(conn, order)?;
    Ok(OrderClaims::of(claim_rows::of_order(conn, today, order)?))
}

/// Approves an amount; managers only.
///
/// # Errors
/// `Forbidden`, `Stale`, `Refused` unless it is pending, `Invalid` for a wrong amount.
pub fn approve(
    tx: &mut Transaction<'_>,
    id: Id<Claim>,
    expected: &Expected,
    body: &ApproveClaim,
) -> Result<Claim, StoreError> {
    tx.authorize(Operation::Override, EntityKind::Claim, None)?;
    act::<Claim>(tx, id, expected, AuditAction::Approve, |_, claim| {
        let approved = claim.approve(body).map_err(|error| refused(claim, error))?;
        let mut columns = step(claim, ClaimAction::Approve)?;
        columns.push(("approved", Value::Int(approved.units())));
        Ok((columns, None))
    })
}

/// Denies a claim; managers only.
///
/// # Errors
/// `Forbidden`, `Stale`, `Refused` unless it is pending, `Invalid` without a reason.
pub fn deny(
    tx: &mut Transaction<'_>,
    id: Id<Claim>,
    expected: &Expected,
    body: &DenyClaim,
) -> Result<Claim, StoreError> {
    tx.authorize(Operation::Override, EntityKind::Claim, None)?;
    let ends = (ClaimAction::Deny, AuditAction::Deny);
    end(tx, id, expected, ends, &body.reason)
}

/// Withdraws a claim.
///
/// # Errors
/// `Forbidden`, `Stale`, `Refused` unless it is pending, `Invalid` without a reason.
pub fn cancel(
    tx: &mut Transaction<'_>,
    id: Id<Claim>,
    expected: &Expected,
    body: &CancelClaim,
) -> Result<Claim, StoreError> {
    tx.authorize(Operation::Act, EntityKind::Claim, None)?;
    let ends = (ClaimAction::Cancel, AuditAction::Cancel);
    end(tx, id, expected, ends, &body.reason)
}

fn end(
    tx: &mut Transaction<'_>,
    id: Id<Claim>,
    expected: &Expected,
    (action, audited): (ClaimAction, AuditAction),
    reason: &str,
) -> Result<Claim, StoreError> {
    act::<Claim>(tx, id, expected, audited, |_, claim| {
        let reason = claim
            .end(action, reason)
            .map_err(|error| refused(claim, error))?;
        let mut columns = step(claim, action)?;
        columns.push(("decision_reason", Value::Text(reason.clone())));
        Ok((columns, Some(reason)))
    })
}

/// Settles a claim with its document; managers only. A claim of the customer is credited on its invoice.
///
/// # Errors
/// `Forbidden`, `Stale`, `Refused` unless it is approved, `Invalid` for a wrong amount, without a document, or if the order has no
/// issued invoice to credit.
pub fn settle(
    tx: &mut Transaction<'_>,
    id: Id<Claim>,
    expected: &Expected,
    body: &SettleClaim,
) -> Result<Claim, StoreError> {
    tx.authorize(Operation::Override, EntityKind::Claim, None)?;
    let (party, order) = locks::order_of_claim(tx.conn, id.get())?;
    let invoice = if party == ClaimParty::Customer.to_string() {
        credit_memo::invoice_to_credit(tx.conn, order, body.receivable_id)?
    } else {
        Err(domain::FieldErrors::new())
    };
    if let Ok(invoice) = &invoice {
        locks::receivable(tx.conn, *invoice)?;
    }
    act::<Claim>(tx, id, expected, AuditAction::Settle, |tx, claim| {
        let checked = claim.settle(body).map_err(|error| match (error, &invoice) {
            (TransitionError::Invalid(mut errors), Err(more)) => {
                errors.extend(more.clone());
                TransitionError::Invalid(errors)
            }
            (error, _) => error,
        });
        let (settled, document) = checked.map_err(|error| refused(claim, error))?;
        let mut columns = step(claim, ClaimAction::Settle)?;
        if claim.details.party == ClaimParty::Customer {
            let memo = credit_memo::issue(tx, claim, invoice?, settled)?;
            columns.push(("credit_memo_id", Value::Int(memo.get())));
        }
        columns.push(("settled", Value::Int(settled.units())));
        columns.push(("document", Value::Text(document)));
        Ok((columns, None))
    })
}

/// The column of the status after a step.
fn step(claim: &Claim, action: ClaimAction) -> Result<Columns, StoreError> {
    let status = claim.step(action).map_err(|error| refused(claim, error))?;
    Ok(vec![("status", Value::Text(status.to_string()))])
}

fn refused(claim: &Claim, refusal: TransitionError) -> StoreError {
    match refusal {
        TransitionError::Invalid(errors) => StoreError::Invalid(errors),
        TransitionError::Forbidden => StoreError::Forbidden,
        refusal => StoreError::Refused {
            refusal: Box::new(refusal),
            allowed: codes(&claim.allowed_actions),
        },
    }
}
