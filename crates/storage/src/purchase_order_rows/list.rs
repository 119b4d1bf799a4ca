//! The list of orders. A page is one walk along an index; the party names that it shows are in the rows.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use domain::Money;
use domain::choices::FixedChoice;
use domain::filter::{AnyOf, Choice, Range};
use domain::purchase_orders::{
    OrderStatus, PurchaseOrder, PurchaseOrderFilter, PurchaseOrderSort, PurchaseOrderSummary,
};
use domain::record::EntityKind;

use super::links;
use super::rows::{OrderValues, rank};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::{Conditions, Stored, Subquery};
use crate::fixed_sql::fixed_sql;
use crate::fragment::{Fragment, Value};
use crate::lists::ListStore;
use crate::paging::{self, FAR_CENTS, FAR_PER_LB, LAST_DAY, SortColumn};
use crate::schema::purchase_orders;
use crate::search::Found;
use crate::stamps::user_name;

/// What the order differs from its invoices by.
const DIFFERENCE: &str = "(SELECT purchase_order_differences.amount FROM purchase_order_differences \
     WHERE purchase_order_differences.order_id = purchase_orders.id)";
const PICKUP: &str = "coalesce(purchase_orders.pickup_date, '9999-12-31')";
const DELIVERY: &str = "coalesce(purchase_orders.delivery_date, '9999-12-31')";
const SHIPPED: &str = "coalesce(purchase_orders.shipped_on, '9999-12-31')";
const DELIVERED: &str = "coalesce(purchase_orders.delivered_on, '9999-12-31')";
const ACTUAL_WEIGHT: &str = "coalesce(purchase_orders.actual_weight_lb, 999999999999999)";
const BUY_TOTAL: &str = "coalesce(purchase_orders.buy_total, 999999999999999)";
const SELL_TOTAL: &str = "coalesce(purchase_orders.sell_total, 999999999999999)";
const MARGIN: &str = "coalesce(purchase_orders.margin, 999999999999999)";
const MARGIN_PER_LB: &str = "coalesce(purchase_orders.margin_per_lb, 9999999999999999)";

/// Orders that differ from what is billed of them. They are few, and new writes cannot create any.
const DIFFERS: &str = "purchase_orders.id IN (SELECT purchase_order_differences.order_id FROM purchase_order_differences)";

const AGREES: &str = "NOT EXISTS (SELECT 1 FROM purchase_order_differences \
     WHERE purchase_order_differences.order_id = purchase_orders.id)";

/// Links and lines of orders; with a condition, to which more can be added.
const LINKS: Subquery<'static> = Subquery {
    owner: "order_id",
    rows: "purchase_order_links WHERE 1 = 1",
};
const LINES: Subquery<'static> = Subquery {
    owner: "order_id",
    rows: "purchase_order_lines WHERE 1 = 1",
};
const GOODS: Subquery<'static> = Subquery {
    owner: "order_id",
    rows: "purchase_order_lines JOIN products ON products.id = purchase_order_lines.product_id WHERE 1 = 1",
};

type Row = (i64, OrderValues, String, Option<i64>);

impl ListStore for PurchaseOrder {
    type Filter = PurchaseOrderFilter;
    type Sort = PurchaseOrderSort;
    type Row = Row;
    type Summary = PurchaseOrderSummary;
    const KIND: EntityKind = EntityKind::PurchaseOrder;

    fn conditions(filter: &PurchaseOrderFilter, _today: NaiveDate, found: &Found) -> Conditions {
        let mut all = Conditions::common("purchase_orders", &filter.common);
        all.search(found, purchase_orders::id);
        all.any_of(purchase_orders::status_rank, &ranks(&filter.status));
        all.any_of(purchase_orders::supplier_id, &filter.supplier_id);
        all.any_of(purchase_orders::customer_id, &filter.customer_id);
        all.any_of(
            purchase_orders::logistics_scenario,
            &filter.logistics_scenario,
        );
        let id = "purchase_orders.id";
        all.among(id, &LINKS, "carrier_id", &filter.carrier_id);
        all.among(id, &LINKS, "ship_from_plant_id", &filter.ship_from_plant_id);
        all.among(id, &LINES, "product_id", &filter.product_id);
        all.among(id, &GOODS, "products.species", &filter.species);
        // A literal condition, because the index is partial.
        match filter.for_stock {
            Some(true) => all.push(Fragment::sql("purchase_orders.for_stock")),
            Some(false) => all.push(Fragment::sql("NOT purchase_orders.for_stock")),
            None => {}
        }
        all.has(purchase_orders::delivered_on, filter.fulfilled);
        match filter.has_billing_difference {
            Some(true) => all.push(Fragment::sql(DIFFERS)),
            Some(false) => all.push(Fragment::sql(AGREES)),
            None => {}
        }
        all.range_through(BUY_TOTAL, &filter.buy_total);
        all.range(purchase_orders::order_date, &filter.order_date);
        all.range_through(PICKUP, &filter.pickup_date);
        all.range_through(DELIVERY, &filter.delivery_date);
        all.range_through(SHIPPED, &filter.shipped_on);
        all.range_through(DELIVERED, &filter.delivered_on);
        for days in [
            &filter.pickup_date,
            &filter.delivery_date,
            &filter.shipped_on,
            &filter.delivered_on,
        ] {
            ordered_by_then(&mut all, days);
        }
        all
    }

    fn sort_column(key: PurchaseOrderSort) -> SortColumn<Row> {
        use PurchaseOrderSort as S;
        match key {
            S::OrderDate => SortColumn::new("purchase_orders.order_date", |(_, row, ..)| {
                Value::Day(row.order_date)
            }),
            S::Number => SortColumn::new("purchase_orders.number_sort", |(_, row, ..)| {
                Value::Text(row.number_sort.clone())
            }),
            S::PickupDate => SortColumn::new(PICKUP, |(_, row, ..)| {
                Value::Day(row.pickup_date.unwrap_or(LAST_DAY))
            }),
            S::DeliveryDate => SortColumn::new(DELIVERY, |(_, row, ..)| {
                Value::Day(row.delivery_date.unwrap_or(LAST_DAY))
            }),
            S::Status => SortColumn::new("purchase_orders.status_rank", |(_, row, ..)| {
                Value::Int(row.status_rank.into())
            }),
            S::SupplierName => {
                SortColumn::new("purchase_orders.supplier_name_key", |(_, row, ..)| {
                    Value::Text(row.supplier_name_key.clone())
                })
            }
            S::CustomerName => {
                SortColumn::new("purchase_orders.customer_name_key", |(_, row, ..)| {
                    Value::Text(row.customer_name_key.clone())
                })
            }
            S::BuyTotal => SortColumn::new(BUY_TOTAL, |(_, row, ..)| {
                Value::Int(row.buy_total.unwrap_or(FAR_CENTS))
            }),
            S::SellTotal => SortColumn::new(SELL_TOTAL, |(_, row, ..)| {
                Value::Int(row.sell_total.unwrap_or(FAR_CENTS))
            }),
            S::Margin => SortColumn::new(MARGIN, |(_, row, ..)| {
                Value::Int(row.margin.unwrap_or(FAR_CENTS))
            }),
            S::MarginPerLb => SortColumn::new(MARGIN_PER_LB, |(_, row, ..)| {
                Value::Int(row.margin_per_lb.unwrap_or(FAR_PER_LB))
            }),
            S::WeightLb => SortColumn::new("purchase_orders.weight_lb", |(_, row, ..)| {
                Value::Int(row.weight_lb)
            }),
            S::ActualWeightLb => SortColumn::new(ACTUAL_WEIGHT, |(_, row, ..)| {
                Value::Int(row.actual_weight_lb.unwrap_or(FAR_CENTS))
            }),
            S::CreatedAt => SortColumn::new("purchase_orders.created_at", |(_, row, ..)| {
                Value::Instant(row.created_at)
            }),
            S::UpdatedAt => SortColumn::new("purchase_orders.updated_at", |(_, row, ..)| {
                Value::Instant(row.updated_at)
            }),
            S::Id => SortColumn::new("purchase_orders.id", |(id, ..)| Value::Int(*id)),
        }
    }

    fn sort_by_id() -> SortColumn<Row> {
        SortColumn::new("purchase_orders.id", |row| Value::Int(row.0))
    }

    fn rows(
        conn: &mut DbConnection,
        conditions: Fragment,
        order: Fragment,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(purchase_orders::table
            .filter(conditions)
            .order_by(order)
            .select((
                purchase_orders::id,
                OrderValues::as_select(),
                user_name!(purchase_orders, "owner_id"),
                fixed_sql::<Nullable<BigInt>>(DIFFERENCE),
            ))
            .load(conn)?)
    }

    fn count(conn: &mut DbConnection, conditions: Fragment) -> Result<(i64, bool), StoreError> {
        let all = purchase_orders::table.filter(conditions);
        paging::count(conn, all.select(purchase_orders::id))
    }

    fn summaries(
        conn: &mut DbConnection,
        _today: NaiveDate,
        rows: Vec<Row>,
    ) -> Result<Vec<PurchaseOrderSummary>, StoreError> {
        let mut routes = links::routes(conn, rows.iter().map(|row| row.0))?;
        let summary = |(id, values, owner_name, difference): Row| {
            let route = routes.remove(&id).unwrap_or_default();
            values.summary(id, owner_name, route, difference.map(Money::of))
        };
        rows.into_iter().map(summary).collect()
    }
}

/// No date of an order is before its order date. The extra bound lets a walk along the order dates start at the first possible row
/// instead of today.
fn ordered_by_then(all: &mut Conditions, days: &Range<NaiveDate>) {
    let latest = [days.eq, days.lte, days.lt].into_iter().flatten().min();
    if latest.is_some() {
        let bound = Range {
            lte: latest,
            ..Range::default()
        };
        all.range(purchase_orders::order_date, &bound);
    }
}

/// The rank of a status in the lifecycle, as in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rank(i32);

impl Stored for Rank {
    fn stored(&self) -> Value {
        Value::Int(self.0.into())
    }
}

/// Nearly all orders are closed. A list of statuses that includes closed is inverted to NOT IN, so that neither database tries an
/// index, which would not help.
fn ranks(states: &AnyOf<Choice<OrderStatus>>) -> AnyOf<Rank> {
    let ranked =
        |states: &[Choice<OrderStatus>]| states.iter().map(|state| Rank(rank(state.0))).collect();
    let mut ranks = AnyOf {
        any: ranked(&states.any),
        not: ranked(&states.not),
        is_null: states.is_null,
    };
    if ranks.any.len() > 1 && ranks.any.contains(&Rank(rank(OrderStatus::Closed))) {
        let wanted = std::mem::take(&mut ranks.any);
        let all = OrderStatus::ALL.iter().map(|state| Rank(rank(*state)));
        ranks.not.extend(all.filter(|rank| !wanted.contains(rank)));
    }
    ranks
}
