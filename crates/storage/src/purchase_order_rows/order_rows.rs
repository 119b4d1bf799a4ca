//! The row of an order, and its conversion to an order.

use domain::choices::Currency;
use domain::id::Id;
use domain::purchase_orders::{
    LinkNames, Move, OrderCost, OrderHeader, OrderLine, OrderStatus, PurchaseOrder,
};
use domain::record::Stamps;
use domain::{Money, Temperature};
use serde::de::DeserializeOwned;

use super::links::{LinkRow, LinkValues};
use super::rows::{DetailValues, OrderValues};
use super::snapshots::RouteSnapshots;
use crate::codes::{read as code, read_some};
use crate::error::StoreError;

/// Names of the owner, of who created the order, and of who changed it last.
pub(crate) type UserNames = (String, String, String);

/// The row of an order, with all names that it shows.
pub(crate) struct OrderRow {
    pub(crate) values: OrderValues,
    pub(crate) details: DetailValues,
    pub(crate) links: LinkValues,
    pub(crate) is_prepaid: bool,
    pub(crate) has_costs: bool,
    pub(crate) users: UserNames,
    pub(crate) names: LinkRow,
}

impl OrderRow {
    /// Converts the row to an order; names of links and bills are filled in afterwards.
    pub(crate) fn order(
        self,
        id: i64,
        lines: Vec<OrderLine>,
        costs: Vec<OrderCost>,
        moves: Vec<Move>,
    ) -> Result<PurchaseOrder, StoreError> {
        let Self {
            values,
            details,
            links,
            is_prepaid,
            users: (owner_name, created_by_name, updated_by_name),
            ..
        } = self;
        let status: OrderStatus = code(&values.status)?;
        let totals = values.totals();
        let (pickup_appointment, delivery_appointment) = details.appointments();
        let route: RouteSnapshots =
            read_json(details.route_snapshots.as_deref())?.unwrap_or_default();
        Ok(PurchaseOrder {
            id: Id::new(id),
            version: values.version,
            status,
            allowed_actions: status.allowed_actions().to_vec(),
            lines,
            costs,
            is_margin_estimated: false,
            currency: Currency::default(),
            totals,
            supplier_snapshot: read_json(details.supplier_snapshot.as_deref())?,
            customer_snapshot: read_json(details.customer_snapshot.as_deref())?,
            carrier_snapshot: route.carrier,
            ship_from_snapshot: route.ship_from,
            ship_to_snapshot: route.ship_to,
            cancel_reason: details.cancel_reason,
            unbilled_reason: details.unbilled_reason,
            is_prepaid,
            invoices: Vec::new(),
            billing_difference: None,
            shipped_on: values.shipped_on,
            delivered_on: values.delivered_on,
            moves,
            stamps: Stamps {
                owner_name,
                created_at: values.created_at,
                created_by: Id::new(details.created_by),
                created_by_name,
                updated_at: values.updated_at,
                updated_by: Id::new(details.updated_by),
                updated_by_name,
                archived_at: values.archived_at,
                archived_by: values.archived_by.map(Id::new),
            },
            details: OrderHeader {
                number: Some(values.number),
                supplier_id: Some(Id::new(values.supplier_id)),
                customer_id: values.customer_id.map(Id::new),
                for_stock: values.for_stock,
                deal_role: code(&details.deal_role)?,
                order_date: Some(values.order_date),
                requested_delivery_date: details.requested_delivery_date,
                pickup_date: values.pickup_date,
                delivery_date: values.delivery_date,
                logistics_scenario: code(&values.logistics_scenario)?,
                freight_terms: details.freight_terms,
                freight_cost: details.freight_cost.map(Money::of),
                supplier_confirmation_number: details.supplier_confirmation_number,
                release_format: read_some(details.release_format.as_deref())?,
                carrier_release_number: details.carrier_release_number,
                customer_po_number: details.customer_po_number,
                supplier_terms: details.supplier_terms,
                customer_terms: details.customer_terms,
                temperature_setpoint_f: details.temperature_setpoint_f.map(Temperature::of),
                seal_out: details.seal_out,
                seal_in: details.seal_in,
                special_instructions: details.special_instructions,
                notes: details.notes,
                mapping_id: links.mapping_id.map(Id::new),
                carrier_id: links.carrier_id.map(Id::new),
                ship_from_plant_id: links.ship_from_plant_id.map(Id::new),
                ship_from_location_id: links.ship_from_location_id.map(Id::new),
                ship_to_location_id: links.ship_to_location_id.map(Id::new),
                ship_to_plant_id: links.ship_to_plant_id.map(Id::new),
                supplier_contact_id: links.supplier_contact_id.map(Id::new),
                customer_contact_id: links.customer_contact_id.map(Id::new),
                owner_id: Some(Id::new(values.owner_id)),
                pickup_appointment,
                delivery_appointment,
            },
            supplier_name: values.supplier_name,
            customer_name: values.customer_name,
            links: LinkNames::default(),
        })
    }
}

fn read_json<T: DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    Ok(text.map(serde_json::from_str).transpose()?)
}
