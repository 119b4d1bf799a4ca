//! Which fields of an order a change affects, by their JSON names.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::order::{PurchaseOrder, PurchaseOrderDraft};
use crate::record::Resource;

type Names = BTreeSet<String>;

/// The costs, which count as one field of the header.
const COSTS: &str = "costs";

/// The fields that differ between two forms of an order whose lines correspond one to one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FieldChanges {
    header: Names,
    lines: Vec<Names>,
}

impl FieldChanges {
    /// Compares the writable fields.
    pub(super) fn of_drafts(before: &PurchaseOrderDraft, after: &PurchaseOrderDraft) -> Self {
        let lines = before.lines.iter().zip(&after.lines);
        let mut header = differing(&before.header, &after.header);
        if before.costs != after.costs {
            header.insert(COSTS.to_owned());
        }
        Self {
            header,
            lines: lines.map(|(old, new)| differing(old, new)).collect(),
        }
    }

    /// Compares two orders, including actual weights.
    pub(super) fn between(before: &PurchaseOrder, after: &PurchaseOrder) -> Self {
        let mut changes = Self::of_drafts(&before.draft(), &after.draft());
        let weights = before.lines.iter().zip(&after.lines);
        for (names, (old, new)) in changes.lines.iter_mut().zip(weights) {
            names.extend(differing(&old.weights, &new.weights));
        }
        changes
    }

    /// The header fields that differ.
    pub(super) fn header(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(String::as_str)
    }

    /// The fields that differ, line by line.
    pub(super) fn lines(&self) -> impl Iterator<Item = &Names> {
        self.lines.iter()
    }

    /// Whether one of these header fields differs.
    pub(super) fn in_header(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.header.contains(*field))
    }

    /// Whether one of these fields differs on a line.
    pub(super) fn on_line(&self, index: usize, fields: &[&str]) -> bool {
        let names = self.lines.get(index);
        names.is_some_and(|names| fields.iter().any(|field| names.contains(*field)))
    }

    /// Whether one of these fields differs on any line.
    pub(super) fn on_any_line(&self, fields: &[&str]) -> bool {
        (0..self.lines.len()).any(|index| self.on_line(index, fields))
    }
}

/// The names of the fields in which two objects differ.
fn differing<T: Serialize>(before: &T, after: &T) -> Names {
    let (before, after) = (object_of(before), object_of(after));
    let names = before.keys().chain(after.keys());
    names
        .filter(|name| before.get(*name) != after.get(*name))
        .cloned()
        .collect()
}

/// A value as a JSON object.
pub(super) fn object_of<T: Serialize>(value: &T) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// The line and field of a pointer such as `/lines/2/buy_price`; without a line, the first segment as the header field.
pub(super) fn place_of(pointer: &str) -> (Option<usize>, &str) {
    let mut steps = pointer.trim_start_matches('/').split('/');
    let first = steps.next().unwrap_or_default();
    match (first, steps.next().map(str::parse)) {
        ("lines", Some(Ok(index))) => (Some(index), steps.next().unwrap_or_default()),
        _ => (None, first),
    }
}
