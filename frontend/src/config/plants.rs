//! Plants: where goods are made, packed or stored, with their establishment numbers.

use domain::EntityKind;
use domain::choices::Choices;
use domain::plants::PlantDraft;

use super::shared::{
    ADDRESS, APPOINTMENT_METHOD, ARCHIVED, CHANGED, CHANGED_COLUMN, CODE, CREATED, CREATED_COLUMN,
    CUSTOMER_FILTER, NOTES, OWNER_COLUMN, OWNER_FILTER, PHONE_COLUMN, PLANT_KIND, SPECIES,
    STATE_FILTER, SUPPLIER_FILTER, TOWN_COLUMN, name_column,
};
use super::{purchase_orders, supplier_plant_mappings};
use crate::api::record_json::{Record, number};
use crate::config::cells::link;
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, RecordConfig};
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
    distinguishing_fields: &["code", "city", "state"],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    name_column("Plant"),
    Column::of(CODE).sorts().muted().card(OnCard::State),
    Column::new("supplier_id", "Supplier", Kind::Record("/suppliers"))
        .cut()
        .card(OnCard::Lead)
        .made(supplier),
    Column::new("establishment_numbers", "Establishments", Kind::Codes("")).card(OnCard::Whole),
    Column::of(PLANT_KIND).card(OnCard::Side),
    TOWN_COLUMN.card(OnCard::Lead),
    Column::of(LOCATION_TEXT).card(OnCard::Hidden).extra(),
    Column::of(SPECIES).card(OnCard::Whole),
    Column::of(STORAGE).card(OnCard::Hidden).extra(),
    Column::new(
        "load_requirements",
        "Loading",
        Kind::Codes("load_requirement"),
    )
    .card(OnCard::Hidden)
    .extra(),
    Column::of(APPOINTMENT_METHOD).extra(),
    PHONE_COLUMN.card(OnCard::Side),
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
    FilterSpec::of(SPECIES).or_blank(),
    FilterSpec::of(PLANT_KIND).or_blank(),
    FilterSpec::of(STORAGE).or_blank(),
    FilterSpec::new(
        "load_requirement",
        "Loading",
        FilterKind::Codes("load_requirement"),
    )
    .or_blank(),
    STATE_FILTER,
    FilterSpec::new("has_location", "Has a location", FilterKind::Flag),
    SUPPLIER_FILTER,
    CUSTOMER_FILTER,
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// One plant.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    duplicate_fields: &["name", "establishment", "phone"],
    tokens: &[
        FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
        CODE,
        PLANT_KIND,
        SPECIES,
    ],
    side_facts: &[FactGroup::all_of(&ESTABLISHMENTS), FactGroup::of(&LOADING)],
    related: &[
        ChildList::new(
            &supplier_plant_mappings::LIST,
            "plant_id",
            &["supplier_id", "customer_id", "documents"],
        )
        .first(6),
        ChildList::new(
            &purchase_orders::LIST,
            "ship_from_plant_id",
            &[
                "number",
                "status",
                "supplier_name",
                "customer_name",
                "pickup_date",
                "delivery_date",
                "weight_lb",
            ],
        )
        .first(6),
    ],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?ship_from_plant_id={id}",
    )],
    ..RecordConfig::of_draft::<PlantDraft>()
};

const ESTABLISHMENT: &[FieldSpec] = &[FieldSpec::new("as_typed", "Number", Kind::Line)];

const GROUPS: &[FieldGroup] = &[PLANT, ESTABLISHMENTS, ADDRESS, LOADING, NOTES];

const STORAGE: FieldSpec =
    FieldSpec::new("storage", "Storage", Kind::Ticks("plant_storage")).full_width();
const MANAGER: FieldSpec = FieldSpec::new("manager_name", "Manager", Kind::Line);
const LOCATION_TEXT: FieldSpec =
    FieldSpec::new("location_text", "Location description", Kind::Line)
        .help("Use when the address is unknown");

const PLANT: FieldGroup = FieldGroup {
    title: "Plant",
    about: "Name, kind and species.",
    fields: &[
        FieldSpec::new("name", "Name", Kind::Line).full_width(),
        CODE,
        PLANT_KIND,
        SPECIES,
        MANAGER,
    ],
};

const ESTABLISHMENTS: FieldGroup = FieldGroup {
    title: "Establishments",
    about: "Inspection numbers. A plant may have several.",
    fields: &[
        FieldSpec::new(
            "establishments",
            "Establishments",
            Kind::Rows(ESTABLISHMENT),
        )
        .help("For example EST. 123, M123, P-7089 or M123A+P123A")
        .full_width()
        .form_only(),
        FieldSpec::new("establishment_numbers", "Numbers", Kind::Codes("")).page_only(),
    ],
};

const LOADING: FieldGroup = FieldGroup {
    title: "Loading",
    about: "What a driver needs to know.",
    fields: &[
        FieldSpec::new(
            "load_requirements",
            "Requirements",
            Kind::Ticks("load_requirement"),
        )
        .full_width(),
        STORAGE,
        FieldSpec::new("release_number", "Release number", Kind::Line)
            .help("Standing number. A load has its own on the order"),
        APPOINTMENT_METHOD,
        FieldSpec::new("time_zone", "Time zone", Kind::Zone),
        MANAGER.page_only(),
        LOCATION_TEXT,
    ],
};
