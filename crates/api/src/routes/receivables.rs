//! Actions on receivables, one route each.

use actix_web::post;
use actix_web::web::Data;
use domain::fields::read_body;
use domain::receivables::{Receivable, VoidReceivable};
use storage::receivables;

use crate::answer::{self, Answer};
use crate::caller::{Act, Authorized, TakeBack};
use crate::extract::{IfMatch, OptionalBody, PathId, Replay};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config.service(issue_receivable).service(void_receivable);
}

/// Issue a receivable
///
/// Fixes number, dates, lines and bill-to; afterwards only notes and owner can change. To correct it, issue a credit memo, change
/// its order with `correct_invoices`, or void it. A credit memo settles the invoice that it names.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, IfMatch, Replay),
    responses((status = 200, description = "The receivable as it is now.", body = Receivable))
)]
#[post("/receivables/{id}/issue")]
async fn issue_receivable(
    caller: Authorized<Act, Receivable>,
    state: Data<State>,
    id: PathId<Receivable>,
    expected: IfMatch,
    replay: Replay,
) -> Answer {
    let expected = expected.expected();
    let written = state
        .write(&caller, replay.of(&[]), move |tx| {
            receivables::issue(tx, id.0, &expected)
        })
        .await?;
    answer::changed(&written)
}

/// Void a receivable
///
/// Managers only, with a reason. The number is not used again. Rejected once amounts are settled against it,
/// while credit memos refer to it, and while its order is closed: step the order back first. Corrections of
/// an invoice become void with it, not alone.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, IfMatch, Replay),
    request_body(content = VoidReceivable, content_type = "application/json"),
    responses((status = 200, description = "The receivable as it is now.", body = Receivable))
)]
#[post("/receivables/{id}/void")]
async fn void_receivable(
    _caller: Authorized<Act, Receivable>,
    state: Data<State>,
    id: PathId<Receivable>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
    caller: Authorized<TakeBack, Receivable>,
) -> Answer {
    let sent = body.0;
    let key = replay.of(&sent.bytes);
    let body: VoidReceivable = read_body(sent.value, &[]).map_err(ApiError::invalid)?;
    let expected = expected.expected();
    let written = state
        .write(&caller, key, move |tx| {
            receivables::void(tx, id.0, &expected, &body)
        })
        .await?;
    answer::changed(&written)
}
