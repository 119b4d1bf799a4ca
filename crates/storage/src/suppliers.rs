//! Suppliers: their columns and entity-specific rules.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Money;
use domain::choices::lists::{CERTIFICATE, COUNTRY, SHIPPING_SCOPE, SPECIES};
use domain::choices::{Currency, DeliveryProfile, Edibility};
use domain::claims::Claim;
use domain::contacts::Contact;
use domain::locations::Location;
use domain::problem::Blocker;
use domain::supplier_plant_mappings::SupplierPlantMapping;
use domain::suppliers::{Supplier, SupplierDraft, SupplierFilter, SupplierSort, SupplierSummary};
use domain::text::name_key;

use crate::choice_sets::ChoiceSets;
use crate::claim_rows;
use crate::connection::DbConnection;
use crate::contacts;
use crate::entity_store::{
    ArchiveStore, Dependents, DuplicateRule, ReadStore, SetField, WriteStore,
    entity_table::entity_table, reindex_linked, sets,
};
use crate::error::{BLOCKERS, StoreError};
use crate::filters::{Conditions, Subquery};
use crate::fragment::Value;
use crate::paging::{LAST_DAY, SortColumn};
use crate::purchase_order_rows::{self, Party};
use crate::purchase_orders;
use crate::records::Unique;
use crate::schema::{addresses, suppliers};
use crate::search::Found;
use crate::supplier_plant_mappings;
use crate::supply_line_names::{self, Renamed};
use crate::transaction::Transaction;

entity_table! {
    Supplier, SupplierDraft, SupplierSummary in suppliers, addressed;
    derived {
        open: i64 = purchase_order_rows::count_open("supplier_id", "suppliers"),
        has_contacts: bool = format!("EXISTS ({HAS_CONTACTS})"),
        plants: i64 = "(SELECT count(DISTINCT supplier_plant_mappings.plant_id) FROM supplier_plant_mappings \
            WHERE supplier_plant_mappings.supplier_id = suppliers.id AND supplier_plant_mappings.archived_at IS NULL)",
    }
    links {}
    draft {
        name: String,
        code: Option<String>,
        kind: Option<String>,
        phone: Option<String>,
        email: Option<String>,
        delivery_profile: DeliveryProfile,
        pickup_booking_method: Option<String>,
        pickup_booking_notes: Option<String>,
        credit_application_sent_on: Option<NaiveDate>,
        credit_application_approved_on: Option<NaiveDate>,
        payment_terms: Option<String>,
        payment_method: Option<String>,
        credit_band: Option<String>,
        credit_limit: Option<Money>,
        edibility: Option<Edibility>,
        offers_tested_product: bool,
        offers_contracts: bool,
        offers_export_documents: bool,
        notes: Option<String>,
    }
    computed |draft, _linked| {
        name_key: String = name_key(&draft.name),
        code_key: Option<String> = draft.code.as_deref().map(name_key),
    }
    record |parts| {
        currency: Currency::default(),
        has_credit_application: parts.details.credit_application_sent_on.is_some(),
        has_contacts: parts.derived.has_contacts,
        plant_count: parts.derived.plants,
        open_order_count: parts.derived.open,
    }
    list_row {
        name: String,
        code: Option<String>,
        kind: Option<String>,
        delivery_profile: DeliveryProfile,
        payment_terms: Option<String>,
        phone: Option<String>,
        credit_application_sent_on: Option<NaiveDate>,
    }
    sort_only { name_key: String, }
    row |row, related, today| {
        species: related.codes.of(SPECIES),
        has_credit_application: row.cells.credit_application_sent_on.is_some(),
        has_contacts: related.derived.has_contacts,
        plant_count: related.derived.plants,
        open_order_count: related.derived.open,
    }
}

const CODES: ChoiceSets = ChoiceSets {
    table: "supplier_choices",
    link: "supplier_id",
    id: "suppliers.id",
};

/// Products of suppliers.
const SELLS: Subquery<'static> = Subquery {
    owner: "supplier_id",
    rows: "product_suppliers WHERE 1 = 1",
};

/// Active contacts of suppliers.
const HAS_CONTACTS: &str = "SELECT 1 FROM contacts \
    WHERE contacts.supplier_id = suppliers.id AND contacts.archived_at IS NULL";

/// Active supply lines of suppliers.
const SHIPS_FROM: &str = "SELECT 1 FROM supplier_plant_mappings \
    WHERE supplier_plant_mappings.supplier_id = suppliers.id AND supplier_plant_mappings.archived_at IS NULL";

/// Must match the index expression; suppliers without a date come last.
const SENT_ON: &str = "coalesce(suppliers.credit_application_sent_on, '9999-12-31')";

impl ReadStore for Supplier {
    const SETS: Option<(&'static ChoiceSets, &'static [SetField<SupplierDraft>])> = Some((
        &CODES,
        sets![SupplierDraft; SHIPPING_SCOPE => shipping_scopes, SPECIES => species, CERTIFICATE => certificates, COUNTRY => origin_countries],
    ));
    const ROW_SETS: &'static [&'static str] = &[SPECIES];

    fn apply_filter(all: &mut Conditions, filter: &SupplierFilter, _today: NaiveDate) {
        all.any_of(suppliers::delivery_profile, &filter.delivery_profile);
        all.any_of(suppliers::kind, &filter.kind);
        all.any_of(suppliers::payment_terms, &filter.payment_terms);
        all.any_of(suppliers::edibility, &filter.edibility);
        all.any_of(addresses::state, &filter.state);
        all.any_of(addresses::country, &filter.country);
        let sent_on = suppliers::credit_application_sent_on;
        all.has(sent_on, filter.has_credit_application);
        all.range_through(SENT_ON, &filter.credit_application_sent_on);
        all.exists(HAS_CONTACTS, filter.has_contacts);
        all.exists(SHIPS_FROM, filter.has_plants);
        let open = purchase_order_rows::open_of("supplier_id", "suppliers");
        all.exists(&open, filter.has_open_orders);
        all.among("suppliers.id", &SELLS, "product_id", &filter.product_id);
        CODES.apply_filter(all, SHIPPING_SCOPE, &filter.shipping_scope);
        CODES.apply_filter(all, SPECIES, &filter.species);
        CODES.apply_filter(all, CERTIFICATE, &filter.certificate);
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, suppliers::id);
    }

    fn sort_column(key: SupplierSort) -> SortColumn<ListRow> {
        match key {
            SupplierSort::CreditApplicationSentOn => SortColumn::new(SENT_ON, |row| {
                Value::Day(row.cells.credit_application_sent_on.unwrap_or(LAST_DAY))
            }),
            _ => SortColumn::new("suppliers.name_key", |row| {
                Value::Text(row.cells.name_key.clone())
            }),
        }
    }
}

impl WriteStore for Supplier {
    const UNIQUE: &'static [Unique] = &[
        Unique::active("suppliers", &["name_key"], "/name"),
        Unique::active("suppliers", &["code_key"], "/code"),
    ];
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[
        DuplicateRule::Name("name"),
        DuplicateRule::Same("phone", "phone"),
        DuplicateRule::Same("email", "email"),
    ];

    fn texts(&self) -> Vec<Option<&str>> {
        let draft = &self.details;
        let city = draft.address.city.as_deref();
        vec![Some(&draft.name), draft.code.as_deref(), city]
    }

    fn more_texts(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        let mut texts = contacts::names_of(conn, "supplier_id", ids)?;
        for (id, plants) in supplier_plant_mappings::plants_of(conn, ids)? {
            texts.entry(id).or_default().extend(plants);
        }
        Ok(texts)
    }

    fn after_save(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        let name = &after.details.name;
        let Some(before) = before.filter(|before| before.details.name != *name) else {
            return Ok(());
        };
        let renamed = Renamed {
            link: "supplier_id",
            id: after.id.get(),
            before: &before.details.name,
            after: name,
        };
        supply_line_names::follow(tx, &renamed)?;
        let (id, key) = (after.id.get(), name_key(name));
        reindex_linked::<Location>(tx.conn, "supplier_id", id, Some(("parent_key", &key)))?;
        reindex_linked::<Contact>(tx.conn, "supplier_id", id, Some(("parent_key", &key)))?;
        reindex_linked::<SupplierPlantMapping>(tx.conn, "supplier_id", id, None)?;
        reindex_linked::<Claim>(tx.conn, "supplier_id", id, Some(("party_key", &key)))?;
        purchase_orders::party_renamed(tx.conn, Party::Supplier(id), name)
    }
}

impl ArchiveStore for Supplier {
    fn blockers(conn: &mut DbConnection, id: i64) -> Result<(Vec<Blocker>, i64), StoreError> {
        let (mut blockers, count) = purchase_order_rows::open_orders_of(conn, Party::Supplier(id))?;
        let (open, claims) = claim_rows::open_of(conn, "supplier_id", &[id])?;
        blockers.extend(open);
        blockers.truncate(BLOCKERS);
        Ok((blockers, count + claims))
    }

    fn dependents() -> Dependents {
        Dependents::none()
            .and::<Location>("supplier_id")
            .and::<Contact>("supplier_id")
            .and::<SupplierPlantMapping>("supplier_id")
    }
}
