//! Postings: what moved the balance of a receivable or a payment, when and why. They are only ever added.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::payment::Payment;
use crate::customers::Customer;
use crate::decimal::Money;
use crate::id::Id;
use crate::receivables::Receivable;
use crate::record::instant;
use crate::users::User;

fixed_choice! {
    /// Kind of a posting.
    pub enum PostingKind in "posting_kind" {
        /// A receivable is issued.
        #[default]
        Issue = "issue" => "Issued",
        /// A receivable is voided.
        Void = "void" => "Voided",
        /// A payment is received.
        Payment = "payment" => "Payment",
        /// A payment is voided.
        PaymentVoid = "payment_void" => "Payment voided",
        /// A payment or a credit memo is applied to a receivable.
        Allocation = "allocation" => "Applied",
        /// A discount is taken.
        Discount = "discount" => "Discount",
        /// A balance is written off.
        WriteOff = "write_off" => "Write-off",
        /// Unapplied cash or credit is paid back.
        Refund = "refund" => "Refund",
    }
}

/// A posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Posting {
    /// Id; later postings have larger ids.
    pub id: i64,
    /// Kind.
    pub kind: PostingKind,
    /// Customer.
    pub customer_id: Id<Customer>,
    /// Receivable that it settles, issues or voids.
    pub receivable_id: Option<Id<Receivable>>,
    /// Its number.
    #[cfg_attr(feature = "openapi", schema(example = "INV-2026-0007"))]
    pub receivable_number: Option<String>,
    /// Payment.
    pub payment_id: Option<Id<Payment>>,
    /// Its number.
    #[cfg_attr(feature = "openapi", schema(example = "PAY-2026-0007"))]
    pub payment_number: Option<String>,
    /// Credit memo.
    pub credit_id: Option<Id<Receivable>>,
    /// Its number.
    #[cfg_attr(feature = "openapi", schema(example = "CN-2026-0007"))]
    pub credit_number: Option<String>,
    /// Amount in US dollars; negative if it reverses an earlier posting.
    pub amount: Money,
    /// Day of the posting, in the time zone of the user who made it.
    pub posted_on: NaiveDate,
    /// The posting that it reverses.
    pub reverses_id: Option<i64>,
    /// The posting that reverses it.
    pub reversed_by_id: Option<i64>,
    /// Reason.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub reason: Option<String>,
    /// Time.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// User; null if the program made it.
    pub created_by: Option<Id<User>>,
    /// Display name of the user.
    #[cfg_attr(feature = "openapi", schema(example = "Sam Orton"))]
    pub created_by_name: Option<String>,
}

impl PostingKind {
    /// Whether a single posting of this kind can be reversed; issues and payments are voided instead.
    #[must_use]
    pub const fn is_reversible(self) -> bool {
        matches!(
            self,
            Self::Allocation | Self::Discount | Self::WriteOff | Self::Refund
        )
    }
}
