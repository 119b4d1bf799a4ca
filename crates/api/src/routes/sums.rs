//! Sums and counts over all rows of a list, regardless of paging.

use actix_web::get;
use actix_web::web::Data;
use domain::purchase_orders::{OrderCounts, OrderSums, PurchaseOrder};
use domain::receivables::{Receivable, ReceivableSums};
use storage::{purchase_orders, receivables};

use crate::answer::{self, Answer};
use crate::caller::{Authorized, Read};
use crate::extract::{FilterParameters, FilterRequest};
use crate::routes::Register;
use crate::state::State;

/// Must be registered before the records, whose `{id}` would match these paths otherwise.
pub(super) fn configure(config: &mut impl Register) {
    config
        .service(sum_purchase_orders)
        .service(count_purchase_orders)
        .service(sum_receivables);
}

/// Total purchase orders
///
/// Totals over all orders that match the filters, which are those of the list. It reads every matching order, so lists do not
/// include it.
#[utoipa::path(
    tag = "purchase-orders",
    params(FilterParameters<PurchaseOrder>),
    responses((status = 200, description = "The sums.", body = OrderSums))
)]
#[get("/purchase-orders/sums")]
async fn sum_purchase_orders(
    _caller: Authorized<Read, PurchaseOrder>,
    state: Data<State>,
    request: FilterRequest<PurchaseOrder>,
) -> Answer {
    let sums = state
        .read(move |conn| purchase_orders::sums(conn, &request.filter))
        .await?;
    answer::plain(&sums)
}

/// Count purchase orders by status
///
/// Takes the filters of the list. Closed orders are not counted.
#[utoipa::path(
    tag = "purchase-orders",
    params(FilterParameters<PurchaseOrder>),
    responses((status = 200, description = "The counts.", body = OrderCounts))
)]
#[get("/purchase-orders/counts")]
async fn count_purchase_orders(
    _caller: Authorized<Read, PurchaseOrder>,
    state: Data<State>,
    request: FilterRequest<PurchaseOrder>,
) -> Answer {
    let counts = state
        .read(move |conn| purchase_orders::counts(conn, &request.filter))
        .await?;
    answer::plain(&counts)
}

/// Total receivables
///
/// Totals over all receivables that match the filters, which are those of the list. It reads every matching receivable, so lists
/// do not include it.
#[utoipa::path(
    tag = "receivables",
    params(FilterParameters<Receivable>),
    responses((status = 200, description = "The sums.", body = ReceivableSums))
)]
#[get("/receivables/sums")]
async fn sum_receivables(
    caller: Authorized<Read, Receivable>,
    state: Data<State>,
    request: FilterRequest<Receivable>,
) -> Answer {
    let today = state.clock.today(caller.zone);
    let sums = state
        .read(move |conn| receivables::sums(conn, today, &request.filter))
        .await?;
    answer::plain(&sums)
}
