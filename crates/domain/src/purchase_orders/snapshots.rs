//! Snapshots of other records in an order, so that later changes to those records do not change the order.

use super::facts::StepFacts;
use super::lifecycle::OrderStatus;
use super::order::PurchaseOrder;
use crate::party_snapshot::PartySnapshot;

impl PurchaseOrder {
    /// Fills in the address of a party whose snapshot has none, from its current record.
    pub(super) fn complete_snapshots(&mut self, facts: &StepFacts) {
        let parties = [
            (&mut self.supplier_snapshot, Some(&facts.supplier)),
            (&mut self.customer_snapshot, facts.customer.as_ref()),
        ];
        for (kept, now) in parties {
            let bare = kept.as_mut().filter(|kept| kept.address.is_empty());
            if let (Some(kept), Some(now)) = (bare, now) {
                kept.address.clone_from(&now.address);
            }
        }
    }

    /// Snapshots the carrier, the origin and the destination.
    pub(super) fn take_route_snapshots(&mut self, facts: &StepFacts) {
        let carrier = facts.carrier.as_ref();
        self.carrier_snapshot = carrier.map(|carrier| carrier.snapshot.clone());
        self.ship_from_snapshot.clone_from(&facts.ship_from);
        self.ship_to_snapshot.clone_from(&facts.ship_to);
    }

    /// Clears the snapshots when a step back returns the order to confirmed.
    pub(super) fn drop_route_snapshots(&mut self) {
        self.carrier_snapshot = None;
        self.ship_from_snapshot = None;
        self.ship_to_snapshot = None;
    }

    /// Refreshes the snapshots of places that a change to a shipped load has replaced; the others stay unchanged.
    pub fn follow_route(&mut self, before: &Self, facts: &StepFacts) {
        if !matches!(self.status, OrderStatus::InTransit | OrderStatus::Delivered) {
            return;
        }
        let (old, new) = (&before.details, &self.details);
        let from = (old.ship_from_plant_id, old.ship_from_location_id)
            != (new.ship_from_plant_id, new.ship_from_location_id);
        let to = (old.ship_to_location_id, old.ship_to_plant_id)
            != (new.ship_to_location_id, new.ship_to_plant_id);
        let replace = |kept: &mut Option<PartySnapshot>, now: &Option<PartySnapshot>, moved| {
            if moved {
                kept.clone_from(now);
            }
        };
        replace(&mut self.ship_from_snapshot, &facts.ship_from, from);
        replace(&mut self.ship_to_snapshot, &facts.ship_to, to);
    }
}
