//! The list of customers: what narrows it, what sorts it, what it shows.

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::choices::lists::{CUSTOMER_SEGMENT, REQUIRED_DOCUMENT, SPECIES};
use domain::customers::{CustomerFilter, CustomerSort, CustomerSummary};
use domain::list::ListQuery;
use domain::{Id, Money};

use super::KIND;
use crate::choice_sets::OF_CUSTOMERS;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::Value;
use crate::paging::{self, Listed, Order, Position, SortColumn};
use crate::purchase_orders::{self, Party};
use crate::schema::{addresses, customers};
use crate::search::{self, Found};

/// Looked up for the rows that are shown only; a join could be turned round, to walk the users first.
const OWNER_NAME: &str =
    "(SELECT users.display_name FROM users WHERE users.id = customers.owner_id)";

/// A page of customers.
///
/// # Errors
/// When the position is of another order, or the database fails.
pub fn list(
    conn: &mut DbConnection,
    query: &ListQuery<CustomerFilter, CustomerSort>,
    after: Option<&Position>,
) -> Result<Listed<CustomerSummary>, StoreError> {
    let found = search::find(conn, KIND, query.filter.common.q.as_deref())?;
    let id = SortColumn::new("customers.id", |row: &SummaryRow| Value::Int(row.id));
    let order = Order::new(&query.sort, sort_column, id);
    let mut conditions = matching(&query.filter, &found);
    if let Some(position) = after {
        conditions.push(order.after(position)?);
    }
    let rows: Vec<SummaryRow> = customers::table
        .inner_join(addresses::table)
        .filter(conditions.all())
        .order_by(order.clause(query.limit))
        .select((
            customers::id,
            customers::version,
            customers::name,
            customers::name_key,
            customers::code,
            addresses::city,
            addresses::state,
            customers::payment_terms,
            customers::credit_limit,
            customers::credit_hold,
            customers::phone,
            customers::owner_id,
            sql::<Text>(OWNER_NAME),
            customers::created_at,
            customers::updated_at,
            customers::archived_at,
        ))
        .load(conn)?;
    let (rows, next) = order.cut(rows, query.limit);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut segments = OF_CUSTOMERS.load(conn, &ids, Some(CUSTOMER_SEGMENT))?;
    let open = purchase_orders::open_counts(conn, &ids, Party::Customer)?;
    let total = if query.count {
        let all = customers::table
            .inner_join(addresses::table)
            .filter(matching(&query.filter, &found).all())
            .select(customers::id);
        Some(paging::count(conn, all)?)
    } else {
        None
    };
    let items = rows
        .into_iter()
        .map(|row| {
            let segments = segments.take(row.id, CUSTOMER_SEGMENT);
            let open = open.get(&row.id).copied();
            row.into_summary(segments, open.unwrap_or(0))
        })
        .collect();
    Ok(Listed { items, next, total })
}

fn matching(filter: &CustomerFilter, found: &Found) -> Conditions {
    let mut all = Conditions::common("customers", &filter.common);
    all.search(found, customers::id);
    all.any_of(customers::payment_terms, &filter.payment_terms);
    all.any_of(customers::edibility, &filter.edibility);
    all.any_of(addresses::state, &filter.state);
    all.any_of(addresses::country, &filter.country);
    all.flag(customers::credit_hold, filter.credit_hold);
    OF_CUSTOMERS.narrow(&mut all, CUSTOMER_SEGMENT, &filter.segment);
    OF_CUSTOMERS.narrow(&mut all, REQUIRED_DOCUMENT, &filter.document_needed);
    OF_CUSTOMERS.narrow(&mut all, SPECIES, &filter.species);
    all
}

fn sort_column(key: CustomerSort) -> SortColumn<SummaryRow> {
    match key {
        CustomerSort::Name => SortColumn::new("customers.name_key", |row| {
            Value::Text(row.name_key.clone())
        }),
        CustomerSort::CreatedAt => {
            SortColumn::new("customers.created_at", |row| Value::Instant(row.created_at))
        }
        CustomerSort::UpdatedAt => {
            SortColumn::new("customers.updated_at", |row| Value::Instant(row.updated_at))
        }
        CustomerSort::Id => SortColumn::new("customers.id", |row| Value::Int(row.id)),
    }
}

#[derive(Queryable)]
struct SummaryRow {
    id: i64,
    version: i64,
    name: String,
    name_key: String,
    code: Option<String>,
    city: Option<String>,
    state: Option<String>,
    payment_terms: Option<String>,
    credit_limit: Option<i64>,
    credit_hold: bool,
    phone: Option<String>,
    owner_id: i64,
    owner_name: String,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    archived_at: Option<NaiveDateTime>,
}

impl SummaryRow {
    fn into_summary(self, segments: Vec<String>, open_order_count: i64) -> CustomerSummary {
        CustomerSummary {
            id: Id::new(self.id),
            version: self.version,
            name: self.name,
            code: self.code,
            city: self.city,
            state: self.state,
            segments,
            payment_terms: self.payment_terms,
            credit_limit: self.credit_limit.map(Money::of),
            credit_hold: self.credit_hold,
            phone: self.phone,
            open_order_count,
            owner_id: Id::new(self.owner_id),
            owner_name: self.owner_name,
            archived_at: self.archived_at,
        }
    }
}
