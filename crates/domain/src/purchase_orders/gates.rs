//! The gates of an order's life, declared as data: which steps ask a gate, which fields it reads, and in which states it stays bound.
//!
//! A step asks the gates that name it. A change that touches a field of a gate in a state in which the gate is bound asks it again,
//! whatever the way of the change: PATCH, PUT, batch or a step. Nothing else may decide whether a gate is asked.

use chrono::NaiveDate;

use super::actions::{OverridableRule, Override};
use super::facts::{StepFacts, check_override, pass};
use super::field_changes::{FieldChanges, place_of};
use super::lifecycle::{OrderAction, OrderStatus, StepOutcome, TransitionError, credit_gate};
use super::order::PurchaseOrder;
use crate::choices::{FixedChoice, LogisticsScenario, UserRole};
use crate::decimal::Money;
use crate::fields::{FieldError, FieldErrors};

/// What a gate looks at besides the order.
pub(super) struct GateInput<'a> {
    /// The other records of the order, as they are now.
    pub(super) facts: &'a StepFacts,
    /// Today where the user is.
    pub(super) today: NaiveDate,
    /// The order before the change; none when a step asks.
    pub(super) before: Option<&'a PurchaseOrder>,
    /// Whether the user has confirmed that the order may lose money.
    pub(super) accepts_loss: bool,
}

type Fields = fn(&PurchaseOrder, &GateInput<'_>, &mut FieldErrors);
type Blocks = fn(&PurchaseOrder, &GateInput<'_>) -> Option<String>;

/// How a gate refuses.
#[derive(Debug, Clone, Copy)]
enum Check {
    /// It names the fields that are missing or wrong.
    Fields(Fields),
    /// It refuses with a sentence; a manager may override the rule.
    Blocks(OverridableRule, Blocks),
}

/// One gate.
#[derive(Debug)]
pub struct Gate {
    /// What it is called in tests.
    pub name: &'static str,
    /// The steps that ask it.
    pub asked_by: &'static [OrderAction],
    /// The header fields that it reads.
    pub header: &'static [&'static str],
    /// The line fields that it reads.
    pub line: &'static [&'static str],
    /// The states in which a change of what it reads asks it again.
    pub bound: &'static [OrderStatus],
    /// Whether its fields are the record of the load (`trade.md` L1, 6.2), which is never left blank once the load has left.
    pub keeps_record: bool,
    check: Check,
}

use OrderAction::{Confirm, Issue, Ship};
use OrderStatus::{Confirmed, Delivered, InTransit, Issued};

/// From issuing on.
const ONCE_ISSUED: &[OrderStatus] = &[Issued, Confirmed, InTransit, Delivered];
/// From confirming on.
const ONCE_CONFIRMED: &[OrderStatus] = &[Confirmed, InTransit, Delivered];
/// From shipping on.
const ONCE_SHIPPED: &[OrderStatus] = &[InTransit, Delivered];

/// All gates. Their order is the order in which a refusal names fields.
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
        // What was weighed is as it is.
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
        header: &["freight_cost", "logistics_scenario"],
        line: &[
            "ordered_units",
            "ordered_weight",
            "weight_unit",
            "buy_price",
            "buy_basis",
            "sell_price",
            "sell_basis",
        ],
        bound: ONCE_ISSUED,
        keeps_record: false,
        check: Check::Fields(|order, input, errors| order.check_loss(errors, input)),
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

/// What the order adds to the customer's exposure: all of it when it is issued, else what a change adds.
fn blocked_by_credit(order: &PurchaseOrder, input: &GateInput<'_>) -> Option<String> {
    order.details.customer_id?;
    let amount = order.credit_amount();
    let added = match input.before {
        Some(before) if amount <= before.credit_amount() => return None,
        Some(before) => amount.minus(before.credit_amount()).unwrap_or(amount),
        None => amount,
    };
    credit_gate(input.facts.credit, added, input.today)
}

/// The carrier of a load whose truck we arrange, on the day on which it left.
fn blocked_by_carrier(order: &PurchaseOrder, input: &GateInput<'_>) -> Option<String> {
    let tendered = order.details.logistics_scenario == LogisticsScenario::WePickup;
    let carrier = input.facts.carrier.as_ref().filter(|_| tendered)?;
    carrier.tender_gate(order.shipped_on.unwrap_or(input.today))
}

/// Asks every gate of a step. `errors` is what the step's own body has wrong.
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

/// Asks every gate again that is bound in the state of an order and reads what a change touches.
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
    check_override(&mut errors, OverridableRule::ALL, passed);
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
    /// Whether a change touches what it reads.
    fn is_touched(&self, changes: &FieldChanges) -> bool {
        changes.in_header(self.header) || changes.on_any_line(self.line)
    }

    /// What is wrong because of the change: on the lines and fields that it touches, and what it makes wrong elsewhere. A fault that
    /// an imported order has in a field that stays as it is does not stand in the way of mending another one.
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

impl PurchaseOrder {
    /// The selling amounts of the lines that have one: what the order counts against its customer's credit. A line without a price
    /// takes nothing away from the others.
    #[must_use]
    pub fn credit_amount(&self) -> Money {
        let amounts = self.lines.iter().filter_map(|line| line.sell_amount);
        amounts.fold(Money::ZERO, |sum, amount| {
            sum.plus(amount).unwrap_or(Money::of(i64::MAX))
        })
    }
}

#[cfg(test)]
#[path = "gates_tests.rs"]
mod tests;
