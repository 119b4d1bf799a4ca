//! Keyset paging: a page starts after the sort values of the previous page's last row. So page 2,500 costs as much as page 1, and
//! concurrent writes neither skip nor repeat rows.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::RunQueryDsl;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::BigInt;
use domain::list::{COUNT_CAP, SortBy, SortKey};
use serde::{Deserialize, Serialize};

use crate::connection::{DbConnection, MultiBackend};
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// The sort value of an empty date: it comes last.
pub(crate) const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The sort value of an empty instant: it comes last.
pub(crate) const LAST_INSTANT: NaiveDateTime = LAST_DAY.and_time(NaiveTime::MIN);

/// The end of a page: the sort values and the id of its last row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position(Vec<Value>);

/// The sort value of an empty amount, in cents: it comes last.
pub(crate) const FAR_CENTS: i64 = 999_999_999_999_999;

/// The sort value of an empty price per pound, in ten-thousandths of a dollar: it comes last.
pub(crate) const FAR_PER_LB: i64 = 9_999_999_999_999_999;

/// Page sizes that the browser app and most programs request. Statements with other sizes are not kept prepared, because callers
/// choose the size freely and the number of shapes is unbounded.
const COMMON_SIZES: [u32; 5] = [20, 25, 50, 100, 200];

/// Maximum number of sort keys, including the id, in orders that are kept prepared.
const COMMON_KEYS: usize = 2;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Position of the next page; `None` on the last.
    pub next: Option<Position>,
    /// Number of matching rows, and whether the count is complete; only if requested.
    pub total: Option<(i64, bool)>,
}

/// A sort key: its SQL expression, and its value in a row.
pub(crate) struct SortColumn<R> {
    expression: &'static str,
    value: fn(&R) -> Value,
}

impl<R> SortColumn<R> {
    /// `expression` must match the index and is never null.
    pub(crate) const fn new(expression: &'static str, value: fn(&R) -> Value) -> Self {
        Self { expression, value }
    }
}

/// The order of a list: its sort keys, then the id in the direction of the last key.
pub(crate) struct Order<R> {
    keys: Vec<(SortColumn<R>, bool)>,
}

impl<R> Order<R> {
    pub(crate) fn new<S: SortKey>(
        sort: &[SortBy<S>],
        column: impl Fn(S) -> SortColumn<R>,
        id: SortColumn<R>,
    ) -> Self {
        let mut keys: Vec<(SortColumn<R>, bool)> = sort
            .iter()
            .map(|by| (column(by.key), by.descending))
            .collect();
        // Keys after the id have no effect.
        match keys
            .iter()
            .position(|(key, _)| key.expression == id.expression)
        {
            Some(place) => keys.truncate(place + 1),
            None => {
                let descending = keys.last().is_some_and(|(_, descending)| *descending);
                keys.push((id, descending));
            }
        }
        Self { keys }
    }

    /// The `ORDER BY` clause of a page with its limit: one extra row shows whether there is a next page.
    pub(crate) fn clause(&self, limit: u32) -> Fragment {
        let parts: Vec<String> = self
            .keys
            .iter()
            .map(|(key, descending)| {
                let direction = if *descending { "DESC" } else { "ASC" };
                format!("{} {direction}", key.expression)
            })
            .collect();
        // The limit is part of the text: without a known limit, PostgreSQL plans for a tenth of the table.
        let clause = Fragment::sql(format!("{} LIMIT {}", parts.join(", "), limit + 1));
        let is_common = self.keys.len() <= COMMON_KEYS && COMMON_SIZES.contains(&limit);
        if is_common { clause } else { clause.not_kept() }
    }

    /// The condition that a row comes after a position.
    ///
    /// # Errors
    /// If the position belongs to another order.
    pub(crate) fn after(&self, position: &Position) -> Result<Fragment, StoreError> {
        let keys: Vec<Key> = self
            .keys
            .iter()
            .zip(position.0.iter().cloned())
            .map(|((key, descending), value)| (key.expression, *descending, value))
            .collect();
        if keys.len() != self.keys.len() || keys.len() != position.0.len() {
            let mut errors = domain::FieldErrors::new();
            errors.add_parameter("cursor", "invalid_cursor", "The cursor is of another order");
            return Err(StoreError::Invalid(errors));
        }
        let first = keys.first().map(|(_, descending, _)| *descending);
        if keys
            .iter()
            .all(|(_, descending, _)| Some(*descending) == first)
        {
            Ok(row_value(keys))
        } else {
            Ok(expanded(keys))
        }
    }

    /// Removes the extra row, and returns the position of the next page.
    pub(crate) fn cut(&self, mut rows: Vec<R>, limit: u32) -> (Vec<R>, Option<Position>) {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if rows.len() <= limit {
            return (rows, None);
        }
        rows.truncate(limit);
        let next = rows
            .last()
            .map(|row| Position(self.keys.iter().map(|(key, _)| (key.value)(row)).collect()));
        (rows, next)
    }
}

type Key = (&'static str, bool, Value);

const fn beyond(descending: bool) -> &'static str {
    if descending { " < " } else { " > " }
}

/// `(a, b, id) > (x, y, z)`, which both databases convert to one index range.
fn row_value(keys: Vec<Key>) -> Fragment {
    let names: Vec<&str> = keys.iter().map(|(name, ..)| *name).collect();
    let comparison = beyond(keys.first().is_some_and(|(_, descending, _)| *descending));
    Fragment::sql(format!("({}){comparison}(", names.join(", ")))
        .list(keys.into_iter().map(|(_, _, value)| value))
        .and_sql(")")
}

/// For mixed directions: `a >= x AND (a > x OR (a = x AND (..)))`; an index can use the first bound.
fn expanded(keys: Vec<Key>) -> Fragment {
    let bound = keys.first().map(|(name, descending, value)| {
        let comparison = if *descending { " <= " } else { " >= " };
        Fragment::sql(format!("{name}{comparison}")).value(value.clone())
    });
    let mut whole: Option<Fragment> = None;
    for (name, descending, value) in keys.into_iter().rev() {
        let past = Fragment::sql(format!("({name}{}", beyond(descending))).value(value.clone());
        whole = Some(match whole {
            None => past.and_sql(")"),
            Some(rest) => past
                .and_sql(format!(" OR ({name} = "))
                .value(value)
                .and_sql(" AND ")
                .and(rest)
                .and_sql("))"),
        });
    }
    match (bound, whole) {
        (Some(bound), Some(whole)) => bound.and_sql(" AND ").and(whole),
        _ => Fragment::sql("1 = 1"),
    }
}

/// Counts the rows of a query, up to the cap; the second value is whether the count is complete.
pub(crate) fn count(
    conn: &mut DbConnection,
    query: impl QueryFragment<MultiBackend> + Send + 'static,
) -> Result<(i64, bool), StoreError> {
    let capped = Fragment::sql("SELECT count(*) FROM (")
        .part(query)
        .and_sql(format!(" LIMIT {}) AS counted", COUNT_CAP + 1));
    let counted: i64 = Statement::<BigInt>::new(capped).get_result(conn)?;
    Ok((counted.min(COUNT_CAP), counted <= COUNT_CAP))
}
