//! Receivables that block archiving a customer, or a step of an order.

use diesel::prelude::*;
use domain::EntityKind;
use domain::problem::Blocker;

use crate::connection::DbConnection;
use crate::error::BLOCKERS;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::receivable_conditions::{UNSETTLED, counts};
use crate::schema::receivables;

/// Unsettled receivables of a customer: the first ones, and their number.
pub(crate) fn unsettled_of(
    conn: &mut DbConnection,
    customer: i64,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    named(conn, || {
        Fragment::sql("receivables.customer_id = ")
            .value(Value::Int(customer))
            .and_sql(" AND ")
            .and_sql(UNSETTLED)
    })
}

/// Receivables that block a step of an order: issued ones and, with `drafts`, drafts that would lose their order. The first ones,
/// and their number.
pub(crate) fn holding(
    conn: &mut DbConnection,
    order: i64,
    drafts: bool,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    let standing = if drafts {
        counts("receivables")
    } else {
        "receivables.status = 'issued'".to_owned()
    };
    named(conn, || {
        Fragment::sql("receivables.purchase_order_id = ")
            .value(Value::Int(order))
            .and_sql(format!(" AND {standing}"))
    })
}

fn named(
    conn: &mut DbConnection,
    condition: impl Fn() -> Fragment,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    let found: Vec<(i64, String)> = receivables::table
        .filter(condition())
        .order(receivables::id)
        .limit(i64::try_from(BLOCKERS).unwrap_or(i64::MAX))
        .select((receivables::id, receivables::number))
        .load(conn)?;
    let count = receivables::table
        .filter(condition())
        .count()
        .get_result(conn)?;
    let blockers = found.into_iter().map(|(id, label)| Blocker {
        entity: EntityKind::Receivable.to_string(),
        id,
        label,
    });
    Ok((blockers.collect(), count))
}
