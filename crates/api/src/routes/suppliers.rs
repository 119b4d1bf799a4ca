//! `/suppliers`.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::suppliers::{Supplier, SupplierDraft, SupplierSummary};
use domain::{EntityKind, FieldErrors, Resource};
use storage::suppliers;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::answer::{self, Answer};
use crate::caller::{Archive, Create, May, Read, Update};
use crate::extract::{
    Body, HistoryQuery, IfMatch, ListParameters, ListRequest, PathId, Replay, Rules, change_of,
    new_of,
};
use crate::problem::ApiError;
use crate::state::{State, check_owner};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_suppliers)
        .service(create_supplier)
        .service(get_supplier)
        .service(change_supplier)
        .service(replace_supplier)
        .service(archive_supplier)
        .service(restore_supplier)
        .service(supplier_history);
}

/// Cleans a draft and says what breaks a rule.
fn settled(rules: &Rules) -> impl Fn(&mut SupplierDraft) -> FieldErrors {
    move |draft| {
        draft.tidy();
        let errors = draft.check(rules.context());
        draft.sort_sets();
        errors
    }
}

/// Suppliers, a page at a time
///
/// Active ones by name unless asked otherwise.
#[utoipa::path(
    tag = "suppliers",
    params(ListParameters<Supplier>),
    responses((status = 200, description = "A page of suppliers.", body = Page<SupplierSummary>))
)]
#[get("/suppliers")]
async fn list_suppliers(
    _caller: May<Read, Supplier>,
    state: Data<State>,
    list: ListRequest<Supplier>,
) -> Answer {
    let (query, after) = (list.query, list.after);
    let listed = state
        .read(move |conn| suppliers::list(conn, &query, after.as_ref()))
        .await?;
    answer::page(&state, listed, &list.address)
}

/// Makes a supplier
///
/// The creator becomes its owner unless a manager names another.
#[utoipa::path(
    tag = "suppliers",
    params(Replay),
    request_body = SupplierDraft,
    responses((status = 201, description = "The supplier.", body = Supplier))
)]
#[post("/suppliers")]
async fn create_supplier(
    caller: May<Create, Supplier>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let key = replay.of(&body.bytes);
    let draft: SupplierDraft =
        new_of(body.value, Supplier::READ_ONLY, settled(&rules)).map_err(ApiError::invalid)?;
    check_owner(
        caller.role,
        Supplier::KIND,
        Some(caller.user),
        draft.owner_id,
    )?;
    let written = state
        .write(&caller, key, move |tx| suppliers::create(tx, draft.clone()))
        .await?;
    answer::created(&written)
}

/// One supplier
///
/// Archived ones too.
#[utoipa::path(
    tag = "suppliers",
    params(PathId<Supplier>),
    responses((status = 200, description = "The supplier.", body = Supplier))
)]
#[get("/suppliers/{id}")]
async fn get_supplier(
    _caller: May<Read, Supplier>,
    state: Data<State>,
    id: PathId<Supplier>,
) -> Answer {
    let supplier = state
        .read_fresh(move |conn| suppliers::get(conn, id.0))
        .await?;
    answer::record(&supplier)
}

/// Changes fields of a supplier
///
/// A JSON merge patch: what is left out stays, null clears.
#[utoipa::path(
    tag = "suppliers",
    params(PathId<Supplier>, IfMatch),
    request_body(content = SupplierDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The supplier after the change.", body = Supplier))
)]
#[patch("/suppliers/{id}")]
async fn change_supplier(
    caller: May<Update, Supplier>,
    state: Data<State>,
    id: PathId<Supplier>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let (role, expected) = (caller.role, expected.expected());
    let written = state
        .write(&caller, None, move |tx| {
            suppliers::update(tx, id.0, &expected, |now| {
                let draft = change_of(
                    &now.details,
                    body.value.clone(),
                    Supplier::READ_ONLY,
                    settled(&rules),
                )?;
                check_owner(role, Supplier::KIND, now.details.owner_id, draft.owner_id)?;
                Ok(draft)
            })
        })
        .await?;
    answer::changed(&written)
}

/// Replaces a supplier
///
/// Everything that is left out becomes empty or its default; the owner stays.
#[utoipa::path(
    tag = "suppliers",
    params(PathId<Supplier>, IfMatch),
    request_body = SupplierDraft,
    responses((status = 200, description = "The supplier after the change.", body = Supplier))
)]
#[put("/suppliers/{id}")]
async fn replace_supplier(
    caller: May<Update, Supplier>,
    state: Data<State>,
    id: PathId<Supplier>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let draft: SupplierDraft =
        new_of(body.value, Supplier::READ_ONLY, settled(&rules)).map_err(ApiError::invalid)?;
    let (role, expected) = (caller.role, expected.expected());
    let written = state
        .write(&caller, None, move |tx| {
            suppliers::update(tx, id.0, &expected, |now| {
                check_owner(role, Supplier::KIND, now.details.owner_id, draft.owner_id)?;
                Ok(draft.clone())
            })
        })
        .await?;
    answer::changed(&written)
}

/// Archives a supplier
///
/// Nothing is removed for good. Refused while orders with it are open.
#[utoipa::path(
    tag = "suppliers",
    params(PathId<Supplier>, IfMatch),
    responses((status = 200, description = "The archived supplier.", body = Supplier))
)]
#[delete("/suppliers/{id}")]
async fn archive_supplier(
    caller: May<Archive, Supplier>,
    state: Data<State>,
    id: PathId<Supplier>,
    expected: IfMatch,
) -> Answer {
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| {
            suppliers::archive(tx, id.0, &expected)
        })
        .await?;
    answer::changed(&written)
}

/// Brings a supplier back
///
/// Refused when another one has taken its name or code meanwhile.
#[utoipa::path(
    tag = "suppliers",
    params(PathId<Supplier>, Replay),
    responses((status = 200, description = "The supplier, active again.", body = Supplier))
)]
#[post("/suppliers/{id}/restore")]
async fn restore_supplier(
    caller: May<Archive, Supplier>,
    state: Data<State>,
    id: PathId<Supplier>,
    seen: Option<IfMatch>,
    replay: Replay,
) -> Answer {
    let expected = IfMatch::or_any(seen);
    let written = state
        .write(&caller, replay.of(&[]), move |tx| {
            suppliers::restore(tx, id.0, &expected)
        })
        .await?;
    answer::changed(&written)
}

/// What happened to a supplier
///
/// Newest first.
#[utoipa::path(
    tag = "suppliers",
    params(PathId<Supplier>, HistoryQuery),
    responses((status = 200, description = "A page of its history.", body = Page<HistoryEntry>))
)]
#[get("/suppliers/{id}/history")]
async fn supplier_history(
    _caller: May<Read, Supplier>,
    state: Data<State>,
    id: PathId<Supplier>,
    query: HistoryQuery,
) -> Answer {
    let (before, limit) = (query.before, query.limit);
    let entries = state
        .read(move |conn| {
            suppliers::get(conn, id.0)?;
            storage::history(conn, EntityKind::Supplier, id.0.get(), before, limit + 1)
        })
        .await?;
    answer::history(&state, entries, &query)
}
