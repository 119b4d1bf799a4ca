//! Receivables: what customers owe us.

use domain::EntityKind;
use domain::choices::{Choices, FixedChoice};
use domain::permissions::Operation;
use domain::receivables::{PaymentStatus, ReceivableDraft, ReceivableKind, ReceivableStatus};
use serde_json::Value;

use super::shared::{CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, NOTES, OWNER_COLUMN};
use crate::desk::{Deed, Desk, Facts, Sheet, Start, Sums, checked, writable};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::format::money;
use crate::ui::icon::Icon;
use crate::ui::spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::status::{Flag, Standing, Tone};
use crate::ui::table::{Cell, Column, OnCard};
use crate::wire::{Record, is, some_text, text};

/// Receivables in lists.
pub static DESK: Desk = Desk {
    path: "/receivables",
    kind: EntityKind::Receivable,
    sign: Icon::Receivable,
    title: "Receivables",
    short: "Receivables",
    one: "receivable",
    many: "receivables",
    about: "Here stands what customers owe you: invoices, credit notes and balances taken over.",
    search: "Number, customer, order",
    sort: "due_date",
    sorts: &[],
    name: "number",
    tell: &["customer_name"],
    columns: COLUMNS,
    filters: FILTERS,
    owned: true,
    ask: None,
    whole: None,
    views: None,
    sums: Some(sums),
    settable: &[],
};

const COLUMNS: &[Column] = &[
    Column::new("number", "Number", Kind::Line)
        .sorts()
        .card(OnCard::Head),
    Column::new("status", "Status", Kind::Code("receivable_status"))
        .card(OnCard::State)
        .made(status),
    Column::new("kind", "Kind", Kind::Code("receivable_kind")).card(OnCard::Hidden),
    Column::new("customer_id", "Customer", Kind::Record("/customers"))
        .sort("customer_name")
        .cut()
        .card(OnCard::Lead),
    Column::new(
        "purchase_order_id",
        "Order",
        Kind::Record("/purchase-orders"),
    )
    .card(OnCard::Hidden),
    Column::new("invoice_date", "Invoiced", Kind::Day)
        .sorts()
        .card(OnCard::Hidden),
    Column::new("due_date", "Due", Kind::Day)
        .sorts()
        .card(OnCard::Side)
        .short("Due"),
    Column::new("payment_terms", "Terms", Kind::Code("payment_terms"))
        .card(OnCard::Hidden)
        .extra(),
    Column::new("amount", "Amount, $", Kind::Money)
        .sorts()
        .made(|receivable, _| owed(receivable, "amount")),
    Column::new("balance", "Balance, $", Kind::Money)
        .sorts()
        .card(OnCard::Far)
        .made(|receivable, _| owed(receivable, "balance")),
    Column::new("aging_bucket", "Age", Kind::Code("aging_bucket"))
        .card(OnCard::Hidden)
        .extra(),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

fn is_credit(receivable: &Record) -> bool {
    text(receivable, "kind") == ReceivableKind::CreditNote.code()
}

/// An amount as the customer owes it: what we owe them on a credit note is negative.
fn owed(receivable: &Record, name: &str) -> Cell {
    let sign = if is_credit(receivable) { "-" } else { "" };
    let plain = some_text(receivable, name);
    Cell::figure(plain.map(|plain| money(&format!("{sign}{plain}"))))
}

/// Where it stands: its state, and once issued how much of it is paid.
fn stands(receivable: &Record) -> Standing {
    let status: ReceivableStatus = text(receivable, "status").parse().unwrap_or_default();
    let paid = text(receivable, "payment_status").parse::<PaymentStatus>();
    let credit = is_credit(receivable);
    let (tone, shape, word) = match (status, paid) {
        (ReceivableStatus::Draft, _) => (Tone::Still, Icon::Draft, status.label()),
        (ReceivableStatus::Void, _) => (Tone::Still, Icon::Cancelled, status.label()),
        (ReceivableStatus::Issued, Ok(PaymentStatus::Paid)) if credit => {
            (Tone::Good, Icon::Paid, "Used")
        }
        (ReceivableStatus::Issued, Ok(PaymentStatus::Partial)) if credit => {
            (Tone::Moving, Icon::PartlyPaid, "Partly used")
        }
        (ReceivableStatus::Issued, _) if credit => (Tone::Asked, Icon::Unpaid, "Open"),
        (ReceivableStatus::Issued, Ok(PaymentStatus::Paid)) => {
            (Tone::Good, Icon::Paid, PaymentStatus::Paid.label())
        }
        (ReceivableStatus::Issued, Ok(PaymentStatus::Partial)) => (
            Tone::Moving,
            Icon::PartlyPaid,
            PaymentStatus::Partial.label(),
        ),
        (ReceivableStatus::Issued, _) => (Tone::Asked, Icon::Unpaid, PaymentStatus::Unpaid.label()),
    };
    Standing::new(tone, shape, word)
}

fn status(receivable: &Record, _choices: &Choices) -> Cell {
    let late = is(receivable, "is_overdue").then_some(Flag {
        tone: Tone::Trouble,
        shape: Icon::Stop,
        name: "Overdue",
    });
    Cell::Status(stands(receivable), late.into_iter().collect())
}

/// What the receivables of the filter come to.
fn sums(sums: &Record) -> Sums {
    let overdue = text(sums, "overdue");
    let late = overdue.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
    let cell = |name: &str| Cell::figure(some_text(sums, name).map(|plain| money(&plain)));
    Sums {
        cells: vec![("amount", cell("amount")), ("balance", cell("balance"))],
        note: if late {
            format!("${} of it overdue", money(overdue))
        } else {
            String::new()
        },
    }
}

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("status", "Status", FilterKind::Codes("receivable_status")),
    FilterSpec::new(
        "payment_status",
        "Paid",
        FilterKind::Codes("payment_status"),
    ),
    FilterSpec::new("is_overdue", "Overdue", FilterKind::Flag),
    FilterSpec::new(
        "aging_bucket",
        "Age, days",
        FilterKind::Codes("aging_bucket"),
    ),
    FilterSpec::new("kind", "Kind", FilterKind::Codes("receivable_kind")),
    FilterSpec::new("customer_id", "Customer", FilterKind::Record("/customers")),
    FilterSpec::new(
        "purchase_order_id",
        "Order",
        FilterKind::Record("/purchase-orders"),
    )
    .or_blank(),
    FilterSpec::new("due_date", "Due", FilterKind::Days),
    FilterSpec::new("invoice_date", "Invoiced", FilterKind::Days),
    FilterSpec::new("amount", "Amount, $", FilterKind::Figures(2)),
    FilterSpec::new("balance", "Balance, $", FilterKind::Figures(2)),
    CREATED,
    CHANGED,
    FilterSpec::new("owner_id", "Owner", FilterKind::Record("/users")),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

/// One receivable.
pub static SHEET: Sheet = Sheet {
    desk: &DESK,
    groups: GROUPS,
    check: checked::<ReceivableDraft>,
    drafted: Some(drafted),
    // It is not made in place: it has its own number.
    typed: None,
    start: &[
        ("kind", Start::Text("invoice")),
        ("invoice_date", Start::Today),
    ],
    standing: Some(|receivable, _| Some(stands(receivable))),
    deeds: &[
        Deed {
            code: "issue",
            label: "Issue",
            reason: None,
            asks: Operation::Act,
        },
        Deed {
            code: "void",
            label: "Void",
            reason: Some("Why it is void"),
            asks: Operation::TakeBack,
        },
    ],
    marks: &[
        FieldSpec::new("kind", "Kind", Kind::Code("receivable_kind")),
        FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
    ],
    aside: &[
        Facts {
            title: "Amount",
            fields: &[
                FieldSpec::new("amount", "Amount, $", Kind::Money),
                FieldSpec::new("balance", "Balance, $", Kind::Money),
                FieldSpec::new("freight_amount", "Freight, $", Kind::Money),
                FieldSpec::new("tax_amount", "Tax, $", Kind::Money),
                FieldSpec::new("opening_amount", "Opening balance, $", Kind::Money),
                FieldSpec::new("aging_bucket", "Age, days", Kind::Code("aging_bucket")),
            ],
            all: false,
        },
        Facts {
            title: "Terms",
            fields: &[
                FieldSpec::new(
                    "purchase_order_id",
                    "Order",
                    Kind::Record("/purchase-orders"),
                ),
                FieldSpec::new("invoice_date", "Invoiced", Kind::Day),
                FieldSpec::new("payment_terms", "Terms", Kind::Code("payment_terms")),
                FieldSpec::new("due_date", "Due", Kind::Day),
                FieldSpec::new("due_date_reason", "Because", Kind::Line),
                FieldSpec::new("customer_po_number", "Their order", Kind::Line),
                FieldSpec::new("void_reason", "Void because", Kind::Line),
            ],
            all: false,
        },
    ],
    lines: Some(("lines", LINE)),
    ..Sheet::OF
};

/// A line's amount that price and quantity give is computed again, not kept.
fn drafted(record: &Record) -> Record {
    let mut draft = writable(record, GROUPS);
    let computed: Vec<Value> = record
        .get("lines")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|line| line.get("computed_amount").cloned().unwrap_or_default())
        .collect();
    if let Some(Value::Array(lines)) = draft.get_mut("lines") {
        for (line, computed) in lines.iter_mut().zip(computed) {
            if let Some(line) = line.as_object_mut().filter(|_| !computed.is_null())
                && line.get("amount") == Some(&computed)
            {
                line.insert("amount".to_owned(), Value::Null);
            }
        }
    }
    draft
}

const LINE: &[FieldSpec] = &[
    FieldSpec::new("description", "Description", Kind::Line).required(),
    FieldSpec::new("units", "Units", Kind::Count),
    FieldSpec::new("weight", "Weight", Kind::Weight).unit_in("weight_unit"),
    FieldSpec::new("weight_unit", "In", Kind::Chosen("weight_unit")),
    FieldSpec::new("price", "Price, $", Kind::Price).unit_in("basis"),
    FieldSpec::new("basis", "Per", Kind::Code("price_basis")),
    FieldSpec::new("amount", "Amount, $", Kind::Money),
    FieldSpec::new("amount_reason", "Because", Kind::Line),
    FieldSpec::new("po_line_id", "Line of the order", Kind::Link("")),
];

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Receivable",
        about: "Who owes it, and for which deal.",
        fields: &[
            FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")).required(),
            FieldSpec::new(
                "purchase_order_id",
                "Order",
                Kind::Record("/purchase-orders"),
            ),
            FieldSpec::new("number", "Number", Kind::Line).help("The next one when left blank"),
            FieldSpec::new("kind", "Kind", Kind::Chosen("receivable_kind")).required(),
            FieldSpec::new("customer_po_number", "Customer's order number", Kind::Line),
        ],
    },
    FieldGroup {
        title: "Terms",
        about: "When it is due; computed from the terms unless you say why not.",
        fields: &[
            FieldSpec::new("invoice_date", "Invoice date", Kind::Day),
            FieldSpec::new("payment_terms", "Terms", Kind::Code("payment_terms")),
            FieldSpec::new("due_date", "Due", Kind::Day).help("Computed when left blank"),
            FieldSpec::new("due_date_reason", "Why on another day", Kind::Line),
        ],
    },
    FieldGroup {
        title: "Lines",
        about: "What is billed. A blank amount is price times quantity.",
        fields: &[FieldSpec::new("lines", "Lines", Kind::Rows(LINE)).whole()],
    },
    FieldGroup {
        title: "Sums",
        about: "What comes on top.",
        fields: &[
            FieldSpec::new("freight_amount", "Freight", Kind::Money),
            FieldSpec::new("tax_amount", "Tax", Kind::Money),
            FieldSpec::new("opening_amount", "Opening balance", Kind::Money)
                .help("Only of an opening balance without lines"),
        ],
    },
    NOTES,
];
