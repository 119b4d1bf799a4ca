//! The rows of an order, and their conversion: rows hold codes and scaled integers, the domain has its own types.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use domain::choices::FixedChoice;
use domain::id::Id;
use domain::purchase_orders::{
    Appointment, OrderStatus, PurchaseOrder, PurchaseOrderSummary, Totals,
};
use domain::record::Instant;
use domain::text::name_key;
use domain::{Money, PricePerLb, Temperature, WeightAmount};
use serde::Serialize;

use super::snapshots::RouteSnapshots;
use crate::codes::{FAR_TEXT, read as code};
use crate::error::StoreError;
use crate::numbers::number_sort;
use crate::schema::{purchase_order_details, purchase_order_moves, purchase_orders};

/// A row of `purchase_orders`, without the id: the columns for lists.
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
    /// For sorting; computed from `margin` and `weight_lb`.
    pub(crate) margin_per_lb: Option<i64>,
}

/// The other columns of an order.
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

/// A status change, without its id.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = purchase_order_moves, treat_none_as_default_value = false)]
pub(crate) struct MoveValues {
    pub(crate) order_id: i64,
    pub(crate) status: String,
    pub(crate) moved_at: NaiveDateTime,
    pub(crate) moved_by: Option<i64>,
    pub(crate) reason: Option<String>,
}

/// Carrier and origin of an order, for list rows.
#[derive(Debug, Default)]
pub(crate) struct Route {
    pub(crate) carrier: Option<(i64, String)>,
    pub(crate) plant: Option<(i64, String)>,
}

impl OrderValues {
    /// Converts an order to its row.
    pub(crate) fn of(order: &PurchaseOrder) -> Result<Self, StoreError> {
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

    pub(crate) fn totals(&self) -> Totals {
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
            is_overweight: weight_lb > domain::settings::current().load_limit_lb,
        }
    }

    /// Converts the row to a list row.
    pub(crate) fn summary(
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

/// Rank of a status in the lifecycle, for the sort column.
pub(crate) fn rank(status: OrderStatus) -> i32 {
    OrderStatus::ALL
        .iter()
        .zip(0..)
        .find(|(known, _)| **known == status)
        .map_or(0, |(_, rank)| rank)
}

impl DetailValues {
    /// Converts an order to its details row.
    pub(crate) fn of(order: &PurchaseOrder) -> Result<Self, StoreError> {
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

    pub(crate) fn appointments(&self) -> (Option<Appointment>, Option<Appointment>) {
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

fn write_json<T: Serialize>(value: Option<&T>) -> Result<Option<String>, StoreError> {
    Ok(value.map(serde_json::to_string).transpose()?)
}
