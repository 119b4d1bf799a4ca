//! The lines of an order with their weights and computed amounts.

use serde::{Deserialize, Serialize};

use super::line_draft::LineDraft;
use crate::decimal::{Money, PricePerLb, WeightAmount, divide_half_away};
use crate::pricing::{PriceDoubt, Weight};
use crate::receivables::ReceivableStatus;
use crate::settings;

/// Actual weight; set by the action `weigh`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineWeights {
    /// Number of containers delivered.
    #[cfg_attr(feature = "openapi", schema(example = 20))]
    pub actual_units: Option<i64>,
    /// Actual weight, in `weight_unit`.
    pub actual_weight: Option<WeightAmount>,
    /// Source of the weight, a code of `weight_source`.
    #[cfg_attr(feature = "openapi", schema(example = "bol"))]
    pub weight_source: Option<String>,
    /// Number of cases whose weights sum up to it; 0 if it was entered as a total.
    #[cfg_attr(feature = "openapi", schema(example = 0))]
    pub case_count: i64,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderLine {
    /// Position, from 1.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub line_no: i32,
    /// Writable fields; `id` is always set.
    #[serde(flatten)]
    pub details: LineDraft,
    /// Code of the product.
    #[cfg_attr(feature = "openapi", schema(example = "BEEF-050-FC-T"))]
    pub product_code: Option<String>,
    /// Actual quantity.
    #[serde(flatten)]
    pub weights: LineWeights,
    /// Amount payable to the supplier; null without price or quantity.
    pub buy_amount: Option<Money>,
    /// Amount charged to the customer; null without price or quantity.
    pub sell_amount: Option<Money>,
    /// Ordered weight in pounds.
    pub ordered_weight_lb: Option<WeightAmount>,
    /// Actual weight in pounds.
    pub actual_weight_lb: Option<WeightAmount>,
    /// Buying price per pound.
    pub buy_price_per_lb: Option<PricePerLb>,
    /// Selling price per pound.
    pub sell_price_per_lb: Option<PricePerLb>,
    /// True while the amounts are computed from ordered weight.
    pub is_estimated: bool,
    /// Whether the weight does not fit the containers: net weight off by more than 0.5 %, or an average outside the product's band.
    pub is_off_weight: bool,
    /// Whether the actual weight differs from the ordered one by more than the company allows, 1 % by default.
    pub is_off_variance: bool,
    /// Whether a price per pound is outside the usual range, 0.02 to 50.00; often a wrong basis. A warning only.
    pub is_off_price: bool,
    /// Status of the invoice that bills the line; null if none.
    pub invoice_status: Option<ReceivableStatus>,
    /// Amount that invoices bill of it, drafts too, less credit by corrections; null if none bills it.
    pub billed_amount: Option<Money>,
    /// `sell_amount` less `billed_amount`; null if they agree or nothing bills the line.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub billing_difference: Option<Money>,
}

read_in_parts!(OrderLine {
    parts: details, weights;
    fields: line_no, product_code, buy_amount, sell_amount, ordered_weight_lb, actual_weight_lb, buy_price_per_lb, sell_price_per_lb, is_estimated, is_off_weight, is_off_variance, is_off_price, invoice_status, billed_amount, billing_difference,
});

impl OrderLine {
    /// Creates a line with all computed fields.
    #[must_use]
    pub fn compute(line_no: i32, details: LineDraft, weights: LineWeights) -> Self {
        let unit = details.weight_unit;
        let weigh = |amount: Option<WeightAmount>| amount.map(|amount| Weight { amount, unit });
        let quantity = details.quantity(&weights);
        let (buy, sell) = (details.buy(), details.sell());
        let ordered_weight_lb = weigh(details.ordered_weight).map(Weight::in_lb);
        let actual_weight_lb = weigh(weights.actual_weight).map(Weight::in_lb);
        let per_lb = [buy, sell].map(|price| price.and_then(|price| price.per_lb(quantity)));
        let [buy_price_per_lb, sell_price_per_lb] = per_lb;
        let variance_limit = settings::current().weight_variance_pct.units();
        let is_doubtful = |per_lb| PriceDoubt::of(per_lb, None).is_some();
        Self {
            line_no,
            buy_amount: buy.and_then(|price| price.extend(quantity)),
            sell_amount: sell.and_then(|price| price.extend(quantity)),
            buy_price_per_lb,
            sell_price_per_lb,
            is_off_price: per_lb.into_iter().flatten().any(is_doubtful),
            ordered_weight_lb,
            actual_weight_lb,
            is_off_variance: variance(actual_weight_lb, ordered_weight_lb)
                .is_some_and(|hundredths| hundredths.abs() > variance_limit),
            is_estimated: weights.actual_weight.is_none(),
            product_code: None,
            invoice_status: None,
            billed_amount: None,
            billing_difference: None,
            is_off_weight: false,
            details,
            weights,
        }
    }

    /// Weight in pounds: actual if known, else ordered.
    #[must_use]
    pub fn weight_lb(&self) -> Option<WeightAmount> {
        self.actual_weight_lb.or(self.ordered_weight_lb)
    }

    /// Difference of actual from ordered weight, in hundredths of a percent; `None` until both are known.
    #[must_use]
    pub fn variance(&self) -> Option<i64> {
        variance(self.actual_weight_lb, self.ordered_weight_lb)
    }

    /// Whether its actual weight, which billing needs, is missing.
    #[must_use]
    pub fn needs_weight(&self) -> bool {
        self.weights.actual_weight.is_none()
    }
}

fn variance(actual: Option<WeightAmount>, ordered: Option<WeightAmount>) -> Option<i64> {
    let (actual, ordered) = (actual?.units(), ordered?.units());
    let hundredths = i128::from(actual - ordered) * 10_000;
    divide_half_away(hundredths, i128::from(ordered)).and_then(|share| i64::try_from(share).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_one_percent_is_flagged() {
        let line = |ordered: &str, actual: &str| {
            let details = LineDraft {
                ordered_weight: ordered.parse().ok(),
                ..LineDraft::default()
            };
            let weights = LineWeights {
                actual_weight: actual.parse().ok(),
                ..LineWeights::default()
            };
            OrderLine::compute(1, details, weights)
        };
        for (actual, variance, off) in [
            ("40000", 0, false),
            ("40400", 100, false),
            ("40404", 101, true),
            ("39600", -100, false),
            ("39596", -101, true),
        ] {
            let line = line("40000", actual);
            assert_eq!(line.variance(), Some(variance), "{actual}");
            assert_eq!(line.is_off_variance, off, "{actual}");
        }
        assert!(!line("40000", "").is_off_variance, "not weighed yet");
        assert!(!line("", "40000").is_off_variance, "nothing was ordered");
    }
}
