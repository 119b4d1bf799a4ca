//! Choice lists: readable by all users; administrators edit the entries of open lists.

use actix_web::http::header::IF_NONE_MATCH;
use actix_web::web::Data;
use actix_web::{HttpRequest, get, patch, post};
use domain::choice_entries::{ChoiceDraft, ChoiceItem};
use domain::choices::Choices;
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::{EntityKind, FieldErrors, Rules as _};
use storage::choices;

use crate::answer::{self, Answer};
use crate::caller::{Authorized, Create, Guarded, Read, SignedIn, Update};
use crate::extract::{Body, HistoryQuery, IfMatch, PathId, Replay};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;
use crate::validate::{Rules, change_of, new_of};

/// Choice lists as a kind in the permission table.
#[derive(Debug)]
struct Lists;

impl Guarded for Lists {
    const KIND: EntityKind = EntityKind::Choice;
}

/// Fields of responses that bodies must not contain.
const READ_ONLY: &[&str] = &["id", "version"];

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(list_choices)
        .service(create_choice)
        .service(get_choice)
        .service(change_choice)
        .service(choice_history);
}

fn validator(rules: &Rules) -> impl Fn(&mut ChoiceDraft) -> FieldErrors {
    move |draft| draft.validate(rules.context())
}

/// Get all choice lists
///
/// Codes are stable, labels may change. Retired entries stay valid on old records and are no longer offered.
#[utoipa::path(
    tag = "choices",
    responses((status = 200, description = "All lists by name.", body = Choices))
)]
#[get("/choices")]
async fn list_choices(_caller: SignedIn, state: Data<State>, request: HttpRequest) -> Answer {
    let choices = state.choices().await?;
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    answer::weakly_tagged(choices.as_ref(), known, None)
}

/// Add an entry to a choice list
///
/// Administrators only, and not in fixed lists. Other server instances offer it within 5 seconds.
#[utoipa::path(
    tag = "choices",
    params(Replay),
    request_body = ChoiceDraft,
    responses((status = 201, description = "The entry.", body = ChoiceItem))
)]
#[post("/choices")]
async fn create_choice(
    caller: Authorized<Create, Lists>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let key = replay.of(&body.bytes);
    let draft = new_of(body.value, READ_ONLY, validator(&rules)).map_err(ApiError::invalid)?;
    let written = state
        .write(&caller, key, move |tx| choices::create(tx, &draft))
        .await?;
    state.forget_choices();
    let item = &written.value;
    answer::made(
        "choices",
        item,
        item.id.get(),
        item.version,
        written.replayed,
    )
}

/// Get an entry of a choice list
///
/// With its version, which a change requires.
#[utoipa::path(
    tag = "choices",
    params(PathId<ChoiceItem>),
    responses((status = 200, description = "The entry as it is now.", body = ChoiceItem))
)]
#[get("/choices/{id}")]
async fn get_choice(
    _caller: Authorized<Read, Lists>,
    state: Data<State>,
    id: PathId<ChoiceItem>,
) -> Answer {
    let item = state
        .read_fresh(move |conn| choices::get(conn, id.0))
        .await?;
    answer::tagged(&item, item.version)
}

/// Change an entry of a choice list
///
/// A JSON merge patch of `label`, `position`, `retired` or `terms`; list and code are fixed. Moving an entry shifts the others.
#[utoipa::path(
    tag = "choices",
    params(PathId<ChoiceItem>, IfMatch),
    request_body(content = ChoiceDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The entry as it is now.", body = ChoiceItem))
)]
#[patch("/choices/{id}")]
async fn change_choice(
    caller: Authorized<Update, Lists>,
    state: Data<State>,
    id: PathId<ChoiceItem>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| {
            choices::update(tx, id.0, &expected, |now| {
                let patch = body.value.clone();
                Ok(change_of(
                    &now.details,
                    patch,
                    READ_ONLY,
                    validator(&rules),
                )?)
            })
        })
        .await?;
    state.forget_choices();
    answer::tagged(&written.value, written.value.version)
}

/// History of an entry of a choice list
///
/// Changes with their author and the values before and after, newest first.
#[utoipa::path(
    tag = "choices",
    params(PathId<ChoiceItem>, HistoryQuery),
    responses((status = 200, description = "A page of the history.", body = Page<HistoryEntry>))
)]
#[get("/choices/{id}/history")]
async fn choice_history(
    _caller: Authorized<Read, Lists>,
    state: Data<State>,
    id: PathId<ChoiceItem>,
    query: HistoryQuery,
) -> Answer {
    let (before, limit) = (query.before, query.limit);
    let entries = state
        .read(move |conn| {
            choices::get(conn, id.0)?;
            storage::history(conn, EntityKind::Choice, id.0.get(), before, limit + 1)
        })
        .await?;
    answer::history(&state, entries, &query)
}
