//! Draws the page of the current address, from the part of the program that contains it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::config::purchase_orders;
use crate::config::route::{DrawRoute, Route};
use crate::pages::list::list_page;
use crate::screens::{home, not_found, orders_part};
use crate::shell::lazy_parts::lazy_parts;
use crate::ui::live;

async fn fetch(page: Route) -> DrawRoute {
    match page {
        Route::Record(list, _) | Route::Edit(list, _)
            if list.path == purchase_orders::LIST.path =>
        {
            orders_part().await
        }
        Route::Record(..)
        | Route::Edit(..)
        | Route::ChoiceLists
        | Route::Settings
        | Route::Profile
        | Route::Boards
        | Route::Aging
        | Route::Reports
        | Route::Statement(_) => lazy_parts().await.page,
        #[cfg(feature = "style-guide")]
        Route::StyleGuide => lazy_parts().await.page,
        Route::Home | Route::List(_) | Route::Unknown => draw_here,
    }
}

fn draw_here(page: Route) -> AnyView {
    match page {
        Route::List(list) => list_page(list),
        Route::Home => home::draw(),
        _ => not_found::draw(),
    }
}

/// Draws the page of the address, and the next page once it is fetched. `routing` is true meanwhile.
pub fn pages(routing: RwSignal<bool>) -> AnyView {
    let path = use_location().pathname;
    let browser = use_context::<BrowserUrl>();
    let shown = RwSignal::new((Route::Unknown, None::<DrawRoute>));
    Effect::new(move || {
        let now = path.get();
        // The router enters the address into the history once the page is found.
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
        let page = Route::at(&now);
        routing.set(true);
        spawn_local(async move {
            let draw = fetch(page).await;
            // The user may have navigated meanwhile: then the other page is drawn.
            if path.try_get_untracked().as_deref() == Some(now.as_str()) {
                shown.set((page, Some(draw)));
                routing.set(false);
            }
        });
    });
    live(move || {
        let (page, draw) = shown.get();
        draw.map(|draw| draw(page))
    })
}
