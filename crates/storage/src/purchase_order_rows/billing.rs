//! Billing of an order: its invoices, the amount billed per line, and the differences from the order.

use std::collections::HashMap;

use diesel::RunQueryDsl;
use diesel::sql_types::{Nullable, Text};
use domain::purchase_orders::{OrderInvoice, PurchaseOrder};
use domain::receivables::{ReceivableKind, ReceivableStatus};
use domain::{Id, Money};

use super::{progress, read};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// A line of a receivable that bills or credits a line of the order.
pub(crate) struct LineBill {
    pub(crate) line: i64,
    pub(crate) receivable: i64,
    pub(crate) number: String,
    pub(crate) kind: ReceivableKind,
    pub(crate) status: ReceivableStatus,
    pub(crate) is_correction: bool,
    /// Amount at the order's figures, without a difference that a manager allowed.
    pub(crate) amount: Money,
}

impl LineBill {
    /// Whether it counts as billed. Invoices do, and credit memos that correct the order; other credit memos settle a claim.
    pub(crate) fn counts(&self) -> bool {
        self.kind == ReceivableKind::Invoice || self.is_correction
    }

    /// The signed amount that it bills.
    pub(crate) fn billed(&self) -> i128 {
        let amount = i128::from(self.amount.units());
        match self.kind {
            ReceivableKind::CreditNote => -amount,
            ReceivableKind::Invoice | ReceivableKind::OpeningBalance => amount,
        }
    }
}

/// Converts a sum of cents to money, clamped to its range.
pub(crate) fn cents(sum: i128) -> Money {
    Money::of(i64::try_from(sum).unwrap_or(i64::MAX))
}

/// Reads the billing data of an order again.
pub(crate) fn refresh(
    conn: &mut DbConnection,
    order: &mut PurchaseOrder,
) -> Result<(), StoreError> {
    let progress = progress::read(conn, order.id.get())?;
    show(order, progress.invoices, &progress.bills);
    Ok(())
}

/// Fills in the billing data of an order.
pub(crate) fn show(order: &mut PurchaseOrder, invoices: Vec<OrderInvoice>, bills: &[LineBill]) {
    order.invoices = invoices;
    let mut billed: HashMap<i64, (Option<ReceivableStatus>, i128)> = HashMap::new();
    for bill in bills.iter().filter(|bill| bill.counts()) {
        let (status, sum) = billed.entry(bill.line).or_default();
        if bill.kind == ReceivableKind::Invoice {
            *status = (*status).max(Some(bill.status));
        }
        *sum += bill.billed();
    }
    for line in &mut order.lines {
        let found = line.details.id.and_then(|id| billed.get(&id.get()));
        line.invoice_status = found.and_then(|(status, _)| *status);
        line.billed_amount = found.map(|(_, sum)| cents(*sum));
    }
    order.note_billing_difference();
    order.allow();
}

/// Updates the stored difference of an order after one of its invoices has changed.
pub(crate) fn refresh_difference(conn: &mut DbConnection, order: i64) -> Result<(), StoreError> {
    let now = read::get(conn, Id::new(order))?.billing_difference;
    keep_difference(conn, order, now)
}

/// Stores the difference of an order from its invoices, for lists.
pub(crate) fn keep_difference(
    conn: &mut DbConnection,
    order: i64,
    difference: Option<Money>,
) -> Result<(), StoreError> {
    Fragment::sql("DELETE FROM purchase_order_differences WHERE order_id = ")
        .value(Value::Int(order))
        .execute(conn)?;
    let Some(difference) = difference else {
        return Ok(());
    };
    Fragment::sql("INSERT INTO purchase_order_differences (order_id, amount) VALUES (")
        .list([Value::Int(order), Value::Int(difference.units())])
        .and_sql(")")
        .execute(conn)
        .map(drop)
}

/// Rejects removing lines to which a receivable refers, even a void one.
pub(crate) fn must_not_be_named(conn: &mut DbConnection, lines: &[i64]) -> Result<(), StoreError> {
    let query = Fragment::sql("SELECT min(receivables.number) FROM receivable_lines JOIN receivables ON receivables.id = receivable_lines.receivable_id WHERE receivable_lines.po_line_id IN (")
        .list(lines.iter().copied().map(Value::Int))
        .and_sql(")");
    let number: Option<String> = Statement::<Nullable<Text>>::new(query).get_result(conn)?;
    match number {
        None => Ok(()),
        Some(number) => Err(StoreError::invalid(
            "/lines",
            "billed",
            &format!("{number} bills a line that is left out"),
        )),
    }
}
