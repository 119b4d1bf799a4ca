//! The claims of an order: what the customer was credited against what came back.

use serde::{Deserialize, Serialize};

use super::claim::{Claim, ClaimSummary};
use super::life::ClaimStatus;
use crate::decimal::Money;

/// Most claims on an order.
pub const MAX_CLAIMS: usize = 100;

/// The claims of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderClaims {
    /// Settled to the customer.
    pub loss: Money,
    /// Settled by the supplier and the carrier.
    pub recovered: Money,
    /// Loss less recoveries; negative if more came back than was credited.
    pub net_loss: Money,
    /// Claims that are pending or approved.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub open_count: i64,
    /// The claims, the first opened first.
    pub items: Vec<ClaimSummary>,
}

impl OrderClaims {
    /// Sums claims.
    #[must_use]
    pub fn of(items: Vec<ClaimSummary>) -> Self {
        let sum = |recoveries: bool| {
            items
                .iter()
                .filter(|claim| claim.status == ClaimStatus::Settled)
                .filter(|claim| claim.party.is_recovery() == recoveries)
                .filter_map(|claim| claim.settled)
                .fold(Money::ZERO, |sum, settled| sum.plus(settled).unwrap_or(sum))
        };
        let (loss, recovered) = (sum(false), sum(true));
        let open = items.iter().filter(|claim| claim.status.is_open()).count();
        Self {
            loss,
            recovered,
            net_loss: loss.minus(recovered).unwrap_or_default(),
            open_count: i64::try_from(open).unwrap_or(i64::MAX),
            items,
        }
    }
}

/// The claims of an event that was just opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenedClaims {
    /// The claims, in the order of the body.
    pub items: Vec<Claim>,
}
