//! Steps that settle receivables without a payment: write-offs, credit memos that are applied or refunded.

use domain::fields::FieldErrors;
use domain::history::AuditAction;
use domain::payments::{Allocate, Allocation, PostingKind, Refund, WriteOff, check_allocations};
use domain::permissions::Operation;
use domain::receivables::{Receivable, ReceivableKind, ReceivableStatus};
use domain::record::EntityKind;
use domain::{Id, Money};

use super::{credit_memos, illegal};
use crate::credit;
use crate::entity_store::act;
use crate::entity_store::entity_table::Columns;
use crate::error::StoreError;
use crate::ledger::{self, Parties};
use crate::locks;
use crate::records::Expected;
use crate::transaction::Transaction;

/// Posts a new status: from its issue until it is voided, a receivable counts with its amount. A credit memo settles its invoice.
pub(super) fn post_status(
    tx: &mut Transaction<'_>,
    before: ReceivableStatus,
    after: &Receivable,
) -> Result<(), StoreError> {
    match (before, after.status) {
        (_, ReceivableStatus::Issued) => {
            let amount = after.amount;
            ledger::post(tx, PostingKind::Issue, parties(after), amount, None)?;
            credit_memos::apply(tx, after)
        }
        (ReceivableStatus::Issued, ReceivableStatus::Void) => {
            let issue = ledger::issue_of(tx.conn, after.id.get())?
                .ok_or_else(|| StoreError::internal("an issued receivable without a posting"))?;
            ledger::reverse(tx, &issue, after.void_reason.as_deref())
        }
        _ => Ok(()),
    }
}

fn parties(receivable: &Receivable) -> Parties {
    Parties {
        customer: receivable.details.customer_id.map_or(0, Id::get),
        receivable: Some(receivable.id.get()),
        ..Parties::default()
    }
}

/// Writes off the balance of an invoice, or a part of it.
///
/// # Errors
/// `Forbidden`, `Stale`, `Archived`, `Refused` unless it is issued and owed, `Invalid` for a wrong amount or without a reason.
pub fn write_off(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
    body: &WriteOff,
) -> Result<Receivable, StoreError> {
    tx.authorize(Operation::Override, EntityKind::Receivable, None)?;
    settle(tx, id, expected, AuditAction::WriteOff, |tx, receivable| {
        must_be(receivable, |kind| kind != ReceivableKind::CreditNote)?;
        let (amount, reason) = body.checked(receivable.balance)?;
        ledger::post(
            tx,
            PostingKind::WriteOff,
            parties(receivable),
            amount,
            Some(&reason),
        )?;
        Ok(Some(reason))
    })
}

/// Applies a credit memo to receivables of its customer.
///
/// # Errors
/// `Forbidden`, `Stale`, `Archived`, `Refused` unless it is an issued credit memo, `Invalid` for wrong allocations.
pub fn allocate(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
    body: &Allocate,
) -> Result<Receivable, StoreError> {
    tx.authorize(Operation::Act, EntityKind::Receivable, None)?;
    settle(tx, id, expected, AuditAction::Allocate, |tx, credit| {
        must_be(credit, |kind| kind == ReceivableKind::CreditNote)?;
        let items = ledger::open_items(tx.conn, &receivables_of(&body.allocations))?;
        let today = tx.context.today;
        let customer = credit.details.customer_id;
        must_allocate(&body.allocations)?;
        must_have_no_discount(&body.allocations)?;
        check_allocations(&body.allocations, &items, customer, credit.balance, today)?;
        for allocation in &body.allocations {
            let parties = Parties {
                receivable: allocation.receivable_id.map(Id::get),
                credit: Some(credit.id.get()),
                ..parties(credit)
            };
            ledger::post(
                tx,
                PostingKind::Allocation,
                parties,
                allocation.amount,
                None,
            )?;
        }
        Ok(None)
    })
}

/// Pays back what is left of a credit memo, or a part of it.
///
/// # Errors
/// `Forbidden`, `Stale`, `Archived`, `Refused` unless it is an issued credit memo, `Invalid` for a wrong amount or without a reason.
pub fn refund(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
    body: &Refund,
) -> Result<Receivable, StoreError> {
    tx.authorize(Operation::TakeBack, EntityKind::Receivable, None)?;
    settle(tx, id, expected, AuditAction::Refund, |tx, credit| {
        must_be(credit, |kind| kind == ReceivableKind::CreditNote)?;
        let (amount, reason) = body.checked(credit.balance)?;
        let parties = Parties {
            receivable: None,
            credit: Some(credit.id.get()),
            ..parties(credit)
        };
        ledger::post(tx, PostingKind::Refund, parties, amount, Some(&reason))?;
        Ok(Some(reason))
    })
}

/// Runs a step that adds postings; returns the receivable as it is then.
pub(crate) fn settle(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
    action: AuditAction,
    step: impl FnOnce(&mut Transaction<'_>, &Receivable) -> Result<Option<String>, StoreError>,
) -> Result<Receivable, StoreError> {
    locks::receivable(tx.conn, id.get())?;
    let settled = act::<Receivable>(tx, id, expected, action, |tx, receivable| {
        let reason = step(tx, receivable)?;
        Ok((Columns::new(), reason))
    })?;
    credit::refresh(tx.conn, settled.details.customer_id.map_or(0, Id::get))?;
    Ok(settled)
}

fn must_be(
    receivable: &Receivable,
    suits: impl FnOnce(ReceivableKind) -> bool,
) -> Result<(), StoreError> {
    let is_open = receivable.status == ReceivableStatus::Issued && receivable.balance > Money::ZERO;
    if is_open && suits(receivable.details.kind) {
        Ok(())
    } else {
        Err(illegal(receivable.status))
    }
}

/// The receivables that allocations name.
pub(crate) fn receivables_of(allocations: &[Allocation]) -> Vec<i64> {
    let mut ids: Vec<i64> = allocations
        .iter()
        .filter_map(|allocation| allocation.receivable_id.map(Id::get))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Rejects a step without allocations.
pub(crate) fn must_allocate(allocations: &[Allocation]) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    errors.require(
        !allocations.is_empty(),
        "/allocations",
        "required",
        "Choose what to settle",
    );
    errors.require(
        allocations.len() <= domain::payments::MAX_ALLOCATIONS,
        "/allocations",
        "too_many",
        &format!(
            "At most {} receivables at a time",
            domain::payments::MAX_ALLOCATIONS
        ),
    );
    errors.into_result()
}

fn must_have_no_discount(allocations: &[Allocation]) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    for (index, allocation) in allocations.iter().enumerate() {
        errors.require(
            allocation.discount == Money::ZERO,
            format!("/allocations/{index}/discount"),
            "must_be_empty",
            "A discount is taken with a payment",
        );
    }
    errors.into_result()
}
