//! Orders in lists: the list row, filters, sort keys and the API path.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::lifecycle::OrderStatus;
use super::order::{PurchaseOrder, PurchaseOrderDraft};
use super::totals::Totals;
use crate::carriers::Carrier;
use crate::choices::{LogisticsScenario, lists};
use crate::customers::Customer;
use crate::decimal::Money;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::permissions::Operation;
use crate::plants::Plant;
use crate::products::Product;
use crate::record::{Business, EntityKind, Resource, Stamps};
use crate::suppliers::Supplier;
use crate::users::User;

/// List row of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurchaseOrderSummary {
    /// Id.
    pub id: Id<PurchaseOrder>,
    /// Version of the record.
    pub version: i64,
    /// Number.
    #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041"))]
    pub number: String,
    /// Status.
    pub status: OrderStatus,
    /// Supplier.
    pub supplier_id: Id<Supplier>,
    /// Name of the supplier.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub supplier_name: String,
    /// Customer.
    pub customer_id: Option<Id<Customer>>,
    /// Name of the customer.
    #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
    pub customer_name: Option<String>,
    /// Bought without a customer yet.
    pub for_stock: bool,
    /// Who moves the load.
    pub logistics_scenario: LogisticsScenario,
    /// Order date.
    pub order_date: NaiveDate,
    /// Planned pickup date.
    pub pickup_date: Option<NaiveDate>,
    /// Planned delivery date.
    pub delivery_date: Option<NaiveDate>,
    /// Ship date.
    pub shipped_on: Option<NaiveDate>,
    /// Delivery date.
    pub delivered_on: Option<NaiveDate>,
    /// Carrier.
    pub carrier_id: Option<Id<Carrier>>,
    /// Name of the carrier.
    #[cfg_attr(feature = "openapi", schema(example = "Northquill Refrigerated Lines"))]
    pub carrier_name: Option<String>,
    /// Plant that it leaves from.
    pub ship_from_plant_id: Option<Id<Plant>>,
    /// Name of the plant.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Grand Island"))]
    pub ship_from_plant_name: Option<String>,
    /// Sums.
    #[serde(flatten)]
    pub totals: Totals,
    /// Amount of the order less the amount billed; null if they agree.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub billing_difference: Option<Money>,
    /// Owner.
    pub owner_id: Id<User>,
    /// Display name of the owner.
    pub owner_name: String,
    /// Time of creation.
    #[serde(with = "crate::record::instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// Time of the last change, including archive and restore.
    #[serde(with = "crate::record::instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: NaiveDateTime,
    /// Time of archiving; null while active.
    #[serde(with = "crate::record::instant::optional")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub archived_at: Option<NaiveDateTime>,
}

filter! {
    /// Filters of the list of orders.
    pub struct PurchaseOrderFilter {
        /// Status.
        pub status: AnyOf<Choice<OrderStatus>>,
        /// Supplier.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// Customer.
        pub customer_id: AnyOf<Id<Customer>>,
        /// Carrier.
        pub carrier_id: AnyOf<Id<Carrier>>,
        /// Product on any line.
        pub product_id: AnyOf<Id<Product>>,
        /// Species of the product on any line.
        pub species: AnyOf<String> as lists::SPECIES,
        /// Plant that it leaves from.
        pub ship_from_plant_id: AnyOf<Id<Plant>>,
        /// Who moves the load.
        pub logistics_scenario: AnyOf<Choice<LogisticsScenario>>,
        /// Bought without a customer.
        pub for_stock: Option<bool>,
        /// Whether the load has arrived.
        pub fulfilled: Option<bool>,
        /// Whether the order differs from what is billed of it.
        pub has_billing_difference: Option<bool>,
        /// Buying total.
        pub buy_total: Range<Money>,
        /// Order date.
        pub order_date: Range<NaiveDate>,
        /// Planned pickup date.
        pub pickup_date: Range<NaiveDate>,
        /// Planned delivery date.
        pub delivery_date: Range<NaiveDate>,
        /// Ship date.
        pub shipped_on: Range<NaiveDate>,
        /// Delivery date.
        pub delivered_on: Range<NaiveDate>,
    }
}

sort_keys! {
    /// Sort keys of the list of orders. Orders without the value come last when ascending.
    pub enum PurchaseOrderSort {
        /// Order date.
        OrderDate = "order_date",
        /// Number.
        Number = "number",
        /// Planned pickup date.
        PickupDate = "pickup_date",
        /// Planned delivery date.
        DeliveryDate = "delivery_date",
        /// Status, in the order of the lifecycle.
        Status = "status",
        /// Name of the supplier, ignoring case.
        SupplierName = "supplier_name",
        /// Name of the customer, ignoring case.
        CustomerName = "customer_name",
        /// Buying total.
        BuyTotal = "buy_total",
        /// Selling total.
        SellTotal = "sell_total",
        /// Selling total less buying total and our freight cost.
        Margin = "margin",
        /// Margin per pound.
        MarginPerLb = "margin_per_lb",
        /// Weight in pounds, actual where known.
        WeightLb = "weight_lb",
        /// Actual weight in pounds; orders that are not weighed come last when ascending.
        ActualWeightLb = "actual_weight_lb",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [OrderDate desc, Number desc]
}

impl Resource for PurchaseOrder {
    const KIND: EntityKind = EntityKind::PurchaseOrder;
    const PATH: &'static str = "purchase-orders";
    const READ_ONLY: &'static [&'static str] = &[
        "id",
        "version",
        "status",
        "allowed_actions",
        "currency",
        "supplier_name",
        "customer_name",
        "mapping_name",
        "carrier_name",
        "ship_from_plant_name",
        "ship_from_location_name",
        "ship_to_location_name",
        "ship_to_plant_name",
        "supplier_contact_name",
        "customer_contact_name",
        "archived_links",
        "shipped_on",
        "delivered_on",
        "supplier_snapshot",
        "customer_snapshot",
        "carrier_snapshot",
        "ship_from_snapshot",
        "ship_to_snapshot",
        "cancel_reason",
        "unbilled_reason",
        "is_prepaid",
        "invoices",
        "billing_difference",
        "moves",
        "ordered_weight_lb",
        "actual_weight_lb",
        "weight_lb",
        "buy_total",
        "sell_total",
        "margin",
        "margin_per_lb",
        "is_estimated",
        "is_overweight",
        "owner_name",
        "created_at",
        "created_by",
        "created_by_name",
        "updated_at",
        "updated_by",
        "updated_by_name",
        "archived_at",
        "archived_by",
    ];

    type Draft = PurchaseOrderDraft;
    type Summary = PurchaseOrderSummary;
    type Filter = PurchaseOrderFilter;
    type Sort = PurchaseOrderSort;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn draft(&self) -> PurchaseOrderDraft {
        PurchaseOrderDraft {
            accept_negative_margin: false,
            correct_invoices: None,
            change_reason: None,
            margin_reason: None,
            r#override: None,
            header: self.details.clone(),
            lines: self.lines.iter().map(|line| line.details.clone()).collect(),
            costs: self.costs.iter().map(|cost| cost.details.clone()).collect(),
        }
    }

    fn is_archived(&self) -> bool {
        self.stamps.archived_at.is_some()
    }

    fn label(&self) -> String {
        self.details.number.clone().unwrap_or_default()
    }
}

impl Business for PurchaseOrder {
    fn stamps(&self) -> &Stamps {
        &self.stamps
    }

    fn owner(draft: &PurchaseOrderDraft) -> Option<Id<User>> {
        draft.header.owner_id
    }

    fn set_owner(draft: &mut PurchaseOrderDraft, owner: Id<User>) {
        draft.header.owner_id = Some(owner);
    }

    fn required_operation(
        _before: Option<&PurchaseOrderDraft>,
        _after: &PurchaseOrderDraft,
    ) -> Option<Operation> {
        None
    }
}
