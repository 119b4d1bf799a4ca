//! Supply lines: their columns and entity-specific rules.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::Id;
use domain::choices::lists::REQUIRED_DOCUMENT;
use domain::contacts::Contact;
use domain::customers::Customer;
use domain::plants::Plant;
use domain::record::Resource;
use domain::supplier_plant_mappings::{
    SupplierPlantMapping, SupplierPlantMappingDraft, SupplierPlantMappingFilter,
    SupplierPlantMappingSort, SupplierPlantMappingSummary, compose_name,
};
use domain::suppliers::Supplier;
use domain::text::name_key;

use crate::choice_sets::ChoiceSets;
use crate::connection::DbConnection;
use crate::entity_store::links::Linked;
use crate::entity_store::{
    ArchiveStore, ReadStore, SetField, WriteStore, entity_table::entity_table, reindex, sets,
};
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::{Fragment, Statement, Value};
use crate::paging::SortColumn;
use crate::records::Unique;
use crate::schema::{contacts, plant_establishments, plants, supplier_plant_mappings};
use crate::search::Found;
use crate::transaction::Transaction;

entity_table! {
    SupplierPlantMapping, SupplierPlantMappingDraft, SupplierPlantMappingSummary in supplier_plant_mappings;
    derived {}
    links {
        supplier_id => suppliers.name,
        plant_id => plants.name,
        customer_id => customers.name,
        contact_id => contacts.name,
    }
    draft {
        name: String,
        customer_id: Option<Id<Customer>>,
        contact_id: Option<Id<Contact>>,
        notes: Option<String>,
    }
    required {
        supplier_id: Id<Supplier>,
        plant_id: Id<Plant>,
    }
    computed |draft, _linked| {
        name_key: String = name_key(&draft.name),
    }
    record |parts| {
        supplier_name: parts.linked.required("supplier_id"),
        plant_name: parts.linked.required("plant_id"),
        customer_name: parts.linked.name("customer_id"),
        contact_name: parts.linked.name("contact_id"),
        archived_links: parts.linked.archived(),
    }
    list_row {
        name: String,
        supplier_id: Id<Supplier>,
        plant_id: Id<Plant>,
        customer_id: Option<Id<Customer>>,
        contact_id: Option<Id<Contact>>,
    }
    sort_only { name_key: String, }
    row |row, related, today| {
        supplier_name: related.linked.required("supplier_id"),
        plant_name: related.linked.required("plant_id"),
        customer_name: related.linked.name("customer_id"),
        contact_name: related.linked.name("contact_id"),
        documents: related.codes.of(REQUIRED_DOCUMENT),
        archived_links: related.linked.archived(),
    }
}

const CODES: ChoiceSets = ChoiceSets {
    table: "supplier_plant_mapping_choices",
    link: "mapping_id",
    id: "supplier_plant_mappings.id",
};

impl ReadStore for SupplierPlantMapping {
    const SETS: Option<(
        &'static ChoiceSets,
        &'static [SetField<SupplierPlantMappingDraft>],
    )> = Some((
        &CODES,
        sets![SupplierPlantMappingDraft; REQUIRED_DOCUMENT => documents],
    ));
    const ROW_SETS: &'static [&'static str] = &[REQUIRED_DOCUMENT];

    fn apply_filter(all: &mut Conditions, filter: &SupplierPlantMappingFilter, _today: NaiveDate) {
        all.any_of(supplier_plant_mappings::supplier_id, &filter.supplier_id);
        all.any_of(supplier_plant_mappings::plant_id, &filter.plant_id);
        all.any_of(supplier_plant_mappings::customer_id, &filter.customer_id);
        all.any_of(supplier_plant_mappings::contact_id, &filter.contact_id);
        CODES.apply_filter(all, REQUIRED_DOCUMENT, &filter.document);
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, supplier_plant_mappings::id);
    }

    fn sort_column(_key: SupplierPlantMappingSort) -> SortColumn<ListRow> {
        SortColumn::new("supplier_plant_mappings.name_key", |row| {
            Value::Text(row.cells.name_key.clone())
        })
    }
}

impl WriteStore for SupplierPlantMapping {
    const UNIQUE: &'static [Unique] = &[Unique::active(
        "supplier_plant_mappings",
        &["supplier_id", "plant_id", "customer_id"],
        "/plant_id",
    )];
    const PARENTS: &'static [&'static str] = &["supplier_id", "plant_id", "customer_id"];
    const REFERENCES: &'static [(&'static str, &'static str)] =
        &[("purchase_order_links", "mapping_id")];

    fn texts(&self) -> Vec<Option<&str>> {
        vec![
            Some(&self.details.name),
            Some(&self.supplier_name),
            Some(&self.plant_name),
            self.customer_name.as_deref(),
            self.contact_name.as_deref(),
        ]
    }

    fn prepare(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        draft: &mut SupplierPlantMappingDraft,
        linked: &Linked,
    ) -> Result<(), StoreError> {
        contact_must_belong(tx, draft)?;
        // A composed name follows the names of its parties.
        let composed = before.is_some_and(|before| {
            let customer = before.customer_name.as_deref();
            let name = compose_name(&before.supplier_name, &before.plant_name, customer);
            draft.name == before.details.name && draft.name == name
        });
        if draft.name.is_empty() || composed {
            draft.name = compose_name(
                &linked.required("supplier_id"),
                &linked.required("plant_id"),
                linked.name("customer_id").as_deref(),
            );
        }
        Ok(())
    }

    fn after_save(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        // The search texts of suppliers include their plants.
        let shows = |line: &Self| {
            let draft = &line.details;
            (draft.supplier_id, draft.plant_id, line.is_archived())
        };
        if before.map(shows) == Some(shows(after)) {
            return Ok(());
        }
        let now = after.details.supplier_id;
        let then = before.and_then(|before| before.details.supplier_id);
        let suppliers = [now, then.filter(|_| then != now)].into_iter().flatten();
        let suppliers: Vec<i64> = suppliers.map(Id::get).collect();
        reindex::<Supplier>(tx.conn, &suppliers)
    }
}

impl ArchiveStore for SupplierPlantMapping {
    fn after_cascade(tx: &mut Transaction<'_>, ids: &[i64]) -> Result<(), StoreError> {
        let query =
            Fragment::sql("SELECT DISTINCT supplier_id FROM supplier_plant_mappings WHERE id")
                .and(Fragment::written_ids(ids));
        let suppliers: Vec<i64> = Statement::<BigInt>::new(query).load(tx.conn)?;
        reindex::<Supplier>(tx.conn, &suppliers)
    }
}

/// The contact must be one of the supplier or of the customer.
fn contact_must_belong(
    tx: &mut Transaction<'_>,
    draft: &SupplierPlantMappingDraft,
) -> Result<(), StoreError> {
    let Some(contact) = draft.contact_id else {
        return Ok(());
    };
    let (supplier, customer): (Option<i64>, Option<i64>) = contacts::table
        .find(contact.get())
        .select((contacts::supplier_id, contacts::customer_id))
        .get_result(tx.conn)?;
    let of_supplier = supplier.is_some() && supplier == draft.supplier_id.map(Id::get);
    let of_customer = customer.is_some() && customer == draft.customer_id.map(Id::get);
    if of_supplier || of_customer {
        return Ok(());
    }
    Err(StoreError::invalid(
        "/contact_id",
        "other_party",
        "Choose a contact of this supplier or of this customer",
    ))
}

/// Names and establishment numbers of the plants of suppliers.
pub(crate) fn plants_of(
    conn: &mut DbConnection,
    suppliers: &[i64],
) -> Result<HashMap<i64, Vec<String>>, StoreError> {
    let rows: Vec<(i64, String, Option<String>)> = supplier_plant_mappings::table
        .inner_join(plants::table.on(plants::id.eq(supplier_plant_mappings::plant_id)))
        .left_join(plant_establishments::table.on(plant_establishments::plant_id.eq(plants::id)))
        .filter(Fragment::among(
            supplier_plant_mappings::supplier_id,
            suppliers.iter().copied(),
        ))
        .filter(supplier_plant_mappings::archived_at.is_null())
        .order((
            supplier_plant_mappings::supplier_id,
            plants::name,
            plant_establishments::code,
        ))
        .select((
            supplier_plant_mappings::supplier_id,
            plants::name,
            plant_establishments::code.nullable(),
        ))
        .distinct()
        .load(conn)?;
    let mut texts: HashMap<i64, Vec<String>> = HashMap::new();
    let mut last = None;
    for (supplier, name, number) in rows {
        let own = texts.entry(supplier).or_default();
        // Rows with the same name are adjacent.
        if last.as_ref() != Some(&(supplier, name.clone())) {
            own.push(name.clone());
            last = Some((supplier, name));
        }
        own.extend(number);
    }
    Ok(texts)
}

/// The first supplier that ships from a plant.
pub(crate) const FIRST_SUPPLIER: &str = "(SELECT min(supplier_plant_mappings.supplier_id) FROM supplier_plant_mappings \
    WHERE supplier_plant_mappings.plant_id = plants.id AND supplier_plant_mappings.archived_at IS NULL)";

/// The suppliers that ship from a plant.
pub(crate) fn suppliers_of(conn: &mut DbConnection, plant: i64) -> Result<Vec<i64>, StoreError> {
    Ok(supplier_plant_mappings::table
        .filter(supplier_plant_mappings::plant_id.eq(plant))
        .filter(supplier_plant_mappings::archived_at.is_null())
        .select(supplier_plant_mappings::supplier_id)
        .distinct()
        .load(conn)?)
}
