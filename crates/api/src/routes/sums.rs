//! What the rows of a list come to, whatever page shows them.

use actix_web::get;
use actix_web::web::Data;
use domain::purchase_orders::{OrderSums, PurchaseOrder};
use domain::receivables::{Receivable, ReceivableSums};
use storage::{purchase_orders, receivables};

use crate::answer::{self, Answer};
use crate::caller::{May, Read};
use crate::extract::{FilterParameters, FilterRequest};
use crate::routes::Register;
use crate::state::State;

/// Configured before the records of a kind, whose ids would take the address otherwise.
pub(super) fn configure(config: &mut impl Register) {
    config.service(sum_purchase_orders).service(sum_receivables);
}

/// Sums of purchase orders
///
/// Over all orders that the filters leave: the same filters as the list has. All of them are read for it, so it is asked for apart.
#[utoipa::path(
    tag = "purchase-orders",
    params(FilterParameters<PurchaseOrder>),
    responses((status = 200, description = "The sums.", body = OrderSums))
)]
#[get("/purchase-orders/sums")]
async fn sum_purchase_orders(
    _caller: May<Read, PurchaseOrder>,
    state: Data<State>,
    request: FilterRequest<PurchaseOrder>,
) -> Answer {
    let sums = state
        .read(move |conn| purchase_orders::sums(conn, &request.filter))
        .await?;
    answer::plain(&sums)
}

/// Sums of receivables
///
/// Over all receivables that the filters leave: the same filters as the list has. All of them are read for it, so it is asked for apart.
#[utoipa::path(
    tag = "receivables",
    params(FilterParameters<Receivable>),
    responses((status = 200, description = "The sums.", body = ReceivableSums))
)]
#[get("/receivables/sums")]
async fn sum_receivables(
    caller: May<Read, Receivable>,
    state: Data<State>,
    request: FilterRequest<Receivable>,
) -> Answer {
    let today = state.clock.today(caller.zone);
    let sums = state
        .read(move |conn| receivables::sums(conn, today, &request.filter))
        .await?;
    answer::plain(&sums)
}
