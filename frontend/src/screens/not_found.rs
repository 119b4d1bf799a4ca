//! The page for an unknown address.

use leptos::prelude::*;

use crate::ui::dom::set_title;
use crate::ui::page_states::not_found;

/// Says so, with a way back.
pub fn draw() -> AnyView {
    set_title(&["Not found"]);
    not_found(
        "Page not found",
        "The address may be wrong, or the page was moved.",
        ("/purchase-orders", "Go to orders"),
    )
}
