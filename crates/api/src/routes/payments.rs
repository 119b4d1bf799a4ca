//! Payments and what settles receivables: entering, applying, refunding, voiding, writing off, and reversing a posting.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{get, post, web};
use domain::list::Page;
use domain::payments::{
    Allocate, Payment, PaymentDraft, Posting, ReceivablePayment, Refund, Reverse, VoidPayment,
    WriteOff,
};
use domain::receivables::Receivable;
use domain::{Resource, Rules as _};
use storage::ledger::{self, Subject};
use storage::{ReadRepository, payments, receivables};

use super::record_steps::{read, step};
use super::records::{Records, ResourceDocs};
use crate::answer::{self, Answer};
use crate::caller::{Act, Authorized, Caller, Create, Override, Read, TakeBack};
use crate::extract::{Body, HistoryQuery, IfMatch, OptionalBody, PathId, Replay};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;
use crate::validate::new_of;

const ENTERED: &str = "Money that a customer paid, with the receivables that it settles: amounts, and discounts taken. What is not allocated is \
    unapplied cash, which counts against the customer's balance. Without a number the next `PAY-YYYY-NNNN` is assigned. A payment never \
    changes: to correct it, void it and enter it again.";

pub(super) fn configure(config: &mut impl Register) {
    let docs = ResourceDocs {
        one: "payment",
        a: "a payment",
        many: "Payments",
        listed: "Latest day of receipt first by default; void ones are included.",
    };
    config
        .service(
            Records::<Payment>::reading(docs).entering(ENTERED, || web::post().to(create_payment)),
        )
        .service(allocate_payment)
        .service(refund_payment)
        .service(void_payment)
        .service(payment_postings)
        .service(pay_receivable)
        .service(allocate_receivable)
        .service(refund_receivable)
        .service(write_off_receivable)
        .service(receivable_postings)
        .service(reverse_posting);
}

/// The postings of a record, if it exists.
async fn postings<R: ReadRepository>(
    (caller, state): (&Caller, &State),
    id: PathId<R>,
    subject: Subject,
    query: HistoryQuery,
) -> Answer {
    let today = state.clock.today(caller.zone);
    let (before, limit) = (query.before, query.limit);
    let postings = state
        .read(move |conn| {
            R::get(conn, today, id.0)?;
            ledger::postings_of(conn, subject, before, limit + 1)
        })
        .await?;
    answer::postings(state, postings, &query)
}

async fn create_payment(
    caller: Authorized<Create, Payment>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let key = replay.of(&body.bytes);
    let check = |draft: &mut PaymentDraft| draft.validate(rules.context());
    let draft = new_of(body.value, Payment::READ_ONLY, check).map_err(ApiError::invalid)?;
    let written = state
        .write(&caller, key, move |tx| payments::create(tx, draft.clone()))
        .await?;
    answer::created(&written)
}

/// Apply a payment
///
/// Settles receivables of the customer with unapplied cash of the payment.
#[utoipa::path(
    tag = "payments",
    params(PathId<Payment>, IfMatch, Replay),
    request_body(content = Allocate, content_type = "application/json"),
    responses((status = 200, description = "The payment as it is now.", body = Payment))
)]
#[post("/payments/{id}/allocate")]
async fn allocate_payment(
    caller: Authorized<Act, Payment>,
    state: Data<State>,
    id: PathId<Payment>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        payments::allocate,
    )
    .await
}

/// Refund a payment
///
/// Managers only, with a reason: unapplied cash of the payment is paid back.
#[utoipa::path(
    tag = "payments",
    params(PathId<Payment>, IfMatch, Replay),
    request_body(content = Refund, content_type = "application/json"),
    responses((status = 200, description = "The payment as it is now.", body = Payment))
)]
#[post("/payments/{id}/refund")]
async fn refund_payment(
    caller: Authorized<TakeBack, Payment>,
    state: Data<State>,
    id: PathId<Payment>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        payments::refund,
    )
    .await
}

/// Void a payment
///
/// Managers only, with a reason. What it settled is owed again, from today on; the number is not used again. Rejected once a part was
/// refunded: reverse the refund first.
#[utoipa::path(
    tag = "payments",
    params(PathId<Payment>, IfMatch, Replay),
    request_body(content = VoidPayment, content_type = "application/json"),
    responses((status = 200, description = "The payment as it is now.", body = Payment))
)]
#[post("/payments/{id}/void")]
async fn void_payment(
    caller: Authorized<TakeBack, Payment>,
    state: Data<State>,
    id: PathId<Payment>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        payments::void,
    )
    .await
}

/// List the postings of a payment
///
/// What was received, applied, refunded and reversed, newest first.
#[utoipa::path(
    tag = "payments",
    params(PathId<Payment>, HistoryQuery),
    responses((status = 200, description = "A page of postings.", body = Page<Posting>))
)]
#[get("/payments/{id}/postings")]
async fn payment_postings(
    caller: Authorized<Read, Payment>,
    state: Data<State>,
    id: PathId<Payment>,
    query: HistoryQuery,
) -> Answer {
    let subject = Subject::Payment(id.0);
    postings((&caller, &state), id, subject, query).await
}

/// Pay a receivable
///
/// Enters a payment of this receivable's customer and applies it to the receivable, up to its balance. Without an amount it pays the
/// balance less the discount.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, Replay),
    request_body(content = ReceivablePayment, content_type = "application/json"),
    responses((status = 201, description = "The payment.", body = Payment))
)]
#[post("/receivables/{id}/payments")]
async fn pay_receivable(
    caller: Authorized<Create, Payment>,
    state: Data<State>,
    id: PathId<Receivable>,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let sent = body.0;
    let key = replay.of(&sent.bytes);
    let check = |body: &mut ReceivablePayment| body.validate(rules.context());
    let body = new_of(sent.value, &[], check).map_err(ApiError::invalid)?;
    let written = state
        .write(&caller, key, move |tx| {
            payments::pay_receivable(tx, id.0, &body)
        })
        .await?;
    answer::created(&written)
}

/// Apply a credit memo
///
/// Settles other receivables of the customer with what is left of an issued credit memo.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, IfMatch, Replay),
    request_body(content = Allocate, content_type = "application/json"),
    responses((status = 200, description = "The credit memo as it is now.", body = Receivable))
)]
#[post("/receivables/{id}/allocate")]
async fn allocate_receivable(
    caller: Authorized<Act, Receivable>,
    state: Data<State>,
    id: PathId<Receivable>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        receivables::allocate,
    )
    .await
}

/// Refund a credit memo
///
/// Managers only, with a reason: what is left of an issued credit memo is paid back.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, IfMatch, Replay),
    request_body(content = Refund, content_type = "application/json"),
    responses((status = 200, description = "The credit memo as it is now.", body = Receivable))
)]
#[post("/receivables/{id}/refund")]
async fn refund_receivable(
    caller: Authorized<TakeBack, Receivable>,
    state: Data<State>,
    id: PathId<Receivable>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        receivables::refund,
    )
    .await
}

/// Write off a balance
///
/// Managers only, with a reason: the balance of an issued invoice, or a part of it, is no longer owed.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, IfMatch, Replay),
    request_body(content = WriteOff, content_type = "application/json"),
    responses((status = 200, description = "The receivable as it is now.", body = Receivable))
)]
#[post("/receivables/{id}/write-off")]
async fn write_off_receivable(
    caller: Authorized<Override, Receivable>,
    state: Data<State>,
    id: PathId<Receivable>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    step(
        (&caller, &state),
        id,
        (expected, replay),
        body,
        receivables::write_off,
    )
    .await
}

/// List the postings of a receivable
///
/// What issued, settled and reversed it, newest first; on a credit memo also what it settled.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, HistoryQuery),
    responses((status = 200, description = "A page of postings.", body = Page<Posting>))
)]
#[get("/receivables/{id}/postings")]
async fn receivable_postings(
    caller: Authorized<Read, Receivable>,
    state: Data<State>,
    id: PathId<Receivable>,
    query: HistoryQuery,
) -> Answer {
    let subject = Subject::Receivable(id.0);
    postings((&caller, &state), id, subject, query).await
}

/// Reverse a posting
///
/// Managers only, with a reason: an allocation, a discount, a write-off or a refund. A posting is never changed; its opposite is
/// posted today.
#[utoipa::path(
    tag = "payments",
    params(PathId<Posting>, Replay),
    request_body(content = Reverse, content_type = "application/json"),
    responses((status = 200, description = "The posting as it is now.", body = Posting))
)]
#[post("/postings/{id}/reverse")]
async fn reverse_posting(
    caller: Authorized<TakeBack, Payment>,
    state: Data<State>,
    id: PathId<Posting>,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    let (body, key) = read::<Reverse>(body, replay)?;
    let written = state
        .write(&caller, key, move |tx| {
            payments::reverse(tx, id.0.get(), &body)
        })
        .await?;
    answer::repeatable(StatusCode::OK, &written.value, written.replayed)
}
