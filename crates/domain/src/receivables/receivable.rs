//! The receivable: its draft, computed fields, filters and sort keys.

use chrono::NaiveDate;

use super::life::{
    AgingBucket, PaymentStatus, ReceivableAction, ReceivableKind, ReceivableStanding,
    ReceivableStatus,
};
use super::lines::{Lines, ReceivableLine};
use crate::choices::{Currency, lists};
use crate::customers::Customer;
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::party_snapshot::PartySnapshot;
use crate::purchase_orders::PurchaseOrder;
use crate::rules::{Code, Line, Linked, NotNegative, Note};
use crate::users::User;

draft! {
    /// Writable fields of a receivable.
    pub struct ReceivableDraft {
        /// Number; the next `INV-YYYY-NNNN` (credit memos `CN-`) when blank. Never used twice.
        #[cfg_attr(feature = "openapi", schema(example = "INV-2026-0007"))]
        pub number: Option<String>,
        /// Kind of receivable; cannot change.
        pub kind: ReceivableKind,
        /// Customer.
        #[cfg_attr(feature = "openapi", schema(example = 7))]
        pub customer_id: Option<Id<Customer>>,
        /// Purchase order to bill, of the same customer.
        #[cfg_attr(feature = "openapi", schema(example = 41))]
        pub purchase_order_id: Option<Id<PurchaseOrder>>,
        /// Invoice to credit, of the same customer. Credit memos of an invoice cannot exceed it. A credit memo without an invoice,
        /// or for more, requires `credit_reason`.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub corrects_id: Option<Id<Receivable>>,
        /// Reason for a credit memo without an invoice, or for more than is left of it; managers only.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub credit_reason: Option<String>,
        /// Invoice date; today if blank.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-08"))]
        pub invoice_date: Option<NaiveDate>,
        /// Payment terms, a code of `payment_terms`; copied from the order or the customer if blank.
        #[cfg_attr(feature = "openapi", schema(example = "net_15"))]
        pub payment_terms: Option<String>,
        /// Due date; computed from the terms if blank. Another day requires a reason.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-23"))]
        pub due_date: Option<NaiveDate>,
        /// Reason for a due date other than that of the terms.
        pub due_date_reason: Option<String>,
        /// The customer's PO number; copied from the order if blank.
        #[cfg_attr(feature = "openapi", schema(example = "CP-0041"))]
        pub customer_po_number: Option<String>,
        /// Freight billed, in US dollars.
        pub freight_amount: Money,
        /// Tax billed, in US dollars.
        pub tax_amount: Money,
        /// Opening amount in US dollars; only for an opening balance without lines.
        pub opening_amount: Option<Money>,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    lists {
        /// Lines; only an opening balance may have none.
        pub lines: Vec<ReceivableLine>,
    }
}

record! {
    /// A receivable.
    pub struct Receivable(Receivable) at "receivables", drafted as ReceivableDraft {
        /// Currency of its amounts.
        pub currency: Currency,
        /// Status; changed only by actions.
        pub status: ReceivableStatus,
        /// Overall status today, from status, payment and due date.
        pub standing: ReceivableStanding,
        /// Actions that are allowed now.
        pub allowed_actions: Vec<ReceivableAction>,
        /// Name of the customer today.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub customer_name: String,
        /// Number of the order.
        #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041"))]
        pub purchase_order_number: Option<String>,
        /// Number of the invoice that it takes from or corrects.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub corrects_number: Option<String>,
        /// Whether it corrects an order that was billed before: it bills or credits the difference.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub is_correction: bool,
        /// Amount of its order less the amount billed, over the lines that are billed; null if they agree.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub billing_difference: Option<Money>,
        /// Sum of the lines, freight and tax; positive on a credit memo too, its kind gives the sign.
        pub amount: Money,
        /// Open balance; zero once void.
        pub balance: Money,
        /// Payment status; null unless issued.
        pub payment_status: Option<PaymentStatus>,
        /// Whether its balance is past the due date.
        pub is_overdue: bool,
        /// Aging bucket of the balance; null if nothing is owed.
        pub aging_bucket: Option<AgingBucket>,
        /// The customer when it was issued, with its contact for accounts payable.
        pub bill_to_snapshot: Option<PartySnapshot>,
        /// Void reason.
        pub void_reason: Option<String>,
        /// The links that lead to an archived record.
        #[cfg_attr(feature = "openapi", schema(example = json!([])))]
        pub archived_links: Vec<String>,
    }
    /// List row of a receivable.
    pub struct ReceivableSummary {
        /// Number.
        #[cfg_attr(feature = "openapi", schema(example = "INV-2026-0007"))]
        pub number: String,
        /// Kind of receivable.
        pub kind: ReceivableKind,
        /// Status.
        pub status: ReceivableStatus,
        /// Overall status today.
        pub standing: ReceivableStanding,
        /// Customer.
        pub customer_id: Id<Customer>,
        /// Name of the customer.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub customer_name: String,
        /// Purchase order that it bills.
        pub purchase_order_id: Option<Id<PurchaseOrder>>,
        /// Number of the order.
        pub purchase_order_number: Option<String>,
        /// Invoice that it takes from or corrects.
        pub corrects_id: Option<Id<Receivable>>,
        /// Number of that invoice.
        pub corrects_number: Option<String>,
        /// Whether it corrects an order that was billed already.
        pub is_correction: bool,
        /// Amount of its order less the amount billed; null if they agree.
        pub billing_difference: Option<Money>,
        /// Invoice date.
        pub invoice_date: NaiveDate,
        /// Due date.
        pub due_date: NaiveDate,
        /// Terms.
        pub payment_terms: Option<String>,
        /// Sum of the lines, freight and tax.
        pub amount: Money,
        /// Open balance.
        pub balance: Money,
        /// Payment status.
        pub payment_status: Option<PaymentStatus>,
        /// Whether its balance is past the due date.
        pub is_overdue: bool,
        /// Aging bucket of the balance.
        pub aging_bucket: Option<AgingBucket>,
        /// The links that lead to an archived record.
        pub archived_links: Vec<String>,
    }
    narrowed by ReceivableFilter, sorted by ReceivableSort,
    called |receivable| receivable.details.number.clone().unwrap_or_default()
}

rules! {
    ReceivableDraft {
        number: Line(50),
        customer_id: Linked("A customer"),
        payment_terms: Code(lists::PAYMENT_TERMS),
        due_date_reason: Line(500),
        credit_reason: Line(500),
        customer_po_number: Line(100),
        freight_amount: NotNegative("Freight must be 0 or more"),
        tax_amount: NotNegative("Tax must be 0 or more"),
        opening_amount: NotNegative("The amount must be 0 or more"),
        notes: Note,
        lines: Lines,
    }
    also |draft, errors, _context| {
        let opening = draft.kind == ReceivableKind::OpeningBalance;
        let bare = draft.lines.is_empty();
        errors.require(
            !bare || opening,
            "/lines",
            "required",
            "Add at least one line",
        );
        errors.require(
            draft.opening_amount.is_none() || (opening && bare),
            "/opening_amount",
            "must_be_empty",
            "Only for an opening balance without lines",
        );
        errors.require(
            draft.due_date_reason.is_none() || draft.due_date.is_some(),
            "/due_date_reason",
            "must_be_empty",
            "This applies only with a due date you enter",
        );
        let credits = draft.kind == ReceivableKind::CreditNote;
        errors.require(
            draft.corrects_id.is_none() || credits,
            "/corrects_id",
            "must_be_empty",
            "Only a credit memo takes from an invoice",
        );
        errors.require(
            draft.credit_reason.is_none() || credits,
            "/credit_reason",
            "must_be_empty",
            "Only a credit memo has it",
        );
        for (index, line) in draft.lines.iter().enumerate() {
            errors.require(
                line.po_line_id.is_none() || draft.purchase_order_id.is_some(),
                format!("/lines/{index}/po_line_id"),
                "needs_order",
                "Choose the line's order",
            );
        }
        if draft.lines.iter().all(|line| line.amount.is_some()) {
            draft.check_amount(errors);
        }
    }
}

impl ReceivableDraft {
    /// Sum of the lines, freight and tax; `None` when it does not fit.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        let fixed = [self.freight_amount, self.tax_amount];
        let lines = self.lines.iter().filter_map(|line| line.amount);
        fixed
            .into_iter()
            .chain(self.opening_amount)
            .chain(lines)
            .try_fold(Money::ZERO, Money::plus)
    }

    /// Checks that the sum fits and is more than zero.
    pub fn check_amount(&self, errors: &mut FieldErrors) {
        let opening = self.kind == ReceivableKind::OpeningBalance;
        let bare = self.lines.is_empty();
        let pointer = if opening && bare {
            "/opening_amount"
        } else {
            "/lines"
        };
        match self.amount() {
            None => errors.add(pointer, "out_of_range", "The total is too large"),
            Some(amount) => errors.require(
                amount > Money::ZERO || (bare && !opening),
                pointer,
                "must_be_positive",
                "The amount must be more than 0",
            ),
        }
    }

    /// Whether only notes and the owner differ, which can change at any time.
    #[must_use]
    pub fn bills_the_same(&self, other: &Self) -> bool {
        let plain = |draft: &Self| Self {
            notes: None,
            owner_id: None,
            ..draft.clone()
        };
        plain(self) == plain(other)
    }
}

filter! {
    /// Filters of the list of receivables.
    pub struct ReceivableFilter {
        /// Status.
        pub status: AnyOf<Choice<ReceivableStatus>>,
        /// Overall status today.
        pub standing: AnyOf<Choice<ReceivableStanding>>,
        /// Payment status of issued receivables.
        pub payment_status: AnyOf<Choice<PaymentStatus>>,
        /// Whether its balance is past the due date.
        pub is_overdue: Option<bool>,
        /// Aging bucket of the balance.
        pub aging_bucket: AnyOf<Choice<AgingBucket>>,
        /// Kind of receivable.
        pub kind: AnyOf<Choice<ReceivableKind>>,
        /// Customer.
        pub customer_id: AnyOf<Id<Customer>>,
        /// Purchase order that it bills.
        pub purchase_order_id: AnyOf<Id<PurchaseOrder>>,
        /// Invoice that it takes from or corrects.
        pub corrects_id: AnyOf<Id<Receivable>>,
        /// Whether its order differs from what is billed of it.
        pub has_billing_difference: Option<bool>,
        /// Invoice date.
        pub invoice_date: Range<NaiveDate>,
        /// Due date.
        pub due_date: Range<NaiveDate>,
        /// Sum of the lines, freight and tax.
        pub amount: Range<Money>,
        /// Open balance.
        pub balance: Range<Money>,
    }
}

sort_keys! {
    /// Sort keys of the list of receivables.
    pub enum ReceivableSort {
        /// Due date.
        DueDate = "due_date",
        /// Invoice date.
        InvoiceDate = "invoice_date",
        /// Number.
        Number = "number",
        /// Amount.
        Amount = "amount",
        /// Open balance.
        Balance = "balance",
        /// Name of the customer, ignoring case.
        CustomerName = "customer_name",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [DueDate asc]
}

#[cfg(test)]
#[path = "receivable_tests.rs"]
mod tests;
