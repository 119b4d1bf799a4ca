//! The open receivables of a customer, as allocations see them.

use domain::choices::FixedChoice;
use domain::payments::{MAX_ALLOCATIONS, OpenItem};
use domain::receivables::{PaymentStatus, ReceivableKind};

use crate::api::record_json::{Record, day, id, text};
use crate::api::records::fetch_list;
use crate::api::session::Session;
use crate::config::receivables;
use crate::ui::app_error::AppError;

/// A receivable of a list or a page; `None` if it has no customer or no due date.
pub(super) fn open_item(record: &Record) -> Option<OpenItem> {
    Some(OpenItem {
        id: id(record, "id")?,
        number: text(record, "number").to_owned(),
        customer_id: id(record, "customer_id")?,
        kind: text(record, "kind").parse().ok()?,
        status: text(record, "status").parse().ok()?,
        invoice_date: day(record, "invoice_date")?,
        due_date: day(record, "due_date")?,
        amount: text(record, "amount").parse().ok()?,
        balance: text(record, "balance").parse().ok()?,
        // The server knows the discounts of terms and refuses what exceeds them.
        discount: None,
    })
}

/// What a customer owes, oldest due first, at most what one payment pays; and whether there is more.
pub(super) async fn open_items(
    session: Session,
    customer: i64,
) -> Result<(Vec<OpenItem>, bool), AppError> {
    let codes = |codes: &[&str]| codes.join(",");
    let pairs = [
        ("customer_id", customer.to_string()),
        (
            "payment_status",
            codes(&[PaymentStatus::Unpaid.code(), PaymentStatus::Partial.code()]),
        ),
        (
            "kind",
            codes(&[
                ReceivableKind::Invoice.code(),
                ReceivableKind::OpeningBalance.code(),
            ]),
        ),
        ("sort", "due_date".to_owned()),
        ("limit", MAX_ALLOCATIONS.to_string()),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value)).into();
    let page = fetch_list(session, receivables::LIST.path, pairs).await?;
    let items = page.items.iter().filter_map(open_item).collect();
    Ok((items, page.next_cursor.is_some()))
}
