//! Lines of a receivable: goods, weight or count, price.

use crate::decimal::{Money, PriceAmount, WeightAmount};
use crate::field_rules::FieldRule;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::pricing::{Price, PriceBasis, Quantity, Weight, WeightUnit};
use crate::purchase_orders::OrderLine;
use crate::quantities::{check_units, check_weight};
use crate::rules::{At, Rule};
use crate::text::{check_line, check_required, clean_line, tidy_line};

/// Most lines on a receivable.
const MAX_LINES: usize = 200;
/// Longest description or reason, in characters.
const TEXT_MAX: usize = 500;

draft! {
    /// A line of a receivable.
    pub struct ReceivableLine {
        /// Order line to bill. An invoice bills it at the order's own weight and price: blank fields are copied from it, and other
        /// values need `amount_reason` and a manager.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub po_line_id: Option<Id<OrderLine>>,
        /// Description of the goods.
        #[cfg_attr(feature = "openapi", schema(example = "Trim 85's - Tested", max_length = 500))]
        pub description: String,
        /// Number of containers: cases, combos or bins.
        #[cfg_attr(feature = "openapi", schema(example = 20, minimum = 0))]
        pub units: Option<i64>,
        /// Weight billed, in `weight_unit`.
        pub weight: Option<WeightAmount>,
        /// Unit of the weight.
        pub weight_unit: WeightUnit,
        /// Price, per `basis`.
        pub price: Option<PriceAmount>,
        /// Unit of the price.
        pub basis: Option<PriceBasis>,
        /// Price times quantity, rounded once to cents; that of the order line if an invoice bills one. Computed by the server,
        /// ignored in requests. Null while either is unknown.
        pub computed_amount: Option<Money>,
        /// Amount of the line; the computed amount if blank. Another amount requires a reason, and a manager if it is less.
        pub amount: Option<Money>,
        /// Amount less computed amount, null if they are equal; computed by the server, ignored in requests.
        pub difference: Option<Money>,
        /// Reason for billing another amount than the computed one.
        #[cfg_attr(feature = "openapi", schema(max_length = 500))]
        pub amount_reason: Option<String>,
    }
}

impl ReceivableLine {
    /// Price times quantity, if both are known.
    #[must_use]
    pub fn compute(&self) -> Option<Money> {
        let price = Price {
            amount: self.price?,
            basis: self.basis?,
        };
        price.extend(Quantity {
            units: self.units,
            weight: self.weight.map(|amount| Weight {
                amount,
                unit: self.weight_unit,
            }),
        })
    }

    fn tidy(&mut self) {
        self.description = clean_line(&self.description);
        tidy_line(&mut self.amount_reason);
        self.computed_amount = self.compute();
        self.amount = self.amount.or(self.computed_amount);
        self.note_difference();
        // For an order line, the reason is checked later, against the order.
        if self.po_line_id.is_none() && self.amount == self.computed_amount {
            self.amount_reason = None;
        }
    }

    /// Recomputes the difference.
    pub fn note_difference(&mut self) {
        self.difference = self
            .amount
            .zip(self.computed_amount)
            .and_then(|(amount, computed)| amount.minus(computed))
            .filter(|difference| *difference != Money::ZERO);
    }

    fn check(&self, errors: &mut FieldErrors, path: &str) {
        let at = |field: &str| format!("{path}/{field}");
        let description = at("description");
        check_required(
            errors,
            &description,
            &self.description,
            TEXT_MAX,
            "A description",
        );
        check_units(errors, &at("units"), self.units);
        check_weight(errors, &at("weight"), self.weight);
        errors.require(
            !self.price.is_some_and(PriceAmount::is_negative),
            at("price"),
            "must_not_be_negative",
            "The price must be 0 or more",
        );
        errors.require(
            self.price.is_none() || self.basis.is_some(),
            at("basis"),
            "required",
            "Choose the price basis",
        );
        let reason = self.amount_reason.as_deref();
        check_line(errors, &at("amount_reason"), reason, TEXT_MAX);
        let is_of_order = self.po_line_id.is_some();
        let Some(amount) = self.amount else {
            if is_of_order {
                return;
            }
            errors.add(
                at("amount"),
                "required",
                "Enter an amount, or a price and a quantity",
            );
            return;
        };
        errors.require(
            !amount.is_negative(),
            at("amount"),
            "must_not_be_negative",
            "The amount must be 0 or more. Use a credit memo to give money back",
        );
        if let Some(computed) = self.computed_amount.filter(|_| !is_of_order) {
            errors.require(
                amount == computed || reason.is_some(),
                at("amount_reason"),
                "required",
                &format!("Price and quantity give {computed}. Enter the reason for another amount"),
            );
        }
    }
}

/// The rule for the lines of a receivable.
pub(super) struct Lines;
impl Rule<Vec<ReceivableLine>> for Lines {
    fn describe_parts(&self, name: &'static str) -> Vec<FieldRule> {
        vec![
            self.describe(name),
            FieldRule::named("lines/description")
                .required()
                .at_most(TEXT_MAX),
            FieldRule::named("lines/amount_reason").at_most(TEXT_MAX),
        ]
    }
    fn tidy(&self, lines: &mut Vec<ReceivableLine>) {
        lines.iter_mut().for_each(ReceivableLine::tidy);
    }
    fn check(&self, at: &mut At<'_>, lines: &Vec<ReceivableLine>) {
        at.require(
            lines.len() <= MAX_LINES,
            "too_many",
            "A receivable can have at most 200 lines",
        );
        for (index, line) in lines.iter().enumerate() {
            line.check(at.errors, &format!("{}/{index}", at.pointer));
        }
    }
}
