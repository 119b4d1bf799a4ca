//! Carriers: authority, insurance and equipment.

use domain::EntityKind;
use domain::carriers::{CarrierDraft, InsuranceState};
use domain::choices::{Choices, FixedChoice};

use super::shared::{
    ADDRESS, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, NOTES, OWNER_COLUMN,
};
use super::{contacts, purchase_orders};
use crate::api::record_json::{Record, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, InitialValue, RecordConfig, validate};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::status::{StatusLabel, Tone};
use crate::ui::table::{Cell, Column, OnCard};

/// Carriers in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/carriers",
    kind: EntityKind::Carrier,
    icon: Icon::Carrier,
    title: "Carriers",
    short: "Carriers",
    singular: "carrier",
    plural: "carriers",
    description: "Companies that haul your loads, with authority and insurance",
    search_hint: "Name, code, USDOT, MC",
    default_sort: "name",
    extra_sorts: &[],
    name_field: "name",
    distinguishing_fields: &["tender_block", "code", "usdot_number", "city", "state"],
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
    Column::new("name", "Carrier", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Head),
    Column::new(
        "insurance_state",
        "Insurance",
        Kind::Code("insurance_state"),
    )
    .card(OnCard::State)
    .made(|carrier, _| Cell::Status(insured(carrier), Vec::new())),
    Column::new("insurance_expires_on", "Insured until", Kind::Day)
        .sorts()
        .card(OnCard::Side)
        .short("Until"),
    Column::new("code", "Code", Kind::Line)
        .muted()
        .card(OnCard::Hidden),
    Column::new("carrier_type", "Type", Kind::Code("carrier_type")).card(OnCard::Hidden),
    Column::new("usdot_number", "USDOT", Kind::Line),
    Column::new("docket", "Docket", Kind::Line),
    Column::new(
        "authority_status",
        "Authority",
        Kind::Code("authority_status"),
    )
    .card(OnCard::Hidden),
    Column::new("town", "City", Kind::Town).card(OnCard::Lead),
    Column::new("phone", "Phone", Kind::Phone).card(OnCard::Far),
    Column::new("payment_terms", "Terms", Kind::Code("payment_terms"))
        .card(OnCard::Hidden)
        .extra(),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

/// How a carrier is insured.
pub fn insured(carrier: &Record) -> StatusLabel {
    let state: InsuranceState = text(carrier, "insurance_state").parse().unwrap_or_default();
    let (tone, shape) = match state {
        InsuranceState::Valid => (Tone::Good, Icon::Valid),
        InsuranceState::Expiring => (Tone::Caution, Icon::Caution),
        InsuranceState::Expired => (Tone::Danger, Icon::Stop),
        InsuranceState::Missing => (Tone::Caution, Icon::Missing),
    };
    StatusLabel::new(tone, shape, state.label())
}

fn standing(carrier: &Record, _choices: &Choices) -> Option<StatusLabel> {
    let state = insured(carrier);
    let word = format!("Insurance {}", state.word.to_ascii_lowercase());
    Some(StatusLabel { word, ..state })
}

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new(
        "insurance_state",
        "Insurance",
        FilterKind::Codes(InsuranceState::LIST),
    ),
    FilterSpec::new("insurance_expires_on", "Insured until", FilterKind::Days),
    FilterSpec::new(
        "authority_status",
        "Authority",
        FilterKind::Codes("authority_status"),
    ),
    FilterSpec::new("carrier_type", "Type", FilterKind::Codes("carrier_type")),
    FilterSpec::new("supplier_id", "Loads at", FilterKind::Record("/suppliers")).or_blank(),
    FilterSpec::new("state", "State", FilterKind::Codes("us_state")).or_blank(),
    CREATED,
    CHANGED,
    FilterSpec::new("owner_id", "Owner", FilterKind::Record("/users")),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

/// One carrier.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    check: validate::<CarrierDraft>,
    initial_values: &[
        ("carrier_type", InitialValue::Text("truck")),
        ("authority_status", InitialValue::Text("unknown")),
    ],
    duplicate_fields: &["name", "usdot_number", "phone", "email"],
    status: Some(standing),
    tokens: &[
        FieldSpec::new("code", "Code", Kind::Line),
        FieldSpec::new("carrier_type", "Type", Kind::Code("carrier_type")),
    ],
    side_facts: &[
        FactGroup {
            title: "Authority",
            fields: &[
                FieldSpec::new("usdot_number", "USDOT", Kind::Line),
                FieldSpec::new("docket", "Docket", Kind::Line),
                FieldSpec::new(
                    "authority_status",
                    "Authority",
                    Kind::Code("authority_status"),
                ),
                FieldSpec::new("authority_checked_on", "Checked", Kind::Day),
            ],
            all: true,
        },
        FactGroup {
            title: "Insurance",
            fields: &[
                FieldSpec::new("insurance_expires_on", "Until", Kind::Day),
                FieldSpec::new("insurance_amount", "Amount, $", Kind::Money),
                FieldSpec::new("insurance_provider", "Provider", Kind::Line),
                FieldSpec::new("insurance_policy_number", "Policy", Kind::Line),
            ],
            all: true,
        },
        FactGroup {
            title: "Booking and payment",
            fields: &[
                FieldSpec::new("suppliers", "Loads at", Kind::Records("/suppliers")),
                FieldSpec::new("our_account_number", "Our account", Kind::Line),
                FieldSpec::new(
                    "payment_terms",
                    "Payment terms",
                    Kind::Code("payment_terms"),
                ),
                FieldSpec::new("payment_method", "By", Kind::Code("payment_method")),
                FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
                FieldSpec::new(
                    "appointment_method",
                    "Booked by",
                    Kind::Code("appointment_method"),
                ),
                FieldSpec::new("release_number", "Release number", Kind::Line),
            ],
            all: false,
        },
    ],
    related: &[
        ChildList {
            list: &purchase_orders::LIST,
            by: "carrier_id",
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
        ChildList {
            list: &contacts::LIST,
            by: "carrier_id",
            columns: &["name", "title", "positions", "phone", "email"],
            first: 4,
        },
    ],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?carrier_id={id}",
    )],
    ..RecordConfig::DEFAULT
};

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Carrier",
        about: "Name, code and type.",
        fields: &[
            FieldSpec::new("name", "Name", Kind::Line)
                .required()
                .full_width(),
            FieldSpec::new("code", "Code", Kind::Line),
            FieldSpec::new("carrier_type", "Type", Kind::Chosen("carrier_type")).required(),
            FieldSpec::new("suppliers", "Usually loads at", Kind::Records("/suppliers"))
                .full_width(),
        ],
    },
    FieldGroup {
        title: "Authority",
        about: "Inactive authority blocks tendering.",
        fields: &[
            FieldSpec::new("usdot_number", "USDOT number", Kind::Line)
                .help("Required to tender a load"),
            FieldSpec::new("docket", "Docket", Kind::Line).help("For example MC-123456"),
            FieldSpec::new(
                "authority_status",
                "Authority",
                Kind::Chosen("authority_status"),
            )
            .required(),
            FieldSpec::new("authority_checked_on", "Checked on", Kind::Day),
        ],
    },
    FieldGroup {
        title: "Insurance",
        about: "Expired or missing insurance blocks tendering.",
        fields: &[
            FieldSpec::new("insurance_expires_on", "Insured until", Kind::Day),
            FieldSpec::new("insurance_amount", "Amount", Kind::Money),
            FieldSpec::new("insurance_provider", "Provider", Kind::Line),
            FieldSpec::new("insurance_policy_number", "Policy number", Kind::Line),
        ],
    },
    ADDRESS,
    FieldGroup {
        title: "Booking and payment",
        about: "How we book and pay this carrier.",
        fields: &[
            FieldSpec::new("our_account_number", "Our account with them", Kind::Line),
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
            FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
            FieldSpec::new(
                "appointment_method",
                "Booked by",
                Kind::Code("appointment_method"),
            ),
            FieldSpec::new("release_number", "Release number", Kind::Line),
        ],
    },
    NOTES,
];
