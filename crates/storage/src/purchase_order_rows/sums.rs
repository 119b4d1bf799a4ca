//! Sums and counts over the orders that match a filter, each in one statement.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::choices::FixedChoice;
use domain::filter::Choice;
use domain::purchase_orders::{
    OrderCounts, OrderStatus, OrderSums, PurchaseOrder, PurchaseOrderFilter,
};
use domain::{Money, WeightAmount};

use super::rows::rank;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::lists;
use crate::schema::purchase_orders;

type Sums = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// Sums the orders that match a filter.
///
/// # Errors
/// If the database fails.
pub fn sums(
    conn: &mut DbConnection,
    filter: &PurchaseOrderFilter,
) -> Result<OrderSums, StoreError> {
    let matching = lists::matching::<PurchaseOrder>(conn, NaiveDate::default(), filter)?;
    let (count, weight, buy, sell, margin, priced, estimated, no_buy, no_sell, no_margin): Sums =
        purchase_orders::table
            .filter(matching.all())
            .select((
                sql::<BigInt>("count(*)"),
                sql::<BigInt>("CAST(coalesce(sum(weight_lb), 0) AS BIGINT)"),
                sql::<BigInt>("CAST(coalesce(sum(buy_total), 0) AS BIGINT)"),
                sql::<BigInt>("CAST(coalesce(sum(sell_total), 0) AS BIGINT)"),
                sql::<BigInt>("CAST(coalesce(sum(margin), 0) AS BIGINT)"),
                sql::<BigInt>(
                    "CAST(coalesce(sum(weight_lb) FILTER (WHERE margin IS NOT NULL), 0) AS BIGINT)",
                ),
                sql::<BigInt>("count(*) FILTER (WHERE is_estimated)"),
                sql::<BigInt>("count(*) FILTER (WHERE buy_total IS NULL)"),
                sql::<BigInt>("count(*) FILTER (WHERE sell_total IS NULL)"),
                sql::<BigInt>("count(*) FILTER (WHERE margin IS NULL)"),
            ))
            .get_result(conn)?;
    let margin = held(Money::new(margin))?;
    Ok(OrderSums {
        count,
        weight_lb: held(WeightAmount::new(weight))?,
        buy_total: held(Money::new(buy))?,
        sell_total: held(Money::new(sell))?,
        margin,
        margin_per_lb: margin.per_lb(WeightAmount::of(priced)),
        is_estimated: estimated > 0,
        without_buy_total: no_buy,
        without_sell_total: no_sell,
        without_margin: no_margin,
    })
}

/// Counts the orders that match a filter by status. Without a status filter, closed orders are left out: the others are few and
/// found by their index.
///
/// # Errors
/// If the database fails.
pub fn counts(
    conn: &mut DbConnection,
    filter: &PurchaseOrderFilter,
) -> Result<OrderCounts, StoreError> {
    let counted = OrderStatus::ALL
        .iter()
        .filter(|status| **status != OrderStatus::Closed);
    let mut filter = filter.clone();
    if filter.status.any.is_empty() {
        filter.status.any = counted.map(|status| Choice(*status)).collect();
    }
    let matching = lists::matching::<PurchaseOrder>(conn, NaiveDate::default(), &filter)?;
    let rows: Vec<(i32, i64)> = purchase_orders::table
        .filter(matching.all())
        .group_by(purchase_orders::status_rank)
        .select((purchase_orders::status_rank, diesel::dsl::count_star()))
        .load(conn)?;
    let count = |status: OrderStatus| {
        let wanted = rank(status);
        let row = rows.iter().find(|(rank, _)| *rank == wanted);
        row.map_or(0, |(_, count)| *count)
    };
    Ok(OrderCounts {
        draft: count(OrderStatus::Draft),
        issued: count(OrderStatus::Issued),
        confirmed: count(OrderStatus::Confirmed),
        in_transit: count(OrderStatus::InTransit),
        delivered: count(OrderStatus::Delivered),
        cancelled: count(OrderStatus::Cancelled),
    })
}

/// Rejects a sum outside the range of its type, instead of returning a wrong one.
fn held<T>(sum: Option<T>) -> Result<T, StoreError> {
    sum.ok_or_else(|| {
        let message = "The sum is larger than the system can show; narrow the filter";
        StoreError::invalid("", "out_of_range", message)
    })
}
