//! The rows of an order, and the way between them and the order itself. Codes and scaled integers here, the trade's types there.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use domain::choices::{Currency, FixedChoice};
use domain::id::Id;
use domain::purchase_orders::{
    Appointment, LinkNames, Move, OrderHeader, OrderLine, OrderStatus, PurchaseOrder,
    PurchaseOrderSummary, Totals,
};
use domain::record::{Instant, Stamps};
use domain::text::name_key;
use domain::{Money, PricePerLb, Temperature, WeightAmount};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::lines::LineValues;
use super::links::LinkValues;
use super::snapshots::RouteSnapshots;
use crate::audit::PROGRAM;
use crate::codes::{FAR_TEXT, read as code, read_some};
use crate::error::StoreError;
use crate::names::Names;
use crate::numbers::number_sort;
use crate::schema::{purchase_order_details, purchase_order_moves, purchase_orders};

/// An order in its table, the id aside: what lists need.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = purchase_orders, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct OrderValues {
    pub(crate) version: i64,
    pub(crate) number: String,
    pub(crate) number_sort: String,
    pub(crate) status: String,
    pub(crate) status_rank: i32,
    pub(crate) supplier_id: i64,
    pub(crate) supplier_name: String,
    pub(crate) supplier_name_key: String,
    pub(crate) customer_id: Option<i64>,
    pub(crate) customer_name: Option<String>,
    pub(crate) customer_name_key: String,
    pub(crate) for_stock: bool,
    pub(crate) logistics_scenario: String,
    pub(crate) order_date: NaiveDate,
    pub(crate) pickup_date: Option<NaiveDate>,
    pub(crate) delivery_date: Option<NaiveDate>,
    pub(crate) shipped_on: Option<NaiveDate>,
    pub(crate) delivered_on: Option<NaiveDate>,
    pub(crate) ordered_weight_lb: i64,
    pub(crate) actual_weight_lb: Option<i64>,
    pub(crate) weight_lb: i64,
    pub(crate) buy_total: Option<i64>,
    pub(crate) sell_total: Option<i64>,
    pub(crate) margin: Option<i64>,
    pub(crate) is_estimated: bool,
    pub(crate) owner_id: i64,
    pub(crate) created_at: NaiveDateTime,
    pub(crate) updated_at: NaiveDateTime,
    pub(crate) archived_at: Option<NaiveDateTime>,
    pub(crate) archived_by: Option<i64>,
    /// For sorting; derived from `margin` and `weight_lb`.
    pub(crate) margin_per_lb: Option<i64>,
}

/// The rest of an order.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = purchase_order_details, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct DetailValues {
    pub(crate) created_by: i64,
    pub(crate) updated_by: i64,
    pub(crate) deal_role: String,
    pub(crate) requested_delivery_date: Option<NaiveDate>,
    pub(crate) pickup_at: Option<NaiveDateTime>,
    pub(crate) pickup_time_zone: Option<String>,
    pub(crate) pickup_method: Option<String>,
    pub(crate) pickup_confirmation: Option<String>,
    pub(crate) delivery_at: Option<NaiveDateTime>,
    pub(crate) delivery_time_zone: Option<String>,
    pub(crate) delivery_method: Option<String>,
    pub(crate) delivery_confirmation: Option<String>,
    pub(crate) freight_terms: Option<String>,
    pub(crate) freight_cost: Option<i64>,
    pub(crate) supplier_confirmation_number: Option<String>,
    pub(crate) release_format: Option<String>,
    pub(crate) carrier_release_number: Option<String>,
    pub(crate) customer_po_number: Option<String>,
    pub(crate) supplier_terms: Option<String>,
    pub(crate) customer_terms: Option<String>,
    pub(crate) temperature_setpoint_f: Option<i64>,
    pub(crate) seal_out: Option<String>,
    pub(crate) seal_in: Option<String>,
    pub(crate) special_instructions: Option<String>,
    pub(crate) notes: Option<String>,
    pub(crate) supplier_snapshot: Option<String>,
    pub(crate) customer_snapshot: Option<String>,
    pub(crate) cancel_reason: Option<String>,
    pub(crate) unbilled_reason: Option<String>,
    pub(crate) credit_amount: i64,
    pub(crate) route_snapshots: Option<String>,
}

/// A step, its id aside.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = purchase_order_moves, treat_none_as_default_value = false)]
pub(crate) struct MoveValues {
    pub(crate) order_id: i64,
    pub(crate) status: String,
    pub(crate) moved_at: NaiveDateTime,
    pub(crate) moved_by: Option<i64>,
    pub(crate) reason: Option<String>,
}

/// Everything that makes up one order, as read.
pub(super) struct OrderRows {
    pub(super) id: i64,
    pub(super) values: OrderValues,
    pub(super) details: DetailValues,
    pub(super) links: LinkValues,
    pub(super) lines: Vec<(i64, LineValues)>,
    pub(super) moves: Vec<MoveValues>,
    pub(super) is_prepaid: bool,
}

/// Who hauls an order and where it leaves from, as rows of lists show it.
#[derive(Debug, Default)]
pub(super) struct Route {
    pub(super) carrier: Option<(i64, String)>,
    pub(super) plant: Option<(i64, String)>,
}

impl OrderValues {
    /// The row of an order.
    pub(super) fn of(order: &PurchaseOrder) -> Result<Self, StoreError> {
        let header = &order.details;
        let missing = |what: &str| StoreError::internal(format!("an order without {what}"));
        let number = header.number.clone().ok_or_else(|| missing("number"))?;
        let customer_name = order.customer_name.clone();
        Ok(Self {
            version: order.version,
            number_sort: number_sort(&number),
            number,
            status: order.status.code().to_owned(),
            status_rank: rank(order.status),
            supplier_id: header.supplier_id.ok_or_else(|| missing("supplier"))?.get(),
            supplier_name_key: name_key(&order.supplier_name),
            supplier_name: order.supplier_name.clone(),
            customer_id: header.customer_id.map(Id::get),
            customer_name_key: customer_name
                .as_deref()
                .map_or_else(|| FAR_TEXT.to_owned(), name_key),
            customer_name,
            for_stock: header.for_stock,
            logistics_scenario: header.logistics_scenario.code().to_owned(),
            order_date: header.order_date.ok_or_else(|| missing("date"))?,
            pickup_date: header.pickup_date,
            delivery_date: header.delivery_date,
            shipped_on: order.shipped_on,
            delivered_on: order.delivered_on,
            ordered_weight_lb: order.totals.ordered_weight_lb.units(),
            actual_weight_lb: order.totals.actual_weight_lb.map(WeightAmount::units),
            weight_lb: order.totals.weight_lb.units(),
            buy_total: order.totals.buy_total.map(Money::units),
            sell_total: order.totals.sell_total.map(Money::units),
            margin: order.totals.margin.map(Money::units),
            is_estimated: order.totals.is_estimated,
            owner_id: header.owner_id.ok_or_else(|| missing("owner"))?.get(),
            created_at: order.stamps.created_at,
            updated_at: order.stamps.updated_at,
            archived_at: order.stamps.archived_at,
            archived_by: order.stamps.archived_by.map(Id::get),
            margin_per_lb: order.totals.margin_per_lb.map(PricePerLb::units),
        })
    }

    fn totals(&self) -> Totals {
        let weight_lb = WeightAmount::of(self.weight_lb);
        let margin = self.margin.map(Money::of);
        Totals {
            ordered_weight_lb: WeightAmount::of(self.ordered_weight_lb),
            actual_weight_lb: self.actual_weight_lb.map(WeightAmount::of),
            weight_lb,
            buy_total: self.buy_total.map(Money::of),
            sell_total: self.sell_total.map(Money::of),
            margin,
            margin_per_lb: margin.and_then(|margin| margin.per_lb(weight_lb)),
            is_estimated: self.is_estimated,
            is_overweight: weight_lb > domain::purchase_orders::LOAD_LIMIT_LB,
        }
    }

    /// The light row of lists.
    pub(super) fn summary(
        self,
        id: i64,
        owner_name: String,
        route: Route,
        billing_difference: Option<Money>,
    ) -> Result<PurchaseOrderSummary, StoreError> {
        let (carrier_id, carrier_name) = route.carrier.unzip();
        let (plant_id, ship_from_plant_name) = route.plant.unzip();
        Ok(PurchaseOrderSummary {
            carrier_id: carrier_id.map(Id::new),
            carrier_name,
            ship_from_plant_id: plant_id.map(Id::new),
            ship_from_plant_name,
            id: Id::new(id),
            version: self.version,
            status: code(&self.status)?,
            logistics_scenario: code(&self.logistics_scenario)?,
            totals: self.totals(),
            billing_difference,
            number: self.number,
            supplier_id: Id::new(self.supplier_id),
            supplier_name: self.supplier_name,
            customer_id: self.customer_id.map(Id::new),
            customer_name: self.customer_name,
            for_stock: self.for_stock,
            order_date: self.order_date,
            pickup_date: self.pickup_date,
            delivery_date: self.delivery_date,
            shipped_on: self.shipped_on,
            delivered_on: self.delivered_on,
            owner_id: Id::new(self.owner_id),
            owner_name,
            created_at: self.created_at,
            updated_at: self.updated_at,
            archived_at: self.archived_at,
        })
    }
}

/// Place of a state in the life of an order, as the status column sorts.
pub(super) fn rank(status: OrderStatus) -> i32 {
    OrderStatus::ALL
        .iter()
        .zip(0..)
        .find(|(known, _)| **known == status)
        .map_or(0, |(_, rank)| rank)
}

impl DetailValues {
    /// The row of an order.
    pub(super) fn of(order: &PurchaseOrder) -> Result<Self, StoreError> {
        let header = &order.details;
        let pickup = header.pickup_appointment.clone().unwrap_or_default();
        let delivery = header.delivery_appointment.clone().unwrap_or_default();
        Ok(Self {
            created_by: order.stamps.created_by.get(),
            updated_by: order.stamps.updated_by.get(),
            deal_role: header.deal_role.code().to_owned(),
            requested_delivery_date: header.requested_delivery_date,
            pickup_at: pickup.at.map(|instant| instant.0),
            pickup_time_zone: pickup.time_zone,
            pickup_method: pickup.method,
            pickup_confirmation: pickup.confirmation,
            delivery_at: delivery.at.map(|instant| instant.0),
            delivery_time_zone: delivery.time_zone,
            delivery_method: delivery.method,
            delivery_confirmation: delivery.confirmation,
            freight_terms: header.freight_terms.clone(),
            freight_cost: header.freight_cost.map(Money::units),
            supplier_confirmation_number: header.supplier_confirmation_number.clone(),
            release_format: header.release_format.map(|format| format.code().to_owned()),
            carrier_release_number: header.carrier_release_number.clone(),
            customer_po_number: header.customer_po_number.clone(),
            supplier_terms: header.supplier_terms.clone(),
            customer_terms: header.customer_terms.clone(),
            temperature_setpoint_f: header.temperature_setpoint_f.map(Temperature::units),
            seal_out: header.seal_out.clone(),
            seal_in: header.seal_in.clone(),
            special_instructions: header.special_instructions.clone(),
            notes: header.notes.clone(),
            supplier_snapshot: write_json(order.supplier_snapshot.as_ref())?,
            customer_snapshot: write_json(order.customer_snapshot.as_ref())?,
            cancel_reason: order.cancel_reason.clone(),
            unbilled_reason: order.unbilled_reason.clone(),
            credit_amount: order.credit_amount().units(),
            route_snapshots: write_json(RouteSnapshots::of(order).as_ref())?,
        })
    }

    fn appointments(&self) -> (Option<Appointment>, Option<Appointment>) {
        let given = |appointment: Appointment| {
            Some(appointment).filter(|appointment| *appointment != Appointment::default())
        };
        (
            given(Appointment {
                at: self.pickup_at.map(Instant),
                time_zone: self.pickup_time_zone.clone(),
                method: self.pickup_method.clone(),
                confirmation: self.pickup_confirmation.clone(),
            }),
            given(Appointment {
                at: self.delivery_at.map(Instant),
                time_zone: self.delivery_time_zone.clone(),
                method: self.delivery_method.clone(),
                confirmation: self.delivery_confirmation.clone(),
            }),
        )
    }
}

impl OrderRows {
    /// Whose names the order shows.
    pub(super) fn people(&self) -> Vec<i64> {
        let mut people = vec![
            self.values.owner_id,
            self.details.created_by,
            self.details.updated_by,
        ];
        people.extend(self.moves.iter().filter_map(|step| step.moved_by));
        people
    }

    /// The order.
    pub(super) fn order(self, names: &Names) -> Result<PurchaseOrder, StoreError> {
        let Self {
            id,
            values,
            details,
            links,
            lines,
            moves,
            is_prepaid,
        } = self;
        let status: OrderStatus = code(&values.status)?;
        let totals = values.totals();
        let (pickup_appointment, delivery_appointment) = details.appointments();
        let route: RouteSnapshots =
            read_json(details.route_snapshots.as_deref())?.unwrap_or_default();
        let moves = moves
            .into_iter()
            .map(|step| {
                Ok(Move {
                    status: code(&step.status)?,
                    at: Instant(step.moved_at),
                    by: step.moved_by.map(Id::new),
                    by_name: step
                        .moved_by
                        .map_or_else(|| PROGRAM.to_owned(), |id| names.get(id)),
                    reason: step.reason,
                })
            })
            .collect::<Result<Vec<Move>, StoreError>>()?;
        let lines = lines
            .into_iter()
            .map(|(id, line)| line.line(id))
            .collect::<Result<Vec<OrderLine>, StoreError>>()?;
        Ok(PurchaseOrder {
            id: Id::new(id),
            version: values.version,
            status,
            allowed_actions: status.allowed_actions().to_vec(),
            lines,
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
                owner_name: names.get(values.owner_id),
                created_at: values.created_at,
                created_by: Id::new(details.created_by),
                created_by_name: names.get(details.created_by),
                updated_at: values.updated_at,
                updated_by: Id::new(details.updated_by),
                updated_by_name: names.get(details.updated_by),
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

fn write_json<T: Serialize>(value: Option<&T>) -> Result<Option<String>, StoreError> {
    Ok(value.map(serde_json::to_string).transpose()?)
}

fn read_json<T: DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    Ok(text.map(serde_json::from_str).transpose()?)
}
