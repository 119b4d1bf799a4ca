//! What the receivables of a filter come to.

use serde::{Deserialize, Serialize};

use crate::decimal::Money;

/// Totals over all receivables that match the filters. Credit notes are subtracted; void ones count nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivableSums {
    /// Number of receivables.
    #[cfg_attr(feature = "openapi", schema(example = 9))]
    pub count: i64,
    /// What was billed.
    pub amount: Money,
    /// What is left to be paid or credited.
    pub balance: Money,
    /// The part of the balance of issued ones that is past its due date.
    pub overdue: Money,
}
