//! Locks on the records that orders link to, so that they cannot be archived concurrently.

use std::collections::BTreeSet;

use domain::Id;
use domain::fields::FieldErrors;
use domain::purchase_orders::{OrderHeader, PurchaseOrderDraft};

use crate::connection::DbConnection;
use crate::entity_store::locks;
use crate::error::StoreError;
use crate::purchase_order_rows::links::linked_rows;

/// Locks the new links of a draft, and the customer, because its credit may be checked next and customers are locked first.
pub(super) fn lock_new(
    conn: &mut DbConnection,
    draft: &PurchaseOrderDraft,
    before: Option<&PurchaseOrderDraft>,
) -> Result<(), StoreError> {
    let known = before.map(linked_rows).unwrap_or_default();
    let linked = linked_rows(draft);
    let mut rows: BTreeSet<_> = linked.difference(&known).copied().collect();
    if !rows.is_empty() {
        let customer = draft.header.customer_id.map(Id::get);
        rows.extend(customer.map(|id| ("customers", id)));
    }
    locks::lock(conn, rows).map(drop)
}

/// Locks the carrier and the places of an order that becomes open, and rejects archived ones: archived records cannot have open
/// orders.
pub(super) fn lock_active(conn: &mut DbConnection, header: &OrderHeader) -> Result<(), StoreError> {
    let links = [
        ("carriers", "/carrier_id", header.carrier_id.map(Id::get)),
        (
            "plants",
            "/ship_from_plant_id",
            header.ship_from_plant_id.map(Id::get),
        ),
        (
            "plants",
            "/ship_to_plant_id",
            header.ship_to_plant_id.map(Id::get),
        ),
        (
            "locations",
            "/ship_from_location_id",
            header.ship_from_location_id.map(Id::get),
        ),
        (
            "locations",
            "/ship_to_location_id",
            header.ship_to_location_id.map(Id::get),
        ),
    ];
    let links = links
        .into_iter()
        .filter_map(|(table, pointer, id)| Some((table, pointer, id?)));
    let links: Vec<(&'static str, &str, i64)> = links.collect();
    let locked = locks::lock(conn, links.iter().map(|(table, _, id)| (*table, *id)))?;
    let mut errors = FieldErrors::new();
    for (table, pointer, id) in links {
        errors.require(
            !locked.is_archived(table, id),
            pointer,
            "archived",
            "This record is archived. Choose another or restore it",
        );
    }
    errors.into_result().map_err(StoreError::Invalid)
}
