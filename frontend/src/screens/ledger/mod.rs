//! The ledger: new payments, the pages of payments and receivables with their postings, aging, statements.

mod aging;
mod allocation_draft;
mod allocation_table;
mod apply_dialog;
mod new_payment;
mod open_items;
mod postings;
mod reverse_dialog;
mod statement;

use leptos::prelude::*;

use crate::config::list_config::ListConfig;
use crate::config::{payments, receivables};
use crate::pages::plain_page::{PageParts, plain_page_with};
use crate::pages::record_page::RecordPage;

pub use aging::aging;
pub use new_payment::new_payment;
pub use statement::statement;

/// Whether records of a list have a page of the ledger.
#[must_use]
pub fn has_page(list: &ListConfig) -> bool {
    [payments::LIST.path, receivables::LIST.path].contains(&list.path)
}

/// The page of a payment or a receivable.
pub fn page(page: RecordPage) -> AnyView {
    let parts = PageParts {
        dialog: Some(apply_dialog::inside),
        section: Some(postings::section),
    };
    plain_page_with(page, parts)
}
