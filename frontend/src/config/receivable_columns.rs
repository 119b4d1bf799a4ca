//! The columns of receivables: status and amounts owed.

use domain::choices::{Choices, FixedChoice};
use domain::receivables::{PaymentStatus, ReceivableKind, ReceivableStanding};

use super::shared::{CHANGED_COLUMN, CREATED_COLUMN, OWNER_COLUMN, TERMS_COLUMN};
use crate::api::record_json::{Record, some_text, text};
use crate::config::list_config::Sums;
use crate::ui::field_spec::Kind;
use crate::ui::format::{cash, money};
use crate::ui::icon::Icon;
use crate::ui::status::{Flag, StatusLabel, Tone};
use crate::ui::table::{Cell, Column, OnCard};

pub(super) const COLUMNS: &[Column] = &[
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
    TERMS_COLUMN.card(OnCard::Hidden).extra(),
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

pub(super) fn is_credit(receivable: &Record) -> bool {
    text(receivable, "kind") == ReceivableKind::CreditNote.code()
}

/// An amount as the customer owes it: what we owe them on a credit note is negative.
fn owed(receivable: &Record, name: &str) -> Cell {
    let sign = if is_credit(receivable) { "-" } else { "" };
    let plain = some_text(receivable, name);
    Cell::figure(plain.map(|plain| money(&format!("{sign}{plain}"))))
}

/// The status computed by the server. The shape of an open balance shows how much is paid.
pub(super) fn stands(receivable: &Record) -> StatusLabel {
    let standing: ReceivableStanding = text(receivable, "standing").parse().unwrap_or_default();
    let is_partly = text(receivable, "payment_status") == PaymentStatus::Partial.code();
    let (tone, shape) = match standing {
        ReceivableStanding::Draft => (Tone::Still, Icon::Draft),
        ReceivableStanding::Void => (Tone::Still, Icon::Cancelled),
        ReceivableStanding::Paid => (Tone::Good, Icon::Paid),
        ReceivableStanding::Open if is_partly => (Tone::Moving, Icon::PartlyPaid),
        ReceivableStanding::Open => (Tone::Asked, Icon::Unpaid),
        ReceivableStanding::DueSoon => (Tone::Caution, Icon::Caution),
        ReceivableStanding::Overdue => (Tone::Danger, Icon::Stop),
    };
    let word = match standing {
        ReceivableStanding::Paid if is_credit(receivable) => "Used",
        standing => standing.label(),
    };
    StatusLabel::new(tone, shape, word)
}

pub(super) fn status(receivable: &Record, _choices: &Choices) -> Cell {
    let differs = receivable
        .get("billing_difference")
        .is_some_and(|difference| !difference.is_null());
    let flag = differs.then_some(Flag {
        tone: Tone::Caution,
        shape: Icon::Caution,
        name: "Differs from its order",
    });
    Cell::Status(stands(receivable), flag.into_iter().collect())
}

/// What the receivables of the filter come to.
pub(super) fn sums(sums: &Record) -> Sums {
    let overdue = text(sums, "overdue");
    let late = overdue.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
    let cell = |name: &str| Cell::figure(some_text(sums, name).map(|plain| money(&plain)));
    Sums {
        cells: vec![("amount", cell("amount")), ("balance", cell("balance"))],
        note: if late {
            format!("{} overdue", cash(overdue))
        } else {
            String::new()
        },
    }
}
