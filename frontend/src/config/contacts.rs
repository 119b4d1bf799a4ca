//! Contacts: people at a supplier, a customer or a carrier.

use domain::EntityKind;
use domain::contacts::ContactDraft;

use super::shared::{
    CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, NOTES, OWNER_COLUMN, parent,
};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{FactGroup, RecordConfig, validate};
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
    default_sort: "name",
    extra_sorts: &[],
    name_field: "name",
    distinguishing_fields: &["supplier_name", "customer_name", "carrier_name", "title"],
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
    Column::new("name", "Contact", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Head),
    Column::new("is_primary", "Primary", Kind::Flag).card(OnCard::Hidden),
    Column::new("title", "Title", Kind::Line)
        .muted()
        .card(OnCard::State),
    Column::new("parent", "Company", Kind::Line)
        .sort("parent_name")
        .cut()
        .card(OnCard::Lead)
        .made(parent),
    Column::new("positions", "Positions", Kind::Codes("contact_position")).card(OnCard::Whole),
    Column::new(
        "departments",
        "Contact for",
        Kind::Codes("contact_department"),
    )
    .card(OnCard::Hidden)
    .extra(),
    Column::new("phone", "Phone", Kind::Phone).card(OnCard::Side),
    Column::new("phone_mobile", "Mobile", Kind::Phone)
        .card(OnCard::Hidden)
        .extra(),
    Column::new("email", "E-mail", Kind::Email).card(OnCard::Whole),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("party", "Works for", FilterKind::Codes("contact_party")),
    FilterSpec::new("supplier_id", "Supplier", FilterKind::Record("/suppliers")),
    FilterSpec::new("customer_id", "Customer", FilterKind::Record("/customers")),
    FilterSpec::new("carrier_id", "Carrier", FilterKind::Record("/carriers")),
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
    FilterSpec::new("is_primary", "Primary", FilterKind::Flag),
    CREATED,
    CHANGED,
    FilterSpec::new("owner_id", "Owner", FilterKind::Record("/users")),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

/// One contact.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    archived_with_parent: true,
    groups: GROUPS,
    check: validate::<ContactDraft>,
    parents: &["supplier_id", "customer_id", "carrier_id"],
    duplicate_fields: &["name", "email", "phone", "phone_mobile", "phone_direct"],
    tokens: &[
        FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
        FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
        FieldSpec::new("carrier_id", "Carrier", Kind::Record("/carriers")),
        FieldSpec::new("title", "Title", Kind::Line),
        FieldSpec::new("positions", "Positions", Kind::Codes("contact_position")),
    ],
    side_facts: &[FactGroup {
        title: "Contact details",
        fields: &[
            FieldSpec::new("phone", "Phone", Kind::Phone),
            FieldSpec::new("phone_mobile", "Mobile", Kind::Phone),
            FieldSpec::new("phone_direct", "Direct", Kind::Phone),
            FieldSpec::new("email", "E-mail", Kind::Email),
            FieldSpec::new(
                "departments",
                "Contact for",
                Kind::Codes("contact_department"),
            ),
            FieldSpec::new("is_primary", "Primary contact", Kind::Flag),
        ],
        all: true,
    }],
    ..RecordConfig::DEFAULT
};

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Contact",
        about: "A person at one supplier, customer or carrier.",
        fields: &[
            FieldSpec::new("name", "Name", Kind::Line)
                .required()
                .full_width(),
            FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
            FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
            FieldSpec::new("carrier_id", "Carrier", Kind::Record("/carriers")),
            FieldSpec::new("title", "Title", Kind::Line),
            FieldSpec::new("is_primary", "Primary contact", Kind::Flag),
        ],
    },
    FieldGroup {
        title: "Work",
        about: "Position, and what to contact them about.",
        fields: &[
            FieldSpec::new("positions", "Positions", Kind::Ticks("contact_position")).full_width(),
            FieldSpec::new(
                "departments",
                "Contact for",
                Kind::Ticks("contact_department"),
            )
            .full_width(),
        ],
    },
    FieldGroup {
        title: "Contact details",
        about: "Phone and e-mail.",
        fields: &[
            FieldSpec::new("phone", "Phone", Kind::Phone),
            FieldSpec::new("phone_mobile", "Mobile", Kind::Phone),
            FieldSpec::new("phone_direct", "Direct", Kind::Phone),
            FieldSpec::new("email", "E-mail", Kind::Email),
        ],
    },
    NOTES,
];
