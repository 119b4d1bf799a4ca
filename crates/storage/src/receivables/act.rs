//! Steps in the life of a receivable: issued once, void for ever.

use diesel::prelude::*;
use domain::Id;
use domain::choices::lists::CONTACT_POSITION;
use domain::customers::Customer;
use domain::history::AuditAction;
use domain::permissions::{Operation, allows_some};
use domain::purchase_orders::{PartySnapshot, Refusal};
use domain::receivables::{Receivable, ReceivableStatus, VoidReceivable};
use domain::record::{EntityKind, Resource};

use super::{illegal, prepare};
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::kept::{Entity, act};
use crate::purchase_orders::{Party, lock};
use crate::records::Expected;
use crate::schema::contacts;
use crate::transaction::Transaction;

/// The position of those who settle a customer's bills.
const ACCOUNTS_PAYABLE: &str = "accounts_payable";

/// Sends a receivable to the customer; it is not edited any more.
///
/// # Errors
/// `Stale`, `Archived`, `Refused` when it is no draft, `Invalid` when the customer is archived.
pub fn issue(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
) -> Result<Receivable, StoreError> {
    act::<Receivable>(tx, id, expected, AuditAction::Issue, |tx, receivable| {
        let customer = receivable.details.customer_id.map_or(0, Id::get);
        // Held until the end, so that nobody archives a customer who is being billed.
        if lock(tx.conn, Party::Customer(customer))? {
            return Err(StoreError::invalid(
                "/customer_id",
                "archived",
                "It is archived; restore it before it is billed",
            ));
        }
        if receivable.status == ReceivableStatus::Draft {
            prepare::settle(tx, receivable)?;
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
    })
}

/// Calls a receivable off; its number stays used.
///
/// # Errors
/// `Stale`, `Archived`, `Forbidden`, `Refused` when it is void or something is settled against it, `Invalid` without a reason.
pub fn void(
    tx: &mut Transaction<'_>,
    id: Id<Receivable>,
    expected: &Expected,
    body: &VoidReceivable,
) -> Result<Receivable, StoreError> {
    if !allows_some(tx.context.role, Operation::TakeBack, EntityKind::Receivable) {
        return Err(StoreError::Forbidden);
    }
    act::<Receivable>(tx, id, expected, AuditAction::Void, |_tx, receivable| {
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

fn refused(receivable: &Receivable, refusal: Refusal) -> StoreError {
    match refusal {
        Refusal::Invalid(errors) => StoreError::Invalid(errors),
        Refusal::Forbidden => StoreError::Forbidden,
        _ => illegal(receivable.status),
    }
}

/// The customer as it is now, with its contact for accounts payable, the primary one first.
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
