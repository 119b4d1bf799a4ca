//! Order numbers: `PO-YYYY-NNNN`, one sequence a year, drawn in the transaction that writes the order. A rollback gives the
//! number back, and whoever draws next waits for it: no gap, no double.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::schema::number_sequences;

/// Kind of the sequence.
const KIND: &str = "purchase_order";
/// A typed number above this does not push the sequence: one slip of the finger would use up a year.
const PUSH_MAX: i64 = 999_999;
/// Digits to which runs of digits are filled up for sorting.
const DIGITS: usize = 12;

/// Draws the next number of a year. The sequence stays locked until the transaction ends.
pub(crate) fn draw(conn: &mut DbConnection, year: i32) -> Result<String, StoreError> {
    let statement =
        insert(year, 2).and_sql("number_sequences.next + 1 RETURNING number_sequences.next - 1");
    let (drawn,): (i64,) = Statement::<(BigInt,)>::new(statement).get_result(conn)?;
    Ok(show(year, drawn))
}

/// Pushes the sequence of a year past a typed number of its pattern.
pub(crate) fn push_past(conn: &mut DbConnection, number: &str) -> Result<(), StoreError> {
    let Some((year, place)) = parse(number) else {
        return Ok(());
    };
    push_to(conn, year, place + 1)
}

/// Lets a year go on with this place at least.
pub(crate) fn push_to(conn: &mut DbConnection, year: i32, next: i64) -> Result<(), StoreError> {
    insert(year, next)
        .and_sql(
            "CASE WHEN number_sequences.next > excluded.next THEN number_sequences.next ELSE excluded.next END",
        )
        .execute(conn)?;
    Ok(())
}

/// The next place of each year that has orders.
pub(crate) fn next_by_year(conn: &mut DbConnection) -> Result<HashMap<i32, i64>, StoreError> {
    let rows: Vec<(i32, i64)> = number_sequences::table
        .filter(number_sequences::kind.eq(KIND))
        .select((number_sequences::year, number_sequences::next))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

fn insert(year: i32, next: i64) -> Fragment {
    Fragment::sql("INSERT INTO number_sequences (kind, year, next) VALUES (")
        .list([
            Value::Text(KIND.to_owned()),
            Value::Int(year.into()),
            Value::Int(next),
        ])
        .and_sql(") ON CONFLICT (kind, year) DO UPDATE SET next = ")
}

/// A number as it is drawn.
pub(crate) fn show(year: i32, place: i64) -> String {
    format!("PO-{year:04}-{place:04}")
}

/// The year and place of a number that the sequence could have drawn.
fn parse(number: &str) -> Option<(i32, i64)> {
    let (year, place) = number.get(3..)?.split_once('-')?;
    let (year, place): (i32, i64) = (year.parse().ok()?, place.parse().ok()?);
    let drawn = show(year, place).eq_ignore_ascii_case(number);
    (drawn && (1..=PUSH_MAX).contains(&place)).then_some((year, place))
}

/// What numbers are sorted by: lower case, runs of digits filled up, so that 10000 comes behind 9999.
pub(crate) fn number_sort(number: &str) -> String {
    let mut sorted = String::with_capacity(number.len() + DIGITS);
    let mut digits = String::new();
    for c in number.to_lowercase().chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            flush(&mut sorted, &mut digits);
            sorted.push(c);
        }
    }
    flush(&mut sorted, &mut digits);
    sorted
}

fn flush(sorted: &mut String, digits: &mut String) {
    if !digits.is_empty() {
        sorted.push_str(&format!("{digits:0>DIGITS$}"));
        digits.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_of_the_pattern_push() {
        assert_eq!(parse("PO-2026-0041"), Some((2026, 41)));
        assert_eq!(parse("po-2026-12345"), Some((2026, 12_345)));
        for other in [
            "PO-2026-041",
            "PO-2026-0000",
            "PO-2026-",
            "PO-2026-9999999",
            "4711",
            "PÖ-2026-0041",
            "",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn numbers_sort_by_their_figures() {
        let mut numbers = ["PO-2026-10000", "PO-2026-9999", "po-2025-0001", "A7", "A10"];
        numbers.sort_by_key(|number| number_sort(number));
        assert_eq!(
            numbers,
            ["A7", "A10", "po-2025-0001", "PO-2026-9999", "PO-2026-10000"]
        );
    }
}
