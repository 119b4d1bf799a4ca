//! Steps of a receivable: issue and void.

use diesel::prelude::*;
use domain::Id;
use domain::choices::lists::CONTACT_POSITION;
use domain::customers::Customer;
use domain::history::AuditAction;
use domain::permissions::Operation;
use domain::problem::Blocker;
use domain::purchase_orders::{PartySnapshot, TransitionError};
use domain::receivables::{
    Receivable, ReceivableDraft, ReceivableKind, ReceivableStatus, VoidReceivable,
};
use domain::record::{EntityKind, Resource};

use super::{billed, bills_order, credit_memos, illegal, prepare};
use crate::claim_rows;
use crate::entity_store::entity_table::Columns;
use crate::entity_store::{ReadRepository, act, create_with};
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::locks;
use crate::purchase_order_rows::{Party, lock};
use crate::records::Expected;
use crate::schema::contacts;
use crate::transaction::Transaction;

/// The position of contacts that pay a customer's bills.
const ACCOUNTS_PAYABLE: &str = "accounts_payable";

/// Issues a receivable to the customer; it cannot be edited afterwards.
///
/// # Errors
/// `Stale`, `Archived`, `Forbidden`, `Refused` if it is not a draft, `Invalid` if the customer is archived.
pub fn issue(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
) -> Result<Receivable, StoreError> {
    tx.authorize(Operation::Act, EntityKind::Receivable, None)?;
    let issued = act::<Receivable>(tx, id, expected, AuditAction::Issue, |tx, receivable| {
        let customer = receivable.details.customer_id.map_or(0, Id::get);
        // Locked until the end, so that the customer cannot be archived while it is billed.
        if lock(tx.conn, Party::Customer(customer))? {
            return Err(StoreError::invalid(
                "/customer_id",
                "archived",
                "This record is archived. Restore it before issuing the invoice",
            ));
        }
        if receivable.status == ReceivableStatus::Draft {
            prepare::settle(tx, receivable)?;
            let details = receivable.details.clone();
            credit_memos::check(tx, receivable.id.get(), Some(&details), &details)?;
        }
        let bill_to = bill_to(tx, Id::new(customer))?;
        let snapshot = serde_json::to_string(&bill_to)?;
        receivable
            .issue(bill_to)
            .map_err(|refusal| refused(receivable, refusal))?;
        let mut columns = vec![
            ("status", Value::Text(receivable.status.to_string())),
            ("bill_to_snapshot", Value::Text(snapshot)),
        ];
        columns.extend(
            receivable
                .details
                .due_date
                .map(|day| ("due_date", Value::Day(day))),
        );
        Ok((columns, None))
    })?;
    if issued.details.kind == ReceivableKind::CreditNote {
        // It has settled its invoice.
        return Receivable::get(tx.conn, tx.context.today, id);
    }
    Ok(issued)
}

/// Voids a receivable; its number stays used. Corrections of an invoice are voided with it; a claim that a credit memo settled is
/// approved again.
///
/// # Errors
/// `Stale`, `Archived`, `Forbidden`, `Refused` if it is void or partly settled, `Invalid` without a reason, `InUse` if credit memos
/// refer to it, its order is closed, or it corrects an invoice that is not void.
pub fn void(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
    body: &VoidReceivable,
) -> Result<Receivable, StoreError> {
    tx.authorize(Operation::TakeBack, EntityKind::Receivable, None)?;
    locks::receivable(tx.conn, id.get())?;
    let receivable = Receivable::get(tx.conn, tx.context.today, id)?;
    let blockers = blockers_of_void(tx, &receivable)?;
    let count = i64::try_from(blockers.len()).unwrap_or(i64::MAX);
    if count > 0 {
        return Err(StoreError::InUse { blockers, count });
    }
    if receivable.details.kind == ReceivableKind::Invoice {
        for correction in credit_memos::standing_on(tx.conn, id.get(), true)? {
            void_one(tx, Id::new(correction.id), &Expected::any(), body)?;
        }
    }
    let settlement = claim_rows::settled_by(tx, id)?;
    let voided = void_one(tx, id, expected, body)?;
    if let Some(settlement) = settlement {
        settlement.undone(tx, voided.void_reason.as_deref().unwrap_or_default())?;
    }
    Ok(voided)
}

/// Creates and issues a credit memo of today whose amounts are settled elsewhere, such as by a claim; it settles its invoice.
///
/// # Errors
/// Those of [`issue`].
pub(crate) fn issue_credit_memo(
    tx: &mut Transaction<'_>,
    draft: ReceivableDraft,
) -> Result<Id<Receivable>, StoreError> {
    let made = create_with::<Receivable>(tx, draft, |tx, draft, _linked| {
        draft.invoice_date = Some(tx.context.today);
        draft.due_date = Some(tx.context.today);
        prepare::number(tx, None, draft)?;
        Ok(Columns::new())
    })?;
    Ok(issue(tx, made.id, &Expected::any())?.id)
}

fn void_one(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
    body: &VoidReceivable,
) -> Result<Receivable, StoreError> {
    act::<Receivable>(tx, id, expected, AuditAction::Void, |tx, receivable| {
        if receivable.details.kind == ReceivableKind::CreditNote
            && receivable.status == ReceivableStatus::Issued
        {
            credit_memos::take_back(tx, receivable, &body.reason()?)?;
            let now = Receivable::get(tx.conn, tx.context.today, receivable.id)?;
            receivable.balance = now.balance;
        }
        let reason = receivable
            .void(body)
            .map_err(|refusal| refused(receivable, refusal))?;
        let columns = vec![
            ("status", Value::Text(receivable.status.to_string())),
            ("void_reason", Value::Text(reason.clone())),
        ];
        Ok((columns, Some(reason)))
    })
}

/// Records that block voiding: credit memos of an invoice; a closed order that it bills or whose claim it settles, which must be
/// stepped back first; for a correction, the corrected invoice, which must be voided instead.
fn blockers_of_void(
    tx: &mut Transaction<'_>,
    receivable: &Receivable,
) -> Result<Vec<Blocker>, StoreError> {
    if receivable.status != ReceivableStatus::Issued {
        return Ok(Vec::new());
    }
    let details = &receivable.details;
    if receivable.is_correction {
        return Ok(details
            .corrects_id
            .map(|invoice| Blocker {
                entity: EntityKind::Receivable.to_string(),
                id: invoice.get(),
                label: receivable.corrects_number.clone().unwrap_or_default(),
            })
            .into_iter()
            .collect());
    }
    if details.kind == ReceivableKind::CreditNote {
        // The claim that it settled would be open again, and a closed order has no open claims.
        return match claim_rows::settled_by(tx, receivable.id)? {
            Some(settlement) => billed::ended_order(tx.conn, settlement.order()),
            None => Ok(Vec::new()),
        };
    }
    let mut blockers = credit_memos::standing_on(tx.conn, receivable.id.get(), false)?;
    if let Some(order) = bills_order(receivable) {
        blockers.extend(billed::ended_order(tx.conn, order)?);
    }
    Ok(blockers)
}

fn refused(receivable: &Receivable, refusal: TransitionError) -> StoreError {
    match refusal {
        TransitionError::Invalid(errors) => StoreError::Invalid(errors),
        TransitionError::Forbidden => StoreError::Forbidden,
        _ => illegal(receivable.status),
    }
}

/// The current snapshot of the customer, with its contact for accounts payable, preferably the primary one.
fn bill_to(tx: &mut Transaction<'_>, id: Id<Customer>) -> Result<PartySnapshot, StoreError> {
    let customer = Customer::get(tx.conn, tx.context.today, id)?.draft();
    let mut bill_to = PartySnapshot {
        name: customer.name,
        address: customer.address.one_line(),
        phone: customer.phone,
        email: customer.email,
        ..PartySnapshot::default()
    };
    let payers = Fragment::sql("contacts.id IN (SELECT contact_id FROM contact_choices WHERE ")
        .and_sql(format!(
            "list = '{CONTACT_POSITION}' AND code = '{ACCOUNTS_PAYABLE}')"
        ));
    let payer: Option<(String, Option<String>, Option<String>)> = contacts::table
        .filter(contacts::customer_id.eq(id.get()))
        .filter(contacts::archived_at.is_null())
        .filter(payers)
        .order((contacts::is_primary.desc(), contacts::id))
        .select((contacts::name, contacts::email, contacts::phone))
        .first(tx.conn)
        .optional()?;
    if let Some((name, email, phone)) = payer {
        bill_to.contact_name = Some(name);
        (bill_to.contact_email, bill_to.contact_phone) = (email, phone);
    }
    Ok(bill_to)
}
