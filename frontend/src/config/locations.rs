//! Locations: where a supplier ships from and where a customer receives.

use domain::EntityKind;
use domain::locations::LocationDraft;

use super::shared::{
    ADDRESS, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, NOTES, OWNER_COLUMN, parent,
};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{FactGroup, RecordConfig, validate};
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
    extra_sorts: &[],
    name_field: "name",
    distinguishing_fields: &["supplier_name", "customer_name", "city", "state"],
    columns: COLUMNS,
    filters: FILTERS,
    owned: true,
    default_params: None,
    unfiltered_param: None,
    view_tabs: None,
    sums: None,
    bulk_fields: &[],
};

const COLUMNS: &[Column] = &[
    Column::new("name", "Location", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Head),
    Column::new("code", "Code", Kind::Line)
        .muted()
        .card(OnCard::State),
    Column::new("parent", "Company", Kind::Line)
        .sort("parent_name")
        .cut()
        .card(OnCard::Lead)
        .made(parent),
    Column::new("location_type", "Type", Kind::Code("location_type")).card(OnCard::Side),
    Column::new("town", "City", Kind::Town).sort("city"),
    Column::new("contact_name", "Contact", Kind::Line),
    Column::new("phone", "Phone", Kind::Phone).card(OnCard::Far),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("supplier_id", "Supplier", FilterKind::Record("/suppliers")),
    FilterSpec::new("customer_id", "Customer", FilterKind::Record("/customers")),
    FilterSpec::new("location_type", "Type", FilterKind::Codes("location_type")).or_blank(),
    FilterSpec::new("city", "City", FilterKind::Word).or_blank(),
    FilterSpec::new("state", "State", FilterKind::Codes("us_state")).or_blank(),
    FilterSpec::new("country", "Country", FilterKind::Codes("country")).or_blank(),
    FilterSpec::new("has_address", "Has an address", FilterKind::Flag),
    FilterSpec::new("has_contact", "Has a contact", FilterKind::Flag),
    CREATED,
    CHANGED,
    FilterSpec::new("owner_id", "Owner", FilterKind::Record("/users")),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

/// One location.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    archived_with_parent: true,
    groups: GROUPS,
    check: validate::<LocationDraft>,
    parents: &["supplier_id", "customer_id"],
    duplicate_fields: &["name", "supplier_id", "customer_id"],
    tokens: &[
        FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
        FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
        FieldSpec::new("code", "Code", Kind::Line),
        FieldSpec::new("location_type", "Type", Kind::Code("location_type")),
    ],
    side_facts: &[FactGroup {
        title: "Dock",
        fields: &[
            FieldSpec::new("contact_name", "Contact", Kind::Line),
            FieldSpec::new(
                "appointment_method",
                "Appointments by",
                Kind::Code("appointment_method"),
            ),
            FieldSpec::new("receiving_hours", "Receiving hours", Kind::Line),
            FieldSpec::new("time_zone", "Time zone", Kind::Zone),
        ],
        all: true,
    }],
    ..RecordConfig::DEFAULT
};

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Location",
        about: "A location of one supplier or customer.",
        fields: &[
            FieldSpec::new("name", "Name", Kind::Line)
                .required()
                .full_width(),
            FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
            FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
            FieldSpec::new("code", "Code", Kind::Line),
            FieldSpec::new("location_type", "Type", Kind::Code("location_type")),
        ],
    },
    ADDRESS,
    FieldGroup {
        title: "Dock",
        about: "Dock contact and receiving hours.",
        fields: &[
            FieldSpec::new("contact_name", "Contact", Kind::Line),
            FieldSpec::new(
                "appointment_method",
                "Appointments by",
                Kind::Code("appointment_method"),
            ),
            FieldSpec::new("receiving_hours", "Receiving hours", Kind::Line),
            FieldSpec::new("time_zone", "Time zone", Kind::Zone)
                .help("Appointments are shown in this time zone"),
        ],
    },
    NOTES,
];
