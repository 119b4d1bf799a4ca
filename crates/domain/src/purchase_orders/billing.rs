//! Billing of an order: its invoices, the unbilled remainder, and the next invoice (`trade.md` Q2, 6.1, 6.4).

use serde::{Deserialize, Serialize};

use super::actions::{CorrectInvoices, InvoiceOrder};
use super::lifecycle::{OrderAction, OrderStatus, StepContext};
use super::lines::OrderLine;
use super::order::PurchaseOrder;
use crate::choices::lists;
use crate::decimal::Money;
use crate::fields::{CheckContext, FieldErrors, Rules};
use crate::id::Id;
use crate::receivables::{
    Receivable, ReceivableDraft, ReceivableKind, ReceivableLine, ReceivableStatus,
};
use crate::text::{check_required, clean_line};
use crate::transition_error::TransitionError;

/// Internal note on an invoice at ordered weight.
const PRO_FORMA: &str =
    "Pro forma on ordered weight. True up by a credit memo or a second invoice after weighing";

/// An invoice that bills an order, or a credit memo of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderInvoice {
    /// Id.
    pub id: Id<Receivable>,
    /// Its number.
    #[cfg_attr(feature = "openapi", schema(example = "INV-2026-0007"))]
    pub number: String,
    /// Invoice or credit memo.
    pub kind: ReceivableKind,
    /// Status.
    pub status: ReceivableStatus,
    /// Sum of its lines, freight and tax.
    pub amount: Money,
}

impl PurchaseOrder {
    /// Whether an invoice can be created now: delivered, or open and prepaid, and a line is unbilled.
    #[must_use]
    pub fn can_be_billed(&self) -> bool {
        let in_time = self.status.is_billable(self.is_prepaid);
        let left = self.lines.iter().any(OrderLine::is_unbilled);
        in_time && left && self.details.customer_id.is_some()
    }

    /// The allowed steps, the usual one first.
    pub(super) fn actions_now(&self) -> Vec<OrderAction> {
        let mut actions = self.status.allowed_actions().to_vec();
        if self.can_be_billed() {
            let usual = self.status == OrderStatus::Delivered;
            actions.insert(if usual { 0 } else { actions.len() }, OrderAction::Invoice);
        }
        actions
    }

    /// Drafts an invoice of all unbilled lines at actual weight. A prepaid order that is not weighed gets a pro forma invoice at
    /// ordered weight. Terms and the customer's PO number come from the order; freight is billed if it is prepaid and added.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn invoice(
        &self,
        body: &InvoiceOrder,
        context: StepContext<'_>,
    ) -> Result<ReceivableDraft, TransitionError> {
        if !self.can_be_billed() {
            return Err(TransitionError::IllegalTransition);
        }
        let mut errors = FieldErrors::new();
        errors.require(
            self.details.customer_terms.is_some(),
            "/customer_terms",
            "required",
            "Choose the customer's payment terms",
        );
        let mut pro_forma = false;
        let mut lines = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            if !line.is_unbilled() {
                continue;
            }
            let at = |field: &str| format!("/lines/{index}/{field}");
            errors.require(
                line.details.sell().is_some(),
                at("sell_price"),
                "required",
                "A selling price is required to bill the line",
            );
            errors.require(
                self.is_prepaid || !line.needs_weight(),
                at("actual_weight"),
                "required",
                "The actual weight is required to bill the line",
            );
            pro_forma |= line.needs_weight();
            lines.push(line.billed());
        }
        errors.into_result()?;
        let mut draft = ReceivableDraft {
            customer_id: self.details.customer_id,
            purchase_order_id: Some(self.id),
            invoice_date: body.invoice_date.or(Some(context.today)),
            payment_terms: self.details.customer_terms.clone(),
            customer_po_number: self.details.customer_po_number.clone(),
            freight_amount: self.billed_freight(),
            notes: pro_forma.then(|| PRO_FORMA.to_owned()),
            lines,
            ..ReceivableDraft::default()
        };
        let wrong = draft.validate(CheckContext {
            today: context.today,
            choices: context.choices,
            is_zone: |_| true,
        });
        wrong.into_result()?;
        Ok(draft)
    }

    /// Freight that the customer pays in addition to the goods: our own freight, if prepaid and added, on the first invoice only.
    fn billed_freight(&self) -> Money {
        let added = self.details.freight_terms.as_deref() == Some(lists::FREIGHT_ADDED);
        let freight = self.details.own_freight().unwrap_or_default();
        let is_billed = |invoice: &OrderInvoice| invoice.kind == ReceivableKind::Invoice;
        if added && !self.invoices.iter().any(is_billed) {
            freight
        } else {
            Money::ZERO
        }
    }

    /// Updates the allowed actions after the billing data is loaded.
    pub fn allow(&mut self) {
        self.allowed_actions = self.actions_now();
    }

    /// Records an invoice that bills all lines that were unbilled.
    pub fn billed_by(&mut self, invoice: OrderInvoice) {
        for line in self.lines.iter_mut().filter(|line| line.is_unbilled()) {
            line.invoice_status = Some(invoice.status);
            line.billed_amount = line.sell_amount;
        }
        self.invoices.push(invoice);
        self.allow();
    }
}

impl PurchaseOrder {
    /// Recomputes the difference between the order and its invoices.
    pub fn note_billing_difference(&mut self) {
        for line in &mut self.lines {
            line.billing_difference = line
                .billed_amount
                .and_then(|billed| line.sell_amount.unwrap_or_default().minus(billed))
                .filter(|difference| *difference != Money::ZERO);
        }
        self.billing_difference = self
            .lines
            .iter()
            .filter_map(|line| line.billing_difference)
            .try_fold(Money::ZERO, Money::plus)
            .filter(|difference| *difference != Money::ZERO);
    }

    /// A draft invoice must be issued or archived before the order is closed, because a closed order cannot be billed.
    pub(super) fn check_no_draft_invoice(&self, errors: &mut FieldErrors) {
        let draft = self.invoices.iter().find(|invoice| {
            invoice.kind == ReceivableKind::Invoice && invoice.status == ReceivableStatus::Draft
        });
        if let Some(draft) = draft {
            let message = format!(
                "{} is a draft: issue it, or archive it, before the order is closed",
                draft.number
            );
            errors.add("/invoices", "draft_invoice", message);
        }
    }
}

impl CorrectInvoices {
    /// Returns the tidied reason.
    ///
    /// # Errors
    /// If the reason is missing or too long.
    pub fn checked(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        let reason = clean_line(&self.reason);
        let pointer = "/correct_invoices/reason";
        check_required(&mut errors, pointer, &reason, 500, "A reason");
        errors.into_result()?;
        Ok(reason)
    }
}

impl OrderStatus {
    /// Whether an order with this status can be invoiced: once delivered, or if prepaid, as soon as it is issued (`trade.md`
    /// 6.1). A
    /// closed order must be stepped back first.
    #[must_use]
    pub const fn is_billable(self, is_prepaid: bool) -> bool {
        matches!(self, Self::Delivered) || (is_prepaid && self.is_open())
    }
}

impl OrderLine {
    /// Whether no invoice bills it, including drafts.
    #[must_use]
    pub const fn is_unbilled(&self) -> bool {
        self.invoice_status.is_none()
    }

    /// The invoice line for it: at the actual quantity if known, else at the ordered quantity.
    #[must_use]
    pub fn billed(&self) -> ReceivableLine {
        let quantity = self.details.quantity(&self.weights);
        ReceivableLine {
            computed_amount: self.sell_amount,
            amount: self.sell_amount,
            po_line_id: self.details.id,
            description: self.details.description.clone(),
            units: quantity.units,
            weight: quantity.weight.map(|weight| weight.amount),
            weight_unit: self.details.weight_unit,
            price: self.details.sell_price,
            basis: self.details.sell_basis,
            ..ReceivableLine::default()
        }
    }
}
