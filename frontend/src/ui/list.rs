//! The page of a list: head, search, filters, grid, foot. Knows no entity: a screen gives columns, filters and a loader.

use std::sync::Arc;
use std::time::Duration;

use domain::choices::Choices;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::button::Button;
use super::dom::set_title;
use super::filters::{FilterBar, FilterSpec};
use super::icon::{Icon, icon, named_icon};
use super::input::{Choice, Select};
use super::place::{Pairs, Place, read_sorting};
use super::prefs::Prefs;
use super::states::{failed, no_match};
use super::table::{Column, Grid, Row};
use crate::trouble::{Soon, Trouble};

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowPage {
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the next page starts.
    pub next_cursor: Option<String>,
    /// How many match, and whether that is exact; only when counted.
    pub total: Option<(i64, bool)>,
}

/// What a list is about, in words.
#[derive(Debug, Clone, Copy)]
pub struct ListWords {
    /// The title: `Suppliers`.
    pub title: &'static str,
    /// One of them: `supplier`.
    pub one: &'static str,
    /// Several of them: `suppliers`.
    pub many: &'static str,
    /// What the search looks in: `Name, code, city`.
    pub search: &'static str,
    /// How it is sorted when the address does not say: `name`, `-order_date`.
    pub default_sort: &'static str,
}

/// How long after the last key a search is sent.
const PAUSE: Duration = Duration::from_millis(150);

/// A list as a page of its own.
#[component]
pub fn ListPage(
    /// Its words.
    words: ListWords,
    /// Its columns; the first names the row.
    columns: Vec<Column>,
    /// Its filters.
    filters: Vec<FilterSpec>,
    /// The choice lists.
    choices: Arc<Choices>,
    /// Asks the server: the pairs are the API's own query parameters.
    load: Callback<Pairs, Soon<RowPage>>,
    /// Buttons at the right of the head.
    #[prop(optional, into)]
    actions: ViewFn,
    /// Shown while there is nothing at all.
    #[prop(into)]
    empty: ViewFn,
    /// Shown between head and bar: saved views as tabs.
    #[prop(optional, into)]
    views: ViewFn,
) -> AnyView {
    set_title(&[words.title]);
    let place = Place::here();
    let prefs = Prefs::here();
    let state = ListState::new(place, prefs, load);
    let sorting = Signal::derive(move || {
        Some(
            place
                .sorting()
                .unwrap_or_else(|| read_sorting(words.default_sort)),
        )
    });
    let on_sort = Callback::new(move |key: &'static str| {
        let now = sorting.get_untracked();
        let flips = now.is_some_and(|now| now.key == key && !now.descending);
        place.set(
            &[(
                "sort",
                Some(if flips {
                    format!("-{key}")
                } else {
                    key.to_owned()
                }),
            )],
            false,
        );
    });
    let clear_filters = filters.clone();
    let on_clear = Callback::new(move |()| clear_all(place, &clear_filters));
    let loading = Signal::derive(move || state.first.get());
    let nothing = Memo::new(move |_| {
        state.rows.with(Vec::is_empty) && !state.first.get() && !state.busy.get()
    });
    let body = move || {
        if let Some(trouble) = state
            .trouble
            .get()
            .filter(|_| state.rows.with(Vec::is_empty))
        {
            return failed(&trouble, Some(Callback::new(move |()| state.refresh())));
        }
        if nothing.get() {
            return if place.is_narrowed() {
                no_match(on_clear)
            } else {
                empty.run()
            };
        }
        view! {
            <Grid
                label=words.title
                columns=columns.clone()
                rows=state.rows
                sorting=sorting
                on_sort=on_sort
                loading=loading
                density=prefs.density
            />
        }
        .into_any()
    };
    let set_count = Signal::derive(move || {
        place
            .pairs()
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "sort" | "limit" | "q"))
            .count()
    });
    let density = move |code: &'static str, sign: Icon, name: &'static str| {
        view! {
            <label>
                <input
                    class="unseen"
                    type="radio"
                    name="density"
                    prop:checked=move || prefs.density.with(|now| now == code)
                    on:change=move |_| prefs.density.set(code.to_owned())
                />
                {named_icon(sign, name)}
            </label>
        }
    };
    view! {
        <div class="page fits">
            <header class="head">
                <div class="title"><h1 tabindex="-1">{words.title}</h1></div>
                <div class="actions row">{actions.run()}</div>
            </header>
            {views.run()}
            <div class="bar">
                <SearchBox words=words place=place/>
                <button type="button" class="btn only-phone" popovertarget="filters">
                    {icon(Icon::Filter)} "Filters"
                    {move || (set_count.get() > 0).then(|| view! { <span class="token">{set_count.get()}</span> })}
                </button>
                <div class="filters" id="filters" popover="">
                    <h2 class="only-phone">"Filters"</h2>
                    <FilterBar filters=filters choices=choices place=place/>
                    <button type="button" class="btn primary only-phone" popovertarget="filters" popovertargetaction="hide">
                        {format!("Show {}", words.many)}
                    </button>
                </div>
                <span class="grow not-phone"></span>
                <fieldset class="segment not-phone">
                    <legend class="unseen">"Row height"</legend>
                    {density("comfortable", Icon::Comfortable, "Comfortable")}
                    {density("compact", Icon::Compact, "Compact")}
                    {density("dense", Icon::Dense, "Dense")}
                </fieldset>
            </div>
            {body}
            {foot(state, words, place, prefs)}
        </div>
    }
    .into_any()
}

fn clear_all(place: Place, filters: &[FilterSpec]) {
    let mut names = vec!["q".to_owned()];
    for spec in filters {
        names.push(spec.name.to_owned());
        names.push(format!("{}[gte]", spec.name));
        names.push(format!("{}[lte]", spec.name));
    }
    let changes: Vec<(&str, Option<String>)> =
        names.iter().map(|name| (name.as_str(), None)).collect();
    place.set(&changes, false);
}

/// The rows of a list and what is under way for them.
#[derive(Debug, Clone, Copy)]
struct ListState {
    rows: RwSignal<Vec<Row>>,
    next: RwSignal<Option<String>>,
    total: RwSignal<Option<(i64, bool)>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
    first: RwSignal<bool>,
    asked: StoredValue<u32>,
    load: Callback<Pairs, Soon<RowPage>>,
    place: Place,
    prefs: Prefs,
}

impl ListState {
    fn new(place: Place, prefs: Prefs, load: Callback<Pairs, Soon<RowPage>>) -> Self {
        let state = Self {
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            total: RwSignal::new(None),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(true),
            first: RwSignal::new(true),
            asked: StoredValue::new(0),
            load,
            place,
            prefs,
        };
        Effect::new(move || {
            drop(place.pairs());
            prefs.page_size.track();
            state.total.set(None);
            state.fetch(None);
        });
        state
    }

    fn pairs(self) -> Pairs {
        let mut pairs = untrack(|| self.place.pairs());
        let size = self.prefs.page_size.get_untracked();
        if size != 50 && !pairs.iter().any(|(name, _)| name == "limit") {
            pairs.push(("limit".to_owned(), size.to_string()));
        }
        pairs
    }

    fn refresh(self) {
        self.fetch(None);
    }

    fn fetch(self, cursor: Option<String>) {
        let mut pairs = self.pairs();
        let further = cursor.is_some();
        if let Some(cursor) = cursor {
            pairs.push(("cursor".to_owned(), cursor));
        }
        self.asked
            .update_value(|asked| *asked = asked.wrapping_add(1));
        let ticket = self.asked.get_value();
        self.busy.set(true);
        self.trouble.set(None);
        let coming = self.load.run(pairs);
        spawn_local(async move {
            let answer = coming.await;
            // A slower answer to an older question is dropped, and so is one to a page that was left.
            if self.asked.try_get_value() != Some(ticket) {
                return;
            }
            match answer {
                Ok(page) => {
                    if further {
                        self.rows.update(|rows| rows.extend(page.rows));
                    } else {
                        self.rows.set(page.rows);
                    }
                    self.next.set(page.next_cursor);
                }
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
            self.busy.set(false);
            self.first.set(false);
        });
    }

    fn count(self) {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| name != "limit");
        pairs.push(("limit".to_owned(), "1".to_owned()));
        pairs.push(("count".to_owned(), "true".to_owned()));
        let coming = self.load.run(pairs);
        spawn_local(async move {
            if let Ok(page) = coming.await {
                self.total.try_set(page.total);
            }
        });
    }
}

fn foot(state: ListState, words: ListWords, place: Place, prefs: Prefs) -> AnyView {
    let shown = move || {
        let count = state.rows.with(Vec::len);
        let noun = if count == 1 { words.one } else { words.many };
        match (state.next.with(Option::is_some), state.total.get()) {
            (false, _) => format!("{count} {noun}"),
            (true, Some((total, true))) => {
                format!("{count} of {}", super::format::grouped(&total.to_string()))
            }
            (true, Some((total, false))) => format!(
                "{count} of more than {}",
                super::format::grouped(&total.to_string())
            ),
            (true, None) => format!("{count} of many"),
        }
    };
    let more = move || state.next.with(Option::is_some);
    let uncounted = move || more() && state.total.with(Option::is_none);
    let load_more = move |()| {
        if let Some(cursor) = state.next.get_untracked() {
            state.fetch(Some(cursor));
        }
    };
    let sizes = ["25", "50", "100", "200"]
        .map(|size| Choice::new(size, size))
        .to_vec();
    let size = Signal::derive(move || {
        place
            .get("limit")
            .unwrap_or_else(|| prefs.page_size.get().to_string())
    });
    let set_size = move |size: String| {
        place.set(&[("limit", None)], true);
        prefs.page_size.set(size.parse().unwrap_or(50));
    };
    let late = move || {
        state
            .trouble
            .get()
            .filter(|_| state.rows.with(|rows| !rows.is_empty()))
            .map(|trouble| trouble.sentence())
    };
    view! {
        <Show when=move || state.rows.with(|rows| !rows.is_empty())>
            <div class="foot">
                <Show when=more><Button label="Load more" slim=true busy=state.busy on_press=load_more/></Show>
                <span role="status">{shown}</span>
                <Show when=uncounted>
                    <button type="button" class="link" on:click=move |_| state.count()>"Count them"</button>
                </Show>
                <span class="toned trouble">{late}</span>
                <span class="grow"></span>
                <label class="hit not-phone">"Rows" <Select choices=sizes.clone() value=size on_change=set_size label="Rows a page"/></label>
            </div>
        </Show>
    }
    .into_any()
}

/// Search as one types.
#[component]
fn SearchBox(words: ListWords, place: Place) -> AnyView {
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
            <span class="unseen">{format!("Search {}", words.many)}</span>
            {icon(Icon::Search)}
            <input
                class="input"
                type="search"
                autocomplete="off"
                placeholder=words.search
                data-key="/"
                prop:value=move || typed.get()
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
