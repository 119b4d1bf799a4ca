//! The gates of an order, declared as data: which steps check a gate, which fields it reads, and in which statuses changes recheck
//! it.
//!
//! A step checks the gates that name it. In the statuses of `bound`, a change to a field of a gate checks the gate again, whether
//! by PATCH, PUT, batch or step. No other code may decide whether a gate applies.

use chrono::NaiveDate;

use super::actions::{OverridableRule, Override};
use super::facts::{StepFacts, check_override, pass};
use super::field_changes::{FieldChanges, place_of};
use super::gate_blocks::{blocked_by_carrier, blocked_by_credit};
use super::lifecycle::{OrderAction, OrderStatus, StepOutcome};
use super::order::PurchaseOrder;
use crate::choices::{LogisticsScenario, UserRole};
use crate::fields::{FieldError, FieldErrors};
use crate::transition_error::TransitionError;

/// Input of a gate besides the order.
pub(super) struct GateInput<'a> {
    /// The other records of the order, as they are now.
    pub(super) facts: &'a StepFacts,
    /// Today in the user's time zone.
    pub(super) today: NaiveDate,
    /// The order before the change; `None` for a step.
    pub(super) before: Option<&'a PurchaseOrder>,
    /// Whether the user confirms a loss.
    pub(super) accepts_loss: bool,
    /// Why the margin may be below the floor.
    pub(super) margin_reason: Option<&'a str>,
    /// Role of the user.
    pub(super) role: UserRole,
}

type Fields = fn(&PurchaseOrder, &GateInput<'_>, &mut FieldErrors);
type Blocks = fn(&PurchaseOrder, &GateInput<'_>) -> Option<String>;

/// How a gate rejects.
#[derive(Debug, Clone, Copy)]
enum Check {
    /// Adds errors for missing or wrong fields.
    Fields(Fields),
    /// Blocks with a message; a manager may override the rule.
    Blocks(OverridableRule, Blocks),
}

/// One gate.
#[derive(Debug)]
pub struct Gate {
    /// Name in tests.
    pub name: &'static str,
    /// The steps that check it.
    pub asked_by: &'static [OrderAction],
    /// The header fields that it reads.
    pub header: &'static [&'static str],
    /// The line fields that it reads.
    pub line: &'static [&'static str],
    /// The statuses in which a change to its fields checks it again.
    pub bound: &'static [OrderStatus],
    /// Whether its fields are the record of the load (`trade.md` L1, 6.2), which cannot be blanked once the load has shipped.
    pub keeps_record: bool,
    check: Check,
}

use OrderAction::{Confirm, Issue, Ship};
use OrderStatus::{Confirmed, Delivered, InTransit, Issued};
use OverridableRule::{CreditBlocked, TenderBlocked};

/// Open statuses from issued on.
const ONCE_ISSUED: &[OrderStatus] = &[Issued, Confirmed, InTransit, Delivered];
/// Open statuses from confirmed on.
const ONCE_CONFIRMED: &[OrderStatus] = &[Confirmed, InTransit, Delivered];
/// Open statuses from in transit on.
const ONCE_SHIPPED: &[OrderStatus] = &[InTransit, Delivered];

/// What the margin of an order is computed from.
const MARGIN_HEADER: &[&str] = &["freight_cost", "logistics_scenario", "costs"];
const MARGIN_LINE: &[&str] = &[
    "ordered_units",
    "ordered_weight",
    "weight_unit",
    "buy_price",
    "buy_basis",
    "sell_price",
    "sell_basis",
];

/// All gates, in the order in which their errors are reported.
pub const GATES: &[Gate] = &[
    Gate {
        name: "parties",
        asked_by: &[Issue],
        header: &["customer_id", "for_stock"],
        line: &[],
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Fields(|order, _, errors| order.check_sides(errors)),
    },
    Gate {
        name: "confirmation",
        asked_by: &[Confirm],
        header: &["release_format", "supplier_confirmation_number"],
        line: &[],
        bound: ONCE_CONFIRMED,
        keeps_record: false,
        check: Check::Fields(|order, _, errors| order.check_confirmation(errors)),
    },
    Gate {
        name: "scenario",
        asked_by: &[Ship],
        header: &[
            "logistics_scenario",
            "release_format",
            "carrier_release_number",
            "supplier_confirmation_number",
            "pickup_appointment",
            "delivery_appointment",
            "ship_from_plant_id",
            "ship_from_location_id",
            "ship_to_location_id",
            "ship_to_plant_id",
            "carrier_id",
            "freight_cost",
        ],
        line: &[],
        bound: ONCE_SHIPPED,
        keeps_record: true,
        check: Check::Fields(|order, _, errors| order.check_scenario(errors)),
    },
    Gate {
        name: "goods",
        asked_by: &[Issue, Ship],
        header: &[],
        line: &[
            "product_id",
            "ordered_units",
            "ordered_weight",
            "buy_price",
            "buy_basis",
            "sell_basis",
        ],
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Fields(|order, _, errors| order.check_bound_lines(errors)),
    },
    Gate {
        name: "edibility and origin",
        asked_by: &[Issue, Ship],
        header: &["customer_id"],
        line: &["product_id", "country_of_origin"],
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Fields(|order, input, errors| order.check_goods(errors, input.facts)),
    },
    Gate {
        name: "net weight",
        asked_by: &[Issue, Ship],
        header: &[],
        line: &[
            "product_id",
            "ordered_units",
            "ordered_weight",
            "weight_unit",
            "weight_basis",
        ],
        // Not rechecked after shipping: actual weights are a fact.
        bound: &[Issued, Confirmed],
        keeps_record: false,
        check: Check::Fields(|order, input, errors| order.check_net_weights(errors, input.facts)),
    },
    Gate {
        name: "test class",
        asked_by: &[Issue, Ship],
        header: &["customer_id"],
        line: &["product_id", "test_class", "lot_test_result"],
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Fields(|order, input, errors| order.check_lots(errors, input.facts)),
    },
    Gate {
        name: "lot on hold",
        asked_by: &[Ship],
        header: &[],
        line: &["lot_test_result"],
        bound: ONCE_SHIPPED,
        keeps_record: false,
        check: Check::Fields(|order, _, errors| order.check_held_lots(errors)),
    },
    Gate {
        name: "freshness",
        asked_by: &[Ship],
        header: &[],
        line: &["max_age", "production_date"],
        bound: ONCE_SHIPPED,
        keeps_record: false,
        check: Check::Fields(|order, _, errors| order.check_freshness(errors)),
    },
    Gate {
        name: "record",
        asked_by: &[Ship],
        header: &["logistics_scenario", "carrier_id"],
        line: &[
            "description",
            "ordered_units",
            "ordered_weight",
            "actual_units",
            "actual_weight",
        ],
        bound: ONCE_SHIPPED,
        keeps_record: true,
        check: Check::Fields(|order, input, errors| {
            let tendered = order.details.logistics_scenario == LogisticsScenario::WePickup;
            let carrier = input.facts.carrier.as_ref().filter(|_| tendered);
            order.check_record(errors, carrier);
        }),
    },
    Gate {
        name: "selling price",
        asked_by: &[Issue],
        header: &["customer_id"],
        line: &["sell_price", "sell_basis"],
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Fields(|order, input, errors| order.check_priced(errors, input.facts)),
    },
    Gate {
        name: "loss",
        asked_by: &[Issue],
        header: MARGIN_HEADER,
        line: MARGIN_LINE,
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Fields(|order, input, errors| order.check_loss(errors, input)),
    },
    Gate {
        name: "margin floor",
        asked_by: &[Issue],
        header: MARGIN_HEADER,
        line: MARGIN_LINE,
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Fields(|order, input, errors| order.check_floor(errors, input)),
    },
    Gate {
        name: "credit",
        asked_by: &[Issue],
        header: &["customer_id"],
        line: &[
            "ordered_units",
            "ordered_weight",
            "weight_unit",
            "sell_price",
            "sell_basis",
        ],
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Blocks(OverridableRule::CreditBlocked, blocked_by_credit),
    },
    Gate {
        name: "carrier",
        asked_by: &[Ship],
        header: &["logistics_scenario", "carrier_id"],
        line: &[],
        bound: ONCE_SHIPPED,
        keeps_record: false,
        check: Check::Blocks(OverridableRule::TenderBlocked, blocked_by_carrier),
    },
];

/// Checks every gate of a step. `errors` holds the errors of the step's own body.
pub(super) fn ask(
    order: &PurchaseOrder,
    action: OrderAction,
    input: &GateInput<'_>,
    passed: Option<&Override>,
    role: UserRole,
    mut errors: FieldErrors,
) -> Result<StepOutcome, TransitionError> {
    let asked: Vec<&Gate> = GATES
        .iter()
        .filter(|gate| gate.asked_by.contains(&action))
        .collect();
    let mut rules = Vec::new();
    for gate in &asked {
        match gate.check {
            Check::Fields(check) => check(order, input, &mut errors),
            Check::Blocks(rule, _) => rules.push(rule),
        }
    }
    check_override(&mut errors, &rules, passed);
    errors.into_result()?;
    pass_all(order, &asked, input, passed, role)
}

/// Rechecks every gate that is bound in the order's status and reads a changed field.
pub(super) fn ask_again(
    order: &PurchaseOrder,
    changes: &FieldChanges,
    input: &GateInput<'_>,
    passed: Option<&Override>,
    role: UserRole,
    mut errors: FieldErrors,
) -> Result<StepOutcome, TransitionError> {
    let asked: Vec<&Gate> = GATES
        .iter()
        .filter(|gate| gate.bound.contains(&order.status) && gate.is_touched(changes))
        .collect();
    for gate in &asked {
        if let Check::Fields(check) = gate.check {
            errors.extend(gate.new_errors(order, changes, input, check));
        }
    }
    check_override(&mut errors, &[CreditBlocked, TenderBlocked], passed);
    errors.into_result()?;
    pass_all(order, &asked, input, passed, role)
}

fn pass_all(
    order: &PurchaseOrder,
    asked: &[&Gate],
    input: &GateInput<'_>,
    passed: Option<&Override>,
    role: UserRole,
) -> Result<StepOutcome, TransitionError> {
    let mut outcome = StepOutcome::default();
    for gate in asked {
        let Check::Blocks(rule, check) = gate.check else {
            continue;
        };
        let passed = passed.filter(|passed| passed.rule == rule);
        if let Some(reason) = pass(rule, check(order, input), passed, role)? {
            outcome = StepOutcome::overriding(rule, reason);
        }
    }
    Ok(outcome)
}

impl Gate {
    /// Whether a change affects a field that it reads.
    fn is_touched(&self, changes: &FieldChanges) -> bool {
        changes.in_header(self.header) || changes.on_any_line(self.line)
    }

    /// Errors caused by the change: in the lines and fields that it affects, and new ones elsewhere. Existing errors in unchanged
    /// fields, for example of an imported order, do not block other corrections.
    fn new_errors(
        &self,
        order: &PurchaseOrder,
        changes: &FieldChanges,
        input: &GateInput<'_>,
        check: Fields,
    ) -> FieldErrors {
        let found = |order: &PurchaseOrder| {
            let mut errors = FieldErrors::new();
            check(order, input, &mut errors);
            errors
        };
        let known = input.before.map(found).unwrap_or_default();
        let is_new = |error: &FieldError| {
            let mut known = known.iter();
            !known.any(|old| old.pointer == error.pointer && old.code == error.code)
        };
        let touched = |error: &FieldError| {
            let (line, field) = place_of(error.pointer.as_deref().unwrap_or_default());
            match line {
                Some(index) => changes.on_line(index, self.line),
                None => changes.in_header(&[field]),
            }
        };
        let errors = found(order).into_vec().into_iter();
        let errors: Vec<FieldError> = errors
            .filter(|error| touched(error) || is_new(error))
            .collect();
        errors.into()
    }
}

#[cfg(test)]
#[path = "gates_tests.rs"]
mod tests;
