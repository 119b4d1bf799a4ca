//! The step `weigh`: actual weights, line by line.

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
use crate::pricing::Weight;
use crate::quantities::{check_units, check_weight};
use crate::transition_error::TransitionError;

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
        let next = self.step(OrderAction::Weigh)?;
        let before = self.clone();
        let mut errors = FieldErrors::new();
        errors.require(
            !body.lines.is_empty(),
            "/lines",
            "required",
            "Enter at least one line",
        );
        let mut seen = BTreeSet::new();
        for (index, weighed) in body.lines.iter().enumerate() {
            let path = format!("/lines/{index}");
            check_weighed(&mut errors, &path, weighed, context);
            let line = self
                .lines
                .iter_mut()
                .find(|line| line.details.id.is_some() && line.details.id == weighed.id);
            let Some(line) = line else {
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
            check_counted(&mut errors, &path, &line.details, weighed);
            let weights = LineWeights {
                actual_units: weighed.actual_units,
                actual_weight: weighed.actual_weight,
                weight_source: weighed.weight_source.clone(),
            };
            let same = line.weights.actual_weight == weights.actual_weight;
            line.weights = weights;
            let computed =
                OrderLine::compute(line.line_no, line.details.clone(), line.weights.clone());
            let weighs = weighed
                .actual_weight
                .is_some_and(|weight| weight > WeightAmount::ZERO);
            if computed.is_off_variance && weighs && !same && !body.accept_variance {
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
        errors.into_result()?;
        let facts = StepFacts::default();
        let input = GateInput {
            facts: &facts,
            today: context.today,
            before: Some(&before),
            accepts_loss: false,
        };
        let changes = FieldChanges::between(&before, self);
        let errors = FieldErrors::new();
        ask_again(self, &changes, &input, None, context.role, errors)?;
        self.enter(next);
        Ok(())
    }
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
fn check_counted(errors: &mut FieldErrors, path: &str, line: &LineDraft, weighed: &LineWeight) {
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
