//! What a claim is about, against whom, and its states.

use crate::choices::FixedChoice;
use crate::purchase_orders::OrderStatus;

fixed_choice! {
    /// What happened to the load.
    pub enum ClaimKind in "claim_kind" {
        /// Less arrived than was shipped.
        #[default]
        Shortage = "shortage" => "Short weight",
        /// Weighed differently at the receiver.
        WeightVariance = "weight_variance" => "Weight variance",
        /// Out of temperature.
        Temperature = "temperature" => "Temperature",
        /// Below the agreed quality.
        Quality = "quality" => "Quality",
        /// Damaged in transit.
        Damage = "damage" => "Damage",
        /// Delivered late.
        Late = "late" => "Late",
        /// Another product than ordered.
        WrongProduct = "wrong_product" => "Wrong product",
    }
}
fixed_choice! {
    /// The other side of a claim: the customer claims against us, we claim against the supplier or the carrier.
    pub enum ClaimParty in "claim_party" {
        /// The customer against us; settled by a credit memo.
        #[default]
        Customer = "customer" => "Customer",
        /// We against the supplier.
        Supplier = "supplier" => "Supplier",
        /// We against the carrier, within nine months.
        Carrier = "carrier" => "Carrier",
    }
}
fixed_choice! {
    /// Status of a claim.
    pub enum ClaimStatus in "claim_status" {
        /// Not decided.
        #[default]
        Pending = "pending" => "Pending",
        /// Owed with the approved amount.
        Approved = "approved" => "Approved",
        /// Not owed.
        Denied = "denied" => "Denied",
        /// Paid or credited.
        Settled = "settled" => "Settled",
        /// Withdrawn.
        Cancelled = "cancelled" => "Cancelled",
    }
}
fixed_choice! {
    /// Steps of a claim.
    pub enum ClaimAction in "claim_action" {
        /// Approve an amount.
        #[default]
        Approve = "approve" => "Approve",
        /// Settle it.
        Settle = "settle" => "Settle",
        /// Deny it.
        Deny = "deny" => "Deny",
        /// Withdraw it.
        Cancel = "cancel" => "Cancel claim",
    }
}

impl ClaimStatus {
    /// The steps allowed in this status.
    #[must_use]
    pub const fn allowed_actions(self) -> &'static [ClaimAction] {
        match self {
            Self::Pending => &[ClaimAction::Approve, ClaimAction::Deny, ClaimAction::Cancel],
            Self::Approved => &[ClaimAction::Settle],
            Self::Denied | Self::Settled | Self::Cancelled => &[],
        }
    }

    /// The status after a step; `None` if the step is not allowed.
    #[must_use]
    pub fn after(self, action: ClaimAction) -> Option<Self> {
        self.allowed_actions()
            .contains(&action)
            .then_some(match action {
                ClaimAction::Approve => Self::Approved,
                ClaimAction::Settle => Self::Settled,
                ClaimAction::Deny => Self::Denied,
                ClaimAction::Cancel => Self::Cancelled,
            })
    }

    /// Whether a step is still expected; such claims keep their order from closing.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Approved)
    }

    /// Whether it was or may be owed; such claims need a load that has left.
    #[must_use]
    pub const fn stands(self) -> bool {
        matches!(self, Self::Pending | Self::Approved | Self::Settled)
    }
}

impl ClaimParty {
    /// Whether it brings money back that the load lost.
    #[must_use]
    pub fn is_recovery(self) -> bool {
        self != Self::Customer
    }

    /// All parties.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        Self::ALL
    }
}

impl OrderStatus {
    /// Whether claims can be opened on an order: its load has left, and the order is not closed.
    #[must_use]
    pub const fn takes_claims(self) -> bool {
        matches!(self, Self::InTransit | Self::Delivered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_where_the_table_says() {
        use ClaimAction as A;
        use ClaimStatus as S;
        let expected = [
            (S::Pending, A::Approve, Some(S::Approved)),
            (S::Pending, A::Deny, Some(S::Denied)),
            (S::Pending, A::Cancel, Some(S::Cancelled)),
            (S::Pending, A::Settle, None),
            (S::Approved, A::Settle, Some(S::Settled)),
            (S::Approved, A::Approve, None),
            (S::Approved, A::Deny, None),
            (S::Approved, A::Cancel, None),
        ];
        for (from, action, to) in expected {
            assert_eq!(from.after(action), to, "{from} {action}");
        }
        for ended in [S::Denied, S::Settled, S::Cancelled] {
            for action in ClaimAction::ALL {
                assert_eq!(ended.after(*action), None, "{ended} {action}");
            }
            assert!(!ended.is_open());
        }
    }
}
