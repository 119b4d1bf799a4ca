//! Claims that block other records: an order from closing or stepping back, a party from being archived.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::EntityKind;
use domain::claims::{Claim, ClaimFilter, ClaimSort, ClaimSummary, MAX_CLAIMS};
use domain::filter::AnyOf;
use domain::list::{ListQuery, SortBy};
use domain::problem::Blocker;

use super::OPEN;
use crate::connection::DbConnection;
use crate::entity_store::ReadRepository;
use crate::error::{BLOCKERS, StoreError};
use crate::fragment::{Fragment, Statement, Value};
use crate::schema::claims;

/// Numbers of the open claims of an order, which is locked.
pub(crate) fn open_numbers(conn: &mut DbConnection, order: i64) -> Result<Vec<String>, StoreError> {
    Ok(claims::table
        .filter(Fragment::sql(OPEN))
        .filter(claims::purchase_order_id.eq(order))
        .order(claims::id)
        .limit(i64::try_from(BLOCKERS).unwrap_or(i64::MAX))
        .select(claims::number)
        .load(conn)?)
}

/// Claims of an order that are or may be owed: the first ones, and their number.
pub(crate) fn standing_on(
    conn: &mut DbConnection,
    order: i64,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    named(
        conn,
        Fragment::sql(
            "claims.status IN ('pending', 'approved', 'settled') AND claims.purchase_order_id = ",
        )
        .value(Value::Int(order)),
    )
}

/// Open claims of parties or orders, by the link to them: the first ones, and their number.
pub(crate) fn open_of(
    conn: &mut DbConnection,
    link: &'static str,
    ids: &[i64],
) -> Result<(Vec<Blocker>, i64), StoreError> {
    let parties = ids.iter().copied().map(Value::Int);
    let condition = Fragment::sql(format!("{OPEN} AND claims.{link} IN ("))
        .list(parties)
        .and_sql(")");
    named(conn, condition)
}

fn named(conn: &mut DbConnection, condition: Fragment) -> Result<(Vec<Blocker>, i64), StoreError> {
    let query =
        Fragment::sql("SELECT claims.id, claims.number, count(*) OVER () FROM claims WHERE ")
            .and(condition)
            .and_sql(format!(" ORDER BY claims.id LIMIT {BLOCKERS}"))
            .not_kept();
    let rows: Vec<(i64, String, i64)> =
        Statement::<(BigInt, Text, BigInt)>::new(query).load(conn)?;
    let count = rows.first().map_or(0, |(.., count)| *count);
    let blockers = rows.into_iter().map(|(id, label, _)| Blocker {
        entity: EntityKind::Claim.to_string(),
        id,
        label,
    });
    Ok((blockers.collect(), count))
}

/// All claims of an order, the first opened first.
pub(crate) fn of_order(
    conn: &mut DbConnection,
    today: chrono::NaiveDate,
    order: domain::Id<domain::purchase_orders::PurchaseOrder>,
) -> Result<Vec<ClaimSummary>, StoreError> {
    let filter = ClaimFilter {
        purchase_order_id: AnyOf {
            any: vec![order],
            ..AnyOf::default()
        },
        ..ClaimFilter::default()
    };
    let query = ListQuery {
        filter,
        sort: vec![SortBy::ascending(ClaimSort::Id)],
        // The event that reaches the limit may exceed it by two.
        limit: u32::try_from(MAX_CLAIMS + 2).unwrap_or(u32::MAX),
        ..ListQuery::default()
    };
    Ok(Claim::list(conn, today, &query, None)?.items)
}
