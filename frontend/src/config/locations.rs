//! Locations: where a supplier ships from and where a customer receives.

use domain::EntityKind;
use domain::locations::LocationDraft;

use super::shared::{
    ADDRESS, APPOINTMENT_METHOD, ARCHIVED, CHANGED, CHANGED_COLUMN, CODE, COUNTRY_FILTER, CREATED,
    CREATED_COLUMN, CUSTOMER_FILTER, NOTES, OWNER_COLUMN, OWNER_FILTER, PHONE_COLUMN, STATE_FILTER,
    SUPPLIER_FILTER, TOWN_COLUMN, name_column, parent,
};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, RecordConfig};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::table::{Column, OnCard};

/// Locations in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/locations",
    kind: EntityKind::Location,
    icon: Icon::Location,
    title: "Locations",
    short: "Locations",
    singular: "location",
    plural: "locations",
    description: "Docks and offices of your suppliers and customers",
    search_hint: "Name, company, address",
    default_sort: "parent_name,name",
    distinguishing_fields: &["supplier_name", "customer_name", "city", "state"],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    name_column("Location"),
    Column::of(CODE).muted().card(OnCard::State),
    Column::new("parent", "Company", Kind::Line)
        .sort("parent_name")
        .cut()
        .card(OnCard::Lead)
        .made(parent),
    Column::of(TYPE).card(OnCard::Side),
    TOWN_COLUMN.sort("city"),
    Column::of(CONTACT),
    PHONE_COLUMN.card(OnCard::Far),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    SUPPLIER_FILTER,
    CUSTOMER_FILTER,
    FilterSpec::of(TYPE).or_blank(),
    FilterSpec::new("city", "City", FilterKind::Word).or_blank(),
    STATE_FILTER,
    COUNTRY_FILTER,
    FilterSpec::new("has_address", "Has an address", FilterKind::Flag),
    FilterSpec::new("has_contact", "Has a contact", FilterKind::Flag),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// The locations of a parent record, found by this filter.
pub(super) const fn children(by: &'static str) -> ChildList {
    ChildList::new(
        &LIST,
        by,
        &["name", "code", "location_type", "town", "phone"],
    )
}

/// One location.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    archived_with_parent: true,
    groups: GROUPS,
    parents: &["supplier_id", "customer_id"],
    duplicate_fields: &["name", "supplier_id", "customer_id"],
    tokens: &[SUPPLIER, CUSTOMER, CODE, TYPE],
    side_facts: &[FactGroup::all_of(&DOCK)],
    ..RecordConfig::of_draft::<LocationDraft>()
};

const GROUPS: &[FieldGroup] = &[LOCATION, ADDRESS, DOCK, NOTES];

const SUPPLIER: FieldSpec = FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers"));
const CUSTOMER: FieldSpec = FieldSpec::new("customer_id", "Customer", Kind::Record("/customers"));
const TYPE: FieldSpec = FieldSpec::new("location_type", "Type", Kind::Code("location_type"));
const CONTACT: FieldSpec = FieldSpec::new("contact_name", "Contact", Kind::Line);

const LOCATION: FieldGroup = FieldGroup {
    title: "Location",
    about: "A location of one supplier or customer.",
    fields: &[
        FieldSpec::new("name", "Name", Kind::Line).full_width(),
        SUPPLIER,
        CUSTOMER,
        CODE,
        TYPE,
    ],
};

const DOCK: FieldGroup = FieldGroup {
    title: "Dock",
    about: "Dock contact and receiving hours.",
    fields: &[
        CONTACT,
        APPOINTMENT_METHOD,
        FieldSpec::new("receiving_hours", "Receiving hours", Kind::Line),
        FieldSpec::new("time_zone", "Time zone", Kind::Zone)
            .help("Appointments are shown in this time zone"),
    ],
};
