//! Filters of a list as chips: each shows its value, reopens at a press, and goes with its cross.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::button::{Button, IconButton, Look};
use super::dom::keeps_focus;
use super::finder::Finder;
use super::format::{day_of, grouped, short_day};
use super::icon::{Icon, icon};
use super::live;
use super::place::Place;
use crate::later::later;

/// What a filter asks for.
#[derive(Debug, Clone, Copy)]
pub enum FilterKind {
    /// Any of the codes of a list.
    Codes(&'static str),
    /// Yes or no.
    Flag,
    /// From a day to a day.
    Days,
    /// Active, archived or both.
    Archived,
    /// One record of the entity at a path, found by typing.
    Record(&'static str),
    /// From a figure to a figure.
    Figures,
    /// A word, as it is written.
    Word,
}

/// One filter of a list.
#[derive(Debug, Clone, Copy)]
pub struct FilterSpec {
    /// Its name in the API.
    pub name: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What it asks for.
    pub kind: FilterKind,
}

impl FilterSpec {
    /// A filter.
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, kind: FilterKind) -> Self {
        Self { name, label, kind }
    }

    /// The names it sets in the address.
    fn names(&self) -> Vec<String> {
        match self.kind {
            FilterKind::Days | FilterKind::Figures => {
                vec![format!("{}[gte]", self.name), format!("{}[lte]", self.name)]
            }
            _ => vec![self.name.to_owned()],
        }
    }

    fn is_set(&self, place: Place) -> bool {
        self.names().iter().any(|name| place.get(name).is_some())
    }

    fn clear(&self, place: Place) {
        let names = self.names();
        let changes: Vec<(&str, Option<String>)> =
            names.iter().map(|name| (name.as_str(), None)).collect();
        place.set(&changes, false);
    }
}

/// Takes search and filters out of the address.
pub fn clear_all(filters: &[FilterSpec], place: Place) {
    let mut names: Vec<String> = filters.iter().flat_map(FilterSpec::names).collect();
    names.push("q".to_owned());
    let changes: Vec<(&str, Option<String>)> =
        names.iter().map(|name| (name.as_str(), None)).collect();
    place.set(&changes, false);
}

/// The chips of all filters that are set, and the button that adds one.
pub fn filter_bar(filters: &'static [FilterSpec], choices: Arc<Choices>, place: Place) -> AnyView {
    // The filter whose box is open; it is shown as a chip although nothing is chosen yet.
    let opened = RwSignal::new(None::<&'static str>);
    let shown = move |spec: &FilterSpec| opened.get() == Some(spec.name) || spec.is_set(place);
    let names = Memo::new(move |_| {
        let shown = filters.iter().filter(|spec| shown(spec));
        shown.map(|spec| spec.name).collect::<Vec<_>>()
    });
    let chips = live(move || {
        let chips = names.get().into_iter().filter_map(|name| {
            let spec = filters.iter().find(|spec| spec.name == name)?;
            Some(chip(*spec, place, &choices, opened))
        });
        Some(chips.collect::<Vec<AnyView>>().into_any())
    });
    let clear = live(move || {
        place.is_narrowed().then(|| {
            let clear = move |()| clear_all(filters, place);
            view! { <Button label="Clear" look=Look::Quiet slim=true on_press=clear/> }.into_any()
        })
    });
    view! { {chips}{add_filter(filters, names, opened)}{clear} }.into_any()
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
        move || open.set(false),
        move || open.get_untracked(),
    );
    view! { <div hidden=Signal::derive(all_set)>{whole}</div> }.into_any()
}

/// Something with a box below it, which closes when the focus leaves it or at Esc.
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
                if !keeps_focus(&event) {
                    close();
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
    place: Place,
    choices: &Arc<Choices>,
    opened: RwSignal<Option<&'static str>>,
) -> AnyView {
    let open = move || opened.get() == Some(spec.name);
    let words = value_words(spec, place, choices);
    let choices = Arc::clone(choices);
    let body = live(move || {
        open().then(|| {
            let choices = Arc::clone(&choices);
            let control = later(move |more| (more.filter)(spec, place, &choices));
            view! { <div class="list drop month" tabindex="-1">{control}</div> }.into_any()
        })
    });
    let close = move || {
        // The chip that is left is another one's by then.
        if opened.try_get_untracked() == Some(Some(spec.name)) {
            opened.set(None);
        }
    };
    let remove = move |()| {
        close();
        spec.clear(place);
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

/// The value of a filter as its chip says it.
fn value_words(spec: FilterSpec, place: Place, choices: &Arc<Choices>) -> Signal<String> {
    let name = spec.name;
    match spec.kind {
        FilterKind::Codes(list) => {
            let choices = Arc::clone(choices);
            Signal::derive(move || {
                let codes = place.get(name).unwrap_or_default();
                let codes = codes.split(',').filter(|code| !code.is_empty());
                let labels: Vec<&str> = codes.map(|code| choices.label(list, code)).collect();
                labels.join(", ")
            })
        }
        FilterKind::Flag => Signal::derive(move || match place.get(name).as_deref() {
            Some("true") => "yes".to_owned(),
            Some(_) => "no".to_owned(),
            None => String::new(),
        }),
        FilterKind::Archived => Signal::derive(move || match place.get(name).as_deref() {
            Some("true") => "only".to_owned(),
            Some("any") => "too".to_owned(),
            _ => String::new(),
        }),
        FilterKind::Days => between(name, place, |day| {
            day_of(day).map_or_else(|| day.to_owned(), short_day)
        }),
        FilterKind::Figures => between(name, place, grouped),
        FilterKind::Word => Signal::derive(move || place.get(name).unwrap_or_default()),
        FilterKind::Record(path) => {
            let name_of = Finder::here().name;
            let found = RwSignal::new(String::new());
            Effect::new(move || {
                let Some(id) = place.get(name).and_then(|id| id.parse().ok()) else {
                    found.set(String::new());
                    return;
                };
                let coming = name_of.run((path, id));
                spawn_local(async move {
                    found.try_set(coming.await.unwrap_or_else(|_unknown| format!("#{id}")));
                });
            });
            found.into()
        }
    }
}

/// The words of a filter with two bounds.
fn between(name: &'static str, place: Place, words: fn(&str) -> String) -> Signal<String> {
    Signal::derive(move || {
        let bound = |suffix: &str| {
            place
                .get(&format!("{name}{suffix}"))
                .map(|text| words(&text))
        };
        match (bound("[gte]"), bound("[lte]")) {
            (Some(from), Some(to)) => format!("{from} – {to}"),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("until {to}"),
            (None, None) => String::new(),
        }
    })
}
