//! The list of users. Users are deactivated, never archived, and each counts as their own owner.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use domain::Id;
use domain::filter::Archived;
use domain::list::ListQuery;
use domain::record::EntityKind;
use domain::users::{User, UserFilter, UserSort, UserSummary};

use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::{Fragment, Value};
use crate::lists::{self, ListStore};
use crate::paging::{self, LAST_INSTANT, Listed, Position, SortColumn};
use crate::schema::users;
use crate::search::Found;

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
    // Nothing in the list depends on the day.
    lists::list::<User>(conn, NaiveDate::default(), query, after)
}

impl ListStore for User {
    type Filter = UserFilter;
    type Sort = UserSort;
    type Row = SummaryRow;
    type Summary = UserSummary;
    const KIND: EntityKind = super::KIND;

    fn conditions(filter: &UserFilter, _today: NaiveDate, found: &Found) -> Conditions {
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

    fn sort_by_id() -> SortColumn<SummaryRow> {
        SortColumn::new("users.id", |row| Value::Int(row.id))
    }

    fn rows(
        conn: &mut DbConnection,
        conditions: Fragment,
        order: Fragment,
    ) -> Result<Vec<SummaryRow>, StoreError> {
        Ok(users::table
            .filter(conditions)
            .order_by(order)
            .select(SummaryRow::as_select())
            .load(conn)?)
    }

    fn count(conn: &mut DbConnection, conditions: Fragment) -> Result<(i64, bool), StoreError> {
        paging::count(conn, users::table.filter(conditions).select(users::id))
    }

    fn summaries(
        _conn: &mut DbConnection,
        _today: NaiveDate,
        rows: Vec<SummaryRow>,
    ) -> Result<Vec<UserSummary>, StoreError> {
        rows.into_iter().map(SummaryRow::into_summary).collect()
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct SummaryRow {
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
