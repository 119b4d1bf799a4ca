//! What is billed of an order: the invoices that bill it, and which of its lines.

use std::collections::HashMap;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::purchase_orders::{OrderInvoice, PurchaseOrder};
use domain::receivables::ReceivableStatus;
use domain::{Id, Money};

use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// Invoices that bill something: issued ones, and drafts that are not archived.
pub(crate) const BILLS: &str = "receivables.kind = 'invoice' AND (receivables.status = 'issued' \
     OR (receivables.status = 'draft' AND receivables.archived_at IS NULL))";

/// Adds to an order what bills it.
pub(super) fn read(conn: &mut DbConnection, order: &mut PurchaseOrder) -> Result<(), StoreError> {
    let query = Fragment::sql(
        "SELECT receivables.id, receivables.number, receivables.status, receivables.amount, receivable_lines.po_line_id \
         FROM receivables LEFT JOIN receivable_lines ON receivable_lines.receivable_id = receivables.id \
         AND receivable_lines.po_line_id IS NOT NULL WHERE receivables.purchase_order_id = ",
    )
    .value(Value::Int(order.id.get()))
    .and_sql(format!(" AND {BILLS} ORDER BY receivables.id"));
    type Row = (i64, String, String, i64, Option<i64>);
    let rows: Vec<Row> =
        Statement::<(BigInt, Text, Text, BigInt, Nullable<BigInt>)>::new(query).load(conn)?;
    let mut billed: HashMap<i64, ReceivableStatus> = HashMap::new();
    for (id, number, status, amount, line) in rows {
        let status: ReceivableStatus = code(&status)?;
        if let Some(line) = line {
            let known = billed.entry(line).or_insert(status);
            *known = (*known).max(status);
        }
        if order.invoices.last().map(|invoice| invoice.id.get()) != Some(id) {
            order.invoices.push(OrderInvoice {
                id: Id::new(id),
                number,
                status,
                amount: Money::of(amount),
            });
        }
    }
    for line in &mut order.lines {
        let id = line.details.id.map(Id::get);
        line.invoice_status = id.and_then(|id| billed.get(&id).copied());
    }
    order.allow();
    Ok(())
}

/// Locks an order until the transaction ends, by updating its row: what is billed of it is billed by one after the other.
pub(crate) fn lock_order(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    Fragment::sql("UPDATE purchase_orders SET version = version WHERE id = ")
        .value(Value::Int(id))
        .execute(conn)
        .map(drop)
}

/// Lines that a receivable names stay, a void one's too.
pub(super) fn must_not_be_named(conn: &mut DbConnection, lines: &[i64]) -> Result<(), StoreError> {
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
