//! Typed access to the fields of a record's JSON.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::ui::format::day_of;

/// A record as JSON.
pub type Record = Map<String, Value>;

/// A text; empty if absent.
#[must_use]
pub fn text<'a>(record: &'a Record, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A text, if present and not empty.
#[must_use]
pub fn some_text(record: &Record, name: &str) -> Option<String> {
    Some(text(record, name))
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// A whole number.
#[must_use]
pub fn number(record: &Record, name: &str) -> Option<i64> {
    record.get(name).and_then(Value::as_i64)
}

/// The id of a record of entity `T`.
#[must_use]
pub fn id<T>(record: &Record, name: &str) -> Option<domain::Id<T>> {
    number(record, name).map(domain::Id::new)
}

/// A flag; `false` if absent.
#[must_use]
pub fn is(record: &Record, name: &str) -> bool {
    record.get(name).and_then(Value::as_bool).unwrap_or(false)
}

/// A calendar day.
#[must_use]
pub fn day(record: &Record, name: &str) -> Option<NaiveDate> {
    day_of(text(record, name))
}

/// The texts of an array.
pub fn texts<'a>(record: &'a Record, name: &str) -> impl Iterator<Item = &'a str> {
    let items = record.get(name).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str)
}

/// Whether the record is archived.
#[must_use]
pub fn is_archived(record: &Record) -> bool {
    record
        .get("archived_at")
        .is_some_and(|archived| !archived.is_null())
}

/// City, state and postal code: `Omaha, NE 68102`.
#[must_use]
pub fn town(record: &Record) -> String {
    let town = joined(record, &["city", "state"], ", ");
    let parts = [town.as_str(), text(record, "postal_code")];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Joins the texts that are not empty.
#[must_use]
pub fn joined(record: &Record, names: &[&str], between: &str) -> String {
    let parts: Vec<&str> = names
        .iter()
        .map(|name| text(record, name))
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(between)
}
