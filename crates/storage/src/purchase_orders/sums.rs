//! What the orders of a filter come to, in one walk over them.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::purchase_orders::{OrderSums, PurchaseOrderFilter};
use domain::record::EntityKind;
use domain::{Money, WeightAmount};

use super::list::matching;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::purchase_orders;
use crate::search;

type Sums = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// Sums the orders of a filter.
///
/// # Errors
/// Of the database.
pub fn sums(
    conn: &mut DbConnection,
    filter: &PurchaseOrderFilter,
) -> Result<OrderSums, StoreError> {
    let found = search::find(conn, EntityKind::PurchaseOrder, filter.common.q.as_deref())?;
    let (count, weight, buy, sell, margin, priced, estimated, no_buy, no_sell, no_margin): Sums =
        purchase_orders::table
            .filter(matching(filter, &found).all())
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
            .first(conn)?;
    let margin = Money::of(margin);
    Ok(OrderSums {
        count,
        weight_lb: WeightAmount::of(weight),
        buy_total: Money::of(buy),
        sell_total: Money::of(sell),
        margin,
        margin_per_lb: margin.per_lb(WeightAmount::of(priced)),
        is_estimated: estimated > 0,
        without_buy_total: no_buy,
        without_sell_total: no_sell,
        without_margin: no_margin,
    })
}
