//! Contacts: their columns and entity-specific rules.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::Id;
use domain::carriers::Carrier;
use domain::choices::lists::{CONTACT_DEPARTMENT, CONTACT_POSITION};
use domain::contacts::{
    Contact, ContactDraft, ContactFilter, ContactParty, ContactSort, ContactSummary,
};
use domain::customers::Customer;
use domain::record::{Drafted, Resource};
use domain::supplier_plant_mappings::SupplierPlantMapping;
use domain::suppliers::Supplier;
use domain::text::name_key;

use crate::choice_sets::ChoiceSets;
use crate::connection::DbConnection;
use crate::entity_store::{
    ArchiveStore, DuplicateRule, ReadStore, SetField, WriteStore, entity_table::entity_table,
    reindex, reindex_linked, sets,
};
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::{Fragment, Statement, Value};
use crate::locations::parent_key;
use crate::paging::SortColumn;
use crate::records::Unique;
use crate::schema::contacts;
use crate::search::Found;
use crate::transaction::Transaction;

entity_table! {
    Contact, ContactDraft, ContactSummary in contacts;
    derived {}
    links {
        supplier_id => suppliers.name,
        customer_id => customers.name,
        carrier_id => carriers.name,
    }
    draft {
        supplier_id: Option<Id<Supplier>>,
        customer_id: Option<Id<Customer>>,
        carrier_id: Option<Id<Carrier>>,
        name: String,
        title: Option<String>,
        email: Option<String>,
        phone: Option<String>,
        phone_mobile: Option<String>,
        phone_direct: Option<String>,
        is_primary: bool,
        notes: Option<String>,
    }
    computed |draft, linked| {
        party: ContactParty = draft.party(),
        parent_key: String = parent_key(linked, &PARENTS),
        name_key: String = name_key(&draft.name),
        has_contact_details: bool = draft.has_contact_details(),
        primary_of: Option<String> = primary_of(draft),
    }
    record |parts| {
        party: parts.details.party(),
        supplier_name: parts.linked.name("supplier_id"),
        customer_name: parts.linked.name("customer_id"),
        carrier_name: parts.linked.name("carrier_id"),
        has_contact_details: parts.details.has_contact_details(),
        archived_links: parts.linked.archived(),
    }
    list_row {
        name: String,
        title: Option<String>,
        party: ContactParty,
        supplier_id: Option<Id<Supplier>>,
        customer_id: Option<Id<Customer>>,
        carrier_id: Option<Id<Carrier>>,
        email: Option<String>,
        phone: Option<String>,
        phone_mobile: Option<String>,
        is_primary: bool,
    }
    sort_only { parent_key: String, name_key: String, }
    row |row, related, today| {
        supplier_name: related.linked.name("supplier_id"),
        customer_name: related.linked.name("customer_id"),
        carrier_name: related.linked.name("carrier_id"),
        positions: related.codes.of(CONTACT_POSITION),
        departments: related.codes.of(CONTACT_DEPARTMENT),
        archived_links: related.linked.archived(),
    }
}

const CODES: ChoiceSets = ChoiceSets {
    table: "contact_choices",
    link: "contact_id",
    id: "contacts.id",
};

const PARENTS: [&str; 3] = ["supplier_id", "customer_id", "carrier_id"];

/// Unique key of a primary contact, by its parent; `None` for other contacts.
fn primary_of(draft: &ContactDraft) -> Option<String> {
    let parent = draft
        .supplier_id
        .map(Id::get)
        .or(draft.customer_id.map(Id::get))
        .or(draft.carrier_id.map(Id::get))?;
    draft
        .is_primary
        .then(|| format!("{} {parent}", draft.party()))
}

impl ReadStore for Contact {
    const SETS: Option<(&'static ChoiceSets, &'static [SetField<ContactDraft>])> = Some((
        &CODES,
        sets![ContactDraft; CONTACT_POSITION => positions, CONTACT_DEPARTMENT => departments],
    ));
    const ROW_SETS: &'static [&'static str] = &[CONTACT_POSITION, CONTACT_DEPARTMENT];

    fn apply_filter(all: &mut Conditions, filter: &ContactFilter, _today: NaiveDate) {
        all.any_of(contacts::supplier_id, &filter.supplier_id);
        all.any_of(contacts::customer_id, &filter.customer_id);
        all.any_of(contacts::carrier_id, &filter.carrier_id);
        all.any_of(contacts::party, &filter.party);
        all.flag(contacts::has_contact_details, filter.has_contact_details);
        all.flag(contacts::is_primary, filter.is_primary);
        CODES.apply_filter(all, CONTACT_POSITION, &filter.position);
        CODES.apply_filter(all, CONTACT_DEPARTMENT, &filter.department);
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, contacts::id);
    }

    fn sort_column(key: ContactSort) -> SortColumn<ListRow> {
        match key {
            ContactSort::ParentName => SortColumn::new("contacts.parent_key", |row| {
                Value::Text(row.cells.parent_key.clone())
            }),
            _ => SortColumn::new("contacts.name_key", |row| {
                Value::Text(row.cells.name_key.clone())
            }),
        }
    }
}

impl WriteStore for Contact {
    const UNIQUE: &'static [Unique] = &[Unique::active("contacts", &["primary_of"], "/is_primary")];
    const PARENTS: &'static [&'static str] = &PARENTS;
    const REFERENCES: &'static [(&'static str, &'static str)] = &[
        ("purchase_order_links", "supplier_contact_id"),
        ("purchase_order_links", "customer_contact_id"),
        ("supplier_plant_mappings", "contact_id"),
    ];
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[
        DuplicateRule::Name("name"),
        DuplicateRule::Same("email", "email"),
        DuplicateRule::Same("phone", "phone"),
        DuplicateRule::Same("phone_mobile", "phone_mobile"),
        DuplicateRule::Same("phone_direct", "phone_direct"),
    ];

    fn texts(&self) -> Vec<Option<&str>> {
        let draft = &self.details;
        vec![
            Some(&draft.name),
            draft.email.as_deref(),
            draft.phone.as_deref(),
            draft.phone_mobile.as_deref(),
            draft.phone_direct.as_deref(),
            draft.title.as_deref(),
            self.supplier_name.as_deref(),
            self.customer_name.as_deref(),
            self.carrier_name.as_deref(),
        ]
    }

    fn after_save(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        let stands = |contact: &Self| {
            let draft = &contact.details;
            let parent = (draft.supplier_id, draft.customer_id, draft.carrier_id);
            (parent, draft.name.clone(), contact.is_archived())
        };
        if before.map(stands).as_ref() == Some(&stands(after)) {
            return Ok(());
        }
        if before.is_some_and(|before| before.details.name != after.details.name) {
            reindex_linked::<SupplierPlantMapping>(tx.conn, "contact_id", after.id.get(), None)?;
        }
        for draft in before.into_iter().chain([after]).map(Self::details) {
            if let Some(id) = draft.supplier_id {
                reindex::<Supplier>(tx.conn, &[id.get()])?;
            }
            if let Some(id) = draft.customer_id {
                reindex::<Customer>(tx.conn, &[id.get()])?;
            }
            if let Some(id) = draft.carrier_id {
                reindex::<Carrier>(tx.conn, &[id.get()])?;
            }
        }
        Ok(())
    }
}

impl ArchiveStore for Contact {
    fn after_cascade(tx: &mut Transaction<'_>, ids: &[i64]) -> Result<(), StoreError> {
        let query = Fragment::sql(
            "SELECT DISTINCT supplier_id, customer_id, carrier_id FROM contacts WHERE id",
        )
        .and(Fragment::written_ids(ids));
        type Parents = (Option<i64>, Option<i64>, Option<i64>);
        let parents: Vec<Parents> =
            Statement::<(Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>)>::new(query)
                .load(tx.conn)?;
        let of = |side: fn(&Parents) -> Option<i64>| -> Vec<i64> {
            parents.iter().filter_map(side).collect()
        };
        reindex::<Supplier>(tx.conn, &of(|parents| parents.0))?;
        reindex::<Customer>(tx.conn, &of(|parents| parents.1))?;
        reindex::<Carrier>(tx.conn, &of(|parents| parents.2))
    }
}

/// Names of active contacts by supplier, customer or carrier, for the search texts of those records.
pub(crate) fn names_of(
    conn: &mut DbConnection,
    link: &'static str,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<String>>, StoreError> {
    let query = Fragment::sql(format!(
        "SELECT {link}, name FROM contacts WHERE {link} IN ("
    ))
    .ids(ids.iter().copied(), 1)
    .and_sql(format!(") AND archived_at IS NULL ORDER BY {link}, id"));
    let rows: Vec<(i64, String)> = Statement::<(BigInt, Text)>::new(query).load(conn)?;
    let mut names: HashMap<i64, Vec<String>> = HashMap::new();
    for (parent, name) in rows {
        names.entry(parent).or_default().push(name);
    }
    Ok(names)
}
