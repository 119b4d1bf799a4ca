//! Balances of receivables, their status and their differences from orders.

use chrono::NaiveDate;
use domain::Money;
use domain::receivables::{ReceivableDraft, ReceivableStatus, Standing};

use super::ListRow;
use crate::codes::read as code;
use crate::error::StoreError;

/// Invoices and credit memos of orders that differ from what is billed of them.
pub(super) const DIFFERS: &str = "receivables.status <> 'void' AND receivables.purchase_order_id IN \
     (SELECT purchase_order_differences.order_id FROM purchase_order_differences)";

pub(super) const AGREES: &str = "(receivables.status = 'void' OR NOT EXISTS (SELECT 1 FROM purchase_order_differences \
     WHERE purchase_order_differences.order_id = receivables.purchase_order_id))";

/// Must match the index expression.
pub(super) const BALANCE: &str = "(CASE WHEN receivables.status = 'void' THEN 0 ELSE receivables.amount - receivables.settled END)";

/// What the order of a receivable differs by from what is billed of it. A subquery: for a join, a planner may read all differences
/// for a few rows.
pub(super) const DIFFERENCE: &str = "(SELECT purchase_order_differences.amount FROM purchase_order_differences \
     WHERE purchase_order_differences.order_id = receivables.purchase_order_id AND receivables.status <> 'void')";

/// The unsettled amount; zero if void.
pub(super) fn balance(status: ReceivableStatus, amount: Money, settled: Money) -> Money {
    match status {
        ReceivableStatus::Void => Money::ZERO,
        _ => amount.minus(settled).unwrap_or_default(),
    }
}

pub(super) fn standing_of(
    draft: &ReceivableDraft,
    status: ReceivableStatus,
    balance: Money,
    today: NaiveDate,
) -> Standing {
    let amounts = (draft.amount().unwrap_or_default(), balance);
    let due = draft.due_date.unwrap_or(today);
    Standing::of((draft.kind, status), amounts, due, today)
}

pub(super) fn row_balance(row: &ListRow) -> Result<Money, StoreError> {
    let (amount, settled) = (Money::of(row.cells.amount), Money::of(row.cells.settled));
    Ok(balance(code(&row.cells.status)?, amount, settled))
}

pub(super) fn row_standing(row: &ListRow, today: NaiveDate) -> Result<Standing, StoreError> {
    let cells = &row.cells;
    let amounts = (Money::of(cells.amount), row_balance(row)?);
    let what = (code(&cells.kind)?, code(&cells.status)?);
    Ok(Standing::of(what, amounts, cells.due_date, today))
}
