//! A time zone picker: common zones first, all others that the browser knows by search.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::field_text::zone;
use super::finder::{Hit, Search};
use super::highlight::holds_words;
use super::picker::Picker;
use crate::ui::app_error::BoxFuture;

/// The zones that docks and desks of the trade are in, and what people call them.
pub const USUAL: &[(&str, &str)] = &[
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Toronto", "Toronto"),
    ("America/Mexico_City", "Mexico City"),
    ("UTC", "UTC"),
];

/// The most hits that are offered.
const MOST: usize = 10;

/// A time zone picker. A zone that the browser does not know is kept and shown by its name.
#[component]
pub fn ZoneInput(
    /// The IANA name; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the new name; empty when it is taken out.
    #[prop(into)]
    on_change: Callback<String>,
    /// Its accessible name without a label.
    #[prop(optional)]
    label: Option<&'static str>,
) -> AnyView {
    let zones = StoredValue::new(all(&known()));
    let chosen = Signal::derive(move || {
        let name = value.get();
        let place = zones.with_value(|zones| zones.iter().position(|other| *other == name));
        let id = place.and_then(|place| i64::try_from(place).ok());
        (!name.is_empty()).then(|| Hit::named(id.unwrap_or(-1), zone(&name)))
    });
    let pick = move |hit: Option<Hit>| {
        let place = hit.and_then(|hit| usize::try_from(hit.id).ok());
        let name = zones.with_value(|zones| place.and_then(|place| zones.get(place).cloned()));
        on_change.run(name.unwrap_or_default());
    };
    let search: Search = Callback::new(move |typed: String| -> BoxFuture<Vec<Hit>> {
        let hits = zones.with_value(|zones| found(zones, &typed));
        Box::pin(async move { Ok(hits) })
    });
    view! {
        <Picker
            value=chosen
            on_pick=pick
            search=search
            label=label.unwrap_or("Time zones")
            bare=label.is_some()
            placeholder="City or zone"
        />
    }
    .into_any()
}

/// The zones that the browser knows.
fn known() -> Vec<String> {
    let ask = || -> Option<Array> {
        let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
        let ask: Function = Reflect::get(&intl, &JsValue::from_str("supportedValuesOf"))
            .ok()?
            .dyn_into()
            .ok()?;
        let answer = ask.call1(&intl, &JsValue::from_str("timeZone")).ok()?;
        answer.dyn_into().ok()
    };
    // Old browsers do not list zones: offer the common ones.
    let zones = ask().unwrap_or_default();
    zones.iter().filter_map(|zone| zone.as_string()).collect()
}

/// The usual zones, then the others.
fn all(known: &[String]) -> Vec<String> {
    let usual = USUAL.iter().map(|(name, _)| (*name).to_owned());
    let is_usual = |zone: &str| USUAL.iter().any(|(name, _)| *name == zone);
    let others = known.iter().filter(|zone| !is_usual(zone)).cloned();
    usual.chain(others).collect()
}

/// Results among zones by what people call them and by where they are.
fn found(zones: &[String], typed: &str) -> Vec<Hit> {
    let hits = (0..).zip(zones).filter_map(|(id, name)| {
        let (called, place) = (zone(name), name.replace('_', " "));
        holds_words(&format!("{called} {place}"), typed).then(|| Hit {
            detail: if called == place {
                String::new()
            } else {
                place
            },
            ..Hit::named(id, called)
        })
    });
    hits.take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<(String, String)> {
        let known = [
            "Africa/Cairo",
            "America/Argentina/Buenos_Aires",
            "America/Chicago",
        ];
        let zones = all(&known.map(str::to_owned));
        let hits = found(&zones, typed).into_iter();
        hits.map(|hit| (hit.name, hit.detail)).collect()
    }

    #[test]
    fn a_zone_is_found_by_its_name_its_city_and_its_continent() {
        let central = ("Central".to_owned(), "America/Chicago".to_owned());
        assert_eq!(names("central"), std::slice::from_ref(&central));
        assert_eq!(names("chic"), [central]);
        let far = (
            "Buenos Aires".to_owned(),
            "America/Argentina/Buenos Aires".to_owned(),
        );
        assert_eq!(names("buenos a"), std::slice::from_ref(&far));
        assert_eq!(names("argentina"), [far]);
        assert_eq!(names("atlantis"), []);
    }

    #[test]
    fn the_usual_ones_come_first_and_once() {
        let first = names("");
        assert_eq!(first.len(), MOST);
        assert_eq!(
            first.first().map(|(name, _)| name.as_str()),
            Some("Eastern")
        );
        let zones = all(&["America/Chicago".to_owned()]);
        assert_eq!(zones.len(), USUAL.len());
    }
}
