//! Which fields of an order can change in which status. The server enforces these locks and the form shows them.

use super::gates::GATES;
use super::lifecycle::OrderStatus;

/// How a status restricts a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldLock {
    /// It can change.
    Open,
    /// It belongs to the record of a shipped load: replaceable with a reason, never blank.
    Replaceable,
    /// It is locked; the message says since when.
    Fixed(&'static str),
}

const SINCE_ISSUED: &str = "Locked once the order is issued. Step back to change it";
const SINCE_SHIPPED: &str = "Locked once the load has shipped. Step back to change it";

/// Header fields that are locked once the order is issued.
const ISSUED_HEADER: &[&str] = &[
    "number",
    "supplier_id",
    "customer_id",
    "for_stock",
    "deal_role",
    "order_date",
];
/// Line fields that are locked once the order is issued. The set of lines is locked too.
const ISSUED_LINE: &[&str] = &["product_id"];
/// Header fields that are locked once the load has shipped.
const SHIPPED_HEADER: &[&str] = &["carrier_id"];
/// Line fields that are locked once the load has shipped.
const SHIPPED_LINE: &[&str] = &[
    "ordered_units",
    "ordered_weight",
    "weight_unit",
    "weight_basis",
];

/// Pairs of alternative fields: a load leaves from one place and goes to one place.
const EITHER: &[(&str, &str)] = &[
    ("ship_from_plant_id", "ship_from_location_id"),
    ("ship_to_location_id", "ship_to_plant_id"),
];

impl OrderStatus {
    /// Whether the load has shipped and the order is not yet closed.
    #[must_use]
    pub const fn is_shipped(self) -> bool {
        matches!(self, Self::InTransit | Self::Delivered)
    }

    /// The lock of a header field.
    #[must_use]
    pub fn header_lock(self, field: &str) -> FieldLock {
        let kept = || kept_fields(|gate| gate.header, field);
        self.lock(field, ISSUED_HEADER, SHIPPED_HEADER, kept)
    }

    /// The lock of a line field.
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

/// The alternative to a field.
pub(super) fn stand_in(field: &str) -> Option<&'static str> {
    EITHER.iter().find_map(|(one, other)| match field {
        _ if field == *one => Some(*other),
        _ if field == *other => Some(*one),
        _ => None,
    })
}
