//! Plants: where goods are made, packed or stored, with their establishment numbers.

use domain::EntityKind;
use domain::choices::Choices;
use domain::plants::PlantDraft;

use super::shared::{
    ADDRESS, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, NOTES, OWNER_COLUMN,
};
use super::{purchase_orders, supplier_plant_mappings};
use crate::api::record_json::{Record, number};
use crate::config::cells::link;
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, RecordConfig, validate};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::table::{Cell, Column, OnCard};

/// Plants in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/plants",
    kind: EntityKind::Plant,
    icon: Icon::Plant,
    title: "Plants",
    short: "Plants",
    singular: "plant",
    plural: "plants",
    description: "Plants that make, pack or store product, with establishment numbers",
    search_hint: "Name, code, establishment",
    default_sort: "name",
    extra_sorts: &[],
    name_field: "name",
    distinguishing_fields: &["code", "city", "state"],
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
    Column::new("name", "Plant", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Head),
    Column::new("code", "Code", Kind::Line)
        .sorts()
        .muted()
        .card(OnCard::State),
    Column::new("supplier_id", "Supplier", Kind::Record("/suppliers"))
        .cut()
        .card(OnCard::Lead)
        .made(supplier),
    Column::new("establishment_numbers", "Establishments", Kind::Codes("")).card(OnCard::Whole),
    Column::new("kind", "Kind", Kind::Code("plant_kind")).card(OnCard::Side),
    Column::new("town", "City", Kind::Town).card(OnCard::Lead),
    Column::new("location_text", "Location description", Kind::Line)
        .card(OnCard::Hidden)
        .extra(),
    Column::new("species", "Species", Kind::Codes("species")).card(OnCard::Whole),
    Column::new("storage", "Storage", Kind::Codes("plant_storage"))
        .card(OnCard::Hidden)
        .extra(),
    Column::new(
        "load_requirements",
        "Loading",
        Kind::Codes("load_requirement"),
    )
    .card(OnCard::Hidden)
    .extra(),
    Column::new(
        "appointment_method",
        "Appointments by",
        Kind::Code("appointment_method"),
    )
    .extra(),
    Column::new("phone", "Phone", Kind::Phone).card(OnCard::Side),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

/// The first supplier that ships from a plant, and how many more there are.
fn supplier(plant: &Record, _choices: &Choices) -> Cell {
    let first = link("supplier_id", "/suppliers", plant);
    let more = number(plant, "supplier_count").unwrap_or_default() - 1;
    match first {
        Some(Cell::Link(name, href, archived)) if more > 0 => {
            Cell::Link(format!("{name} +{more}"), href, archived)
        }
        first => first.unwrap_or(Cell::Unknown),
    }
}

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("species", "Species", FilterKind::Codes("species")).or_blank(),
    FilterSpec::new("kind", "Kind", FilterKind::Codes("plant_kind")).or_blank(),
    FilterSpec::new("storage", "Storage", FilterKind::Codes("plant_storage")).or_blank(),
    FilterSpec::new(
        "load_requirement",
        "Loading",
        FilterKind::Codes("load_requirement"),
    )
    .or_blank(),
    FilterSpec::new("state", "State", FilterKind::Codes("us_state")).or_blank(),
    FilterSpec::new("has_location", "Has a location", FilterKind::Flag),
    FilterSpec::new("supplier_id", "Supplier", FilterKind::Record("/suppliers")),
    FilterSpec::new("customer_id", "Customer", FilterKind::Record("/customers")),
    CREATED,
    CHANGED,
    FilterSpec::new("owner_id", "Owner", FilterKind::Record("/users")),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

/// One plant.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    check: validate::<PlantDraft>,
    duplicate_fields: &["name", "establishment", "phone"],
    tokens: &[
        FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
        FieldSpec::new("code", "Code", Kind::Line),
        FieldSpec::new("kind", "Kind", Kind::Code("plant_kind")),
        FieldSpec::new("species", "Species", Kind::Codes("species")),
    ],
    side_facts: &[
        FactGroup {
            title: "Establishments",
            fields: &[FieldSpec::new(
                "establishment_numbers",
                "Numbers",
                Kind::Codes(""),
            )],
            all: true,
        },
        FactGroup {
            title: "Loading",
            fields: &[
                FieldSpec::new(
                    "load_requirements",
                    "Requirements",
                    Kind::Codes("load_requirement"),
                ),
                FieldSpec::new("storage", "Storage", Kind::Codes("plant_storage")),
                FieldSpec::new("release_number", "Release number", Kind::Line),
                FieldSpec::new(
                    "appointment_method",
                    "Appointments by",
                    Kind::Code("appointment_method"),
                ),
                FieldSpec::new("time_zone", "Time zone", Kind::Zone),
                FieldSpec::new("manager_name", "Manager", Kind::Line),
                FieldSpec::new("location_text", "Location description", Kind::Line),
            ],
            all: false,
        },
    ],
    related: &[
        ChildList {
            list: &supplier_plant_mappings::LIST,
            by: "plant_id",
            columns: &["supplier_id", "customer_id", "documents"],
            first: 6,
        },
        ChildList {
            list: &purchase_orders::LIST,
            by: "ship_from_plant_id",
            columns: &[
                "number",
                "status",
                "supplier_name",
                "customer_name",
                "pickup_date",
                "delivery_date",
                "weight_lb",
            ],
            first: 6,
        },
    ],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?ship_from_plant_id={id}",
    )],
    ..RecordConfig::DEFAULT
};

const ESTABLISHMENT: &[FieldSpec] = &[FieldSpec::new("as_typed", "Number", Kind::Line)];

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Plant",
        about: "Name, kind and species.",
        fields: &[
            FieldSpec::new("name", "Name", Kind::Line)
                .required()
                .full_width(),
            FieldSpec::new("code", "Code", Kind::Line),
            FieldSpec::new("kind", "Kind", Kind::Code("plant_kind")),
            FieldSpec::new("species", "Species", Kind::Codes("species")),
            FieldSpec::new("manager_name", "Manager", Kind::Line),
        ],
    },
    FieldGroup {
        title: "Establishments",
        about: "Inspection numbers. A plant may have several.",
        fields: &[FieldSpec::new(
            "establishments",
            "Establishments",
            Kind::Rows(ESTABLISHMENT),
        )
        .help("For example EST. 123, M123, P-7089 or M123A+P123A")
        .full_width()],
    },
    ADDRESS,
    FieldGroup {
        title: "Loading",
        about: "What a driver needs to know.",
        fields: &[
            FieldSpec::new(
                "load_requirements",
                "Requirements",
                Kind::Ticks("load_requirement"),
            )
            .full_width(),
            FieldSpec::new("storage", "Storage", Kind::Ticks("plant_storage")).full_width(),
            FieldSpec::new("release_number", "Release number", Kind::Line)
                .help("Standing number. A load has its own on the order"),
            FieldSpec::new(
                "appointment_method",
                "Appointments by",
                Kind::Code("appointment_method"),
            ),
            FieldSpec::new("time_zone", "Time zone", Kind::Zone),
            FieldSpec::new("location_text", "Location description", Kind::Line)
                .help("Use when the address is unknown"),
        ],
    },
    NOTES,
];
