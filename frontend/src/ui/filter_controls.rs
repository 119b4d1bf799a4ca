//! What a filter is set with, in the box below its chip.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;

use super::date_input::DateInput;
use super::dom::focus_soon;
use super::figure_input::DecimalInput;
use super::filters::{FilterKind, FilterSpec};
use super::finder::{Finder, Hit};
use super::input::TextInput;
use super::multi::TickList;
use super::picker::Picker;
use super::place::Place;
use super::spec::offered;

/// Draws it, and puts the focus into it.
pub fn filter_control(spec: FilterSpec, place: Place, choices: &Arc<Choices>) -> AnyView {
    let name = spec.name;
    focus_soon(format!("[data-filter='{name}'] .drop :is(input, button)"));
    let pick_one = move |options: &'static [(&'static str, &'static str)]| {
        options
            .iter()
            .map(|(code, label)| {
                view! {
                    <label class="hit">
                        <input
                            class="check"
                            type="radio"
                            name=format!("filter-{name}")
                            prop:checked=move || place.get(name).unwrap_or_default() == *code
                            on:change=move |_| place.set(&[(name, Some((*code).to_owned()))], false)
                        />
                        {*label}
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
        FilterKind::Flag => pick_one(&[("true", "Yes"), ("false", "No")]),
        FilterKind::Archived => pick_one(&[
            ("true", "Only archived ones"),
            ("any", "Active and archived"),
        ]),
        FilterKind::Word => {
            let value = Signal::derive(move || place.get(name).unwrap_or_default());
            let set = move |word: String| place.set(&[(name, Some(word))], true);
            view! { <TextInput value=value on_change=set label=spec.label/> }.into_any()
        }
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
        FilterKind::Figures => {
            let bound = move |label: &'static str, suffix: &'static str| {
                let key = format!("{name}{suffix}");
                let read = key.clone();
                let value = Signal::derive(move || place.get(&read).unwrap_or_default());
                let set = move |figure: String| place.set(&[(key.as_str(), Some(figure))], true);
                view! { <div class="field"><span>{label}</span><DecimalInput value=value on_change=set label=label/></div> }
            };
            view! { {bound("From", "[gte]")} {bound("Until", "[lte]")} }.into_any()
        }
        FilterKind::Record(path) => {
            let search = Finder::here().of(path);
            let pick = move |hit: Option<Hit>| {
                place.set(&[(name, hit.map(|hit| hit.id.to_string()))], false)
            };
            view! { <Picker value=Signal::stored(None) on_pick=pick search=search label=spec.label placeholder="Type a name"/> }
                .into_any()
        }
    }
}
