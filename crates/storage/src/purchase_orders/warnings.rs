//! Warnings of an order before a gate rejects it.

use chrono::NaiveDate;
use chrono_tz::Tz;
use diesel::prelude::*;
use domain::locations::Location;
use domain::purchase_orders::{
    Appointment, DockFacts, PurchaseOrder, WarningFacts, order_warnings,
};
use domain::{FieldError, Id};

use super::{link_facts, parties};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::purchase_order_rows::read;
use crate::schema::locations;

/// The warnings of an order today.
///
/// # Errors
/// `NotFound` if there is no such order.
pub fn warnings(
    conn: &mut DbConnection,
    id: Id<PurchaseOrder>,
    today: NaiveDate,
) -> Result<Vec<FieldError>, StoreError> {
    let order = read::get(conn, id)?;
    let header = &order.details;
    let credit = match header.customer_id {
        Some(customer) => Some(parties::customer_facts(conn, customer.get(), None)?.1),
        None => None,
    };
    let carrier = match header.carrier_id {
        Some(carrier) => Some(link_facts::carrier_facts(conn, carrier)?),
        None => None,
    };
    let pickup = header.pickup_appointment.as_ref();
    let delivery = header.delivery_appointment.as_ref();
    let facts = WarningFacts {
        credit,
        carrier,
        pickup_dock: dock(conn, header.ship_from_location_id, pickup)?,
        delivery_dock: dock(conn, header.ship_to_location_id, delivery)?,
    };
    let (status, lines) = (order.status, &order.lines);
    Ok(order_warnings(status, header, lines, &facts, today))
}

/// Receiving hours of a dock, and its appointment in local time: in the zone of the appointment, else of the dock.
fn dock(
    conn: &mut DbConnection,
    location: Option<Id<Location>>,
    appointment: Option<&Appointment>,
) -> Result<Option<DockFacts>, StoreError> {
    let (Some(location), Some(appointment)) = (location, appointment) else {
        return Ok(None);
    };
    let (hours, zone): (Option<String>, Option<String>) = locations::table
        .find(location.get())
        .select((locations::receiving_hours, locations::time_zone))
        .get_result(conn)?;
    let zone = appointment.time_zone.clone().or(zone);
    let zone: Option<Tz> = zone.and_then(|zone| zone.parse().ok());
    let at = appointment.at.zip(zone);
    Ok(hours.map(|receiving_hours| DockFacts {
        receiving_hours,
        appointment: at.map(|(at, zone)| at.0.and_utc().with_timezone(&zone).time()),
    }))
}
