//! Lists: a page, found by filter and search, in the order asked for.

use chrono::NaiveDate;
use domain::filter::Filter;
use domain::list::{ListQuery, SortKey};
use domain::record::EntityKind;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::Fragment;
use crate::paging::{Listed, Order, Position, SortColumn};
use crate::search::{self, Found};

/// A kind of record with a list.
pub(crate) trait ListStore {
    /// Filters of its list.
    type Filter: Filter;
    /// Sort keys of its list.
    type Sort: SortKey;
    /// A row as read from its table.
    type Row;
    /// A row as responses show it.
    type Summary;
    /// Its kind.
    const KIND: EntityKind;

    /// The conditions of a filter; `today` is the date in the reader's time zone.
    fn conditions(filter: &Self::Filter, today: NaiveDate, found: &Found) -> Conditions;

    /// The sort column of a key.
    fn sort_column(key: Self::Sort) -> SortColumn<Self::Row>;

    /// The id, which ends every order.
    fn sort_by_id() -> SortColumn<Self::Row>;

    /// Fetches the rows of a page; `order` has its limit.
    fn rows(
        conn: &mut DbConnection,
        conditions: Fragment,
        order: Fragment,
    ) -> Result<Vec<Self::Row>, StoreError>;

    /// Counts the matching rows, up to the cap.
    fn count(conn: &mut DbConnection, conditions: Fragment) -> Result<(i64, bool), StoreError>;

    /// Completes the rows of a page from other tables, in at most one query.
    fn summaries(
        conn: &mut DbConnection,
        today: NaiveDate,
        rows: Vec<Self::Row>,
    ) -> Result<Vec<Self::Summary>, StoreError>;
}

/// A page of a list.
pub(crate) fn list<L: ListStore>(
    conn: &mut DbConnection,
    today: NaiveDate,
    query: &ListQuery<L::Filter, L::Sort>,
    after: Option<&Position>,
) -> Result<Listed<L::Summary>, StoreError> {
    let found = search::find(conn, L::KIND, query.filter.common().q.as_deref())?;
    let order = Order::new(&query.sort, L::sort_column, L::sort_by_id());
    let mut conditions = L::conditions(&query.filter, today, &found);
    if let Some(position) = after {
        conditions.after(order.after(position)?);
    }
    let rows = L::rows(conn, conditions.all(), order.clause(query.limit))?;
    let total = if query.count {
        let all = L::conditions(&query.filter, today, &found).all();
        Some(L::count(conn, all)?)
    } else {
        None
    };
    let (rows, next) = order.cut(rows, query.limit);
    let items = L::summaries(conn, today, rows)?;
    Ok(Listed { items, next, total })
}

/// The conditions of a filter with its search, for sums over its rows.
pub(crate) fn matching<L: ListStore>(
    conn: &mut DbConnection,
    today: NaiveDate,
    filter: &L::Filter,
) -> Result<Conditions, StoreError> {
    let found = search::find(conn, L::KIND, filter.common().q.as_deref())?;
    Ok(L::conditions(filter, today, &found))
}
