//! Costs of an order besides the goods, and what an agent earns: kind, payee, who pays, estimate and actual amount.
//!
//! A cost that we pay lowers the margin. The commission of an agent is a cost of the principal whose payee we are.

use serde::{Deserialize, Serialize};

use super::lines::OrderLine;
use super::order_header::OrderHeader;
use super::totals::Totals;
use crate::carriers::Carrier;
use crate::choices::DealRole;
use crate::decimal::{Money, PriceAmount, divide_half_away};
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::suppliers::Supplier;
use crate::text::{check_line, tidy_line};

/// Most costs of an order.
pub(super) const MAX_COSTS: usize = 50;
/// 100 %, in 1/10,000 percent.
const WHOLE: i64 = 1_000_000;

fixed_choice! {
    /// What a cost is for.
    pub enum CostKind in "cost_kind" {
        /// Freight besides the agreed freight cost: detention, an extra stop, a lumper.
        #[default]
        Freight = "freight" => "Freight",
        /// Cold storage.
        ColdStorage = "cold_storage" => "Cold storage",
        /// Boxing.
        Boxing = "boxing" => "Boxing",
        /// Commission.
        Commission = "commission" => "Commission",
        /// Anything else.
        Other = "other" => "Other",
    }
}
fixed_choice! {
    /// Who pays a cost. Only what we pay lowers the margin.
    pub enum CostPayer in "cost_payer" {
        /// We pay it.
        #[default]
        Us = "us" => "We",
        /// The supplier pays it.
        Supplier = "supplier" => "Supplier",
        /// The customer pays it.
        Customer = "customer" => "Customer",
    }
}
fixed_choice! {
    /// Who receives a cost.
    pub enum CostPayee in "cost_payee" {
        /// Someone named in `payee_name`.
        #[default]
        Other = "other" => "Other",
        /// The carrier in `carrier_id`.
        Carrier = "carrier" => "Carrier",
        /// The supplier in `supplier_id`.
        Supplier = "supplier" => "Supplier",
        /// We: the commission of an agent.
        Us = "us" => "We",
    }
}
fixed_choice! {
    /// How a cost is estimated.
    pub enum CostBasis in "cost_basis" {
        /// An amount for the load.
        #[default]
        Flat = "flat" => "$ flat",
        /// Dollars per pound.
        PerLb = "per_lb" => "$/lb",
        /// Dollars per hundredweight.
        PerCwt = "per_cwt" => "$/cwt",
        /// Percent of the selling total.
        PercentOfSell = "percent_of_sell" => "% of sales",
    }
}

draft! {
    /// Writable fields of a cost.
    pub struct CostDraft {
        /// What it is for.
        pub kind: CostKind,
        /// Further description.
        #[cfg_attr(feature = "openapi", schema(example = "Two days of storage", max_length = 200))]
        pub description: Option<String>,
        /// Who pays it.
        pub paid_by: CostPayer,
        /// Who receives it.
        pub payee: CostPayee,
        /// The carrier that receives it.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub carrier_id: Option<Id<Carrier>>,
        /// The supplier that receives it.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of another payee.
        #[cfg_attr(feature = "openapi", schema(example = "Harborline Cold Storage", max_length = 255))]
        pub payee_name: Option<String>,
        /// How it is estimated.
        pub basis: CostBasis,
        /// Dollars, or percent, per unit of the basis.
        #[cfg_attr(feature = "openapi", schema(example = "0.0150"))]
        pub rate: Option<PriceAmount>,
        /// Amount of the payee's bill; null until it is known.
        #[cfg_attr(feature = "openapi", schema(example = "610.00"))]
        pub actual_amount: Option<Money>,
    }
    answered with &["carrier_name", "supplier_name", "estimated_amount", "amount"]
}

/// A cost of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderCost {
    /// Writable fields.
    #[serde(flatten)]
    pub details: CostDraft,
    /// Name of the carrier.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub carrier_name: Option<String>,
    /// Name of the supplier.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub supplier_name: Option<String>,
    /// Amount by rate and basis; null while the quantity is missing.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "600.00"))]
    pub estimated_amount: Option<Money>,
    /// The actual amount if known, else the estimate.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "610.00"))]
    pub amount: Option<Money>,
}

impl CostDraft {
    pub(super) fn tidy(&mut self) {
        tidy_line(&mut self.description);
        tidy_line(&mut self.payee_name);
    }

    /// Checks a tidied cost at `path` in the body.
    pub(super) fn check(&self, errors: &mut FieldErrors, path: &str, role: DealRole) {
        let at = |field: &str| format!("{path}/{field}");
        check_line(errors, &at("description"), self.description.as_deref(), 200);
        check_line(errors, &at("payee_name"), self.payee_name.as_deref(), 255);
        let payees = [
            (
                "carrier_id",
                CostPayee::Carrier,
                self.carrier_id.is_some(),
                "Choose the carrier",
            ),
            (
                "supplier_id",
                CostPayee::Supplier,
                self.supplier_id.is_some(),
                "Choose the supplier",
            ),
            (
                "payee_name",
                CostPayee::Other,
                self.payee_name.is_some(),
                "Enter who receives it",
            ),
        ];
        for (field, payee, is_set, message) in payees {
            // Who receives another cost is often known only with the bill.
            let needed = payee != CostPayee::Other || self.actual_amount.is_some();
            if self.payee == payee {
                errors.require(is_set || !needed, at(field), "required", message);
            } else {
                let message = "Leave it empty: another payee is chosen";
                errors.require(!is_set, at(field), "must_be_empty", message);
            }
        }
        if self.payee == CostPayee::Us {
            errors.require(
                role == DealRole::Agent && self.kind == CostKind::Commission,
                at("payee"),
                "not_an_agent",
                "Only the commission of a deal as agent is paid to us",
            );
            errors.require(
                self.paid_by != CostPayer::Us,
                at("paid_by"),
                "required",
                "Choose the principal that pays our commission",
            );
        }
        let rate = self.rate.map(PriceAmount::units);
        errors.require(
            rate.is_some() || self.actual_amount.is_some(),
            at("rate"),
            "required",
            "Enter a rate or the actual amount",
        );
        errors.require(
            rate.is_none_or(|rate| rate >= 0),
            at("rate"),
            "negative",
            "A rate cannot be negative",
        );
        errors.require(
            self.basis != CostBasis::PercentOfSell || rate.is_none_or(|rate| rate <= WHOLE),
            at("rate"),
            "out_of_range",
            "A percentage is at most 100",
        );
        errors.require(
            self.actual_amount
                .is_none_or(|amount| !amount.is_negative()),
            at("actual_amount"),
            "negative",
            "An amount cannot be negative",
        );
    }

    /// The amount by rate and basis, rounded once; `None` without a rate, without what it is multiplied with, or if it does not fit.
    fn estimate(&self, totals: &Totals) -> Option<Money> {
        let rate = i128::from(self.rate?.units());
        let pounds = i128::from(totals.weight_lb.units());
        // Rates are in 1/10,000 dollar or percent, weights in hundredths of a pound, money in cents.
        let (dividend, divisor) = match self.basis {
            CostBasis::Flat => (rate, 100),
            CostBasis::PerLb => (rate * pounds, 10_000),
            CostBasis::PerCwt => (rate * pounds, 1_000_000),
            CostBasis::PercentOfSell => (rate * i128::from(totals.sell_total?.units()), 1_000_000),
        };
        let cents = divide_half_away(dividend, divisor)?;
        i64::try_from(cents).ok().and_then(Money::new)
    }
}

impl OrderCost {
    /// A cost without the names of its payee.
    #[must_use]
    pub fn of(details: CostDraft) -> Self {
        Self {
            details,
            ..Self::default()
        }
    }

    /// Whether we pay it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.details.paid_by == CostPayer::Us
    }

    /// Whether we receive it.
    #[must_use]
    pub fn is_earned(&self) -> bool {
        self.details.payee == CostPayee::Us
    }

    /// Whether its amount is an estimate.
    #[must_use]
    pub const fn is_estimated(&self) -> bool {
        self.details.actual_amount.is_none()
    }

    /// Who receives it, by name.
    #[must_use]
    pub fn payee(&self) -> Option<&str> {
        let named = match self.details.payee {
            CostPayee::Carrier => &self.carrier_name,
            CostPayee::Supplier => &self.supplier_name,
            CostPayee::Other => &self.details.payee_name,
            CostPayee::Us => return None,
        };
        named.as_deref()
    }

    fn compute(&mut self, totals: &Totals) {
        self.estimated_amount = self.details.estimate(totals);
        self.amount = self.details.actual_amount.or(self.estimated_amount);
    }

    /// Whether its amount is known, or waits for a quantity that is missing.
    pub(super) fn fits(&self, totals: &Totals) -> bool {
        let waits = self.details.basis == CostBasis::PercentOfSell && totals.sell_total.is_none();
        self.amount.is_some() || waits || self.details.rate.is_none()
    }
}

/// Sums the lines and the costs of an order, and computes the amount of each cost.
///
/// A principal earns the selling total less the buying total; an agent earns the commissions that are paid to us. Freight that we pay
/// and our costs lower both. While a side is not priced, there is no margin.
#[must_use]
pub fn sum_up(lines: &[OrderLine], header: &OrderHeader, costs: &mut [OrderCost]) -> Totals {
    let mut totals = Totals::of(lines);
    for cost in costs.iter_mut() {
        cost.compute(&totals);
    }
    let sum = |counts: fn(&OrderCost) -> bool| {
        let mut amounts = costs.iter().filter(|cost| counts(cost));
        amounts.try_fold(Money::ZERO, |sum, cost| sum.plus(cost.amount?))
    };
    let has_commission = costs.iter().any(OrderCost::is_earned);
    let both = totals.buy_total.zip(totals.sell_total);
    let earned = both.and_then(|(buy, sell)| match header.deal_role {
        DealRole::Principal => sell.minus(buy),
        DealRole::Agent => sum(OrderCost::is_earned).filter(|_| has_commission),
    });
    let spent = sum(OrderCost::is_ours)
        .and_then(|costs| costs.plus(header.own_freight().unwrap_or_default()));
    totals.margin = earned
        .zip(spent)
        .and_then(|(earned, spent)| earned.minus(spent));
    totals.margin_per_lb = totals
        .margin
        .and_then(|margin| margin.per_lb(totals.weight_lb));
    totals
}

/// Whether the margin can still change by itself: a weight or the bill of a cost is missing.
#[must_use]
pub fn is_margin_estimated(totals: &Totals, costs: &[OrderCost]) -> bool {
    let counts = |cost: &OrderCost| cost.is_ours() || cost.is_earned();
    let open = |cost: &OrderCost| counts(cost) && cost.is_estimated();
    totals.margin.is_some() && (totals.is_estimated || costs.iter().any(open))
}

#[cfg(test)]
#[path = "costs_tests.rs"]
mod tests;
