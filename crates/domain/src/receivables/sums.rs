//! Sums of receivables that match a filter.

use serde::{Deserialize, Serialize};

use crate::decimal::Money;

/// Totals over all receivables that match the filters. Credit notes are subtracted; void ones count nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivableSums {
    /// Number of receivables.
    #[cfg_attr(feature = "openapi", schema(example = 9))]
    pub count: i64,
    /// Amount billed.
    pub amount: Money,
    /// Open balance.
    pub balance: Money,
    /// The part of the balance of issued receivables that is past due.
    pub overdue: Money,
}
