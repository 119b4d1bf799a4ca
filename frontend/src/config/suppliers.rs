//! Suppliers.

use domain::EntityKind;
use domain::suppliers::SupplierDraft;

use super::shared::{
    ADDRESS, APPLICATION_APPROVED, APPLICATION_SENT, ARCHIVED, CHANGED, CHANGED_COLUMN, CODE,
    COMPANY_NAME, COUNTRY_FILTER, CREATED, CREATED_COLUMN, CREDIT_BAND, CREDIT_LIMIT, EDIBILITY,
    NOTES, OPEN_ORDERS_COLUMN, OWNER_COLUMN, OWNER_FILTER, PAYMENT_METHOD, PAYMENT_TERMS,
    PHONE_COLUMN, PLANT_KIND, SPECIES, STATE_FILTER, TERMS_COLUMN, TERMS_FILTER, TOWN_COLUMN,
    name_column,
};
use super::{
    carriers, claims, contacts, locations, plants, products, purchase_orders,
    supplier_plant_mappings,
};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, InitialValue, RecordConfig};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::table::{Column, OnCard};

/// Suppliers in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/suppliers",
    kind: EntityKind::Supplier,
    icon: Icon::Supplier,
    title: "Suppliers",
    short: "Suppliers",
    singular: "supplier",
    plural: "suppliers",
    description: "Companies you buy from, with terms and certificates",
    search_hint: "Name, code, city",
    distinguishing_fields: &["code", "city", "state"],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    name_column("Supplier"),
    Column::of(CODE).muted().card(OnCard::State),
    TOWN_COLUMN.card(OnCard::Lead),
    Column::of(DELIVERY).card(OnCard::Side),
    Column::of(PLANT_KIND).card(OnCard::Hidden),
    Column::of(SPECIES).card(OnCard::Whole),
    TERMS_COLUMN,
    PHONE_COLUMN,
    Column::of(APPLICATION_SENT)
        .sorts()
        .card(OnCard::Hidden)
        .extra(),
    Column::new("plant_count", "Plants", Kind::Count)
        .card(OnCard::Hidden)
        .extra(),
    OPEN_ORDERS_COLUMN,
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::of(SPECIES).or_blank(),
    FilterSpec::of(PLANT_KIND).or_blank(),
    FilterSpec::of(DELIVERY),
    FilterSpec::new(
        "shipping_scope",
        "Shipping scope",
        FilterKind::Codes("shipping_scope"),
    )
    .or_blank(),
    FilterSpec::new("product_id", "Product", FilterKind::Record("/products")),
    FilterSpec::new(
        "certificate",
        "Certificate",
        FilterKind::Codes("certificate"),
    )
    .or_blank(),
    TERMS_FILTER,
    FilterSpec::of(EDIBILITY).or_blank(),
    STATE_FILTER,
    COUNTRY_FILTER,
    FilterSpec::new("has_contacts", "Has contacts", FilterKind::Flag),
    FilterSpec::new("has_plants", "Has plants", FilterKind::Flag),
    FilterSpec::new("has_open_orders", "Has open orders", FilterKind::Flag),
    FilterSpec::new(
        "has_credit_application",
        "Credit application",
        FilterKind::Flag,
    ),
    FilterSpec::of(APPLICATION_SENT),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// One supplier.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    initial_values: &[("delivery_profile", InitialValue::Text("delivers"))],
    duplicate_fields: &["name", "phone", "email"],
    tokens: &[CODE, PLANT_KIND, SPECIES, DELIVERY],
    side_facts: &[
        FactGroup::all_of(&TERMS),
        FactGroup::of(&GOODS),
        FactGroup::of(&SHIPPING),
    ],
    related: &[
        ChildList::new(
            &purchase_orders::LIST,
            "supplier_id",
            &[
                "number",
                "status",
                "customer_name",
                "pickup_date",
                "weight_lb",
                "buy_total",
                "margin_per_lb",
            ],
        )
        .first(6),
        contacts::children("supplier_id"),
        ChildList::new(
            &supplier_plant_mappings::LIST,
            "supplier_id",
            &["plant_id", "customer_id", "documents"],
        )
        .first(4),
        locations::children("supplier_id"),
        ChildList::new(
            &plants::LIST,
            "supplier_id",
            &["name", "code", "establishment_numbers", "town", "species"],
        ),
        products::children("supplier_id"),
        ChildList::new(
            &carriers::LIST,
            "supplier_id",
            &["name", "usdot_number", "insurance_state", "town", "phone"],
        ),
        ChildList::new(
            &claims::LIST,
            "supplier_id",
            &[
                "number",
                "status",
                "kind",
                "happened_on",
                "claimed",
                "settled",
            ],
        ),
    ],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?supplier_id={id}",
    )],
    ..RecordConfig::of_draft::<SupplierDraft>()
};

/// Required here, so that the default is not taken unseen.
const DELIVERY: FieldSpec = FieldSpec::new(
    "delivery_profile",
    "Delivery",
    Kind::Chosen("delivery_profile"),
)
.required()
.form_only();

const GROUPS: &[FieldGroup] = &[SUPPLIER, ADDRESS, GOODS, SHIPPING, TERMS, NOTES];

const SUPPLIER: FieldGroup = FieldGroup {
    title: "Supplier",
    about: "Name, code and kind.",
    fields: &[COMPANY_NAME, CODE, PLANT_KIND],
};

const GOODS: FieldGroup = FieldGroup {
    title: "Goods",
    about: "What they sell, and their certificates.",
    fields: &[
        SPECIES,
        EDIBILITY,
        FieldSpec::new("certificates", "Certificates", Kind::Codes("certificate")),
        FieldSpec::new("origin_countries", "Origin", Kind::Codes("country")),
        FieldSpec::new("offers_tested_product", "Offers tested product", Kind::Flag)
            .on_page("Tested product"),
        FieldSpec::new("offers_contracts", "Offers contracts", Kind::Flag).on_page("Contracts"),
        FieldSpec::new(
            "offers_export_documents",
            "Offers export documents",
            Kind::Flag,
        )
        .on_page("Export documents"),
    ],
};

const SHIPPING: FieldGroup = FieldGroup {
    title: "Shipping",
    about: "Delivery and pick-up booking.",
    fields: &[
        DELIVERY,
        FieldSpec::new(
            "shipping_scopes",
            "Shipping scope",
            Kind::Ticks("shipping_scope"),
        ),
        FieldSpec::new(
            "pickup_booking_method",
            "Book pick-ups by",
            Kind::Code("appointment_method"),
        ),
        FieldSpec::new("pickup_booking_notes", "Booking notes", Kind::Line).full_width(),
    ],
};

const TERMS: FieldGroup = FieldGroup {
    title: "Terms",
    about: "Payment terms, and our credit with them.",
    fields: &[
        PAYMENT_TERMS,
        PAYMENT_METHOD,
        CREDIT_LIMIT,
        CREDIT_BAND,
        APPLICATION_SENT,
        APPLICATION_APPROVED,
    ],
};
