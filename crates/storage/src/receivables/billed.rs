//! Ensures that a line of an order is billed once (`trade.md` 6.1), regardless of who writes the invoice.

use std::collections::{HashMap, HashSet};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use domain::fields::FieldErrors;
use domain::problem::Blocker;
use domain::purchase_orders::{OrderLine, OrderStatus};
use domain::receivables::{Receivable, ReceivableDraft, ReceivableKind};
use domain::{EntityKind, Id};

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::receivable_conditions::bills;

/// An invoice that bills a line.
struct Bill {
    line: i64,
    id: i64,
    number: String,
}

/// The order data that billing needs.
pub(super) struct Billed {
    pub(super) status: OrderStatus,
    /// Whether its terms are prepaid.
    pub(super) is_prepaid: bool,
    pub(super) lines: Vec<OrderLine>,
}

/// Errors of a draft that cannot be billed: the order is not delivered or is closed, a line is not weighed (both allowed if prepaid
/// and open), or a line is already billed. A pro forma invoice is corrected after weighing (`trade.md` Q2, 6.1, 6.4).
pub(super) fn check(
    conn: &mut DbConnection,
    own: i64,
    before: Option<&ReceivableDraft>,
    draft: &ReceivableDraft,
    order: &Billed,
) -> Result<FieldErrors, StoreError> {
    let mut errors = FieldErrors::new();
    if draft.kind != ReceivableKind::Invoice || billed_lines(draft).is_empty() {
        return Ok(errors);
    }
    // A draft with the same lines can be changed while its order is stepped back; it cannot be issued then.
    let is_known = before.is_some_and(|before| billed_lines(before) == billed_lines(draft));
    errors.require(
        is_known || order.status.is_billable(order.is_prepaid),
        "/purchase_order_id",
        "not_delivered",
        match order.status {
            OrderStatus::Closed => "The order is closed; step it back to bill its lines",
            _ => "Its lines are billed once the order is delivered",
        },
    );
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
            .any(|sold| sold.details.id.map(Id::get) == Some(id) && !sold.needs_weight());
        errors.require(
            is_known || is_weighed || order.is_prepaid,
            &pointer,
            "not_weighed",
            "Enter the line's actual weight before billing it",
        );
        if let Some(bill) = bills.get(&id).and_then(|bills| bills.first()) {
            let message = format!("{} already bills this line", bill.number);
            errors.add(pointer, "already_billed", message);
        }
    }
    Ok(errors)
}

/// The order, if it is closed or cancelled and can no longer be billed.
pub(super) fn ended_order(conn: &mut DbConnection, order: i64) -> Result<Vec<Blocker>, StoreError> {
    let query = Fragment::sql(
        "SELECT id, number FROM purchase_orders WHERE status IN ('closed', 'cancelled') AND id = ",
    )
    .value(Value::Int(order));
    let rows: Vec<(i64, String)> = Statement::<(BigInt, Text)>::new(query).load(conn)?;
    let orders = rows.into_iter().map(|(id, label)| Blocker {
        entity: EntityKind::PurchaseOrder.to_string(),
        id,
        label,
    });
    Ok(orders.collect())
}

/// Rejects restoring a draft if another invoice now bills its lines, or its order is closed or cancelled.
pub(super) fn must_be_free_again(
    conn: &mut DbConnection,
    receivable: &Receivable,
) -> Result<(), StoreError> {
    let draft = &receivable.details;
    if draft.kind != ReceivableKind::Invoice || billed_lines(draft).is_empty() {
        return Ok(());
    }
    let mut blockers = ended_order(conn, draft.purchase_order_id.map_or(0, Id::get))?;
    for bill in others(conn, receivable.id.get(), draft)? {
        let entity = EntityKind::Receivable.to_string();
        if !blockers
            .iter()
            .any(|known| known.id == bill.id && known.entity == entity)
        {
            blockers.push(Blocker {
                entity,
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

/// Other invoices that bill the lines of this one.
fn others(
    conn: &mut DbConnection,
    own: i64,
    draft: &ReceivableDraft,
) -> Result<Vec<Bill>, StoreError> {
    let query = Fragment::sql(format!(
        "SELECT receivable_lines.po_line_id, receivables.id, receivables.number FROM receivable_lines \
         JOIN receivables ON receivables.id = receivable_lines.receivable_id WHERE {} AND receivable_lines.po_line_id IN (",
        bills()
    ))
    .list(billed_lines(draft).into_iter().map(Value::Int))
    .and_sql(") AND receivables.id <> ")
    .value(Value::Int(own))
    .and_sql(" ORDER BY receivables.id");
    let rows: Vec<(i64, i64, String)> =
        Statement::<(BigInt, BigInt, Text)>::new(query).load(conn)?;
    let bills = rows
        .into_iter()
        .map(|(line, id, number)| Bill { line, id, number });
    Ok(bills.collect())
}
