//! Aging as of a day: today's balances, less what was posted after that day.

use chrono::{Days, NaiveDate};
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::customers::Customer;
use domain::payments::{Aging, AgingBasis, AgingRow, BucketSums};
use domain::settings::AgingEdges;
use domain::{Id, Money};

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// What an aging is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgingQuery {
    /// The day.
    pub as_of: NaiveDate,
    /// The date that balances age from.
    pub basis: AgingBasis,
    /// The last day of each bucket.
    pub edges: AgingEdges,
    /// A single customer.
    pub customer: Option<Id<Customer>>,
    /// Most customers.
    pub limit: usize,
}

type Columns = (
    BigInt,
    Nullable<Text>,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
);
type Row = (i64, Option<String>, i64, i64, i64, i64, i64, i64, i64);

/// What customers owed on a day by age, the largest total first, with the totals of all.
///
/// # Errors
/// If the database fails.
pub fn aging(conn: &mut DbConnection, query: &AgingQuery) -> Result<Aging, StoreError> {
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let statement = open_rows(query)
        .and_sql("SELECT 0, NULL, total.* FROM (SELECT ")
        .and(sums(query))
        .and_sql(" FROM open_rows) AS total UNION ALL SELECT * FROM (SELECT owed.customer_id, customers.name, owed.current_sum, \
             owed.first_sum, owed.second_sum, owed.third_sum, owed.beyond_sum, owed.credits, owed.cash FROM (SELECT open_rows.customer_id, ")
        .and(sums(query))
        .and_sql(
            " FROM open_rows WHERE open_rows.balance <> 0 GROUP BY open_rows.customer_id) AS owed JOIN customers ON customers.id = owed.customer_id \
             ORDER BY owed.current_sum + owed.first_sum + owed.second_sum + owed.third_sum + owed.beyond_sum - owed.credits - owed.cash DESC, \
             owed.customer_id LIMIT ",
        )
        .value(Value::Int(limit.saturating_add(1)))
        .and_sql(") AS first_rows")
        .not_kept();
    let rows: Vec<Row> = Statement::<Columns>::new(statement).load(conn)?;
    let mut aging = Aging {
        as_of: query.as_of,
        basis: query.basis,
        edges: query
            .edges
            .0
            .iter()
            .map(|edge| i64::try_from(*edge).unwrap_or(i64::MAX))
            .collect(),
        totals: BucketSums::default(),
        customers: Vec::new(),
        has_more: false,
    };
    for row in rows {
        let sums = bucket_sums(&row);
        match row.1 {
            None => aging.totals = sums,
            Some(customer_name) => aging.customers.push(AgingRow {
                customer_id: Id::new(row.0),
                customer_name,
                sums,
            }),
        }
    }
    // The database may return the two parts in either order.
    aging
        .customers
        .sort_by_key(|row| (std::cmp::Reverse(row.sums.total), row.customer_id));
    aging.has_more = aging.customers.len() > query.limit;
    aging.customers.truncate(query.limit);
    Ok(aging)
}

fn bucket_sums(row: &Row) -> BucketSums {
    let money = Money::of;
    BucketSums {
        current: money(row.2),
        d1_30: money(row.3),
        d31_60: money(row.4),
        d61_90: money(row.5),
        d90_plus: money(row.6),
        credits: money(row.7),
        unapplied: money(row.8),
        total: money(row.2 + row.3 + row.4 + row.5 + row.6 - row.7 - row.8),
    }
}

/// Common table expressions that end in `open_rows`: customer, day, kind and balance of all that was open on the day. Only what was
/// posted since is read from the ledger.
fn open_rows(query: &AgingQuery) -> Fragment {
    let day = match query.basis {
        AgingBasis::DueDate => "due_date",
        AgingBasis::InvoiceDate => "invoice_date",
    };
    let later = |fragment: Fragment| fragment.value(Value::Day(query.as_of));
    let of_customer = |fragment: Fragment, column: &'static str| match query.customer {
        Some(customer) => fragment
            .and_sql(format!(" AND {column} = "))
            .value(Value::Int(customer.get())),
        None => fragment,
    };
    let mut all = Fragment::sql(
        "WITH later AS (SELECT receivable_id AS id, \
         CASE WHEN kind IN ('issue', 'void') THEN amount ELSE 0 END AS issued, \
         CASE WHEN kind IN ('issue', 'void') THEN 0 ELSE amount END AS settled \
         FROM postings WHERE receivable_id IS NOT NULL AND posted_on > ",
    );
    all = of_customer(later(all), "postings.customer_id").and_sql(
        " UNION ALL SELECT credit_id, 0, amount FROM postings WHERE credit_id IS NOT NULL AND posted_on > ",
    );
    all = of_customer(later(all), "postings.customer_id").and_sql(
        "), moved AS (SELECT id, sum(issued) AS issued, sum(settled) AS settled FROM later GROUP BY id), \
         later_cash AS (SELECT payment_id AS id, \
         sum(CASE WHEN kind IN ('payment', 'payment_void') THEN amount ELSE 0 END) AS received, \
         sum(CASE WHEN kind IN ('allocation', 'refund') THEN amount ELSE 0 END) AS used \
         FROM postings WHERE payment_id IS NOT NULL AND posted_on > ",
    );
    all = of_customer(later(all), "postings.customer_id").and_sql(format!(
        " GROUP BY payment_id), open_rows AS (\
         SELECT customer_id, {day} AS day, kind, amount - settled AS balance FROM receivables \
         WHERE receivables.status = 'issued' AND receivables.settled < receivables.amount AND receivables.id NOT IN (SELECT id FROM moved)"
    ));
    all = of_customer(all, "receivables.customer_id").and_sql(format!(
        " UNION ALL SELECT customer_id, {day}, kind, CASE WHEN status = 'issued' THEN amount ELSE 0 END - moved.issued \
         - (receivables.settled - moved.settled) FROM moved JOIN receivables ON receivables.id = moved.id \
         UNION ALL SELECT customer_id, received_on, 'cash', amount - applied - refunded FROM payments \
         WHERE NOT is_void AND applied + refunded < amount AND payments.id NOT IN (SELECT id FROM later_cash)"
    ));
    of_customer(all, "payments.customer_id").and_sql(
        " UNION ALL SELECT customer_id, received_on, 'cash', CASE WHEN is_void THEN 0 ELSE amount END - later_cash.received \
         - (applied + refunded - later_cash.used) FROM later_cash JOIN payments ON payments.id = later_cash.id) ",
    )
}

/// The sums of the buckets, then of credit memos and cash.
fn sums(query: &AgingQuery) -> Fragment {
    let AgingEdges([first, second, third]) = query.edges;
    let back = |days: u64| {
        let day = query.as_of.checked_sub_days(Days::new(days));
        Value::Day(day.unwrap_or(NaiveDate::MIN))
    };
    const SUM: &str =
        "CAST(coalesce(sum(balance) FILTER (WHERE kind NOT IN ('credit_note', 'cash')";
    const END: &str = "), 0) AS BIGINT)";
    let between = |from: Option<Value>, until: Option<Value>| {
        let mut sum = Fragment::sql(SUM);
        if let Some(from) = from {
            sum = sum.and_sql(" AND day >= ").value(from);
        }
        if let Some(until) = until {
            sum = sum.and_sql(" AND day < ").value(until);
        }
        sum.and_sql(END)
    };
    let of_kind = |kind: &str| {
        Fragment::sql(format!(
            "CAST(coalesce(sum(balance) FILTER (WHERE kind = '{kind}'), 0) AS BIGINT)"
        ))
    };
    between(Some(back(0)), None)
        .and_sql(" AS current_sum, ")
        .and(between(Some(back(first)), Some(back(0))))
        .and_sql(" AS first_sum, ")
        .and(between(Some(back(second)), Some(back(first))))
        .and_sql(" AS second_sum, ")
        .and(between(Some(back(third)), Some(back(second))))
        .and_sql(" AS third_sum, ")
        .and(between(None, Some(back(third))))
        .and_sql(" AS beyond_sum, ")
        .and(of_kind("credit_note"))
        .and_sql(" AS credits, ")
        .and(of_kind("cash"))
        .and_sql(" AS cash")
}
