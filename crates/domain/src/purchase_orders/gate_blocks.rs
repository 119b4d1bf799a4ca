//! The gates that a manager may override: the customer's credit, the carrier.

use super::gates::GateInput;
use super::lifecycle::credit_gate;
use super::order::PurchaseOrder;
use crate::choices::LogisticsScenario;
use crate::decimal::Money;

/// Credit gate. Counts the order's whole amount when it is issued, else only the increase of a change.
pub(super) fn blocked_by_credit(order: &PurchaseOrder, input: &GateInput<'_>) -> Option<String> {
    order.details.customer_id?;
    let amount = order.credit_amount();
    let added = match input.before {
        Some(before) if amount <= before.credit_amount() => return None,
        Some(before) => amount.minus(before.credit_amount()).unwrap_or(amount),
        None => amount,
    };
    credit_gate(input.facts.credit, added, input.today)
}

/// Tender gate of a load whose truck we arrange, on its ship date.
pub(super) fn blocked_by_carrier(order: &PurchaseOrder, input: &GateInput<'_>) -> Option<String> {
    let tendered = order.details.logistics_scenario == LogisticsScenario::WePickup;
    let carrier = input.facts.carrier.as_ref().filter(|_| tendered)?;
    carrier.tender_gate(order.shipped_on.unwrap_or(input.today))
}

impl PurchaseOrder {
    /// Sum of the known selling amounts of the lines: what the order counts against its customer's credit. Lines without a price do
    /// not void the sum.
    #[must_use]
    pub fn credit_amount(&self) -> Money {
        let amounts = self.lines.iter().filter_map(|line| line.sell_amount);
        amounts.fold(Money::ZERO, |sum, amount| {
            sum.plus(amount).unwrap_or(Money::of(i64::MAX))
        })
    }
}
