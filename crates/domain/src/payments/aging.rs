//! Aging: what customers owe by days past due, on any day, as the postings stood then (`trade.md` C8).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::customers::Customer;
use crate::decimal::Money;
use crate::id::Id;
use crate::receivables::AgingBucket;

fixed_choice! {
    /// The date that balances age from.
    pub enum AgingBasis in "aging_basis" {
        /// Due date.
        #[default]
        DueDate = "due_date" => "Due date",
        /// Invoice date.
        InvoiceDate = "invoice_date" => "Invoice date",
    }
}

/// Balances by age. Credit memos and unapplied cash stand apart: they do not age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BucketSums {
    /// Not yet due.
    pub current: Money,
    /// Up to the first edge past due.
    pub d1_30: Money,
    /// Up to the second edge.
    pub d31_60: Money,
    /// Up to the third edge.
    pub d61_90: Money,
    /// Beyond the third edge.
    pub d90_plus: Money,
    /// Open credit memos.
    pub credits: Money,
    /// Unapplied cash.
    pub unapplied: Money,
    /// What is owed: the buckets less credits and unapplied cash.
    pub total: Money,
}

/// A customer in the aging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgingRow {
    /// Customer.
    pub customer_id: Id<Customer>,
    /// Name of the customer today.
    #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
    pub customer_name: String,
    /// Its balances.
    #[serde(flatten)]
    pub sums: BucketSums,
}

/// The aging of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Aging {
    /// The day.
    pub as_of: NaiveDate,
    /// The date that balances age from.
    pub basis: AgingBasis,
    /// The last day of each bucket, in days.
    #[cfg_attr(feature = "openapi", schema(example = json!([30, 60, 90])))]
    pub edges: Vec<i64>,
    /// All customers.
    pub totals: BucketSums,
    /// Customers with a balance, the largest total first.
    pub customers: Vec<AgingRow>,
    /// Whether there are more customers than the limit.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub has_more: bool,
}

impl BucketSums {
    /// The sum of a bucket.
    pub const fn bucket_mut(&mut self, bucket: AgingBucket) -> &mut Money {
        match bucket {
            AgingBucket::Current => &mut self.current,
            AgingBucket::D1To30 => &mut self.d1_30,
            AgingBucket::D31To60 => &mut self.d31_60,
            AgingBucket::D61To90 => &mut self.d61_90,
            AgingBucket::D90Plus => &mut self.d90_plus,
        }
    }

    /// Adds other sums.
    pub fn add(&mut self, other: &Self) {
        for (sum, more) in [
            (&mut self.current, other.current),
            (&mut self.d1_30, other.d1_30),
            (&mut self.d31_60, other.d31_60),
            (&mut self.d61_90, other.d61_90),
            (&mut self.d90_plus, other.d90_plus),
            (&mut self.credits, other.credits),
            (&mut self.unapplied, other.unapplied),
            (&mut self.total, other.total),
        ] {
            *sum = sum.plus(more).unwrap_or(*sum);
        }
    }
}
