//! Fills a new order with what follows from its supplier, its customer and its supply line, where the request leaves it out.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::Id;
use domain::carriers::{TRUCK, TenderBlock};
use domain::purchase_orders::{
    ContactFacts, CustomerFacts, DefaultFacts, OrderDefaults, OrderHeader, SupplierFacts,
    SupplyLineFacts,
};

use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::schema::{carriers, contacts, customers, locations, supplier_plant_mappings, suppliers};
use crate::transaction::Transaction;

/// Maximum number of contacts and carriers of a party that are looked at.
const MOST: i64 = 100;
/// More supply lines or locations than this leave a choice to make, so there is no default.
const FEW: i64 = 4;

/// Fills in the fields that have defaults and are not `given`.
pub(super) fn fill(
    tx: &mut Transaction<'_>,
    header: &mut OrderHeader,
    given: &BTreeSet<String>,
) -> Result<(), StoreError> {
    if OrderDefaults::FIELDS
        .iter()
        .all(|field| given.contains(*field))
    {
        return Ok(());
    }
    let mut facts = DefaultFacts {
        supply_lines: supply_lines(tx.conn, header)?,
        ..DefaultFacts::default()
    };
    let mut lines = facts.supply_lines.iter();
    let named = lines.find(|line| Some(line.id) == header.mapping_id);
    if let Some(line) = named.filter(|_| !given.contains("customer_id")) {
        header.take_parties_of(line);
    }
    if let Some(id) = header.supplier_id {
        of_supplier(tx, id.get(), &mut facts)?;
    }
    if let Some(id) = header.customer_id {
        of_customer(tx.conn, id.get(), &mut facts)?;
    }
    let mut filled = OrderDefaults::of_new(header, given.clone());
    header.fill_defaults(&facts, &mut filled);
    Ok(())
}

/// The supply line that the order names, else the active ones of its supplier that serve its customer.
fn supply_lines(
    conn: &mut DbConnection,
    header: &OrderHeader,
) -> Result<Vec<SupplyLineFacts>, StoreError> {
    type Line = (i64, i64, Option<i64>, i64, Option<i64>);
    let lines = supplier_plant_mappings::table.select((
        supplier_plant_mappings::id,
        supplier_plant_mappings::supplier_id,
        supplier_plant_mappings::customer_id,
        supplier_plant_mappings::plant_id,
        supplier_plant_mappings::contact_id,
    ));
    let found: Vec<Line> = match (header.mapping_id, header.supplier_id) {
        (Some(id), _) => lines
            .filter(supplier_plant_mappings::id.eq(id.get()))
            .load(conn)?,
        (None, Some(supplier)) => {
            let customer = header.customer_id.map_or(0, Id::get);
            let serves = Fragment::sql("(supplier_plant_mappings.customer_id IS NULL OR supplier_plant_mappings.customer_id = ")
                .value(Value::Int(customer))
                .and_sql(")");
            lines
                .filter(supplier_plant_mappings::supplier_id.eq(supplier.get()))
                .filter(supplier_plant_mappings::archived_at.is_null())
                .filter(serves)
                // Those of the customer come first: they decide.
                .order((
                    supplier_plant_mappings::customer_id.is_null(),
                    supplier_plant_mappings::id,
                ))
                .limit(FEW)
                .load(conn)?
        }
        (None, None) => Vec::new(),
    };
    let facts = |(id, supplier, customer, plant, contact): Line| SupplyLineFacts {
        id: Id::new(id),
        supplier_id: Some(Id::new(supplier)),
        customer_id: customer.map(Id::new),
        plant_id: Some(Id::new(plant)),
        contact_id: contact.map(Id::new),
    };
    Ok(found.into_iter().map(facts).collect())
}

fn of_supplier(
    tx: &mut Transaction<'_>,
    id: i64,
    facts: &mut DefaultFacts,
) -> Result<(), StoreError> {
    let known: Option<(Option<String>, String)> = suppliers::table
        .find(id)
        .select((suppliers::payment_terms, suppliers::delivery_profile))
        .get_result(tx.conn)
        .optional()?;
    let Some((payment_terms, profile)) = known else {
        return Ok(());
    };
    facts.supplier = Some(SupplierFacts {
        payment_terms,
        delivery_profile: Some(code(&profile)?),
    });
    facts.supplier_contacts = contacts_of(tx.conn, "supplier_id", id)?;
    type Hauler = (i64, String, Option<NaiveDate>, String, Option<String>);
    let loads_there = Fragment::sql(
        "carriers.id IN (SELECT carrier_suppliers.carrier_id FROM carrier_suppliers WHERE carrier_suppliers.supplier_id = ",
    )
    .value(Value::Int(id))
    .and_sql(")");
    let found: Vec<Hauler> = carriers::table
        .filter(loads_there)
        .filter(carriers::archived_at.is_null())
        .order(carriers::id)
        .limit(MOST)
        .select((
            carriers::id,
            carriers::authority_status,
            carriers::insurance_expires_on,
            carriers::carrier_type,
            carriers::usdot_number,
        ))
        .load(tx.conn)?;
    for (carrier, authority, expires_on, kind, usdot_number) in found {
        let (is_truck, number) = (kind == TRUCK, usdot_number.as_deref());
        let today = tx.context.today;
        if TenderBlock::of(code(&authority)?, expires_on, is_truck, number, today).is_none() {
            facts.carriers.push(Id::new(carrier));
        }
    }
    Ok(())
}

fn of_customer(
    conn: &mut DbConnection,
    id: i64,
    facts: &mut DefaultFacts,
) -> Result<(), StoreError> {
    let known: Option<(Option<String>, bool)> = customers::table
        .find(id)
        .select((customers::payment_terms, customers::picks_up_loads))
        .get_result(conn)
        .optional()?;
    let Some((payment_terms, picks_up_loads)) = known else {
        return Ok(());
    };
    facts.customer = Some(CustomerFacts {
        payment_terms,
        picks_up_loads,
    });
    facts.customer_contacts = contacts_of(conn, "customer_id", id)?;
    let found: Vec<i64> = locations::table
        .filter(locations::customer_id.eq(id))
        .filter(locations::archived_at.is_null())
        .order(locations::id)
        .limit(FEW)
        .select(locations::id)
        .load(conn)?;
    facts.customer_locations = found.into_iter().map(Id::new).collect();
    Ok(())
}

/// The active contacts of a party, the primary one first.
fn contacts_of(
    conn: &mut DbConnection,
    link: &str,
    party: i64,
) -> Result<Vec<ContactFacts>, StoreError> {
    let of_party = Fragment::sql(format!("contacts.{link} = ")).value(Value::Int(party));
    let found: Vec<(i64, bool)> = contacts::table
        .filter(of_party)
        .filter(contacts::archived_at.is_null())
        .order((contacts::is_primary.desc(), contacts::id))
        .limit(MOST)
        .select((contacts::id, contacts::is_primary))
        .load(conn)?;
    let facts = |(id, is_primary)| ContactFacts {
        id: Id::new(id),
        is_primary,
    };
    Ok(found.into_iter().map(facts).collect())
}
