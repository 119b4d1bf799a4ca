//! Corrections after a change to a billed order: a second invoice for what was billed too low, a credit memo for what was billed
//! too high. Only the difference is billed, so the first invoice keeps its number, due date and aging, and its payments stay
//! applied (`trade.md` 6.4). Drafts are rewritten.

use domain::Id;
use domain::permissions::Operation;
use domain::purchase_orders::{OrderLine, PurchaseOrder};
use domain::receivables::{
    AnchorDays, Receivable, ReceivableDraft, ReceivableKind, ReceivableLine,
};
use domain::record::{Drafted, Resource};
use domain::{EntityKind, Money};

use super::{act, prepare};
use crate::entity_store::entity_table::Columns;
use crate::entity_store::{ReadRepository, Repository, create_with};
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::records::Expected;
use crate::transaction::Transaction;

/// The change to the bill of a line.
pub(crate) struct Difference {
    /// The invoice that bills the line.
    pub(crate) invoice: i64,
    /// The line.
    pub(crate) line: Id<OrderLine>,
    /// Description with the figures before and after.
    pub(crate) description: String,
    /// Cents to bill; negative to credit.
    pub(crate) cents: i128,
}

/// Issues the corrections of an order's invoices: at most one credit memo and one invoice for each.
pub(crate) fn correct(
    tx: &mut Transaction<'_>,
    order: &PurchaseOrder,
    differences: &[Difference],
    reason: &str,
) -> Result<(), StoreError> {
    let mut invoices: Vec<i64> = differences.iter().map(|one| one.invoice).collect();
    invoices.sort_unstable();
    invoices.dedup();
    for invoice in invoices {
        for kind in [ReceivableKind::CreditNote, ReceivableKind::Invoice] {
            let lines: Vec<ReceivableLine> = differences
                .iter()
                .filter(|one| one.invoice == invoice)
                .filter(|one| (one.cents < 0) == (kind == ReceivableKind::CreditNote))
                .map(line)
                .collect();
            if !lines.is_empty() {
                issue(tx, order, (invoice, kind), lines, reason)?;
            }
        }
    }
    Ok(())
}

fn line(difference: &Difference) -> ReceivableLine {
    let cents = i64::try_from(difference.cents.abs()).unwrap_or(i64::MAX);
    let amount = Some(Money::of(cents));
    ReceivableLine {
        po_line_id: Some(difference.line),
        description: difference.description.chars().take(500).collect(),
        computed_amount: amount,
        amount,
        ..ReceivableLine::default()
    }
}

fn issue(
    tx: &mut Transaction<'_>,
    order: &PurchaseOrder,
    (invoice, kind): (i64, ReceivableKind),
    lines: Vec<ReceivableLine>,
    reason: &str,
) -> Result<(), StoreError> {
    let original = Receivable::get(tx.conn, tx.context.today, Id::new(invoice))?;
    let may_exceed = tx
        .authorize(Operation::Override, EntityKind::Receivable, None)
        .is_ok();
    let credits = kind == ReceivableKind::CreditNote;
    let draft = ReceivableDraft {
        kind,
        customer_id: order.details.customer_id,
        purchase_order_id: Some(order.id),
        corrects_id: Some(original.id),
        // Credits for claims may have used up most of the invoice; a manager may credit more, with the same reason.
        credit_reason: (credits && may_exceed).then(|| reason.to_owned()),
        payment_terms: original.details.payment_terms.clone().filter(|_| !credits),
        customer_po_number: original.details.customer_po_number.clone(),
        notes: Some(format!("Correction of {}: {reason}", original.label())),
        lines,
        ..ReceivableDraft::default()
    };
    let days = AnchorDays {
        shipped: order.shipped_on,
        received: order.delivered_on,
        pickup: order.details.pickup_date,
    };
    let made = create_with::<Receivable>(tx, draft, |tx, draft, _linked| {
        draft.invoice_date = Some(tx.context.today);
        let terms = prepare::terms(tx.conn, draft.payment_terms.as_deref())?;
        if terms.is_none() {
            draft.due_date = Some(tx.context.today);
        }
        draft.settle_due_date(None, terms, days, tx.context.today)?;
        prepare::number(tx, None, draft)?;
        Ok(Columns::new())
    })?;
    Fragment::sql("INSERT INTO receivable_credits (receivable_id, is_correction) VALUES (")
        .list([Value::Int(made.id.get()), Value::Flag(true)])
        .and_sql(
            ") ON CONFLICT (receivable_id) DO UPDATE SET is_correction = excluded.is_correction",
        )
        .execute(tx.conn)?;
    act::issue(tx, made.id, &Expected::any()).map(drop)
}

/// Rewrites lines of draft invoices from their order. Deviations that a manager allowed were for the order as it was, and are
/// dropped.
pub(crate) fn refresh_drafts(
    tx: &mut Transaction<'_>,
    drafts: impl IntoIterator<Item = i64>,
    lines: &[Id<OrderLine>],
) -> Result<(), StoreError> {
    for draft in drafts {
        Receivable::update(tx, Id::new(draft), &Expected::any(), |now| {
            let mut draft = now.details().clone();
            for line in &mut draft.lines {
                if line.po_line_id.is_some_and(|id| lines.contains(&id)) {
                    *line = ReceivableLine {
                        po_line_id: line.po_line_id,
                        description: std::mem::take(&mut line.description),
                        ..ReceivableLine::default()
                    };
                }
            }
            Ok(draft)
        })?;
    }
    Ok(())
}
