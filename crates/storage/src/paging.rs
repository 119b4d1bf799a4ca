//! Keyset paging: a page begins after the sort values of the last row of the page before, so that page 2,500 costs what page 1
//! costs and no row is lost or doubled while others are written.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::RunQueryDsl;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::BigInt;
use domain::list::{COUNT_CAP, SortBy, SortKey};
use serde::{Deserialize, Serialize};

use crate::connection::{DbConnection, MultiBackend};
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// What an empty day counts as in an order: it comes last.
pub(crate) const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What an empty instant counts as in an order: it comes last.
pub(crate) const LAST_INSTANT: NaiveDateTime = LAST_DAY.and_time(NaiveTime::MIN);

/// Where a page ends: the sort values and the id of its last row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position(Vec<Value>);

/// What an empty amount of money counts as in an order, in cents: it comes last.
pub(crate) const FAR_CENTS: i64 = 999_999_999_999_999;

/// What an empty price per pound counts as in an order, in ten-thousandths of a dollar: it comes last.
pub(crate) const FAR_PER_LB: i64 = 9_999_999_999_999_999;

/// Page sizes that the browser app and most programs ask for. Statements of others do not stay prepared: callers choose the size, so
/// their shapes are without number.
const COMMON_SIZES: [u32; 5] = [20, 25, 50, 100, 200];

/// Sort keys, the id included, of orders that most callers ask for.
const COMMON_KEYS: usize = 2;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last.
    pub next: Option<Position>,
    /// How many rows match, and whether counting got to the end; only when asked.
    pub total: Option<(i64, bool)>,
}

/// What a sort key is in SQL, and how its value is read from a row.
pub(crate) struct SortColumn<R> {
    expression: &'static str,
    value: fn(&R) -> Value,
}

impl<R> SortColumn<R> {
    /// `expression` is spelled as the index has it and is never null.
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
        // What stands behind the id decides nothing any more.
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

    /// `ORDER BY`'s text for a page, with its size: one row more than asked for tells whether there is a next page.
    pub(crate) fn clause(&self, limit: u32) -> Fragment {
        let parts: Vec<String> = self
            .keys
            .iter()
            .map(|(key, descending)| {
                let direction = if *descending { "DESC" } else { "ASC" };
                format!("{} {direction}", key.expression)
            })
            .collect();
        // The size is part of the text: a planner that does not see it plans for a tenth of the table.
        let clause = Fragment::sql(format!("{} LIMIT {}", parts.join(", "), limit + 1));
        let is_common = self.keys.len() <= COMMON_KEYS && COMMON_SIZES.contains(&limit);
        if is_common { clause } else { clause.not_kept() }
    }

    /// The condition that a row comes after a position.
    ///
    /// # Errors
    /// When the position is of another order.
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

    /// Cuts the extra row off and says where the next page begins.
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

/// `(a, b, id) > (x, y, z)`, which both databases turn into one range of the index.
fn row_value(keys: Vec<Key>) -> Fragment {
    let names: Vec<&str> = keys.iter().map(|(name, ..)| *name).collect();
    let comparison = beyond(keys.first().is_some_and(|(_, descending, _)| *descending));
    Fragment::sql(format!("({}){comparison}(", names.join(", ")))
        .list(keys.into_iter().map(|(_, _, value)| value))
        .and_sql(")")
}

/// For mixed directions: `a >= x AND (a > x OR (a = x AND (..)))`; the first bound is what an index can use.
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

/// Counts the rows of a query, up to the cap; the second value says whether the end was reached.
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
