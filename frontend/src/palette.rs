//! Search over everything, and going somewhere, by typing: Ctrl+K. It asks the lists' own search, so what it finds is what they find.

use std::time::Duration;

use domain::customers::Customer;
use domain::permissions::Operation;
use domain::purchase_orders::PurchaseOrder;
use domain::record::EntityKind;
use domain::suppliers::Supplier;
use leptos::ev::KeyboardEvent;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::records::hits;
use crate::session::Session;
use crate::trouble::Soon;
use crate::ui::dialog::Dialog;
use crate::ui::dom::focus_soon;
use crate::ui::guard::Guard;
use crate::ui::icon::{Icon, icon};
use crate::ui::picker::{Hit, marked};
use crate::ui::shortcuts::PLACES;

/// Whether the palette is open; kept in the context.
#[derive(Debug, Clone, Copy)]
struct PaletteOpen(RwSignal<bool>);

fn is_open() -> RwSignal<bool> {
    use_context::<PaletteOpen>().map_or_else(|| RwSignal::new(false), |open| open.0)
}

/// Makes the palette known to the parts below. Once, in the shell.
pub fn provide_palette() {
    provide_context(PaletteOpen(RwSignal::new(false)));
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    group: &'static str,
    sign: Icon,
    name: String,
    detail: String,
    archived: bool,
    href: String,
}

/// The button in the top bar.
#[component]
pub fn PaletteButton() -> AnyView {
    let open = is_open();
    view! {
        <button type="button" class="find" data-key="palette" aria-keyshortcuts="Control+K" on:click=move |_| open.set(true)>
            {icon(Icon::Search)}
            <span>"Search or go somewhere"</span>
            <kbd aria-hidden="true">"Ctrl K"</kbd>
        </button>
    }
    .into_any()
}

/// How long after the last key the server is asked.
const PAUSE: Duration = Duration::from_millis(150);

/// The palette itself.
#[component]
pub fn Palette() -> AnyView {
    let open = is_open();
    view! {
        <Dialog open=open label="Search" class="wide palette">
            <Inside open=open/>
        </Dialog>
    }
    .into_any()
}

type Search = Callback<String, Soon<Vec<Hit>>>;

#[component]
fn Inside(open: RwSignal<bool>) -> AnyView {
    let session = Session::here();
    let guard = use_context::<Guard>();
    let searches: [(&'static str, Icon, &'static str, Search); 3] = [
        ("Orders", Icon::Order, "/purchase-orders", orders(session)),
        (
            "Suppliers",
            Icon::Supplier,
            "/suppliers",
            suppliers(session),
        ),
        (
            "Customers",
            Icon::Customer,
            "/customers",
            customers(session),
        ),
    ];
    let typed = RwSignal::new(String::new());
    let records = RwSignal::new(Vec::<Found>::new());
    let at = RwSignal::new(0_usize);
    let asked = StoredValue::new(0_u32);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let actions = actions(session);
    let found = Memo::new(move |_| {
        let needle = typed.get().trim().to_lowercase();
        let mut all = records.get();
        all.extend(
            actions
                .iter()
                .filter(|action| action.name.to_lowercase().contains(&needle))
                .cloned(),
        );
        all
    });
    let ask = move |text: String| {
        asked.update_value(|asked| *asked += 1);
        let ticket = asked.get_value();
        if text.trim().is_empty() {
            records.set(Vec::new());
            return;
        }
        let coming = searches
            .map(|(group, sign, path, search)| (group, sign, path, search.run(text.clone())));
        spawn_local(async move {
            let mut all = Vec::new();
            for (group, sign, path, answer) in coming {
                // One list that fails leaves the others standing.
                for hit in answer.await.unwrap_or_default().into_iter().take(5) {
                    let href = format!("{path}/{}", hit.id);
                    all.push(Found {
                        group,
                        sign,
                        name: hit.name,
                        detail: hit.detail,
                        archived: hit.archived,
                        href,
                    });
                }
                if asked.try_get_value() != Some(ticket) {
                    return;
                }
                records.set(all.clone());
                at.set(0);
            }
        });
    };
    let on_input = move |event| {
        let text = event_target_value(&event);
        typed.set(text.clone());
        at.set(0);
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(move || ask(text), PAUSE).ok());
    };
    let go = move |href: String| {
        open.set(false);
        if let Some(guard) = guard {
            guard.go(href);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = found.with(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(chosen) = found.with(|found| found.get(at.get_untracked()).cloned()) {
                    go(chosen.href);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    focus_soon(".palette input");
    let line = move |index: usize, entry: Found| {
        let href = entry.href;
        let chosen = move || (at.get() == index).to_string();
        view! {
            <li role="option" id=format!("palette-{index}") aria-selected=chosen on:click=move |_| go(href.clone())>
                {icon(entry.sign)}
                <span>{marked(&entry.name, &typed.get_untracked())} " " <span class="muted">{entry.detail}</span></span>
                {entry.archived.then(|| view! { <span class="token">"Archived"</span> })}
            </li>
        }
    };
    let groups = move || {
        let all = found.get();
        let mut group = "";
        let lines = all
            .into_iter()
            .enumerate()
            .map(|(index, entry)| {
                let head = (entry.group != group).then_some(entry.group);
                group = entry.group;
                let head = head.map(|head| view! { <h3 role="presentation">{head}</h3> });
                view! { {head}{line(index, entry)} }
            })
            .collect_view();
        view! { <ul class="list" role="listbox" id="palette-found" aria-label="Found">{lines}</ul> }
    };
    view! {
        <div class="ask">
            {icon(Icon::Search)}
            <input
                type="text"
                role="combobox"
                autocomplete="off"
                placeholder="Number, supplier, customer, or where to go"
                aria-label="Search"
                aria-expanded="true"
                aria-controls="palette-found"
                aria-activedescendant=move || format!("palette-{}", at.get())
                prop:value=move || typed.get()
                on:input=on_input
                on:keydown=on_key
            />
        </div>
        <div class="found">
            {groups}
            <Show when=move || found.with(Vec::is_empty)><p class="muted nothing">"Nothing found"</p></Show>
        </div>
        <footer><span>"Arrows choose"</span><span>"Enter opens"</span><span>"Esc closes"</span></footer>
    }
    .into_any()
}

fn actions(session: Session) -> Vec<Found> {
    let action = |group: &'static str, sign: Icon, name: String, href: &str| Found {
        group,
        sign,
        name,
        detail: String::new(),
        archived: false,
        href: href.to_owned(),
    };
    let mut all: Vec<Found> = PLACES
        .iter()
        .map(|(_, href, name)| action("Go to", Icon::Next, (*name).to_owned(), href))
        .collect();
    let makes = [
        (
            EntityKind::PurchaseOrder,
            "New purchase order",
            "/purchase-orders/new",
        ),
        (EntityKind::Supplier, "New supplier", "/suppliers/new"),
        (EntityKind::Customer, "New customer", "/customers/new"),
    ];
    for (kind, name, href) in makes {
        if session.may(Operation::Create, kind) {
            all.push(action("Create", Icon::Plus, name.to_owned(), href));
        }
    }
    all
}

fn orders(session: Session) -> Search {
    hits::<PurchaseOrder>(session, |order| {
        let parties = [Some(order.supplier_name), order.customer_name];
        Hit {
            id: order.id.get(),
            name: order.number,
            detail: parties
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" to "),
            archived: order.archived_at.is_some(),
        }
    })
}

fn suppliers(session: Session) -> Search {
    hits::<Supplier>(session, |supplier| {
        let detail = [supplier.code, supplier.city, supplier.state]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        Hit {
            id: supplier.id.get(),
            name: supplier.name,
            detail,
            archived: supplier.archived_at.is_some(),
        }
    })
}

fn customers(session: Session) -> Search {
    hits::<Customer>(session, |customer| {
        let detail = [customer.code, customer.city, customer.state]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        Hit {
            id: customer.id.get(),
            name: customer.name,
            detail,
            archived: customer.archived_at.is_some(),
        }
    })
}
