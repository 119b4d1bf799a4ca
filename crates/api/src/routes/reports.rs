//! Reports over orders, and the start page.

use actix_web::get;
use actix_web::web::Data;
use chrono::{Datelike, NaiveDate};
use domain::purchase_orders::PurchaseOrder;
use domain::reports::{Home, OrderReport};
use storage::reports::{self, ReportQuery};
use storage::worklists;

use crate::answer::{self, Answer};
use crate::caller::{Authorized, Read};
use crate::extract::ReportRequest;
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config.service(read_order_report).service(read_home);
}

/// Report on orders
///
/// Volume, sales, purchases, costs and margin by one or two dimensions. Orders count from issued on, by their order date. Rows with
/// the largest margin come first, months in their order.
#[utoipa::path(
    tag = "reports",
    params(ReportRequest),
    responses((status = 200, description = "The report.", body = OrderReport))
)]
#[get("/reports/orders")]
async fn read_order_report(
    caller: Authorized<Read, PurchaseOrder>,
    state: Data<State>,
    request: ReportRequest,
) -> Answer {
    let to = request.to.unwrap_or(state.clock.today(caller.zone));
    let year = NaiveDate::from_ymd_opt(to.year(), 1, 1).unwrap_or(to);
    let query = ReportQuery {
        from: request.from.unwrap_or(year).min(to),
        to,
        by: request.by,
        across: request.across,
        compares: request.compares,
        limit: request.limit,
    };
    let report = state
        .read(move |conn| reports::orders(conn, &query))
        .await?;
    answer::plain(&report)
}

/// Read the start page
///
/// The work that waits, counted up to 1,000 of each kind, and the figures of this month and the twelve before. These figures are at
/// most a minute old.
#[utoipa::path(
    tag = "reports",
    responses((status = 200, description = "The start page.", body = Home))
)]
#[get("/home")]
async fn read_home(caller: Authorized<Read, PurchaseOrder>, state: Data<State>) -> Answer {
    let today = state.clock.today(caller.zone);
    let waiting = state
        .read(move |conn| worklists::waiting(conn, today))
        .await?;
    let past = state.look_back(today).await?;
    answer::plain(&Home {
        today,
        waiting,
        months: past.months.clone(),
        receivables: past.receivables,
        top_customers: past.top_customers.clone(),
        top_suppliers: past.top_suppliers.clone(),
    })
}
