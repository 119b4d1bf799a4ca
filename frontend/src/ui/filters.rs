//! Filters as chips: each shows its value, opens on a click, and has a remove button.

use std::sync::Arc;
use std::time::Duration;

use domain::choices::Choices;
use leptos::prelude::*;

use super::button::{Button, ButtonStyle, IconButton};
use super::dom::{holds_focus, keeps_focus};
use super::field_spec::{FieldSpec, Kind};
use super::filter_labels::value_words;
use super::icon::{Icon, icon};
use super::live;
use super::url_query::{UrlQuery, narrows};

/// The filter on the owner.
const OWNER: &str = "owner_id";

/// The delay before a box closes after losing the focus.
const LEAVING: Duration = Duration::from_millis(150);

/// The kind of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    /// Any of the codes of a list.
    Codes(&'static str),
    /// Yes or no.
    Flag,
    /// From a day to a day.
    Days,
    /// A range of days of a timestamp.
    Moments,
    /// Active, archived or both.
    Archived,
    /// Any of the records of the entity at a path, found by typing.
    Record(&'static str),
    /// A range of numbers with this number of decimal places.
    Figures(usize),
    /// A word, as it is written.
    Word,
}

/// One filter of a list.
#[derive(Debug, Clone, Copy)]
pub struct FilterSpec {
    /// Its name in the API.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// Its kind.
    pub kind: FilterKind,
    /// Whether it can ask for rows without a value.
    pub blank: bool,
}

impl FilterSpec {
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, kind: FilterKind) -> Self {
        Self {
            name,
            label,
            kind,
            blank: false,
        }
    }

    /// The filter on a field. A field without codes is searched by a word.
    #[must_use]
    pub const fn of(field: FieldSpec) -> Self {
        let kind = match field.kind {
            Kind::Code(list) | Kind::Chosen(list) | Kind::Ticks(list) | Kind::Codes(list) => {
                FilterKind::Codes(list)
            }
            Kind::State => FilterKind::Codes("us_state"),
            Kind::Record(path) => FilterKind::Record(path),
            Kind::Day => FilterKind::Days,
            Kind::Flag => FilterKind::Flag,
            Kind::Count => FilterKind::Figures(0),
            _ => FilterKind::Word,
        };
        Self::new(field.name, field.label, kind)
    }

    /// Under another label.
    #[must_use]
    pub const fn called(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// Adds the filter for rows without a value.
    #[must_use]
    pub const fn or_blank(mut self) -> Self {
        self.blank = true;
        self
    }

    /// The suffix of its query parameter: empty, `[gte]`, `[not]`.
    fn suffix<'a>(&self, name: &'a str) -> Option<&'a str> {
        let rest = name.strip_prefix(self.name)?;
        (rest.is_empty() || rest.starts_with('[')).then_some(rest)
    }

    /// Its query parameters: suffixes and values.
    #[must_use]
    pub fn values(&self, query: UrlQuery) -> Vec<(String, String)> {
        let pairs = query.pairs().into_iter();
        pairs
            .filter_map(|(name, value)| Some((self.suffix(&name)?.to_owned(), value)))
            .collect()
    }

    fn is_set(&self, query: UrlQuery) -> bool {
        !self.values(query).is_empty()
    }

    fn clear(&self, query: UrlQuery) {
        query.drop_where(|name| self.suffix(name).is_some());
    }
}

/// Removes search and filters from the address.
pub fn clear_all(query: UrlQuery) {
    query.drop_where(narrows);
}

/// Draws what a filter is set with.
pub type DrawControl = fn(FilterSpec, UrlQuery, &Arc<Choices>) -> AnyView;

/// The chips of all filters that are set, and the button that adds one.
pub fn filter_bar(
    filters: &'static [FilterSpec],
    choices: Arc<Choices>,
    query: UrlQuery,
    user: Option<i64>,
    draw_control: DrawControl,
) -> AnyView {
    let mine = filters
        .iter()
        .any(|spec| spec.name == OWNER)
        .then_some(user)
        .flatten()
        .map(|user| OwnFilter {
            query,
            user: user.to_string(),
        });
    // The filter whose box is open; it is shown as a chip although nothing is chosen yet.
    let opened = RwSignal::new(None::<&'static str>);
    let is_mine = mine.clone().map(OwnFilter::applied);
    let shown = move |spec: &FilterSpec| {
        let pressed = spec.name == OWNER && is_mine.is_some_and(|is_mine| is_mine.get());
        opened.get() == Some(spec.name) || (spec.is_set(query) && !pressed)
    };
    let names = Memo::new(move |_| {
        let shown = filters.iter().filter(|spec| shown(spec));
        shown.map(|spec| spec.name).collect::<Vec<_>>()
    });
    // Keyed chips: removing one does not move the focus from another.
    let one = move |name: &'static str| {
        let spec = filters.iter().find(|spec| spec.name == name);
        spec.map(|spec| chip(*spec, query, &choices, opened, draw_control))
    };
    let chips = view! { <For each=move || names.get() key=|name| *name children=one/> };
    let clear = live(move || {
        query.is_filtered().then(|| {
            let clear = move |()| clear_all(query);
            view! { <Button label="Clear" look=ButtonStyle::Quiet slim=true on_press=clear/> }
                .into_any()
        })
    });
    // What a link asks for beyond the filters of the list.
    let others = live(move || {
        let all = query.pairs().into_iter();
        let others = all.filter(|(name, _)| {
            narrows(name) && name != "q" && filters.iter().all(|spec| spec.suffix(name).is_none())
        });
        let chips = others.map(|(name, value)| {
            let label = format!("Remove the filter {name}");
            let gone = name.clone();
            let remove = move |()| query.drop_where(|known| known == gone);
            view! {
                <div class="chip">
                    <span class="what">{name} <b>{value}</b></span>
                    <IconButton sign=Icon::Cross label=label slim=true on_press=remove/>
                </div>
            }
            .into_any()
        });
        Some(chips.collect::<Vec<AnyView>>().into_any())
    });
    let mine = mine.map(OwnFilter::chip);
    view! { {mine}{chips}{others}{add_filter(filters, names, opened)}{clear} }.into_any()
}

/// The toggle that shows only the user's own records: a filter on the owner.
#[derive(Clone)]
struct OwnFilter {
    query: UrlQuery,
    user: String,
}

impl OwnFilter {
    /// Whether the filter is applied.
    fn applied(self) -> Memo<bool> {
        Memo::new(move |_| {
            let pairs = self.query.pairs();
            let mut owners = pairs
                .iter()
                .filter(|(name, _)| name.split('[').next() == Some(OWNER));
            owners
                .next()
                .is_some_and(|(name, value)| name == OWNER && *value == self.user)
                && owners.next().is_none()
        })
    }

    fn chip(self) -> AnyView {
        let on = self.clone().applied();
        let press = move |_| {
            let user = (!on.get_untracked()).then(|| self.user.clone());
            self.query.set_only(OWNER, user);
        };
        let pressed = Signal::derive(move || on.get().to_string());
        view! { <button type="button" class="chip mine" aria-pressed=pressed on:click=press>"Mine"</button> }
            .into_any()
    }
}

fn add_filter(
    filters: &'static [FilterSpec],
    set: Memo<Vec<&'static str>>,
    opened: RwSignal<Option<&'static str>>,
) -> AnyView {
    let open = RwSignal::new(false);
    let entry = move |spec: &FilterSpec| {
        let name = spec.name;
        let press = move |_| {
            open.set(false);
            opened.set(Some(name));
        };
        view! { <button type="button" on:click=press>{spec.label}</button> }.into_any()
    };
    let list = live(move || {
        open.get().then(|| {
            let rest = filters
                .iter()
                .filter(|spec| !set.with(|set| set.contains(&spec.name)));
            let entries: Vec<AnyView> = rest.map(entry).collect();
            view! { <div class="list drop" tabindex="-1">{entries}</div> }.into_any()
        })
    });
    let button = view! {
        <button
            type="button"
            class="chip add"
            aria-expanded=Signal::derive(move || open.get().to_string())
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {icon(Icon::Plus)} "Filter"
        </button>
    };
    let all_set = move || set.with(Vec::len) == filters.len();
    let whole = boxed(
        view! { {button}{list} }.into_any(),
        "anchor",
        None,
        move || {
            open.try_set(false);
        },
        move || open.get_untracked(),
    );
    view! { <div hidden=Signal::derive(all_set)>{whole}</div> }.into_any()
}

/// An element with a dropdown that closes on focus loss and on Esc.
fn boxed(
    content: AnyView,
    class: &'static str,
    name: Option<&'static str>,
    close: impl Fn() + Copy + Send + Sync + 'static,
    is_open: impl Fn() -> bool + Send + Sync + 'static,
) -> AnyView {
    view! {
        <div
            class=class
            data-filter=name
            on:focusout=move |event| {
                // Delayed, so that the element being clicked does not move.
                if !keeps_focus(&event) {
                    let here = event.current_target();
                    let leave = move || {
                        if !holds_focus(here.as_ref()) {
                            close();
                        }
                    };
                    set_timeout(leave, LEAVING);
                }
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && is_open() {
                    event.stop_propagation();
                    close();
                }
            }
        >
            {content}
        </div>
    }
    .into_any()
}

fn chip(
    spec: FilterSpec,
    query: UrlQuery,
    choices: &Arc<Choices>,
    opened: RwSignal<Option<&'static str>>,
    draw_control: DrawControl,
) -> AnyView {
    let open = move || opened.get() == Some(spec.name);
    let words = value_words(spec, query, choices);
    let choices = Arc::clone(choices);
    let body = live(move || {
        open().then(|| {
            let control = draw_control(spec, query, &choices);
            view! { <div class="list drop month" tabindex="-1">{control}</div> }.into_any()
        })
    });
    let close = move || {
        // Another chip may be open by then.
        if opened.try_get_untracked() == Some(Some(spec.name)) {
            opened.set(None);
        }
    };
    let remove = move |()| {
        opened.set(None);
        spec.clear(query);
    };
    let what = view! {
        <button
            type="button"
            class="what"
            aria-expanded=Signal::derive(move || open().to_string())
            on:click=move |_| opened.update(|now| {
                *now = if *now == Some(spec.name) { None } else { Some(spec.name) };
            })
        >
            {spec.label}
            <b>{words}</b>
        </button>
        <IconButton sign=Icon::Cross label=format!("Remove the filter {}", spec.label) slim=true on_press=remove/>
        {body}
    };
    boxed(what.into_any(), "chip", Some(spec.name), close, move || {
        opened.get_untracked() == Some(spec.name)
    })
}
