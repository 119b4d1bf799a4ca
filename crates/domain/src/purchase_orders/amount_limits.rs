//! Rejects amounts that exceed the range of a money or weight field, so that every total can be computed.

use super::costs::OrderCost;
use super::lines::OrderLine;
use super::order::PurchaseOrder;
use super::totals::Totals;
use crate::choices::DealRole;
use crate::decimal::{Money, PricePerLb, WeightAmount};
use crate::fields::FieldErrors;
use crate::pricing::{Price, Weight};

const TOO_LARGE: &str = "The amount is larger than the system can hold; check price and quantity";
const TOO_HEAVY: &str = "The weight is larger than the system can hold";

/// Adds an error for every line whose amounts do not fit, and for the order if its sums do not.
pub(super) fn check_amounts(
    errors: &mut FieldErrors,
    lines: &[OrderLine],
    costs: &[OrderCost],
    role: DealRole,
    totals: &Totals,
) {
    for (index, cost) in costs.iter().enumerate() {
        let at = format!("/costs/{index}/rate");
        errors.require(cost.fits(totals), at, "out_of_range", TOO_LARGE);
    }
    for (index, line) in lines.iter().enumerate() {
        let at = |field: &str| format!("/lines/{index}/{field}");
        for (field, price, amount, per_lb) in sides(line) {
            let fits = price.is_none_or(|price| is_known(line, price, amount, per_lb));
            errors.require(fits, at(field), "out_of_range", TOO_LARGE);
        }
        let weights = [
            ("ordered_weight", line.details.ordered_weight),
            ("actual_weight", line.weights.actual_weight),
        ];
        for (field, amount) in weights {
            let unit = line.details.weight_unit;
            let fits = amount.is_none_or(|amount| Weight { amount, unit }.fits_in_lb());
            errors.require(fits, at(field), "out_of_range", TOO_HEAVY);
        }
    }
    if lines.is_empty() {
        return;
    }
    let fit = sums_fit(lines, costs, role, totals);
    errors.require(fit, "/lines", "out_of_range", TOO_LARGE);
}

type Side = (
    &'static str,
    Option<Price>,
    Option<Money>,
    Option<PricePerLb>,
);

fn sides(line: &OrderLine) -> [Side; 2] {
    let details = &line.details;
    [
        (
            "buy_price",
            details.buy(),
            line.buy_amount,
            line.buy_price_per_lb,
        ),
        (
            "sell_price",
            details.sell(),
            line.sell_amount,
            line.sell_price_per_lb,
        ),
    ]
}

/// Whether the amounts derived from a price were computed, as far as quantity and weight are known.
fn is_known(
    line: &OrderLine,
    price: Price,
    amount: Option<Money>,
    per_lb: Option<PricePerLb>,
) -> bool {
    let quantity = line.details.quantity(&line.weights);
    let unknown = (price.basis.needs_weight() && quantity.weight.is_none())
        || (price.basis.needs_units() && quantity.units.is_none());
    let weighs = line
        .weight_lb()
        .is_some_and(|weight| weight > WeightAmount::ZERO);
    unknown || (amount.is_some() && (per_lb.is_some() || !weighs))
}

/// Whether every sum was computed whose parts are known.
fn sums_fit(lines: &[OrderLine], costs: &[OrderCost], role: DealRole, totals: &Totals) -> bool {
    let all =
        |amount: fn(&OrderLine) -> Option<Money>| lines.iter().all(|line| amount(line).is_some());
    let fits = |parts: bool, sum: bool| !parts || sum;
    let earns = role == DealRole::Principal || costs.iter().any(OrderCost::is_earned);
    let mut counted = costs
        .iter()
        .filter(|cost| cost.is_ours() || cost.is_earned());
    let both = totals.buy_total.is_some() && totals.sell_total.is_some();
    let both = both && earns && counted.all(|cost| cost.amount.is_some());
    let weighs = totals.weight_lb > WeightAmount::ZERO;
    let priced = lines.iter().filter_map(|line| line.sell_amount);
    let credit = priced
        .map(Money::units)
        .try_fold(0_i64, i64::checked_add)
        .and_then(Money::new);
    fits(all(|line| line.buy_amount), totals.buy_total.is_some())
        && fits(all(|line| line.sell_amount), totals.sell_total.is_some())
        && fits(both, totals.margin.is_some())
        && fits(
            totals.margin.is_some() && weighs,
            totals.margin_per_lb.is_some(),
        )
        && credit.is_some()
        && weight_fits(lines, OrderLine::weight_lb)
        && weight_fits(lines, |line| line.ordered_weight_lb)
        && weight_fits(lines, |line| line.actual_weight_lb)
}

fn weight_fits(lines: &[OrderLine], of: fn(&OrderLine) -> Option<WeightAmount>) -> bool {
    let weights = lines.iter().filter_map(of).map(WeightAmount::units);
    let sum = weights.fold(0_i64, i64::saturating_add);
    WeightAmount::new(sum).is_some()
}

impl PurchaseOrder {
    /// Rejects amounts that do not fit.
    ///
    /// # Errors
    /// The lines and sums that are too large.
    pub fn check_amounts(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        check_amounts(
            &mut errors,
            &self.lines,
            &self.costs,
            self.details.deal_role,
            &self.totals,
        );
        errors.into_result()
    }
}
