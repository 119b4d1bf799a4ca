//! The control that sets a filter, in the dropdown below its chip.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::choices::Choices;
use domain::record::instant;
use leptos::prelude::*;

use super::button::IconButton;
use super::date_input::DateInput;
use super::dom::{focus, focus_soon};
use super::filter_labels::{ids_in, names_of};
use super::filters::{FilterKind, FilterSpec};
use super::finder::{Finder, Hit};
use super::format::{local_day, start_of};
use super::icon::Icon;
use super::input::Choice;
use super::multi_select::TickList;
use super::picker::Picker;
use super::typed_filters::{ask, figure, word};
use super::url_query::UrlQuery;

/// The number of entries from which a list is filtered by typing.
const LONG: usize = 12;

/// Draws it, and puts the focus into it.
pub fn filter_control(spec: FilterSpec, query: UrlQuery, choices: &Arc<Choices>) -> AnyView {
    let name = spec.name;
    focus_soon(format!("[data-filter='{name}'] .drop :is(input, button)"));
    let control = match spec.kind {
        FilterKind::Codes(list) => codes(name, list, query, choices),
        FilterKind::Flag => one_of(
            name,
            query,
            &[("", "Any"), ("true", "Yes"), ("false", "No")],
        ),
        FilterKind::Archived => one_of(
            name,
            query,
            &[
                ("", "Active"),
                ("true", "Archived"),
                ("any", "Active and archived"),
            ],
        ),
        FilterKind::Word => word(spec, query),
        FilterKind::Days => days(name, query),
        FilterKind::Moments => moments(name, query),
        FilterKind::Figures(places) => {
            let from = figure(name, query, places, "From", "[gte]");
            let until = figure(name, query, places, "Until", "[lte]");
            view! { {from}{until} }.into_any()
        }
        FilterKind::Record(path) => records(spec, path, query),
    };
    let blank = spec.blank.then(|| blank(spec, query));
    view! { {control}{blank} }.into_any()
}

/// The filter for rows without a value.
fn blank(spec: FilterSpec, query: UrlQuery) -> AnyView {
    let key = format!("{}[is_null]", spec.name);
    let read = key.clone();
    let on = Signal::derive(move || query.get(&read).as_deref() == Some("true"));
    let flip = move |event| {
        let on = event_target_checked(&event).then(|| "true".to_owned());
        // Nothing is both empty and one of these.
        let mut changes: Vec<(String, Option<String>)> = ["", "[gte]", "[lte]", "[not]"]
            .map(|suffix| (format!("{}{suffix}", spec.name), None))
            .to_vec();
        changes.push((key.clone(), on));
        let changes: Vec<(&str, Option<String>)> = changes
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        query.set(&changes, false);
    };
    view! {
        <hr/>
        <label class="hit"><input class="check" type="checkbox" prop:checked=on on:change=flip/> "Not set"</label>
    }
    .into_any()
}

fn one_of(
    name: &'static str,
    query: UrlQuery,
    options: &'static [(&'static str, &'static str)],
) -> AnyView {
    let line = |(code, label): &(&'static str, &'static str)| {
        let (code, label) = (*code, *label);
        view! {
            <label class="hit">
                <input
                    class="check"
                    type="radio"
                    name=format!("filter-{name}")
                    prop:checked=move || query.get(name).unwrap_or_default() == code
                    on:change=move |_| query.set(&[(name, Some(code.to_owned()))], false)
                />
                {label}
            </label>
        }
    };
    options.iter().map(line).collect_view().into_any()
}

fn codes(
    name: &'static str,
    list: &'static str,
    query: UrlQuery,
    choices: &Arc<Choices>,
) -> AnyView {
    let value = Signal::derive(move || {
        let codes = query.get(name).unwrap_or_default();
        let codes = codes.split(',').filter(|code| !code.is_empty());
        codes.map(str::to_owned).collect::<Vec<_>>()
    });
    let set = move |codes: Vec<String>| ask(query, name, "", Some(codes.join(",")), false);
    let typed = RwSignal::new(String::new());
    let choices = Arc::clone(choices);
    let long = choices
        .list(list)
        .iter()
        .filter(|entry| !entry.retired)
        .count()
        > LONG;
    // Old records still hold retired entries: they are offered when searched by name.
    let entries = Signal::derive(move || {
        let needle = typed.get().trim().to_lowercase();
        let chosen = value.get_untracked();
        let entries = choices.list(list).iter().filter(|entry| {
            chosen.contains(&entry.code)
                || if needle.is_empty() {
                    !entry.retired
                } else {
                    entry.label.to_lowercase().contains(&needle)
                }
        });
        let entries = entries.map(|entry| Choice::new(entry.code.clone(), entry.label.clone()));
        entries.collect::<Vec<Choice>>()
    });
    let seek = long.then(|| {
        view! {
            <input
                class="input"
                type="search"
                aria-label="Search the list"
                placeholder="Type to search"
                on:input=move |event| typed.set(event_target_value(&event))
            />
        }
    });
    view! { {seek}<div class="pick-list"><TickList choices=entries value=value on_change=set/></div> }
        .into_any()
}

fn days(name: &'static str, query: UrlQuery) -> AnyView {
    let bound = move |label: &'static str, suffix: &'static str| {
        let key = format!("{name}{suffix}");
        let value = Signal::derive(move || query.get(&key).unwrap_or_default());
        let set = move |day: String| {
            let day: Option<NaiveDate> = day.parse().ok();
            ask(query, name, suffix, day.map(|day| day.to_string()), false);
        };
        view! { <div class="field"><span>{label}</span><DateInput value=value on_change=set label=label/></div> }
    };
    view! { {bound("From", "[gte]")} {bound("Until", "[lte]")} }.into_any()
}

/// Days in the browser's time zone: from the start of the first to the start of the day after the last.
fn moments(name: &'static str, query: UrlQuery) -> AnyView {
    let bound = move |label: &'static str, suffix: &'static str, last: bool| {
        let key = format!("{name}{suffix}");
        let value = Signal::derive(move || {
            let at = query.get(&key).and_then(|at| instant::parse(&at));
            let day = at.map(local_day);
            let day = if last {
                day.and_then(|day| day.pred_opt())
            } else {
                day
            };
            day.map(|day| day.to_string()).unwrap_or_default()
        });
        let set = move |day: String| {
            let day: Option<NaiveDate> = day.parse().ok();
            let day = if last {
                day.and_then(|day| day.succ_opt())
            } else {
                day
            };
            ask(query, name, suffix, day.map(start_of), false);
        };
        view! { <div class="field"><span>{label}</span><DateInput value=value on_change=set label=label/></div> }
    };
    view! { {bound("From", "[gte]", false)} {bound("Until", "[lt]", true)} }.into_any()
}

/// Several records, each found by typing.
fn records(spec: FilterSpec, path: &'static str, query: UrlQuery) -> AnyView {
    let name = spec.name;
    let ids = ids_in(name, query);
    let names = names_of(path, ids);
    let set = move |ids: Vec<i64>| {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ask(query, name, "", Some(ids.join(",")), false);
    };
    let pick = move |hit: Option<Hit>| {
        let mut all = ids.get_untracked();
        if let Some(hit) = hit.filter(|hit| !all.contains(&hit.id)) {
            all.push(hit.id);
            set(all);
        }
    };
    let line = move |(id, label): (i64, String)| {
        let remove = move |()| {
            let mut all = ids.get_untracked();
            all.retain(|known| *known != id);
            // The button disappears with its line: keep the focus in the box.
            focus(&format!("[data-filter='{name}'] .drop input"));
            set(all);
        };
        let word = format!("Remove {label}");
        view! {
            <div class="column-line">
                <span class="hit">{label}</span>
                <IconButton sign=Icon::Cross label=word slim=true on_press=remove/>
            </div>
        }
    };
    let search = Finder::from_context().of(path);
    view! {
        <For each=move || names.get() key=|(id, _)| *id children=line/>
        <Picker value=Signal::stored(None) on_pick=pick search=search label=spec.label placeholder="Type a name" past_too=true/>
    }
    .into_any()
}
