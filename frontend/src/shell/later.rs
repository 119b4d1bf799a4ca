//! What is fetched when it is first needed, all in one part of the program: records and their forms, and those pieces of the
//! list and the shell that one does not see at first.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{draw_record, palette_inside};
use crate::config::route::Route;
use crate::pages::list::{Layout, ListState, Naming, Opened, bulk, chooser, view_name, views};
use crate::ui::filter_controls::filter_control;
use crate::ui::filters::FilterSpec;
use crate::ui::live;
use crate::ui::place::Place;

/// The pieces of the part.
pub struct More {
    /// Draws the page of a record, or its form.
    pub page: fn(Route) -> AnyView,
    /// Draws what a filter is set with.
    pub filter: fn(FilterSpec, Place, &Arc<Choices>) -> AnyView,
    /// Draws the list of columns to choose from.
    pub columns: fn(Layout) -> AnyView,
    /// Draws the saved views of a list.
    pub views: fn(Opened, RwSignal<bool>, RwSignal<Option<Naming>>) -> AnyView,
    /// Draws the dialog that names one.
    pub name_view: fn(Opened, Naming, RwSignal<Option<Naming>>) -> AnyView,
    /// Draws what can be done to the rows that are ticked.
    pub bulk: fn(ListState, Layout) -> AnyView,
    /// Draws the inside of the palette.
    pub palette: fn(RwSignal<bool>) -> AnyView,
}

static MORE: More = More {
    page: draw_record::draw_record,
    filter: filter_control,
    columns: chooser::columns,
    views: views::views,
    name_view: view_name::name_view,
    bulk: bulk::bulk_bar,
    palette: palette_inside::inside,
};

/// Fetches the part.
#[leptos::lazy]
pub fn more() -> &'static More {
    &MORE
}

/// Draws a piece of the part as soon as that has come.
pub fn later(draw: impl Fn(&'static More) -> AnyView + Send + 'static) -> AnyView {
    let fetched = RwSignal::new(None::<&'static More>);
    spawn_local(async move {
        let part = more().await;
        fetched.try_set(Some(part));
    });
    live(move || fetched.get().map(&draw))
}
