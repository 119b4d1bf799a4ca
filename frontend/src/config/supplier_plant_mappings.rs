//! Supply lines: which supplier ships from which plant, for one customer or for any, with which documents.

use domain::EntityKind;
use domain::choices::Choices;
use domain::supplier_plant_mappings::SupplierPlantMappingDraft;

use super::shared::{
    ARCHIVED, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, NOTES, OWNER_COLUMN, OWNER_FILTER,
    SUPPLIER_FILTER,
};
use crate::api::record_json::Record;
use crate::config::cells::link;
use crate::config::list_config::ListConfig;
use crate::config::record_config::{FactGroup, RecordConfig};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::table::{Cell, Column, OnCard};

/// Supply lines in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/supplier-plant-mappings",
    kind: EntityKind::SupplierPlantMapping,
    icon: Icon::SupplyLine,
    title: "Supply lines",
    short: "Supply lines",
    singular: "supply line",
    plural: "supply lines",
    description: "Which supplier ships from which plant, for which customer, with which documents",
    search_hint: "Supplier, plant, customer",
    default_sort: "-created_at",
    distinguishing_fields: &[],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    Column::new("name", "Supply line", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Head),
    Column::new("supplier_id", "Supplier", Kind::Record("/suppliers"))
        .cut()
        .card(OnCard::Hidden),
    Column::new("plant_id", "Plant", Kind::Record("/plants"))
        .cut()
        .card(OnCard::Hidden),
    Column::new("customer_id", "Customer", Kind::Record("/customers"))
        .cut()
        .card(OnCard::Hidden)
        .made(customer),
    Column::new("contact_id", "Contact", Kind::Record("/contacts"))
        .card(OnCard::Whole)
        .extra(),
    Column::new("documents", "Documents", Kind::Codes("required_document")).card(OnCard::Whole),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

/// A supply line without a customer serves any.
fn customer(line: &Record, _choices: &Choices) -> Cell {
    link("customer_id", "/customers", line)
        .unwrap_or_else(|| Cell::Muted("Any customer".to_owned()))
}

const FILTERS: &[FilterSpec] = &[
    SUPPLIER_FILTER,
    FilterSpec::new("plant_id", "Plant", FilterKind::Record("/plants")),
    FilterSpec::new("customer_id", "Customer", FilterKind::Record("/customers")).or_blank(),
    FilterSpec::new("contact_id", "Contact", FilterKind::Record("/contacts")).or_blank(),
    FilterSpec::new(
        "document",
        "Document",
        FilterKind::Codes("required_document"),
    )
    .or_blank(),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// One supply line.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    archived_with_parent: true,
    groups: GROUPS,
    // Its name is composed of those that it is about.
    typed_field: None,
    parents: &["customer_id"],
    side_facts: &[FactGroup {
        title: "Line",
        fields: &[
            FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
            FieldSpec::new("plant_id", "Plant", Kind::Record("/plants")),
            FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
            FieldSpec::new("contact_id", "Contact", Kind::Record("/contacts")),
            FieldSpec::new("documents", "Documents", Kind::Codes("required_document")),
        ],
        all: true,
    }],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?mapping_id={id}",
    )],
    ..RecordConfig::of_draft::<SupplierPlantMappingDraft>()
};

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Supply line",
        about: "Supplier, plant and customer. Leave the customer blank for any.",
        fields: &[
            FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
            FieldSpec::new("plant_id", "Plant", Kind::Record("/plants")),
            FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
            FieldSpec::new("contact_id", "Contact", Kind::Record("/contacts"))
                .first_of("supplier_id")
                .help("A contact at this supplier or customer"),
            FieldSpec::new("name", "Name", Kind::Line)
                .help("Made from supplier, plant and customer if left blank")
                .full_width(),
        ],
    },
    FieldGroup {
        title: "Documents",
        about: "Documents required before a load ships.",
        fields: &[
            FieldSpec::new("documents", "Documents", Kind::Ticks("required_document")).full_width(),
        ],
    },
    NOTES,
];
