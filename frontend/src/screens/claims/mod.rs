//! The page of a claim: its steps, its event with the clock, the other claims of the event, and the dialogs of its steps.

mod event;
mod step_dialog;

use leptos::prelude::*;

use crate::config::claims::LIST;
use crate::config::list_config::ListConfig;
use crate::pages::plain_page::{PageParts, plain_page_with};
use crate::pages::record_page::RecordPage;

pub use event::row;

/// Whether records of a list are claims.
#[must_use]
pub fn has_page(list: &ListConfig) -> bool {
    list.path == LIST.path
}

/// The page of a claim.
pub fn page(page: RecordPage) -> AnyView {
    let parts = PageParts {
        dialog: Some(step_dialog::inside),
        section: Some(event::section),
    };
    plain_page_with(page, parts)
}
