//! The writable fields of an order line, and their checks.

use chrono::NaiveDate;

use super::lines::{LineWeights, OrderLine};
use crate::choices::{Choices, LotTestResult, WeightBasis, lists};
use crate::decimal::{PriceAmount, WeightAmount};
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::pricing::{Price, PriceBasis, Quantity, Weight, WeightUnit};
use crate::products::Product;
use crate::quantities::{check_units, check_weight};
use crate::text::{check_line, check_required, clean_line, tidy_line};

draft! {
    /// Writable fields of an order line.
    pub struct LineDraft {
        /// Id of an existing line; absent for a new one.
        pub id: Option<Id<OrderLine>>,
        /// Product. A newly chosen product sets the weight basis and fills what the line leaves blank: description, test class,
        /// country of origin, and the weight of its containers.
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
        /// Markup in US dollars per `buy_basis`. While it is set, the sell price is the buy price plus the markup; null for a sell
        /// price of its own.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub markup: Option<PriceAmount>,
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
        "line_no", "product_code", "actual_units", "actual_weight", "weight_source", "case_count", "buy_amount", "sell_amount",
        "ordered_weight_lb", "actual_weight_lb", "buy_price_per_lb", "sell_price_per_lb", "is_estimated", "is_off_weight",
        "is_off_price", "is_off_variance", "invoice_status", "billed_amount", "billing_difference",
    ]
}

impl LineDraft {
    /// The buying price, if both price and basis are given.
    #[must_use]
    pub fn buy(&self) -> Option<Price> {
        Some(Price {
            amount: self.buy_price?,
            basis: self.buy_basis?,
        })
    }

    /// The selling price, if both price and basis are given.
    #[must_use]
    pub fn sell(&self) -> Option<Price> {
        Some(Price {
            amount: self.sell_price?,
            basis: self.sell_basis?,
        })
    }

    /// The quantity to price: actual if known, else ordered.
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

    /// Checks the fields that a binding line needs: goods, quantity and buying price.
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

    /// Normalizes the texts. A positive lot sets the test class to cooker-only.
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
        self.follow_markup();
        // A positive lot may be sold for cooking only (`trade.md` P11).
        if self.lot_test_result == LotTestResult::Positive {
            self.test_class = Some(lists::TEST_COOKER_ONLY.to_owned());
        }
    }

    /// Sets the sell price from buy price and markup, if the line has one. A sum that does not fit is an error at the markup.
    pub fn follow_markup(&mut self) {
        if let (Some(buy), Some(markup)) = (self.buy_price, self.markup) {
            self.sell_price = PriceAmount::new(buy.units().saturating_add(markup.units()));
            self.sell_basis = self.buy_basis;
        }
    }

    /// Checks a tidied line at `path` in the body.
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
        let priced = self.buy().is_some();
        let fits = self.sell_price.is_some();
        errors.require(
            self.markup.is_none() || priced,
            at("markup"),
            "needs_buy_price",
            "A markup is added to the buying price. Enter that first",
        );
        errors.require(
            self.markup.is_none() || !priced || fits,
            at("markup"),
            "out_of_range",
            "Buying price and markup do not make a selling price",
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
