//! Filters of a list as chips: each shows its value, reopens at a press, and goes with its cross.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::button::{Button, IconButton, Look};
use super::date_input::DateInput;
use super::dom::{focus_soon, keeps_focus};
use super::format::short_day;
use super::icon::{Icon, icon};
use super::input::{Choice, label_of};
use super::menu::MenuItem;
use super::multi::TickList;
use super::picker::{Hit, Picker};
use super::place::Place;
use super::spec::offered;
use crate::trouble::Soon;

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
    /// One record, found by typing; the second call names the record of an id.
    Record(
        Callback<String, Soon<Vec<Hit>>>,
        Callback<i64, Soon<String>>,
    ),
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
            FilterKind::Days => vec![format!("{}[gte]", self.name), format!("{}[lte]", self.name)],
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

/// The chips of all filters that are set, and the button that adds one.
#[component]
pub fn FilterBar(
    /// The filters of this list.
    filters: Vec<FilterSpec>,
    /// The choice lists.
    choices: Arc<Choices>,
    /// The address.
    place: Place,
) -> AnyView {
    // The filter whose choices are open; it is shown as a chip although nothing is chosen yet.
    let opened = RwSignal::new(None::<&'static str>);
    let chips = filters.clone();
    let shown = move || {
        chips
            .iter()
            .filter(|spec| opened.get() == Some(spec.name) || spec.is_set(place))
            .copied()
            .collect::<Vec<_>>()
    };
    let rest = filters.clone();
    let more = Signal::derive(move || {
        rest.iter()
            .filter(|spec| opened.get() != Some(spec.name) && !spec.is_set(place))
            .map(|spec| {
                let name = spec.name;
                MenuItem::new(
                    spec.label,
                    None,
                    Callback::new(move |()| {
                        opened.set(Some(name));
                        focus_soon(format!("[data-filter='{name}'] .drop :is(input, button)"));
                    }),
                )
            })
            .collect::<Vec<_>>()
    });
    let all = filters;
    let is_narrowed = move || place.is_narrowed();
    let clear = move |()| {
        let mut names: Vec<String> = all.iter().flat_map(FilterSpec::names).collect();
        names.push("q".to_owned());
        let changes: Vec<(&str, Option<String>)> =
            names.iter().map(|name| (name.as_str(), None)).collect();
        place.set(&changes, false);
    };
    let clear = Callback::new(clear);
    view! {
        <For
            each=shown
            key=|spec| spec.name
            children=move |spec| chip(spec, place, &choices, opened)
        />
        <AddFilter items=more/>
        <Show when=is_narrowed>
            <Button label="Clear" look=Look::Quiet slim=true on_press=clear/>
        </Show>
    }
    .into_any()
}

#[component]
fn AddFilter(items: Signal<Vec<MenuItem>>) -> AnyView {
    let open = RwSignal::new(false);
    let list = move || {
        let entries = items.get().into_iter().map(|item| {
            let on_press = item.on_press;
            view! {
                <button
                    type="button"
                    on:click=move |_| {
                        open.set(false);
                        on_press.run(());
                    }
                >
                    {item.label}
                </button>
            }
        });
        entries.collect_view()
    };
    view! {
        <Show when=move || items.with(|items| !items.is_empty())>
            <div
                class="anchor"
                on:focusout=move |event| {
                    if !keeps_focus(&event) {
                        open.set(false);
                    }
                }
                on:keydown=move |event| {
                    if event.key() == "Escape" && open.get_untracked() {
                        event.stop_propagation();
                        open.set(false);
                    }
                }
            >
                <button
                    type="button"
                    class="chip add"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {icon(Icon::Plus)} "Filter"
                </button>
                {move || open.get().then(|| view! { <div class="list drop" tabindex="-1">{list()}</div> })}
            </div>
        </Show>
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
    let body = move || {
        open().then(
            || view! { <div class="list drop month" tabindex="-1">{filter_control(spec, place, &choices)}</div> },
        )
    };
    let remove = format!("Remove the filter {}", spec.label);
    view! {
        <div
            class="chip"
            data-filter=spec.name
            on:focusout=move |event| {
                if !keeps_focus(&event) && opened.get_untracked() == Some(spec.name) {
                    opened.set(None);
                }
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && opened.get_untracked() == Some(spec.name) {
                    event.stop_propagation();
                    opened.set(None);
                }
            }
        >
            <button
                type="button"
                class="what"
                aria-expanded=move || open().to_string()
                on:click=move |_| opened.update(|now| {
                    *now = if *now == Some(spec.name) { None } else { Some(spec.name) };
                })
            >
                {spec.label}
                <b>{move || words.get()}</b>
            </button>
            <IconButton
                sign=Icon::Cross
                label=remove
                slim=true
                on_press=move |()| {
                    opened.set(None);
                    spec.clear(place);
                }
            />
            {body}
        </div>
    }
    .into_any()
}

/// The value of a filter as its chip says it.
fn value_words(spec: FilterSpec, place: Place, choices: &Arc<Choices>) -> Signal<String> {
    let name = spec.name;
    match spec.kind {
        FilterKind::Codes(list) => {
            let entries: Vec<Choice> = choices
                .list(list)
                .iter()
                .map(|entry| Choice::new(entry.code.clone(), entry.label.clone()))
                .collect();
            Signal::derive(move || {
                let codes = place.get(name).unwrap_or_default();
                let labels: Vec<String> = codes
                    .split(',')
                    .filter(|code| !code.is_empty())
                    .map(|code| label_of(&entries, code))
                    .collect();
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
        FilterKind::Days => Signal::derive(move || {
            let bound = |suffix: &str| place.get(&format!("{name}{suffix}"));
            let words = |day: String| day.parse().map_or(day, short_day);
            match (bound("[gte]").map(words), bound("[lte]").map(words)) {
                (Some(from), Some(to)) => format!("{from} – {to}"),
                (Some(from), None) => format!("from {from}"),
                (None, Some(to)) => format!("until {to}"),
                (None, None) => String::new(),
            }
        }),
        FilterKind::Record(_, name_of) => {
            let found = RwSignal::new(String::new());
            Effect::new(move || {
                let Some(id) = place.get(name).and_then(|id| id.parse().ok()) else {
                    found.set(String::new());
                    return;
                };
                let coming = name_of.run(id);
                spawn_local(async move {
                    found.try_set(coming.await.unwrap_or_else(|_unknown| format!("#{id}")));
                });
            });
            found.into()
        }
    }
}

fn filter_control(spec: FilterSpec, place: Place, choices: &Arc<Choices>) -> AnyView {
    let name = spec.name;
    let pick_one = move |options: Vec<(&'static str, &'static str)>| {
        options
            .into_iter()
            .map(|(code, label)| {
                view! {
                    <label class="hit">
                        <input
                            class="check"
                            type="radio"
                            name=format!("filter-{name}")
                            prop:checked=move || place.get(name).unwrap_or_default() == code
                            on:change=move |_| place.set(&[(name, Some(code.to_owned()))], false)
                        />
                        {label}
                    </label>
                }
            })
            .collect_view()
            .into_any()
    };
    match spec.kind {
        FilterKind::Codes(list) => {
            let entries = offered(choices, list);
            let value = Signal::derive(move || {
                let codes = place.get(name).unwrap_or_default();
                codes
                    .split(',')
                    .filter(|code| !code.is_empty())
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            });
            let set = move |codes: Vec<String>| place.set(&[(name, Some(codes.join(",")))], false);
            view! { <div class="pick-list"><TickList choices=entries value=value on_change=set/></div> }.into_any()
        }
        FilterKind::Flag => pick_one(vec![("true", "Yes"), ("false", "No")]),
        FilterKind::Archived => pick_one(vec![
            ("true", "Only archived ones"),
            ("any", "Active and archived"),
        ]),
        FilterKind::Days => {
            let bound = move |label: &'static str, suffix: &'static str| {
                let key = format!("{name}{suffix}");
                let read = key.clone();
                let value = Signal::derive(move || place.get(&read).unwrap_or_default());
                let set = move |day: String| {
                    let day: Option<chrono::NaiveDate> = day.parse().ok();
                    place.set(&[(key.as_str(), day.map(|day| day.to_string()))], false);
                };
                view! { <div class="field"><span>{label}</span><DateInput value=value on_change=set label=label/></div> }
            };
            view! { {bound("From", "[gte]")} {bound("Until", "[lte]")} }.into_any()
        }
        FilterKind::Record(search, _) => {
            let pick = move |hit: Option<Hit>| {
                place.set(&[(name, hit.map(|hit| hit.id.to_string()))], false)
            };
            view! { <Picker value=Signal::stored(None) on_pick=pick search=search label=spec.label placeholder="Type a name"/> }
                .into_any()
        }
    }
}
