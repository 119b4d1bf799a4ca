//! Contacts: people at a supplier, a customer or a carrier.

use domain::EntityKind;
use domain::contacts::ContactDraft;

use super::shared::{
    ARCHIVED, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, CUSTOMER_FILTER, NOTES,
    OWNER_COLUMN, OWNER_FILTER, PHONE_COLUMN, SUPPLIER_FILTER, name_column, parent,
};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, RecordConfig};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::table::{Column, OnCard};

/// Contacts in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/contacts",
    kind: EntityKind::Contact,
    icon: Icon::Contact,
    title: "Contacts",
    short: "Contacts",
    singular: "contact",
    plural: "contacts",
    description: "People at your suppliers, customers and carriers",
    search_hint: "Name, e-mail, phone, company",
    distinguishing_fields: &["supplier_name", "customer_name", "carrier_name", "title"],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    name_column("Contact"),
    Column::of(PRIMARY).head("Primary").card(OnCard::Hidden),
    Column::of(TITLE).muted().card(OnCard::State),
    Column::new("parent", "Company", Kind::Line)
        .sort("parent_name")
        .cut()
        .card(OnCard::Lead)
        .made(parent),
    Column::of(POSITIONS).card(OnCard::Whole),
    Column::of(DEPARTMENTS).card(OnCard::Hidden).extra(),
    PHONE_COLUMN.card(OnCard::Side),
    Column::of(MOBILE).card(OnCard::Hidden).extra(),
    Column::of(EMAIL).card(OnCard::Whole),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("party", "Works for", FilterKind::Codes("contact_party")),
    SUPPLIER_FILTER,
    CUSTOMER_FILTER,
    FilterSpec::of(CARRIER),
    FilterSpec::new(
        "position",
        "Position",
        FilterKind::Codes("contact_position"),
    )
    .or_blank(),
    FilterSpec::new(
        "department",
        "Contact for",
        FilterKind::Codes("contact_department"),
    )
    .or_blank(),
    FilterSpec::new(
        "has_contact_details",
        "Has phone or e-mail",
        FilterKind::Flag,
    ),
    FilterSpec::of(PRIMARY).called("Primary"),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// The contacts of a parent record, found by this filter.
pub(super) const fn children(by: &'static str) -> ChildList {
    ChildList::new(&LIST, by, &["name", "title", "positions", "phone", "email"]).first(4)
}

/// One contact.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    archived_with_parent: true,
    groups: GROUPS,
    parents: &["supplier_id", "customer_id", "carrier_id"],
    duplicate_fields: &["name", "email", "phone", "phone_mobile", "phone_direct"],
    tokens: &[SUPPLIER, CUSTOMER, CARRIER, TITLE, POSITIONS],
    side_facts: &[FactGroup::all_of(&DETAILS)],
    ..RecordConfig::of_draft::<ContactDraft>()
};

const GROUPS: &[FieldGroup] = &[CONTACT, WORK, DETAILS, NOTES];

const SUPPLIER: FieldSpec = FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers"));
const CUSTOMER: FieldSpec = FieldSpec::new("customer_id", "Customer", Kind::Record("/customers"));
const CARRIER: FieldSpec = FieldSpec::new("carrier_id", "Carrier", Kind::Record("/carriers"));
const TITLE: FieldSpec = FieldSpec::new("title", "Title", Kind::Line);
const PRIMARY: FieldSpec = FieldSpec::new("is_primary", "Primary contact", Kind::Flag);
const POSITIONS: FieldSpec =
    FieldSpec::new("positions", "Positions", Kind::Ticks("contact_position")).full_width();
const DEPARTMENTS: FieldSpec = FieldSpec::new(
    "departments",
    "Contact for",
    Kind::Ticks("contact_department"),
)
.full_width();
const MOBILE: FieldSpec = FieldSpec::new("phone_mobile", "Mobile", Kind::Phone);
const EMAIL: FieldSpec = FieldSpec::new("email", "E-mail", Kind::Email);

const CONTACT: FieldGroup = FieldGroup {
    title: "Contact",
    about: "A person at one supplier, customer or carrier.",
    fields: &[
        FieldSpec::new("name", "Name", Kind::Line).full_width(),
        SUPPLIER,
        CUSTOMER,
        CARRIER,
        TITLE,
        PRIMARY,
    ],
};

const WORK: FieldGroup = FieldGroup {
    title: "Work",
    about: "Position, and what to contact them about.",
    fields: &[POSITIONS, DEPARTMENTS],
};

const DETAILS: FieldGroup = FieldGroup {
    title: "Contact details",
    about: "Phone and e-mail.",
    fields: &[
        FieldSpec::new("phone", "Phone", Kind::Phone),
        MOBILE,
        FieldSpec::new("phone_direct", "Direct", Kind::Phone),
        EMAIL,
        DEPARTMENTS.page_only(),
        PRIMARY.page_only(),
    ],
};
