//! Opening the claims of an event.

use chrono::Datelike;
use diesel::RunQueryDsl;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::claims::{Claim, ClaimDraft, ClaimParty, MAX_CLAIMS, OpenClaims};
use domain::fields::FieldErrors;
use domain::permissions::Operation;
use domain::purchase_orders::{PurchaseOrder, TransitionError};
use domain::record::{EntityKind, Resource};
use domain::{Id, Money};

use crate::codes::codes;
use crate::connection::DbConnection;
use crate::entity_store::entity_table::Columns;
use crate::entity_store::locks::lock as lock_rows;
use crate::entity_store::{ReadRepository, create_with};
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::locks;
use crate::numbers::CLAIMS;
use crate::purchase_order_rows::read;
use crate::schema::claims;
use crate::transaction::Transaction;

/// Opens the claims of one event on a load. The parties are those of the order.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Archived`, `Refused` unless the load has left and the order is not closed, `Invalid` for wrong fields.
pub fn open(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    body: &OpenClaims,
) -> Result<Vec<Claim>, StoreError> {
    tx.authorize(Operation::Create, EntityKind::Claim, None)?;
    locks::order_with_parties(tx.conn, id.get())?;
    let order = read::get(tx.conn, id)?;
    if order.is_archived() {
        return Err(StoreError::Archived);
    }
    if !order.status.takes_claims() {
        return Err(StoreError::Refused {
            refusal: Box::new(TransitionError::IllegalTransition),
            allowed: codes(&order.allowed_actions),
        });
    }
    let mut body = body.clone();
    let parties = body.checked(&order, tx.context.today)?;
    must_have_room(tx.conn, id)?;
    if parties
        .iter()
        .any(|(party, _)| *party == ClaimParty::Carrier)
    {
        let carrier = order.details.carrier_id.map(|id| ("carriers", id.get()));
        lock_rows(tx.conn, carrier)?;
    }
    let event = add_event(tx, &order, &body)?;
    let mut opened = Vec::with_capacity(parties.len());
    for (place, (party, claimed)) in parties.into_iter().enumerate() {
        let draft = draft(&order, &body, (party, claimed), event);
        let year = tx.context.today.year();
        let made = create_with::<Claim>(tx, draft, |tx, draft, _linked| {
            draft.number = Some(CLAIMS.draw(tx.conn, year)?);
            Ok(Columns::new())
        })
        .map_err(|error| at_claim(error, place))?;
        opened.push(made.id);
    }
    let today = tx.context.today;
    opened
        .into_iter()
        .map(|id| Claim::get(tx.conn, today, id))
        .collect()
}

fn draft(
    order: &PurchaseOrder,
    body: &OpenClaims,
    (party, claimed): (ClaimParty, Money),
    event: i64,
) -> ClaimDraft {
    let details = &order.details;
    let mut draft = ClaimDraft {
        event_id: Some(Id::new(event)),
        purchase_order_id: Some(order.id),
        kind: body.kind.unwrap_or_default(),
        happened_on: body.happened_on,
        description: body.description.clone(),
        party,
        claimed: Some(claimed),
        ..ClaimDraft::default()
    };
    match party {
        ClaimParty::Customer => draft.customer_id = details.customer_id,
        ClaimParty::Supplier => draft.supplier_id = details.supplier_id,
        ClaimParty::Carrier => draft.carrier_id = details.carrier_id,
    }
    draft
}

fn must_have_room(conn: &mut DbConnection, order: Id<PurchaseOrder>) -> Result<(), StoreError> {
    let count: i64 = claims::table
        .filter(claims::purchase_order_id.eq(order.get()))
        .count()
        .get_result(conn)?;
    if usize::try_from(count).is_ok_and(|count| count < MAX_CLAIMS) {
        return Ok(());
    }
    let message = format!("The order has {MAX_CLAIMS} claims; it cannot have more");
    Err(StoreError::invalid("/claims", "too_many", &message))
}

fn add_event(
    tx: &mut Transaction<'_>,
    order: &PurchaseOrder,
    body: &OpenClaims,
) -> Result<i64, StoreError> {
    let affected = order
        .lines
        .iter()
        .find(|line| body.line_id.is_some() && line.details.id == body.line_id);
    let line_id = affected.and_then(|line| line.details.id);
    let line_id = line_id.map(Id::get).into();
    let line_description = affected.map(|line| line.details.description.clone());
    let line_description = line_description.into();
    let query = Fragment::sql(
        "INSERT INTO claim_events (purchase_order_id, kind, happened_on, description, line_id, line_description, created_at, \
         created_by) VALUES (",
    )
    .list([
        Value::Int(order.id.get()),
        Value::Text(body.kind.unwrap_or_default().to_string()),
        Value::Day(body.happened_on.unwrap_or(tx.context.today)),
        Value::Text(body.description.clone()),
        line_id,
        line_description,
        Value::Instant(tx.now()),
        Value::Int(tx.actor()?.get()),
    ])
    .and_sql(") RETURNING id")
    .kept();
    Ok(Statement::<BigInt>::new(query).get_result(tx.conn)?)
}

/// Errors of a link, such as an archived party, name the party in the body.
fn at_claim(error: StoreError, place: usize) -> StoreError {
    let StoreError::Invalid(errors) = error else {
        return error;
    };
    let mut named = FieldErrors::new();
    for error in errors.iter() {
        let pointer = match error.pointer.as_deref() {
            Some("/customer_id" | "/supplier_id" | "/carrier_id") => {
                format!("/claims/{place}/party")
            }
            other => other.unwrap_or_default().to_owned(),
        };
        named.add(pointer, error.code.clone(), error.message.clone());
    }
    StoreError::Invalid(named)
}
