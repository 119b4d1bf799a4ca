//! What an order takes from its supplier and customer: name, terms, credit, snapshots.

use diesel::prelude::*;
use domain::choices::Edibility;
use domain::choices::lists::CUSTOMER_SEGMENT;
use domain::contacts::Contact;
use domain::purchase_orders::{CreditFacts, PartyFacts, PartySnapshot};
use domain::{Id, Money};

use crate::addresses::{AddressRow, PARTS};
use crate::codes::read_some;
use crate::connection::DbConnection;
use crate::credit;
use crate::error::StoreError;
use crate::purchase_order_rows::Party;
use crate::purchase_order_rows::snapshots::snapshot;
use crate::schema::{addresses, contacts, customer_choices, customers, suppliers};

/// Loads what an order takes from a party, and whether the party is archived.
pub(super) fn find(
    conn: &mut DbConnection,
    party: Party,
) -> Result<Option<(PartyFacts, bool)>, StoreError> {
    let found: Option<(String, Option<String>, bool)> = match party {
        Party::Supplier(id) => suppliers::table
            .find(id)
            .select((
                suppliers::name,
                suppliers::payment_terms,
                suppliers::archived_at.is_not_null(),
            ))
            .get_result(conn)
            .optional()?,
        Party::Customer(id) => customers::table
            .find(id)
            .select((
                customers::name,
                customers::payment_terms,
                customers::archived_at.is_not_null(),
            ))
            .get_result(conn)
            .optional()?,
    };
    Ok(found.map(|(name, terms, is_archived)| (PartyFacts { name, terms }, is_archived)))
}

/// The snapshot of a supplier for documents, with the contact of the order.
pub(super) fn supplier_snapshot(
    conn: &mut DbConnection,
    id: i64,
    contact: Option<Id<Contact>>,
) -> Result<PartySnapshot, StoreError> {
    let (name, phone, email, address): (_, _, _, AddressRow) = suppliers::table
        .inner_join(addresses::table)
        .filter(suppliers::id.eq(id))
        .select((suppliers::name, suppliers::phone, suppliers::email, PARTS))
        .get_result(conn)?;
    with_contact(conn, snapshot(name, &address.into(), phone, email), contact)
}

/// Adds a contact to the snapshot.
fn with_contact(
    conn: &mut DbConnection,
    mut party: PartySnapshot,
    contact: Option<Id<Contact>>,
) -> Result<PartySnapshot, StoreError> {
    if let Some(contact) = contact {
        let (name, phone, email) = contacts::table
            .find(contact.get())
            .select((contacts::name, contacts::phone, contacts::email))
            .get_result(conn)?;
        party.contact_name = Some(name);
        (party.contact_phone, party.contact_email) = (phone, email);
    }
    Ok(party)
}

/// The snapshot of a customer, and the data for its credit gate; exposure does not include the order in question.
pub(super) fn customer_facts(
    conn: &mut DbConnection,
    id: i64,
    contact: Option<Id<Contact>>,
) -> Result<(PartySnapshot, CreditFacts), StoreError> {
    type Row = (
        String,
        Option<String>,
        Option<String>,
        AddressRow,
        (Option<i64>, bool, bool, Option<String>),
    );
    let row: Row = customers::table
        .inner_join(addresses::table)
        .filter(customers::id.eq(id))
        .select((
            customers::name,
            customers::phone,
            customers::email,
            PARTS,
            (
                customers::credit_limit,
                customers::credit_hold,
                customers::cooks_product,
                customers::edibility,
            ),
        ))
        .get_result(conn)?;
    let (name, phone, email, address, terms) = row;
    let (limit, hold, cooks_product, edibility) = terms;
    let figures = credit::figures(conn, id)?;
    let retail = customer_choices::table.find((id, CUSTOMER_SEGMENT, "retail"));
    let facts = CreditFacts {
        edible_only: read_some(edibility.as_deref())?.unwrap_or(Edibility::Edible)
            == Edibility::Edible,
        is_retail: diesel::select(diesel::dsl::exists(retail)).get_result(conn)?,
        limit: limit.map(Money::of),
        hold,
        exposure: figures.exposure(),
        oldest_due: figures.oldest_due_date,
        cooks_product,
    };
    let party = snapshot(name, &address.into(), phone, email);
    Ok((with_contact(conn, party, contact)?, facts))
}
