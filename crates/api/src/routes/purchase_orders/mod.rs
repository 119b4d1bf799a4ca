//! `/purchase-orders`; the steps in the life of an order are in `actions`.

mod actions;

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::purchase_orders::{PurchaseOrder, PurchaseOrderDraft, PurchaseOrderSummary};
use domain::{EntityKind, FieldErrors, Resource};
use storage::purchase_orders;

use crate::answer::{self, Answer};
use crate::caller::{Archive, Create, May, Read, Update};
use crate::extract::{
    Body, HistoryQuery, IfMatch, ListParameters, ListRequest, PathId, Replay, Rules, change_of,
    new_of,
};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::{State, check_owner};

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(list_purchase_orders)
        .service(create_purchase_order)
        .service(get_purchase_order)
        .service(change_purchase_order)
        .service(replace_purchase_order)
        .service(archive_purchase_order)
        .service(restore_purchase_order)
        .service(purchase_order_history);
    actions::configure(config);
}

/// Cleans a draft and says what breaks a rule.
fn settled(rules: &Rules) -> impl Fn(&mut PurchaseOrderDraft) -> FieldErrors {
    move |draft| {
        draft.tidy();
        draft.check(rules.context())
    }
}

/// Purchase orders, a page at a time
///
/// Active ones, the latest order date first, unless asked otherwise.
#[utoipa::path(
    tag = "purchase-orders",
    params(ListParameters<PurchaseOrder>),
    responses((status = 200, description = "A page of orders.", body = Page<PurchaseOrderSummary>))
)]
#[get("/purchase-orders")]
async fn list_purchase_orders(
    _caller: May<Read, PurchaseOrder>,
    state: Data<State>,
    list: ListRequest<PurchaseOrder>,
) -> Answer {
    let (query, after) = (list.query, list.after);
    let listed = state
        .read(move |conn| purchase_orders::list(conn, &query, after.as_ref()))
        .await?;
    answer::page(&state, listed, &list.address)
}

/// Makes an order
///
/// A draft, with the next `PO-YYYY-NNNN` when no number is given. The creator becomes its owner unless a manager names another.
#[utoipa::path(
    tag = "purchase-orders",
    params(Replay),
    request_body = PurchaseOrderDraft,
    responses((status = 201, description = "The order.", body = PurchaseOrder))
)]
#[post("/purchase-orders")]
async fn create_purchase_order(
    caller: May<Create, PurchaseOrder>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let key = replay.of(&body.bytes);
    let draft: PurchaseOrderDraft =
        new_of(body.value, PurchaseOrder::READ_ONLY, settled(&rules)).map_err(ApiError::invalid)?;
    check_owner(
        caller.role,
        PurchaseOrder::KIND,
        Some(caller.user),
        draft.header.owner_id,
    )?;
    let written = state
        .write(&caller, key, move |tx| {
            purchase_orders::create(tx, draft.clone())
        })
        .await?;
    answer::created(&written)
}

/// One order
///
/// With its lines, sums and steps so far; archived ones too.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>),
    responses((status = 200, description = "The order.", body = PurchaseOrder))
)]
#[get("/purchase-orders/{id}")]
async fn get_purchase_order(
    _caller: May<Read, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
) -> Answer {
    let order = state
        .read_fresh(move |conn| purchase_orders::get(conn, id.0))
        .await?;
    answer::record(&order)
}

/// Changes fields of an order
///
/// A JSON merge patch: what is left out stays, null clears. `lines` are replaced whole: those sent with their `id` are kept, those
/// without are added, those left out are removed. Parties, number and the set of lines are fixed once the order is issued, quantities
/// once the load has left; closed and cancelled orders are read only.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch),
    request_body(content = PurchaseOrderDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The order after the change.", body = PurchaseOrder))
)]
#[patch("/purchase-orders/{id}")]
async fn change_purchase_order(
    caller: May<Update, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let (role, expected) = (caller.role, expected.expected());
    let written = state
        .write(&caller, None, move |tx| {
            purchase_orders::update(tx, id.0, &expected, |now| {
                let draft = change_of(
                    &now.draft(),
                    body.value.clone(),
                    PurchaseOrder::READ_ONLY,
                    settled(&rules),
                )?;
                check_owner(
                    role,
                    PurchaseOrder::KIND,
                    now.details.owner_id,
                    draft.header.owner_id,
                )?;
                Ok(draft)
            })
        })
        .await?;
    answer::changed(&written)
}

/// Replaces an order
///
/// Everything that is left out becomes empty or its default; number, order date and owner stay.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch),
    request_body = PurchaseOrderDraft,
    responses((status = 200, description = "The order after the change.", body = PurchaseOrder))
)]
#[put("/purchase-orders/{id}")]
async fn replace_purchase_order(
    caller: May<Update, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let draft: PurchaseOrderDraft =
        new_of(body.value, PurchaseOrder::READ_ONLY, settled(&rules)).map_err(ApiError::invalid)?;
    let (role, expected) = (caller.role, expected.expected());
    let written = state
        .write(&caller, None, move |tx| {
            purchase_orders::update(tx, id.0, &expected, |now| {
                check_owner(
                    role,
                    PurchaseOrder::KIND,
                    now.details.owner_id,
                    draft.header.owner_id,
                )?;
                Ok(draft.clone())
            })
        })
        .await?;
    answer::changed(&written)
}

/// Archives an order
///
/// Nothing is removed for good. Drafts, closed and cancelled orders only.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch),
    responses((status = 200, description = "The archived order.", body = PurchaseOrder))
)]
#[delete("/purchase-orders/{id}")]
async fn archive_purchase_order(
    caller: May<Archive, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
) -> Answer {
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| {
            purchase_orders::archive(tx, id.0, &expected)
        })
        .await?;
    answer::changed(&written)
}

/// Brings an order back
///
/// Its number was kept for it.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, Replay),
    responses((status = 200, description = "The order, active again.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/restore")]
async fn restore_purchase_order(
    caller: May<Archive, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    seen: Option<IfMatch>,
    replay: Replay,
) -> Answer {
    let expected = IfMatch::or_any(seen);
    let written = state
        .write(&caller, replay.of(&[]), move |tx| {
            purchase_orders::restore(tx, id.0, &expected)
        })
        .await?;
    answer::changed(&written)
}

/// What happened to an order
///
/// Newest first.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, HistoryQuery),
    responses((status = 200, description = "A page of its history.", body = Page<HistoryEntry>))
)]
#[get("/purchase-orders/{id}/history")]
async fn purchase_order_history(
    _caller: May<Read, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    query: HistoryQuery,
) -> Answer {
    let (before, limit) = (query.before, query.limit);
    let entries = state
        .read(move |conn| {
            purchase_orders::get(conn, id.0)?;
            storage::history(
                conn,
                EntityKind::PurchaseOrder,
                id.0.get(),
                before,
                limit + 1,
            )
        })
        .await?;
    answer::history(&state, entries, &query)
}
