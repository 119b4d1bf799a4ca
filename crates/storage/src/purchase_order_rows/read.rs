//! Reads one order in three queries: its row with all names, its lines with their products, its status changes with its bills; in
//! four if it has costs.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use domain::Id;
use domain::purchase_orders::{OrderLine, PurchaseOrder};

use super::billing;
use super::costs;
use super::lines::{LineProduct, LineProductRow, LineValues, line_product};
use super::links::{self, LinkRow, LinkValues};
use super::order_rows::{OrderRow, UserNames};
use super::progress;
use super::rests;
use super::rows::{DetailValues, OrderValues};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fixed_sql::fixed_sql;
use crate::schema::{
    product_details, products, purchase_order_details, purchase_order_lines, purchase_order_links,
    purchase_orders,
};
use crate::stamps::user_name;

/// Whether the customer's terms are prepaid.
const PREPAID: &str = "(SELECT payment_terms.kind = 'prepaid' FROM payment_terms \
     WHERE payment_terms.code = purchase_order_details.customer_terms)";

/// Whether it was short, or delivers the rest of another order.
const HAS_REST: &str = "EXISTS (SELECT 1 FROM order_rests \
     WHERE order_rests.order_id = purchase_orders.id OR order_rests.back_order_id = purchase_orders.id)";
const HAS_COSTS: &str =
    "EXISTS (SELECT 1 FROM order_costs WHERE order_costs.order_id = purchase_orders.id)";

/// Reads an order, archived or not.
///
/// # Errors
/// `NotFound` if there is none.
pub fn get(conn: &mut DbConnection, id: Id<PurchaseOrder>) -> Result<PurchaseOrder, StoreError> {
    let id = id.get();
    let row = row(conn, id)?;
    let (lines, products) = lines(conn, id)?;
    let progress = progress::read(conn, id)?;
    let linked = links::of_row(&row.names, &products);
    let costs = if row.has_costs {
        costs::read(conn, id)?
    } else {
        Vec::new()
    };
    let has_rest = row.has_rest;
    let mut order = row.order(id, lines, costs, progress.moves)?;
    if has_rest {
        rests::show(conn, &mut order)?;
    }
    order.estimate_costs();
    order.links = links::names(&linked);
    billing::show(&mut order, progress.invoices, &progress.bills);
    Ok(order)
}

/// Fails unless there is an order with this id, archived or not.
///
/// # Errors
/// `NotFound` if there is none.
pub(crate) fn must_exist(conn: &mut DbConnection, id: Id<PurchaseOrder>) -> Result<(), StoreError> {
    let order = purchase_orders::table.find(id.get());
    let _: i64 = order.select(purchase_orders::id).get_result(conn)?;
    Ok(())
}

fn row(conn: &mut DbConnection, id: i64) -> Result<OrderRow, StoreError> {
    type Row = (
        OrderValues,
        DetailValues,
        LinkValues,
        Option<bool>,
        (bool, bool),
        UserNames,
        LinkRow,
    );
    let (values, details, links, prepaid, (has_costs, has_rest), users, names): Row =
        purchase_orders::table
            .inner_join(purchase_order_details::table)
            .inner_join(purchase_order_links::table)
            .filter(purchase_orders::id.eq(id))
            .select((
                OrderValues::as_select(),
                DetailValues::as_select(),
                LinkValues::as_select(),
                fixed_sql::<Nullable<Bool>>(PREPAID),
                (fixed_sql::<Bool>(HAS_COSTS), fixed_sql::<Bool>(HAS_REST)),
                (
                    user_name!(purchase_orders, "owner_id"),
                    user_name!(purchase_order_details, "created_by"),
                    user_name!(purchase_order_details, "updated_by"),
                ),
                links::columns(),
            ))
            .get_result(conn)?;
    Ok(OrderRow {
        values,
        details,
        links,
        is_prepaid: prepaid.unwrap_or_default(),
        has_costs,
        has_rest,
        users,
        names,
    })
}

/// The lines, and the products that they name.
fn lines(
    conn: &mut DbConnection,
    order: i64,
) -> Result<(Vec<OrderLine>, Vec<Option<LineProduct>>), StoreError> {
    let rows: Vec<(i64, LineValues, LineProductRow)> = purchase_order_lines::table
        .left_join(products::table.on(purchase_order_lines::product_id.eq(products::id.nullable())))
        .left_join(
            product_details::table
                .on(purchase_order_lines::product_id.eq(product_details::product_id.nullable())),
        )
        .filter(purchase_order_lines::order_id.eq(order))
        .order(purchase_order_lines::line_no)
        .select((
            purchase_order_lines::id,
            LineValues::as_select(),
            (
                products::id.nullable(),
                products::code.nullable(),
                products::archived_at.nullable(),
                products::weight_basis.nullable(),
                products::unit_weight.nullable(),
                products::unit_weight_unit.nullable(),
                product_details::min_unit_weight.nullable(),
                product_details::max_unit_weight.nullable(),
            ),
        ))
        .load(conn)?;
    let mut lines = Vec::with_capacity(rows.len());
    let mut named = Vec::with_capacity(rows.len());
    for (id, values, product) in rows {
        let mut line = values.line(id)?;
        let product = line_product(product)?;
        if let Some(product) = &product {
            line.product_code = Some(product.facts.code.clone());
            line.weigh_against(&product.facts);
        }
        lines.push(line);
        named.push(product);
    }
    Ok((lines, named))
}
