//! Converts list filters to SQL conditions. Each entity chooses the columns.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::query_builder::QueryFragment;
use domain::choices::FixedChoice;
use domain::filter::{AnyOf, Archived, Choice, CommonFilter, Range};
use domain::{Id, Money, WeightAmount};

use crate::connection::MultiBackend;
use crate::fragment::{Fragment, Value};
use crate::paging::{FAR_CENTS, LAST_DAY};

/// A value that can be bound in a condition.
pub(crate) trait Stored {
    fn stored(&self) -> Value;
}

impl Stored for String {
    fn stored(&self) -> Value {
        Value::Text(self.clone())
    }
}
impl Stored for i64 {
    fn stored(&self) -> Value {
        Value::Int(*self)
    }
}
impl Stored for NaiveDate {
    fn stored(&self) -> Value {
        Value::Day(*self)
    }
}
impl Stored for NaiveDateTime {
    fn stored(&self) -> Value {
        Value::Instant(*self)
    }
}
impl<T> Stored for Id<T> {
    fn stored(&self) -> Value {
        Value::Int(self.get())
    }
}
impl<T: FixedChoice> Stored for Choice<T> {
    fn stored(&self) -> Value {
        Value::Text(self.0.code().to_owned())
    }
}
impl Stored for Money {
    fn stored(&self) -> Value {
        Value::Int(self.units())
    }
}
impl Stored for WeightAmount {
    fn stored(&self) -> Value {
        Value::Int(self.units())
    }
}

/// The index value of an empty field, so that empty rows sort last.
pub(crate) trait Last: Stored + Clone {
    fn last() -> Value;
}

impl Last for NaiveDate {
    fn last() -> Value {
        Value::Day(LAST_DAY)
    }
}
impl Last for Money {
    fn last() -> Value {
        Value::Int(FAR_CENTS)
    }
}

/// A diesel column.
pub(crate) trait Column: QueryFragment<MultiBackend> + Copy + Send + 'static {}
impl<T: QueryFragment<MultiBackend> + Copy + Send + 'static> Column for T {}

/// Rows of a child table: the column that links to the record, and the table with a condition, to which more can be added.
pub(crate) struct Subquery<'a> {
    pub(crate) owner: &'a str,
    pub(crate) rows: &'a str,
}

/// Conditions that must all hold for a row.
#[derive(Default)]
pub(crate) struct Conditions {
    filters: Vec<Fragment>,
    position: Option<Fragment>,
}

impl Conditions {
    /// The conditions of the common filters, except the search text.
    pub(crate) fn common(table: &'static str, filter: &CommonFilter) -> Self {
        let mut all = Self::changed(table, filter);
        let column = |name: &str| Fragment::sql(format!("{table}.{name}"));
        match filter.archived {
            Archived::No => all.push(column("archived_at IS NULL")),
            Archived::Only => all.push(column("archived_at IS NOT NULL")),
            Archived::Any => {}
        }
        all.one_of(|| column("owner_id"), &filter.owner_id);
        all
    }

    /// Conditions on the times of creation and last change.
    pub(crate) fn changed(table: &'static str, filter: &CommonFilter) -> Self {
        let mut all = Self::default();
        let column = |name: &str| Fragment::sql(format!("{table}.{name}"));
        all.between(
            || column("created_at"),
            || column("created_at"),
            &filter.created_at,
        );
        let updated = &filter.updated_at;
        all.between(|| column("updated_at"), || column("updated_at"), updated);
        // No row changes before its creation, so an index walk by `created_at` can skip newer rows.
        let latest = [updated.eq, updated.lte, updated.lt];
        if let Some(latest) = latest.into_iter().flatten().min() {
            let made = column("created_at").and_sql(" <= ");
            all.push(made.value(latest.stored()));
        }
        all
    }

    /// Adds a condition.
    pub(crate) fn push(&mut self, condition: Fragment) {
        self.filters.push(condition);
    }

    /// Any of some values, none of others, empty or not.
    pub(crate) fn any_of<T: Stored>(&mut self, column: impl Column, filter: &AnyOf<T>) {
        self.one_of(|| Fragment::of(column), filter);
    }

    /// Within bounds.
    pub(crate) fn range<T: Stored>(&mut self, column: impl Column, filter: &Range<T>) {
        self.between(|| Fragment::of(column), || Fragment::of(column), filter);
    }

    /// Within bounds, compared by the expression of an index, in which an empty field is `T::last()`. Empty rows are outside all
    /// bounds.
    pub(crate) fn range_through<T: Last>(&mut self, indexed: &'static str, filter: &Range<T>) {
        let bounds = Range {
            is_null: None,
            ..filter.clone()
        };
        let column = || Fragment::sql(indexed);
        self.between(column, column, &bounds);
        let open_above = filter.gte.is_some() || filter.gt.is_some() || filter.eq.is_some();
        match filter.is_null {
            Some(true) => self.push(column().and_sql(" = ").value(T::last())),
            Some(false) => self.push(column().and_sql(" < ").value(T::last())),
            None if open_above => self.push(column().and_sql(" < ").value(T::last())),
            None => {}
        }
    }

    /// Records to which rows of a child table link; `column` is the column to filter.
    pub(crate) fn among<T: Stored>(
        &mut self,
        id: &'static str,
        named: &Subquery<'_>,
        column: &'static str,
        filter: &AnyOf<T>,
    ) {
        let Subquery { owner, rows } = named;
        if !filter.any.is_empty() {
            let found = format!("{id} IN (SELECT {owner} FROM {rows} AND {column}");
            self.push(in_list(Fragment::sql(found), " IN (", &filter.any).and_sql(")"));
        }
        // EXISTS is checked row by row. An IN subquery would first collect nearly all records.
        let own = |start: &str| {
            Fragment::sql(format!(
                "{start}EXISTS (SELECT 1 FROM {rows} AND {owner} = {id} AND {column}"
            ))
        };
        if !filter.not.is_empty() {
            self.push(in_list(own("NOT "), " IN (", &filter.not).and_sql(")"));
        }
        if let Some(is_null) = filter.is_null {
            let start = if is_null { "NOT " } else { "" };
            self.push(own(start).and_sql(" IS NOT NULL)"));
        }
    }

    /// Any of several computed states; `holds` gives the condition of each.
    pub(crate) fn computed<T: FixedChoice>(
        &mut self,
        filter: &AnyOf<Choice<T>>,
        holds: impl Fn(T) -> Fragment,
    ) {
        let one_of = |choices: &[T]| {
            let mut all = Fragment::sql("(");
            for (index, choice) in choices.iter().enumerate() {
                let or = if index == 0 { "(" } else { " OR (" };
                all = all.and_sql(or).and(holds(*choice)).and_sql(")");
            }
            all.and_sql(")")
        };
        let plain =
            |choices: &[Choice<T>]| choices.iter().map(|choice| choice.0).collect::<Vec<T>>();
        if !filter.any.is_empty() {
            self.push(one_of(&plain(&filter.any)));
        }
        if !filter.not.is_empty() {
            self.push(one_of(&plain(&filter.not)).and_sql(" IS NOT TRUE"));
        }
        if let Some(is_null) = filter.is_null {
            let holds = if is_null { " IS NOT TRUE" } else { " IS TRUE" };
            self.push(one_of(T::ALL).and_sql(holds));
        }
    }

    /// A boolean that is computed by a condition.
    pub(crate) fn holds(&mut self, condition: Fragment, wanted: Option<bool>) {
        match wanted {
            Some(true) => self.push(condition),
            Some(false) => self.push(Fragment::sql("(").and(condition).and_sql(") IS NOT TRUE")),
            None => {}
        }
    }

    /// Whether rows exist; `rows` is a complete `SELECT`.
    pub(crate) fn exists(&mut self, rows: &str, wanted: Option<bool>) {
        match wanted {
            Some(true) => self.push(Fragment::sql(format!("EXISTS ({rows})"))),
            Some(false) => self.push(Fragment::sql(format!("NOT EXISTS ({rows})"))),
            None => {}
        }
    }

    /// A boolean column.
    pub(crate) fn flag(&mut self, column: impl Column, filter: Option<bool>) {
        if let Some(wanted) = filter {
            self.push(
                Fragment::of(column)
                    .and_sql(" = ")
                    .value(Value::Flag(wanted)),
            );
        }
    }

    /// Whether a column has a value.
    pub(crate) fn has(&mut self, column: impl Column, filter: Option<bool>) {
        if let Some(wanted) = filter {
            self.push(Fragment::of(column).and_sql(emptiness(!wanted)));
        }
    }

    /// Restricts to rows after the last row of the previous page.
    pub(crate) fn after(&mut self, position: Fragment) {
        self.position = Some(position);
    }

    /// All conditions joined. Only statements without value filters stay prepared: the others have too many shapes, and PostgreSQL
    /// would plan a rare value like a common one.
    pub(crate) fn all(self) -> Fragment {
        let is_plain = self.filters.len() <= 1 && self.filters.iter().all(Fragment::binds_nothing);
        let mut parts = self.filters.into_iter().chain(self.position);
        let first = parts.next().unwrap_or_else(|| Fragment::sql("1 = 1"));
        let all = parts.fold(first, |all, part| all.and_sql(" AND ").and(part));
        if is_plain { all } else { all.not_kept() }
    }

    fn one_of<T: Stored>(&mut self, column: impl Fn() -> Fragment, filter: &AnyOf<T>) {
        if !filter.any.is_empty() {
            self.push(in_list(column(), " IN (", &filter.any));
        }
        if !filter.not.is_empty() {
            // An empty field matches `not`, too.
            let empty = Fragment::sql("(").and(column()).and_sql(" IS NULL OR ");
            let condition = empty.and(in_list(column(), " NOT IN (", &filter.not));
            self.push(condition.and_sql(")"));
        }
        if let Some(is_null) = filter.is_null {
            self.push(column().and_sql(emptiness(is_null)));
        }
    }

    fn between<T: Stored>(
        &mut self,
        column: impl Fn() -> Fragment,
        compared: impl Fn() -> Fragment,
        filter: &Range<T>,
    ) {
        let bounds = [
            (" = ", &filter.eq),
            (" >= ", &filter.gte),
            (" > ", &filter.gt),
            (" <= ", &filter.lte),
            (" < ", &filter.lt),
        ];
        for (comparison, bound) in bounds {
            if let Some(bound) = bound {
                self.push(compared().and_sql(comparison).value(bound.stored()));
            }
        }
        if let Some(is_null) = filter.is_null {
            self.push(column().and_sql(emptiness(is_null)));
        }
    }
}

/// `column IN (..)` or `column NOT IN (..)`.
fn in_list<T: Stored>(column: Fragment, comparison: &'static str, values: &[T]) -> Fragment {
    column
        .and_sql(comparison)
        .list(values.iter().map(Stored::stored))
        .and_sql(")")
}

const fn emptiness(is_null: bool) -> &'static str {
    if is_null { " IS NULL" } else { " IS NOT NULL" }
}
