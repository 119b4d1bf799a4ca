//! Snapshots of parties and places in an order: name and address when it was issued or shipped.

use diesel::prelude::*;
use domain::Id;
use domain::contact_details::Address;
use domain::purchase_orders::{OrderHeader, PartySnapshot, PurchaseOrder};
use serde::{Deserialize, Serialize};

use crate::addresses::{AddressRow, PARTS};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::{addresses, locations, plants};

/// Snapshots of the carrier and the two places, taken when the load left.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RouteSnapshots {
    pub(crate) carrier: Option<PartySnapshot>,
    pub(crate) ship_from: Option<PartySnapshot>,
    pub(crate) ship_to: Option<PartySnapshot>,
}

impl RouteSnapshots {
    pub(crate) fn of(order: &PurchaseOrder) -> Option<Self> {
        let route = Self {
            carrier: order.carrier_snapshot.clone(),
            ship_from: order.ship_from_snapshot.clone(),
            ship_to: order.ship_to_snapshot.clone(),
        };
        Some(route).filter(|route| *route != Self::default())
    }
}

/// A party as documents show it.
pub(crate) fn snapshot(
    name: String,
    address: &Address,
    phone: Option<String>,
    email: Option<String>,
) -> PartySnapshot {
    PartySnapshot {
        name,
        address: address.one_line(),
        phone,
        email,
        ..PartySnapshot::default()
    }
}

/// The places that a load leaves from and goes to, as documents show them.
pub(crate) fn place_snapshots(
    conn: &mut DbConnection,
    header: &OrderHeader,
) -> Result<(Option<PartySnapshot>, Option<PartySnapshot>), StoreError> {
    let from = (
        header.ship_from_plant_id.map(Id::get),
        header.ship_from_location_id.map(Id::get),
    );
    let to = (
        header.ship_to_plant_id.map(Id::get),
        header.ship_to_location_id.map(Id::get),
    );
    Ok((place_snapshot(conn, from)?, place_snapshot(conn, to)?))
}

/// A plant or a location.
fn place_snapshot(
    conn: &mut DbConnection,
    (plant, location): (Option<i64>, Option<i64>),
) -> Result<Option<PartySnapshot>, StoreError> {
    type Place = (String, Option<String>, Option<String>, AddressRow);
    let place: Place = if let Some(id) = plant {
        plants::table
            .inner_join(addresses::table)
            .filter(plants::id.eq(id))
            .select((plants::name, plants::phone, plants::email, PARTS))
            .get_result(conn)?
    } else if let Some(id) = location {
        locations::table
            .inner_join(addresses::table)
            .filter(locations::id.eq(id))
            .select((locations::name, locations::phone, locations::email, PARTS))
            .get_result(conn)?
    } else {
        return Ok(None);
    };
    let (name, phone, email, address) = place;
    Ok(Some(snapshot(name, &address.into(), phone, email)))
}
