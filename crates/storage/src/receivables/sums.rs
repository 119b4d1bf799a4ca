//! What the receivables of a filter come to, in one walk over them.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date};
use domain::Money;
use domain::receivables::{Receivable, ReceivableFilter, ReceivableSums};

use super::{BALANCE, UNSETTLED};
use crate::connection::DbConnection;
use crate::entity_store::wanted;
use crate::error::StoreError;
use crate::schema::receivables;

/// A credit note counts against the rest.
const SIGN: &str = "CASE WHEN receivables.kind = 'credit_note' THEN -1 ELSE 1 END";

/// Sums the receivables of a filter; `today` is the day where the user is.
///
/// # Errors
/// Of the database.
pub fn sums(
    conn: &mut DbConnection,
    today: NaiveDate,
    filter: &ReceivableFilter,
) -> Result<ReceivableSums, StoreError> {
    let matching = wanted::<Receivable>(conn, today, filter)?.all();
    let billed = total(&format!(
        "sum({SIGN} * amount) FILTER (WHERE receivables.status <> 'void')"
    ));
    let left = total(&format!("sum({SIGN} * {BALANCE})"));
    let late = format!(
        "CAST(coalesce(sum({BALANCE}) FILTER (WHERE {UNSETTLED} AND receivables.kind <> 'credit_note' AND receivables.due_date < "
    );
    let (count, amount, balance, overdue): (i64, i64, i64, i64) = receivables::table
        .filter(matching)
        .select((
            sql::<BigInt>("count(*)"),
            sql::<BigInt>(&billed),
            sql::<BigInt>(&left),
            sql::<BigInt>(&late)
                .bind::<Date, _>(today)
                .sql("), 0) AS BIGINT)"),
        ))
        .first(conn)?;
    Ok(ReceivableSums {
        count,
        amount: Money::of(amount),
        balance: Money::of(balance),
        overdue: Money::of(overdue),
    })
}

/// A sum that is nothing over no rows, and no wider than its parts on either database.
fn total(sum: &str) -> String {
    format!("CAST(coalesce({sum}, 0) AS BIGINT)")
}
