//! The lists of business records.

use chrono::NaiveDate;
use domain::Resource;
use domain::filter::Filter;
use domain::list::SortKey;
use domain::record::EntityKind;

use super::ReadStore;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::{Fragment, Value};
use crate::lists::ListStore;
use crate::paging::SortColumn;
use crate::search::Found;

impl<R: ReadStore> ListStore for R {
    type Filter = <R as Resource>::Filter;
    type Sort = <R as Resource>::Sort;
    type Row = R::ListRow;
    type Summary = <R as Resource>::Summary;
    const KIND: EntityKind = <R as Resource>::KIND;

    fn conditions(filter: &<R as Resource>::Filter, today: NaiveDate, found: &Found) -> Conditions {
        let mut all = Conditions::common(R::TABLE, filter.common());
        R::search(&mut all, found);
        R::apply_filter(&mut all, filter, today);
        all
    }

    fn sort_column(key: <R as Resource>::Sort) -> SortColumn<R::ListRow> {
        R::common_sort(key.code()).unwrap_or_else(|| <R as ReadStore>::sort_column(key))
    }

    fn sort_by_id() -> SortColumn<R::ListRow> {
        R::common_sort("id").unwrap_or(SortColumn::new("id", |row| Value::Int(R::base(row).id)))
    }

    fn rows(
        conn: &mut DbConnection,
        conditions: Fragment,
        order: Fragment,
    ) -> Result<Vec<R::ListRow>, StoreError> {
        R::list_rows(conn, conditions, order)
    }

    fn count(conn: &mut DbConnection, conditions: Fragment) -> Result<(i64, bool), StoreError> {
        R::count_rows(conn, conditions)
    }

    fn summaries(
        conn: &mut DbConnection,
        today: NaiveDate,
        rows: Vec<R::ListRow>,
    ) -> Result<Vec<<R as Resource>::Summary>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<i64> = rows.iter().map(|row| R::base(row).id).collect();
        let related = R::related(conn, &ids)?;
        let summary = |row: R::ListRow| {
            let own = related.get(&R::base(&row).id);
            let own = own.ok_or_else(|| StoreError::internal("a listed record that is gone"))?;
            R::summary(row, own, today)
        };
        rows.into_iter().map(summary).collect()
    }
}
