//! Claims of the demo: a short load that was credited and recovered, damaged cases, a warm trailer.

use domain::claims::{ApproveClaim, ClaimKind, ClaimParty, NewClaim, OpenClaims, SettleClaim};
use domain::purchase_orders::PurchaseOrder;
use storage::{Expected, StoreError, Transaction, claims};

use super::demo_seed::DemoSeed;

/// Seed data of an event with its claims.
pub(super) struct DemoEvent {
    /// The last digits of the order's number.
    order: &'static str,
    /// The day on which the claims are opened, relative to the seeding day.
    pub(super) day: i64,
    kind: ClaimKind,
    description: &'static str,
    pub(super) claims: &'static [DemoClaim],
}

/// Seed data of a claim.
pub(super) struct DemoClaim {
    key: &'static str,
    party: ClaimParty,
    claimed: &'static str,
    /// Day and amount of the approval.
    pub(super) approved: Option<(i64, &'static str)>,
    /// Day, amount and document of the settlement.
    pub(super) settled: Option<(i64, &'static str, &'static str)>,
}

const fn pending(key: &'static str, party: ClaimParty, claimed: &'static str) -> DemoClaim {
    DemoClaim {
        key,
        party,
        claimed,
        approved: None,
        settled: None,
    }
}

pub(super) const EVENTS: &[DemoEvent] = &[
    DemoEvent {
        order: "0005",
        day: -56,
        kind: ClaimKind::Shortage,
        description: "500.00 lb short on the receiver's scale: sold at 0.8150, bought at 0.7125 per lb",
        claims: &[
            DemoClaim {
                approved: Some((-52, "407.50")),
                settled: Some((-50, "407.50", "scale ticket 7741")),
                ..pending("short customer", ClaimParty::Customer, "407.50")
            },
            DemoClaim {
                approved: Some((-44, "356.25")),
                settled: Some((-30, "356.25", "credit memo BRI-2217")),
                ..pending("short supplier", ClaimParty::Supplier, "356.25")
            },
        ],
    },
    DemoEvent {
        order: "0007",
        day: -22,
        kind: ClaimKind::Damage,
        description: "3 cases crushed, 120 lb: sold at 2.5900, bought at 2.4650 per lb",
        claims: &[
            pending("crushed customer", ClaimParty::Customer, "310.80"),
            DemoClaim {
                approved: Some((-18, "295.80")),
                ..pending("crushed supplier", ClaimParty::Supplier, "295.80")
            },
        ],
    },
    DemoEvent {
        order: "0010",
        day: 0,
        kind: ClaimKind::Temperature,
        description: "Trailer at 41 F for 3 hours at the first stop; set point 28 F",
        claims: &[pending("warm carrier", ClaimParty::Carrier, "2400.00")],
    },
];

impl DemoEvent {
    /// Username of the broker who opens it.
    pub(super) const OPENER: &'static str = "lee";

    pub(super) fn open(
        &self,
        seed: &mut DemoSeed,
        tx: &mut Transaction<'_>,
    ) -> Result<(), StoreError> {
        let claim = |claim: &DemoClaim| NewClaim {
            party: Some(claim.party),
            claimed: claim.claimed.parse().ok(),
        };
        let body = OpenClaims {
            kind: Some(self.kind),
            happened_on: Some(seed.day(self.day)),
            description: self.description.to_owned(),
            line_id: seed.line(self.order, 0),
            claims: self.claims.iter().map(claim).collect(),
        };
        let opened = claims::open(tx, seed.id::<PurchaseOrder>(self.order)?, &body)?;
        for (claim, made) in self.claims.iter().zip(&opened) {
            seed.keep(claim.key, made);
        }
        Ok(())
    }
}

impl DemoClaim {
    /// Username of the manager who decides it.
    pub(super) const DECIDER: &'static str = "sam";

    pub(super) fn approve(
        &self,
        seed: &DemoSeed,
        tx: &mut Transaction<'_>,
    ) -> Result<(), StoreError> {
        let Some((_, approved)) = self.approved else {
            return Ok(());
        };
        let body = ApproveClaim {
            approved: approved.parse().ok(),
        };
        claims::approve(tx, seed.id(self.key)?, &Expected::any(), &body).map(drop)
    }

    pub(super) fn settle(
        &self,
        seed: &DemoSeed,
        tx: &mut Transaction<'_>,
    ) -> Result<(), StoreError> {
        let Some((_, settled, document)) = self.settled else {
            return Ok(());
        };
        let body = SettleClaim {
            settled: settled.parse().ok(),
            document: document.to_owned(),
            receivable_id: None,
        };
        claims::settle(tx, seed.id(self.key)?, &Expected::any(), &body).map(drop)
    }
}
