//! Claims on loads. They are opened on the page of an order and changed by steps alone.

use domain::EntityKind;
use domain::choices::{Choices, FixedChoice};
use domain::claims::{ClaimStatus, ClockWarning};
use domain::permissions::Operation;
use serde_json::Value;

use super::shared::{
    ARCHIVED, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, OWNER_COLUMN, OWNER_FILTER,
};
use crate::api::record_json::{Record, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{FactGroup, RecordAction, RecordConfig};
use crate::ui::field_spec::{FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::status::{StatusLabel, Tone};
use crate::ui::table::{Cell, Column, OnCard};

/// Claims in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/claims",
    kind: EntityKind::Claim,
    icon: Icon::Claim,
    title: "Claims",
    short: "Claims",
    singular: "claim",
    plural: "claims",
    description: "What customers claim from you, and what you claim from suppliers and carriers. Claims are opened on the page of an order",
    search_hint: "Number, party, order",
    default_sort: "-happened_on",
    name_field: "number",
    distinguishing_fields: &["party_name"],
    columns: COLUMNS,
    filters: FILTERS,
    made_elsewhere: true,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    Column::new("number", "Number", Kind::Line)
        .sorts()
        .card(OnCard::Head),
    Column::new("status", "Status", Kind::Code("claim_status"))
        .card(OnCard::State)
        .made(status),
    Column::new("party_name", "Party", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Lead),
    Column::new("party", "Side", Kind::Code("claim_party")),
    Column::new("kind", "Event", Kind::Code("claim_kind")),
    Column::new("happened_on", "Day", Kind::Day)
        .sorts()
        .card(OnCard::Side),
    Column::new(
        "purchase_order_id",
        "Order",
        Kind::Record("/purchase-orders"),
    ),
    Column::new("claimed", "Claimed, $", Kind::Money)
        .sorts()
        .card(OnCard::Far),
    Column::new("approved", "Approved, $", Kind::Money),
    Column::new("settled", "Settled, $", Kind::Money),
    Column::new("clock", "Time to file", Kind::Line).made(clock_cell),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("status", "Status", FilterKind::Codes("claim_status")),
    FilterSpec::new("is_open", "Open", FilterKind::Flag),
    FilterSpec::new("party", "Side", FilterKind::Codes("claim_party")),
    FilterSpec::new("kind", "Event", FilterKind::Codes("claim_kind")),
    FilterSpec::new("days_left", "Days left to file", FilterKind::Figures(0)),
    FilterSpec::new(
        "purchase_order_id",
        "Order",
        FilterKind::Record("/purchase-orders"),
    ),
    FilterSpec::new("customer_id", "Customer", FilterKind::Record("/customers")).or_blank(),
    FilterSpec::new("supplier_id", "Supplier", FilterKind::Record("/suppliers")).or_blank(),
    FilterSpec::new("carrier_id", "Carrier", FilterKind::Record("/carriers")).or_blank(),
    FilterSpec::new("happened_on", "Day", FilterKind::Days),
    FilterSpec::new("claimed", "Claimed, $", FilterKind::Figures(2)),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// A step with a dialog of its screen.
const fn step(code: &'static str, label: &'static str, needs: Operation) -> RecordAction {
    RecordAction {
        needs,
        own_dialog: true,
        ..RecordAction::new(code, label)
    }
}

/// One claim.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    // Never created in place: it is opened with its event.
    typed_field: None,
    status: Some(|claim, _| Some(stands(claim))),
    actions: &[
        step("approve", "Approve", Operation::Override),
        step("settle", "Settle", Operation::Override),
        RecordAction {
            reason: Some("Reason for the denial"),
            about: "The claim ends; nothing is owed.",
            needs: Operation::Override,
            ..RecordAction::new("deny", "Deny")
        },
        RecordAction {
            reason: Some("Reason for the withdrawal"),
            about: "The claim ends without a decision.",
            ..RecordAction::new("cancel", "Cancel claim")
        },
    ],
    tokens: &[
        FieldSpec::new("party", "Side", Kind::Code("claim_party")),
        CUSTOMER,
        SUPPLIER,
        CARRIER,
    ],
    side_facts: &[
        FactGroup {
            title: "Amounts",
            fields: &[
                FieldSpec::new("claimed", "Claimed, $", Kind::Money),
                FieldSpec::new("approved", "Approved, $", Kind::Money),
                FieldSpec::new("settled", "Settled, $", Kind::Money),
            ],
            all: true,
        },
        FactGroup {
            title: "Decision",
            fields: &[
                FieldSpec::new("document", "Document", Kind::Line),
                FieldSpec::new(
                    "credit_memo_id",
                    "Credit memo",
                    Kind::Record("/receivables"),
                ),
                FieldSpec::new("decision_reason", "Reason", Kind::Line),
            ],
            all: false,
        },
        FactGroup {
            title: "Load",
            fields: &[
                FieldSpec::new(
                    "purchase_order_id",
                    "Order",
                    Kind::Record("/purchase-orders"),
                ),
                FieldSpec::new("delivered_on", "Delivered", Kind::Day),
            ],
            all: true,
        },
    ],
    ..RecordConfig::DEFAULT
};

const CUSTOMER: FieldSpec = FieldSpec::new("customer_id", "Customer", Kind::Record("/customers"));
const SUPPLIER: FieldSpec = FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers"));
const CARRIER: FieldSpec = FieldSpec::new("carrier_id", "Carrier", Kind::Record("/carriers"));

/// The state of a claim.
#[must_use]
pub fn standing_of(status: ClaimStatus) -> StatusLabel {
    let (tone, shape) = match status {
        ClaimStatus::Pending => (Tone::Asked, Icon::Issued),
        ClaimStatus::Approved => (Tone::Agreed, Icon::Confirmed),
        ClaimStatus::Settled => (Tone::Good, Icon::Paid),
        ClaimStatus::Denied => (Tone::Still, Icon::Stop),
        ClaimStatus::Cancelled => (Tone::Still, Icon::Cancelled),
    };
    StatusLabel::new(tone, shape, status.label())
}

fn stands(claim: &Record) -> StatusLabel {
    standing_of(text(claim, "status").parse().unwrap_or_default())
}

fn status(claim: &Record, _choices: &Choices) -> Cell {
    Cell::Status(stands(claim), Vec::new())
}

/// The mark of a clock, by its days left and its warning.
#[must_use]
pub fn clock_mark(days_left: i64, warning: Option<ClockWarning>) -> StatusLabel {
    let words = match days_left {
        ..0 => "Expired".to_owned(),
        0 => "Last day".to_owned(),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    };
    let (tone, shape) = match warning {
        None => (Tone::Still, Icon::Aging),
        Some(ClockWarning::Notice) => (Tone::Caution, Icon::Caution),
        Some(ClockWarning::Urgent | ClockWarning::Expired) => (Tone::Danger, Icon::Caution),
    };
    StatusLabel::new(tone, shape, words)
}

fn clock_cell(claim: &Record, _choices: &Choices) -> Cell {
    let Some(clock) = claim.get("clock").filter(|clock| clock.is_object()) else {
        return Cell::Unknown;
    };
    let days_left = clock.get("days_left").and_then(Value::as_i64);
    let warning = clock.get("warning").and_then(Value::as_str);
    let warning = warning.and_then(|code| code.parse().ok());
    Cell::Status(
        clock_mark(days_left.unwrap_or_default(), warning),
        Vec::new(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_says_what_is_left() {
        let words = |days, warning| clock_mark(days, warning).word;
        assert_eq!(words(61, None), "61 days left");
        assert_eq!(words(1, Some(ClockWarning::Urgent)), "1 day left");
        assert_eq!(words(0, Some(ClockWarning::Urgent)), "Last day");
        assert_eq!(words(-1, Some(ClockWarning::Expired)), "Expired");
    }
}
