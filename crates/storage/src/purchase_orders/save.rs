//! Writes an order to all its tables: header, details, lines, step, search text and history.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::Id;
use domain::history::AuditAction;
use domain::purchase_orders::{Move, OverridableRule, PurchaseOrder, StepOutcome};
use domain::receivables::Receivable;
use domain::record::{EntityKind, Instant};
use serde_json::{Map, Value as Json, json};

use crate::audit;
use crate::credit;
use crate::entity_store::reindex_linked;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::purchase_order_rows::lines::{insert_lines, save_lines};
use crate::purchase_order_rows::links::LinkValues;
use crate::purchase_order_rows::rows::{DetailValues, MoveValues, OrderValues};
use crate::purchase_order_rows::{billing, costs};
use crate::records;
use crate::schema::{
    purchase_order_details, purchase_order_links, purchase_order_moves, purchase_orders,
};
use crate::search;
use crate::transaction::Transaction;

/// Inserts a new order; returns it with its ids.
pub(super) fn insert(
    tx: &mut Transaction<'_>,
    mut order: PurchaseOrder,
) -> Result<PurchaseOrder, StoreError> {
    order.check_amounts()?;
    let id: i64 = diesel::insert_into(purchase_orders::table)
        .values(OrderValues::of(&order)?)
        .returning(purchase_orders::id)
        .get_result(tx.conn)?;
    order.id = Id::new(id);
    diesel::insert_into(purchase_order_details::table)
        .values((
            purchase_order_details::order_id.eq(id),
            DetailValues::of(&order)?,
        ))
        .execute(tx.conn)?;
    diesel::insert_into(purchase_order_links::table)
        .values((
            purchase_order_links::order_id.eq(id),
            LinkValues::from(&order.details),
        ))
        .execute(tx.conn)?;
    insert_lines(tx.conn, id, &mut order.lines)?;
    costs::save(tx.conn, id, &[], &order.costs)?;
    step(tx, &mut order, None)?;
    search::set(tx.conn, EntityKind::PurchaseOrder, id, &texts(&order))?;
    let facts = facts(&order, Loss::Untold, None)?;
    record(tx, &order, AuditAction::Create, None, &json!({}), &facts)?;
    Ok(order)
}

/// Whether a write confirmed a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// No confirmation was requested.
    Untold,
    /// The loss was confirmed; the history records it.
    Accepted,
}

/// Writes a changed order, if its version is unchanged.
pub(super) fn replace(
    tx: &mut Transaction<'_>,
    before: &PurchaseOrder,
    mut after: PurchaseOrder,
    action: AuditAction,
    outcome: StepOutcome,
    loss: Loss,
) -> Result<PurchaseOrder, StoreError> {
    after.check_amounts()?;
    let StepOutcome { reason, overridden } = outcome;
    let id = before.id.get();
    let actor = tx.actor()?;
    after.version = before.version + 1;
    after.stamps = tx.stamps_of_changed(&after.stamps)?;
    if after.details.owner_id != before.details.owner_id {
        after.stamps.owner_name = tx.owner_name(after.details.owner_id.unwrap_or(actor))?;
    }
    let touched = Fragment::update("purchase_orders", OrderValues::of(&after)?)
        .and_sql(" WHERE id = ")
        .value(Value::Int(id))
        .and_sql(" AND version = ")
        .value(Value::Int(before.version))
        .execute(tx.conn)?;
    records::ensure_updated(touched)?;
    Fragment::update("purchase_order_details", DetailValues::of(&after)?)
        .and_sql(" WHERE order_id = ")
        .value(Value::Int(id))
        .execute(tx.conn)?;
    let links = LinkValues::from(&after.details);
    if links != LinkValues::from(&before.details) {
        Fragment::update("purchase_order_links", links)
            .and_sql(" WHERE order_id = ")
            .value(Value::Int(id))
            .execute(tx.conn)?;
    }
    save_lines(tx.conn, id, &before.lines, &mut after.lines)?;
    costs::save(tx.conn, id, &before.costs, &after.costs)?;
    if after.status != before.status {
        step(tx, &mut after, reason.clone())?;
    }
    let found_by = texts(&after);
    if found_by != texts(before) {
        search::set(tx.conn, EntityKind::PurchaseOrder, id, &found_by)?;
    }
    let before_facts = facts(before, Loss::Untold, None)?;
    let after_facts = facts(&after, loss, overridden)?;
    let reason = reason.as_deref();
    record(tx, &after, action, reason, &before_facts, &after_facts)?;
    if after.details.number != before.details.number {
        reindex_linked::<Receivable>(tx.conn, "purchase_order_id", id, None)?;
    }
    // Corrections were written before the order's new rows, so the stored difference is stale.
    if !after.invoices.is_empty() || after.billing_difference != before.billing_difference {
        billing::keep_difference(tx.conn, id, after.billing_difference)?;
    }
    if before.status.is_open() || after.status.is_open() {
        for customer in BTreeSet::from([before.details.customer_id, after.details.customer_id]) {
            credit::refresh(tx.conn, customer.map_or(0, Id::get))?;
        }
    }
    Ok(after)
}

/// Adds a status change to the order's current status.
fn step(
    tx: &mut Transaction<'_>,
    order: &mut PurchaseOrder,
    reason: Option<String>,
) -> Result<(), StoreError> {
    let moved_by = tx.actor()?;
    let row = MoveValues {
        order_id: order.id.get(),
        status: order.status.to_string(),
        moved_at: tx.now(),
        moved_by: Some(moved_by.get()),
        reason: reason.clone(),
    };
    diesel::insert_into(purchase_order_moves::table)
        .values(row)
        .execute(tx.conn)?;
    order.moves.push(Move {
        status: order.status,
        at: Instant(tx.now()),
        by: Some(moved_by),
        by_name: order.stamps.updated_by_name.clone(),
        reason,
    });
    Ok(())
}

/// The search texts of an order.
pub(super) fn texts(order: &PurchaseOrder) -> Vec<Option<&str>> {
    let header = &order.details;
    let mut texts = vec![
        header.number.as_deref(),
        Some(order.supplier_name.as_str()),
        order.customer_name.as_deref(),
        order.links.carrier_name.as_deref(),
        header.supplier_confirmation_number.as_deref(),
        header.carrier_release_number.as_deref(),
        header.customer_po_number.as_deref(),
    ];
    for line in &order.lines {
        texts.extend([
            Some(line.details.description.as_str()),
            line.details.lot_number.as_deref(),
        ]);
    }
    texts
}

fn record(
    tx: &mut Transaction<'_>,
    order: &PurchaseOrder,
    action: AuditAction,
    reason: Option<&str>,
    before: &Json,
    after: &Json,
) -> Result<(), StoreError> {
    audit::record(
        tx,
        &audit::Entry {
            entity: EntityKind::PurchaseOrder,
            id: order.id.get(),
            version: order.version,
            action,
            reason,
            before,
            after,
        },
    )
}

/// The fields that the history of an order compares: those that users and steps set, a confirmed loss, and an overridden rule. Sums
/// are left out, because they follow from the rest.
fn facts(
    order: &PurchaseOrder,
    loss: Loss,
    overridden: Option<OverridableRule>,
) -> Result<Json, StoreError> {
    let mut facts = object(audit::watched(&order.details, &order.stamps)?);
    let lines = order
        .lines
        .iter()
        .map(|line| {
            let mut entered = object(serde_json::to_value(&line.details)?);
            entered.extend(object(serde_json::to_value(&line.weights)?));
            entered.insert("line_no".to_owned(), json!(line.line_no));
            Ok(Json::Object(entered))
        })
        .collect::<Result<Vec<Json>, StoreError>>()?;
    let accepted = order
        .totals
        .margin
        .filter(|margin| loss == Loss::Accepted && margin.is_negative());
    let costs = order.costs.iter().map(|cost| &cost.details);
    let invoices = order.invoices.iter().map(|invoice| &invoice.number);
    facts.extend([
        ("invoices".to_owned(), json!(invoices.collect::<Vec<_>>())),
        ("lines".to_owned(), Json::Array(lines)),
        ("costs".to_owned(), json!(costs.collect::<Vec<_>>())),
        ("status".to_owned(), json!(order.status)),
        ("shipped_on".to_owned(), json!(order.shipped_on)),
        ("delivered_on".to_owned(), json!(order.delivered_on)),
        ("cancel_reason".to_owned(), json!(order.cancel_reason)),
        ("unbilled_reason".to_owned(), json!(order.unbilled_reason)),
        ("accepted_negative_margin".to_owned(), json!(accepted)),
        ("overridden_rule".to_owned(), json!(overridden)),
    ]);
    Ok(Json::Object(facts))
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(object) => object,
        _ => Map::new(),
    }
}
