//! The postings of a receivable or a payment, in pages.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use domain::payments::{Payment, Posting};
use domain::receivables::Receivable;
use domain::{Id, Money};

use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// The record whose postings are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A receivable: what issued, settled or used it.
    Receivable(Id<Receivable>),
    /// A payment.
    Payment(Id<Payment>),
}

const COLUMNS: &str = "SELECT postings.id, postings.kind, postings.customer_id, postings.receivable_id, \
     (SELECT number FROM receivables WHERE receivables.id = postings.receivable_id), postings.payment_id, \
     (SELECT number FROM payments WHERE payments.id = postings.payment_id), postings.credit_id, \
     (SELECT number FROM receivables WHERE receivables.id = postings.credit_id), postings.amount, postings.posted_on, \
     postings.reverses_id, (SELECT later.id FROM postings AS later WHERE later.reverses_id = postings.id), postings.reason, \
     postings.created_at, postings.created_by, (SELECT display_name FROM users WHERE users.id = postings.created_by) \
     FROM postings WHERE ";

type Columns = (
    BigInt,
    Text,
    BigInt,
    Nullable<BigInt>,
    Nullable<Text>,
    Nullable<BigInt>,
    Nullable<Text>,
    Nullable<BigInt>,
    Nullable<Text>,
    BigInt,
    Date,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<Text>,
    Timestamp,
    Nullable<BigInt>,
    Nullable<Text>,
);

type Row = (
    i64,
    String,
    i64,
    Option<i64>,
    Option<String>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    Option<String>,
    i64,
    NaiveDate,
    Option<i64>,
    Option<i64>,
    Option<String>,
    NaiveDateTime,
    Option<i64>,
    Option<String>,
);

/// Postings of a record, newest first; `before` is the id of the last one of the previous page.
///
/// # Errors
/// If the database fails.
pub fn of(
    conn: &mut DbConnection,
    subject: Subject,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Posting>, StoreError> {
    let condition = match subject {
        Subject::Receivable(id) => Fragment::sql("(postings.receivable_id = ")
            .value(Value::Int(id.get()))
            .and_sql(" OR postings.credit_id = ")
            .value(Value::Int(id.get()))
            .and_sql(")"),
        Subject::Payment(id) => Fragment::sql("postings.payment_id = ").value(Value::Int(id.get())),
    };
    let query = Fragment::sql(COLUMNS)
        .and(condition)
        .and_sql(" AND postings.id < ")
        .value(Value::Int(before.unwrap_or(i64::MAX)))
        .and_sql(" ORDER BY postings.id DESC LIMIT ")
        .value(Value::Int(limit.into()))
        .kept();
    let rows: Vec<Row> = Statement::<Columns>::new(query).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// A posting by id.
pub(crate) fn posting(conn: &mut DbConnection, id: i64) -> Result<Posting, StoreError> {
    let query = Fragment::sql(COLUMNS)
        .and_sql("postings.id = ")
        .value(Value::Int(id))
        .kept();
    read(Statement::<Columns>::new(query).get_result(conn)?)
}

fn read(row: Row) -> Result<Posting, StoreError> {
    Ok(Posting {
        id: row.0,
        kind: code(&row.1)?,
        customer_id: Id::new(row.2),
        receivable_id: row.3.map(Id::new),
        receivable_number: row.4,
        payment_id: row.5.map(Id::new),
        payment_number: row.6,
        credit_id: row.7.map(Id::new),
        credit_number: row.8,
        amount: Money::of(row.9),
        posted_on: row.10,
        reverses_id: row.11,
        reversed_by_id: row.12,
        reason: row.13,
        created_at: row.14,
        created_by: row.15.map(Id::new),
        created_by_name: row.16,
    })
}
