//! Fixed pieces of SQL in diesel's own statements, and updates, that stay prepared.
//!
//! Diesel plans a statement anew each time when `sql()` or an update is in it, since it cannot know whether the text is always the
//! same. Here it is: the text is a constant, and an update sets the same columns whenever its type is the same.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping,
    is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::SingleValue;

use crate::connection::MultiBackend;

/// A fixed text as an expression of an SQL type.
pub(crate) struct FixedSql<ST> {
    text: &'static str,
    sql_type: PhantomData<fn() -> ST>,
}

/// A fixed text as an expression, for example a sub-select that gives one value.
pub(crate) const fn fixed_sql<ST>(text: &'static str) -> FixedSql<ST> {
    FixedSql {
        text,
        sql_type: PhantomData,
    }
}

impl<ST> QueryFragment<MultiBackend> for FixedSql<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql(self.text);
        Ok(())
    }
}

impl<ST> QueryId for FixedSql<ST> {
    type QueryId = ();
    // The text is not part of the type, so it is the key of the prepared statement.
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
