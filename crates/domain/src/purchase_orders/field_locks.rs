//! Which fields of an order may be changed in which state: the rule that the server enforces and the form shows.

use super::gates::GATES;
use super::lifecycle::OrderStatus;

/// What a state allows to be done with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldLock {
    /// It may be changed.
    Open,
    /// The record of a shipped load rests on it: replaced with a reason, never left blank.
    Replaceable,
    /// It is fixed; the sentence says since when.
    Fixed(&'static str),
}

const SINCE_ISSUED: &str = "Locked once the order is issued. Step back to change it";
const SINCE_SHIPPED: &str = "Locked once the load has shipped. Step back to change it";

/// Header fields that are fixed once the order is issued.
const ISSUED_HEADER: &[&str] = &[
    "number",
    "supplier_id",
    "customer_id",
    "for_stock",
    "deal_role",
    "order_date",
];
/// Line fields that are fixed once the order is issued, and the set of lines itself.
const ISSUED_LINE: &[&str] = &["product_id"];
/// Header fields that are fixed once the load has left.
const SHIPPED_HEADER: &[&str] = &["carrier_id"];
/// Line fields that are fixed once the load has left.
const SHIPPED_LINE: &[&str] = &[
    "ordered_units",
    "ordered_weight",
    "weight_unit",
    "weight_basis",
];

/// Fields of which one stands for the other: a load leaves from one place and goes to one place.
const EITHER: &[(&str, &str)] = &[
    ("ship_from_plant_id", "ship_from_location_id"),
    ("ship_to_location_id", "ship_to_plant_id"),
];

impl OrderStatus {
    /// Whether the load has left and the order is not yet closed.
    #[must_use]
    pub const fn is_shipped(self) -> bool {
        matches!(self, Self::InTransit | Self::Delivered)
    }

    /// What may be done with a field of the header.
    #[must_use]
    pub fn header_lock(self, field: &str) -> FieldLock {
        let kept = || kept_fields(|gate| gate.header, field);
        self.lock(field, ISSUED_HEADER, SHIPPED_HEADER, kept)
    }

    /// What may be done with a field of the lines.
    #[must_use]
    pub fn line_lock(self, field: &str) -> FieldLock {
        let kept = || kept_fields(|gate| gate.line, field);
        self.lock(field, ISSUED_LINE, SHIPPED_LINE, kept)
    }

    fn lock(
        self,
        field: &str,
        issued: &[&str],
        shipped: &[&str],
        kept: impl Fn() -> bool,
    ) -> FieldLock {
        if self.is_read_only() {
            return FieldLock::Fixed("A closed or canceled order cannot be changed");
        }
        if self.is_open() && issued.contains(&field) {
            return FieldLock::Fixed(SINCE_ISSUED);
        }
        if self.is_shipped() && shipped.contains(&field) {
            return FieldLock::Fixed(SINCE_SHIPPED);
        }
        if self.is_shipped() && kept() {
            return FieldLock::Replaceable;
        }
        FieldLock::Open
    }
}

fn kept_fields(of: fn(&super::gates::Gate) -> &'static [&'static str], field: &str) -> bool {
    GATES
        .iter()
        .filter(|gate| gate.keeps_record)
        .any(|gate| of(gate).contains(&field))
}

/// The field that can stand in for another one.
pub(super) fn stand_in(field: &str) -> Option<&'static str> {
    EITHER.iter().find_map(|(one, other)| match field {
        _ if field == *one => Some(*other),
        _ if field == *other => Some(*one),
        _ => None,
    })
}
