//! Keeps an order and its invoices consistent. A change to a line that an issued invoice bills is rejected unless it asks to
//! correct the invoices; then the same transaction corrects them. Draft invoices are updated without being asked.

use std::collections::BTreeSet;

use domain::Id;
use domain::fields::FieldErrors;
use domain::problem::Blocker;
use domain::purchase_orders::{CorrectInvoices, OrderLine, PurchaseOrder};
use domain::receivables::{ReceivableKind, ReceivableStatus};
use domain::{EntityKind, Money};

use crate::error::StoreError;
use crate::purchase_order_rows::billing::{self, LineBill};
use crate::purchase_order_rows::progress;
use crate::receivables::{self, Difference};
use crate::transaction::Transaction;

/// The changes to the invoices that a change to an order requires.
#[derive(Default)]
pub(super) struct Corrections {
    drafts: BTreeSet<i64>,
    draft_lines: Vec<Id<OrderLine>>,
    differences: Vec<Difference>,
    /// The reason, if issued invoices are corrected.
    pub(super) reason: Option<String>,
}

/// Plans the corrections that a change requires, or rejects the change.
///
/// # Errors
/// `Billed` if an issued invoice bills a line whose amount changes and `asked` is absent; `Invalid` without a reason, and for a
/// billed line that would lose its price.
pub(super) fn plan(
    tx: &mut Transaction<'_>,
    before: &PurchaseOrder,
    after: &PurchaseOrder,
    asked: Option<&CorrectInvoices>,
) -> Result<Corrections, StoreError> {
    let reason = asked.map(CorrectInvoices::checked).transpose()?;
    let bills = progress::read(tx.conn, before.id.get())?.bills;
    let mut plan = Corrections::default();
    let mut blockers: Vec<Blocker> = Vec::new();
    let (mut refused, mut wrong) = (FieldErrors::new(), FieldErrors::new());
    for (index, line) in after.lines.iter().enumerate() {
        let Some(id) = line.details.id else { continue };
        let own: Vec<&LineBill> = bills
            .iter()
            .filter(|bill| bill.line == id.get() && bill.counts())
            .collect();
        let Some(first) = own.first() else { continue };
        let old = before.lines.iter().find(|old| old.details.id == Some(id));
        let is_changed = old.is_none_or(|old| old.billed() != line.billed());
        let Some(sell) = line.sell_amount else {
            if is_changed {
                let message = format!(
                    "{} bills this line, so it keeps a price and a quantity",
                    first.number
                );
                wrong.add(format!("/lines/{index}/sell_price"), "billed", message);
            }
            continue;
        };
        let drafts = own
            .iter()
            .filter(|bill| bill.status == ReceivableStatus::Draft);
        let drafted: i128 = drafts.clone().map(|bill| bill.billed()).sum();
        let issued = own
            .iter()
            .filter(|bill| bill.status == ReceivableStatus::Issued);
        let billed: i128 = issued.clone().map(|bill| bill.billed()).sum();
        let first_issued = issued
            .clone()
            .find(|bill| bill.kind == ReceivableKind::Invoice && !bill.is_correction);
        let Some(invoice) = first_issued else {
            if is_changed || reason.is_some() {
                plan.drafts.extend(drafts.map(|bill| bill.receivable));
                plan.draft_lines.push(id);
            }
            continue;
        };
        let cents = i128::from(sell.units()) - drafted - billed;
        if cents == 0 {
            continue;
        }
        if reason.is_some() {
            plan.differences.push(Difference {
                invoice: invoice.receivable,
                line: id,
                description: describe(old, line),
                cents,
            });
        } else if old.is_none_or(|old| old.sell_amount != line.sell_amount) {
            let message = format!(
                "{} bills this line at {}",
                invoice.number,
                billing::cents(billed)
            );
            refused.add(format!("/lines/{index}/sell_price"), "billed", message);
            if blockers.iter().all(|known| known.id != invoice.receivable) {
                blockers.push(Blocker {
                    entity: EntityKind::Receivable.to_string(),
                    id: invoice.receivable,
                    label: invoice.number.clone(),
                });
            }
        }
    }
    wrong.into_result()?;
    if !blockers.is_empty() {
        return Err(StoreError::Billed {
            invoices: blockers,
            errors: refused,
        });
    }
    plan.reason = reason.filter(|_| !plan.differences.is_empty());
    Ok(plan)
}

impl Corrections {
    /// Whether nothing needs to change.
    pub(super) fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.differences.is_empty()
    }

    /// Issues the corrections of issued invoices before the order is written, so that its history names them.
    pub(super) fn issue(
        &self,
        tx: &mut Transaction<'_>,
        order: &mut PurchaseOrder,
    ) -> Result<(), StoreError> {
        let Some(reason) = &self.reason else {
            return Ok(());
        };
        receivables::correct(tx, order, &self.differences, reason)?;
        billing::refresh(tx.conn, order)
    }

    /// Rewrites draft invoices after the order is written, because they are filled from its rows.
    pub(super) fn follow(&self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        receivables::refresh_drafts(tx, self.drafts.iter().copied(), &self.draft_lines)
    }
}

/// The description of a correction: the line's figures before and after.
fn describe(old: Option<&OrderLine>, now: &OrderLine) -> String {
    let figures = |line: &OrderLine| {
        let billed = line.billed();
        let quantity = match (billed.weight, billed.units) {
            (Some(weight), _) => format!("{weight} {}", billed.weight_unit),
            (None, Some(units)) => format!("{units} units"),
            (None, None) => String::new(),
        };
        let price = billed
            .price
            .map(|price| price.to_string())
            .unwrap_or_default();
        let amount = line.sell_amount.map_or(Money::ZERO, |amount| amount);
        format!("{quantity} at ${price}, ${amount}")
    };
    let name = &now.details.description;
    match old.filter(|old| old.sell_amount != now.sell_amount) {
        Some(old) => format!(
            "{name}: corrected from {} to {}",
            figures(old),
            figures(now)
        ),
        None => format!("{name}: corrected to {}", figures(now)),
    }
}
