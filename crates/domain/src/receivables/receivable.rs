//! The receivable itself: what a person fills in, what is computed from it, and how its list is narrowed and sorted.

use chrono::NaiveDate;

use super::life::{AgingBucket, PaymentStatus, ReceivableAction, ReceivableKind, ReceivableStatus};
use super::lines::{Lines, ReceivableLine};
use crate::choices::{Currency, lists};
use crate::customers::Customer;
use crate::decimal::Money;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::purchase_orders::{PartySnapshot, PurchaseOrder};
use crate::rules::{Code, Line, Linked, NotNegative, Note};
use crate::users::User;

draft! {
    /// What a person fills in about a receivable.
    pub struct ReceivableDraft {
        /// Number; the next `INV-YYYY-NNNN` (credit notes `CN-`) when left blank. Unique for ever.
        #[cfg_attr(feature = "openapi", schema(example = "INV-2026-0007", max_length = 50))]
        pub number: Option<String>,
        /// What sort of receivable it is; stays what it was made as.
        pub kind: ReceivableKind,
        /// Who owes it.
        #[cfg_attr(feature = "openapi", schema(example = 7))]
        pub customer_id: Option<Id<Customer>>,
        /// The order that it bills; of the same customer.
        #[cfg_attr(feature = "openapi", schema(example = 41))]
        pub purchase_order_id: Option<Id<PurchaseOrder>>,
        /// Day of the invoice; today when left blank.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-08"))]
        pub invoice_date: Option<NaiveDate>,
        /// Terms, a code of `payment_terms`; taken from the order or the customer when left blank.
        #[cfg_attr(feature = "openapi", schema(example = "net_15"))]
        pub payment_terms: Option<String>,
        /// Day it is due; computed from the terms when left blank. Another day needs a reason.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-23"))]
        pub due_date: Option<NaiveDate>,
        /// Why it is due on another day than the terms say.
        #[cfg_attr(feature = "openapi", schema(max_length = 500))]
        pub due_date_reason: Option<String>,
        /// The customer's own order number; taken from the order when left blank.
        #[cfg_attr(feature = "openapi", schema(example = "CP-0041", max_length = 100))]
        pub customer_po_number: Option<String>,
        /// Freight billed, in US dollars.
        pub freight_amount: Money,
        /// Tax billed, in US dollars.
        pub tax_amount: Money,
        /// What was owed when these books were begun, in US dollars; of an opening balance without lines only.
        pub opening_amount: Option<Money>,
        /// Internal notes, never printed on papers.
        #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
        pub notes: Option<String>,
        /// Owner; the creator unless a manager says otherwise.
        pub owner_id: Option<Id<User>>,
    }
    lists {
        /// What is billed; only an opening balance may have none.
        pub lines: Vec<ReceivableLine>,
    }
}

record! {
    /// A receivable.
    pub struct Receivable(Receivable) at "receivables", drafted as ReceivableDraft {
        /// What its amounts are in.
        pub currency: Currency,
        /// Where it stands; changed by actions only.
        pub status: ReceivableStatus,
        /// What may be done with it now.
        pub allowed_actions: Vec<ReceivableAction>,
        /// Name of the customer today.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub customer_name: String,
        /// Number of the order.
        #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041"))]
        pub purchase_order_number: Option<String>,
        /// Sum of the lines, freight and tax; more than zero on a credit note too, its kind gives the sign.
        pub amount: Money,
        /// What is not settled of it; nothing once it is void.
        pub balance: Money,
        /// How much is settled; null unless it is issued.
        pub payment_status: Option<PaymentStatus>,
        /// Whether its balance is past the due date.
        pub is_overdue: bool,
        /// How late its balance is; null when nothing is owed.
        pub aging_bucket: Option<AgingBucket>,
        /// The customer when it was issued, with its contact for accounts payable.
        pub bill_to_snapshot: Option<PartySnapshot>,
        /// Why it is void.
        pub void_reason: Option<String>,
        /// The links that lead to an archived record.
        #[cfg_attr(feature = "openapi", schema(example = json!([])))]
        pub archived_links: Vec<String>,
    }
    /// The light row of a receivable in lists.
    pub struct ReceivableSummary {
        /// Number.
        #[cfg_attr(feature = "openapi", schema(example = "INV-2026-0007"))]
        pub number: String,
        /// What sort of receivable it is.
        pub kind: ReceivableKind,
        /// Where it stands.
        pub status: ReceivableStatus,
        /// Who owes it.
        pub customer_id: Id<Customer>,
        /// Name of the customer.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub customer_name: String,
        /// The order that it bills.
        pub purchase_order_id: Option<Id<PurchaseOrder>>,
        /// Number of the order.
        pub purchase_order_number: Option<String>,
        /// Day of the invoice.
        pub invoice_date: NaiveDate,
        /// Day it is due.
        pub due_date: NaiveDate,
        /// Terms.
        pub payment_terms: Option<String>,
        /// Sum of the lines, freight and tax.
        pub amount: Money,
        /// What is not settled of it.
        pub balance: Money,
        /// How much is settled.
        pub payment_status: Option<PaymentStatus>,
        /// Whether its balance is past the due date.
        pub is_overdue: bool,
        /// How late its balance is.
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
        customer_po_number: Line(100),
        freight_amount: NotNegative("Freight is 0 or more"),
        tax_amount: NotNegative("Tax is 0 or more"),
        opening_amount: NotNegative("An amount is 0 or more"),
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
            "Only an opening balance without lines has it",
        );
        errors.require(
            draft.due_date_reason.is_none() || draft.due_date.is_some(),
            "/due_date_reason",
            "must_be_empty",
            "There is no typed due date that it could explain",
        );
        for (index, line) in draft.lines.iter().enumerate() {
            errors.require(
                line.po_line_id.is_none() || draft.purchase_order_id.is_some(),
                format!("/lines/{index}/po_line_id"),
                "needs_order",
                "Choose the order that the line belongs to",
            );
        }
        let pointer = if opening && bare { "/opening_amount" } else { "/lines" };
        if draft.lines.iter().all(|line| line.amount.is_some()) {
            match draft.amount() {
                None => errors.add(pointer, "out_of_range", "The sum is too large"),
                Some(amount) => errors.require(
                    amount > Money::ZERO || (bare && !opening),
                    pointer,
                    "must_be_positive",
                    "The amount must be more than 0",
                ),
            }
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

    /// Whether nothing but notes and the owner differ, which may change at any time.
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
    /// What the list of receivables can be narrowed by.
    pub struct ReceivableFilter {
        /// Where it stands.
        pub status: AnyOf<Choice<ReceivableStatus>>,
        /// How much is settled; issued ones only.
        pub payment_status: AnyOf<Choice<PaymentStatus>>,
        /// Whether its balance is past the due date.
        pub is_overdue: Option<bool>,
        /// How late its balance is.
        pub aging_bucket: AnyOf<Choice<AgingBucket>>,
        /// What sort of receivable it is.
        pub kind: AnyOf<Choice<ReceivableKind>>,
        /// Who owes it.
        pub customer_id: AnyOf<Id<Customer>>,
        /// The order that it bills.
        pub purchase_order_id: AnyOf<Id<PurchaseOrder>>,
        /// Day of the invoice.
        pub invoice_date: Range<NaiveDate>,
        /// Day it is due.
        pub due_date: Range<NaiveDate>,
        /// Sum of the lines, freight and tax.
        pub amount: Range<Money>,
        /// What is not settled of it.
        pub balance: Range<Money>,
    }
}

sort_keys! {
    /// What the list of receivables can be sorted by.
    pub enum ReceivableSort {
        /// Day it is due.
        DueDate = "due_date",
        /// Day of the invoice.
        InvoiceDate = "invoice_date",
        /// Number.
        Number = "number",
        /// Amount.
        Amount = "amount",
        /// What is not settled.
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
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::fields::{CheckContext, Rules, read_body};
    use serde_json::{Value, json};

    fn settle(body: Value) -> (ReceivableDraft, Vec<(String, String)>) {
        let mut draft: ReceivableDraft = read_body(body, &[]).unwrap();
        let errors = draft.settle(CheckContext {
            today: NaiveDate::from_ymd_opt(2026, 3, 8).unwrap(),
            choices: &Choices::default(),
            is_zone: |_| true,
        });
        let found = errors
            .iter()
            .map(|error| {
                (
                    error.pointer.clone().unwrap_or_default(),
                    error.code.clone(),
                )
            })
            .collect();
        (draft, found)
    }

    fn line(more: &Value) -> Value {
        let mut line = json!({
            "description": "Trim 85's", "units": 20, "weight": "40218.50", "price": "3.4750", "basis": "per_lb",
        });
        for (name, value) in more.as_object().unwrap() {
            line[name] = value.clone();
        }
        line
    }

    fn refused(pointer: &str, code: &str) -> Vec<(String, String)> {
        vec![(pointer.to_owned(), code.to_owned())]
    }

    #[test]
    fn the_amount_is_the_sum_of_rounded_lines() {
        let (draft, errors) = settle(json!({
            "customer_id": 1, "freight_amount": "100.00", "tax_amount": null,
            "lines": [line(&json!({"computed_amount": "1.00"})), {"description": "Pallets", "amount": "12.34"}],
        }));
        assert_eq!(errors, []);
        let first = draft.lines.first().and_then(|line| line.computed_amount);
        assert_eq!(first, Some(Money::of(13_975_929)));
        assert_eq!(draft.amount(), Some(Money::of(13_975_929 + 10_000 + 1_234)));
    }

    #[test]
    fn another_amount_needs_a_reason() {
        let with = |more: Value| settle(json!({"customer_id": 1, "lines": [line(&more)]})).1;
        let reason = "/lines/0/amount_reason";
        assert_eq!(
            with(json!({"amount": "139759.30"})),
            refused(reason, "required")
        );
        assert_eq!(
            with(json!({"amount": "139759.30", "amount_reason": "rounded"})),
            []
        );
        assert_eq!(with(json!({"amount": "139759.29"})), []);
        assert_eq!(
            with(json!({"price": null})),
            refused("/lines/0/amount", "required")
        );
        assert_eq!(
            with(json!({"price": "0.0000"})),
            refused("/lines", "must_be_positive")
        );
    }

    #[test]
    fn only_an_opening_balance_is_typed_whole() {
        let opening = |more: Value| {
            let mut body = json!({"customer_id": 1, "kind": "opening_balance"});
            for (name, value) in more.as_object().unwrap() {
                body[name] = value.clone();
            }
            settle(body).1
        };
        assert_eq!(opening(json!({"opening_amount": "500.00"})), []);
        assert_eq!(
            opening(json!({})),
            refused("/opening_amount", "must_be_positive")
        );
        assert_eq!(opening(json!({"lines": [line(&json!({}))]})), []);
        let both = json!({"opening_amount": "1.00", "lines": [line(&json!({}))]});
        assert_eq!(opening(both), refused("/opening_amount", "must_be_empty"));
        assert_eq!(
            settle(json!({"customer_id": 1})).1,
            refused("/lines", "required")
        );
        let unordered = json!({"customer_id": 1, "lines": [line(&json!({"po_line_id": 4}))]});
        assert_eq!(
            settle(unordered).1,
            refused("/lines/0/po_line_id", "needs_order")
        );
    }
}
