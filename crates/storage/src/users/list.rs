//! The list of users. Users are deactivated, never archived, and each counts as their own owner.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use domain::Id;
use domain::filter::Archived;
use domain::list::ListQuery;
use domain::users::{UserFilter, UserSort, UserSummary};

use super::KIND;
use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::{Fragment, Value};
use crate::paging::{self, LAST_INSTANT, Listed, Order, Position, SortColumn};
use crate::schema::users;
use crate::search::{self, Found};

/// Must match the index expression; users who never signed in come last.
const LAST_LOGIN: &str = "coalesce(users.last_login_at, '9999-12-31 00:00:00')";

/// A page of users.
///
/// # Errors
/// If the position belongs to another order, or the database fails.
pub fn list(
    conn: &mut DbConnection,
    query: &ListQuery<UserFilter, UserSort>,
    after: Option<&Position>,
) -> Result<Listed<UserSummary>, StoreError> {
    let found = search::find(conn, KIND, query.filter.common.q.as_deref())?;
    let id = SortColumn::new("users.id", |row: &SummaryRow| Value::Int(row.id));
    let order = Order::new(&query.sort, sort_column, id);
    let mut conditions = matching(&query.filter, &found);
    if let Some(position) = after {
        conditions.after(order.after(position)?);
    }
    let rows: Vec<SummaryRow> = users::table
        .filter(conditions.all())
        .order_by(order.clause(query.limit))
        .select(SummaryRow::as_select())
        .load(conn)?;
    let (rows, next) = order.cut(rows, query.limit);
    let total = if query.count {
        let all = users::table
            .filter(matching(&query.filter, &found).all())
            .select(users::id);
        Some(paging::count(conn, all)?)
    } else {
        None
    };
    let items = rows
        .into_iter()
        .map(SummaryRow::into_summary)
        .collect::<Result<_, _>>()?;
    Ok(Listed { items, next, total })
}

fn matching(filter: &UserFilter, found: &Found) -> Conditions {
    let mut all = Conditions::changed("users", &filter.common);
    if filter.common.archived == Archived::Only {
        all.push(Fragment::sql("1 = 0"));
    }
    all.search(found, users::id);
    all.any_of(users::id, &filter.common.owner_id);
    all.any_of(users::role, &filter.role);
    all.flag(users::is_active, filter.is_active);
    all.any_of(users::department, &filter.department);
    all
}

fn sort_column(key: UserSort) -> SortColumn<SummaryRow> {
    match key {
        UserSort::LastName => SortColumn::new("users.last_name_key", |row| {
            Value::Text(row.last_name_key.clone())
        }),
        UserSort::FirstName => SortColumn::new("users.first_name_key", |row| {
            Value::Text(row.first_name_key.clone())
        }),
        UserSort::LastLoginAt => SortColumn::new(LAST_LOGIN, |row| {
            Value::Instant(row.last_login_at.unwrap_or(LAST_INSTANT))
        }),
        UserSort::CreatedAt => {
            SortColumn::new("users.created_at", |row| Value::Instant(row.created_at))
        }
        UserSort::UpdatedAt => {
            SortColumn::new("users.updated_at", |row| Value::Instant(row.updated_at))
        }
        UserSort::Id => SortColumn::new("users.id", |row| Value::Int(row.id)),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct SummaryRow {
    id: i64,
    version: i64,
    username: String,
    display_name: String,
    email: String,
    role: String,
    is_active: bool,
    department: Option<String>,
    job_title: Option<String>,
    last_login_at: Option<NaiveDateTime>,
    last_name_key: String,
    first_name_key: String,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl SummaryRow {
    fn into_summary(self) -> Result<UserSummary, StoreError> {
        Ok(UserSummary {
            id: Id::new(self.id),
            version: self.version,
            username: self.username,
            display_name: self.display_name,
            email: self.email,
            role: code(&self.role)?,
            is_active: self.is_active,
            department: self.department,
            job_title: self.job_title,
            last_login_at: self.last_login_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}
