//! Suppliers.

use domain::EntityKind;
use domain::suppliers::SupplierDraft;

use super::shared::{
    ADDRESS, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, NOTES, OWNER_COLUMN,
};
use super::{
    carriers, contacts, locations, plants, products, purchase_orders, supplier_plant_mappings,
};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, InitialValue, RecordConfig, validate};
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
    Column::new("name", "Supplier", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Head),
    Column::new("code", "Code", Kind::Line)
        .muted()
        .card(OnCard::State),
    Column::new("town", "City", Kind::Town).card(OnCard::Lead),
    Column::new(
        "delivery_profile",
        "Delivery",
        Kind::Code("delivery_profile"),
    )
    .card(OnCard::Side),
    Column::new("kind", "Kind", Kind::Code("plant_kind")).card(OnCard::Hidden),
    Column::new("species", "Species", Kind::Codes("species")).card(OnCard::Whole),
    Column::new("payment_terms", "Terms", Kind::Code("payment_terms")),
    Column::new("phone", "Phone", Kind::Phone),
    Column::new("credit_application_sent_on", "Application sent", Kind::Day)
        .sorts()
        .card(OnCard::Hidden)
        .extra(),
    Column::new("plant_count", "Plants", Kind::Count)
        .card(OnCard::Hidden)
        .extra(),
    Column::new("open_order_count", "Open orders", Kind::Count).card(OnCard::Far),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("species", "Species", FilterKind::Codes("species")).or_blank(),
    FilterSpec::new("kind", "Kind", FilterKind::Codes("plant_kind")).or_blank(),
    FilterSpec::new(
        "delivery_profile",
        "Delivery",
        FilterKind::Codes("delivery_profile"),
    ),
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
    FilterSpec::new("payment_terms", "Terms", FilterKind::Codes("payment_terms")).or_blank(),
    FilterSpec::new("edibility", "Edibility", FilterKind::Codes("edibility")).or_blank(),
    FilterSpec::new("state", "State", FilterKind::Codes("us_state")).or_blank(),
    FilterSpec::new("country", "Country", FilterKind::Codes("country")).or_blank(),
    FilterSpec::new("has_contacts", "Has contacts", FilterKind::Flag),
    FilterSpec::new("has_plants", "Has plants", FilterKind::Flag),
    FilterSpec::new("has_open_orders", "Has open orders", FilterKind::Flag),
    FilterSpec::new(
        "has_credit_application",
        "Credit application",
        FilterKind::Flag,
    ),
    FilterSpec::new(
        "credit_application_sent_on",
        "Application sent",
        FilterKind::Days,
    ),
    CREATED,
    CHANGED,
    FilterSpec::new("owner_id", "Owner", FilterKind::Record("/users")),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

/// One supplier.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    check: validate::<SupplierDraft>,
    initial_values: &[("delivery_profile", InitialValue::Text("delivers"))],
    duplicate_fields: &["name", "phone", "email"],
    tokens: &[
        FieldSpec::new("code", "Code", Kind::Line),
        FieldSpec::new("kind", "Kind", Kind::Code("plant_kind")),
        FieldSpec::new("species", "Species", Kind::Codes("species")),
        FieldSpec::new(
            "delivery_profile",
            "Delivery",
            Kind::Code("delivery_profile"),
        ),
    ],
    side_facts: ASIDE,
    related: &[
        ChildList {
            list: &purchase_orders::LIST,
            by: "supplier_id",
            columns: &[
                "number",
                "status",
                "customer_name",
                "pickup_date",
                "weight_lb",
                "buy_total",
                "margin_per_lb",
            ],
            first: 6,
        },
        ChildList {
            list: &contacts::LIST,
            by: "supplier_id",
            columns: &["name", "title", "positions", "phone", "email"],
            first: 4,
        },
        ChildList {
            list: &supplier_plant_mappings::LIST,
            by: "supplier_id",
            columns: &["plant_id", "customer_id", "documents"],
            first: 4,
        },
        ChildList {
            list: &locations::LIST,
            by: "supplier_id",
            columns: &["name", "code", "location_type", "town", "phone"],
            first: 0,
        },
        ChildList {
            list: &plants::LIST,
            by: "supplier_id",
            columns: &["name", "code", "establishment_numbers", "town", "species"],
            first: 0,
        },
        ChildList {
            list: &products::LIST,
            by: "supplier_id",
            columns: &["code", "description", "species", "state", "package"],
            first: 0,
        },
        ChildList {
            list: &carriers::LIST,
            by: "supplier_id",
            columns: &["name", "usdot_number", "insurance_state", "town", "phone"],
            first: 0,
        },
    ],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?supplier_id={id}",
    )],
    ..RecordConfig::DEFAULT
};

const ASIDE: &[FactGroup] = &[
    FactGroup {
        title: "Terms",
        fields: &[
            FieldSpec::new(
                "payment_terms",
                "Payment terms",
                Kind::Code("payment_terms"),
            ),
            FieldSpec::new(
                "payment_method",
                "Payment method",
                Kind::Code("payment_method"),
            ),
            FieldSpec::new("credit_limit", "Credit limit, $", Kind::Money),
            FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
            FieldSpec::new("credit_application_sent_on", "Application sent", Kind::Day),
            FieldSpec::new("credit_application_approved_on", "Approved", Kind::Day),
        ],
        all: true,
    },
    FactGroup {
        title: "Goods",
        fields: &[
            FieldSpec::new("species", "Species", Kind::Codes("species")),
            FieldSpec::new("edibility", "Edibility", Kind::Code("edibility")),
            FieldSpec::new("origin_countries", "Origin", Kind::Codes("country")),
            FieldSpec::new(
                "shipping_scopes",
                "Shipping scope",
                Kind::Codes("shipping_scope"),
            ),
            FieldSpec::new("certificates", "Certificates", Kind::Codes("certificate")),
            FieldSpec::new("offers_tested_product", "Tested product", Kind::Flag),
            FieldSpec::new("offers_contracts", "Contracts", Kind::Flag),
            FieldSpec::new("offers_export_documents", "Export documents", Kind::Flag),
        ],
        all: false,
    },
    FactGroup {
        title: "Pick-ups",
        fields: &[
            FieldSpec::new(
                "pickup_booking_method",
                "Book by",
                Kind::Code("appointment_method"),
            ),
            FieldSpec::new("pickup_booking_notes", "Booking", Kind::Line),
        ],
        all: false,
    },
];

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Supplier",
        about: "Name, code and kind.",
        fields: &[
            FieldSpec::new("name", "Name", Kind::Line)
                .required()
                .help("Legal name, as on documents")
                .full_width(),
            FieldSpec::new("code", "Code", Kind::Line),
            FieldSpec::new("kind", "Kind", Kind::Code("plant_kind")),
        ],
    },
    ADDRESS,
    FieldGroup {
        title: "Goods",
        about: "What they sell, and their certificates.",
        fields: &[
            FieldSpec::new("species", "Species", Kind::Codes("species")),
            FieldSpec::new("edibility", "Edibility", Kind::Code("edibility")),
            FieldSpec::new("certificates", "Certificates", Kind::Codes("certificate")),
            FieldSpec::new("origin_countries", "Origin", Kind::Codes("country")),
            FieldSpec::new("offers_tested_product", "Offers tested product", Kind::Flag),
            FieldSpec::new("offers_contracts", "Offers contracts", Kind::Flag),
            FieldSpec::new(
                "offers_export_documents",
                "Offers export documents",
                Kind::Flag,
            ),
        ],
    },
    FieldGroup {
        title: "Shipping",
        about: "Delivery and pick-up booking.",
        fields: &[
            FieldSpec::new(
                "delivery_profile",
                "Delivery",
                Kind::Chosen("delivery_profile"),
            )
            .required(),
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
    },
    FieldGroup {
        title: "Terms",
        about: "Payment terms, and our credit with them.",
        fields: &[
            FieldSpec::new(
                "payment_terms",
                "Payment terms",
                Kind::Code("payment_terms"),
            ),
            FieldSpec::new(
                "payment_method",
                "Payment method",
                Kind::Code("payment_method"),
            ),
            FieldSpec::new("credit_limit", "Credit limit", Kind::Money),
            FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
            FieldSpec::new("credit_application_sent_on", "Application sent", Kind::Day),
            FieldSpec::new(
                "credit_application_approved_on",
                "Application approved",
                Kind::Day,
            ),
        ],
    },
    NOTES,
];
