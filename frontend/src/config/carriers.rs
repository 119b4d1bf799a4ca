//! Carriers: authority, insurance and equipment.

use domain::EntityKind;
use domain::carriers::{CarrierDraft, InsuranceState};
use domain::choices::{Choices, FixedChoice};

use super::shared::{
    ADDRESS, ARCHIVED, CHANGED, CHANGED_COLUMN, CODE, CREATED, CREATED_COLUMN, CREDIT_BAND, NOTES,
    OWNER_COLUMN, OWNER_FILTER, PAYMENT_METHOD, PAYMENT_TERMS, PHONE_COLUMN, STATE_FILTER,
    TERMS_COLUMN, TOWN_COLUMN, name_column,
};
use super::{claims, contacts, purchase_orders};
use crate::api::record_json::{Record, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{ChildList, FactGroup, InitialValue, RecordConfig};
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
    distinguishing_fields: &["tender_block", "code", "usdot_number", "city", "state"],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    name_column("Carrier"),
    Column::new(
        "insurance_state",
        "Insurance",
        Kind::Code("insurance_state"),
    )
    .card(OnCard::State)
    .made(|carrier, _| Cell::Status(insured(carrier), Vec::new())),
    Column::of(INSURED_UNTIL)
        .sorts()
        .card(OnCard::Side)
        .short("Until"),
    Column::of(CODE).muted().card(OnCard::Hidden),
    Column::of(TYPE).card(OnCard::Hidden),
    Column::of(USDOT),
    Column::of(DOCKET),
    Column::of(STATUS).card(OnCard::Hidden),
    TOWN_COLUMN.card(OnCard::Lead),
    PHONE_COLUMN.card(OnCard::Far),
    TERMS_COLUMN.card(OnCard::Hidden).extra(),
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
    FilterSpec::of(INSURED_UNTIL),
    FilterSpec::of(STATUS),
    FilterSpec::of(TYPE),
    FilterSpec::new("supplier_id", "Loads at", FilterKind::Record("/suppliers")).or_blank(),
    STATE_FILTER,
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// One carrier.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    initial_values: &[
        ("carrier_type", InitialValue::Text("truck")),
        ("authority_status", InitialValue::Text("unknown")),
    ],
    duplicate_fields: &["name", "usdot_number", "phone", "email"],
    status: Some(standing),
    tokens: &[CODE, TYPE],
    side_facts: &[
        FactGroup::all_of(&AUTHORITY),
        FactGroup::all_of(&INSURANCE),
        FactGroup::of(&BOOKING),
    ],
    related: &[
        ChildList::new(
            &purchase_orders::LIST,
            "carrier_id",
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
        contacts::children("carrier_id"),
        ChildList::new(
            &claims::LIST,
            "carrier_id",
            &[
                "number",
                "status",
                "kind",
                "happened_on",
                "claimed",
                "settled",
                "clock",
            ],
        ),
    ],
    create_links: &[(
        "New order",
        EntityKind::PurchaseOrder,
        "/purchase-orders/new?carrier_id={id}",
    )],
    ..RecordConfig::of_draft::<CarrierDraft>()
};

const GROUPS: &[FieldGroup] = &[CARRIER, AUTHORITY, INSURANCE, ADDRESS, BOOKING, NOTES];

/// Required here, so that the default is not taken unseen.
const TYPE: FieldSpec =
    FieldSpec::new("carrier_type", "Type", Kind::Chosen("carrier_type")).required();
const SUPPLIERS: FieldSpec =
    FieldSpec::new("suppliers", "Usually loads at", Kind::Records("/suppliers"))
        .full_width()
        .on_page("Loads at");
const USDOT: FieldSpec = FieldSpec::new("usdot_number", "USDOT number", Kind::Line)
    .help("Required to tender a load")
    .on_page("USDOT");
const DOCKET: FieldSpec =
    FieldSpec::new("docket", "Docket", Kind::Line).help("For example MC-123456");
/// Required here, as the type is.
const STATUS: FieldSpec = FieldSpec::new(
    "authority_status",
    "Authority",
    Kind::Chosen("authority_status"),
)
.required();
const INSURED_UNTIL: FieldSpec = FieldSpec::new("insurance_expires_on", "Insured until", Kind::Day);

const CARRIER: FieldGroup = FieldGroup {
    title: "Carrier",
    about: "Name, code and type.",
    fields: &[
        FieldSpec::new("name", "Name", Kind::Line).full_width(),
        CODE,
        TYPE,
        SUPPLIERS,
    ],
};

const AUTHORITY: FieldGroup = FieldGroup {
    title: "Authority",
    about: "Inactive authority blocks tendering.",
    fields: &[
        USDOT,
        DOCKET,
        STATUS,
        FieldSpec::new("authority_checked_on", "Checked on", Kind::Day).on_page("Checked"),
    ],
};

const INSURANCE: FieldGroup = FieldGroup {
    title: "Insurance",
    about: "Expired or missing insurance blocks tendering.",
    fields: &[
        INSURED_UNTIL.on_page("Until"),
        FieldSpec::new("insurance_amount", "Amount", Kind::Money).on_page("Amount, $"),
        FieldSpec::new("insurance_provider", "Provider", Kind::Line),
        FieldSpec::new("insurance_policy_number", "Policy number", Kind::Line).on_page("Policy"),
    ],
};

const BOOKING: FieldGroup = FieldGroup {
    title: "Booking and payment",
    about: "How we book and pay this carrier.",
    fields: &[
        SUPPLIERS.page_only(),
        FieldSpec::new("our_account_number", "Our account with them", Kind::Line)
            .on_page("Our account"),
        PAYMENT_TERMS,
        PAYMENT_METHOD,
        CREDIT_BAND,
        FieldSpec::new(
            "appointment_method",
            "Booked by",
            Kind::Code("appointment_method"),
        ),
        FieldSpec::new("release_number", "Release number", Kind::Line),
    ],
};
