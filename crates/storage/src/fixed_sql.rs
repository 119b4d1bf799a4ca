//! Constant SQL expressions that diesel can keep prepared.
//!
//! Diesel does not keep statements that contain `sql()`, because the text may differ each time. These texts depend only on the kind
//! of record.

use std::borrow::Cow;
use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping,
    is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::is_nullable::NotNull;
use diesel::sql_types::{Nullable, SingleValue, SqlType};

use crate::connection::MultiBackend;

/// A constant text as an SQL expression of a type.
pub(crate) struct FixedSql<ST> {
    text: Cow<'static, str>,
    sql_type: PhantomData<fn() -> ST>,
}

/// Creates a constant expression, for example a subquery that returns one value.
pub(crate) fn fixed_sql<ST>(text: impl Into<Cow<'static, str>>) -> FixedSql<ST> {
    FixedSql {
        text: text.into(),
        sql_type: PhantomData,
    }
}

/// A null of a type.
pub(crate) fn null<ST>() -> FixedSql<Nullable<ST>>
where
    ST: SqlType<IsNull = NotNull>,
{
    fixed_sql("NULL")
}

impl<ST> QueryFragment<MultiBackend> for FixedSql<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql(&self.text);
        Ok(())
    }
}

impl<ST> QueryId for FixedSql<ST> {
    type QueryId = ();
    // The text is not part of the type, so the SQL text must be the cache key.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST: SingleValue + TypedExpressionType> Expression for FixedSql<ST> {
    type SqlType = ST;
}
impl<QS, ST> AppearsOnTable<QS> for FixedSql<ST> where Self: Expression {}
impl<QS, ST> SelectableExpression<QS> for FixedSql<ST> where Self: Expression {}
impl<GB, ST> ValidGrouping<GB> for FixedSql<ST> {
    type IsAggregate = is_aggregate::Never;
}
