//! Updates orders when a party is renamed, in the same transaction: the names in lists, and the search texts.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::record::EntityKind;
use domain::text::name_key;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::purchase_order_rows::Party;
use crate::schema::{
    carriers, purchase_order_details, purchase_order_lines, purchase_order_links, purchase_orders,
};
use crate::search;

/// Number of orders whose search texts are rewritten per batch.
const BATCH: usize = 500;

/// Copies the new name of a party to its orders and their search texts. Their versions do not change.
pub(crate) fn party_renamed(
    conn: &mut DbConnection,
    party: Party,
    name: &str,
) -> Result<(), StoreError> {
    let key = name_key(name);
    let renamed = match party {
        Party::Supplier(id) => {
            diesel::update(purchase_orders::table.filter(purchase_orders::supplier_id.eq(id)))
                .set((
                    purchase_orders::supplier_name.eq(name),
                    purchase_orders::supplier_name_key.eq(key),
                ))
                .execute(conn)?
        }
        Party::Customer(id) => {
            diesel::update(purchase_orders::table.filter(purchase_orders::customer_id.eq(id)))
                .set((
                    purchase_orders::customer_name.eq(name),
                    purchase_orders::customer_name_key.eq(key),
                ))
                .execute(conn)?
        }
    };
    index_all(conn, renamed, || party.condition())
}

/// Rewrites the search texts of the orders of a renamed carrier.
pub(crate) fn carrier_renamed(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    let links = purchase_order_links::table.filter(purchase_order_links::carrier_id.eq(id));
    let hauled: i64 = links.count().get_result(conn)?;
    index_all(conn, usize::try_from(hauled).unwrap_or(usize::MAX), || {
        Fragment::sql(
            "purchase_orders.id IN (SELECT order_id FROM purchase_order_links WHERE carrier_id = ",
        )
        .value(Value::Int(id))
        .and_sql(")")
    })
}

/// Rewrites the search texts of orders in batches.
fn index_all(
    conn: &mut DbConnection,
    mut left: usize,
    condition: impl Fn() -> Fragment,
) -> Result<(), StoreError> {
    let mut last = 0;
    while left > 0 {
        let ids: Vec<i64> = purchase_orders::table
            .filter(condition())
            .filter(purchase_orders::id.gt(last))
            .order(purchase_orders::id)
            .limit(i64::try_from(BATCH).unwrap_or(i64::MAX))
            .select(purchase_orders::id)
            .load(conn)?;
        let Some(newest) = ids.last() else { break };
        last = *newest;
        left = left.saturating_sub(ids.len());
        index_anew(conn, &ids)?;
    }
    Ok(())
}

/// Rewrites the search texts of orders from their tables.
fn index_anew(conn: &mut DbConnection, ids: &[i64]) -> Result<(), StoreError> {
    let lines: Vec<(i64, String, Option<String>)> = purchase_order_lines::table
        .filter(purchase_order_lines::order_id.eq_any(ids))
        .order((
            purchase_order_lines::order_id,
            purchase_order_lines::line_no,
        ))
        .select((
            purchase_order_lines::order_id,
            purchase_order_lines::description,
            purchase_order_lines::lot_number,
        ))
        .load(conn)?;
    type Texts = (
        i64,
        (String, String, Option<String>),
        (Option<String>, Option<String>, Option<String>),
        Option<String>,
    );
    let orders: Vec<Texts> = purchase_orders::table
        .inner_join(purchase_order_details::table)
        .inner_join(purchase_order_links::table)
        .left_join(carriers::table.on(purchase_order_links::carrier_id.eq(carriers::id.nullable())))
        .filter(purchase_orders::id.eq_any(ids))
        .select((
            purchase_orders::id,
            (
                purchase_orders::number,
                purchase_orders::supplier_name,
                purchase_orders::customer_name,
            ),
            (
                purchase_order_details::supplier_confirmation_number,
                purchase_order_details::carrier_release_number,
                purchase_order_details::customer_po_number,
            ),
            carriers::name.nullable(),
        ))
        .load(conn)?;
    let mut by_order: HashMap<i64, Vec<Option<&str>>> = HashMap::new();
    for (order_id, description, lot) in &lines {
        by_order
            .entry(*order_id)
            .or_default()
            .extend([Some(description.as_str()), lot.as_deref()]);
    }
    for (id, (number, supplier, customer), numbers, carrier) in &orders {
        let (confirmation, release, customer_po) = numbers;
        let mut texts = vec![
            Some(number.as_str()),
            Some(supplier.as_str()),
            customer.as_deref(),
            carrier.as_deref(),
            confirmation.as_deref(),
            release.as_deref(),
            customer_po.as_deref(),
        ];
        texts.extend(by_order.remove(id).unwrap_or_default());
        search::set(conn, EntityKind::PurchaseOrder, *id, &texts)?;
    }
    Ok(())
}
