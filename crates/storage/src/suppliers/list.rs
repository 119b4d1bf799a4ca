//! The list of suppliers: what narrows it, what sorts it, what it shows.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use domain::Id;
use domain::choices::lists::{CERTIFICATE, SHIPPING_SCOPE, SPECIES};
use domain::list::ListQuery;
use domain::suppliers::{SupplierFilter, SupplierSort, SupplierSummary};

use super::KIND;
use crate::choice_sets::OF_SUPPLIERS;
use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::Value;
use crate::paging::{self, LAST_DAY, Listed, Order, Position, SortColumn};
use crate::purchase_orders::{self, Party};
use crate::schema::{addresses, suppliers, users};
use crate::search::{self, Found};

/// Spelled as the index has it: suppliers that were sent none come last.
const SENT_ON: &str = "coalesce(suppliers.credit_application_sent_on, '9999-12-31')";

/// A page of suppliers.
///
/// # Errors
/// When the position is of another order, or the database fails.
pub fn list(
    conn: &mut DbConnection,
    query: &ListQuery<SupplierFilter, SupplierSort>,
    after: Option<&Position>,
) -> Result<Listed<SupplierSummary>, StoreError> {
    let found = search::find(conn, KIND, query.filter.common.q.as_deref())?;
    let id = SortColumn::new("suppliers.id", |row: &SummaryRow| Value::Int(row.id));
    let order = Order::new(&query.sort, sort_column, id);
    let mut conditions = matching(&query.filter, &found);
    if let Some(position) = after {
        conditions.push(order.after(position)?);
    }
    let rows: Vec<SummaryRow> = suppliers::table
        .inner_join(addresses::table)
        .inner_join(users::table)
        .filter(conditions.all())
        .order_by(order.clause(query.limit))
        .select((
            suppliers::id,
            suppliers::version,
            suppliers::name,
            suppliers::name_key,
            suppliers::code,
            suppliers::kind,
            addresses::city,
            addresses::state,
            suppliers::delivery_profile,
            suppliers::payment_terms,
            suppliers::phone,
            suppliers::credit_application_sent_on,
            suppliers::owner_id,
            users::display_name,
            suppliers::created_at,
            suppliers::updated_at,
            suppliers::archived_at,
        ))
        .load(conn)?;
    let (rows, next) = order.cut(rows, query.limit);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut species = OF_SUPPLIERS.load(conn, &ids, Some(SPECIES))?;
    let open = purchase_orders::open_counts(conn, &ids, Party::Supplier)?;
    let total = if query.count {
        let all = suppliers::table
            .inner_join(addresses::table)
            .filter(matching(&query.filter, &found).all())
            .select(suppliers::id);
        Some(paging::count(conn, all)?)
    } else {
        None
    };
    let items = rows
        .into_iter()
        .map(|row| {
            let (species, open) = (species.take(row.id, SPECIES), open.get(&row.id).copied());
            row.into_summary(species, open.unwrap_or(0))
        })
        .collect::<Result<_, _>>()?;
    Ok(Listed { items, next, total })
}

fn matching(filter: &SupplierFilter, found: &Found) -> Conditions {
    let mut all = Conditions::common("suppliers", &filter.common);
    all.search(found, suppliers::id);
    all.any_of(suppliers::delivery_profile, &filter.delivery_profile);
    all.any_of(suppliers::kind, &filter.kind);
    all.any_of(suppliers::payment_terms, &filter.payment_terms);
    all.any_of(suppliers::edibility, &filter.edibility);
    all.any_of(addresses::state, &filter.state);
    all.any_of(addresses::country, &filter.country);
    all.has(
        suppliers::credit_application_sent_on,
        filter.has_credit_application,
    );
    all.range_through(
        suppliers::credit_application_sent_on,
        SENT_ON,
        &filter.credit_application_sent_on,
    );
    OF_SUPPLIERS.narrow(&mut all, SHIPPING_SCOPE, &filter.shipping_scope);
    OF_SUPPLIERS.narrow(&mut all, SPECIES, &filter.species);
    OF_SUPPLIERS.narrow(&mut all, CERTIFICATE, &filter.certificate);
    all
}

fn sort_column(key: SupplierSort) -> SortColumn<SummaryRow> {
    match key {
        SupplierSort::Name => SortColumn::new("suppliers.name_key", |row| {
            Value::Text(row.name_key.clone())
        }),
        SupplierSort::CreditApplicationSentOn => SortColumn::new(SENT_ON, |row| {
            Value::Day(row.credit_application_sent_on.unwrap_or(LAST_DAY))
        }),
        SupplierSort::CreatedAt => {
            SortColumn::new("suppliers.created_at", |row| Value::Instant(row.created_at))
        }
        SupplierSort::UpdatedAt => {
            SortColumn::new("suppliers.updated_at", |row| Value::Instant(row.updated_at))
        }
        SupplierSort::Id => SortColumn::new("suppliers.id", |row| Value::Int(row.id)),
    }
}

#[derive(Queryable)]
struct SummaryRow {
    id: i64,
    version: i64,
    name: String,
    name_key: String,
    code: Option<String>,
    kind: Option<String>,
    city: Option<String>,
    state: Option<String>,
    delivery_profile: String,
    payment_terms: Option<String>,
    phone: Option<String>,
    credit_application_sent_on: Option<NaiveDate>,
    owner_id: i64,
    owner_name: String,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    archived_at: Option<NaiveDateTime>,
}

impl SummaryRow {
    fn into_summary(
        self,
        species: Vec<String>,
        open_order_count: i64,
    ) -> Result<SupplierSummary, StoreError> {
        Ok(SupplierSummary {
            id: Id::new(self.id),
            version: self.version,
            name: self.name,
            code: self.code,
            kind: self.kind,
            city: self.city,
            state: self.state,
            delivery_profile: code(&self.delivery_profile)?,
            species,
            payment_terms: self.payment_terms,
            phone: self.phone,
            has_credit_application: self.credit_application_sent_on.is_some(),
            credit_application_sent_on: self.credit_application_sent_on,
            open_order_count,
            owner_id: Id::new(self.owner_id),
            owner_name: self.owner_name,
            archived_at: self.archived_at,
        })
    }
}
