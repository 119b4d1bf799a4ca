//! `/customers`.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use domain::choices::UserRole;
use domain::customers::{Customer, CustomerDraft, CustomerSummary};
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::permissions::{Operation, allows_some};
use domain::{EntityKind, FieldErrors, Resource};
use storage::{StoreError, customers};
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
        .service(list_customers)
        .service(create_customer)
        .service(get_customer)
        .service(change_customer)
        .service(replace_customer)
        .service(archive_customer)
        .service(restore_customer)
        .service(customer_history);
}

/// Cleans a draft and says what breaks a rule.
fn settled(rules: &Rules) -> impl Fn(&mut CustomerDraft) -> FieldErrors {
    move |draft| {
        draft.tidy();
        let errors = draft.check(rules.context());
        draft.sort_sets();
        errors
    }
}

/// Refuses a change of what a customer may owe to who may not make one.
fn check_credit(
    role: UserRole,
    before: Option<&CustomerDraft>,
    after: &CustomerDraft,
) -> Result<(), StoreError> {
    let credit = |draft: &CustomerDraft| (draft.credit_limit, draft.credit_hold);
    let same = credit(after) == before.map_or((None, false), credit);
    if same || allows_some(role, Operation::SetCredit, Customer::KIND) {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}

/// Customers, a page at a time
///
/// Active ones by name unless asked otherwise.
#[utoipa::path(
    tag = "customers",
    params(ListParameters<Customer>),
    responses((status = 200, description = "A page of customers.", body = Page<CustomerSummary>))
)]
#[get("/customers")]
async fn list_customers(
    _caller: May<Read, Customer>,
    state: Data<State>,
    list: ListRequest<Customer>,
) -> Answer {
    let (query, after) = (list.query, list.after);
    let listed = state
        .read(move |conn| customers::list(conn, &query, after.as_ref()))
        .await?;
    answer::page(&state, listed, &list.address)
}

/// Makes a customer
///
/// The creator becomes its owner unless a manager names another. Credit limit and hold are a manager's to set.
#[utoipa::path(
    tag = "customers",
    params(Replay),
    request_body = CustomerDraft,
    responses((status = 201, description = "The customer.", body = Customer))
)]
#[post("/customers")]
async fn create_customer(
    caller: May<Create, Customer>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let key = replay.of(&body.bytes);
    let draft: CustomerDraft =
        new_of(body.value, Customer::READ_ONLY, settled(&rules)).map_err(ApiError::invalid)?;
    check_owner(
        caller.role,
        Customer::KIND,
        Some(caller.user),
        draft.owner_id,
    )?;
    check_credit(caller.role, None, &draft)?;
    let written = state
        .write(&caller, key, move |tx| customers::create(tx, draft.clone()))
        .await?;
    answer::created(&written)
}

/// One customer
///
/// Archived ones too.
#[utoipa::path(
    tag = "customers",
    params(PathId<Customer>),
    responses((status = 200, description = "The customer.", body = Customer))
)]
#[get("/customers/{id}")]
async fn get_customer(
    _caller: May<Read, Customer>,
    state: Data<State>,
    id: PathId<Customer>,
) -> Answer {
    let customer = state
        .read_fresh(move |conn| customers::get(conn, id.0))
        .await?;
    answer::record(&customer)
}

/// Changes fields of a customer
///
/// A JSON merge patch: what is left out stays, null clears. Credit limit and hold are a manager's to change.
#[utoipa::path(
    tag = "customers",
    params(PathId<Customer>, IfMatch),
    request_body(content = CustomerDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The customer after the change.", body = Customer))
)]
#[patch("/customers/{id}")]
async fn change_customer(
    caller: May<Update, Customer>,
    state: Data<State>,
    id: PathId<Customer>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let (role, expected) = (caller.role, expected.expected());
    let written = state
        .write(&caller, None, move |tx| {
            customers::update(tx, id.0, &expected, |now| {
                let draft = change_of(
                    &now.details,
                    body.value.clone(),
                    Customer::READ_ONLY,
                    settled(&rules),
                )?;
                check_owner(role, Customer::KIND, now.details.owner_id, draft.owner_id)?;
                check_credit(role, Some(&now.details), &draft)?;
                Ok(draft)
            })
        })
        .await?;
    answer::changed(&written)
}

/// Replaces a customer
///
/// Everything that is left out becomes empty or its default; the owner stays.
#[utoipa::path(
    tag = "customers",
    params(PathId<Customer>, IfMatch),
    request_body = CustomerDraft,
    responses((status = 200, description = "The customer after the change.", body = Customer))
)]
#[put("/customers/{id}")]
async fn replace_customer(
    caller: May<Update, Customer>,
    state: Data<State>,
    id: PathId<Customer>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let draft: CustomerDraft =
        new_of(body.value, Customer::READ_ONLY, settled(&rules)).map_err(ApiError::invalid)?;
    let (role, expected) = (caller.role, expected.expected());
    let written = state
        .write(&caller, None, move |tx| {
            customers::update(tx, id.0, &expected, |now| {
                check_owner(role, Customer::KIND, now.details.owner_id, draft.owner_id)?;
                check_credit(role, Some(&now.details), &draft)?;
                Ok(draft.clone())
            })
        })
        .await?;
    answer::changed(&written)
}

/// Archives a customer
///
/// Nothing is removed for good. Refused while orders with it are open.
#[utoipa::path(
    tag = "customers",
    params(PathId<Customer>, IfMatch),
    responses((status = 200, description = "The archived customer.", body = Customer))
)]
#[delete("/customers/{id}")]
async fn archive_customer(
    caller: May<Archive, Customer>,
    state: Data<State>,
    id: PathId<Customer>,
    expected: IfMatch,
) -> Answer {
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| {
            customers::archive(tx, id.0, &expected)
        })
        .await?;
    answer::changed(&written)
}

/// Brings a customer back
///
/// Refused when another one has taken its name or code meanwhile.
#[utoipa::path(
    tag = "customers",
    params(PathId<Customer>, Replay),
    responses((status = 200, description = "The customer, active again.", body = Customer))
)]
#[post("/customers/{id}/restore")]
async fn restore_customer(
    caller: May<Archive, Customer>,
    state: Data<State>,
    id: PathId<Customer>,
    seen: Option<IfMatch>,
    replay: Replay,
) -> Answer {
    let expected = IfMatch::or_any(seen);
    let written = state
        .write(&caller, replay.of(&[]), move |tx| {
            customers::restore(tx, id.0, &expected)
        })
        .await?;
    answer::changed(&written)
}

/// What happened to a customer
///
/// Newest first.
#[utoipa::path(
    tag = "customers",
    params(PathId<Customer>, HistoryQuery),
    responses((status = 200, description = "A page of its history.", body = Page<HistoryEntry>))
)]
#[get("/customers/{id}/history")]
async fn customer_history(
    _caller: May<Read, Customer>,
    state: Data<State>,
    id: PathId<Customer>,
    query: HistoryQuery,
) -> Answer {
    let (before, limit) = (query.before, query.limit);
    let entries = state
        .read(move |conn| {
            customers::get(conn, id.0)?;
            storage::history(conn, EntityKind::Customer, id.0.get(), before, limit + 1)
        })
        .await?;
    answer::history(&state, entries, &query)
}
