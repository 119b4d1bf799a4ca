//! The steps in the lifecycle of an order.
//!
//! Each step either changes the order or returns an error. On an error the caller must discard the order, which may already hold
//! parts of the body. Pointers in errors name fields of the order, or of the step's own body if the field is there.

use chrono::NaiveDate;

use super::actions::{
    CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, IssueOrder, OverridableRule, ShipOrder,
    StepBack,
};
use super::facts::{StepFacts, check_override, pass};
use super::gates::{GateInput, ask};
use super::lifecycle::{OrderAction, OrderStatus, StepContext, StepOutcome};
use super::lines::OrderLine;
use super::order::PurchaseOrder;
use crate::fields::FieldErrors;
use crate::permissions::Operation;
use crate::receivables::ReceivableStatus;
use crate::text::{check_line, check_required, clean_line};
use crate::transition_error::TransitionError;

impl PurchaseOrder {
    /// Issues the order to the supplier: locks parties and products, and checks the gates.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn issue(
        &mut self,
        body: &IssueOrder,
        context: StepContext<'_>,
        facts: &StepFacts,
    ) -> Result<StepOutcome, TransitionError> {
        let next = self.step(OrderAction::Issue)?;
        let margin_reason = body.margin_reason.as_deref().map(clean_line);
        let input = GateInput {
            facts,
            today: context.today,
            before: None,
            accepts_loss: body.accept_negative_margin,
            margin_reason: margin_reason.as_deref().filter(|reason| !reason.is_empty()),
            role: context.role,
        };
        let passed = body.r#override.as_ref();
        let action = OrderAction::Issue;
        let mut errors = FieldErrors::new();
        check_line(&mut errors, "/margin_reason", input.margin_reason, 500);
        let mut outcome = ask(self, action, &input, passed, context.role, errors)?;
        outcome.add_reason(input.margin_reason);
        self.supplier_snapshot = Some(facts.supplier.clone());
        self.customer_snapshot.clone_from(&facts.customer);
        self.enter(next);
        Ok(outcome)
    }

    /// Records the supplier's confirmation.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn confirm(
        &mut self,
        body: &ConfirmOrder,
        context: StepContext<'_>,
    ) -> Result<(), TransitionError> {
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
        let input = GateInput {
            facts: &StepFacts::default(),
            today: context.today,
            before: None,
            accepts_loss: false,
            margin_reason: None,
            role: context.role,
        };
        ask(
            self,
            OrderAction::Confirm,
            &input,
            None,
            context.role,
            errors,
        )?;
        self.enter(next);
        Ok(())
    }

    /// Records that the load has left; the tender gate applies if we arrange the truck. Snapshots the carrier and the places.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn ship(
        &mut self,
        body: &ShipOrder,
        context: StepContext<'_>,
        facts: &StepFacts,
    ) -> Result<StepOutcome, TransitionError> {
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
        self.take_route_snapshots(facts);
        self.shipped_on = body.shipped_on;
        let input = GateInput {
            facts,
            today: context.today,
            before: None,
            accepts_loss: false,
            margin_reason: None,
            role: context.role,
        };
        let passed = body.r#override.as_ref();
        let action = OrderAction::Ship;
        let outcome = ask(self, action, &input, passed, context.role, errors)?;
        self.enter(next);
        Ok(outcome)
    }

    /// Records that the load has arrived.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn deliver(
        &mut self,
        body: &DeliverOrder,
        context: StepContext<'_>,
    ) -> Result<(), TransitionError> {
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

    /// Closes the order. Every line must be weighed, unbilled lines need a reason, and no claim may be open.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn close(
        &mut self,
        body: &CloseOrder,
        context: StepContext<'_>,
        facts: &StepFacts,
    ) -> Result<StepOutcome, TransitionError> {
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
        self.check_no_draft_invoice(&mut errors);
        let explained = !self.needs_unbilled_reason()
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
                        "{number} is a draft. Issue it, or enter why the order closes without an invoice"
                    )
                }
                None => "Enter the reason for closing without an invoice".to_owned(),
            },
        );
        let passed = body.r#override.as_ref();
        check_override(&mut errors, &[OverridableRule::ClaimsOpen], passed);
        errors.into_result()?;
        let open = facts.open_claims.join(", ");
        let blocked = (!open.is_empty()).then(|| format!("Open claims: {open}"));
        let overridden = pass(OverridableRule::ClaimsOpen, blocked, passed, context.role)?;
        // With every line billed, there is no reason to keep.
        let reason = body.unbilled_reason.as_deref().map(crate::text::clean_line);
        self.unbilled_reason =
            reason.filter(|reason| !reason.is_empty() && !self.is_fully_billed());
        let outcome = match overridden {
            Some(reason) => StepOutcome::overriding(OverridableRule::ClaimsOpen, reason),
            None => StepOutcome::because(self.unbilled_reason.clone()),
        };
        self.enter(next);
        Ok(outcome)
    }

    /// Whether issued invoices bill every line.
    #[must_use]
    pub fn is_fully_billed(&self) -> bool {
        let billed = |line: &OrderLine| line.invoice_status == Some(ReceivableStatus::Issued);
        !self.lines.is_empty() && self.lines.iter().all(billed)
    }

    /// Whether closing requires a reason for unbilled lines.
    #[must_use]
    pub fn needs_unbilled_reason(&self) -> bool {
        !self.details.for_stock && !self.is_fully_billed()
    }

    /// Cancels the order; after confirmation only a manager can.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn cancel(
        &mut self,
        body: &CancelOrder,
        context: StepContext<'_>,
    ) -> Result<(), TransitionError> {
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

    /// Undoes the last step; managers only. Nothing is deleted, and the history keeps both steps.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn step_back(
        &mut self,
        body: &StepBack,
        context: StepContext<'_>,
    ) -> Result<(), TransitionError> {
        let next = self.step(OrderAction::StepBack)?;
        context.may(Operation::TakeBack)?;
        let mut errors = FieldErrors::new();
        check_required(&mut errors, "/reason", &body.reason, 500, "A reason");
        errors.into_result()?;
        match next {
            OrderStatus::Delivered => self.unbilled_reason = None,
            OrderStatus::InTransit => self.delivered_on = None,
            OrderStatus::Confirmed => {
                self.shipped_on = None;
                self.drop_route_snapshots();
            }
            OrderStatus::Draft => {
                self.supplier_snapshot = None;
                self.customer_snapshot = None;
            }
            _ => {}
        }
        self.enter(next);
        Ok(())
    }

    pub(super) fn step(&self, action: OrderAction) -> Result<OrderStatus, TransitionError> {
        self.status
            .after(action)
            .ok_or(TransitionError::IllegalTransition)
    }

    pub(super) fn enter(&mut self, status: OrderStatus) {
        self.status = status;
        self.recompute();
    }
}

/// Overwrites the field if a value is given.
fn take_over(field: &mut Option<String>, given: Option<&String>) {
    if let Some(text) = given
        .map(|text| crate::text::clean_line(text))
        .filter(|text| !text.is_empty())
    {
        *field = Some(text);
    }
}

/// Checks the date of a past event.
fn check_day(
    errors: &mut FieldErrors,
    pointer: &str,
    day: Option<NaiveDate>,
    earliest: Option<NaiveDate>,
    today: NaiveDate,
) {
    let Some(day) = day else {
        errors.add(pointer, "required", "Enter the date");
        return;
    };
    errors.require(
        day <= today,
        pointer,
        "in_the_future",
        "The date cannot be in the future",
    );
    errors.require(
        earliest.is_none_or(|earliest| day >= earliest),
        pointer,
        "too_early",
        "The date cannot be before the previous step",
    );
}
