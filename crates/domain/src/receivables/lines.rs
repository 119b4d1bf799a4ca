//! The lines of a receivable: what is billed, by which weight or count, at which price.

use crate::decimal::{Money, PriceAmount, WeightAmount};
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::pricing::{Price, PriceBasis, Quantity, Weight, WeightUnit};
use crate::purchase_orders::{OrderLine, check_units, check_weight};
use crate::rules::{At, Rule};
use crate::text::{check_line, check_required, clean_line, tidy_line};

/// Most lines on a receivable.
const MAX_LINES: usize = 200;

draft! {
    /// A line of a receivable.
    pub struct ReceivableLine {
        /// The order line that it bills.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub po_line_id: Option<Id<OrderLine>>,
        /// What it is, in the trade's words.
        #[cfg_attr(feature = "openapi", schema(example = "Trim 85's - Tested", max_length = 500))]
        pub description: String,
        /// Outside containers: cases, combos, bins.
        #[cfg_attr(feature = "openapi", schema(example = 20, minimum = 0))]
        pub units: Option<i64>,
        /// Weight billed, in `weight_unit`.
        pub weight: Option<WeightAmount>,
        /// Unit of the weight.
        pub weight_unit: WeightUnit,
        /// Price, per `basis`.
        pub price: Option<PriceAmount>,
        /// What the price is per.
        pub basis: Option<PriceBasis>,
        /// Price times quantity, rounded once to cents; the server computes it and passes over what is sent. Null while either is
        /// not known.
        pub computed_amount: Option<Money>,
        /// What is billed; the computed amount when left blank. Another amount needs a reason.
        pub amount: Option<Money>,
        /// Why another amount than the computed one is billed.
        #[cfg_attr(feature = "openapi", schema(max_length = 500))]
        pub amount_reason: Option<String>,
    }
}

impl ReceivableLine {
    /// Price times quantity, where both are known.
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
        if self.amount == self.computed_amount {
            self.amount_reason = None;
        }
    }

    fn check(&self, errors: &mut FieldErrors, path: &str) {
        let at = |field: &str| format!("{path}/{field}");
        let description = at("description");
        check_required(
            errors,
            &description,
            &self.description,
            500,
            "A description",
        );
        check_units(errors, &at("units"), self.units);
        check_weight(errors, &at("weight"), self.weight);
        errors.require(
            !self.price.is_some_and(PriceAmount::is_negative),
            at("price"),
            "must_not_be_negative",
            "A price is 0 or more",
        );
        errors.require(
            self.price.is_none() || self.basis.is_some(),
            at("basis"),
            "required",
            "Say what the price is per",
        );
        let reason = self.amount_reason.as_deref();
        check_line(errors, &at("amount_reason"), reason, 500);
        let Some(amount) = self.amount else {
            errors.add(
                at("amount"),
                "required",
                "Type an amount, or a price with what it is for",
            );
            return;
        };
        errors.require(
            !amount.is_negative(),
            at("amount"),
            "must_not_be_negative",
            "An amount is 0 or more; a credit note gives money back",
        );
        if let Some(computed) = self.computed_amount {
            errors.require(
                amount == computed || reason.is_some(),
                at("amount_reason"),
                "required",
                &format!("Price and quantity give {computed}; say why another amount is billed"),
            );
        }
    }
}

/// The lines of a receivable, each whole.
pub(super) struct Lines;
impl Rule<Vec<ReceivableLine>> for Lines {
    fn tidy(&self, lines: &mut Vec<ReceivableLine>) {
        lines.iter_mut().for_each(ReceivableLine::tidy);
    }
    fn check(&self, at: &mut At<'_>, lines: &Vec<ReceivableLine>) {
        at.require(
            lines.len() <= MAX_LINES,
            "too_many",
            "At most 200 lines fit on a receivable",
        );
        for (index, line) in lines.iter().enumerate() {
            line.check(at.errors, &format!("{}/{index}", at.pointer));
        }
    }
}
