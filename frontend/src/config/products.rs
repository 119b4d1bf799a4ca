//! Products, with their trade codes and weights.

use domain::EntityKind;
use domain::choices::Choices;
use domain::products::ProductDraft;

use super::shared::{
    ARCHIVED, CHANGED, CHANGED_COLUMN, CODE, CREATED, CREATED_COLUMN, CUSTOMER_FILTER, EDIBILITY,
    NOTES, OWNER_COLUMN, OWNER_FILTER, SUPPLIER_FILTER,
};
use super::{customers, purchase_orders, suppliers};
use crate::api::record_json::{Record, some_text, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, InitialValue, RecordConfig};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::format::grouped;
use crate::ui::icon::Icon;
use crate::ui::table::{Cell, Column, OnCard};

/// Products in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/products",
    kind: EntityKind::Product,
    icon: Icon::Product,
    title: "Products",
    short: "Products",
    singular: "product",
    plural: "products",
    description: "Products you trade. Order lines take state, package and weight from here",
    search_hint: "Code, description, cut, 50s",
    default_sort: "code",
    name_field: "code",
    distinguishing_fields: &["description", "supplier_name"],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    Column::of(CODE).sorts().card(OnCard::Head),
    Column::new("description", "Product", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Lead),
    Column::new("species", "Species", Kind::Code("species")).card(OnCard::State),
    Column::new("lean_pct", "Lean, %", Kind::Count),
    Column::new("state", "State", Kind::Code("product_state")),
    Column::new("package", "Package", Kind::Code("package")),
    Column::new("weight_basis", "Weight", Kind::Code("weight_basis")).card(OnCard::Hidden),
    Column::new("unit_weight", "Unit weight", Kind::Weight)
        .card(OnCard::Hidden)
        .made(unit_weight),
    Column::new("edibility", "Edibility", Kind::Code("edibility"))
        .card(OnCard::Hidden)
        .extra(),
    Column::new("test_class", "Tested", Kind::Code("test_class")).card(OnCard::Side),
    Column::new("ships_from", "Ships from", Kind::Code("ships_from"))
        .card(OnCard::Hidden)
        .extra(),
    Column::new("country_of_origin", "Country", Kind::Code("country"))
        .card(OnCard::Hidden)
        .extra(),
    Column::new("supplier_id", "Supplier", Kind::Record("/suppliers"))
        .cut()
        .card(OnCard::Whole),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

/// A weight with its unit, because products differ in it.
fn unit_weight(product: &Record, choices: &Choices) -> Cell {
    let unit = choices.label("weight_unit", text(product, "unit_weight_unit"));
    let weight = some_text(product, "unit_weight");
    Cell::figure(weight.map(|weight| format!("{} {}", grouped(&weight), unit.to_lowercase())))
}

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("species", "Species", FilterKind::Codes("species")),
    FilterSpec::new("state", "State", FilterKind::Codes("product_state")),
    FilterSpec::new("package", "Package", FilterKind::Codes("package")).or_blank(),
    FilterSpec::new("carton", "Carton", FilterKind::Codes("carton")).or_blank(),
    FilterSpec::new("lean_pct", "Lean, %", FilterKind::Figures(0)).or_blank(),
    FilterSpec::new("weight_basis", "Weight", FilterKind::Codes("weight_basis")),
    FilterSpec::of(EDIBILITY).or_blank(),
    FilterSpec::new("test_class", "Tested", FilterKind::Codes("test_class")).or_blank(),
    FilterSpec::new("ships_from", "Ships from", FilterKind::Codes("ships_from")).or_blank(),
    FilterSpec::new("country_of_origin", "Country", FilterKind::Codes("country")).or_blank(),
    SUPPLIER_FILTER,
    CUSTOMER_FILTER,
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// The products of a parent record, found by this filter.
pub(super) const fn children(by: &'static str) -> ChildList {
    ChildList::new(
        &LIST,
        by,
        &["code", "description", "species", "state", "package"],
    )
}

/// One product.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    initial_values: &[
        ("weight_basis", InitialValue::Text("catch")),
        ("unit_weight_unit", InitialValue::Text("lb")),
        ("edibility", InitialValue::Text("edible")),
        ("test_class", InitialValue::Text("not_applicable")),
    ],
    typed_field: Some("description"),
    duplicate_fields: &["code", "description"],
    tokens: &[
        FieldSpec::new("description", "Product", Kind::Line),
        FieldSpec::new("species", "Species", Kind::Code("species")),
        FieldSpec::new("state", "State", Kind::Code("product_state")),
    ],
    side_facts: &[
        FactGroup::of(&PRODUCT),
        FactGroup::of(&PACKAGE),
        FactGroup::of(&CLASS),
        FactGroup::of(&CODES),
        FactGroup::all_of(&PARTIES),
    ],
    related: &[
        ChildList::new(
            &purchase_orders::LIST,
            "product_id",
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
        ChildList::new(
            &suppliers::LIST,
            "product_id",
            &[
                "name",
                "code",
                "town",
                "delivery_profile",
                "payment_terms",
                "phone",
            ],
        )
        .first(4),
        ChildList::new(
            &customers::LIST,
            "product_id",
            &[
                "name",
                "credit_standing",
                "town",
                "code",
                "payment_terms",
                "phone",
            ],
        )
        .first(4),
    ],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?product_id={id}",
    )],
    ..RecordConfig::of_draft::<ProductDraft>()
};

const SELLER: &[FieldSpec] = &[
    FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
    FieldSpec::new("plant_id", "Plant", Kind::Record("/plants")),
    FieldSpec::new("supplier_item_number", "Supplier item number", Kind::Line),
    FieldSpec::new("is_primary", "Primary", Kind::Flag),
];

const SPECIES: FieldSpec = FieldSpec::new("species", "Species", Kind::Code("species")).form_only();
const STATE: FieldSpec = FieldSpec::new("state", "State", Kind::Code("product_state")).form_only();

const GROUPS: &[FieldGroup] = &[PRODUCT, PACKAGE, CLASS, CODES, PARTIES, NOTES];

const PRODUCT: FieldGroup = FieldGroup {
    title: "Product",
    about: "Code, description and species.",
    fields: &[
        FieldSpec::new("description", "Description", Kind::Line)
            .help("For example Trim 50's - Tested")
            .full_width()
            .form_only(),
        SPECIES,
        CODE.help("Generated if left blank"),
        FieldSpec::new("cut", "Cut", Kind::Line),
        FieldSpec::new("lean_pct", "Lean, %", Kind::Count),
        STATE,
        FieldSpec::new("quality_grade", "Grade", Kind::Code("quality_grade")).help("Beef only"),
        FieldSpec::new("fat_limit", "Fat limit", Kind::Count).help("1 to 6, beef only"),
    ],
};

const PACKAGE: FieldGroup = FieldGroup {
    title: "Package and weight",
    about: "Packaging and weight basis.",
    fields: &[
        FieldSpec::new("package", "Package", Kind::Code("package")),
        FieldSpec::new("carton", "Carton", Kind::Code("carton")),
        FieldSpec::new(
            "pieces_per_carton",
            "Pieces per carton",
            Kind::Code("pieces_per_carton"),
        )
        .on_page("Pieces"),
        // Required here, so that the default is not taken unseen; the same for edibility and test class.
        FieldSpec::new("weight_basis", "Weight", Kind::Chosen("weight_basis")).required(),
        FieldSpec::new("unit_weight", "Unit weight", Kind::Weight)
            .help("Required for net weight")
            .unit_in("unit_weight_unit"),
        FieldSpec::new("unit_weight_unit", "In", Kind::Chosen("weight_unit")).form_only(),
        FieldSpec::new("min_unit_weight", "Minimum weight", Kind::Weight)
            .help("Same unit. Lighter containers raise a warning")
            .unit_in("unit_weight_unit"),
        FieldSpec::new("max_unit_weight", "Maximum weight", Kind::Weight)
            .help("Same unit. Heavier containers raise a warning")
            .unit_in("unit_weight_unit"),
    ],
};

const CLASS: FieldGroup = FieldGroup {
    title: "Class and origin",
    about: "Edibility, test class and origin.",
    fields: &[
        // Only parties trade in both.
        FieldSpec::new("edibility", "Edibility", Kind::Chosen("edibility"))
            .required()
            .omits(&["both"]),
        FieldSpec::new("test_class", "Tested", Kind::Chosen("test_class")).required(),
        FieldSpec::new("ships_from", "Ships from", Kind::Code("ships_from")),
        FieldSpec::new("origin", "Origin", Kind::Code("origin")),
        FieldSpec::new(
            "country_of_origin",
            "Country of origin",
            Kind::Code("country"),
        )
        .on_page("Country"),
    ],
};

const CODES: FieldGroup = FieldGroup {
    title: "Codes",
    about: "IMPS, USDA and UB codes, and the GTIN on case labels.",
    fields: &[
        FieldSpec::new("imps_code", "IMPS", Kind::Line),
        FieldSpec::new("usda_code", "USDA", Kind::Line),
        FieldSpec::new("ub_code", "UB", Kind::Line),
        FieldSpec::new("gtin", "GTIN", Kind::Line),
    ],
};

const PARTIES: FieldGroup = FieldGroup {
    title: "Suppliers and customers",
    about: "Who sells it, from which plant, and who buys it.",
    fields: &[
        FieldSpec::new("suppliers", "Suppliers", Kind::Rows(SELLER)).full_width(),
        FieldSpec::new("customers", "Customers", Kind::Records("/customers")).full_width(),
    ],
};
