//! The lock order for records that move money: customer, supplier, order, receivable, payment, claim. A write takes all its locks before
//! it reads anything that decides about the write, and holds them until its transaction ends. So parallel writes never lose an
//! update to a customer's sums, and they cannot deadlock.
//!
//! A lock is a no-op update of the row. It holds on PostgreSQL, and SQLite has one writer at a time. Sums over locked rows are read
//! by later statements, which see what the previous holder committed (READ COMMITTED).

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// The customer and the order (or supplier) of a row; compared before and after locking it.
type Deal = (Option<i64>, Option<i64>);

/// Locks a customer.
pub(crate) fn customer(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    lock(conn, "customers", id)
}

/// Locks the customer of an order, then the order.
///
/// # Errors
/// `NotFound` if there is no such order; a conflict, which is retried, if a party has changed meanwhile.
pub(crate) fn order(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    order_of(conn, id, false)
}

/// Locks both parties of an order, then the order: issuing requires that neither is archived meanwhile.
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

/// Locks the customer and the order of a receivable, then the receivable.
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

/// Locks the customer of a payment, then receivables by ascending id, then the payment.
///
/// # Errors
/// `NotFound` if there is no such payment.
pub(crate) fn payment(
    conn: &mut DbConnection,
    id: i64,
    receivables: &[i64],
) -> Result<(), StoreError> {
    let payer = Fragment::sql("SELECT customer_id FROM payments WHERE id = ")
        .value(Value::Int(id))
        .kept();
    let payer: i64 = Statement::<BigInt>::new(payer).get_result(conn)?;
    new_payment(conn, Some(payer), receivables)?;
    lock(conn, "payments", id)
}

/// Locks the customer of a new payment, then the receivables that it pays, by ascending id.
pub(crate) fn new_payment(
    conn: &mut DbConnection,
    payer: Option<i64>,
    receivables: &[i64],
) -> Result<(), StoreError> {
    if let Some(payer) = payer {
        customer(conn, payer)?;
    }
    let ordered: BTreeSet<i64> = receivables.iter().copied().collect();
    ordered
        .into_iter()
        .try_for_each(|id| lock(conn, "receivables", id))
}

/// Locks the customer and the order of a claim; returns its party and its order, which never change.
///
/// # Errors
/// `NotFound` if there is no such claim.
pub(crate) fn order_of_claim(
    conn: &mut DbConnection,
    id: i64,
) -> Result<(String, i64), StoreError> {
    let query = Fragment::sql("SELECT party, purchase_order_id FROM claims WHERE id = ")
        .value(Value::Int(id))
        .kept();
    let (party, id): (String, i64) = Statement::<(Text, BigInt)>::new(query).get_result(conn)?;
    order(conn, id)?;
    Ok((party, id))
}

/// Locks the customer and the order of a claim, then the claim.
///
/// # Errors
/// As [`order_of_claim`].
pub(crate) fn claim(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
    order_of_claim(conn, id)?;
    lock(conn, "claims", id)
}

/// Locks the customer and the order, if any, that a receivable will belong to. A missing order is rejected later, by the check of
/// its field.
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

/// Locks the customers of several orders or receivables of a batch, each once, by ascending id, so that two batches with the same
/// customers cannot deadlock.
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

/// The previous lock holder may have changed the customer of the row; then the wrong customer is locked, and the write is retried.
fn same(before: Deal, now: Deal) -> Result<(), StoreError> {
    if before == now {
        Ok(())
    } else {
        Err(StoreError::conflict())
    }
}
