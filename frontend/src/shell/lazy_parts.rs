//! The part of the program that is fetched when first needed: records, forms, and the hidden parts of lists and shell.

use leptos::prelude::*;

use super::{palette_view, record_router};
use crate::config::route::DrawRoute;
use crate::pages::list::{FetchListParts, ListParts};

/// Functions that draw the part's content.
pub struct LazyParts {
    /// Draws the page of a record, or its form.
    pub page: DrawRoute,
    /// Draws the inside of the palette.
    pub palette: fn(RwSignal<bool>) -> AnyView,
    /// Draws parts of a list.
    pub list: ListParts,
}

static PARTS: LazyParts = LazyParts {
    page: record_router::draw_route,
    palette: palette_view::inside,
    list: ListParts::ALL,
};

/// Fetches the part.
#[leptos::lazy]
pub fn lazy_parts() -> &'static LazyParts {
    &PARTS
}

/// Lets lists fetch their parts. Once, in the shell.
pub fn provide_list_parts() {
    provide_context(FetchListParts(|| {
        Box::pin(async { &lazy_parts().await.list })
    }));
}
