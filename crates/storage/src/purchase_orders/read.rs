//! Reads one order with its lines, steps and names, in a fixed number of queries.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use domain::Id;
use domain::purchase_orders::PurchaseOrder;

use super::billing;
use super::lines::LineValues;
use super::links::{self, LinkValues};
use super::order_rows::OrderRows;
use super::rows::{DetailValues, MoveValues, OrderValues};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fixed_sql::fixed_sql;
use crate::names;
use crate::schema::{
    purchase_order_details, purchase_order_lines, purchase_order_links, purchase_order_moves,
    purchase_orders,
};

/// Whether the customer's terms are prepaid.
const PREPAID: &str = "(SELECT payment_terms.kind = 'prepaid' FROM payment_terms \
     WHERE payment_terms.code = purchase_order_details.customer_terms)";

/// Reads an order, archived or not.
///
/// # Errors
/// `NotFound` if there is none.
pub fn get(conn: &mut DbConnection, id: Id<PurchaseOrder>) -> Result<PurchaseOrder, StoreError> {
    let rows = rows(conn, id.get())?;
    let names = names::of_users(conn, rows.people())?;
    let mut order = rows.order(&names)?;
    links::name(conn, &mut order)?;
    billing::read(conn, &mut order)?;
    Ok(order)
}

fn rows(conn: &mut DbConnection, id: i64) -> Result<OrderRows, StoreError> {
    let (values, details, links, prepaid): (_, _, _, Option<bool>) = purchase_orders::table
        .inner_join(purchase_order_details::table)
        .inner_join(purchase_order_links::table)
        .filter(purchase_orders::id.eq(id))
        .select((
            OrderValues::as_select(),
            DetailValues::as_select(),
            LinkValues::as_select(),
            fixed_sql::<Nullable<Bool>>(PREPAID),
        ))
        .first(conn)?;
    let lines = purchase_order_lines::table
        .filter(purchase_order_lines::order_id.eq(id))
        .order(purchase_order_lines::line_no)
        .select((purchase_order_lines::id, LineValues::as_select()))
        .load(conn)?;
    let moves = purchase_order_moves::table
        .filter(purchase_order_moves::order_id.eq(id))
        .order(purchase_order_moves::id)
        .select(MoveValues::as_select())
        .load(conn)?;
    Ok(OrderRows {
        id,
        values,
        details,
        links,
        lines,
        moves,
        is_prepaid: prepaid.unwrap_or_default(),
    })
}
