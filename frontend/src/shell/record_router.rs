//! Draws the routes that are fetched late: records, forms, choice lists, settings, profile, style guide.

use leptos::prelude::*;

use crate::api::session::Session;
use crate::config::list_config::ListConfig;
use crate::config::route::Route;
use crate::config::{find_record_config, payments};
use crate::pages::loaded_record::calls;
use crate::pages::plain_editor::plain_editor;
use crate::pages::plain_page::plain_page;
use crate::pages::record_page::record_page;
#[cfg(feature = "style-guide")]
use crate::screens::style_guide;
use crate::screens::{boards, choice_lists, claims, ledger, not_found, profile, reports, settings};

/// Draws a record or its form.
pub fn draw_route(page: Route) -> AnyView {
    let session = Session::from_context();
    let config = |list: &'static ListConfig| find_record_config(list.path);
    match page {
        Route::Record(list, id) if ledger::has_page(list) => {
            config(list).map(|config| record_page(config, calls(session, config), id, ledger::page))
        }
        Route::Edit(list, id) if list.path == payments::LIST.path => {
            id.is_none().then(ledger::new_payment)
        }
        Route::Record(list, id) if claims::has_page(list) => {
            config(list).map(|config| record_page(config, calls(session, config), id, claims::page))
        }
        // It is opened on the page of an order.
        Route::Edit(list, _) if list.made_elsewhere => None,
        Route::Boards => Some(boards::draw()),
        Route::Aging => Some(ledger::aging()),
        Route::Reports => Some(reports::draw()),
        Route::Statement(id) => Some(ledger::statement(id)),
        Route::Record(list, id) => {
            config(list).map(|config| record_page(config, calls(session, config), id, plain_page))
        }
        Route::Edit(list, id) => config(list).map(|config| plain_editor(config, id)),
        Route::ChoiceLists => Some(choice_lists::draw()),
        Route::Settings => Some(settings::draw()),
        Route::Profile => Some(profile::draw()),
        #[cfg(feature = "style-guide")]
        Route::StyleGuide => Some(style_guide::draw()),
        _ => None,
    }
    .unwrap_or_else(not_found::draw)
}
