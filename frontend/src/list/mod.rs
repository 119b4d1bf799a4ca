//! The page of a list, written once for all desks: head, search, filters, grid, foot.

pub mod bulk;
mod bulk_field;
pub mod chooser;
mod layout;
mod state;
pub mod views;

use std::time::Duration;

use domain::permissions::Operation;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::desk::Desk;
use crate::later::later;
use crate::session::Session;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dom::set_title;
use crate::ui::filters::{clear_all, filter_bar};
use crate::ui::format::grouped;
use crate::ui::grid::Grid;
use crate::ui::icon::{Icon, icon, named_icon};
use crate::ui::input::{Choice, Select};
use crate::ui::place::{Place, read_sorting};
use crate::ui::prefs::Prefs;
use crate::ui::states::{empty_list, failed, no_match};
use crate::ui::{live, live_text};
use chooser::chooser;
use views::views_button;

pub use layout::Layout;
pub use state::ListState;

/// How long after the last key a search is sent.
const PAUSE: Duration = Duration::from_millis(150);

/// The list of a desk.
pub fn list_page(desk: &'static Desk) -> AnyView {
    set_title(&[desk.title]);
    let session = Session::here();
    let place = Place::here();
    let prefs = Prefs::here();
    let layout = Layout::of(desk, session);
    // A list whose address says nothing opens with the view that one chose for that.
    if let Some(query) = untrack(|| place.pairs().is_empty())
        .then(|| layout.opening())
        .flatten()
    {
        place.open(&query, true);
    }
    let state = ListState::of(desk, place, prefs, layout.sort().into());
    let may_create = session.may(Operation::Create, desk.kind);
    let may_archive = desk.owned && session.may(Operation::Archive, desk.kind);
    let create = move || {
        may_create.then(|| {
            let (href, label) = (format!("{}/new", desk.path), format!("New {}", desk.one));
            view! { <LinkButton href=href label=label look=Look::Primary sign=Icon::Plus key="n"/> }
                .into_any()
        })
    };
    let set_count = Signal::derive(move || {
        let set = place.pairs().into_iter();
        set.filter(|(name, _)| !matches!(name.as_str(), "sort" | "limit" | "q"))
            .count()
    });
    let views = desk.views.map(|views| views());
    let any_ticked = Memo::new(move |_| state.ticked.with(|ticked| !ticked.is_empty()));
    let ticked = live(move || {
        any_ticked
            .get()
            .then(|| later(move |more| (more.bulk)(state)))
    });
    let filter_count = live(move || {
        let count = set_count.get();
        (count > 0).then(|| view! { <span class="token">{count}</span> }.into_any())
    });
    view! {
        <div class="page fits">
            <header class="head">
                <div class="title"><h1 tabindex="-1">{desk.title}</h1></div>
                <div class="actions row">{create()}</div>
            </header>
            {views}
            <div class="bar">
                {search_box(desk, place)}
                <button type="button" class="btn only-phone" popovertarget="filters">
                    {icon(Icon::Filter)} "Filters"
                    {filter_count}
                </button>
                <div class="filters" id="filters" popover="">
                    <h2 class="only-phone">"Filters"</h2>
                    {filter_bar(desk.filters, session.choices(), place)}
                    <button type="button" class="btn primary only-phone" popovertarget="filters" popovertargetaction="hide">
                        {format!("Show {}", desk.many)}
                    </button>
                </div>
                <span class="grow not-phone"></span>
                {views_button(layout, place)}
                {chooser(layout)}
                {row_height(prefs)}
            </div>
            {body(state, layout, prefs, may_archive, create)}
            {foot(state, prefs)}
            {ticked}
        </div>
    }
    .into_any()
}

fn body(
    state: ListState,
    layout: Layout,
    prefs: Prefs,
    tickable: bool,
    create: impl Fn() -> Option<AnyView> + Copy + Send + Sync + 'static,
) -> AnyView {
    let (desk, place) = (state.desk, state.place);
    let sorting = Signal::derive(move || {
        let usual = || {
            let kept = layout.sort().get();
            read_sorting(if kept.is_empty() { desk.sort } else { &kept })
        };
        Some(place.sorting().unwrap_or_else(usual))
    });
    let on_sort = Callback::new(move |key: &'static str| {
        let now = sorting.get_untracked();
        let flips = now.is_some_and(|now| now.key == key && !now.descending);
        let sort = if flips {
            format!("-{key}")
        } else {
            key.to_owned()
        };
        layout.keep_sort(&sort);
        place.set(&[("sort", Some(sort))], false);
    });
    let on_clear = Callback::new(move |()| clear_all(desk.filters, place));
    let loading = Signal::derive(move || state.first.get());
    let nothing = Memo::new(move |_| {
        state.rows.with(Vec::is_empty) && !state.first.get() && !state.busy.get()
    });
    let ticked = tickable.then_some(state.ticked);
    let columns = layout.shown();
    live(move || {
        let trouble = state
            .trouble
            .get()
            .filter(|_| state.rows.with(Vec::is_empty));
        if let Some(trouble) = trouble {
            let again = Callback::new(move |()| state.refresh());
            return Some(failed(&trouble, Some(again)));
        }
        if nothing.get() {
            return Some(if place.is_narrowed() {
                no_match(on_clear)
            } else {
                empty_list(format!("No {} yet", desk.many), desk.about, create())
            });
        }
        let grid = view! {
            <Grid
                label=desk.title
                columns=columns
                rows=state.rows
                sorting=sorting
                on_sort=on_sort
                on_width=layout.on_width()
                loading=loading
                density=prefs.density
                ticked=ticked
            />
        };
        Some(grid.into_any())
    })
}

fn row_height(prefs: Prefs) -> AnyView {
    let density = move |code: &'static str, sign: Icon, name: &'static str| {
        view! {
            <label>
                <input
                    class="unseen"
                    type="radio"
                    name="density"
                    prop:checked=Signal::derive(move || prefs.density.with(|now| now == code))
                    on:change=move |_| prefs.density.set(code.to_owned())
                />
                {named_icon(sign, name)}
            </label>
        }
    };
    view! {
        <fieldset class="segment not-phone">
            <legend class="unseen">"Row height"</legend>
            {density("comfortable", Icon::Comfortable, "Comfortable")}
            {density("compact", Icon::Compact, "Compact")}
            {density("dense", Icon::Dense, "Dense")}
        </fieldset>
    }
    .into_any()
}

fn foot(state: ListState, prefs: Prefs) -> AnyView {
    let (desk, place) = (state.desk, state.place);
    let shown = move || {
        let count = state.rows.with(Vec::len);
        let noun = if count == 1 { desk.one } else { desk.many };
        match (state.next.with(Option::is_some), state.total.get()) {
            (false, _) => format!("{count} {noun}"),
            (true, Some((total, true))) => format!("{count} of {}", grouped(&total.to_string())),
            (true, Some((total, false))) => {
                format!("{count} of more than {}", grouped(&total.to_string()))
            }
            (true, None) => format!("{count} of many"),
        }
    };
    let load_more = move |()| {
        if let Some(cursor) = state.next.get_untracked() {
            state.fetch(Some(cursor));
        }
    };
    let has_more = Memo::new(move |_| state.next.with(Option::is_some));
    let more = live(move || {
        has_more.get().then(|| {
            view! { <Button label="Load more" slim=true busy=state.busy on_press=load_more/> }
                .into_any()
        })
    });
    let count = live(move || {
        (has_more.get() && state.total.with(Option::is_none)).then(|| {
            view! { <button type="button" class="link" on:click=move |_| state.count()>"Count them"</button> }.into_any()
        })
    });
    let sizes = ["25", "50", "100", "200"]
        .map(|size| Choice::new(size, size))
        .to_vec();
    let size = Signal::derive(move || {
        let asked = place.get("limit");
        asked.unwrap_or_else(|| prefs.page_size.get().to_string())
    });
    let set_size = move |size: String| {
        place.set(&[("limit", None)], true);
        prefs.page_size.set(size.parse().unwrap_or(50));
    };
    let late = move || {
        let trouble = state
            .trouble
            .get()
            .filter(|_| state.rows.with(|rows| !rows.is_empty()));
        trouble
            .map(|trouble| trouble.sentence())
            .unwrap_or_default()
    };
    let none = Memo::new(move |_| state.rows.with(Vec::is_empty));
    view! {
        <div class="foot" hidden=none>
            {more}
            <span role="status">{live_text(shown)}</span>
            {count}
            <span class="toned trouble">{live_text(late)}</span>
            <span class="grow"></span>
            <label class="hit not-phone">"Rows" <Select choices=sizes value=size on_change=set_size label="Rows a page"/></label>
        </div>
    }
    .into_any()
}

/// Search as one types.
fn search_box(desk: &'static Desk, place: Place) -> AnyView {
    let typed = RwSignal::new(untrack(|| place.get("q")).unwrap_or_default());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // The address may change by other means: the back button, a cleared filter.
    Effect::new(move || {
        let asked = place.get("q").unwrap_or_default();
        if typed.with_untracked(|typed| typed.trim() != asked) {
            typed.set(asked);
        }
    });
    let send = move || {
        let text = typed.try_get_untracked().unwrap_or_default();
        let text: String = text.trim().chars().take(100).collect();
        place.set(&[("q", Some(text))], true);
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(send, PAUSE).ok());
    };
    view! {
        <label class="seek">
            <span class="unseen">{format!("Search {}", desk.many)}</span>
            {icon(Icon::Search)}
            <input
                class="input"
                type="search"
                autocomplete="off"
                placeholder=desk.search
                data-key="/"
                prop:value=typed
                on:input=on_input
                on:keydown=move |event| {
                    if event.key() == "Escape" && !typed.with_untracked(String::is_empty) {
                        event.prevent_default();
                        typed.set(String::new());
                        send();
                    }
                }
            />
        </label>
    }
    .into_any()
}
