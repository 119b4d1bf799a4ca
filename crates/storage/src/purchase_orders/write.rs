//! Operations on an order besides its steps: create, change, archive, restore.

use chrono::{Datelike, SubsecRound};
use domain::Id;
use domain::fields::FieldErrors;
use domain::history::AuditAction;
use domain::permissions::Operation;
use domain::purchase_orders::{
    ChangeContext, OrderAction, OrderHeader, OrderStatus, PurchaseOrder, PurchaseOrderDraft,
    StepOutcome, TransitionError,
};
use domain::record::{EntityKind, Instant, Resource};

use super::act::facts_now;
use super::correct;
use super::save::Loss;
use super::{draft_facts, link_locks, save};
use crate::claim_rows;
use crate::codes::codes;
use crate::error::StoreError;
use crate::fragment::Value;
use crate::locks;
use crate::numbers::ORDERS;
use crate::purchase_order_rows::read;
use crate::records::{self, Expected, Unique, UniqueScope};
use crate::transaction::Transaction;

/// Creates an order. A blank number is drawn, a blank date is today, blank terms are copied from the parties.
///
/// # Errors
/// `Invalid` for links to missing or archived parties, `Duplicate` for a number that another order has.
pub fn create(
    tx: &mut Transaction<'_>,
    draft: PurchaseOrderDraft,
) -> Result<PurchaseOrder, StoreError> {
    let mut draft = draft;
    link_locks::lock_new(tx.conn, &draft, None)?;
    let facts = draft_facts::load(tx, &draft, None)?;
    let owner = match draft.header.owner_id {
        Some(owner) => owner,
        None => tx.actor()?,
    };
    let header = &mut draft.header;
    header.owner_id = Some(owner);
    let day = *header.order_date.get_or_insert(tx.context.today);
    cut_instants(header);
    let stamps = tx.stamps_of_new(owner)?;
    // Last, because other transactions that draw a number wait for this one.
    match &header.number {
        Some(number) => {
            refuse_taken(tx, number, None)?;
            ORDERS.push_past(tx.conn, number)?;
        }
        None => header.number = Some(ORDERS.draw(tx.conn, day.year())?),
    }
    let order = PurchaseOrder::from_draft(draft, &facts, stamps)?;
    save::insert(tx, order)
}

/// Changes the writable fields that the order's status allows. An unchanged draft writes nothing.
///
/// # Errors
/// `Stale`, `Archived`, `Invalid`, `Refused` if the order is read only, `Duplicate`, and errors of `change`.
pub fn update(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    change: impl FnOnce(&PurchaseOrder) -> Result<PurchaseOrderDraft, StoreError>,
) -> Result<PurchaseOrder, StoreError> {
    locks::order(tx.conn, id.get())?;
    let before = read::get(tx.conn, id)?;
    check_version(&before, expected)?;
    if before.is_archived() {
        return Err(StoreError::Archived);
    }
    let mut draft = change(&before)?;
    let notes = draft.take_notes();
    let asked = draft.correct_invoices.take();
    let header = &mut draft.header;
    // Set at creation; a change cannot blank them.
    header.number = header
        .number
        .take()
        .or_else(|| before.details.number.clone());
    header.order_date = header.order_date.or(before.details.order_date);
    header.owner_id = header.owner_id.or(before.details.owner_id);
    cut_instants(header);
    let now = before.draft();
    // Differences of old invoices are corrected by a change without other fields.
    let draft_is_same = draft == now;
    if draft_is_same && (asked.is_none() || before.billing_difference.is_none()) {
        return Ok(before);
    }
    before
        .allows_change(&draft)
        .map_err(|refusal| refused(&before, refusal))?;
    let mut errors = FieldErrors::new();
    draft.header.check_dates(&mut errors, tx.context.today);
    errors.into_result()?;
    if let Some(number) = draft
        .header
        .number
        .as_ref()
        .filter(|number| now.header.number.as_ref() != Some(number))
    {
        refuse_taken(tx, number, Some(id.get()))?;
        ORDERS.push_past(tx.conn, number)?;
    }
    link_locks::lock_new(tx.conn, &draft, Some(&now))?;
    let facts = draft_facts::load(tx, &draft, Some(&now))?;
    let mut after = before.clone();
    after.apply(draft, &facts)?;
    let mut outcome = StepOutcome::default();
    if before.status != OrderStatus::Draft {
        let facts = facts_now(tx, &after)?;
        let context = ChangeContext {
            today: tx.context.today,
            role: tx.context.role,
        };
        outcome = after
            .check_change(&before, &notes, &facts, context)
            .map_err(|refusal| refused(&before, refusal))?;
        after.follow_route(&before, &facts);
    }
    let corrections = correct::plan(tx, &before, &after, asked.as_ref())?;
    if draft_is_same && corrections.is_empty() {
        return Ok(before);
    }
    corrections.issue(tx, &mut after)?;
    let loss = if after.loses_more(&before) && before.status != OrderStatus::Draft {
        Loss::Accepted
    } else {
        Loss::Untold
    };
    outcome.reason = outcome.reason.or_else(|| corrections.reason.clone());
    let saved = save::replace(tx, &before, after, AuditAction::Update, outcome, loss)?;
    if corrections.is_empty() {
        return Ok(saved);
    }
    corrections.follow(tx)?;
    read::get(tx.conn, id)
}

/// Archives an order that is not open: a draft, a closed or a cancelled one.
///
/// # Errors
/// `Stale`, `Forbidden`, `Refused` while the order is open.
pub fn archive(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
) -> Result<PurchaseOrder, StoreError> {
    locks::order(tx.conn, id.get())?;
    let before = read::get(tx.conn, id)?;
    must_be_allowed(tx, &before)?;
    check_version(&before, expected)?;
    if before.is_archived() {
        return Ok(before);
    }
    if before.status.is_open() {
        return Err(refused(&before, TransitionError::IllegalTransition));
    }
    // A claim that was left open by an override is settled on an active order.
    let (blockers, count) = claim_rows::open_of(tx.conn, "purchase_order_id", &[id.get()])?;
    if count > 0 {
        return Err(StoreError::InUse { blockers, count });
    }
    let mut after = before.clone();
    after.stamps.archived_at = Some(tx.now());
    after.stamps.archived_by = Some(tx.actor()?);
    let outcome = StepOutcome::default();
    save::replace(
        tx,
        &before,
        after,
        AuditAction::Archive,
        outcome,
        Loss::Untold,
    )
}

/// Restores an archived order.
///
/// # Errors
/// `Stale`, `Forbidden`.
pub fn restore(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
) -> Result<PurchaseOrder, StoreError> {
    locks::order(tx.conn, id.get())?;
    let before = read::get(tx.conn, id)?;
    must_be_allowed(tx, &before)?;
    check_version(&before, expected)?;
    if !before.is_archived() {
        return Ok(before);
    }
    let mut after = before.clone();
    after.stamps.archived_at = None;
    after.stamps.archived_by = None;
    let outcome = StepOutcome::default();
    save::replace(
        tx,
        &before,
        after,
        AuditAction::Restore,
        outcome,
        Loss::Untold,
    )
}

/// Converts a rejection, with the actions that the order allows.
pub(crate) fn refused(order: &PurchaseOrder, refusal: TransitionError) -> StoreError {
    match refusal {
        TransitionError::Forbidden => StoreError::Forbidden,
        TransitionError::Invalid(errors) => StoreError::Invalid(errors),
        refusal => StoreError::Refused {
            refusal: Box::new(refusal),
            allowed: codes(&order.allowed_actions),
        },
    }
}

/// The history action of a step.
pub(super) const fn audited(action: OrderAction) -> AuditAction {
    match action {
        OrderAction::Issue => AuditAction::Issue,
        OrderAction::Confirm => AuditAction::Confirm,
        OrderAction::Ship => AuditAction::Ship,
        OrderAction::Deliver => AuditAction::Deliver,
        OrderAction::Weigh => AuditAction::Weigh,
        OrderAction::Invoice => AuditAction::Invoice,
        OrderAction::Close => AuditAction::Close,
        OrderAction::Cancel => AuditAction::Cancel,
        OrderAction::StepBack => AuditAction::StepBack,
    }
}

/// The number; unique, and never reused.
const NUMBER: Unique = Unique {
    table: "purchase_orders",
    columns: &["lower(number)"],
    pointer: "/number",
    among: UniqueScope::Always,
};

fn refuse_taken(
    tx: &mut Transaction<'_>,
    number: &str,
    own: Option<i64>,
) -> Result<(), StoreError> {
    let number = number.to_ascii_lowercase();
    records::refuse_taken(tx, own, &NUMBER, "number", &[Value::Text(number)])
}

fn must_be_allowed(tx: &Transaction<'_>, order: &PurchaseOrder) -> Result<(), StoreError> {
    let owner = order.details.owner_id.unwrap_or(order.stamps.created_by);
    tx.authorize(
        Operation::Archive,
        EntityKind::PurchaseOrder,
        tx.relation_to(owner),
    )
}

/// Checks that the caller knows the order's version.
pub(super) fn check_version(order: &PurchaseOrder, expected: &Expected) -> Result<(), StoreError> {
    expected.check(EntityKind::PurchaseOrder, order.id.get(), order.version)
}

/// Truncates instants to the precision of both databases.
fn cut_instants(header: &mut OrderHeader) {
    for appointment in [
        &mut header.pickup_appointment,
        &mut header.delivery_appointment,
    ] {
        if let Some(at) = appointment.as_mut().and_then(|booked| booked.at.as_mut()) {
            *at = Instant(at.0.trunc_subsecs(6));
        }
    }
}
