//! That a line of an order is billed once (`trade.md` 6.1), whoever writes the invoice.

use std::collections::{HashMap, HashSet};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Text};
use domain::fields::FieldErrors;
use domain::problem::Blocker;
use domain::purchase_orders::OrderStatus;
use domain::receivables::{Receivable, ReceivableDraft, ReceivableKind};
use domain::{EntityKind, Id};

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::purchase_orders::{BILLS, lock_order};

/// A line of the order that is billed.
pub(super) struct Sold {
    pub(super) id: i64,
    pub(super) is_weighed: bool,
}

/// An invoice that bills a line.
struct Bill {
    line: i64,
    id: i64,
    number: String,
    is_prepaid: bool,
}

/// An order as what an invoice bills.
pub(super) struct Billed {
    pub(super) status: OrderStatus,
    /// Whether its terms ask for the money first.
    pub(super) is_prepaid: bool,
    pub(super) lines: Vec<Sold>,
}

/// What of a draft cannot be billed: an order that has not arrived, a line that is not weighed, though what is prepaid is billed
/// before both; a line that is billed already. A pro forma is trued up by a second invoice of the line, once it is weighed
/// (`trade.md` Q2, 6.1, 6.4).
pub(super) fn check(
    conn: &mut DbConnection,
    own: i64,
    draft: &ReceivableDraft,
    order: &Billed,
) -> Result<FieldErrors, StoreError> {
    let mut errors = FieldErrors::new();
    if draft.kind != ReceivableKind::Invoice || billed_lines(draft).is_empty() {
        return Ok(errors);
    }
    errors.require(
        order.status.is_billable(order.is_prepaid),
        "/purchase_order_id",
        "not_delivered",
        "Its lines are billed once the order is delivered",
    );
    lock_order(conn, draft.purchase_order_id.map_or(0, Id::get))?;
    let mut bills: HashMap<i64, Vec<Bill>> = HashMap::new();
    for bill in others(conn, own, draft)? {
        bills.entry(bill.line).or_default().push(bill);
    }
    let mut seen = HashSet::new();
    for (index, line) in draft.lines.iter().enumerate() {
        let Some(id) = line.po_line_id.map(Id::get) else {
            continue;
        };
        let pointer = format!("/lines/{index}/po_line_id");
        errors.require(
            seen.insert(id),
            &pointer,
            "duplicate_line",
            "The line is billed twice here",
        );
        let is_weighed = order
            .lines
            .iter()
            .any(|sold| sold.id == id && sold.is_weighed);
        errors.require(
            is_weighed || order.is_prepaid,
            &pointer,
            "not_weighed",
            "The line is billed on its actual weight, which is not entered yet",
        );
        let already = match bills.get(&id).map(Vec::as_slice) {
            Some([pro_forma]) if pro_forma.is_prepaid && is_weighed => None,
            Some(bills) => bills.first(),
            None => None,
        };
        if let Some(bill) = already {
            let message = format!("{} bills this line already", bill.number);
            errors.add(pointer, "already_billed", message);
        }
    }
    Ok(errors)
}

/// Refuses to bring a draft back whose lines another invoice bills meanwhile.
pub(super) fn must_be_free_again(
    conn: &mut DbConnection,
    receivable: &Receivable,
) -> Result<(), StoreError> {
    let draft = &receivable.details;
    if draft.kind != ReceivableKind::Invoice || billed_lines(draft).is_empty() {
        return Ok(());
    }
    lock_order(conn, draft.purchase_order_id.map_or(0, Id::get))?;
    let mut blockers = Vec::new();
    for bill in others(conn, receivable.id.get(), draft)? {
        if blockers.iter().all(|known: &Blocker| known.id != bill.id) {
            blockers.push(Blocker {
                entity: EntityKind::Receivable.to_string(),
                id: bill.id,
                label: bill.number,
            });
        }
    }
    let count = i64::try_from(blockers.len()).unwrap_or(i64::MAX);
    if count > 0 {
        return Err(StoreError::InUse { blockers, count });
    }
    Ok(())
}

fn billed_lines(draft: &ReceivableDraft) -> Vec<i64> {
    let lines = draft.lines.iter();
    lines
        .filter_map(|line| line.po_line_id.map(Id::get))
        .collect()
}

/// The invoices besides this one that bill its lines.
fn others(
    conn: &mut DbConnection,
    own: i64,
    draft: &ReceivableDraft,
) -> Result<Vec<Bill>, StoreError> {
    let query = Fragment::sql(format!(
        "SELECT receivable_lines.po_line_id, receivables.id, receivables.number, receivables.is_prepaid FROM receivable_lines \
         JOIN receivables ON receivables.id = receivable_lines.receivable_id WHERE {BILLS} AND receivable_lines.po_line_id IN ("
    ))
    .list(billed_lines(draft).into_iter().map(Value::Int))
    .and_sql(") AND receivables.id <> ")
    .value(Value::Int(own))
    .and_sql(" ORDER BY receivables.id");
    let rows: Vec<(i64, i64, String, bool)> =
        Statement::<(BigInt, BigInt, Text, Bool)>::new(query).load(conn)?;
    let bills = rows.into_iter().map(|(line, id, number, is_prepaid)| Bill {
        line,
        id,
        number,
        is_prepaid,
    });
    Ok(bills.collect())
}
