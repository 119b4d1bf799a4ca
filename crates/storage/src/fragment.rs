//! SQL built at run time from constant text, columns and bound values. Values are never written into the text.
//!
//! Use it where diesel's expressions differ between the databases or depend on the request: filters, keyset paging, search. Use
//! diesel's query builder everywhere else.

use std::borrow::Cow;
use std::marker::PhantomData;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::ExecuteDsl;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamp};
use diesel::{AsChangeset, QueryResult, RunQueryDsl};
use serde::{Deserialize, Serialize};

use crate::connection::{DbConnection, MultiBackend};
use crate::error::StoreError;

/// Statements with more values than this are not kept prepared, because each number of values is another shape.
const KEPT_VALUES: usize = 16;

/// Maximum number of ids in a prepared statement: those of the largest page.
const KEPT_IDS: usize = 256;

/// A bound value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Value {
    #[serde(rename = "i")]
    Int(i64),
    #[serde(rename = "t")]
    Text(String),
    #[serde(rename = "d")]
    Day(NaiveDate),
    #[serde(rename = "s")]
    Instant(NaiveDateTime),
    #[serde(rename = "b")]
    Flag(bool),
    /// A null of a given type.
    #[serde(rename = "n")]
    Nothing(Nothing),
}

/// The type of a null, which PostgreSQL requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Nothing {
    Int,
    Text,
    Day,
    Instant,
    Flag,
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Nothing(Nothing::Text), Self::Text)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Nothing(Nothing::Int), Self::Int)
    }
}

impl From<Option<NaiveDate>> for Value {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Nothing(Nothing::Day), Self::Day)
    }
}

enum Piece {
    Sql(Cow<'static, str>),
    Part(Box<dyn QueryFragment<MultiBackend> + Send>),
    Value(Value),
}

/// A piece of SQL; usable as a condition or an order expression.
pub(crate) struct Fragment {
    pieces: Vec<Piece>,
    values: usize,
    keep: Keep,
}

/// Whether a statement is kept prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// If it binds few values.
    Short,
    /// Always: it has a single shape.
    Yes,
    /// Never.
    No,
}

impl Fragment {
    /// Creates a fragment of constant text.
    pub(crate) fn sql(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            pieces: vec![Piece::Sql(text.into())],
            values: 0,
            keep: Keep::Short,
        }
    }

    /// Creates a fragment of a column or another diesel expression.
    pub(crate) fn of(part: impl QueryFragment<MultiBackend> + Send + 'static) -> Self {
        Self::sql("").part(part)
    }

    /// `UPDATE table SET ..`, up to its `WHERE`. Unlike diesel's update it is kept prepared, because a changeset type always sets
    /// the same columns.
    pub(crate) fn update<C>(table: &'static str, changes: C) -> Self
    where
        C: AsChangeset,
        C::Changeset: QueryFragment<MultiBackend> + Send + 'static,
    {
        let update = Self::sql("UPDATE ").and_sql(table).and_sql(" SET ");
        update.part(changes.as_changeset()).kept()
    }

    /// Appends constant text.
    pub(crate) fn and_sql(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.pieces.push(Piece::Sql(text.into()));
        self
    }

    /// Appends a column or another diesel expression.
    pub(crate) fn part(mut self, part: impl QueryFragment<MultiBackend> + Send + 'static) -> Self {
        self.pieces.push(Piece::Part(Box::new(part)));
        self
    }

    /// Appends a bound value.
    pub(crate) fn value(mut self, value: Value) -> Self {
        self.pieces.push(Piece::Value(value));
        self.values += 1;
        self
    }

    /// Appends bound values, separated by commas.
    pub(crate) fn list(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self = self.and_sql(", ");
            }
            self = self.value(value);
        }
        self
    }

    /// Appends ids, separated by commas; an empty list matches nothing. The last id is repeated up to a power of two, at least
    /// `width`, so that the statement has few shapes and can stay prepared.
    pub(crate) fn ids(mut self, ids: impl IntoIterator<Item = i64>, width: usize) -> Self {
        let mut ids: Vec<i64> = ids.into_iter().collect();
        let Some(last) = ids.last().copied() else {
            return self.and_sql("NULL");
        };
        let width = ids.len().max(width).next_power_of_two();
        ids.resize(width, last);
        if width <= KEPT_IDS && self.keep == Keep::Short {
            self.keep = Keep::Yes;
        }
        self.list(ids.into_iter().map(Value::Int))
    }

    /// ` IN (..)` with literal ids, because binding thousands of them costs more than parsing them. Not kept prepared.
    pub(crate) fn written_ids(ids: &[i64]) -> Self {
        let mut list = String::from(" IN (");
        for (place, id) in ids.iter().enumerate() {
            let comma = if place > 0 { "," } else { "" };
            list.push_str(&format!("{comma}{id}"));
        }
        if ids.is_empty() {
            list.push_str("NULL");
        }
        list.push(')');
        Self::sql(list).not_kept()
    }

    /// `column IN (..)`. SQLite would prepare diesel's own version each time.
    pub(crate) fn among(
        column: impl QueryFragment<MultiBackend> + Send + 'static,
        ids: impl IntoIterator<Item = i64>,
    ) -> Self {
        Self::of(column).and_sql(" IN (").ids(ids, 1).and_sql(")")
    }

    /// Appends another fragment.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.values += other.values;
        if other.keep == Keep::No {
            self.keep = Keep::No;
        }
        self.pieces.extend(other.pieces);
        self
    }

    /// Whether it binds no values; its diesel parts may still bind some.
    pub(crate) const fn binds_nothing(&self) -> bool {
        self.values == 0
    }

    /// Marks the statement as not worth keeping prepared, or better planned for its values.
    pub(crate) const fn not_kept(mut self) -> Self {
        self.keep = Keep::No;
        self
    }

    /// Marks the statement to be kept prepared, however many values it binds.
    pub(crate) const fn kept(mut self) -> Self {
        self.keep = Keep::Yes;
        self
    }

    /// Executes it; returns the number of affected rows.
    pub(crate) fn execute(self, conn: &mut DbConnection) -> Result<usize, StoreError> {
        Ok(self.execute_plain(conn)?)
    }

    /// Like [`Fragment::execute`], with diesel's own error.
    pub(crate) fn execute_plain(self, conn: &mut DbConnection) -> QueryResult<usize> {
        let statement: Statement<()> = Statement::new(self);
        ExecuteDsl::execute(statement, conn)
    }
}

impl QueryFragment<MultiBackend> for Fragment {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if self.keep == Keep::No || self.keep == Keep::Short && self.values > KEPT_VALUES {
            out.unsafe_to_cache_prepared();
        }
        for piece in &self.pieces {
            match piece {
                Piece::Sql(text) => out.push_sql(text),
                Piece::Part(part) => part.walk_ast(out.reborrow())?,
                Piece::Value(Value::Int(value)) => out.push_bind_param::<BigInt, _>(value)?,
                Piece::Value(Value::Text(value)) => out.push_bind_param::<Text, _>(value)?,
                Piece::Value(Value::Day(value)) => out.push_bind_param::<Date, _>(value)?,
                Piece::Value(Value::Instant(value)) => {
                    out.push_bind_param::<Timestamp, _>(value)?
                }
                Piece::Value(Value::Flag(value)) => out.push_bind_param::<Bool, _>(value)?,
                Piece::Value(Value::Nothing(kind)) => nothing(*kind, &mut out)?,
            }
        }
        Ok(())
    }
}

/// Binds a null of a type.
fn nothing(kind: Nothing, out: &mut AstPass<'_, '_, MultiBackend>) -> QueryResult<()> {
    match kind {
        Nothing::Int => out.push_bind_param::<Nullable<BigInt>, _>(&None::<i64>),
        Nothing::Text => out.push_bind_param::<Nullable<Text>, _>(&None::<String>),
        Nothing::Day => out.push_bind_param::<Nullable<Date>, _>(&None::<NaiveDate>),
        Nothing::Instant => out.push_bind_param::<Nullable<Timestamp>, _>(&None::<NaiveDateTime>),
        Nothing::Flag => out.push_bind_param::<Nullable<Bool>, _>(&None::<bool>),
    }
}

impl QueryId for Fragment {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Fragment {
    type SqlType = Bool;
}
impl<QS> AppearsOnTable<QS> for Fragment {}
impl<QS> SelectableExpression<QS> for Fragment {}
impl<GB> ValidGrouping<GB> for Fragment {
    type IsAggregate = is_aggregate::Never;
}

/// A fragment that is a complete statement, with the types of its result columns.
pub(crate) struct Statement<ST> {
    fragment: Fragment,
    columns: PhantomData<fn() -> ST>,
}

impl<ST> Statement<ST> {
    pub(crate) const fn new(fragment: Fragment) -> Self {
        Self {
            fragment,
            columns: PhantomData,
        }
    }
}

impl<ST> QueryFragment<MultiBackend> for Statement<ST> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.fragment.walk_ast(out)
    }
}

impl<ST> QueryId for Statement<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> Query for Statement<ST> {
    type SqlType = ST;
}

impl<ST, C> RunQueryDsl<C> for Statement<ST>
where
    C: diesel::Connection,
    C::Backend: Backend,
{
}
