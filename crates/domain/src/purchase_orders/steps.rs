//! The steps in the life of an order.
//!
//! Each takes the order as it stands and either changes it or says why not; the caller stores the outcome whole, and drops a
//! refused order, which may hold parts of the body already. Pointers in refusals name fields of the order, or of the step's own
//! body where the field stands there.

use chrono::NaiveDate;

use super::actions::{
    CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, IssueOrder, OverridableRule, ShipOrder,
    StepBack, WeighOrder,
};
use super::facts::{StepFacts, check_override, pass};
use super::lifecycle::{OrderAction, OrderStatus, Refusal, StepContext, credit_gate};
use super::lines::{LineWeights, OrderLine, check_units, check_weight};
use super::order::PurchaseOrder;
use crate::choices::{LogisticsScenario, ReleaseFormat, lists};
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::permissions::Operation;
use crate::receivables::ReceivableStatus;
use crate::text::{check_line, check_required};

impl PurchaseOrder {
    /// Sends the order to the supplier: fixes parties and quantities, and passes the credit gate. Answers the reason of an override.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn issue(
        &mut self,
        body: &IssueOrder,
        context: StepContext<'_>,
        facts: &StepFacts,
    ) -> Result<Option<String>, Refusal> {
        let next = self.step(OrderAction::Issue)?;
        let mut errors = FieldErrors::new();
        let sold = self.details.for_stock || self.details.customer_id.is_some();
        errors.require(
            sold,
            "/customer_id",
            "required",
            "Choose a customer, or mark the goods as for stock",
        );
        errors.require(
            !self.lines.is_empty(),
            "/lines",
            "required",
            "Add at least one line",
        );
        for (index, line) in self.lines.iter().enumerate() {
            line.details
                .check_bound(&mut errors, &format!("/lines/{index}"));
        }
        self.check_lots(&mut errors, facts.credit.cooks_product, false);
        self.check_goods(&mut errors, facts);
        self.check_net_weights(&mut errors, facts);
        let loses = self.totals.margin.is_some_and(Money::is_negative);
        errors.require(
            !loses || body.accept_negative_margin,
            "/accept_negative_margin",
            "negative_margin",
            "The order loses money; confirm that this is meant",
        );
        let (rule, passed) = (OverridableRule::CreditBlocked, body.r#override.as_ref());
        check_override(&mut errors, rule, passed);
        errors.into_result()?;
        let amount = self.totals.sell_total.unwrap_or_default();
        let sold = self.details.customer_id.is_some();
        let blocked = sold
            .then(|| credit_gate(facts.credit, amount, context.today))
            .flatten();
        let reason = pass(rule, blocked, passed, context)?;
        self.supplier_snapshot = Some(facts.supplier.clone());
        self.customer_snapshot.clone_from(&facts.customer);
        self.enter(next);
        Ok(reason)
    }

    /// The supplier has accepted.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn confirm(&mut self, body: &ConfirmOrder) -> Result<(), Refusal> {
        let next = self.step(OrderAction::Confirm)?;
        let mut errors = FieldErrors::new();
        check_line(
            &mut errors,
            "/supplier_confirmation_number",
            body.supplier_confirmation_number.as_deref(),
            100,
        );
        take_over(
            &mut self.details.supplier_confirmation_number,
            body.supplier_confirmation_number.as_ref(),
        );
        let asked = matches!(
            self.details.release_format,
            Some(ReleaseFormat::SupplierConfirmation | ReleaseFormat::Both)
        );
        let given = self.details.supplier_confirmation_number.is_some();
        errors.require(
            given || !asked,
            "/supplier_confirmation_number",
            "required",
            "The release format asks for the supplier's confirmation number",
        );
        errors.into_result()?;
        self.enter(next);
        Ok(())
    }

    /// The load has left, with a carrier that passes the tender gate where we arrange the truck. Answers the reason of an override.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn ship(
        &mut self,
        body: &ShipOrder,
        context: StepContext<'_>,
        facts: &StepFacts,
    ) -> Result<Option<String>, Refusal> {
        let next = self.step(OrderAction::Ship)?;
        let mut errors = FieldErrors::new();
        check_line(
            &mut errors,
            "/carrier_release_number",
            body.carrier_release_number.as_deref(),
            100,
        );
        check_line(&mut errors, "/seal_out", body.seal_out.as_deref(), 50);
        take_over(
            &mut self.details.carrier_release_number,
            body.carrier_release_number.as_ref(),
        );
        take_over(&mut self.details.seal_out, body.seal_out.as_ref());
        check_day(
            &mut errors,
            "/shipped_on",
            body.shipped_on,
            self.details.order_date,
            context.today,
        );
        self.complete_snapshots(facts);
        self.check_scenario(&mut errors);
        for (index, line) in self.lines.iter().enumerate() {
            line.details
                .check_bound(&mut errors, &format!("/lines/{index}"));
        }
        self.check_goods(&mut errors, facts);
        self.check_net_weights(&mut errors, facts);
        self.check_lots(&mut errors, facts.credit.cooks_product, true);
        if let Some(day) = body.shipped_on {
            self.check_freshness(&mut errors, day);
        }
        let tendered = self.details.logistics_scenario == LogisticsScenario::WePickup;
        let carrier = facts.carrier.as_ref().filter(|_| tendered);
        self.check_record(&mut errors, carrier);
        let (rule, passed) = (OverridableRule::TenderBlocked, body.r#override.as_ref());
        check_override(&mut errors, rule, passed);
        errors.into_result()?;
        let day = body.shipped_on.unwrap_or(context.today);
        let blocked = carrier.and_then(|carrier| carrier.tender_gate(day));
        let reason = pass(rule, blocked, passed, context)?;
        self.shipped_on = body.shipped_on;
        self.enter(next);
        Ok(reason)
    }

    /// The load has arrived.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn deliver(
        &mut self,
        body: &DeliverOrder,
        context: StepContext<'_>,
    ) -> Result<(), Refusal> {
        let next = self.step(OrderAction::Deliver)?;
        let mut errors = FieldErrors::new();
        check_line(&mut errors, "/seal_in", body.seal_in.as_deref(), 50);
        take_over(&mut self.details.seal_in, body.seal_in.as_ref());
        check_day(
            &mut errors,
            "/delivered_on",
            body.delivered_on,
            self.shipped_on,
            context.today,
        );
        errors.into_result()?;
        self.delivered_on = body.delivered_on;
        self.enter(next);
        Ok(())
    }

    /// Enters what the scale said; estimated amounts become actual.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn weigh(&mut self, body: &WeighOrder, context: StepContext<'_>) -> Result<(), Refusal> {
        let next = self.step(OrderAction::Weigh)?;
        let mut errors = FieldErrors::new();
        errors.require(
            !body.lines.is_empty(),
            "/lines",
            "required",
            "Name at least one line",
        );
        for (index, weighed) in body.lines.iter().enumerate() {
            let at = |field: &str| format!("/lines/{index}/{field}");
            check_units(&mut errors, &at("actual_units"), weighed.actual_units);
            check_weight(&mut errors, &at("actual_weight"), weighed.actual_weight);
            context.choices.check(
                &mut errors,
                &at("weight_source"),
                lists::WEIGHT_SOURCE,
                weighed.weight_source.as_deref(),
            );
            let together = weighed.actual_weight.is_some() == weighed.weight_source.is_some();
            errors.require(
                together,
                at("weight_source"),
                "required",
                "A weight and its source go together",
            );
            let line = self
                .lines
                .iter_mut()
                .find(|line| line.details.id.is_some() && line.details.id == weighed.id);
            let Some(line) = line else {
                errors.add(at("id"), "unknown_line", "The order has no such line");
                continue;
            };
            line.weights = LineWeights {
                actual_units: weighed.actual_units,
                actual_weight: weighed.actual_weight,
                weight_source: weighed.weight_source.clone(),
            };
        }
        errors.into_result()?;
        self.enter(next);
        Ok(())
    }

    /// Nothing is left to do: every line is weighed, and what is not billed has a reason.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn close(&mut self, body: &CloseOrder) -> Result<(), Refusal> {
        let next = self.step(OrderAction::Close)?;
        let mut errors = FieldErrors::new();
        check_line(
            &mut errors,
            "/unbilled_reason",
            body.unbilled_reason.as_deref(),
            500,
        );
        for (index, line) in self.lines.iter().enumerate() {
            errors.require(
                !line.needs_weight(),
                format!("/lines/{index}/actual_weight"),
                "required",
                "The actual weight is missing",
            );
        }
        let billed = |line: &OrderLine| line.invoice_status == Some(ReceivableStatus::Issued);
        let explained = self.details.for_stock
            || self.lines.iter().all(billed)
            || body
                .unbilled_reason
                .as_deref()
                .is_some_and(|reason| !reason.trim().is_empty());
        let drafts = self.invoices.iter();
        let draft = drafts
            .filter(|invoice| invoice.status == ReceivableStatus::Draft)
            .map(|invoice| invoice.number.as_str())
            .next();
        errors.require(
            explained,
            "/unbilled_reason",
            "required",
            &match draft {
                Some(number) => {
                    format!(
                        "{number} is a draft: issue it, or say why the order is closed unbilled"
                    )
                }
                None => "Say why the order is closed without an invoice".to_owned(),
            },
        );
        errors.into_result()?;
        self.unbilled_reason.clone_from(&body.unbilled_reason);
        self.enter(next);
        Ok(())
    }

    /// Calls the order off; after confirmation a manager must do it.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn cancel(&mut self, body: &CancelOrder, context: StepContext<'_>) -> Result<(), Refusal> {
        let next = self.step(OrderAction::Cancel)?;
        if self.status == OrderStatus::Confirmed {
            context.may(Operation::TakeBack)?;
        }
        let mut errors = FieldErrors::new();
        check_required(&mut errors, "/reason", &body.reason, 500, "A reason");
        errors.into_result()?;
        self.cancel_reason = Some(body.reason.clone());
        self.enter(next);
        Ok(())
    }

    /// Takes the last step back; managers only. Nothing is deleted, and the history keeps both steps.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn step_back(&mut self, body: &StepBack, context: StepContext<'_>) -> Result<(), Refusal> {
        let next = self.step(OrderAction::StepBack)?;
        context.may(Operation::TakeBack)?;
        let mut errors = FieldErrors::new();
        check_required(&mut errors, "/reason", &body.reason, 500, "A reason");
        errors.into_result()?;
        match next {
            OrderStatus::Delivered => self.unbilled_reason = None,
            OrderStatus::InTransit => self.delivered_on = None,
            OrderStatus::Confirmed => self.shipped_on = None,
            OrderStatus::Draft => {
                self.supplier_snapshot = None;
                self.customer_snapshot = None;
            }
            _ => {}
        }
        self.enter(next);
        Ok(())
    }

    /// A party whose address was not known when the order was issued is taken down with the one that is known now.
    fn complete_snapshots(&mut self, facts: &StepFacts) {
        let parties = [
            (&mut self.supplier_snapshot, Some(&facts.supplier)),
            (&mut self.customer_snapshot, facts.customer.as_ref()),
        ];
        for (kept, now) in parties {
            let bare = kept.as_mut().filter(|kept| kept.address.is_empty());
            if let (Some(kept), Some(now)) = (bare, now) {
                kept.address.clone_from(&now.address);
            }
        }
    }

    fn step(&self, action: OrderAction) -> Result<OrderStatus, Refusal> {
        self.status.after(action).ok_or(Refusal::IllegalTransition)
    }

    fn enter(&mut self, status: OrderStatus) {
        self.status = status;
        self.recompute();
    }
}

/// Takes a value over where one was given.
fn take_over(field: &mut Option<String>, given: Option<&String>) {
    if let Some(text) = given
        .map(|text| crate::text::clean_line(text))
        .filter(|text| !text.is_empty())
    {
        *field = Some(text);
    }
}

/// Checks a day on which something happened.
fn check_day(
    errors: &mut FieldErrors,
    pointer: &str,
    day: Option<NaiveDate>,
    earliest: Option<NaiveDate>,
    today: NaiveDate,
) {
    let Some(day) = day else {
        errors.add(pointer, "required", "Say on which day it was");
        return;
    };
    errors.require(
        day <= today,
        pointer,
        "in_the_future",
        "It cannot be in the future",
    );
    errors.require(
        earliest.is_none_or(|earliest| day >= earliest),
        pointer,
        "too_early",
        "It cannot be before the step that came first",
    );
}
