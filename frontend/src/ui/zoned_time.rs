//! Converts between instants and the time in a time zone. The browser knows the zones.

use chrono::{Datelike, NaiveDateTime, Timelike};
use domain::record::instant;
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::format::{day, moment, short_day, time, today};
use super::zone_input::USUAL;

/// The zone of this browser where docks are in it, else Central time.
pub fn usual() -> String {
    let own = own_zone();
    USUAL
        .iter()
        .find(|(zone, _)| own.as_deref() == Some(*zone) && *zone != "UTC")
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
pub fn local(at: NaiveDateTime, zone: &str) -> Option<NaiveDateTime> {
    // Swedish writes days and times the way ISO 8601 does, but for the letter between them.
    let text = written(at, "sv-SE", zone, &[])?;
    instant::parse(&format!("{}Z", text.replace(' ', "T")))
}

/// The instant at which the clock of a zone shows this.
pub fn instant_at(clock: NaiveDateTime, zone: &str) -> Option<NaiveDateTime> {
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

/// An instant on a dock's clock with the name of its zone: `Sep 17, 11:00 AM CDT`; without a zone in the time of this browser.
pub fn shown(at: NaiveDateTime, zone: Option<&str>) -> String {
    let Some(here) = zone.and_then(|zone| local(at, zone)) else {
        return moment(at);
    };
    let date = here.date();
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
    format!("{named}, {} {zone}", time(here.hour(), here.minute()))
        .trim_end()
        .to_owned()
}
