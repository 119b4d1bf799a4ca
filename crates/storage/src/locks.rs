//! The order of locks for what moves money: customer, supplier, order, receivable, payment. A write takes all that it needs before it
//! reads anything that decides, and holds them until its transaction ends; so sums of a customer never lose one of two parallel
//! writes, and no two writes wait for each other in a circle.
//!
//! A lock is an update of the row that changes nothing: it holds on PostgreSQL, and SQLite has one writer at a time. Sums over
//! locked rows are read by later statements, which see what the holder before has committed (READ COMMITTED).

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable};

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// The customer and the order of a row, as they were before and after it was locked.
type Deal = (Option<i64>, Option<i64>);

/// Locks a customer.
pub(crate) fn customer(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    lock(conn, "customers", id)
}

/// Locks the customer of an order, then the order.
///
/// # Errors
/// `NotFound` when there is no such order; a conflict, which runs the write again, when a party changed meanwhile.
pub(crate) fn order(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    order_of(conn, id, false)
}

/// Locks both parties of an order, then the order: issuing binds both, and neither may be archived meanwhile.
///
/// # Errors
/// As [`order`].
pub(crate) fn order_with_parties(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    order_of(conn, id, true)
}

fn order_of(conn: &mut DbConnection, id: i64, with_supplier: bool) -> Result<(), StoreError> {
    const PARTIES: &str = "SELECT customer_id, supplier_id FROM purchase_orders WHERE id = ";
    let (buyer, seller) = parties(conn, PARTIES, id)?;
    if let Some(buyer) = buyer {
        customer(conn, buyer)?;
    }
    if let Some(seller) = seller.filter(|_| with_supplier) {
        lock(conn, "suppliers", seller)?;
    }
    lock(conn, "purchase_orders", id)?;
    same((buyer, seller), parties(conn, PARTIES, id)?)
}

/// Locks what a receivable belongs to: its customer, its order; then the receivable.
///
/// # Errors
/// As [`order`].
pub(crate) fn receivable(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    const DEAL: &str = "SELECT customer_id, purchase_order_id FROM receivables WHERE id = ";
    let deal = parties(conn, DEAL, id)?;
    billed(conn, deal)?;
    lock(conn, "receivables", id)?;
    same(deal, parties(conn, DEAL, id)?)
}

/// Locks what a receivable is about to belong to: the customer, and the order where there is one. Links to nothing are refused
/// later, by name.
pub(crate) fn billed(conn: &mut DbConnection, (buyer, order_id): Deal) -> Result<(), StoreError> {
    if let Some(buyer) = buyer {
        customer(conn, buyer)?;
    }
    match order_id {
        None => Ok(()),
        Some(id) => match order(conn, id) {
            Err(StoreError::NotFound) => Ok(()),
            outcome => outcome,
        },
    }
}

/// Locks the customers of several orders or receivables of a batch, each once, in the order of their ids: two batches that name the
/// same customers the other way round do not wait for each other.
pub(crate) fn customers_of(
    conn: &mut DbConnection,
    table: &'static str,
    ids: &[i64],
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let query = Fragment::sql(format!("SELECT customer_id FROM {table} WHERE id IN ("))
        .list(ids.iter().copied().map(Value::Int))
        .and_sql(")");
    let found: Vec<Option<i64>> = Statement::<Nullable<BigInt>>::new(query).load(conn)?;
    let ordered: BTreeSet<i64> = found.into_iter().flatten().collect();
    ordered.into_iter().try_for_each(|id| customer(conn, id))
}

fn lock(conn: &mut DbConnection, table: &'static str, id: i64) -> Result<(), StoreError> {
    Fragment::sql(format!("UPDATE {table} SET version = version WHERE id = "))
        .value(Value::Int(id))
        .kept()
        .execute(conn)
        .map(drop)
}

fn parties(conn: &mut DbConnection, query: &'static str, id: i64) -> Result<Deal, StoreError> {
    let query = Fragment::sql(query).value(Value::Int(id)).kept();
    Ok(Statement::<(Nullable<BigInt>, Nullable<BigInt>)>::new(query).get_result(conn)?)
}

/// Whoever held the lock before may have moved the row to another customer, whose lock is not held then.
fn same(before: Deal, now: Deal) -> Result<(), StoreError> {
    if before == now {
        Ok(())
    } else {
        Err(StoreError::conflict())
    }
}
