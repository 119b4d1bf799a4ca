//! The parts of a list that are fetched when first needed.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;

use super::{
    ColumnLayout, ListState, SavedViews, ViewNaming, bulk, column_chooser, view_name, views_menu,
};
use crate::ui::filter_controls;
use crate::ui::filters::{DrawControl, FilterSpec};
use crate::ui::lazy::draw_fetched;
use crate::ui::url_query::UrlQuery;

/// Functions that draw the parts.
pub struct ListParts {
    /// Draws what a filter is set with.
    pub filter: DrawControl,
    /// Draws the list of columns to choose from.
    pub columns: fn(ColumnLayout) -> AnyView,
    /// Draws the saved views of a list.
    pub views: fn(SavedViews, RwSignal<bool>, RwSignal<Option<ViewNaming>>) -> AnyView,
    /// Draws the dialog that names a saved view.
    pub name_view: fn(SavedViews, ViewNaming, RwSignal<Option<ViewNaming>>) -> AnyView,
    /// Draws the actions on the selected rows.
    pub bulk: fn(ListState, ColumnLayout) -> AnyView,
}

impl ListParts {
    /// All of them. Reached only from the part of the program that is fetched late, so that their code is in it.
    pub const ALL: Self = Self {
        filter: filter_controls::filter_control,
        columns: column_chooser::columns,
        views: views_menu::views,
        name_view: view_name::name_view,
        bulk: bulk::bulk_bar,
    };
}

/// Fetches the parts; the shell puts it into the context.
#[derive(Clone, Copy)]
pub struct FetchListParts(pub fn() -> Pin<Box<dyn Future<Output = &'static ListParts>>>);

/// Draws one of the parts once they are fetched.
pub(super) fn draw_part(draw: impl Fn(&'static ListParts) -> AnyView + Send + 'static) -> AnyView {
    let FetchListParts(fetch) = expect_context();
    draw_fetched(fetch(), draw)
}

/// Draws what a filter is set with.
pub(super) fn filter_control(spec: FilterSpec, query: UrlQuery, choices: &Arc<Choices>) -> AnyView {
    let choices = Arc::clone(choices);
    draw_part(move |parts| (parts.filter)(spec, query, &choices))
}
