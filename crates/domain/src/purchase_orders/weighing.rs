//! The step `weigh`: actual weights, line by line, entered as totals or as sums of cases.

use std::collections::BTreeSet;

use super::actions::{LineWeight, WeighOrder};
use super::facts::StepFacts;
use super::field_changes::FieldChanges;
use super::gates::{GateInput, ask_again};
use super::lifecycle::{OrderAction, StepContext};
use super::limits::UNITS_FACTOR;
use super::line_draft::LineDraft;
use super::lines::{LineWeights, OrderLine};
use super::order::PurchaseOrder;
use crate::choices::lists;
use crate::decimal::WeightAmount;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::pricing::Weight;
use crate::quantities::{check_units, check_weight};
use crate::transition_error::TransitionError;

/// The sum of the weights of a line's cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseSum {
    /// Line.
    pub line: Id<OrderLine>,
    /// Number of cases.
    pub cases: i64,
    /// Their weight in the unit of the line; `None` without cases, or if it does not fit.
    pub weight: Option<WeightAmount>,
}

impl PurchaseOrder {
    /// Enters actual weights; estimated amounts become actual. A variance above the limit, 1 % by default, needs a confirmation.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn weigh(
        &mut self,
        body: &WeighOrder,
        context: StepContext<'_>,
    ) -> Result<(), TransitionError> {
        self.step(OrderAction::Weigh)?;
        let mut errors = FieldErrors::new();
        errors.require(
            !body.lines.is_empty(),
            "/lines",
            "required",
            "Enter at least one line",
        );
        let before = self.clone();
        let mut seen = BTreeSet::new();
        for (index, weighed) in body.lines.iter().enumerate() {
            let path = format!("/lines/{index}");
            check_weighed(&mut errors, &path, weighed, context);
            let Some(line) = self.line_to_weigh(weighed.id) else {
                let pointer = format!("{path}/id");
                errors.add(pointer, "unknown_line", "The order does not have this line");
                continue;
            };
            errors.require(
                seen.insert(line.line_no),
                format!("{path}/id"),
                "duplicate_line",
                "The line was sent twice",
            );
            let weights = LineWeights {
                actual_units: weighed.actual_units,
                actual_weight: weighed.actual_weight,
                weight_source: weighed.weight_source.clone(),
                case_count: line.weights.case_count,
            };
            let by_cases = line.weights.case_count > 0;
            errors.require(
                !by_cases || line.weights == weights,
                format!("{path}/actual_weight"),
                "has_cases",
                "The weight is the sum of the line's cases. Add or remove cases, or remove all of them to enter a total",
            );
            enter(&mut errors, &path, line, weights, body.accept_variance);
        }
        errors.into_result()?;
        self.weighed(&before, context)
    }

    /// Sets actual weights to the sums of the lines' cases; a line whose cases are all removed has no weight. Like
    /// [`PurchaseOrder::weigh`] otherwise; errors name the lines by their place in the order.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn weigh_cases(
        &mut self,
        sums: &[CaseSum],
        accept_variance: bool,
        context: StepContext<'_>,
    ) -> Result<(), TransitionError> {
        self.step(OrderAction::Weigh)?;
        let mut errors = FieldErrors::new();
        let before = self.clone();
        for (index, line) in self.lines.iter_mut().enumerate() {
            let path = format!("/lines/{index}");
            let sum = sums.iter().find(|sum| line.details.id == Some(sum.line));
            let Some(sum) = sum else { continue };
            let any = sum.cases > 0;
            errors.require(
                any == sum.weight.is_some(),
                format!("{path}/actual_weight"),
                "out_of_range",
                "The cases weigh more than the system can hold",
            );
            let weights = LineWeights {
                actual_units: any.then_some(sum.cases),
                actual_weight: sum.weight,
                weight_source: any.then(|| lists::BARCODE_SUM.to_owned()),
                case_count: sum.cases,
            };
            check_units(
                &mut errors,
                &format!("{path}/actual_units"),
                weights.actual_units,
            );
            enter(&mut errors, &path, line, weights, accept_variance);
        }
        errors.into_result()?;
        self.weighed(&before, context)
    }

    fn line_to_weigh(&mut self, id: Option<Id<OrderLine>>) -> Option<&mut OrderLine> {
        let mut lines = self.lines.iter_mut();
        lines.find(|line| id.is_some() && line.details.id == id)
    }

    /// Asks the gates again that the new weights touch, and takes the step.
    fn weighed(&mut self, before: &Self, context: StepContext<'_>) -> Result<(), TransitionError> {
        let next = self.step(OrderAction::Weigh)?;
        let facts = StepFacts::default();
        let input = GateInput {
            facts: &facts,
            today: context.today,
            before: Some(before),
            accepts_loss: false,
            margin_reason: None,
            role: context.role,
        };
        let changes = FieldChanges::between(before, self);
        let errors = FieldErrors::new();
        ask_again(self, &changes, &input, None, context.role, errors)?;
        self.enter(next);
        Ok(())
    }
}

/// Sets the weights of a line, and checks them against what was ordered.
fn enter(
    errors: &mut FieldErrors,
    path: &str,
    line: &mut OrderLine,
    weights: LineWeights,
    accept_variance: bool,
) {
    check_counted(errors, path, &line.details, &weights);
    let same = line.weights.actual_weight == weights.actual_weight;
    let weighs = weights
        .actual_weight
        .is_some_and(|weight| weight > WeightAmount::ZERO);
    line.weights = weights;
    let computed = OrderLine::compute(line.line_no, line.details.clone(), line.weights.clone());
    if computed.is_off_variance && weighs && !same && !accept_variance {
        let message = variance_message(&computed);
        errors.add(format!("{path}/actual_weight"), "weight_variance", message);
    }
    let priced = amounts_fit(line, &computed);
    errors.require(
        priced,
        format!("{path}/actual_weight"),
        "out_of_range",
        "The weight or its amount is larger than the system can hold",
    );
}

/// Checks one weighed line on its own.
fn check_weighed(
    errors: &mut FieldErrors,
    path: &str,
    weighed: &LineWeight,
    context: StepContext<'_>,
) {
    let at = |field: &str| format!("{path}/{field}");
    check_units(errors, &at("actual_units"), weighed.actual_units);
    check_weight(errors, &at("actual_weight"), weighed.actual_weight);
    context.choices.check(
        errors,
        &at("weight_source"),
        lists::WEIGHT_SOURCE,
        weighed.weight_source.as_deref(),
    );
    errors.require(
        weighed.actual_weight.is_some() == weighed.weight_source.is_some(),
        at("weight_source"),
        "required",
        "Enter both a weight and its source",
    );
}

/// Checks that the containers delivered are at most twice those ordered, and that a weight has at least one container.
fn check_counted(errors: &mut FieldErrors, path: &str, line: &LineDraft, weighed: &LineWeights) {
    let Some(units) = weighed.actual_units else {
        return;
    };
    let pointer = format!("{path}/actual_units");
    errors.require(
        units != 0 || weighed.actual_weight.is_none(),
        pointer.clone(),
        "must_be_positive",
        "A weight needs at least one container",
    );
    let most = line
        .ordered_units
        .filter(|ordered| *ordered > 0)
        .and_then(|ordered| ordered.checked_mul(UNITS_FACTOR));
    errors.require(
        most.is_none_or(|most| units <= most),
        pointer,
        "beyond_ordered",
        "That is more than twice the containers ordered; check the count",
    );
}

/// Whether every amount that was known before is still known with the new weight, and the weight fits in pounds.
fn amounts_fit(line: &OrderLine, computed: &OrderLine) -> bool {
    let unit = line.details.weight_unit;
    let weight = line.weights.actual_weight;
    let fits = weight.is_none_or(|amount| Weight { amount, unit }.fits_in_lb());
    let kept = |before: bool, after: bool| after || !before;
    fits && kept(line.buy_amount.is_some(), computed.buy_amount.is_some())
        && kept(line.sell_amount.is_some(), computed.sell_amount.is_some())
}

fn variance_message(line: &OrderLine) -> String {
    let hundredths = line.variance().unwrap_or_default();
    let sign = if hundredths < 0 { "under" } else { "over" };
    let size = hundredths.unsigned_abs();
    format!(
        "{}.{:02}% {sign} the ordered weight. Check it, or confirm it",
        size / 100,
        size % 100
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::{Choices, UserRole};
    use crate::purchase_orders::OrderStatus;
    use crate::purchase_orders::order_fixtures::{choices, context, order};

    fn sum(cases: i64, weight: Option<&str>) -> CaseSum {
        CaseSum {
            line: Id::new(1),
            cases,
            weight: weight.map(|weight| weight.parse().unwrap()),
        }
    }

    fn errors(outcome: Result<(), TransitionError>) -> Vec<(String, String)> {
        let Err(TransitionError::Invalid(errors)) = outcome else {
            panic!("{outcome:?}");
        };
        let found = errors.iter();
        let found = found.map(|error| (error.pointer.clone().unwrap(), error.code.clone()));
        found.collect()
    }

    fn weighs(
        order: &mut PurchaseOrder,
        sum: CaseSum,
        lists: &Choices,
    ) -> Result<(), TransitionError> {
        order.weigh_cases(&[sum], false, context(lists, UserRole::Broker))
    }

    #[test]
    fn the_sum_of_the_cases_is_the_weight() {
        let lists = choices();
        let mut order = order(2);
        assert_eq!(
            weighs(&mut order, sum(20, Some("40127.50")), &lists),
            Err(TransitionError::IllegalTransition)
        );
        order.status = OrderStatus::InTransit;
        weighs(&mut order, sum(20, Some("40127.50")), &lists).unwrap();
        let weights = order.lines[0].weights.clone();
        assert_eq!(weights.weight_source.as_deref(), Some("barcode_sum"));
        assert_eq!((weights.actual_units, weights.case_count), (Some(20), 20));
        assert_eq!(order.lines[0].sell_amount, "44140.25".parse().ok());
        assert!(order.lines[1].needs_weight());
        // A part of the load is far from what was ordered.
        let at = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        let mut part = order.clone();
        let refused = errors(weighs(&mut part, sum(10, Some("20000.00")), &lists));
        assert_eq!(refused, at("/lines/0/actual_weight", "weight_variance"));
        let mut many = order.clone();
        let refused = errors(weighs(&mut many, sum(41, Some("40000.00")), &lists));
        assert_eq!(refused, at("/lines/0/actual_units", "beyond_ordered"));
        let mut heavy = order.clone();
        let refused = errors(weighs(&mut heavy, sum(20, None), &lists));
        assert_eq!(refused, at("/lines/0/actual_weight", "out_of_range"));
        // All removed: not weighed.
        weighs(&mut order, sum(0, None), &lists).unwrap();
        assert_eq!(order.lines[0].weights, LineWeights::default());
    }

    #[test]
    fn a_total_does_not_replace_cases() {
        let lists = choices();
        let mut order = order(1);
        order.status = OrderStatus::Delivered;
        weighs(&mut order, sum(20, Some("40127.50")), &lists).unwrap();
        let typed = |weight: &str, source: &str| WeighOrder {
            lines: vec![LineWeight {
                id: Some(Id::new(1)),
                actual_units: Some(20),
                actual_weight: weight.parse().ok(),
                weight_source: Some(source.to_owned()),
            }],
            ..WeighOrder::default()
        };
        let broker = context(&lists, UserRole::Broker);
        for (weight, source) in [("40128.00", "bol"), ("40127.50", "bol")] {
            let refused = errors(order.clone().weigh(&typed(weight, source), broker));
            assert_eq!(
                refused,
                [("/lines/0/actual_weight".to_owned(), "has_cases".to_owned())],
                "{weight} {source}"
            );
        }
        weighs(&mut order, sum(0, None), &lists).unwrap();
        order.weigh(&typed("40128.00", "bol"), broker).unwrap();
        assert_eq!(order.lines[0].weights.case_count, 0);
    }
}
