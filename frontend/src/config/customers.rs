//! Customers.

use domain::EntityKind;
use domain::choices::{Choices, FixedChoice};
use domain::credit::CreditStanding;
use domain::customers::CustomerDraft;
use domain::permissions::Operation;

use super::shared::{
    ADDRESS, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, NOTES, OWNER_COLUMN,
};
use super::{contacts, locations, products, purchase_orders, receivables, supplier_plant_mappings};
use crate::api::record_json::{Record, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, RecordConfig, validate};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::status::{StatusLabel, Tone};
use crate::ui::table::{Cell, Column, OnCard};

/// Customers in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/customers",
    kind: EntityKind::Customer,
    icon: Icon::Customer,
    title: "Customers",
    short: "Customers",
    singular: "customer",
    plural: "customers",
    description: "Companies you sell to, with terms, credit and required documents",
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
    Column::new("name", "Customer", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Head),
    Column::new("credit_standing", "Credit", Kind::Code("credit_standing"))
        .card(OnCard::State)
        .made(credit),
    Column::new("town", "City", Kind::Town).card(OnCard::Lead),
    Column::new("code", "Code", Kind::Line)
        .muted()
        .card(OnCard::Side),
    Column::new("segments", "Segments", Kind::Codes("customer_segment")).card(OnCard::Whole),
    Column::new("payment_terms", "Terms", Kind::Code("payment_terms"))
        .extra()
        .card(OnCard::Hidden),
    Column::new("phone", "Phone", Kind::Phone).card(OnCard::Hidden),
    Column::new("credit_limit", "Credit limit, $", Kind::Money),
    Column::new("open_balance", "Open balance, $", Kind::Money).sorts(),
    Column::new("open_order_count", "Open orders", Kind::Count).card(OnCard::Far),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

fn credit(customer: &Record, _choices: &Choices) -> Cell {
    Cell::Status(credit_standing(customer), Vec::new())
}

/// The credit status of a customer, computed by the server, for lists, its page and pickers.
pub fn credit_standing(customer: &Record) -> StatusLabel {
    let standing: CreditStanding = text(customer, "credit_standing")
        .parse()
        .unwrap_or_default();
    let (tone, shape) = match standing {
        CreditStanding::Good => (Tone::Good, Icon::Valid),
        CreditStanding::NearLimit | CreditStanding::Overdue => (Tone::Caution, Icon::Caution),
        CreditStanding::OverLimit | CreditStanding::LongOverdue | CreditStanding::OnHold => {
            (Tone::Danger, Icon::Stop)
        }
    };
    StatusLabel::new(tone, shape, standing.label())
}

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("segment", "Segment", FilterKind::Codes("customer_segment")).or_blank(),
    FilterSpec::new("species", "Species", FilterKind::Codes("species")).or_blank(),
    FilterSpec::new(
        "document_needed",
        "Required document",
        FilterKind::Codes("required_document"),
    )
    .or_blank(),
    FilterSpec::new("product_id", "Buys", FilterKind::Record("/products")),
    FilterSpec::new("payment_terms", "Terms", FilterKind::Codes("payment_terms")).or_blank(),
    FilterSpec::new("edibility", "Edibility", FilterKind::Codes("edibility")).or_blank(),
    FilterSpec::new("state", "State", FilterKind::Codes("us_state")).or_blank(),
    FilterSpec::new("country", "Country", FilterKind::Codes("country")).or_blank(),
    FilterSpec::new("has_open_balance", "Has open balance", FilterKind::Flag),
    FilterSpec::new(
        "credit_standing",
        "Credit",
        FilterKind::Codes("credit_standing"),
    ),
    FilterSpec::new("credit_hold", "Credit hold", FilterKind::Flag),
    CREATED,
    CHANGED,
    FilterSpec::new("owner_id", "Owner", FilterKind::Record("/users")),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

/// One customer.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    check: validate::<CustomerDraft>,
    duplicate_fields: &["name", "phone", "email"],
    status: Some(stands),
    tokens: &[
        FieldSpec::new("code", "Code", Kind::Line),
        FieldSpec::new("segments", "Segments", Kind::Codes("customer_segment")),
    ],
    side_facts: ASIDE,
    related: &[
        ChildList {
            list: &purchase_orders::LIST,
            by: "customer_id",
            columns: &[
                "number",
                "status",
                "supplier_name",
                "pickup_date",
                "weight_lb",
                "sell_total",
                "margin_per_lb",
            ],
            first: 6,
        },
        ChildList {
            list: &receivables::LIST,
            by: "customer_id",
            columns: &[
                "number",
                "status",
                "invoice_date",
                "due_date",
                "amount",
                "balance",
            ],
            first: 4,
        },
        ChildList {
            list: &contacts::LIST,
            by: "customer_id",
            columns: &["name", "title", "positions", "phone", "email"],
            first: 4,
        },
        ChildList {
            list: &locations::LIST,
            by: "customer_id",
            columns: &["name", "code", "location_type", "town", "phone"],
            first: 0,
        },
        ChildList {
            list: &supplier_plant_mappings::LIST,
            by: "customer_id",
            columns: &["supplier_id", "plant_id", "documents"],
            first: 0,
        },
        ChildList {
            list: &products::LIST,
            by: "customer_id",
            columns: &["code", "description", "species", "state", "package"],
            first: 0,
        },
    ],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?customer_id={id}",
    )],
    ..RecordConfig::DEFAULT
};

/// The standing beside the name.
fn stands(customer: &Record, _choices: &Choices) -> Option<StatusLabel> {
    Some(credit_standing(customer))
}

const ASIDE: &[FactGroup] = &[
    FactGroup {
        title: "Terms",
        fields: &[
            FieldSpec::new(
                "payment_terms",
                "Payment terms",
                Kind::Code("payment_terms"),
            ),
            FieldSpec::new("payment_method", "By", Kind::Code("payment_method")),
            FieldSpec::new("credit_limit", "Credit limit, $", Kind::Money),
            FieldSpec::new("open_balance", "Open balance, $", Kind::Money),
            FieldSpec::new("credit_exposure", "Credit exposure, $", Kind::Money),
            FieldSpec::new("credit_available", "Credit available, $", Kind::Money),
            FieldSpec::new("oldest_due_date", "Oldest invoice due", Kind::Day),
            FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
            FieldSpec::new("credit_hold", "Credit hold", Kind::Flag),
            FieldSpec::new("credit_application_sent_on", "Application sent", Kind::Day),
            FieldSpec::new("credit_application_approved_on", "Approved", Kind::Day),
        ],
        all: true,
    },
    FactGroup {
        title: "Goods",
        fields: &[
            FieldSpec::new("species", "Prefers", Kind::Codes("species")),
            FieldSpec::new("edibility", "Buys", Kind::Code("edibility")),
            FieldSpec::new("origin_preference", "Origin", Kind::Code("origin")),
            FieldSpec::new("cooks_product", "Cooks the product", Kind::Flag),
            FieldSpec::new("picks_up_loads", "Picks up loads", Kind::Flag),
            FieldSpec::new(
                "needs_exportable",
                "Requires exportable product",
                Kind::Flag,
            ),
        ],
        all: false,
    },
    FactGroup {
        title: "Documents",
        fields: &[
            FieldSpec::new(
                "documents_needed",
                "Each load",
                Kind::Codes("required_document"),
            ),
            FieldSpec::new(
                "certificates_required",
                "Plant certificates",
                Kind::Codes("certificate"),
            ),
        ],
        all: false,
    },
];

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Customer",
        about: "Name, code and segments.",
        fields: &[
            FieldSpec::new("name", "Name", Kind::Line)
                .required()
                .help("Legal name, as on documents")
                .full_width(),
            FieldSpec::new("code", "Code", Kind::Line),
            FieldSpec::new("segments", "Segments", Kind::Codes("customer_segment")),
        ],
    },
    ADDRESS,
    FieldGroup {
        title: "Terms and credit",
        about: "Payment terms and credit. A credit hold blocks issuing orders.",
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
            FieldSpec::new("credit_limit", "Credit limit", Kind::Money).needs(Operation::SetCredit),
            FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
            FieldSpec::new("credit_application_sent_on", "Application sent", Kind::Day),
            FieldSpec::new(
                "credit_application_approved_on",
                "Application approved",
                Kind::Day,
            ),
            FieldSpec::new("credit_hold", "Credit hold", Kind::Flag).needs(Operation::SetCredit),
        ],
    },
    FieldGroup {
        title: "Goods",
        about: "What they buy, its origin, and who picks up.",
        fields: &[
            FieldSpec::new("species", "Preferred species", Kind::Codes("species")),
            FieldSpec::new("edibility", "Buys", Kind::Code("edibility")),
            FieldSpec::new(
                "origin_preference",
                "Preferred origin",
                Kind::Code("origin"),
            ),
            FieldSpec::new("cooks_product", "Cooks the product", Kind::Flag)
                .help("Required for positive and cook-only lots"),
            FieldSpec::new("picks_up_loads", "Picks up loads", Kind::Flag),
            FieldSpec::new(
                "needs_exportable",
                "Requires exportable product",
                Kind::Flag,
            ),
        ],
    },
    FieldGroup {
        title: "Documents",
        about: "Documents required with each load.",
        fields: &[
            FieldSpec::new(
                "documents_needed",
                "Required documents",
                Kind::Ticks("required_document"),
            )
            .full_width(),
            FieldSpec::new(
                "certificates_required",
                "Plant certificates",
                Kind::Codes("certificate"),
            ),
        ],
    },
    NOTES,
];
