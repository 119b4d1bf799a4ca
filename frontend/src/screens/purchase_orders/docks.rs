//! A dock's clock: instants in the dock's own time zone and back. The browser knows the zones.

use chrono::{Datelike, NaiveDateTime};
use domain::record::instant;
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::ui::format::{day, moment, short_day, today};
use crate::ui::input::Choice;

/// The zones of North American docks, as they are offered.
const ZONES: &[(&str, &str)] = &[
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
];

/// The zones to choose from.
pub(super) fn offered() -> Vec<Choice> {
    ZONES
        .iter()
        .map(|(zone, label)| Choice::new(*zone, *label))
        .collect()
}

/// The zone of this browser where it is one of those offered, else Central time.
pub(super) fn usual() -> String {
    let own = own_zone();
    ZONES
        .iter()
        .find(|(zone, _)| own.as_deref() == Some(*zone))
        .map_or("America/Chicago", |(zone, _)| zone)
        .to_owned()
}

fn own_zone() -> Option<String> {
    let options =
        js_sys::Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &JsValue::from_str("timeZone"))
        .ok()?
        .as_string()
}

/// Asks the browser to write an instant in a zone; `None` where it does not know the zone.
fn written(at: NaiveDateTime, locale: &str, zone: &str, more: &[(&str, &str)]) -> Option<String> {
    let date = Date::new(&JsValue::from_str(&instant::show(&at)));
    let options = Object::new();
    for (name, value) in [("timeZone", zone)].iter().chain(more) {
        Reflect::set(
            &options,
            &JsValue::from_str(name),
            &JsValue::from_str(value),
        )
        .ok()?;
    }
    let method: Function = Reflect::get(&date, &JsValue::from_str("toLocaleString"))
        .ok()?
        .dyn_into()
        .ok()?;
    method
        .call2(&date, &JsValue::from_str(locale), &options)
        .ok()?
        .as_string()
}

/// An instant on the clock of a zone.
pub(super) fn local(at: NaiveDateTime, zone: &str) -> Option<NaiveDateTime> {
    // Swedish writes days and times the way ISO 8601 does.
    let text = written(at, "sv-SE", zone, &[])?;
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S").ok()
}

/// The instant at which the clock of a zone shows this.
pub(super) fn instant_at(clock: NaiveDateTime, zone: &str) -> Option<NaiveDateTime> {
    let ahead = |guess: NaiveDateTime| local(guess, zone).map(|shown| shown - guess);
    // The second try is right also on the days on which clocks change.
    let first = clock.checked_sub_signed(ahead(clock)?)?;
    clock.checked_sub_signed(ahead(first)?)
}

/// What a zone is called at an instant: `CDT`.
fn zone_name(at: NaiveDateTime, zone: &str) -> Option<String> {
    let text = written(at, "en-US", zone, &[("timeZoneName", "short")])?;
    text.rsplit([' ', '\u{202f}']).next().map(str::to_owned)
}

/// An instant on a dock's clock with the name of its zone: `Sep 17, 11:00 CDT`; without a zone in the time of this browser.
pub(super) fn shown(at: NaiveDateTime, zone: Option<&str>) -> String {
    let Some(clock) = zone.and_then(|zone| local(at, zone)) else {
        return moment(at);
    };
    let date = clock.date();
    let named = if date == today() {
        "today".to_owned()
    } else if date.year() == today().year() {
        short_day(date)
    } else {
        day(date)
    };
    let zone = zone
        .and_then(|zone| zone_name(at, zone))
        .unwrap_or_default();
    format!("{named}, {} {zone}", clock.format("%H:%M"))
        .trim_end()
        .to_owned()
}
