//! Sums over the receivables that match a filter, in one statement.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date};
use domain::Money;
use domain::receivables::{Receivable, ReceivableFilter, ReceivableSums};

use super::BALANCE;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::lists;
use crate::receivable_conditions::UNSETTLED;
use crate::schema::receivables;

/// Credit memos are subtracted.
const SIGN: &str = "CASE WHEN receivables.kind = 'credit_note' THEN -1 ELSE 1 END";

/// Sums the receivables that match a filter; `today` is the date in the user's time zone.
///
/// # Errors
/// If the database fails.
pub fn sums(
    conn: &mut DbConnection,
    today: NaiveDate,
    filter: &ReceivableFilter,
) -> Result<ReceivableSums, StoreError> {
    let matching = lists::matching::<Receivable>(conn, today, filter)?.all();
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
        .get_result(conn)?;
    Ok(ReceivableSums {
        count,
        amount: Money::of(amount),
        balance: Money::of(balance),
        overdue: Money::of(overdue),
    })
}

/// A sum that is zero over no rows, and has the type of its parts on both databases.
fn total(sum: &str) -> String {
    format!("CAST(coalesce({sum}, 0) AS BIGINT)")
}
