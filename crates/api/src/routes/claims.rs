//! Claims: opening those of an event on an order, and their steps.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{get, post};
use domain::claims::{
    ApproveClaim, CancelClaim, Claim, DenyClaim, OpenClaims, OpenedClaims, OrderClaims, SettleClaim,
};
use domain::purchase_orders::PurchaseOrder;
use storage::claims;

use super::record_steps::{read, step};
use super::records::{Records, ResourceDocs};
use crate::answer::{self, Answer};
use crate::caller::{Act, Authorized, Create, Override, Read};
use crate::extract::{IfMatch, OptionalBody, PathId, Replay};
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    let docs = ResourceDocs {
        one: "claim",
        a: "a claim",
        many: "Claims",
        listed: "Latest event first by default.",
    };
    config
        .service(Records::<Claim>::reading(docs))
        .service(read_order_claims)
        .service(open_claims)
        .service(approve_claim)
        .service(settle_claim)
        .service(deny_claim)
        .service(cancel_claim);
}

/// List the claims of an order
///
/// With the loss (settled to the customer), what the supplier and the carrier paid back, and the difference.
#[utoipa::path(
    tag = "claims",
    params(PathId<PurchaseOrder>),
    responses((status = 200, description = "The claims with their sums.", body = OrderClaims))
)]
#[get("/purchase-orders/{id}/claims")]
async fn read_order_claims(
    caller: Authorized<Read, Claim>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
) -> Answer {
    let today = state.clock.today(caller.zone);
    let found = state
        .read(move |conn| claims::of_order(conn, today, id.0))
        .await?;
    answer::plain(&found)
}

/// Open claims
///
/// Records one event on a load that has left, with one claim for each party concerned: the customer's against us, ours against the
/// supplier and the carrier. The parties are those of the order. Each claim gets the next number `CLM-YYYY-NNNN`.
#[utoipa::path(
    tag = "claims",
    params(PathId<PurchaseOrder>, Replay),
    request_body(content = OpenClaims, content_type = "application/json"),
    responses((status = 201, description = "The claims.", body = OpenedClaims))
)]
#[post("/purchase-orders/{id}/claims")]
async fn open_claims(
    caller: Authorized<Create, Claim>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    let (body, key) = read::<OpenClaims>(body, replay)?;
    let written = state
        .write(&caller, key, move |tx| {
            let items = claims::open(tx, id.0, &body)?;
            Ok(OpenedClaims { items })
        })
        .await?;
    answer::repeatable(StatusCode::CREATED, &written.value, written.replayed)
}

/// Approve a claim
///
/// Managers only: the approved amount, at most the claimed one.
#[utoipa::path(
    tag = "claims",
    params(PathId<Claim>, IfMatch, Replay),
    request_body(content = ApproveClaim, content_type = "application/json"),
    responses((status = 200, description = "The claim as it is now.", body = Claim))
)]
#[post("/claims/{id}/approve")]
async fn approve_claim(
    caller: Authorized<Override, Claim>,
    state: Data<State>,
    id: PathId<Claim>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        claims::approve,
    )
    .await
}

/// Settle a claim
///
/// Managers only: the settled amount, at most the approved one, and the document. A claim of the customer is settled by a credit memo,
/// issued in the same step, which is applied to the invoice up to its balance. Voiding that credit memo approves the claim again.
#[utoipa::path(
    tag = "claims",
    params(PathId<Claim>, IfMatch, Replay),
    request_body(content = SettleClaim, content_type = "application/json"),
    responses((status = 200, description = "The claim as it is now.", body = Claim))
)]
#[post("/claims/{id}/settle")]
async fn settle_claim(
    caller: Authorized<Override, Claim>,
    state: Data<State>,
    id: PathId<Claim>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        claims::settle,
    )
    .await
}

/// Deny a claim
///
/// Managers only, with a reason.
#[utoipa::path(
    tag = "claims",
    params(PathId<Claim>, IfMatch, Replay),
    request_body(content = DenyClaim, content_type = "application/json"),
    responses((status = 200, description = "The claim as it is now.", body = Claim))
)]
#[post("/claims/{id}/deny")]
async fn deny_claim(
    caller: Authorized<Override, Claim>,
    state: Data<State>,
    id: PathId<Claim>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        claims::deny,
    )
    .await
}

/// Cancel a claim
///
/// Withdraws a pending claim, with a reason.
#[utoipa::path(
    tag = "claims",
    params(PathId<Claim>, IfMatch, Replay),
    request_body(content = CancelClaim, content_type = "application/json"),
    responses((status = 200, description = "The claim as it is now.", body = Claim))
)]
#[post("/claims/{id}/cancel")]
async fn cancel_claim(
    caller: Authorized<Act, Claim>,
    state: Data<State>,
    id: PathId<Claim>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        claims::cancel,
    )
    .await
}
