//! The frame around every page of a signed-in user: navigation, top bar, content. Fetched while the sign-in page is shown.

pub mod lazy_parts;
pub mod navigation;
pub mod palette;
pub mod palette_items;
pub mod palette_view;
pub mod record_router;
pub mod routes;
pub mod user_menu;

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use serde_json::{Value, json};

use crate::api::session::Session;
use crate::pages::loaded_record::RecordChanges;
use crate::pages::printing::provide_printing;
use crate::pages::record_search::provide_finder;
use crate::screens::sign_in::SignInOver;
use crate::shell::lazy_parts::{lazy_parts, provide_list_parts};
use crate::shell::navigation::{REPORTS, navigation, places};
use crate::shell::palette::{Palette, PaletteButton, provide_palette};
use crate::shell::routes::pages;
use crate::shell::user_menu::UserMenu;
use crate::ui::banner::banner;
use crate::ui::dialog::AskedQuestion;
use crate::ui::dom::focus_soon;
use crate::ui::focus::ArrivalFocus;
use crate::ui::icon::{Icon, brand_mark, icon};
use crate::ui::live;
use crate::ui::menu::PageMenus;
use crate::ui::shortcuts::{ShortcutList, Shortcuts};
use crate::ui::status::Tone;
use crate::ui::toast::ToastStack;
use crate::ui::unsaved_guard::UnsavedGuard;

#[leptos::lazy]
pub fn fetch() -> fn() -> AnyView {
    shell
}

fn shell() -> AnyView {
    // Says that a page is on its way.
    let routing = RwSignal::new(false);
    UnsavedGuard::connect();
    provide_finder(Session::from_context());
    RecordChanges::provide();
    provide_list_parts();
    provide_printing(Session::from_context());
    // What is needed next is fetched while the first page is read.
    set_timeout(
        || {
            spawn_local(async {
                let _fetched = lazy_parts().await;
            })
        },
        Duration::from_secs(2),
    );
    let keyed = places().map(|(key, list)| (key, list.path, list.title));
    let keyed = std::iter::once(("h", "/", "Home")).chain(keyed);
    let keyed = keyed.chain(
        REPORTS
            .iter()
            .map(|(key, path, name, _)| (*key, *path, *name)),
    );
    let session = Session::from_context();
    let keys = session.preference("keys", "single");
    let off = keys.get("on").and_then(Value::as_bool) == Some(false);
    let keep = move |on: bool| session.save_preference("keys", "single", json!({"on": on}));
    PageMenus::provide();
    let shortcuts = Shortcuts::provide(keyed.collect(), off, Callback::new(keep));
    provide_palette();
    ArrivalFocus::provide();
    let location = use_location();
    let path = location.pathname;
    // A new page is announced by its heading.
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            // On a phone the navigation covers the page: close it.
            if let Some(nav) = crate::ui::dom::find("#nav") {
                drop(nav.hide_popover());
            }
            focus_soon("main h1");
        }
        now
    });
    let progress = live(move || {
        routing.get().then(|| {
            view! { <div class="progress" role="progressbar" aria-label="Loading"></div> }
                .into_any()
        })
    });
    let away = offline();
    let list_keys = move |()| shortcuts.listed.set(true);
    view! {
        {progress}
        <a class="skip unseen" href="#main">"Skip to content"</a>
        <div class="app">
            <nav class="nav" id="nav" popover="" aria-label="Main">
                <a class="brand" href="/" aria-label="ProjectMeats">{brand_mark()}<span>"ProjectMeats"</span></a>
                <button
                    type="button"
                    class="btn quiet bare only-phone close"
                    popovertarget="nav"
                    popovertargetaction="hide"
                    aria-label="Close the menu"
                >
                    {icon(Icon::Cross)}
                </button>
                {navigation()}
            </nav>
            <header class="top">
                <button type="button" class="btn quiet bare only-phone" popovertarget="nav" aria-label="Menu">
                    {icon(Icon::Menu)}
                </button>
                <a class="brand only-phone" href="/" aria-label="ProjectMeats">{brand_mark()}</a>
                <PaletteButton/>
                <crate::ui::button::IconButton sign=Icon::Help label="Keyboard shortcuts" on_press=list_keys/>
                <UserMenu/>
            </header>
            <main class="page" id="main" tabindex="-1">
                {away}
                {pages(routing)}
            </main>
        </div>
        <Palette/>
        <SignInOver/>
        <AskedQuestion/>
        <ShortcutList/>
        <ToastStack/>
    }
    .into_any()
}

/// A banner while the browser has no network.
fn offline() -> AnyView {
    let since = RwSignal::new(None::<String>);
    let clock = || crate::ui::format::clock_now();
    let left = window_event_listener(ev::offline, move |_| since.set(Some(clock())));
    let back = window_event_listener(ev::online, move |_| since.set(None));
    on_cleanup(move || {
        left.remove();
        back.remove();
    });
    live(move || {
        since.get().map(|since| {
            let text = format!(
                "No connection. Figures are as of {since}. Save again when you are back online."
            );
            banner(Tone::Caution, Icon::Offline, text, None)
        })
    })
}
