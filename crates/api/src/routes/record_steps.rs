//! Steps of records that money moves: a body, the version that the caller knows, one call of the storage.

use domain::fields::{Draft, read_body};
use domain::{Id, Resource};
use storage::{Expected, IdempotencyKey, StoreError, Transaction};

use crate::answer::{self, Answer};
use crate::caller::Caller;
use crate::extract::{IfMatch, OptionalBody, PathId, Replay};
use crate::problem::ApiError;
use crate::state::State;

/// The body of a step with the key of the request.
pub(super) fn read<B: Draft>(
    body: OptionalBody,
    replay: Replay,
) -> Result<(B, Option<IdempotencyKey>), ApiError> {
    let sent = body.0;
    let key = replay.of(&sent.bytes);
    Ok((read_body(sent.value, &[]).map_err(ApiError::invalid)?, key))
}

/// Takes a step of a record, and returns the record.
pub(super) async fn step<R: Resource, B: Draft + Send + 'static>(
    (caller, state): (&Caller, &State),
    id: PathId<R>,
    (expected, replay): (IfMatch, Replay),
    body: OptionalBody,
    step: fn(&mut Transaction<'_>, Id<R>, &Expected, &B) -> Result<R, StoreError>,
) -> Answer {
    let (body, key) = read::<B>(body, replay)?;
    let expected = expected.expected();
    let written = state
        .write(caller, key, move |tx| step(tx, id.0, &expected, &body))
        .await?;
    answer::changed(&written)
}
