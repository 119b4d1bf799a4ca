//! The status changes of an order, and the receivables that bill it, in one query.

use chrono::NaiveDateTime;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamp};
use domain::purchase_orders::{Move, OrderInvoice};
use domain::record::Instant;
use domain::{Id, Money};

use super::billing::LineBill;
use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::history::PROGRAM;
use crate::receivable_conditions::bills_or_credits;

const MOVES: &str = "SELECT 0 AS part, purchase_order_moves.id AS id, purchase_order_moves.status, purchase_order_moves.reason, \
     (SELECT users.display_name FROM users WHERE users.id = purchase_order_moves.moved_by), purchase_order_moves.moved_by, \
     CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), purchase_order_moves.moved_at, FALSE \
     FROM purchase_order_moves WHERE purchase_order_moves.order_id = ";
const BILLS: &str = " UNION ALL SELECT 1, receivables.id, receivables.number, receivables.kind, receivables.status, \
     receivables.amount, receivable_lines.po_line_id, coalesce(receivable_lines.computed_amount, receivable_lines.amount), \
     CAST(NULL AS TIMESTAMP), coalesce(receivable_credits.is_correction, FALSE) \
     FROM receivables LEFT JOIN receivable_lines ON receivable_lines.receivable_id = receivables.id \
     AND receivable_lines.po_line_id IS NOT NULL \
     LEFT JOIN receivable_credits ON receivable_credits.receivable_id = receivables.id \
     WHERE receivables.purchase_order_id = ";

/// A row of either part. A status change: status, reason, user's name, user, -, -, time. A bill: number, kind, status, amount,
/// line, amount of the line, -, whether it is a correction.
type Row = (
    i32,
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<NaiveDateTime>,
    bool,
);
type RowTypes = (
    Integer,
    BigInt,
    Text,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<Timestamp>,
    Bool,
);

/// What has happened to an order: its status changes, its receivables, and their lines that bill lines of the order.
#[derive(Default)]
pub(crate) struct Progress {
    pub(crate) moves: Vec<Move>,
    pub(crate) invoices: Vec<OrderInvoice>,
    pub(crate) bills: Vec<LineBill>,
}

/// Reads the progress of an order.
pub(crate) fn read(conn: &mut DbConnection, order: i64) -> Result<Progress, StoreError> {
    let query = Fragment::sql(MOVES)
        .value(Value::Int(order))
        .and_sql(BILLS)
        .value(Value::Int(order))
        .and_sql(format!(" AND {} ORDER BY part, id", bills_or_credits()));
    let rows: Vec<Row> = Statement::<RowTypes>::new(query).load(conn)?;
    let mut progress = Progress::default();
    for row in rows {
        if row.0 == 0 {
            progress.moves.push(step(row)?);
        } else {
            progress.bill(row)?;
        }
    }
    Ok(progress)
}

fn step(row: Row) -> Result<Move, StoreError> {
    let (_, _, status, reason, by_name, by, _, _, at, _) = row;
    Ok(Move {
        status: code(&status)?,
        at: Instant(at.ok_or_else(|| StoreError::internal("a status change without time"))?),
        by: by.map(Id::new),
        by_name: by_name.unwrap_or_else(|| PROGRAM.to_owned()),
        reason,
    })
}

impl Progress {
    fn bill(&mut self, row: Row) -> Result<(), StoreError> {
        let (_, id, number, kind, status, amount, line, billed, _, is_correction) = row;
        let kind = code(&kind.unwrap_or_default())?;
        let status = code(&status.unwrap_or_default())?;
        if self.invoices.last().map(|invoice| invoice.id.get()) != Some(id) {
            self.invoices.push(OrderInvoice {
                id: Id::new(id),
                number: number.clone(),
                kind,
                status,
                amount: Money::of(amount.unwrap_or_default()),
            });
        }
        if let Some(line) = line {
            self.bills.push(LineBill {
                line,
                receivable: id,
                number,
                kind,
                status,
                is_correction,
                amount: Money::of(billed.unwrap_or_default()),
            });
        }
        Ok(())
    }
}
