//! Open balance and on-order amount of a customer, stored with the customer. Refreshed under the customer's lock (see
//! [`crate::locks`]) whenever a receivable, a payment or an open
//! order changes.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use domain::Money;
use domain::choices::FixedChoice;
use domain::credit::{CreditFigures, CreditStanding};
use domain::settings;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::purchase_order_rows::uninvoiced;
use crate::receivable_conditions::UNSETTLED;
use crate::schema::customers;

/// Cash of a customer that is not applied to receivables. The condition must match the partial index.
pub(crate) const UNAPPLIED_CASH: &str = "(SELECT CAST(coalesce(sum(payments.amount - payments.applied - payments.refunded), 0) AS BIGINT) \
     FROM payments WHERE payments.customer_id = customers.id AND NOT payments.is_void \
     AND payments.applied + payments.refunded < payments.amount)";

/// The stored credit figures of a customer.
pub(crate) fn figures(conn: &mut DbConnection, customer: i64) -> Result<CreditFigures, StoreError> {
    type Row = (bool, Option<i64>, i64, i64, Option<NaiveDate>);
    let (hold, limit, open_balance, on_order, oldest_due_date): Row = customers::table
        .find(customer)
        .select((
            customers::credit_hold,
            customers::credit_limit,
            customers::open_balance,
            customers::on_order,
            customers::oldest_due_date,
        ))
        .get_result(conn)?;
    Ok(CreditFigures {
        hold,
        limit: limit.map(Money::of),
        open_balance: Money::of(open_balance),
        on_order: Money::of(on_order),
        oldest_due_date,
    })
}

/// Recomputes the figures of a customer; the caller must hold the customer's lock.
pub(crate) fn refresh(conn: &mut DbConnection, customer: i64) -> Result<(), StoreError> {
    refreshed()
        .and_sql(" WHERE id = ")
        .value(Value::Int(customer))
        .execute(conn)
        .map(drop)
}

/// Recomputes the figures of all customers, after a bulk settlement of receivables.
#[cfg(any(test, feature = "volume"))]
pub(crate) fn refresh_all(conn: &mut DbConnection) -> Result<(), StoreError> {
    refreshed().execute(conn).map(drop)
}

fn refreshed() -> Fragment {
    let mut update = Fragment::sql("UPDATE customers SET ");
    for (index, (column, derived)) in kept_figures().into_iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        update = update.and_sql(format!("{comma}{column} = ")).and(derived);
    }
    update
}

/// The columns of a customer that follow from its receivables, payments and orders, with the expressions that derive them.
pub(crate) fn kept_figures() -> [(&'static str, Fragment); 3] {
    let open_balance = Fragment::sql(
        "((SELECT CAST(coalesce(sum(CASE kind WHEN 'credit_note' THEN settled - amount \
         ELSE amount - settled END), 0) AS BIGINT) FROM receivables WHERE receivables.customer_id = customers.id AND ",
    )
    .and_sql(UNSETTLED)
    .and_sql(") - ")
    .and_sql(UNAPPLIED_CASH)
    .and_sql(")");
    let oldest_due_date = Fragment::sql(
        "(SELECT min(receivables.due_date) FROM receivables \
         WHERE receivables.customer_id = customers.id AND receivables.kind <> 'credit_note' AND ",
    )
    .and_sql(UNSETTLED)
    .and_sql(")");
    [
        ("open_balance", open_balance),
        ("oldest_due_date", oldest_due_date),
        ("on_order", uninvoiced(Fragment::sql("customers.id"))),
    ]
}

/// Matches customers with this credit status today: its condition holds, and that of no worse status does. The conditions must
/// match the partial indexes.
pub(crate) fn stands(standing: CreditStanding, today: NaiveDate) -> Fragment {
    let worse = CreditStanding::ALL
        .iter()
        .filter(|other| **other > standing);
    worse.fold(holds(standing, today), |all, worse| {
        all.and_sql(" AND (")
            .and(holds(*worse, today))
            .and_sql(") IS NOT TRUE")
    })
}

fn holds(standing: CreditStanding, today: NaiveDate) -> Fragment {
    let due_before = |day: Option<NaiveDate>| {
        Fragment::sql("customers.oldest_due_date < ")
            .value(Value::Day(day.unwrap_or(NaiveDate::MIN)))
    };
    match standing {
        CreditStanding::Good => Fragment::sql("customers.id > 0"),
        CreditStanding::NearLimit => Fragment::sql(
            "customers.credit_limit * 90 <= (customers.open_balance + customers.on_order) * 100",
        ),
        CreditStanding::Overdue => due_before(Some(today)),
        CreditStanding::OverLimit => {
            Fragment::sql("customers.credit_limit < customers.open_balance + customers.on_order")
        }
        CreditStanding::LongOverdue => {
            due_before(today.checked_sub_days(Days::new(settings::current().overdue_limit())))
        }
        CreditStanding::OnHold => Fragment::sql("customers.credit_hold"),
    }
}
