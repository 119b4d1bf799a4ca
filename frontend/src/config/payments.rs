//! Payments of customers. They are entered on a page of their own and never edited.

use domain::EntityKind;
use domain::choices::{Choices, FixedChoice};
use domain::payments::{PaymentDraft, PaymentStanding};
use domain::permissions::Operation;

use super::shared::{
    ARCHIVED, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, CUSTOMER_FILTER, NOTES,
    OWNER_COLUMN, OWNER_FILTER,
};
use crate::api::record_json::{Record, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{FactGroup, RecordAction, RecordConfig};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::status::{StatusLabel, Tone};
use crate::ui::table::{Cell, Column, OnCard};

/// Payments in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/payments",
    kind: EntityKind::Payment,
    icon: Icon::Payment,
    title: "Payments",
    short: "Payments",
    singular: "payment",
    plural: "payments",
    description: "Money received from customers, and the receivables that it settles",
    search_hint: "Number, customer, reference",
    default_sort: "-received_on",
    name_field: "number",
    distinguishing_fields: &["customer_name"],
    columns: COLUMNS,
    filters: FILTERS,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    Column::new("number", "Number", Kind::Line)
        .sorts()
        .card(OnCard::Head),
    Column::new("standing", "Status", Kind::Code("payment_standing"))
        .card(OnCard::State)
        .made(status),
    Column::new("customer_id", "Customer", Kind::Record("/customers"))
        .sort("customer_name")
        .cut()
        .card(OnCard::Lead),
    Column::new("received_on", "Received", Kind::Day)
        .sorts()
        .card(OnCard::Side),
    Column::of(METHOD),
    Column::of(REFERENCE).card(OnCard::Hidden),
    Column::new("amount", "Amount, $", Kind::Money).sorts(),
    Column::new("unapplied", "Unapplied, $", Kind::Money)
        .sorts()
        .card(OnCard::Far),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("standing", "Status", FilterKind::Codes("payment_standing")),
    FilterSpec::new("has_unapplied", "Has unapplied cash", FilterKind::Flag),
    CUSTOMER_FILTER,
    FilterSpec::of(METHOD),
    FilterSpec::new(
        "receivable_id",
        "Receivable paid",
        FilterKind::Record("/receivables"),
    ),
    FilterSpec::new("received_on", "Received", FilterKind::Days),
    FilterSpec::new("amount", "Amount, $", FilterKind::Figures(2)),
    FilterSpec::new("unapplied", "Unapplied, $", FilterKind::Figures(2)),
    FilterSpec::new("voided", "Void", FilterKind::Flag),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// One payment.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    // Never created in place, because it has its own number.
    typed_field: None,
    status: Some(|payment, _| Some(stands(payment))),
    actions: &[
        RecordAction {
            own_dialog: true,
            ..RecordAction::new("allocate", "Apply")
        },
        RecordAction {
            amount: Some("unapplied"),
            reason: Some("Reason for the refund"),
            about: "Unapplied cash is paid back to the customer.",
            needs: Operation::TakeBack,
            ..RecordAction::new("refund", "Refund")
        },
        RecordAction {
            reason: Some("Reason for voiding"),
            about: "What it settled is owed again from today on. The number is not reused.",
            needs: Operation::TakeBack,
            ..RecordAction::new("void", "Void")
        },
    ],
    tokens: &[FieldSpec::new(
        "customer_id",
        "Customer",
        Kind::Record("/customers"),
    )],
    side_facts: &[
        FactGroup {
            title: "Amount",
            fields: &[
                FieldSpec::new("amount", "Amount, $", Kind::Money),
                FieldSpec::new("applied", "Applied, $", Kind::Money),
                FieldSpec::new("refunded", "Refunded, $", Kind::Money),
                FieldSpec::new("unapplied", "Unapplied, $", Kind::Money),
            ],
            all: true,
        },
        FactGroup {
            title: "Payment",
            fields: &[
                RECEIVED_ON,
                METHOD,
                REFERENCE,
                FieldSpec::new("void_reason", "Void reason", Kind::Line),
            ],
            all: false,
        },
    ],
    lines: Some(("allocations", ALLOCATION)),
    lines_title: "Applied to",
    ..RecordConfig::of_draft::<PaymentDraft>()
};

/// How much of it is applied. The shape shows it as that of a receivable shows how much is paid.
fn stands(payment: &Record) -> StatusLabel {
    let standing: PaymentStanding = text(payment, "standing").parse().unwrap_or_default();
    let (tone, shape) = match standing {
        PaymentStanding::Unapplied => (Tone::Asked, Icon::Unpaid),
        PaymentStanding::PartlyApplied => (Tone::Moving, Icon::PartlyPaid),
        PaymentStanding::Applied => (Tone::Good, Icon::Paid),
        PaymentStanding::Void => (Tone::Still, Icon::Cancelled),
    };
    StatusLabel::new(tone, shape, standing.label())
}

fn status(payment: &Record, _choices: &Choices) -> Cell {
    Cell::Status(stands(payment), Vec::new())
}

const METHOD: FieldSpec = FieldSpec::new("method", "Method", Kind::Code("payment_method"));
const REFERENCE: FieldSpec = FieldSpec::new("reference", "Reference", Kind::Line);
const RECEIVED_ON: FieldSpec = FieldSpec::new("received_on", "Received", Kind::Day);

/// A receivable that it settles.
const ALLOCATION: &[FieldSpec] = &[
    FieldSpec::new("receivable_id", "Receivable", Kind::Record("/receivables")),
    FieldSpec::new("amount", "Amount, $", Kind::Money),
    FieldSpec::new("discount", "Discount, $", Kind::Money),
];

/// The fields of a new payment; its allocations have a table of their own.
pub const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Payment",
        about: "Who paid, how much, and how.",
        fields: &[
            FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
            FieldSpec::new("amount", "Amount", Kind::Money),
            METHOD,
            REFERENCE,
            RECEIVED_ON,
            FieldSpec::new("number", "Number", Kind::Line).help("Next number if left blank"),
        ],
    },
    FieldGroup {
        title: "Applied to",
        about: "Receivables that it settles.",
        fields: &[FieldSpec::new("allocations", "Applied to", Kind::Rows(ALLOCATION)).full_width()],
    },
    NOTES,
];
