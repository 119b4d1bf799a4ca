//! What a change may touch in each state of an order, and what of the gates of issuing holds for it.

use super::facts::StepFacts;
use super::lifecycle::{OrderStatus, Refusal, over_limit};
use super::order::{PurchaseOrder, PurchaseOrderDraft};
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::record::Resource;

impl PurchaseOrder {
    /// What a change of the draft part may touch in this state: nothing when read only; parties, number and the set of lines
    /// only in a draft; ordered quantities until the load has left.
    ///
    /// # Errors
    /// [`Refusal::IllegalTransition`] when read only, else every field that is fixed by now.
    pub fn allows_change(&self, after: &PurchaseOrderDraft) -> Result<(), Refusal> {
        if self.status.is_read_only() {
            return Err(Refusal::IllegalTransition);
        }
        if self.status == OrderStatus::Draft {
            return Ok(());
        }
        let before = self.draft();
        let (old, new) = (&before.header, &after.header);
        let mut errors = FieldErrors::new();
        let fixed = [
            ("/number", old.number == new.number),
            ("/supplier_id", old.supplier_id == new.supplier_id),
            ("/customer_id", old.customer_id == new.customer_id),
            ("/for_stock", old.for_stock == new.for_stock),
            ("/deal_role", old.deal_role == new.deal_role),
            ("/order_date", old.order_date == new.order_date),
        ];
        for (pointer, same) in fixed {
            errors.require(
                same,
                pointer,
                "fixed_by_status",
                "This is fixed once the order is issued; step back to change it",
            );
        }
        let ids =
            |draft: &PurchaseOrderDraft| draft.lines.iter().map(|line| line.id).collect::<Vec<_>>();
        errors.require(
            ids(&before) == ids(after),
            "/lines",
            "fixed_by_status",
            "Lines are added and removed in a draft only",
        );
        for (index, (old, new)) in before.lines.iter().zip(&after.lines).enumerate() {
            errors.require(
                old.product_id == new.product_id,
                format!("/lines/{index}/product_id"),
                "fixed_by_status",
                "What is bought is fixed once the order is issued; step back to change it",
            );
        }
        if matches!(self.status, OrderStatus::InTransit | OrderStatus::Delivered) {
            errors.require(
                old.carrier_id == new.carrier_id,
                "/carrier_id",
                "fixed_by_status",
                "The carrier is fixed once the load has left",
            );
            for (index, (old, new)) in before.lines.iter().zip(&after.lines).enumerate() {
                let same = (
                    old.ordered_units,
                    old.ordered_weight,
                    old.weight_unit,
                    old.weight_basis,
                ) == (
                    new.ordered_units,
                    new.ordered_weight,
                    new.weight_unit,
                    new.weight_basis,
                );
                errors.require(
                    same,
                    format!("/lines/{index}/ordered_weight"),
                    "fixed_by_status",
                    "Ordered quantities are fixed once the load has left",
                );
            }
        }
        errors.into_result().map_err(Refusal::from)
    }

    /// Whether a change asks more of the customer's credit while the load can still be held: the customer is locked for it.
    #[must_use]
    pub fn asks_credit(&self, before: &Self) -> bool {
        matches!(before.status, OrderStatus::Issued | OrderStatus::Confirmed)
            && self.details.customer_id.is_some()
            && self.totals.sell_total.unwrap_or_default()
                > before.totals.sell_total.unwrap_or_default()
    }

    /// What issuing asked for still holds after a change: of each line that differs its price, quantity, goods, lots and weight; of
    /// the whole that a loss is meant, and that a higher selling price fits the customer's limit.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn check_change(
        &self,
        before: &Self,
        accepts_loss: bool,
        facts: &StepFacts,
    ) -> Result<(), Refusal> {
        if before.status == OrderStatus::Draft {
            return Ok(());
        }
        let mut all = FieldErrors::new();
        for (index, line) in self.lines.iter().enumerate() {
            line.details
                .check_bound(&mut all, &format!("/lines/{index}"));
        }
        self.check_goods(&mut all, facts);
        self.check_lots(&mut all, facts.credit.cooks_product, false);
        // What was weighed is as it is.
        if matches!(before.status, OrderStatus::Issued | OrderStatus::Confirmed) {
            self.check_net_weights(&mut all, facts);
        }
        let lines = self.lines.iter().zip(&before.lines).enumerate();
        let touched: Vec<String> = lines
            .filter(|(_, (now, old))| now.details != old.details)
            .map(|(index, _)| format!("/lines/{index}/"))
            .collect();
        let mut errors: FieldErrors = all
            .into_vec()
            .into_iter()
            .filter(|error| {
                let pointer = error.pointer.as_deref().unwrap_or_default();
                touched.iter().any(|line| pointer.starts_with(line))
            })
            .collect::<Vec<_>>()
            .into();
        errors.require(
            accepts_loss || !self.loses_anew(before),
            "/accept_negative_margin",
            "negative_margin",
            "The order loses money; confirm that this is meant",
        );
        errors.into_result()?;
        if self.asks_credit(before) {
            let more = self
                .totals
                .sell_total
                .unwrap_or_default()
                .minus(before.totals.sell_total.unwrap_or_default())
                .unwrap_or_default();
            if let Some(why) = over_limit(facts.credit, more) {
                return Err(Refusal::CreditBlocked(format!(
                    "{why}. A manager can step the order back and issue it anew, with a reason"
                )));
            }
        }
        Ok(())
    }

    /// Whether it loses money and did not before.
    #[must_use]
    pub fn loses_anew(&self, before: &Self) -> bool {
        let loses = |order: &Self| order.totals.margin.is_some_and(Money::is_negative);
        loses(self) && !loses(before)
    }
}
