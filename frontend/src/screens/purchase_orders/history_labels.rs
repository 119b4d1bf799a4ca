//! The history of an order as text: lines by position, parties by name, amounts with units.

use std::collections::{BTreeMap, BTreeSet};

use domain::choices::Choices;
use domain::history::{FieldChange, HistoryEntry};
use domain::purchase_orders::{Appointment, PurchaseOrder};
use serde_json::Value;

use super::fields::{LINE, line_spec};
use super::formatting::appointment;
use crate::ui::field_spec::Kind;
use crate::ui::field_text::shown;
use crate::ui::set_of;

/// A history entry with readable changes; derived values are left out.
pub(super) fn in_words(
    mut entry: HistoryEntry,
    order: &PurchaseOrder,
    products: &Names,
    choices: &Choices,
) -> HistoryEntry {
    let changes = std::mem::take(&mut entry.changes);
    entry.changes = changes
        .into_iter()
        .filter_map(|change| change_in_words(change, order, products, choices))
        .collect();
    entry
}

/// Follows from the action or from other fields.
const SELF_EVIDENT: &[&str] = &[
    "status",
    "supplier_snapshot",
    "customer_snapshot",
    "moves",
    "cancel_reason",
    "unbilled_reason",
    "line_no",
    "supplier_name",
    "customer_name",
    "ordered_weight_lb",
    "actual_weight_lb",
    "margin_per_lb",
    "is_estimated",
    "is_overweight",
];

/// What products are called, by id.
pub(super) type Names = BTreeMap<i64, String>;

/// The products that entries name in the place of others.
pub(super) fn products_in(entries: &[HistoryEntry]) -> BTreeSet<i64> {
    let changes = entries.iter().flat_map(|entry| &entry.changes);
    let of_lines = changes.filter(|change| change.pointer.ends_with("/product_id"));
    let ids = of_lines.flat_map(|change| [change.before.as_i64(), change.after.as_i64()]);
    set_of(ids.flatten())
}

fn change_in_words(
    change: FieldChange,
    order: &PurchaseOrder,
    products: &Names,
    choices: &Choices,
) -> Option<FieldChange> {
    let mut steps = change.pointer.trim_start_matches('/').split('/');
    let first = steps.next().unwrap_or_default().to_owned();
    if SELF_EVIDENT.contains(&first.as_str()) {
        return None;
    }
    match (
        first.as_str(),
        steps.next().map(str::to_owned),
        steps.next().map(str::to_owned),
    ) {
        ("lines", Some(id), Some(field)) if !SELF_EVIDENT.contains(&field.as_str()) => {
            let spec = line_spec(&field);
            let label = spec.map_or_else(|| field.replace('_', " "), |spec| spec.label.to_owned());
            let kind = spec.map(|spec| spec.kind);
            let words = |value: &Value| {
                let product = value.as_i64().filter(|_| field == "product_id");
                let named = product.and_then(|id| products.get(&id).cloned());
                named.unwrap_or_else(|| shown(value, kind, choices))
            };
            Some(said(
                format!("{} {label}", line_name(order, &id)),
                text(&change.before, words),
                text(&change.after, words),
            ))
        }
        ("lines", Some(_), Some(_)) => None,
        ("lines", Some(id), None) => {
            let whole = |value: &Value| text(value, |value| line_in_words(value, choices));
            Some(said(
                line_name(order, &id),
                whole(&change.before),
                whole(&change.after),
            ))
        }
        ("pickup_appointment" | "delivery_appointment", None, _) => {
            let words = |value: &Value| {
                let booked: Option<Appointment> =
                    serde_json::from_value(value.clone()).unwrap_or_default();
                appointment(booked.as_ref(), choices).map_or(Value::Null, Value::String)
            };
            Some(FieldChange {
                before: words(&change.before),
                after: words(&change.after),
                pointer: change.pointer,
            })
        }
        _ => Some(change),
    }
}

fn said(label: String, before: Value, after: Value) -> FieldChange {
    FieldChange {
        pointer: label,
        before,
        after,
    }
}

fn text(value: &Value, words: impl Fn(&Value) -> String) -> Value {
    if value.is_null() {
        Value::Null
    } else {
        Value::String(words(value))
    }
}

/// `line 2`; a line that is there no more has no place.
fn line_name(order: &PurchaseOrder, id: &str) -> String {
    let line = order
        .lines
        .iter()
        .find(|line| line.details.id.is_some_and(|known| known.to_string() == id));
    line.map_or_else(
        || "a line".to_owned(),
        |line| format!("line {}", line.line_no),
    )
}

fn line_in_words(value: &Value, choices: &Choices) -> String {
    // The description names the product.
    let labels = LINE
        .iter()
        .filter(|spec| !matches!(spec.kind, Kind::Link(_)));
    let parts = labels.filter_map(|spec| {
        let value = value
            .get(spec.name)
            .filter(|value| !value.is_null() && value.as_str() != Some("none"))?;
        Some(shown(value, Some(spec.kind), choices))
    });
    parts.take(9).collect::<Vec<_>>().join(", ")
}
