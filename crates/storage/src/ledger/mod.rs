//! The ledger of customers: postings, and what follows from them. Postings are only added; triggers of the database keep
//! `receivables.settled`, `payments.applied` and `payments.refunded` (see migration 0030). Callers hold the customer's lock.

mod aging;
#[cfg(test)]
mod model_tests;
mod open_items;
mod postings;
mod statement;
#[cfg(test)]
mod tests;
mod verify;

use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::payments::PostingKind;
use domain::{Id, Money};

use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::schema::postings as table;
use crate::transaction::Transaction;

pub use aging::{AgingQuery, aging};
pub(crate) use open_items::{open_items, unapplied_of};
pub(crate) use postings::posting;
pub use postings::{Subject, of as postings_of};
pub use statement::{STATEMENT_LINES, statement};
pub use verify::{Difference, verify};

/// What a posting moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Parties {
    pub(crate) customer: i64,
    /// The receivable that is issued, voided or settled.
    pub(crate) receivable: Option<i64>,
    /// The payment.
    pub(crate) payment: Option<i64>,
    /// The credit memo that is used up.
    pub(crate) credit: Option<i64>,
}

/// A posting as it was made.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) id: i64,
    pub(crate) kind: PostingKind,
    pub(crate) parties: Parties,
    pub(crate) amount: Money,
}

/// Adds a posting of today.
pub(crate) fn post(
    tx: &mut Transaction<'_>,
    kind: PostingKind,
    parties: Parties,
    amount: Money,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    insert(tx, kind, parties, amount, None, reason)
}

/// Adds the opposite of a posting. An issue is reversed by a void, a payment by its own void.
///
/// # Errors
/// `Invalid` if something archived would be owed or unapplied again.
pub(crate) fn reverse(
    tx: &mut Transaction<'_>,
    made: &Made,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    must_be_active(tx.conn, made.parties)?;
    let kind = match made.kind {
        PostingKind::Issue => PostingKind::Void,
        PostingKind::Payment => PostingKind::PaymentVoid,
        other => other,
    };
    let amount = Money::of(-made.amount.units());
    insert(tx, kind, made.parties, amount, Some(made.id), reason)
}

/// What is archived has no balance; a reversal must not give it one.
fn must_be_active(conn: &mut DbConnection, parties: Parties) -> Result<(), StoreError> {
    let receivables = [parties.receivable, parties.credit].map(Option::unwrap_or_default);
    let query = Fragment::sql("SELECT name FROM customers WHERE archived_at IS NOT NULL AND id = ")
        .value(Value::Int(parties.customer))
        .and_sql(
            " UNION ALL SELECT number FROM receivables WHERE archived_at IS NOT NULL AND id IN (",
        )
        .list(receivables.map(Value::Int))
        .and_sql(")")
        .kept();
    let archived: Vec<String> = Statement::<Text>::new(query).load(conn)?;
    match archived.first() {
        None => Ok(()),
        Some(name) => {
            let message = format!("{name} is archived. Restore it first");
            Err(StoreError::invalid("", "archived", &message))
        }
    }
}

fn insert(
    tx: &mut Transaction<'_>,
    kind: PostingKind,
    parties: Parties,
    amount: Money,
    reverses: Option<i64>,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    let reason = reason.map(str::to_owned).into();
    Fragment::sql(
        "INSERT INTO postings (kind, customer_id, receivable_id, payment_id, credit_id, amount, posted_on, reverses_id, reason, \
         created_at, created_by) VALUES (",
    )
    .list([
        Value::Text(kind.to_string()),
        Value::Int(parties.customer),
        parties.receivable.into(),
        parties.payment.into(),
        parties.credit.into(),
        Value::Int(amount.units()),
        Value::Day(tx.context.today),
        reverses.into(),
        reason,
        Value::Instant(tx.now()),
        tx.context.actor.map(Id::get).into(),
    ])
    .and_sql(")")
    .kept()
    .execute(tx.conn)
    .map(drop)
}

type Row = (i64, String, i64, Option<i64>, Option<i64>, Option<i64>, i64);

/// Postings that match a condition and are neither reversed nor reversals, in their order.
pub(crate) fn standing(
    conn: &mut DbConnection,
    condition: Fragment,
) -> Result<Vec<Made>, StoreError> {
    let rows: Vec<Row> = table::table
        .filter(condition.and_sql(
            " AND postings.amount > 0 AND NOT EXISTS (SELECT 1 FROM postings AS later WHERE later.reverses_id = postings.id)",
        ))
        .order(table::id)
        .select((
            table::id,
            table::kind,
            table::customer_id,
            table::receivable_id,
            table::payment_id,
            table::credit_id,
            table::amount,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(
            |(id, kind, customer, receivable, payment, credit, amount)| {
                Ok(Made {
                    id,
                    kind: code(&kind)?,
                    parties: Parties {
                        customer,
                        receivable,
                        payment,
                        credit,
                    },
                    amount: Money::of(amount),
                })
            },
        )
        .collect()
}

/// A posting by id, if it is neither reversed nor a reversal.
pub(crate) fn find(conn: &mut DbConnection, id: i64) -> Result<Option<Made>, StoreError> {
    let condition = Fragment::sql("postings.id = ").value(Value::Int(id));
    Ok(standing(conn, condition)?.pop())
}

/// The postings by which a payment settles receivables, with the discounts taken.
pub(crate) fn applied_by_payment(
    conn: &mut DbConnection,
    payment: i64,
) -> Result<Vec<Made>, StoreError> {
    let condition = Fragment::sql("postings.payment_id = ")
        .value(Value::Int(payment))
        .and_sql(" AND postings.kind IN ('allocation', 'discount')");
    standing(conn, condition)
}

/// The postings by which a credit memo settles receivables.
pub(crate) fn applied_by_credit(
    conn: &mut DbConnection,
    credit: i64,
) -> Result<Vec<Made>, StoreError> {
    let condition = Fragment::sql("postings.credit_id = ")
        .value(Value::Int(credit))
        .and_sql(" AND postings.kind = 'allocation'");
    standing(conn, condition)
}

/// The posting by which a receivable was issued.
pub(crate) fn issue_of(
    conn: &mut DbConnection,
    receivable: i64,
) -> Result<Option<Made>, StoreError> {
    let condition = Fragment::sql("postings.receivable_id = ")
        .value(Value::Int(receivable))
        .and_sql(" AND postings.kind = 'issue'");
    Ok(standing(conn, condition)?.pop())
}

/// The posting by which a payment was received.
pub(crate) fn receipt_of(
    conn: &mut DbConnection,
    payment: i64,
) -> Result<Option<Made>, StoreError> {
    let condition = Fragment::sql("postings.payment_id = ")
        .value(Value::Int(payment))
        .and_sql(" AND postings.kind = 'payment'");
    Ok(standing(conn, condition)?.pop())
}

/// Whether there is a posting with this id.
pub(crate) fn exists(conn: &mut DbConnection, id: i64) -> Result<bool, StoreError> {
    Ok(diesel::select(diesel::dsl::exists(table::table.find(id))).get_result(conn)?)
}
