//! Receivables as allocations see them, and payments that are not applied.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use domain::payments::OpenItem;
use domain::problem::Blocker;
use domain::{EntityKind, Id, Money};

use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::{BLOCKERS, StoreError};
use crate::fixed_sql::fixed_sql;
use crate::fragment::{Fragment, Statement, Value};
use crate::schema::receivables;

const SHARE: &str = "(SELECT payment_terms.discount_hundredths FROM payment_terms WHERE payment_terms.code = receivables.payment_terms)";
const DAYS: &str = "(SELECT payment_terms.discount_days FROM payment_terms WHERE payment_terms.code = receivables.payment_terms)";

type Row = (
    i64,
    String,
    i64,
    String,
    String,
    NaiveDate,
    NaiveDate,
    i64,
    i64,
    Option<i32>,
    Option<i32>,
);

/// Receivables by id; missing ones are absent.
pub(crate) fn open_items(
    conn: &mut DbConnection,
    ids: &[i64],
) -> Result<Vec<OpenItem>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = receivables::table
        .filter(Fragment::among(receivables::id, ids.iter().copied()))
        .select((
            receivables::id,
            receivables::number,
            receivables::customer_id,
            receivables::kind,
            receivables::status,
            receivables::invoice_date,
            receivables::due_date,
            receivables::amount,
            receivables::settled,
            fixed_sql::<Nullable<Integer>>(SHARE),
            fixed_sql::<Nullable<Integer>>(DAYS),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let (
                id,
                number,
                customer,
                kind,
                status,
                invoice_date,
                due_date,
                amount,
                settled,
                share,
                days,
            ) = row;
            Ok(OpenItem {
                id: Id::new(id),
                number,
                customer_id: Id::new(customer),
                kind: code(&kind)?,
                status: code(&status)?,
                invoice_date,
                due_date,
                amount: Money::of(amount),
                balance: Money::of(amount)
                    .minus(Money::of(settled))
                    .unwrap_or_default(),
                discount: share
                    .zip(days)
                    .map(|(share, days)| (share.into(), days.into())),
            })
        })
        .collect()
}

/// Payments of a customer with unapplied cash: the first ones, and their number. The condition must match the partial index.
pub(crate) fn unapplied_of(
    conn: &mut DbConnection,
    customer: i64,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    let query = Fragment::sql(
        "SELECT payments.id, payments.number, count(*) OVER () FROM payments \
         WHERE NOT payments.is_void AND payments.applied + payments.refunded < payments.amount AND payments.customer_id = ",
    )
    .value(Value::Int(customer))
    .and_sql(format!(" ORDER BY payments.id LIMIT {BLOCKERS}"))
    .kept();
    let rows: Vec<(i64, String, i64)> =
        Statement::<(BigInt, Text, BigInt)>::new(query).load(conn)?;
    let count = rows.first().map_or(0, |(.., count)| *count);
    let blockers = rows.into_iter().map(|(id, label, _)| Blocker {
        entity: EntityKind::Payment.to_string(),
        id,
        label,
    });
    Ok((blockers.collect(), count))
}
