//! Reports over orders and the start page: sums by the database, each report in one statement.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::Money;
use domain::choices::{FixedChoice, LogisticsScenario};
use domain::decimal::TotalWeight;
use domain::payments::{AgingBasis, BucketSums};
use domain::purchase_orders::OrderStatus;
use domain::reports::{
    HOME_MONTHS, OrderReport, ReportDimension, ReportFigures, ReportRow, home_start, months_from,
    span_before,
};
use domain::settings;

use crate::codes::quoted;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::ledger::{self, AgingQuery};

/// Rows of the lists on the start page.
const TOP: usize = 5;

/// What a report is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportQuery {
    /// First order date.
    pub from: NaiveDate,
    /// Last order date.
    pub to: NaiveDate,
    /// What the rows are about.
    pub by: ReportDimension,
    /// The second dimension.
    pub across: Option<ReportDimension>,
    /// Whether each row has the figures of the span before.
    pub compares: bool,
    /// Most rows.
    pub limit: usize,
}

/// Orders, weight, buy, sell, costs, margin, weight of the orders with a margin.
type Figures = (i64, i64, i64, i64, i64, i64, i64);
type FigureTypes = (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);
type Row = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Figures,
    Figures,
);
type RowTypes = (
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    FigureTypes,
    FigureTypes,
);

/// A report over orders.
///
/// # Errors
/// If a sum does not fit, or the database fails.
pub fn orders(conn: &mut DbConnection, query: &ReportQuery) -> Result<OrderReport, StoreError> {
    let (previous_from, previous_to) = span_before(query.from, query.to);
    let total = rows(conn, query, None)?.pop().unwrap_or_default();
    let mut found = rows(conn, query, Some(query.by))?;
    let has_more = found.len() > query.limit;
    found.truncate(query.limit);
    if query.by == ReportDimension::Month {
        found.sort_by(|one, other| {
            (&one.key, &one.across_label).cmp(&(&other.key, &other.across_label))
        });
    }
    Ok(OrderReport {
        from: query.from,
        to: query.to,
        previous_from,
        previous_to,
        by: query.by,
        across: query.across,
        totals: total,
        rows: found,
        has_more,
    })
}

fn rows(
    conn: &mut DbConnection,
    query: &ReportQuery,
    by: Option<ReportDimension>,
) -> Result<Vec<ReportRow>, StoreError> {
    let across = query.across.filter(|_| by.is_some());
    let first = if query.compares {
        span_before(query.from, query.to).0
    } else {
        query.from
    };
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let statement = Fragment::sql(format!(
        "SELECT by_key, {}, across_key, {}, ",
        label(by, "by_key"),
        label(across, "across_key")
    ))
    .and_sql("orders, weight, buy, sell, costs, margin, priced, \
         orders_before, weight_before, buy_before, sell_before, costs_before, margin_before, priced_before FROM (SELECT ")
    .and_sql(format!("{} AS by_key, {} AS across_key, ", key(by), key(across)))
    .and(figures(query.from, true, ""))
    .and_sql(", ")
    .and(figures(query.from, false, "_before"))
    .and_sql(
        " FROM purchase_orders JOIN purchase_order_details ON purchase_order_details.order_id = purchase_orders.id",
    )
    .and_sql(if [by, across].contains(&Some(ReportDimension::Carrier)) {
        " JOIN purchase_order_links ON purchase_order_links.order_id = purchase_orders.id"
    } else {
        ""
    })
    .and_sql(format!(
        " WHERE purchase_orders.status NOT IN {} AND purchase_orders.order_date >= ",
        quoted([OrderStatus::Draft, OrderStatus::Cancelled])
    ))
    .value(Value::Day(first))
    .and_sql(" AND purchase_orders.order_date <= ")
    .value(Value::Day(query.to))
    .and_sql(if by.is_some() { " GROUP BY 1, 2" } else { "" })
    .and_sql(") AS grouped ORDER BY margin DESC, by_key, across_key LIMIT ")
    .value(Value::Int(limit.saturating_add(1)))
    .not_kept();
    let found: Vec<Row> = Statement::<RowTypes>::new(statement).load(conn)?;
    found
        .into_iter()
        .map(|(key, label, across_key, across_label, now, before)| {
            Ok(ReportRow {
                label: label.or_else(|| key.clone()),
                key,
                across_label: across_label.or_else(|| across_key.clone()),
                across_key,
                figures: held(now)?,
                previous: query.compares.then(|| held(before)).transpose()?,
            })
        })
        .collect()
}

/// The key of a dimension as text.
fn key(dimension: Option<ReportDimension>) -> &'static str {
    match dimension {
        None => "CAST(NULL AS TEXT)",
        Some(ReportDimension::Customer) => "CAST(purchase_orders.customer_id AS TEXT)",
        Some(ReportDimension::Supplier) => "CAST(purchase_orders.supplier_id AS TEXT)",
        Some(ReportDimension::Carrier) => "CAST(purchase_order_links.carrier_id AS TEXT)",
        Some(ReportDimension::Owner) => "CAST(purchase_orders.owner_id AS TEXT)",
        Some(ReportDimension::Scenario) => "purchase_orders.logistics_scenario",
        Some(ReportDimension::Month) => "substr(CAST(purchase_orders.order_date AS TEXT), 1, 7)",
    }
}

/// The name of a key today; null where the key is its own name.
fn label(dimension: Option<ReportDimension>, key: &str) -> String {
    let of = |table: &str, name: &str| {
        format!("(SELECT {table}.{name} FROM {table} WHERE {table}.id = CAST({key} AS BIGINT))")
    };
    match dimension {
        Some(ReportDimension::Customer) => of("customers", "name"),
        Some(ReportDimension::Supplier) => of("suppliers", "name"),
        Some(ReportDimension::Carrier) => of("carriers", "name"),
        Some(ReportDimension::Owner) => of("users", "display_name"),
        Some(ReportDimension::Scenario) => {
            let cases = LogisticsScenario::ALL
                .iter()
                .map(|scenario| format!("WHEN '{}' THEN '{}'", scenario.code(), scenario.label()));
            format!("CASE {key} {} END", cases.collect::<Vec<_>>().join(" "))
        }
        Some(ReportDimension::Month) | None => "CAST(NULL AS TEXT)".to_owned(),
    }
}

/// The sums of the orders from a day on, or of those before.
fn figures(from: NaiveDate, is_now: bool, suffix: &str) -> Fragment {
    let compare = if is_now { ">=" } else { "<" };
    let earned = "purchase_orders.sell_total - purchase_orders.buy_total - purchase_orders.margin";
    let sums = [
        ("orders", "1"),
        ("weight", "purchase_orders.weight_lb"),
        ("buy", "purchase_orders.buy_total"),
        ("sell", "purchase_orders.sell_total"),
        (
            "costs",
            &format!(
                "CASE WHEN purchase_order_details.deal_role = 'principal' THEN {earned} ELSE 0 END"
            ),
        ),
        ("margin", "purchase_orders.margin"),
        (
            "priced",
            "CASE WHEN purchase_orders.margin IS NULL THEN 0 ELSE purchase_orders.weight_lb END",
        ),
    ];
    let mut all = Fragment::sql("");
    for (index, (name, of)) in sums.into_iter().enumerate() {
        all = all
            .and_sql(if index == 0 { "" } else { ", " })
            .and_sql(format!(
                "CAST(coalesce(sum({of}) FILTER (WHERE purchase_orders.order_date {compare} "
            ))
            .value(Value::Day(from))
            .and_sql(format!("), 0) AS BIGINT) AS {name}{suffix}"));
    }
    all
}

/// Rejects sums that do not fit, instead of showing wrong ones.
fn held(figures: Figures) -> Result<ReportFigures, StoreError> {
    let (orders, weight, buy, sell, costs, margin, priced) = figures;
    let money = |sum: i64| {
        Money::new(sum).ok_or_else(|| {
            let message = "The sum is larger than the system can show; choose a shorter span";
            StoreError::invalid("", "out_of_range", message)
        })
    };
    let margin = money(margin)?;
    Ok(ReportFigures {
        orders,
        weight_lb: TotalWeight::of(weight),
        buy_total: money(buy)?,
        sell_total: money(sell)?,
        costs: money(costs)?,
        margin,
        margin_per_lb: ReportFigures::per_lb(margin, priced),
    })
}

/// The part of the start page that looks back: months, receivables, the best customers and suppliers.
#[derive(Debug, Clone)]
pub struct LookBack {
    /// This month and the twelve before.
    pub months: Vec<ReportRow>,
    /// What customers owe.
    pub receivables: BucketSums,
    /// The customers with the largest margin.
    pub top_customers: Vec<ReportRow>,
    /// The suppliers with the largest margin.
    pub top_suppliers: Vec<ReportRow>,
}

/// What the start page says about the past.
///
/// # Errors
/// If a sum does not fit, or the database fails.
pub fn look_back(conn: &mut DbConnection, today: NaiveDate) -> Result<LookBack, StoreError> {
    let from = home_start(today);
    let query = |by, limit| ReportQuery {
        from,
        to: today,
        by,
        across: None,
        compares: false,
        limit,
    };
    let mut by_month: HashMap<String, ReportRow> = {
        let wanted = query(ReportDimension::Month, 20);
        let found = rows(conn, &wanted, Some(wanted.by))?;
        let keyed = found.into_iter();
        keyed
            .filter_map(|row| Some((row.key.clone()?, row)))
            .collect()
    };
    let months = months_from(from, HOME_MONTHS).map(|month| {
        by_month.remove(&month).unwrap_or_else(|| ReportRow {
            key: Some(month.clone()),
            label: Some(month),
            ..ReportRow::default()
        })
    });
    let months = months.collect();
    let mut top = |by| -> Result<Vec<ReportRow>, StoreError> {
        let mut found = rows(conn, &query(by, TOP), Some(by))?;
        found.retain(|row| row.key.is_some() && row.figures.margin > Money::ZERO);
        found.truncate(TOP);
        Ok(found)
    };
    let (top_customers, top_suppliers) = (
        top(ReportDimension::Customer)?,
        top(ReportDimension::Supplier)?,
    );
    let aging = ledger::aging(
        conn,
        &AgingQuery {
            as_of: today,
            basis: AgingBasis::DueDate,
            edges: settings::current().aging_edges(),
            customer: None,
            limit: 0,
        },
    )?;
    Ok(LookBack {
        months,
        receivables: aging.totals,
        top_customers,
        top_suppliers,
    })
}
