//! Steps of a payment: enter, apply, refund, void; and the reversal of a single posting.

use domain::fields::FieldErrors;
use domain::history::AuditAction;
use domain::payments::{
    Allocate, Allocation, Payment, PaymentAction, PaymentDraft, Posting, PostingKind,
    ReceivablePayment, Refund, Reverse, VoidPayment,
};
use domain::permissions::Operation;
use domain::purchase_orders::TransitionError;
use domain::receivables::{Receivable, ReceivableKind, ReceivableStatus};
use domain::record::{EntityKind, authorize_write};
use domain::{Id, Money};

use super::{allocations, check, post_allocations};
use crate::codes::codes;
use crate::entity_store::entity_table::Columns;
use crate::entity_store::{self, ReadRepository, act};
use crate::error::StoreError;
use crate::fragment::Value;
use crate::ledger::{self, Parties};
use crate::locks;
use crate::receivables::{must_allocate, receivables_of, settle};
use crate::records::Expected;
use crate::transaction::Transaction;

/// Enters a payment with its allocations.
///
/// # Errors
/// `Forbidden`, `Duplicate` for a number that is taken, `Invalid` for wrong fields or allocations.
pub fn create(tx: &mut Transaction<'_>, draft: PaymentDraft) -> Result<Payment, StoreError> {
    authorize_write::<Payment>(tx.context.role, tx.context.actor, None, &draft)?;
    entity_store::create::<Payment>(tx, draft)
}

/// Enters a payment of one receivable.
///
/// # Errors
/// `NotFound`, `Refused` unless the receivable is issued and owed, and those of [`create`].
pub fn pay_receivable(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    body: &ReceivablePayment,
) -> Result<Payment, StoreError> {
    authorize_create(tx)?;
    locks::receivable(tx.conn, id.get())?;
    let receivable = Receivable::get(tx.conn, tx.context.today, id)?;
    let owed = receivable.status == ReceivableStatus::Issued
        && receivable.details.kind != ReceivableKind::CreditNote
        && receivable.balance > Money::ZERO;
    if !owed {
        return Err(StoreError::Refused {
            refusal: Box::new(TransitionError::IllegalTransition),
            allowed: codes(&receivable.allowed_actions),
        });
    }
    let open = receivable.balance.minus(body.discount).unwrap_or_default();
    let amount = body.amount.unwrap_or(open);
    let draft = PaymentDraft {
        customer_id: receivable.details.customer_id,
        received_on: body.received_on,
        method: body.method.clone(),
        reference: body.reference.clone(),
        amount: Some(amount),
        notes: body.notes.clone(),
        allocations: vec![Allocation {
            receivable_id: Some(id),
            amount: amount.min(open.max(Money::ZERO)),
            discount: body.discount,
            ..Allocation::default()
        }],
        ..PaymentDraft::default()
    };
    create(tx, draft).map_err(|error| at_body(error, "/allocations/0"))
}

/// Errors of the one allocation name the fields of the body.
fn at_body(error: StoreError, prefix: &str) -> StoreError {
    let StoreError::Invalid(errors) = error else {
        return error;
    };
    let mut named = FieldErrors::new();
    for error in errors.iter() {
        let pointer = error.pointer.as_deref().unwrap_or_default();
        let pointer = pointer.strip_prefix(prefix).unwrap_or(pointer);
        named.add(pointer, error.code.clone(), error.message.clone());
    }
    StoreError::Invalid(named)
}

fn authorize_create(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.authorize(Operation::Create, EntityKind::Payment, None)
}

/// Applies unapplied cash to receivables.
///
/// # Errors
/// `Forbidden`, `Stale`, `Refused` if nothing is unapplied, `Invalid` for wrong allocations.
pub fn allocate(
    tx: &mut Transaction<'_>,
    id: Id<Payment>,
    expected: &Expected,
    body: &Allocate,
) -> Result<Payment, StoreError> {
    tx.authorize(Operation::Act, EntityKind::Payment, None)?;
    must_allocate(&body.allocations)?;
    locks::payment(tx.conn, id.get(), &receivables_of(&body.allocations))?;
    act::<Payment>(tx, id, expected, AuditAction::Allocate, |tx, payment| {
        must_allow(payment, PaymentAction::Allocate)?;
        let received_on = payment.details.received_on.unwrap_or(tx.context.today);
        let customer = payment.details.customer_id;
        check(
            tx,
            customer,
            &body.allocations,
            payment.unapplied,
            received_on,
        )?;
        post_allocations(tx, parties(payment), &body.allocations)?;
        Ok((Columns::new(), None))
    })
}

/// Pays unapplied cash back.
///
/// # Errors
/// `Forbidden`, `Stale`, `Refused` if nothing is unapplied, `Invalid` for a wrong amount or without a reason.
pub fn refund(
    tx: &mut Transaction<'_>,
    id: Id<Payment>,
    expected: &Expected,
    body: &Refund,
) -> Result<Payment, StoreError> {
    tx.authorize(Operation::TakeBack, EntityKind::Payment, None)?;
    act::<Payment>(tx, id, expected, AuditAction::Refund, |tx, payment| {
        must_allow(payment, PaymentAction::Refund)?;
        let (amount, reason) = body.checked(payment.unapplied)?;
        ledger::post(
            tx,
            PostingKind::Refund,
            parties(payment),
            amount,
            Some(&reason),
        )?;
        Ok((Columns::new(), Some(reason)))
    })
}

/// Voids a payment; what it settled is owed again. Its number stays used.
///
/// # Errors
/// `Forbidden`, `Stale`, `Refused` if it is void or partly refunded, `Invalid` without a reason.
pub fn void(
    tx: &mut Transaction<'_>,
    id: Id<Payment>,
    expected: &Expected,
    body: &VoidPayment,
) -> Result<Payment, StoreError> {
    tx.authorize(Operation::TakeBack, EntityKind::Payment, None)?;
    locks::payment(tx.conn, id.get(), &[])?;
    let settled = receivables_of(&allocations(tx.conn, id.get())?);
    locks::payment(tx.conn, id.get(), &settled)?;
    act::<Payment>(tx, id, expected, AuditAction::Void, |tx, payment| {
        must_allow(payment, PaymentAction::Void)?;
        let reason = body.reason()?;
        for made in ledger::applied_by_payment(tx.conn, id.get())? {
            ledger::reverse(tx, &made, Some(&reason))?;
        }
        let columns = vec![
            ("is_void", Value::Flag(true)),
            ("void_reason", Value::Text(reason.clone())),
        ];
        Ok((columns, Some(reason)))
    })
}

/// Reverses a single posting: an allocation, a discount, a write-off or a refund.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Refused` if it is reversed already or of a kind that is voided instead, `Invalid` without a reason.
pub fn reverse(
    tx: &mut Transaction<'_>,
    posting: i64,
    body: &Reverse,
) -> Result<Posting, StoreError> {
    tx.authorize(Operation::TakeBack, EntityKind::Payment, None)?;
    let reason = body.reason()?;
    let found = ledger::find(tx.conn, posting)?;
    let Some(made) = found.filter(|made| made.kind.is_reversible()) else {
        return match ledger::exists(tx.conn, posting)? {
            true => Err(StoreError::Refused {
                refusal: Box::new(TransitionError::IllegalTransition),
                allowed: Vec::new(),
            }),
            false => Err(StoreError::NotFound),
        };
    };
    let any = Expected::any();
    match (
        made.parties.payment,
        made.parties.credit.or(made.parties.receivable),
    ) {
        (Some(payment), _) => {
            let receivable: Vec<i64> = made.parties.receivable.into_iter().collect();
            locks::payment(tx.conn, payment, &receivable)?;
            act::<Payment>(tx, Id::new(payment), &any, AuditAction::Reverse, |tx, _| {
                once(tx, &made, &reason)?;
                Ok((Columns::new(), Some(reason)))
            })
            .map(drop)?;
        }
        (None, Some(receivable)) => {
            settle(
                tx,
                Id::new(receivable),
                &any,
                AuditAction::Reverse,
                |tx, _| {
                    once(tx, &made, &reason)?;
                    Ok(Some(reason))
                },
            )
            .map(drop)?;
        }
        (None, None) => return Err(StoreError::internal("a posting of nothing")),
    }
    ledger::posting(tx.conn, posting)
}

/// Reverses a posting that another transaction may have reversed before the lock was held.
fn once(tx: &mut Transaction<'_>, made: &ledger::Made, reason: &str) -> Result<(), StoreError> {
    match ledger::find(tx.conn, made.id)? {
        Some(made) => ledger::reverse(tx, &made, Some(reason)),
        None => Err(StoreError::conflict()),
    }
}

fn parties(payment: &Payment) -> Parties {
    Parties {
        customer: payment.details.customer_id.map_or(0, Id::get),
        payment: Some(payment.id.get()),
        ..Parties::default()
    }
}

fn must_allow(payment: &Payment, action: PaymentAction) -> Result<(), StoreError> {
    if payment.allowed_actions.contains(&action) {
        Ok(())
    } else {
        Err(illegal(payment))
    }
}

fn illegal(payment: &Payment) -> StoreError {
    StoreError::Refused {
        refusal: Box::new(TransitionError::IllegalTransition),
        allowed: codes(&payment.allowed_actions),
    }
}
