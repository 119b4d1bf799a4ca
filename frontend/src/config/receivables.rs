//! Receivables: invoices and credit memos.

use domain::EntityKind;
use domain::Money;
use domain::choices::FixedChoice;
use domain::permissions::Operation;
use domain::receivables::{ReceivableDraft, ReceivableKind, ReceivableStatus};
use serde_json::Value;

use super::payments;
use super::receivable_columns::{COLUMNS, is_credit, stands, sums};
use super::shared::{ARCHIVED, CHANGED, CREATED, CUSTOMER_FILTER, NOTES, OWNER_FILTER};
use crate::api::record_json::{Record, number, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{
    FactGroup, InitialValue, ParsedRecord, ReadOnly, RecordAction, RecordConfig, writable,
};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;

/// Receivables in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/receivables",
    kind: EntityKind::Receivable,
    icon: Icon::Receivable,
    title: "Receivables",
    short: "Receivables",
    singular: "receivable",
    plural: "receivables",
    description: "What customers owe you: invoices, credit memos and opening balances",
    search_hint: "Number, customer, order",
    default_sort: "due_date",
    name_field: "number",
    distinguishing_fields: &["customer_name"],
    columns: COLUMNS,
    filters: FILTERS,
    sums: Some(sums),
    ..ListConfig::DEFAULT
};

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new(
        "standing",
        "Standing",
        FilterKind::Codes("receivable_standing"),
    ),
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
    CUSTOMER_FILTER,
    FilterSpec::new(
        "purchase_order_id",
        "Order",
        FilterKind::Record("/purchase-orders"),
    )
    .or_blank(),
    FilterSpec::new(
        "has_billing_difference",
        "Differs from its order",
        FilterKind::Flag,
    ),
    FilterSpec::new(
        "corrects_id",
        "Invoice corrected",
        FilterKind::Record("/receivables"),
    )
    .or_blank(),
    FilterSpec::new("due_date", "Due", FilterKind::Days),
    FilterSpec::new("invoice_date", "Invoiced", FilterKind::Days),
    FilterSpec::new("amount", "Amount, $", FilterKind::Figures(2)),
    FilterSpec::new("balance", "Balance, $", FilterKind::Figures(2)),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// One receivable.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    parse: Some(|record| ParsedRecord {
        draft: drafted(record),
        typed: None,
    }),
    // Never created in place, because it has its own number.
    typed_field: None,
    initial_values: &[
        ("kind", InitialValue::Text("invoice")),
        ("invoice_date", InitialValue::Today),
    ],
    status: Some(|receivable, _| Some(stands(receivable))),
    actions: &[
        RecordAction {
            about: "It gets a due date and counts against the customer's credit. After that it cannot be edited, only voided or corrected by a credit memo.",
            ..RecordAction::new("issue", "Issue")
        },
        RecordAction {
            when: Some(is_owed),
            needs: Operation::Create,
            opens: Some(payment_of),
            ..RecordAction::new("payments", "Record payment")
        },
        RecordAction {
            when: Some(is_open_credit),
            own_dialog: true,
            ..RecordAction::new("allocate", "Apply")
        },
        RecordAction {
            when: Some(is_open_credit),
            amount: Some("balance"),
            reason: Some("Reason for the refund"),
            about: "What is left of the credit memo is paid back to the customer.",
            needs: Operation::TakeBack,
            ..RecordAction::new("refund", "Refund")
        },
        RecordAction {
            when: Some(is_owed),
            amount: Some("balance"),
            reason: Some("Reason for the write-off"),
            about: "The customer no longer owes this amount.",
            needs: Operation::Override,
            ..RecordAction::new("write-off", "Write off")
        },
        RecordAction {
            reason: Some("Reason for voiding"),
            about: "It no longer counts against the customer's credit. The number is not reused.",
            needs: Operation::TakeBack,
            ..RecordAction::new("void", "Void")
        },
    ],
    tokens: &[
        FieldSpec::new("kind", "Kind", Kind::Code("receivable_kind")),
        FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
    ],
    side_facts: &[
        FactGroup {
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
        FactGroup {
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
                FieldSpec::new("due_date_reason", "Reason", Kind::Line),
                FieldSpec::new("customer_po_number", "Customer PO", Kind::Line),
                FieldSpec::new("corrects_id", "Invoice", Kind::Record("/receivables")),
                FieldSpec::new("credit_reason", "Credit reason", Kind::Line),
                FieldSpec::new("billing_difference", "Order less invoiced, $", Kind::Money),
                FieldSpec::new("void_reason", "Void reason", Kind::Line),
            ],
            all: false,
        },
    ],
    lines: Some(("lines", SHOWN_LINE)),
    read_only,
    ..RecordConfig::of_draft::<ReceivableDraft>()
};

/// Whether something is open on an issued receivable.
fn has_balance(receivable: &Record) -> bool {
    let balance: Money = text(receivable, "balance").parse().unwrap_or_default();
    text(receivable, "status") == ReceivableStatus::Issued.code() && balance > Money::ZERO
}

fn is_owed(receivable: &Record) -> bool {
    has_balance(receivable) && !is_credit(receivable)
}

fn is_open_credit(receivable: &Record) -> bool {
    has_balance(receivable) && is_credit(receivable)
}

/// The page of a new payment of this receivable.
fn payment_of(receivable: &Record) -> String {
    let id = number(receivable, "id").unwrap_or_default();
    format!("{}/new?receivable_id={id}", payments::LIST.path)
}

/// An issued receivable is voided or credited, never edited (`trade.md` 6.4).
fn read_only(receivable: &Record) -> Option<ReadOnly> {
    let status: ReceivableStatus = text(receivable, "status").parse().unwrap_or_default();
    match status {
        ReceivableStatus::Draft => None,
        ReceivableStatus::Void => Some(ReadOnly {
            words: "This receivable is void and cannot be edited.",
            instead: None,
        }),
        ReceivableStatus::Issued if is_credit(receivable) => Some(ReadOnly {
            words: "This receivable is issued and cannot be edited. To correct it, void it and create a new one.",
            instead: None,
        }),
        ReceivableStatus::Issued => Some(ReadOnly {
            words: "This invoice is issued and cannot be edited. To correct it, create a credit memo, or void it and invoice again.",
            instead: Some(("Create credit memo", credit_memo_for(receivable))),
        }),
    }
}

/// The form of a credit memo for an invoice.
fn credit_memo_for(receivable: &Record) -> String {
    let mut href = format!(
        "{}/new?kind={}",
        LIST.path,
        ReceivableKind::CreditNote.code()
    );
    for (name, from) in [
        ("customer_id", "customer_id"),
        ("purchase_order_id", "purchase_order_id"),
        ("corrects_id", "id"),
    ] {
        if let Some(id) = number(receivable, from) {
            href.push_str(&format!("&{name}={id}"));
        }
    }
    href
}

/// Drops a line's amount that follows from price and quantity, so that it is computed again.
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

/// A line as the page shows it: with what price and quantity give, and what is billed besides.
const SHOWN_LINE: &[FieldSpec] = &[
    FieldSpec::new("description", "Description", Kind::Line),
    FieldSpec::new("units", "Units", Kind::Count),
    FieldSpec::new("weight", "Weight", Kind::Weight).unit_in("weight_unit"),
    FieldSpec::new("price", "Price, $", Kind::Price).unit_in("basis"),
    FieldSpec::new("amount", "Amount, $", Kind::Money),
    FieldSpec::new("computed_amount", "Computed, $", Kind::Money),
    FieldSpec::new("difference", "Difference, $", Kind::Money),
    FieldSpec::new("amount_reason", "Because", Kind::Line),
];

const LINE: &[FieldSpec] = &[
    FieldSpec::new("description", "Description", Kind::Line),
    FieldSpec::new("units", "Units", Kind::Count),
    FieldSpec::new("weight", "Weight", Kind::Weight).unit_in("weight_unit"),
    FieldSpec::new("weight_unit", "In", Kind::Chosen("weight_unit")),
    FieldSpec::new("price", "Price, $", Kind::Price).unit_in("basis"),
    FieldSpec::new("basis", "Per", Kind::Code("price_basis")),
    FieldSpec::new("amount", "Amount, $", Kind::Money),
    FieldSpec::new("amount_reason", "Reason", Kind::Line),
    FieldSpec::new("po_line_id", "Order line", Kind::Link("")),
];

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Receivable",
        about: "Customer and order.",
        fields: &[
            FieldSpec::new("customer_id", "Customer", Kind::Record("/customers")),
            FieldSpec::new(
                "purchase_order_id",
                "Order",
                Kind::Record("/purchase-orders"),
            ),
            FieldSpec::new("number", "Number", Kind::Line).help("Next number if left blank"),
            // Required here, so that the default is not taken unseen.
            FieldSpec::new("kind", "Kind", Kind::Chosen("receivable_kind")).required(),
            FieldSpec::new("customer_po_number", "Customer PO number", Kind::Line),
            FieldSpec::new(
                "corrects_id",
                "Invoice credited",
                Kind::Record("/receivables"),
            )
            .help("Credit memos only: the invoice that it takes from"),
            FieldSpec::new(
                "credit_reason",
                "Reason without an invoice, or for more",
                Kind::Line,
            )
            .help("Credit memos only; managers only"),
        ],
    },
    FieldGroup {
        title: "Terms",
        about: "Due date follows from the terms. Another date needs a reason.",
        fields: &[
            FieldSpec::new("invoice_date", "Invoice date", Kind::Day),
            FieldSpec::new("payment_terms", "Terms", Kind::Code("payment_terms")),
            FieldSpec::new("due_date", "Due", Kind::Day).help("From the terms if left blank"),
            FieldSpec::new("due_date_reason", "Reason for another due date", Kind::Line),
        ],
    },
    FieldGroup {
        title: "Lines",
        about: "Billed lines. A blank amount is price times quantity.",
        fields: &[FieldSpec::new("lines", "Lines", Kind::Rows(LINE)).full_width()],
    },
    FieldGroup {
        title: "Totals",
        about: "Freight, tax and opening balance.",
        fields: &[
            FieldSpec::new("freight_amount", "Freight", Kind::Money),
            FieldSpec::new("tax_amount", "Tax", Kind::Money),
            FieldSpec::new("opening_amount", "Opening balance", Kind::Money)
                .help("Only for an opening balance without lines"),
        ],
    },
    NOTES,
];
