//! `/purchase-orders/{id}/..`: the steps in the life of an order, one address each. What a step asks for is the domain's to say; what
//! orders share with all records stands in `entities`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpRequest, post};
use domain::fields::{Draft, read_body};
use domain::purchase_orders::{
    CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, InvoiceOrder, IssueOrder, OrderAction,
    PurchaseOrder, Refusal, ShipOrder, StepBack, StepContext, StepFacts, WeighOrder,
};
use storage::purchase_orders;

use crate::answer::{self, Answer};
use crate::caller::{Act, May};
use crate::extract::{IfMatch, OptionalBody, PathId, Replay};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(issue_purchase_order)
        .service(confirm_purchase_order)
        .service(ship_purchase_order)
        .service(deliver_purchase_order)
        .service(weigh_purchase_order)
        .service(invoice_purchase_order)
        .service(close_purchase_order)
        .service(cancel_purchase_order)
        .service(step_back_purchase_order);
}

/// What every step is asked with.
struct Asked {
    caller: May<Act, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
}

impl FromRequest for Asked {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type Parts = (
            May<Act, PurchaseOrder>,
            Data<State>,
            PathId<PurchaseOrder>,
            IfMatch,
            Replay,
            OptionalBody,
        );
        let parts = Parts::from_request(request, payload);
        Box::pin(async move {
            let (caller, state, id, expected, replay, body) = parts.await?;
            Ok(Self {
                caller,
                state,
                id,
                expected,
                replay,
                body,
            })
        })
    }
}

/// A step of the domain; answers the reason that goes into the history.
type Step<B> =
    fn(&mut PurchaseOrder, &B, StepContext<'_>, &StepFacts) -> Result<Option<String>, Refusal>;

async fn take<B: Draft + Send + 'static>(
    asked: Asked,
    action: OrderAction,
    step: Step<B>,
) -> Answer {
    let sent = asked.body.0;
    let body: B = read_body(sent.value, &[]).map_err(ApiError::invalid)?;
    let rules = asked.state.rules(&asked.caller).await?;
    let (id, role, expected) = (asked.id.0, asked.caller.role, asked.expected.expected());
    let key = asked.replay.of(&sent.bytes);
    let written = asked
        .state
        .write(&asked.caller, key, move |tx| {
            purchase_orders::act(tx, id, &expected, action, |order, facts| {
                let context = StepContext {
                    today: rules.today,
                    choices: &rules.choices,
                    role,
                };
                step(order, &body, context, facts)
            })
        })
        .await?;
    answer::changed(&written)
}

/// Sends an order to the supplier
///
/// Fixes the parties and the lines. The order needs a customer (or is for stock), and on every line a product, a quantity and a buying
/// price. An order that loses money asks for `accept_negative_margin`; one beyond the customer's credit, or of a customer on hold or
/// with an invoice more than 60 days overdue, for a manager's `override`.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = IssueOrder, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/issue")]
async fn issue_purchase_order(asked: Asked) -> Answer {
    take::<IssueOrder>(asked, OrderAction::Issue, |order, body, context, facts| {
        order.issue(body, context, facts)
    })
    .await
}

/// Notes that the supplier has accepted
///
/// Asks for the supplier's confirmation number where the release format says so.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = ConfirmOrder, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/confirm")]
async fn confirm_purchase_order(asked: Asked) -> Answer {
    take::<ConfirmOrder>(asked, OrderAction::Confirm, |order, body, _, _| {
        order.confirm(body).map(|()| None)
    })
    .await
}

/// Notes that the load has left
///
/// Asks for the day, not in the future, and for what the logistics scenario, the lots and the law's record of the load require.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = ShipOrder, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/ship")]
async fn ship_purchase_order(asked: Asked) -> Answer {
    take::<ShipOrder>(asked, OrderAction::Ship, |order, body, context, facts| {
        order.ship(body, context, facts)
    })
    .await
}

/// Notes that the load has arrived
///
/// Asks for the day, not before the load left and not in the future.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = DeliverOrder, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/deliver")]
async fn deliver_purchase_order(asked: Asked) -> Answer {
    take::<DeliverOrder>(asked, OrderAction::Deliver, |order, body, context, _| {
        order.deliver(body, context).map(|()| None)
    })
    .await
}

/// Enters actual weights
///
/// Of the lines named; the others stay as they are. Amounts then rest on actual weight. The state stays.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = WeighOrder, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/weigh")]
async fn weigh_purchase_order(asked: Asked) -> Answer {
    take::<WeighOrder>(asked, OrderAction::Weigh, |order, body, context, _| {
        order.weigh(body, context).map(|()| None)
    })
    .await
}

/// Makes the invoice of an order
///
/// A draft receivable of every line that no invoice bills yet, at actual weight and selling price, under the order's terms; `invoices`
/// then names it. Once the load has arrived; earlier where the customer's terms are prepaid, then as a pro forma on ordered weight.
/// Freight is billed where it is ours and prepaid and added. A line is billed once.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = InvoiceOrder, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/invoice")]
async fn invoice_purchase_order(
    caller: May<Act, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    let sent = body.0;
    let body: InvoiceOrder = read_body(sent.value, &[]).map_err(ApiError::invalid)?;
    let rules = state.rules(&caller).await?;
    let (role, expected) = (caller.role, expected.expected());
    let key = replay.of(&sent.bytes);
    let written = state
        .write(&caller, key, move |tx| {
            purchase_orders::invoice(tx, id.0, &expected, |order| {
                let context = StepContext {
                    today: rules.today,
                    choices: &rules.choices,
                    role,
                };
                order.invoice(&body, context)
            })
        })
        .await?;
    answer::changed(&written)
}

/// Closes an order
///
/// Every line is weighed; what no issued invoice bills has a reason.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = CloseOrder, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/close")]
async fn close_purchase_order(asked: Asked) -> Answer {
    take::<CloseOrder>(asked, OrderAction::Close, |order, body, _, _| {
        order.close(body).map(|()| body.unbilled_reason.clone())
    })
    .await
}

/// Calls an order off
///
/// Asks for a reason; after confirmation a manager must do it. The number stays used.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = CancelOrder, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/cancel")]
async fn cancel_purchase_order(asked: Asked) -> Answer {
    take::<CancelOrder>(asked, OrderAction::Cancel, |order, body, context, _| {
        order
            .cancel(body, context)
            .map(|()| Some(body.reason.clone()))
    })
    .await
}

/// Takes the last step back
///
/// Managers only, with a reason. Nothing is deleted; the history keeps both steps.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = StepBack, content_type = "application/json"),
    responses((status = 200, description = "The order after the step.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/step-back")]
async fn step_back_purchase_order(asked: Asked) -> Answer {
    take::<StepBack>(asked, OrderAction::StepBack, |order, body, context, _| {
        order
            .step_back(body, context)
            .map(|()| Some(body.reason.clone()))
    })
    .await
}
