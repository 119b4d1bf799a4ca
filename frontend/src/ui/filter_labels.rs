//! The value of a filter as text on its chip.

use std::sync::Arc;

use domain::choices::{ChoiceEntry, Choices};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::filters::{FilterKind, FilterSpec};
use super::finder::Finder;
use super::format::{day_of, grouped, local_day, short_day};
use super::url_query::UrlQuery;

/// The value of a filter in words, tracked.
pub fn value_words(spec: FilterSpec, query: UrlQuery, choices: &Arc<Choices>) -> Signal<String> {
    let choices = Arc::clone(choices);
    let names = match spec.kind {
        FilterKind::Record(path) => Some(names_of(path, ids_in(spec.name, query))),
        _ => None,
    };
    Signal::derive(move || {
        let values = spec.values(query);
        let one = |value: &str| match (spec.kind, names) {
            (FilterKind::Codes(list), _) if all_of(value, choices.list(list)) => "any".to_owned(),
            (FilterKind::Codes(list), _) => joined(value, |code| choices.label(list, code)),
            (FilterKind::Record(_), Some(names)) => names.with(|names| {
                let named: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
                if named.is_empty() {
                    value.to_owned()
                } else {
                    named.join(", ")
                }
            }),
            (kind, _) => plain(kind, value),
        };
        let bound = |suffix: &str| {
            let found = values.iter().find(|(known, _)| known == suffix);
            found.map(|(_, value)| one(value))
        };
        let until = bound("[lte]").or_else(|| before(&values));
        let mut parts = Vec::new();
        match (bound("[gte]"), until) {
            (Some(from), Some(until)) if from == until => parts.push(from),
            (Some(from), Some(until)) => parts.push(format!("{from} – {until}")),
            (Some(from), None) => parts.push(format!("from {from}")),
            (None, Some(until)) => parts.push(format!("until {until}")),
            (None, None) => {}
        }
        for (suffix, value) in &values {
            match suffix.as_str() {
                "" => parts.push(one(value)),
                "[not]" => parts.push(format!("not {}", one(value))),
                "[gt]" => parts.push(format!("above {}", one(value))),
                "[lt]" if !matches!(spec.kind, FilterKind::Moments) => {
                    parts.push(format!("below {}", one(value)));
                }
                "[is_null]" if value == "true" => parts.push("not set".to_owned()),
                "[is_null]" => parts.push("set".to_owned()),
                _ => {}
            }
        }
        parts.join(", ")
    })
}

/// The last day of a range of moments, which ends before the day after it.
fn before(values: &[(String, String)]) -> Option<String> {
    let (_, value) = values.iter().find(|(suffix, _)| suffix == "[lt]")?;
    let at = domain::record::instant::parse(value)?;
    local_day(at).pred_opt().map(short_day)
}

fn plain(kind: FilterKind, value: &str) -> String {
    match (kind, value) {
        (FilterKind::Flag, "true") => "yes".to_owned(),
        (FilterKind::Flag, _) => "no".to_owned(),
        (FilterKind::Archived, "true") => "only".to_owned(),
        (FilterKind::Archived, "any") => "too".to_owned(),
        (FilterKind::Days, day) => day_of(day).map_or_else(|| day.to_owned(), short_day),
        (FilterKind::Moments, at) => domain::record::instant::parse(at)
            .map_or_else(|| at.to_owned(), |at| short_day(local_day(at))),
        (FilterKind::Figures(_), figure) => grouped(figure),
        (_, text) => text.to_owned(),
    }
}

/// Whether codes are all that are offered.
fn all_of(value: &str, entries: &[ChoiceEntry]) -> bool {
    let codes: Vec<&str> = value.split(',').collect();
    let mut offered = entries.iter().filter(|entry| !entry.retired);
    codes.len() > 1 && offered.all(|entry| codes.contains(&entry.code.as_str()))
}

fn joined<'a>(value: &'a str, label: impl Fn(&'a str) -> &'a str) -> String {
    let codes = value.split(',').filter(|code| !code.is_empty());
    let labels: Vec<&str> = codes.map(label).collect();
    labels.join(", ")
}

/// The ids that a filter asks for.
#[must_use]
pub fn ids_in(name: &'static str, query: UrlQuery) -> Memo<Vec<i64>> {
    Memo::new(move |_| {
        let asked = [name.to_owned(), format!("{name}[not]")];
        let values = asked.iter().filter_map(|name| query.get(name));
        let ids = values.flat_map(|value| {
            let ids = value.split(',').filter_map(|id| id.parse().ok());
            ids.collect::<Vec<i64>>()
        });
        ids.collect()
    })
}

/// The names of records of the entity at a path.
#[must_use]
pub fn names_of(path: &'static str, ids: Memo<Vec<i64>>) -> RwSignal<Vec<(i64, String)>> {
    let name_of = Finder::from_context().name;
    let found = RwSignal::new(Vec::<(i64, String)>::new());
    Effect::new(move || {
        let ids = ids.get();
        let known = found.get_untracked();
        spawn_local(async move {
            let mut names = Vec::new();
            for id in ids {
                let known = known.iter().find(|(known, _)| *known == id);
                let name = match known {
                    Some((_, name)) => name.clone(),
                    None => {
                        let coming = name_of.run((path, id));
                        coming.await.unwrap_or_else(|_unknown| format!("#{id}"))
                    }
                };
                names.push((id, name));
            }
            found.try_set(names);
        });
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_codes_of_a_list_are_any() {
        let entry = |code: &str, retired: bool| ChoiceEntry {
            code: code.to_owned(),
            label: String::new(),
            id: None,
            position: 1,
            retired,
        };
        let entries = [
            entry("beef", false),
            entry("pork", false),
            entry("goat", true),
        ];
        assert!(all_of("pork,beef", &entries));
        assert!(!all_of("pork", &entries));
    }
}
