//! A page of a list. The page is selected first; data beyond the row's columns is then loaded for the page alone, in a fixed number
//! of queries.

use chrono::NaiveDate;
use domain::list::{ListQuery, SortKey};

use super::links::{Names, wanted_by_rows};
use super::{EntityStore, RowContext};
use crate::choice_sets::Sets;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::Value;
use crate::paging::{Listed, Order, Position, SortColumn};
use crate::search::{self, Found};

pub(super) fn list<R: EntityStore>(
    conn: &mut DbConnection,
    today: NaiveDate,
    query: &ListQuery<R::Filter, R::Sort>,
    after: Option<&Position>,
) -> Result<Listed<R::Summary>, StoreError> {
    let common = domain::filter::Filter::common(&query.filter);
    let found = search::find(conn, R::KIND, common.q.as_deref())?;
    let order = Order::new(&query.sort, sort_column::<R>, sort_by_id::<R>());
    let mut conditions = matching::<R>(&query.filter, today, &found);
    if let Some(position) = after {
        conditions.after(order.after(position)?);
    }
    let rows = R::list_rows(conn, conditions.all(), order.clause(query.limit))?;
    let (rows, next) = order.cut(rows, query.limit);
    let total = if query.count {
        Some(R::count(
            conn,
            matching::<R>(&query.filter, today, &found).all(),
        )?)
    } else {
        None
    };
    let items = summaries::<R>(conn, today, rows)?;
    Ok(Listed { items, next, total })
}

fn summaries<R: EntityStore>(
    conn: &mut DbConnection,
    today: NaiveDate,
    rows: Vec<R::ListRow>,
) -> Result<Vec<R::Summary>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| R::base(row).id).collect();
    let mut sets = match R::SETS {
        Some((sets, _)) if !R::ROW_SETS.is_empty() => sets.load(conn, &ids, R::ROW_SETS)?,
        _ => Sets::default(),
    };
    let mut derived = R::derived(conn, &ids)?;
    let names = Names::load(conn, wanted_by_rows(R::LINKS, &rows))?;
    rows.into_iter()
        .map(|row| {
            let id = R::base(&row).id;
            let facts = RowContext {
                id,
                today,
                sets: &mut sets,
                derived: derived.remove(&id).unwrap_or_default(),
                linked: names.of_row(R::LINKS, &row),
            };
            R::summary(row, facts)
        })
        .collect()
}

/// The condition of a filter, for sums over its rows.
pub(crate) fn wanted<R: EntityStore>(
    conn: &mut DbConnection,
    today: NaiveDate,
    filter: &R::Filter,
) -> Result<Conditions, StoreError> {
    let common = domain::filter::Filter::common(filter);
    let found = search::find(conn, R::KIND, common.q.as_deref())?;
    Ok(matching::<R>(filter, today, &found))
}

/// The conditions of a filter.
fn matching<R: EntityStore>(filter: &R::Filter, today: NaiveDate, found: &Found) -> Conditions {
    let mut all = Conditions::common(R::TABLE, domain::filter::Filter::common(filter));
    R::search(&mut all, found);
    R::apply_filter(&mut all, filter, today);
    all
}

fn sort_column<R: EntityStore>(key: R::Sort) -> SortColumn<R::ListRow> {
    R::common_sort(key.code()).unwrap_or_else(|| R::sort_column(key))
}

fn sort_by_id<R: EntityStore>() -> SortColumn<R::ListRow> {
    R::common_sort("id").unwrap_or(SortColumn::new("id", |row| Value::Int(R::base(row).id)))
}
