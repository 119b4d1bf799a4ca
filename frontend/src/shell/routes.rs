//! Which page an address shows, and from which part of the program it comes. Lists are there with the shell; records with their
//! forms, and orders, are fetched when one is first opened.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::config::desk::Desk;
use crate::config::{desk_at, purchase_orders};
use crate::pages::list::list_page;
use crate::screens::not_found;
use crate::shell::later::more;
use crate::ui::live;

/// What an address asks for.
#[derive(Debug, Clone, Copy)]
pub enum Page {
    /// The first page.
    Home,
    /// The list of a desk.
    List(&'static Desk),
    /// A record.
    Record(&'static Desk, i64),
    /// The form of a record, or of a new one.
    Edit(&'static Desk, Option<i64>),
    /// The choice lists.
    Lists,
    /// The own profile.
    Profile,
    /// The page that shows every part.
    Parts,
    /// Nothing that there is.
    Unknown,
}

impl Page {
    fn at(path: &str) -> Self {
        let mut steps = path.split('/').filter(|step| !step.is_empty());
        let Some(first) = steps.next() else {
            return Self::Home;
        };
        let (second, third, more) = (steps.next(), steps.next(), steps.next());
        match (first, second) {
            ("styleguide", None) => return Self::Parts,
            ("choice-lists", None) => return Self::Lists,
            ("profile", None) => return Self::Profile,
            _ => {}
        }
        let Some(desk) = desk_at(&format!("/{first}")).filter(|desk| !desk.columns.is_empty())
        else {
            return Self::Unknown;
        };
        let id = |step: &str| step.parse::<i64>().ok().filter(|id| *id > 0);
        match (second, third, more) {
            (None, ..) => Self::List(desk),
            (Some("new"), None, None) => Self::Edit(desk, None),
            (Some(step), None, None) => id(step).map_or(Self::Unknown, |id| Self::Record(desk, id)),
            (Some(step), Some("edit"), None) => {
                id(step).map_or(Self::Unknown, |id| Self::Edit(desk, Some(id)))
            }
            _ => Self::Unknown,
        }
    }
}

/// Draws a page of a part of the program.
pub type DrawPage = fn(Page) -> AnyView;

/// Fetches the part with orders.
#[leptos::lazy]
pub fn orders_part() -> DrawPage {
    crate::screens::purchase_orders::draw
}

async fn fetch(page: Page) -> DrawPage {
    match page {
        Page::Record(desk, _) | Page::Edit(desk, _) if desk.path == purchase_orders::DESK.path => {
            orders_part().await
        }
        Page::Record(..) | Page::Edit(..) | Page::Lists | Page::Profile | Page::Parts => {
            more().await.page
        }
        Page::Home | Page::List(_) | Page::Unknown => draw_here,
    }
}

fn draw_here(page: Page) -> AnyView {
    match page {
        Page::List(desk) => list_page(desk),
        Page::Home => ().into_any(),
        _ => not_found::draw(),
    }
}

/// Draws the page of the address, and the next one when it has come. `routing` says that one is on its way.
pub fn pages(routing: RwSignal<bool>) -> AnyView {
    let path = use_location().pathname;
    let browser = use_context::<BrowserUrl>();
    let navigate = use_navigate();
    let shown = RwSignal::new((Page::Unknown, None::<DrawPage>));
    Effect::new(move || {
        let now = path.get();
        // The router enters the address into the history once the page is found.
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
        let page = Page::at(&now);
        if matches!(page, Page::Home) {
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(purchase_orders::DESK.path, options);
            return;
        }
        routing.set(true);
        spawn_local(async move {
            let draw = fetch(page).await;
            // Somebody went on meanwhile: that page is drawn instead.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_a_page() {
        assert!(matches!(Page::at("/"), Page::Home));
        assert!(matches!(Page::at("/suppliers"), Page::List(desk) if desk.path == "/suppliers"));
        assert!(matches!(Page::at("/suppliers/new"), Page::Edit(_, None)));
        assert!(matches!(Page::at("/suppliers/12"), Page::Record(_, 12)));
        assert!(matches!(
            Page::at("/suppliers/12/edit"),
            Page::Edit(_, Some(12))
        ));
        assert!(matches!(Page::at("/styleguide"), Page::Parts));
        for nowhere in [
            "/no",
            "/suppliers/0",
            "/suppliers/x",
            "/suppliers/1/2",
            "/suppliers/1/edit/2",
        ] {
            assert!(matches!(Page::at(nowhere), Page::Unknown), "{nowhere}");
        }
    }
}
