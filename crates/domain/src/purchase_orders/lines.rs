//! The lines of an order: what is bought and sold, by which weight, at which price.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::limits::VARIANCE_LIMIT;
use crate::choices::{Choices, LotTestResult, WeightBasis, lists};
use crate::decimal::{Money, PriceAmount, PricePerLb, WeightAmount, divide_half_away};
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::pricing::{Price, PriceBasis, PriceDoubt, Quantity, Weight, WeightUnit};
use crate::products::Product;
use crate::receivables::ReceivableStatus;
use crate::text::{check_line, check_required, clean_line, tidy_line};

/// Most outside containers on one line.
const MAX_UNITS: i64 = 1_000_000;

draft! {
    /// Writable fields of an order line.
    pub struct LineDraft {
        /// Its id when it is kept; absent for a new line.
        pub id: Option<Id<OrderLine>>,
        /// What is bought. A line that newly picks a product takes over how it is weighed, and what the line does not say itself:
        /// description, test class, country, and the weight of its containers.
        #[cfg_attr(feature = "openapi", schema(example = 31))]
        pub product_id: Option<Id<Product>>,
        /// Description of the goods; required without a product.
        #[cfg_attr(feature = "openapi", schema(example = "Trim 50's - Tested", max_length = 500))]
        pub description: String,
        /// Number of containers ordered: cases, combos or bins.
        #[cfg_attr(feature = "openapi", schema(example = 20, minimum = 0))]
        pub ordered_units: Option<i64>,
        /// Weight ordered, in `weight_unit`.
        pub ordered_weight: Option<WeightAmount>,
        /// Unit of the ordered and the actual weight.
        pub weight_unit: WeightUnit,
        /// Fixed or catch weight.
        pub weight_basis: WeightBasis,
        /// Buy price, in US dollars per `buy_basis`.
        pub buy_price: Option<PriceAmount>,
        /// Unit of the buy price.
        pub buy_basis: Option<PriceBasis>,
        /// Why the buy price is zero; required if it is.
        #[cfg_attr(feature = "openapi", schema(max_length = 200))]
        pub zero_price_reason: Option<String>,
        /// Sell price, in US dollars per `sell_basis`.
        pub sell_price: Option<PriceAmount>,
        /// Unit of the sell price.
        pub sell_basis: Option<PriceBasis>,
        /// Maximum age at shipping, a code of `freshness`.
        #[cfg_attr(feature = "openapi", schema(example = "d10"))]
        pub max_age: Option<String>,
        /// Day of production.
        pub production_date: Option<NaiveDate>,
        /// Lot number.
        #[cfg_attr(feature = "openapi", schema(example = "BL-4802", max_length = 50))]
        pub lot_number: Option<String>,
        /// Test class of what is sold, a code of `test_class`; null means not applicable. A positive lot turns it to `cooker_only`.
        #[cfg_attr(feature = "openapi", schema(example = "tested"))]
        pub test_class: Option<String>,
        /// Laboratory result of the lot.
        pub lot_test_result: LotTestResult,
        /// Country of origin, ISO 3166 alpha-3.
        #[cfg_attr(feature = "openapi", schema(example = "USA"))]
        pub country_of_origin: Option<String>,
        /// Notes on the line.
        #[cfg_attr(feature = "openapi", schema(max_length = 500))]
        pub notes: Option<String>,
    }
    answered with &[
        "line_no", "product_code", "actual_units", "actual_weight", "weight_source", "buy_amount", "sell_amount",
        "ordered_weight_lb", "actual_weight_lb", "buy_price_per_lb", "sell_price_per_lb", "is_estimated", "is_off_weight",
        "is_off_price", "is_off_variance", "invoice_status", "billed_amount", "billing_difference",
    ]
}

/// What was weighed; set by the action `weigh`.
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
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderLine {
    /// Place in the order, from 1.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub line_no: i32,
    /// What a person fills in; `id` is always set.
    #[serde(flatten)]
    pub details: LineDraft,
    /// Code of the product.
    #[cfg_attr(feature = "openapi", schema(example = "BEEF-050-FC-T"))]
    pub product_code: Option<String>,
    /// What was weighed.
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
    /// Whether the actual weight differs from the ordered one by more than 1 %.
    pub is_off_variance: bool,
    /// Whether a price per pound lies outside of what meat trades at, 0.02 to 50.00: a wrong basis, most often. A warning only.
    pub is_off_price: bool,
    /// Where the invoice stands that bills the line; null while none does.
    pub invoice_status: Option<ReceivableStatus>,
    /// What its invoices bill of it, drafts too, less what corrections credit; null while none bills it.
    pub billed_amount: Option<Money>,
    /// `sell_amount` less `billed_amount`; null where they agree or nothing bills the line.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub billing_difference: Option<Money>,
}

impl OrderLine {
    /// A line with everything that follows from what was entered.
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
                .is_some_and(|hundredths| hundredths.abs() > VARIANCE_LIMIT),
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

    /// Weight in pounds: actual where known, else ordered.
    #[must_use]
    pub fn weight_lb(&self) -> Option<WeightAmount> {
        self.actual_weight_lb.or(self.ordered_weight_lb)
    }

    /// How far the actual weight lies from the ordered one, in hundredths of a percent; `None` until both are known.
    #[must_use]
    pub fn variance(&self) -> Option<i64> {
        variance(self.actual_weight_lb, self.ordered_weight_lb)
    }

    /// Whether its actual weight is needed before it can be billed.
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

impl LineDraft {
    /// The buying price, where both figure and basis are given.
    #[must_use]
    pub fn buy(&self) -> Option<Price> {
        Some(Price {
            amount: self.buy_price?,
            basis: self.buy_basis?,
        })
    }

    /// The selling price, where both figure and basis are given.
    #[must_use]
    pub fn sell(&self) -> Option<Price> {
        Some(Price {
            amount: self.sell_price?,
            basis: self.sell_basis?,
        })
    }

    /// What the line is priced on: actual where known, else ordered.
    #[must_use]
    pub fn quantity(&self, weights: &LineWeights) -> Quantity {
        let amount = weights.actual_weight.or(self.ordered_weight);
        Quantity {
            units: weights.actual_units.or(self.ordered_units),
            weight: amount.map(|amount| Weight {
                amount,
                unit: self.weight_unit,
            }),
        }
    }

    /// Checks what a line needs that binds both sides: what is bought, how much of it, and its price.
    pub(super) fn check_bound(&self, errors: &mut FieldErrors, path: &str) {
        let at = |field: &str| format!("{path}/{field}");
        errors.require(
            self.product_id.is_some(),
            at("product_id"),
            "required",
            "Choose a product",
        );
        errors.require(
            self.buy().is_some(),
            at("buy_price"),
            "required",
            "A buying price is required",
        );
        let bases = [self.buy_basis, self.sell_basis];
        let asks = |needs: fn(PriceBasis) -> bool| bases.into_iter().flatten().any(needs);
        let (by_unit, by_weight) = (
            asks(PriceBasis::needs_units),
            asks(PriceBasis::needs_weight),
        );
        let counted = self.ordered_units.is_some();
        errors.require(
            self.ordered_weight.is_some() || (counted && !by_weight),
            at("ordered_weight"),
            "required",
            "An ordered weight is required",
        );
        errors.require(
            counted || !by_unit,
            at("ordered_units"),
            "required",
            "A price per case requires the number of cases",
        );
    }

    /// Cleans the texts; a positive lot turns the class to cooker-only.
    pub fn tidy(&mut self) {
        self.description = clean_line(&self.description);
        for line in [
            &mut self.zero_price_reason,
            &mut self.max_age,
            &mut self.lot_number,
            &mut self.test_class,
            &mut self.country_of_origin,
            &mut self.notes,
        ] {
            tidy_line(line);
        }
        // What the laboratory found positive is sold for cooking only (`trade.md` P11).
        if self.lot_test_result == LotTestResult::Positive {
            self.test_class = Some(lists::TEST_COOKER_ONLY.to_owned());
        }
    }

    /// Checks a tidied line that stands at `path` in the body.
    pub fn check(&self, errors: &mut FieldErrors, path: &str, choices: &Choices) {
        let at = |field: &str| format!("{path}/{field}");
        if self.product_id.is_some() {
            check_line(errors, &at("description"), Some(&self.description), 500);
        } else {
            let what = "A description";
            check_required(errors, &at("description"), &self.description, 500, what);
        }
        check_line(
            errors,
            &at("zero_price_reason"),
            self.zero_price_reason.as_deref(),
            200,
        );
        check_line(errors, &at("lot_number"), self.lot_number.as_deref(), 50);
        check_line(errors, &at("notes"), self.notes.as_deref(), 500);
        choices.check(
            errors,
            &at("max_age"),
            lists::FRESHNESS,
            self.max_age.as_deref(),
        );
        choices.check(
            errors,
            &at("test_class"),
            lists::TEST_CLASS,
            self.test_class.as_deref(),
        );
        choices.check(
            errors,
            &at("country_of_origin"),
            lists::COUNTRY,
            self.country_of_origin.as_deref(),
        );
        check_units(errors, &at("ordered_units"), self.ordered_units);
        check_weight(errors, &at("ordered_weight"), self.ordered_weight);
        let prices = [
            ("buy", self.buy_price, self.buy_basis),
            ("sell", self.sell_price, self.sell_basis),
        ];
        for (side, price, basis) in prices {
            let negative = price.is_some_and(PriceAmount::is_negative);
            errors.require(
                !negative,
                at(&format!("{side}_price")),
                "must_not_be_negative",
                "The price must be 0 or more",
            );
            errors.require(
                price.is_none() || basis.is_some(),
                at(&format!("{side}_basis")),
                "required",
                "Choose the price basis",
            );
        }
        let zero = self.buy_price == Some(PriceAmount::ZERO);
        let explained = !zero || self.zero_price_reason.is_some();
        errors.require(
            explained,
            at("zero_price_reason"),
            "required",
            "Enter the reason for the zero price",
        );
    }
}

/// Checks a number of outside containers.
pub(crate) fn check_units(errors: &mut FieldErrors, pointer: &str, units: Option<i64>) {
    let held = units.is_none_or(|units| (0..=MAX_UNITS).contains(&units));
    errors.require(
        held,
        pointer,
        "out_of_range",
        "Units must be a whole number from 0 to 1,000,000",
    );
}

/// Checks a weight, which is more than nothing where it is given.
pub(crate) fn check_weight(errors: &mut FieldErrors, pointer: &str, weight: Option<WeightAmount>) {
    let held = weight.is_none_or(|weight| weight > WeightAmount::ZERO);
    errors.require(
        held,
        pointer,
        "must_be_positive",
        "Weight must be more than 0",
    );
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
