//! The statement of a customer: what it owed at the beginning of a span, what moved since, and what it owes at the end.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::payment::Payment;
use super::postings::PostingKind;
use crate::customers::Customer;
use crate::decimal::Money;
use crate::id::Id;
use crate::receivables::{Receivable, ReceivableKind};

/// A line of a statement: a posting that changes what the customer owes. Allocations are no lines; they move nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementLine {
    /// Id of the posting.
    pub posting_id: i64,
    /// Day of the posting.
    pub posted_on: NaiveDate,
    /// Kind of the posting.
    pub kind: PostingKind,
    /// Receivable.
    pub receivable_id: Option<Id<Receivable>>,
    /// Kind of the receivable.
    pub receivable_kind: Option<ReceivableKind>,
    /// Payment.
    pub payment_id: Option<Id<Payment>>,
    /// Number of the receivable or the payment.
    #[cfg_attr(feature = "openapi", schema(example = "INV-2026-0007"))]
    pub number: String,
    /// Invoice date, or day of receipt.
    pub document_date: NaiveDate,
    /// Due date of the receivable.
    pub due_date: Option<NaiveDate>,
    /// Reference of the payment, or the customer's PO number.
    #[cfg_attr(feature = "openapi", schema(example = "CP-0041"))]
    pub reference: Option<String>,
    /// Change of what the customer owes; negative for payments and credits.
    pub amount: Money,
    /// What the customer owes after it.
    pub balance: Money,
}

/// The statement of a customer over a span of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statement {
    /// Customer.
    pub customer_id: Id<Customer>,
    /// Name of the customer today.
    #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
    pub customer_name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// What the customer owed before the first day.
    pub opening_balance: Money,
    /// Lines in the order of posting.
    pub lines: Vec<StatementLine>,
    /// What the customer owes after the last day.
    pub closing_balance: Money,
}

impl StatementLine {
    /// The change of what the customer owes by a posting of this amount; zero if it moves nothing.
    #[must_use]
    pub fn effect(kind: PostingKind, receivable: Option<ReceivableKind>, amount: Money) -> Money {
        let negated = Money::of(-amount.units());
        let is_credit = receivable == Some(ReceivableKind::CreditNote);
        match kind {
            PostingKind::Issue | PostingKind::Void if is_credit => negated,
            PostingKind::Issue | PostingKind::Void | PostingKind::Refund => amount,
            PostingKind::Payment
            | PostingKind::PaymentVoid
            | PostingKind::Discount
            | PostingKind::WriteOff => negated,
            PostingKind::Allocation => Money::ZERO,
        }
    }
}
