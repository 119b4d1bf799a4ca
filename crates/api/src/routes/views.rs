//! `/views`: saved views of lists.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, delete, get, patch, post};
use domain::filter::QueryReader;
use domain::views::{SavedView, SavedViews, ViewDraft};
use domain::{EntityKind, FieldErrors, Rules as _};
use storage::views;

use crate::answer::{self, Answer};
use crate::caller::{Archive, Authorized, Create, Guarded, Read, Update};
use crate::extract::{Body, IfMatch, PathId, Replay, query_pairs};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;
use crate::validate::{Rules, change_of, new_of};

/// Saved views as a kind in the permission table.
#[derive(Debug)]
struct Views;

impl Guarded for Views {
    const KIND: EntityKind = EntityKind::View;
}

/// Fields of responses that bodies must not contain.
const READ_ONLY: &[&str] = &[
    "id",
    "version",
    "owner_id",
    "owner_name",
    "created_at",
    "updated_at",
];

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(list_views)
        .service(create_view)
        .service(get_view)
        .service(change_view)
        .service(remove_view);
}

fn validator(rules: &Rules) -> impl Fn(&mut ViewDraft) -> FieldErrors {
    move |draft| draft.validate(rules.context())
}

/// Longest name of a list, in characters.
const LIST_MAX: usize = 50;

/// Query that selects a list.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct OfList {
    /// The list: the last part of its path.
    #[param(example = "purchase-orders", min_length = 1, max_length = 50)]
    list: String,
}

impl FromRequest for OfList {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(of_list(request))
    }
}

fn of_list(request: &HttpRequest) -> Result<OfList, ApiError> {
    let mut reader = QueryReader::new(query_pairs(request)?);
    let list = reader.take("list").unwrap_or_default();
    if list.is_empty() || list.chars().count() > LIST_MAX {
        reader.refuse(
            "list",
            "Name a list by the last part of its path, for example purchase-orders",
        );
    }
    reader.finish().map_err(ApiError::wrong_query)?;
    Ok(OfList { list })
}

/// List saved views
///
/// Saved filters, sort and columns of a list: your own first, then those shared by others, by name.
#[utoipa::path(
    tag = "views",
    params(OfList),
    responses((status = 200, description = "The views.", body = SavedViews))
)]
#[get("/views")]
async fn list_views(caller: Authorized<Read, Views>, state: Data<State>, of: OfList) -> Answer {
    let (user, list) = (caller.user, of.list);
    let items = state
        .read_fresh(move |conn| views::list(conn, user, &list))
        .await?;
    answer::plain(&SavedViews { items })
}

/// Save a view of a list
///
/// Private unless shared; viewers cannot share. A new default view replaces the previous default.
#[utoipa::path(
    tag = "views",
    params(Replay),
    request_body = ViewDraft,
    responses((status = 201, description = "The view.", body = SavedView))
)]
#[post("/views")]
async fn create_view(
    caller: Authorized<Create, Views>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let key = replay.of(&body.bytes);
    let draft = new_of(body.value, READ_ONLY, validator(&rules)).map_err(ApiError::invalid)?;
    let written = state
        .write(&caller, key, move |tx| views::create(tx, &draft))
        .await?;
    let view = &written.value;
    answer::made("views", view, view.id.get(), view.version, written.replayed)
}

/// Get a saved view
///
/// One of your own, or a shared one.
#[utoipa::path(
    tag = "views",
    params(PathId<SavedView>),
    responses((status = 200, description = "The view as it is now.", body = SavedView))
)]
#[get("/views/{id}")]
async fn get_view(
    caller: Authorized<Read, Views>,
    state: Data<State>,
    id: PathId<SavedView>,
) -> Answer {
    let user = caller.user;
    let view = state
        .read_fresh(move |conn| views::get(conn, user, id.0))
        .await?;
    answer::tagged(&view, view.version)
}

/// Change a saved view
///
/// A JSON merge patch. Shared views of others can be changed by managers.
#[utoipa::path(
    tag = "views",
    params(PathId<SavedView>, IfMatch),
    request_body(content = ViewDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The view as it is now.", body = SavedView))
)]
#[patch("/views/{id}")]
async fn change_view(
    caller: Authorized<Update, Views>,
    state: Data<State>,
    id: PathId<SavedView>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| {
            views::update(tx, id.0, &expected, |now| {
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
    answer::tagged(&written.value, written.value.version)
}

/// Delete a saved view
///
/// Permanently; a view is not a business record. Shared views of others can be deleted by managers.
#[utoipa::path(
    tag = "views",
    params(PathId<SavedView>, IfMatch),
    responses((status = 204, description = "The view is deleted."))
)]
#[delete("/views/{id}")]
async fn remove_view(
    caller: Authorized<Archive, Views>,
    state: Data<State>,
    id: PathId<SavedView>,
    expected: IfMatch,
) -> Answer {
    let expected = expected.expected();
    state
        .write(&caller, None, move |tx| views::remove(tx, id.0, &expected))
        .await?;
    Ok(answer::nothing())
}
