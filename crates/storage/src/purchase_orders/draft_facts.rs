//! What a draft takes from the records that it links to, and whether it may link to them.

use domain::fields::FieldErrors;
use domain::purchase_orders::{DraftFacts, PartyFacts, PurchaseOrderDraft};

use super::link_facts;
use super::parties;
use crate::error::StoreError;
use crate::purchase_order_rows::Party;
use crate::purchase_order_rows::links;
use crate::receivables;
use crate::transaction::Transaction;

/// Loads what a draft takes from other records. `before` has the links of the order, which may lead to archived records; new ones may
/// not.
///
/// # Errors
/// `Invalid` for every link to a missing or archived record, and for links that do not fit the parties.
pub(super) fn load(
    tx: &mut Transaction<'_>,
    draft: &PurchaseOrderDraft,
    before: Option<&PurchaseOrderDraft>,
) -> Result<DraftFacts, StoreError> {
    let mut errors = FieldErrors::new();
    let (supplier, customer) = parties(tx, draft, before, &mut errors)?;
    let linked = links::load(tx.conn, draft)?;
    errors.extend(linked.faults(before));
    errors.into_result()?;
    links::must_fit(tx.conn, draft, before)?;
    let products = draft.lines.iter().filter_map(|line| line.product_id);
    Ok(DraftFacts {
        supplier,
        customer,
        payees: linked.payees(draft.costs.len()),
        links: linked.names(),
        products: link_facts::product_facts(tx.conn, products)?,
        prepaid_terms: receivables::prepaid_terms(tx.conn)?,
    })
}

fn parties(
    tx: &mut Transaction<'_>,
    draft: &PurchaseOrderDraft,
    before: Option<&PurchaseOrderDraft>,
    errors: &mut FieldErrors,
) -> Result<(PartyFacts, Option<PartyFacts>), StoreError> {
    let header = &draft.header;
    let old = before.map(|before| &before.header);
    let supplier = match header.supplier_id {
        Some(id) => {
            let is_new = old.map(|old| old.supplier_id) != Some(Some(id));
            party(tx, Party::Supplier(id.get()), is_new, errors)?
        }
        None => {
            errors.add("/supplier_id", "required", "Choose a supplier");
            PartyFacts::default()
        }
    };
    let customer = match header.customer_id {
        Some(id) => {
            let is_new = old.map(|old| old.customer_id) != Some(Some(id));
            Some(party(tx, Party::Customer(id.get()), is_new, errors)?)
        }
        None => None,
    };
    Ok((supplier, customer))
}

fn party(
    tx: &mut Transaction<'_>,
    party: Party,
    is_new: bool,
    errors: &mut FieldErrors,
) -> Result<PartyFacts, StoreError> {
    let Some((facts, is_archived)) = parties::find(tx.conn, party)? else {
        errors.add(party.pointer(), "unknown_id", "There is no such record");
        return Ok(PartyFacts::default());
    };
    errors.require(
        !is_archived || !is_new,
        party.pointer(),
        "archived",
        "This record is archived. Choose another or restore it",
    );
    Ok(facts)
}
