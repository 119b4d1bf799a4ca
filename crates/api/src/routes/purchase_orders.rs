//! `/purchase-orders/{id}/..`: the actions on an order, one route each. The domain defines what an action
//! requires; what orders share with other records is in `entities`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpRequest, get, post};
use domain::fields::{Draft, read_body};
use domain::purchase_orders::{
    CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, InvoiceOrder, IssueOrder, OrderAction,
    OrderWarnings, PurchaseOrder, ShipOrder, StepBack, StepContext, StepFacts, StepOutcome,
    TransitionError, WeighOrder,
};
use storage::purchase_orders;

use crate::answer::{self, Answer};
use crate::caller::{Act, Authorized, Grant, Read, TakeBack};
use crate::extract::{IfMatch, OptionalBody, PathId, Replay};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(read_purchase_order_warnings)
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

/// List the warnings of an order
///
/// What an action may reject today: the customer's credit, the carrier's authority and insurance,
/// appointments outside receiving hours. Each warning names its field as an error would.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>),
    responses((status = 200, description = "The warnings; none is an empty list.", body = OrderWarnings))
)]
#[get("/purchase-orders/{id}/warnings")]
async fn read_purchase_order_warnings(
    caller: Authorized<Read, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
) -> Answer {
    let today = state.clock.today(caller.zone);
    let items = state
        .read(move |conn| purchase_orders::warnings(conn, id.0, today))
        .await?;
    answer::plain(&OrderWarnings { items })
}

/// Input of every action. An action that asks for more than [`Act`] asks after the rest of the request was read, so that a missing
/// `If-Match` takes precedence.
struct StepRequest<O = Act> {
    caller: Authorized<O, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
}

impl<O: Grant> FromRequest for StepRequest<O> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parts = <(
            Authorized<Act, PurchaseOrder>,
            Data<State>,
            PathId<PurchaseOrder>,
            IfMatch,
            Replay,
            OptionalBody,
        )>::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let (_, state, id, expected, replay, body) = parts.await?;
            let caller = Authorized::from_request(&request, &mut Payload::None).await?;
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

/// An action of the domain; returns what the history records.
type Step<B> =
    fn(&mut PurchaseOrder, &B, StepContext<'_>, &StepFacts) -> Result<StepOutcome, TransitionError>;

async fn take<O: Grant, B: Draft + Send + 'static>(
    request: StepRequest<O>,
    action: OrderAction,
    step: Step<B>,
) -> Answer {
    let sent = request.body.0;
    let body: B = read_body(sent.value, &[]).map_err(ApiError::invalid)?;
    let rules = request.state.rules(&request.caller).await?;
    let (id, role, expected) = (
        request.id.0,
        request.caller.role,
        request.expected.expected(),
    );
    let key = request.replay.of(&sent.bytes);
    let written = request
        .state
        .write(&request.caller, key, move |tx| {
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

/// Issue an order to the supplier
///
/// Fixes the parties and the lines. Requires a customer (or `for_stock`), and a product, a quantity and a buy price on every
/// line; a customer with a credit limit also requires a sell price on every line. An order that loses money requires
/// `accept_negative_margin`. Beyond the customer's credit limit, on credit hold, or with an invoice more than 60 days overdue, a
/// manager must send an `override`.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = IssueOrder, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/issue")]
async fn issue_purchase_order(request: StepRequest) -> Answer {
    take::<_, IssueOrder>(
        request,
        OrderAction::Issue,
        |order, body, context, facts| order.issue(body, context, facts),
    )
    .await
}

/// Confirm an order
///
/// Records that the supplier accepted it. Requires the supplier's confirmation number if the release format uses it.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = ConfirmOrder, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/confirm")]
async fn confirm_purchase_order(request: StepRequest) -> Answer {
    take::<_, ConfirmOrder>(request, OrderAction::Confirm, |order, body, context, _| {
        order
            .confirm(body, context)
            .map(|()| StepOutcome::default())
    })
    .await
}

/// Mark an order as shipped
///
/// Requires the ship date, not in the future, and whatever the logistics scenario, the lots and the record of the sale (9 CFR
/// 320.1) require.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = ShipOrder, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/ship")]
async fn ship_purchase_order(request: StepRequest) -> Answer {
    take::<_, ShipOrder>(request, OrderAction::Ship, |order, body, context, facts| {
        order.ship(body, context, facts)
    })
    .await
}

/// Mark an order as delivered
///
/// Requires the delivery date, not before the ship date and not in the future.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = DeliverOrder, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/deliver")]
async fn deliver_purchase_order(request: StepRequest) -> Answer {
    take::<_, DeliverOrder>(request, OrderAction::Deliver, |order, body, context, _| {
        order
            .deliver(body, context)
            .map(|()| StepOutcome::default())
    })
    .await
}

/// Enter actual weights
///
/// For the lines named; other lines stay as they are. Amounts are computed from actual weights. The status
/// does not change. A weight that differs from the ordered weight by more than 1 % requires
/// `accept_variance`. More than twice the ordered containers is refused. If an issued invoice bills a line
/// whose amount changes, the response is 409 `line_billed` until `correct_invoices` gives a reason: a credit
/// memo or an invoice for the difference is then issued in the same step. Draft invoices are updated. A line with
/// cases has their sum as its weight: it takes another one only after its cases are removed.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = WeighOrder, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/weigh")]
async fn weigh_purchase_order(request: StepRequest) -> Answer {
    let sent = request.body.0;
    let body: WeighOrder = read_body(sent.value, &[]).map_err(ApiError::invalid)?;
    let rules = request.state.rules(&request.caller).await?;
    let (id, role, expected) = (
        request.id.0,
        request.caller.role,
        request.expected.expected(),
    );
    let key = request.replay.of(&sent.bytes);
    let written = request
        .state
        .write(&request.caller, key, move |tx| {
            let correct = body.correct_invoices.as_ref();
            purchase_orders::weigh(tx, id, &expected, correct, |order, _| {
                let context = StepContext {
                    today: rules.today,
                    choices: &rules.choices,
                    role,
                };
                order.weigh(&body, context).map(|()| StepOutcome::default())
            })
        })
        .await?;
    answer::changed(&written)
}

/// Create the invoice of an order
///
/// Creates a draft receivable for every line that is not billed yet, at actual weight and sell price and under the order's terms;
/// `invoices` lists it. Allowed after delivery, or earlier as a pro forma on ordered weight if the terms are prepaid. Freight is
/// billed if the freight terms are prepaid and added. A line is billed once.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = InvoiceOrder, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/invoice")]
async fn invoice_purchase_order(
    caller: Authorized<Act, PurchaseOrder>,
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

/// Close an order
///
/// Requires actual weights on every line, and a reason if a line is not on an issued invoice. The reason is
/// dropped when issued invoices bill every line. While claims are pending or approved, a manager must send an
/// `override`.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = CloseOrder, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/close")]
async fn close_purchase_order(request: StepRequest) -> Answer {
    take::<_, CloseOrder>(
        request,
        OrderAction::Close,
        |order, body, context, facts| order.close(body, context, facts),
    )
    .await
}

/// Cancel an order
///
/// Requires a reason, and a manager once the order is confirmed. The number is not used again.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = CancelOrder, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/cancel")]
async fn cancel_purchase_order(request: StepRequest) -> Answer {
    take::<_, CancelOrder>(request, OrderAction::Cancel, |order, body, context, _| {
        order
            .cancel(body, context)
            .map(|()| StepOutcome::because(Some(body.reason.clone())))
    })
    .await
}

/// Undo the last status change
///
/// Managers only, with a reason. Nothing is deleted; the history keeps both changes.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = StepBack, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/step-back")]
async fn step_back_purchase_order(request: StepRequest<TakeBack>) -> Answer {
    take::<_, StepBack>(request, OrderAction::StepBack, |order, body, context, _| {
        order
            .step_back(body, context)
            .map(|()| StepOutcome::because(Some(body.reason.clone())))
    })
    .await
}
