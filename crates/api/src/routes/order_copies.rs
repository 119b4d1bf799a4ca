//! Copies of an order, and the rest of a short shipment.

use actix_web::post;
use actix_web::web::Data;
use domain::purchase_orders::{GiveUpRest, PurchaseOrder};
use domain::record::Resource as _;
use storage::purchase_orders;

use super::record_steps::step;
use crate::answer::{self, Answer};
use crate::caller::{Act, Authorized, Create};
use crate::extract::{IfMatch, OptionalBody, PathId, Replay};
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(copy_purchase_order)
        .service(back_order_purchase_order)
        .service(give_up_rest);
}

/// Copy an order
///
/// A new draft with the same parties, route, goods, prices, estimated costs and terms; without numbers, days, appointments, seals and
/// lots.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, Replay),
    responses((status = 201, description = "The copy.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/copy")]
async fn copy_purchase_order(
    caller: Authorized<Create, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    replay: Replay,
) -> Answer {
    let key = replay.of(b"");
    let written = state
        .write(&caller, key, move |tx| purchase_orders::copy(tx, id.0))
        .await?;
    let made = &written.value;
    answer::made(
        PurchaseOrder::PATH,
        made,
        made.id.get(),
        made.version,
        written.replayed,
    )
}

/// Make a back-order
///
/// A new draft with what the weighed lines of a shipped load lack. Both orders name the other. Once only, unless the back-order is
/// cancelled.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    responses((status = 201, description = "The back-order.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/back-order")]
async fn back_order_purchase_order(
    caller: Authorized<Create, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    replay: Replay,
) -> Answer {
    let expected = expected.expected();
    let key = replay.of(b"");
    let written = state
        .write(&caller, key, move |tx| {
            purchase_orders::back_order(tx, id.0, &expected)
        })
        .await?;
    let made = &written.value;
    answer::made(
        PurchaseOrder::PATH,
        made,
        made.id.get(),
        made.version,
        written.replayed,
    )
}

/// Give up the rest of an order
///
/// What the weighed lines of a shipped load lack is not delivered; requires a reason.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = GiveUpRest, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/give-up-rest")]
async fn give_up_rest(
    caller: Authorized<Act, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        purchase_orders::give_up_rest,
    )
    .await
}
