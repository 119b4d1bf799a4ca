//! The records of each kind of work that waits: their condition and their number.

use chrono::NaiveDate;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use domain::boards::LoadEnd;
use domain::carriers::InsuranceState;
use domain::choices::{FixedChoice, LogisticsScenario, lists};
use domain::purchase_orders::OrderStatus;
use domain::reports::{WaitingKind, WaitingWork};

use crate::claim_rows;
use crate::codes::quoted;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// What is counted no further.
const COUNT_MAX: i64 = 1_000;

/// Counts the work that waits, in one statement. Counting stops at 1,000.
///
/// # Errors
/// If the database fails.
pub fn waiting(conn: &mut DbConnection, today: NaiveDate) -> Result<Vec<WaitingWork>, StoreError> {
    let mut all = Fragment::sql("");
    for (index, kind) in WaitingKind::ALL.iter().enumerate() {
        all = all
            .and_sql(if index == 0 { "" } else { " UNION ALL " })
            .and_sql(format!(
                "SELECT '{}', count(*) FROM (SELECT 1 FROM ",
                kind.code()
            ))
            .and(waits(*kind, today))
            .and_sql(" LIMIT ")
            .value(Value::Int(COUNT_MAX))
            .and_sql(format!(") AS waiting_{index}"));
    }
    let found: Vec<(String, i64)> = Statement::<(Text, BigInt)>::new(all).load(conn)?;
    found
        .into_iter()
        .map(|(kind, count)| {
            Ok(WaitingWork {
                kind: crate::codes::read(&kind)?,
                count,
            })
        })
        .collect()
}

/// Table and condition of the records of a kind.
pub(crate) fn waits(kind: WaitingKind, today: NaiveDate) -> Fragment {
    let orders = |status: &str| {
        format!(
            "purchase_orders WHERE purchase_orders.archived_at IS NULL AND purchase_orders.status {status}"
        )
    };
    match kind {
        WaitingKind::Drafts => Fragment::sql(orders("= 'draft'")),
        WaitingKind::ToConfirm => Fragment::sql(orders("= 'issued'")),
        WaitingKind::NoAppointment => no_appointment(),
        WaitingKind::Late => late(today),
        WaitingKind::ToWeigh => Fragment::sql(format!(
            "{} AND purchase_orders.is_estimated",
            orders(&format!(
                "IN {}",
                quoted([OrderStatus::InTransit, OrderStatus::Delivered])
            ))
        )),
        WaitingKind::ToInvoice => Fragment::sql(format!(
            "{} AND NOT purchase_orders.is_estimated AND purchase_orders.customer_id IS NOT NULL AND NOT EXISTS (\
             SELECT 1 FROM receivables WHERE receivables.purchase_order_id = purchase_orders.id AND receivables.status <> 'void')",
            orders("= 'delivered'")
        )),
        WaitingKind::OverdueCustomers => Fragment::sql(
            "customers WHERE customers.archived_at IS NULL AND customers.oldest_due_date < ",
        )
        .value(Value::Day(today)),
        WaitingKind::Claims => Fragment::sql(format!("claims WHERE {}", claim_rows::OPEN)),
        WaitingKind::Insurance => Fragment::sql(
            "carriers WHERE carriers.archived_at IS NULL AND carriers.insurance_expires_on <= ",
        )
        .value(Value::Day(InsuranceState::expiring_until(today))),
    }
}

/// An end of the way that is still to come, goes by appointment and has none. First come, first served is one of its own kind.
fn no_appointment() -> Fragment {
    let open = LoadEnd::ALL.iter().map(|end| {
        let (name, scenarios) = (end.code(), LogisticsScenario::ALL.iter().copied());
        format!(
            "(purchase_orders.status IN {} AND purchase_orders.logistics_scenario IN {} AND details.{name}_at IS NULL \
             AND coalesce(details.{name}_method, '') <> '{}')",
            quoted(end.open_statuses()),
            quoted(scenarios.filter(|scenario| end.needs_appointment(*scenario))),
            lists::FIRST_COME
        )
    });
    Fragment::sql(format!(
        "purchase_orders JOIN purchase_order_details AS details ON details.order_id = purchase_orders.id \
         WHERE purchase_orders.archived_at IS NULL AND ({})",
        open.collect::<Vec<_>>().join(" OR ")
    ))
}

/// An end of the way whose day is past ([`LoadEnd::is_late`]).
fn late(today: NaiveDate) -> Fragment {
    let mut all = Fragment::sql("purchase_orders WHERE purchase_orders.archived_at IS NULL AND (");
    for (index, end) in LoadEnd::ALL.iter().enumerate() {
        all = all
            .and_sql(if index == 0 { "" } else { " OR " })
            .and_sql(format!(
                "(purchase_orders.status IN {} AND purchase_orders.{}_date < ",
                quoted(end.open_statuses()),
                end.code()
            ))
            .value(Value::Day(today))
            .and_sql(")");
    }
    all.and_sql(")")
}
