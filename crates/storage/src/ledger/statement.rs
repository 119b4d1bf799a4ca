//! The statement of a customer, from postings.

use chrono::NaiveDate;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use domain::customers::Customer;
use domain::fields::FieldErrors;
use domain::payments::{PostingKind, Statement, StatementLine};
use domain::{Id, Money};

use crate::codes::{read as code, read_some};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement as Query, Value};

/// Most lines of a statement.
pub const STATEMENT_LINES: usize = 5_000;

/// The change of what the customer owes by a posting; must agree with `StatementLine::effect`.
pub(super) const EFFECT: &str = "CASE \
     WHEN postings.kind = 'allocation' THEN 0 \
     WHEN postings.kind IN ('payment', 'payment_void', 'discount', 'write_off') THEN -postings.amount \
     WHEN postings.kind IN ('issue', 'void') AND (SELECT receivables.kind FROM receivables WHERE receivables.id = postings.receivable_id) \
     = 'credit_note' THEN -postings.amount \
     ELSE postings.amount END";

const LINES: &str = "SELECT postings.id, postings.posted_on, postings.kind, coalesce(receivables.id, credits.id), \
     coalesce(receivables.kind, credits.kind), payments.id, coalesce(payments.number, receivables.number, credits.number, ''), \
     coalesce(payments.received_on, receivables.invoice_date, credits.invoice_date, postings.posted_on), receivables.due_date, \
     coalesce(payments.reference, receivables.customer_po_number), postings.amount \
     FROM postings LEFT JOIN receivables ON receivables.id = postings.receivable_id \
     LEFT JOIN payments ON payments.id = postings.payment_id LEFT JOIN receivables AS credits ON credits.id = postings.credit_id \
     WHERE postings.kind <> 'allocation' AND postings.customer_id = ";

type Columns = (
    BigInt,
    Date,
    Text,
    Nullable<BigInt>,
    Nullable<Text>,
    Nullable<BigInt>,
    Text,
    Date,
    Nullable<Date>,
    Nullable<Text>,
    BigInt,
);

type Row = (
    i64,
    NaiveDate,
    String,
    Option<i64>,
    Option<String>,
    Option<i64>,
    String,
    NaiveDate,
    Option<NaiveDate>,
    Option<String>,
    i64,
);

/// What a customer owed before a span, what moved in it, and what it owes after.
///
/// # Errors
/// `NotFound` without such a customer; `Invalid` if the span has more than [`STATEMENT_LINES`] lines.
pub fn statement(
    conn: &mut DbConnection,
    customer: Id<Customer>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Statement, StoreError> {
    let name = Fragment::sql("SELECT name FROM customers WHERE id = ")
        .value(Value::Int(customer.get()))
        .kept();
    let customer_name: String = Query::<Text>::new(name).get_result(conn)?;
    let before = Fragment::sql(format!(
        "SELECT CAST(coalesce(sum({EFFECT}), 0) AS BIGINT) FROM postings WHERE postings.customer_id = "
    ))
    .value(Value::Int(customer.get()))
    .and_sql(" AND postings.posted_on < ")
    .value(Value::Day(from))
    .kept();
    let opening: i64 = Query::<BigInt>::new(before).get_result(conn)?;
    let lines = Fragment::sql(LINES)
        .value(Value::Int(customer.get()))
        .and_sql(" AND postings.posted_on >= ")
        .value(Value::Day(from))
        .and_sql(" AND postings.posted_on <= ")
        .value(Value::Day(to))
        .and_sql(format!(
            " ORDER BY postings.posted_on, postings.id LIMIT {}",
            STATEMENT_LINES + 1
        ))
        .kept();
    let rows: Vec<Row> = Query::<Columns>::new(lines).load(conn)?;
    if rows.len() > STATEMENT_LINES {
        let mut errors = FieldErrors::new();
        let message = format!("More than {STATEMENT_LINES} lines. Choose a shorter span");
        errors.add_parameter("to", "too_many", &message);
        return Err(StoreError::Invalid(errors));
    }
    let mut balance = Money::of(opening);
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let kind: PostingKind = code(&row.2)?;
        let receivable_kind = read_some(row.4.as_deref())?;
        let amount = StatementLine::effect(kind, receivable_kind, Money::of(row.10));
        balance = balance.plus(amount).unwrap_or(balance);
        lines.push(StatementLine {
            posting_id: row.0,
            posted_on: row.1,
            kind,
            receivable_id: row.3.map(Id::new),
            receivable_kind,
            payment_id: row.5.map(Id::new),
            number: row.6,
            document_date: row.7,
            due_date: row.8,
            reference: row.9,
            amount,
            balance,
        });
    }
    Ok(Statement {
        customer_id: customer,
        customer_name,
        from,
        to,
        opening_balance: Money::of(opening),
        lines,
        closing_balance: balance,
    })
}
