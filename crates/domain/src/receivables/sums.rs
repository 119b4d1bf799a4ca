//! What the receivables of a filter come to.

use serde::{Deserialize, Serialize};

use crate::decimal::Money;

/// Sums over all receivables that a filter leaves, whatever page shows them. Credit notes count against the rest; void ones add nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivableSums {
    /// How many receivables.
    #[cfg_attr(feature = "openapi", schema(example = 9))]
    pub count: i64,
    /// What was billed.
    pub amount: Money,
    /// What is left to be paid or credited.
    pub balance: Money,
    /// The part of the balance of issued ones that is past its due date.
    pub overdue: Money,
}
