//! Document numbers: `PO-YYYY-NNNN`, one sequence per kind and year. A number is drawn in the transaction that writes the document;
//! a rollback returns it, and other transactions wait for the sequence. So there are no gaps and no duplicates.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// The number sequence of a kind of document.
pub(crate) struct Series {
    kind: &'static str,
    prefix: &'static str,
}

/// Purchase orders.
pub(crate) const ORDERS: Series = Series {
    kind: "purchase_order",
    prefix: "PO",
};
/// Invoices and opening balances.
pub(crate) const INVOICES: Series = Series {
    kind: "invoice",
    prefix: "INV",
};
/// Credit memos.
pub(crate) const CREDIT_NOTES: Series = Series {
    kind: "credit_note",
    prefix: "CN",
};
/// Payments.
pub(crate) const PAYMENTS: Series = Series {
    kind: "payment",
    prefix: "PAY",
};
/// Claims.
pub(crate) const CLAIMS: Series = Series {
    kind: "claim",
    prefix: "CLM",
};

/// Typed numbers above this do not advance the sequence, because one typing error would use up a year's numbers.
const PUSH_MAX: i64 = 999_999;
/// Width to which runs of digits are padded for sorting.
const DIGITS: usize = 12;

impl Series {
    /// Draws the next number of a year. The sequence is locked until the transaction ends.
    pub(crate) fn draw(&self, conn: &mut DbConnection, year: i32) -> Result<String, StoreError> {
        let statement = self
            .insert(year, 2)
            .and_sql("number_sequences.next + 1 RETURNING number_sequences.next - 1");
        let (drawn,): (i64,) = Statement::<(BigInt,)>::new(statement).get_result(conn)?;
        Ok(self.show(year, drawn))
    }

    /// Advances the sequence of a year past a typed number of its pattern.
    pub(crate) fn push_past(
        &self,
        conn: &mut DbConnection,
        number: &str,
    ) -> Result<(), StoreError> {
        let Some((year, place)) = self.parse(number) else {
            return Ok(());
        };
        self.push_to(conn, year, place + 1)
    }

    /// Advances a year to at least this place.
    pub(crate) fn push_to(
        &self,
        conn: &mut DbConnection,
        year: i32,
        next: i64,
    ) -> Result<(), StoreError> {
        self.insert(year, next)
            .and_sql(
                "CASE WHEN number_sequences.next > excluded.next THEN number_sequences.next ELSE excluded.next END",
            )
            .execute(conn)?;
        Ok(())
    }

    /// The next place of each year that has documents of this kind.
    #[cfg(any(test, feature = "volume"))]
    pub(crate) fn next_by_year(
        &self,
        conn: &mut DbConnection,
    ) -> Result<std::collections::HashMap<i32, i64>, StoreError> {
        use crate::schema::number_sequences;
        let rows: Vec<(i32, i64)> = number_sequences::table
            .filter(number_sequences::kind.eq(self.kind))
            .select((number_sequences::year, number_sequences::next))
            .load(conn)?;
        Ok(rows.into_iter().collect())
    }

    fn insert(&self, year: i32, next: i64) -> Fragment {
        Fragment::sql("INSERT INTO number_sequences (kind, year, next) VALUES (")
            .list([
                Value::Text(self.kind.to_owned()),
                Value::Int(year.into()),
                Value::Int(next),
            ])
            .and_sql(") ON CONFLICT (kind, year) DO UPDATE SET next = ")
    }

    /// Formats a number of the sequence.
    pub(crate) fn show(&self, year: i32, place: i64) -> String {
        format!("{}-{year:04}-{place:04}", self.prefix)
    }

    /// Parses the year and place of a number of this pattern.
    fn parse(&self, number: &str) -> Option<(i32, i64)> {
        let (year, place) = number.get(self.prefix.len() + 1..)?.split_once('-')?;
        let (year, place): (i32, i64) = (year.parse().ok()?, place.parse().ok()?);
        let drawn = self.show(year, place).eq_ignore_ascii_case(number);
        (drawn && (1..=PUSH_MAX).contains(&place)).then_some((year, place))
    }
}

/// The sort key of a number: lower case, runs of digits padded, so that 10000 sorts after 9999.
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
        assert_eq!(ORDERS.parse("PO-2026-0041"), Some((2026, 41)));
        assert_eq!(ORDERS.parse("po-2026-12345"), Some((2026, 12_345)));
        for other in [
            "PO-2026-041",
            "PO-2026-0000",
            "PO-2026-",
            "PO-2026-9999999",
            "4711",
            "PÖ-2026-0041",
            "INV-2026-0041",
            "",
        ] {
            assert_eq!(ORDERS.parse(other), None, "{other}");
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
