//! The steps in the life of a receivable, one address each.

use actix_web::post;
use actix_web::web::Data;
use domain::fields::read_body;
use domain::receivables::{Receivable, VoidReceivable};
use storage::receivables;

use crate::answer::{self, Answer};
use crate::caller::{Act, May};
use crate::extract::{IfMatch, OptionalBody, PathId, Replay};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config.service(issue_receivable).service(void_receivable);
}

/// Sends a receivable to the customer
///
/// Fixes number, dates and bill-to; from now on only notes and the owner change. It is corrected by a credit note, or voided.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, IfMatch, Replay),
    responses((status = 200, description = "The receivable after the step.", body = Receivable))
)]
#[post("/receivables/{id}/issue")]
async fn issue_receivable(
    caller: May<Act, Receivable>,
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

/// Calls a receivable off
///
/// Its number stays used. For managers; refused when something is settled against it.
#[utoipa::path(
    tag = "receivables",
    params(PathId<Receivable>, IfMatch, Replay),
    request_body(content = VoidReceivable, content_type = "application/json"),
    responses((status = 200, description = "The receivable after the step.", body = Receivable))
)]
#[post("/receivables/{id}/void")]
async fn void_receivable(
    caller: May<Act, Receivable>,
    state: Data<State>,
    id: PathId<Receivable>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
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
