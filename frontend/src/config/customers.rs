//! Customers.

use domain::EntityKind;
use domain::choices::{Choices, FixedChoice};
use domain::credit::CreditStanding;
use domain::customers::CustomerDraft;
use domain::permissions::Operation;

use super::shared::{
    ADDRESS, APPLICATION_APPROVED, APPLICATION_SENT, ARCHIVED, CHANGED, CHANGED_COLUMN, CODE,
    COMPANY_NAME, COUNTRY_FILTER, CREATED, CREATED_COLUMN, CREDIT_BAND, CREDIT_LIMIT, EDIBILITY,
    NOTES, OPEN_ORDERS_COLUMN, OWNER_COLUMN, OWNER_FILTER, PAYMENT_METHOD, PAYMENT_TERMS,
    PHONE_COLUMN, SPECIES, STATE_FILTER, TERMS_COLUMN, TERMS_FILTER, TOWN_COLUMN, name_column,
};
use super::{
    claims, contacts, locations, payments, products, purchase_orders, receivables,
    supplier_plant_mappings,
};
use crate::api::record_json::{Record, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, RecordConfig};
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
    distinguishing_fields: &["code", "city", "state"],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    name_column("Customer"),
    Column::new("credit_standing", "Credit", Kind::Code("credit_standing"))
        .card(OnCard::State)
        .made(credit),
    TOWN_COLUMN.card(OnCard::Lead),
    Column::of(CODE).muted().card(OnCard::Side),
    Column::of(SEGMENTS).card(OnCard::Whole),
    TERMS_COLUMN.extra().card(OnCard::Hidden),
    PHONE_COLUMN.card(OnCard::Hidden),
    Column::of(CREDIT_LIMIT),
    Column::of(OPEN_BALANCE).sorts(),
    OPEN_ORDERS_COLUMN,
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
    FilterSpec::of(SPECIES).or_blank(),
    FilterSpec::new(
        "document_needed",
        "Required document",
        FilterKind::Codes("required_document"),
    )
    .or_blank(),
    FilterSpec::new("product_id", "Buys", FilterKind::Record("/products")),
    TERMS_FILTER,
    FilterSpec::of(EDIBILITY).or_blank(),
    STATE_FILTER,
    COUNTRY_FILTER,
    FilterSpec::new("has_open_balance", "Has open balance", FilterKind::Flag),
    FilterSpec::new(
        "credit_standing",
        "Credit",
        FilterKind::Codes("credit_standing"),
    ),
    FilterSpec::of(HOLD),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// One customer.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    duplicate_fields: &["name", "phone", "email"],
    status: Some(stands),
    tokens: &[CODE, SEGMENTS],
    side_facts: &[
        FactGroup::all_of(&TERMS),
        FactGroup::of(&GOODS),
        FactGroup::of(&DOCUMENTS),
    ],
    related: &[
        ChildList::new(
            &purchase_orders::LIST,
            "customer_id",
            &[
                "number",
                "status",
                "supplier_name",
                "pickup_date",
                "weight_lb",
                "sell_total",
                "margin_per_lb",
            ],
        )
        .first(6),
        ChildList::new(
            &receivables::LIST,
            "customer_id",
            &[
                "number",
                "status",
                "invoice_date",
                "due_date",
                "amount",
                "balance",
            ],
        )
        .first(4),
        ChildList::new(
            &payments::LIST,
            "customer_id",
            &[
                "number",
                "standing",
                "received_on",
                "method",
                "amount",
                "unapplied",
            ],
        ),
        contacts::children("customer_id"),
        locations::children("customer_id"),
        ChildList::new(
            &supplier_plant_mappings::LIST,
            "customer_id",
            &["supplier_id", "plant_id", "documents"],
        ),
        products::children("customer_id"),
        ChildList::new(
            &claims::LIST,
            "customer_id",
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
    reports: &[("Statement", "/customers/{id}/statement")],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?customer_id={id}",
    )],
    ..RecordConfig::of_draft::<CustomerDraft>()
};

/// The standing beside the name.
fn stands(customer: &Record, _choices: &Choices) -> Option<StatusLabel> {
    Some(credit_standing(customer))
}

const SEGMENTS: FieldSpec = FieldSpec::new("segments", "Segments", Kind::Codes("customer_segment"));
const HOLD: FieldSpec =
    FieldSpec::new("credit_hold", "Credit hold", Kind::Flag).needs(Operation::SetCredit);

const GROUPS: &[FieldGroup] = &[CUSTOMER, ADDRESS, TERMS, GOODS, DOCUMENTS, NOTES];

const CUSTOMER: FieldGroup = FieldGroup {
    title: "Customer",
    about: "Name, code and segments.",
    fields: &[COMPANY_NAME, CODE, SEGMENTS],
};

const TERMS: FieldGroup = FieldGroup {
    title: "Terms and credit",
    about: "Payment terms and credit. A credit hold blocks issuing orders.",
    fields: &[
        PAYMENT_TERMS,
        PAYMENT_METHOD,
        CREDIT_LIMIT.needs(Operation::SetCredit),
        OPEN_BALANCE,
        FieldSpec::new("credit_exposure", "Credit exposure, $", Kind::Money).page_only(),
        FieldSpec::new("credit_available", "Credit available, $", Kind::Money).page_only(),
        FieldSpec::new("oldest_due_date", "Oldest invoice due", Kind::Day).page_only(),
        CREDIT_BAND,
        APPLICATION_SENT,
        APPLICATION_APPROVED,
        HOLD,
    ],
};

const OPEN_BALANCE: FieldSpec =
    FieldSpec::new("open_balance", "Open balance, $", Kind::Money).page_only();

const GOODS: FieldGroup = FieldGroup {
    title: "Goods",
    about: "What they buy, its origin, and who picks up.",
    fields: &[
        FieldSpec::new("species", "Preferred species", Kind::Codes("species")).on_page("Prefers"),
        FieldSpec::new("edibility", "Buys", Kind::Code("edibility")),
        FieldSpec::new(
            "origin_preference",
            "Preferred origin",
            Kind::Code("origin"),
        )
        .on_page("Origin"),
        FieldSpec::new("cooks_product", "Cooks the product", Kind::Flag)
            .help("Required for positive and cook-only lots"),
        FieldSpec::new("picks_up_loads", "Picks up loads", Kind::Flag),
        FieldSpec::new(
            "needs_exportable",
            "Requires exportable product",
            Kind::Flag,
        ),
    ],
};

const DOCUMENTS: FieldGroup = FieldGroup {
    title: "Documents",
    about: "Documents required with each load.",
    fields: &[
        FieldSpec::new(
            "documents_needed",
            "Required documents",
            Kind::Ticks("required_document"),
        )
        .full_width()
        .on_page("Each load"),
        FieldSpec::new(
            "certificates_required",
            "Plant certificates",
            Kind::Codes("certificate"),
        ),
    ],
};
