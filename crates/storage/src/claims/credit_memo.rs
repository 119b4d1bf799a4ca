//! The credit memo that settles a claim of the customer.

use diesel::prelude::*;
use domain::choices::FixedChoice as _;
use domain::claims::Claim;
use domain::fields::FieldErrors;
use domain::receivables::{
    Receivable, ReceivableDraft, ReceivableKind, ReceivableLine, ReceivableStatus,
};
use domain::record::Resource as _;
use domain::{Id, Money};

use crate::connection::DbConnection;
use crate::entity_store::ReadRepository;
use crate::error::StoreError;
use crate::receivables;
use crate::schema::receivables as table;
use crate::transaction::Transaction;

/// The invoice of an order that a claim is credited on: the one asked for, or the only one. The errors are those of the field.
pub(super) fn invoice_to_credit(
    conn: &mut DbConnection,
    order: i64,
    asked: Option<Id<Receivable>>,
) -> Result<Result<i64, FieldErrors>, StoreError> {
    let issued: Vec<i64> = table::table
        .filter(table::purchase_order_id.eq(order))
        .filter(table::kind.eq(ReceivableKind::Invoice.code()))
        .filter(table::status.eq(ReceivableStatus::Issued.code()))
        .filter(table::archived_at.is_null())
        .order(table::id)
        .select(table::id)
        .load(conn)?;
    let (code, message) = match (asked.map(Id::get), issued.as_slice()) {
        (Some(asked), issued) if issued.contains(&asked) => return Ok(Ok(asked)),
        (Some(_), _) => (
            "not_an_invoice",
            "Choose an issued invoice of the claim's order",
        ),
        (None, [invoice]) => return Ok(Ok(*invoice)),
        (None, []) => (
            "required",
            "The order has no issued invoice to credit. Issue one first",
        ),
        (None, _) => (
            "required",
            "The order has several invoices. Choose the one to credit",
        ),
    };
    let mut errors = FieldErrors::new();
    errors.add("/receivable_id", code, message);
    Ok(Err(errors))
}

/// Issues the credit memo, which settles its invoice up to the balance. The rest stays as open credit.
pub(super) fn issue(
    tx: &mut Transaction<'_>,
    claim: &Claim,
    invoice: i64,
    settled: Money,
) -> Result<Id<Receivable>, StoreError> {
    let original = Receivable::get(tx.conn, tx.context.today, Id::new(invoice))?;
    let label = claim.label();
    let title = format!("Claim {label}: {}", claim.details.kind.label());
    let line = ReceivableLine {
        description: title.clone(),
        computed_amount: Some(settled),
        amount: Some(settled),
        ..ReceivableLine::default()
    };
    let draft = ReceivableDraft {
        kind: ReceivableKind::CreditNote,
        customer_id: claim.details.customer_id,
        purchase_order_id: claim.details.purchase_order_id,
        corrects_id: Some(original.id),
        // Other credits may have used up most of the invoice; the manager who settles the claim may credit more.
        credit_reason: Some(title),
        customer_po_number: original.details.customer_po_number,
        notes: Some(claim.details.description.clone()),
        lines: vec![line],
        ..ReceivableDraft::default()
    };
    receivables::issue_credit_memo(tx, draft)
}
