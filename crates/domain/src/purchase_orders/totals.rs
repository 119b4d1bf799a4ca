//! Sums of an order: weight, amounts and margin. Sums add rounded lines; lines are never split from a rounded sum.

use serde::{Deserialize, Serialize};

use super::lines::OrderLine;
use crate::decimal::{Money, PricePerLb, WeightAmount};
use crate::settings;

/// The sums of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Totals {
    /// Ordered weight in pounds.
    pub ordered_weight_lb: WeightAmount,
    /// Actual weight in pounds of the lines weighed so far; null before the first.
    pub actual_weight_lb: Option<WeightAmount>,
    /// Weight in pounds: actual where known, else ordered, line by line.
    pub weight_lb: WeightAmount,
    /// Amount payable to the supplier; null while a line has no price or quantity.
    pub buy_total: Option<Money>,
    /// Amount charged to the customer; null while a line has no price or quantity.
    pub sell_total: Option<Money>,
    /// `sell_total` less `buy_total`, our freight cost and our other costs; of an agent, its commission less the costs. Null while a
    /// part is missing.
    pub margin: Option<Money>,
    /// Margin per pound; null while a total or the weight is missing.
    pub margin_per_lb: Option<PricePerLb>,
    /// True while any amount is computed from ordered weight.
    pub is_estimated: bool,
    /// True above the company's load limit.
    pub is_overweight: bool,
}

impl Totals {
    /// Sums lines; without the margin, which [`super::sum_up`] computes.
    pub(super) fn of(lines: &[OrderLine]) -> Self {
        let weigh = |weights: &mut dyn Iterator<Item = WeightAmount>| {
            WeightAmount::of(weights.map(WeightAmount::units).sum())
        };
        let weight_lb = weigh(&mut lines.iter().filter_map(OrderLine::weight_lb));
        let weighed = lines.iter().any(|line| line.actual_weight_lb.is_some());
        let buy_total = sum(lines.iter().map(|line| line.buy_amount));
        let sell_total = sum(lines.iter().map(|line| line.sell_amount));
        Self {
            ordered_weight_lb: weigh(&mut lines.iter().filter_map(|line| line.ordered_weight_lb)),
            actual_weight_lb: weighed
                .then(|| weigh(&mut lines.iter().filter_map(|line| line.actual_weight_lb))),
            weight_lb,
            buy_total,
            sell_total,
            margin: None,
            margin_per_lb: None,
            is_estimated: lines.iter().any(|line| line.is_estimated),
            is_overweight: weight_lb > settings::current().load_limit_lb,
        }
    }
}

/// The sum, if there is at least one part and every part is known.
fn sum(mut amounts: impl Iterator<Item = Option<Money>>) -> Option<Money> {
    let first = amounts.next()??;
    amounts.try_fold(first, |total, amount| total.plus(amount?))
}

/// Adds thousands separators: `-1234.50` becomes `-1,234.50`.
#[must_use]
pub fn show_number(plain: &str) -> String {
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain), |digits| ("-", digits));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut shown = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::LogisticsScenario;
    use crate::pricing::{PriceBasis, WeightUnit};
    use crate::purchase_orders::{LineDraft, LineWeights, OrderHeader, sum_up};
    use proptest::prelude::*;

    fn line(
        no: i32,
        weight: &str,
        buy: &str,
        sell: Option<&str>,
        actual: Option<&str>,
    ) -> OrderLine {
        let details = LineDraft {
            description: "Trim".to_owned(),
            ordered_weight: weight.parse().ok(),
            buy_price: buy.parse().ok(),
            buy_basis: Some(PriceBasis::PerCwt),
            sell_price: sell.and_then(|sell| sell.parse().ok()),
            sell_basis: sell.map(|_| PriceBasis::PerLb),
            ..LineDraft::default()
        };
        let weights = LineWeights {
            actual_weight: actual.and_then(|a| a.parse().ok()),
            weight_source: actual.map(|_| "bol".to_owned()),
            ..LineWeights::default()
        };
        OrderLine::compute(no, details, weights)
    }

    fn sum(lines: &[OrderLine], freight: &str) -> Totals {
        let header = OrderHeader {
            freight_cost: freight.parse().ok(),
            logistics_scenario: LogisticsScenario::WePickup,
            ..OrderHeader::default()
        };
        sum_up(lines, &header, &mut [])
    }

    #[test]
    fn the_demo_load_adds_up() {
        let lines = [
            line(1, "16000", "338.5000", Some("3.4750"), Some("16088.50")),
            line(2, "16000", "122.7500", Some("1.3150"), Some("16051.00")),
            line(3, "8000", "331.2500", Some("3.3850"), None),
        ];
        let totals = sum(&lines, "1980.00");
        assert_eq!(
            totals.buy_total.map(|m| m.to_string()).as_deref(),
            Some("100662.17")
        );
        assert_eq!(
            totals.sell_total.map(|m| m.to_string()).as_deref(),
            Some("104094.61")
        );
        assert_eq!(
            totals.margin.map(|m| m.to_string()).as_deref(),
            Some("1452.44")
        );
        assert_eq!(
            totals.margin_per_lb.map(|m| m.to_string()).as_deref(),
            Some("0.0362")
        );
        assert!(totals.is_estimated && !totals.is_overweight);
        assert_eq!(lines[0].variance(), Some(55));
        assert_eq!(lines[1].variance(), Some(32), "rounded, not cut");
    }

    #[test]
    fn a_side_without_price_leaves_no_margin() {
        let totals = sum(&[line(1, "40000", "28.5", None, None)], "");
        assert_eq!(totals.buy_total, Some(Money::of(1_140_000)));
        assert_eq!(
            (totals.sell_total, totals.margin, totals.margin_per_lb),
            (None, None, None)
        );
        assert_eq!(Totals::of(&[]).buy_total, None);
    }

    #[test]
    fn thousands_are_marked() {
        assert_eq!(show_number("-1234567.50"), "-1,234,567.50");
        assert_eq!(show_number("999"), "999");
        assert_eq!(show_number("1000"), "1,000");
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_the_lines(rows in prop::collection::vec((1_i64..5_000_000, 0_i64..10_000_000, 0_u8..3, any::<bool>()), 1..12)) {
            let lines: Vec<OrderLine> = rows.iter().zip(1..).map(|((weight, price, basis, kg), no)| {
                let basis = [PriceBasis::PerLb, PriceBasis::PerCwt, PriceBasis::PerKg][usize::from(*basis)];
                let details = LineDraft {
                    ordered_weight: WeightAmount::new(*weight),
                    weight_unit: if *kg { WeightUnit::Kg } else { WeightUnit::Lb },
                    buy_price: crate::PriceAmount::new(*price),
                    buy_basis: Some(basis),
                    ..LineDraft::default()
                };
                OrderLine::compute(no, details, LineWeights::default())
            }).collect();
            let total = Totals::of(&lines).buy_total.map(Money::units);
            prop_assert_eq!(total, lines.iter().map(|line| line.buy_amount.map(Money::units)).sum::<Option<i64>>());
        }
    }
}
