//! Limits of credit memos: no more than what is left of the invoice; without an invoice, or for more, a manager gives a reason
//! (`trade.md` 6.4, 6.5). Issuing a credit memo settles its invoice.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::fields::FieldErrors;
use domain::payments::PostingKind;
use domain::permissions::Operation;
use domain::problem::Blocker;
use domain::receivables::{Receivable, ReceivableDraft, ReceivableKind};
use domain::{EntityKind, Id, Money};

use crate::connection::DbConnection;
use crate::error::BLOCKERS;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::ledger::{self, Parties};
use crate::locks;
use crate::receivable_conditions::counts;
use crate::schema::receivable_credits;
use crate::transaction::Transaction;

/// Whether a receivable corrects one.
pub(super) const IS_CORRECTION: &str = "EXISTS (SELECT 1 FROM receivable_credits WHERE receivable_credits.receivable_id = receivables.id \
     AND receivable_credits.is_correction)";

/// The reason of a credit memo without an invoice, or for more than is left of it.
pub(super) fn read_reason(conn: &mut DbConnection, id: i64) -> Result<Option<String>, StoreError> {
    let reason: Option<Option<String>> = receivable_credits::table
        .find(id)
        .select(receivable_credits::reason)
        .get_result(conn)
        .optional()?;
    Ok(reason.flatten())
}

/// Replaces the reason.
pub(super) fn write_reason(
    conn: &mut DbConnection,
    id: i64,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    let reason = reason.map(str::to_owned).into();
    Fragment::sql("INSERT INTO receivable_credits (receivable_id, reason) VALUES (")
        .list([Value::Int(id), reason])
        .and_sql(") ON CONFLICT (receivable_id) DO UPDATE SET reason = excluded.reason")
        .execute(conn)
        .map(drop)
}

/// Fails unless the role is a manager's.
pub(super) fn must_be_manager(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.authorize(Operation::Override, EntityKind::Receivable, None)
}

/// Checks the amount of a credit memo; an unchanged amount that `before` gave a reason for needs no manager again.
pub(super) fn check(
    tx: &mut Transaction<'_>,
    own: i64,
    before: Option<&ReceivableDraft>,
    draft: &ReceivableDraft,
) -> Result<(), StoreError> {
    if draft.kind != ReceivableKind::CreditNote {
        return Ok(());
    }
    let mut errors = FieldErrors::new();
    let is_beyond = match draft.corrects_id {
        None => {
            errors.require(
                draft.credit_reason.is_some(),
                "/corrects_id",
                "required",
                "Choose the invoice that it takes from; without one, a manager says why",
            );
            true
        }
        Some(invoice) => is_beyond(tx, own, invoice, draft, &mut errors)?,
    };
    errors.into_result()?;
    let taken = |draft: &ReceivableDraft| (draft.customer_id, draft.corrects_id, draft.amount());
    let is_known = before
        .is_some_and(|before| taken(before) == taken(draft) && before.credit_reason.is_some());
    if is_beyond && !is_known {
        must_be_manager(tx)?;
    }
    Ok(())
}

/// Whether it exceeds what other credit memos leave of its invoice, which is locked first.
fn is_beyond(
    tx: &mut Transaction<'_>,
    own: i64,
    invoice: Id<Receivable>,
    draft: &ReceivableDraft,
    errors: &mut FieldErrors,
) -> Result<bool, StoreError> {
    match locks::receivable(tx.conn, invoice.get()) {
        // The check of links reports a missing invoice.
        Err(StoreError::NotFound) => return Ok(true),
        outcome => outcome?,
    }
    let counted = counts("less");
    let query = Fragment::sql(format!(
        "SELECT receivables.customer_id, receivables.kind, receivables.status, receivables.number, \
         receivables.amount + (SELECT coalesce(CAST(sum(more.amount) AS BIGINT), 0) FROM receivables AS more \
         WHERE more.corrects_id = receivables.id AND more.kind = 'invoice' AND more.status = 'issued'), \
         (SELECT coalesce(CAST(sum(less.amount) AS BIGINT), 0) FROM receivables AS less WHERE less.corrects_id = receivables.id \
         AND less.kind = 'credit_note' AND {counted} AND less.id <> "
    ))
    .value(Value::Int(own))
    .and_sql(") FROM receivables WHERE receivables.id = ")
    .value(Value::Int(invoice.get()));
    type Row = (i64, String, String, String, i64, i64);
    let (customer, kind, status, number, billed, credited): Row =
        Statement::<(BigInt, Text, Text, Text, BigInt, BigInt)>::new(query).get_result(tx.conn)?;
    errors.require(
        draft.customer_id.map(Id::get) == Some(customer),
        "/corrects_id",
        "other_customer",
        "The invoice is another customer's",
    );
    errors.require(
        kind != "credit_note",
        "/corrects_id",
        "not_an_invoice",
        "A credit memo takes from an invoice",
    );
    errors.require(
        status == "issued",
        "/corrects_id",
        "not_issued",
        "The invoice is not issued",
    );
    let left = Money::of(billed)
        .minus(Money::of(credited))
        .unwrap_or_default();
    let is_beyond = draft.amount().unwrap_or_default() > left;
    errors.require(
        !is_beyond || draft.credit_reason.is_some(),
        "/lines",
        "exceeds_invoice",
        &format!("{left} USD is left to credit of {number}; for more, a manager says why"),
    );
    Ok(is_beyond)
}

/// Settles the invoice of a credit memo that has just been issued, up to its balance.
pub(super) fn apply(tx: &mut Transaction<'_>, credit: &Receivable) -> Result<(), StoreError> {
    let Some(invoice) = credit
        .details
        .corrects_id
        .filter(|_| credit.details.kind == ReceivableKind::CreditNote)
    else {
        return Ok(());
    };
    let query =
        Fragment::sql("SELECT amount - settled FROM receivables WHERE status = 'issued' AND id = ")
            .value(Value::Int(invoice.get()));
    let left: Option<i64> = Statement::<BigInt>::new(query)
        .get_result(tx.conn)
        .optional()?;
    let applied = Money::of(left.unwrap_or_default()).min(credit.amount);
    if applied == Money::ZERO {
        return Ok(());
    }
    let parties = Parties {
        customer: credit.details.customer_id.map_or(0, Id::get),
        receivable: Some(invoice.get()),
        credit: Some(credit.id.get()),
        payment: None,
    };
    ledger::post(tx, PostingKind::Allocation, parties, applied, None)
}

/// Reverses the allocations of a credit memo, before it is voided.
pub(super) fn take_back(
    tx: &mut Transaction<'_>,
    credit: &Receivable,
    reason: &str,
) -> Result<(), StoreError> {
    for made in ledger::applied_by_credit(tx.conn, credit.id.get())? {
        ledger::reverse(tx, &made, Some(reason))?;
    }
    Ok(())
}

/// Credit memos and corrections of an invoice: only corrections, or only the others.
pub(super) fn standing_on(
    conn: &mut DbConnection,
    invoice: i64,
    corrections: bool,
) -> Result<Vec<Blocker>, StoreError> {
    let query = Fragment::sql("SELECT id, number FROM receivables WHERE corrects_id = ")
        .value(Value::Int(invoice))
        .and_sql(if corrections { " AND " } else { " AND NOT " })
        .and_sql(IS_CORRECTION)
        .and_sql(format!(" AND {} ORDER BY id", counts("receivables")));
    let rows: Vec<(i64, String)> = Statement::<(BigInt, Text)>::new(query).load(conn)?;
    let found = rows.into_iter().map(|(id, label)| Blocker {
        entity: EntityKind::Receivable.to_string(),
        id,
        label,
    });
    Ok(found
        .take(if corrections { usize::MAX } else { BLOCKERS })
        .collect())
}
