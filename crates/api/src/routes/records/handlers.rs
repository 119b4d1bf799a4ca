//! Handlers for any entity: authorization, input, one storage call, the response.

use std::collections::BTreeSet;

use actix_web::web::Data;
use domain::similar::SimilarRecords;
use domain::{Business, FieldErrors, Rules as _};
use serde_json::Value;
use storage::{ReadRepository, Repository, authorized};

use crate::answer::{self, Answer};
use crate::caller::{Archive, Authorized, Create, Read, Update};
use crate::extract::{Body, HistoryQuery, IfMatch, ListRequest, PathId, Replay, SimilarQuery};
use crate::problem::ApiError;
use crate::state::State;
use crate::validate::{Rules, change_of, new_of};

/// Parses and validates a complete draft.
fn whole<E: Business>(body: &Body, rules: &Rules) -> Result<E::Draft, FieldErrors> {
    new_of(body.value.clone(), E::READ_ONLY, |draft: &mut E::Draft| {
        draft.validate(rules.context())
    })
}

/// The names of the fields of a body.
pub(super) fn names_of(body: &Value) -> BTreeSet<String> {
    let fields = body.as_object();
    fields
        .map(|fields| fields.keys().cloned().collect())
        .unwrap_or_default()
}

pub(super) async fn list<E: ReadRepository>(
    caller: Authorized<Read, E>,
    state: Data<State>,
    list: ListRequest<E>,
) -> Answer {
    let (query, after) = (list.query, list.after);
    let today = state.clock.today(caller.zone);
    let listed = state
        .read(move |conn| E::list(conn, today, &query, after.as_ref()))
        .await?;
    answer::page(&state, listed, &list.address)
}

pub(super) async fn create<E: Repository + Business>(
    caller: Authorized<Create, E>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let key = replay.of(&body.bytes);
    let draft = whole::<E>(&body, &rules).map_err(ApiError::invalid)?;
    let given = names_of(&body.value);
    let written = state
        .write(&caller, key, move |tx| {
            authorized::create::<E>(tx, draft.clone(), &given)
        })
        .await?;
    answer::created(&written)
}

pub(super) async fn similar<E: Repository>(
    _caller: Authorized<Read, E>,
    state: Data<State>,
    typed: SimilarQuery<E>,
) -> Answer {
    let items = state
        .read(move |conn| E::similar(conn, &typed.typed))
        .await?;
    answer::plain(&SimilarRecords { items })
}

pub(super) async fn get<E: ReadRepository>(
    caller: Authorized<Read, E>,
    state: Data<State>,
    id: PathId<E>,
) -> Answer {
    let today = state.clock.today(caller.zone);
    let record = state
        .read_fresh(move |conn| E::get(conn, today, id.0))
        .await?;
    answer::record(&record)
}

pub(super) async fn change<E: Repository + Business>(
    caller: Authorized<Update, E>,
    state: Data<State>,
    id: PathId<E>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| {
            authorized::update::<E>(tx, id.0, &expected, |before| {
                let check = |draft: &mut E::Draft| draft.validate(rules.context());
                Ok(change_of(before, body.value.clone(), E::READ_ONLY, check)?)
            })
        })
        .await?;
    answer::changed(&written)
}

pub(super) async fn replace<E: Repository + Business>(
    caller: Authorized<Update, E>,
    state: Data<State>,
    id: PathId<E>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| {
            // Parsed inside the transaction, as a patch is: 404 and 412 take precedence over errors in the
            // body.
            authorized::update::<E>(tx, id.0, &expected, |_before| {
                Ok(whole::<E>(&body, &rules)?)
            })
        })
        .await?;
    answer::changed(&written)
}

pub(super) async fn archive<E: Repository + Business>(
    caller: Authorized<Archive, E>,
    state: Data<State>,
    id: PathId<E>,
    expected: IfMatch,
) -> Answer {
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| E::archive(tx, id.0, &expected))
        .await?;
    answer::changed(&written)
}

pub(super) async fn restore<E: Repository + Business>(
    caller: Authorized<Archive, E>,
    state: Data<State>,
    id: PathId<E>,
    seen: Option<IfMatch>,
    replay: Replay,
) -> Answer {
    let expected = IfMatch::or_any(seen);
    let written = state
        .write(&caller, replay.of(&[]), move |tx| {
            E::restore(tx, id.0, &expected)
        })
        .await?;
    answer::changed(&written)
}

pub(super) async fn history<E: ReadRepository>(
    caller: Authorized<Read, E>,
    state: Data<State>,
    id: PathId<E>,
    query: HistoryQuery,
) -> Answer {
    let (before, limit) = (query.before, query.limit);
    let today = state.clock.today(caller.zone);
    let entries = state
        .read(move |conn| {
            E::get(conn, today, id.0)?;
            storage::history(conn, E::KIND, id.0.get(), before, limit + 1)
        })
        .await?;
    answer::history(&state, entries, &query)
}
