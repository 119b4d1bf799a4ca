//! Locations: their columns and entity-specific rules.

use chrono::NaiveDate;
use domain::Id;
use domain::customers::Customer;
use domain::filter::AnyOf;
use domain::locations::{Location, LocationDraft, LocationFilter, LocationSort, LocationSummary};
use domain::suppliers::Supplier;
use domain::text::name_key;

use crate::codes::FAR_TEXT;
use crate::connection::DbConnection;
use crate::entity_store::links::Linked;
use crate::entity_store::{
    ArchiveStore, DuplicateRule, ReadStore, WriteStore, entity_table::entity_table,
};
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::Value;
use crate::paging::SortColumn;
use crate::purchase_order_rows;
use crate::records::Unique;
use crate::schema::{addresses, locations};
use crate::search::Found;
use domain::problem::Blocker;

entity_table! {
    Location, LocationDraft, LocationSummary in locations, addressed;
    derived {}
    links {
        supplier_id => suppliers.name,
        customer_id => customers.name,
    }
    draft {
        supplier_id: Option<Id<Supplier>>,
        customer_id: Option<Id<Customer>>,
        name: String,
        code: Option<String>,
        location_type: Option<String>,
        contact_name: Option<String>,
        phone: Option<String>,
        email: Option<String>,
        appointment_method: Option<String>,
        receiving_hours: Option<String>,
        time_zone: Option<String>,
        notes: Option<String>,
    }
    computed |draft, linked| {
        parent_key: String = parent_key(linked, &["supplier_id", "customer_id"]),
        name_key: String = name_key(&draft.name),
        code_key: Option<String> = draft.code.as_deref().map(name_key),
        city_key: String = draft.address.city.as_deref().map_or_else(|| FAR_TEXT.to_owned(), name_key),
        has_address: bool = !draft.address.is_empty(),
        has_contact: bool = draft.has_contact(),
    }
    record |parts| {
        supplier_name: parts.linked.name("supplier_id"),
        customer_name: parts.linked.name("customer_id"),
        full_address: Some(parts.details.address.one_line()).filter(|line| !line.is_empty()),
        archived_links: parts.linked.archived(),
    }
    list_row {
        name: String,
        code: Option<String>,
        location_type: Option<String>,
        supplier_id: Option<Id<Supplier>>,
        customer_id: Option<Id<Customer>>,
        contact_name: Option<String>,
        phone: Option<String>,
    }
    sort_only { parent_key: String, name_key: String, city_key: String, }
    row |row, related, today| {
        supplier_name: related.linked.name("supplier_id"),
        customer_name: related.linked.name("customer_id"),
        archived_links: related.linked.archived(),
    }
}

impl ReadStore for Location {
    fn apply_filter(all: &mut Conditions, filter: &LocationFilter, _today: NaiveDate) {
        all.any_of(locations::supplier_id, &filter.supplier_id);
        all.any_of(locations::customer_id, &filter.customer_id);
        all.any_of(locations::location_type, &filter.location_type);
        let city = AnyOf {
            any: filter.city.any.iter().map(|city| name_key(city)).collect(),
            not: filter.city.not.iter().map(|city| name_key(city)).collect(),
            is_null: None,
        };
        all.any_of(locations::city_key, &city);
        all.has(addresses::city, filter.city.is_null.map(|empty| !empty));
        all.any_of(addresses::state, &filter.state);
        all.any_of(addresses::country, &filter.country);
        all.flag(locations::has_address, filter.has_address);
        all.flag(locations::has_contact, filter.has_contact);
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, locations::id);
    }

    fn sort_column(key: LocationSort) -> SortColumn<ListRow> {
        match key {
            LocationSort::City => SortColumn::new("locations.city_key", |row| {
                Value::Text(row.cells.city_key.clone())
            }),
            LocationSort::Name => SortColumn::new("locations.name_key", |row| {
                Value::Text(row.cells.name_key.clone())
            }),
            _ => SortColumn::new("locations.parent_key", |row| {
                Value::Text(row.cells.parent_key.clone())
            }),
        }
    }
}

impl WriteStore for Location {
    const UNIQUE: &'static [Unique] = &[
        Unique::active("locations", &["supplier_id", "name_key"], "/name"),
        Unique::active("locations", &["customer_id", "name_key"], "/name"),
        Unique::active("locations", &["code_key"], "/code"),
    ];
    const PARENTS: &'static [&'static str] = &["supplier_id", "customer_id"];
    const REFERENCES: &'static [(&'static str, &'static str)] = &[
        ("purchase_order_links", "ship_from_location_id"),
        ("purchase_order_links", "ship_to_location_id"),
    ];
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[DuplicateRule::Name("name")];
    // Names such as "Headquarters" repeat between companies.
    const DUPLICATES_WITHIN: &'static [&'static str] = &["supplier_id", "customer_id"];

    fn texts(&self) -> Vec<Option<&str>> {
        let draft = &self.details;
        vec![
            Some(&draft.name),
            draft.code.as_deref(),
            self.full_address.as_deref(),
            draft.contact_name.as_deref(),
            self.supplier_name.as_deref(),
            self.customer_name.as_deref(),
        ]
    }
}

impl ArchiveStore for Location {
    fn blockers_among(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<(Vec<Blocker>, i64), StoreError> {
        purchase_order_rows::open_orders_linking(
            conn,
            &["ship_from_location_id", "ship_to_location_id"],
            ids,
        )
    }
}

/// The sort key of records with one of several parents: the parent's name.
pub(crate) fn parent_key(linked: &Linked, links: &[&str]) -> String {
    let name = links.iter().find_map(|link| linked.name(link));
    name_key(&name.unwrap_or_default())
}
