//! What a signed-in user works in: navigation, top bar, the pages. It is fetched after signing in, so that the door opens sooner.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Redirect, Route};
use leptos_router::hooks::use_location;
use leptos_router::{Lazy, path};

use crate::app::Draw;
use crate::palette::{Palette, PaletteButton, provide_palette};
use crate::screens::customers::{CustomerEditor, CustomerList, CustomerPage};
use crate::screens::not_found::NotFound;
use crate::screens::purchase_orders::{PurchaseOrderEditor, PurchaseOrderList, PurchaseOrderPage};
use crate::screens::sign_in::SignInOver;
use crate::screens::style_guide::StyleGuide;
use crate::screens::suppliers::{SupplierEditor, SupplierList, SupplierPage};
use crate::ui::banner::banner;
use crate::ui::dialog::AskedQuestion;
use crate::ui::dom::focus_soon;
use crate::ui::guard::Guard;
use crate::ui::icon::{Icon, brand_mark, icon};
use crate::ui::shortcuts::{ShortcutList, Shortcuts};
use crate::ui::status::Tone;
use crate::ui::toast::ToastStack;
use crate::user_menu::UserMenu;

/// Fetches the shell.
#[leptos::lazy]
pub fn fetch() -> Draw {
    draw
}

fn draw(routing: RwSignal<bool>) -> AnyView {
    view! { <Shell routing=routing/> }.into_any()
}

/// The places of the navigation: address, sign, word.
const PLACES: &[(&str, Icon, &str)] = &[
    ("/purchase-orders", Icon::Order, "Orders"),
    ("/suppliers", Icon::Supplier, "Suppliers"),
    ("/customers", Icon::Customer, "Customers"),
];

#[component]
fn Shell(routing: RwSignal<bool>) -> AnyView {
    Guard::connect();
    let shortcuts = Shortcuts::provide();
    provide_palette();
    let location = use_location();
    let path = location.pathname;
    // A new page is announced by its heading.
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            // On a phone the navigation lies over the page: it has done its work.
            if let Some(nav) = crate::ui::dom::find("#nav") {
                drop(nav.hide_popover());
            }
            focus_soon("main h1");
        }
        now
    });
    let link = move |(href, sign, word): &(&'static str, Icon, &'static str)| {
        let (href, sign, word) = (*href, *sign, *word);
        let current = move || path.with(|path| path.starts_with(href)).then_some("page");
        view! { <a class="nav-link" href=href aria-current=current>{icon(sign)}<span>{word}</span></a> }
    };
    let away = offline();
    let list_keys = move |()| shortcuts.listed.set(true);
    view! {
        <Show when=move || routing.get()><div class="progress" role="progressbar" aria-label="Loading"></div></Show>
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
                <h2>"Trade"</h2>
                {PLACES.iter().map(link).collect_view()}
            </nav>
            <header class="top">
                <button type="button" class="btn quiet bare only-phone" popovertarget="nav" aria-label="Menu">
                    {icon(Icon::Menu)}
                </button>
                <a class="brand only-phone" href="/" aria-label="ProjectMeats">{brand_mark()}</a>
                <PaletteButton/>
                <crate::ui::button::IconButton sign=Icon::Help label="Keys" on_press=list_keys/>
                <UserMenu/>
            </header>
            <main class="page" id="main" tabindex="-1">
                {away}
                <FlatRoutes fallback=|| view! { <NotFound/> }>
                    <Route path=path!("/") view=|| view! { <Redirect path="/purchase-orders"/> }/>
                    <Route path=path!("/purchase-orders") view={Lazy::<PurchaseOrderList>::new()}/>
                    <Route path=path!("/purchase-orders/new") view={Lazy::<PurchaseOrderEditor>::new()}/>
                    <Route path=path!("/purchase-orders/:id") view={Lazy::<PurchaseOrderPage>::new()}/>
                    <Route path=path!("/purchase-orders/:id/edit") view={Lazy::<PurchaseOrderEditor>::new()}/>
                    <Route path=path!("/suppliers") view={Lazy::<SupplierList>::new()}/>
                    <Route path=path!("/suppliers/new") view={Lazy::<SupplierEditor>::new()}/>
                    <Route path=path!("/suppliers/:id") view={Lazy::<SupplierPage>::new()}/>
                    <Route path=path!("/suppliers/:id/edit") view={Lazy::<SupplierEditor>::new()}/>
                    <Route path=path!("/customers") view={Lazy::<CustomerList>::new()}/>
                    <Route path=path!("/customers/new") view={Lazy::<CustomerEditor>::new()}/>
                    <Route path=path!("/customers/:id") view={Lazy::<CustomerPage>::new()}/>
                    <Route path=path!("/customers/:id/edit") view={Lazy::<CustomerEditor>::new()}/>
                    <Route path=path!("/style-guide") view={Lazy::<StyleGuide>::new()}/>
                </FlatRoutes>
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
    (move || {
        since.get().map(|since| {
            let text = format!(
                "No connection. You see the figures of {since}; save again when the line is back."
            );
            banner(Tone::Caution, Icon::Offline, text, None)
        })
    })
    .into_any()
}
