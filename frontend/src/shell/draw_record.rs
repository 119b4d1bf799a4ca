//! The pages of records whose sheets are tables, and the page of parts.

use leptos::prelude::*;

use crate::api::session::Session;
use crate::config::desk::Desk;
use crate::config::route::Route;
use crate::config::sheet_at;
use crate::pages::loaded::calls;
use crate::pages::plain_editor::plain_editor;
use crate::pages::plain_page::plain_page;
use crate::pages::record_page::record_page;
use crate::screens::{choice_lists, not_found, profile, style_guide};

/// Draws a record or its form.
pub fn draw_record(page: Route) -> AnyView {
    let session = Session::here();
    let sheet = |desk: &'static Desk| sheet_at(desk.path);
    match page {
        Route::Record(desk, id) => {
            sheet(desk).map(|sheet| record_page(sheet, calls(session, sheet), id, plain_page))
        }
        Route::Edit(desk, id) => sheet(desk).map(|sheet| plain_editor(sheet, id)),
        Route::Lists => Some(choice_lists::draw()),
        Route::Profile => Some(profile::draw()),
        Route::Parts => Some(style_guide::draw()),
        _ => None,
    }
    .unwrap_or_else(not_found::draw)
}
