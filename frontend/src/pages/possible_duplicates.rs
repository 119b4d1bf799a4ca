//! Warns about possible duplicates while a new record is typed. The record can be created all the same.

use domain::problem::Existing;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::record_json::{self, Record};
use crate::api::session::Session;
use crate::config::record_config::RecordConfig;
use crate::ui::app_error::BoxFuture;
use crate::ui::banner::banner;
use crate::ui::button::{Button, LinkButton};
use crate::ui::field_spec::label_of_field;
use crate::ui::form::Form;
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::status::{Tone, token};
use crate::ui::url_query::Pairs;

/// A record like the one that is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleDuplicate {
    pub id: i64,
    /// Its name.
    pub label: String,
    /// The field in which it is alike.
    pub field: String,
    /// Whether it is archived.
    pub archived: bool,
}

/// Searches for possible duplicates; the server accepts one value per field and request.
fn fetch_duplicates(
    session: Session,
    config: &'static RecordConfig,
    typed: Pairs,
) -> BoxFuture<Vec<PossibleDuplicate>> {
    Box::pin(async move {
        let api = session.api();
        let mut all = Vec::<PossibleDuplicate>::new();
        for round in queries(typed) {
            let found = api.records(config.list.path).similar(&round).await?;
            for one in read(&found) {
                if !all.iter().any(|known| known.id == one.id) {
                    all.push(one);
                }
            }
        }
        Ok(all)
    })
}

/// Splits the typed values into queries with one value per field.
fn queries(typed: Pairs) -> Vec<Pairs> {
    let mut queries = Vec::<Pairs>::new();
    for (name, text) in typed {
        let free = queries
            .iter_mut()
            .find(|round| round.iter().all(|(other, _)| *other != name));
        match free {
            Some(round) => round.push((name, text)),
            None => queries.push(vec![(name, text)]),
        }
    }
    queries
}

fn read(found: &Record) -> Vec<PossibleDuplicate> {
    let items = found.get("items").and_then(Value::as_array);
    let records = items.into_iter().flatten().filter_map(Value::as_object);
    let one = |record: &Record| {
        Some(PossibleDuplicate {
            id: record_json::number(record, "id")?,
            label: record_json::text(record, "label").to_owned(),
            field: record_json::text(record, "field").to_owned(),
            archived: record_json::is(record, "archived"),
        })
    };
    records.filter_map(one).collect()
}

/// The typed values of a distinguishing field: its text, or the texts of its rows.
fn typed_values(now: &Record, name: &str) -> Pairs {
    if let Some(id) = record_json::number(now, name) {
        return vec![(name.to_owned(), id.to_string())];
    }
    let rows = now.get(&format!("{name}s")).and_then(Value::as_array);
    let rows = rows.into_iter().flatten();
    let typed = rows.filter_map(|row| row.get("as_typed")?.as_str());
    [record_json::text(now, name)]
        .into_iter()
        .chain(typed)
        .map(str::trim)
        .filter(|text| text.len() > 2)
        .map(|text| (name.to_owned(), text.to_owned()))
        .collect()
}

/// The warning; nothing while nothing is like it. `create` makes the record all the same.
pub fn possible_duplicates(
    config: &'static RecordConfig,
    form: Form,
    create: Callback<()>,
) -> AnyView {
    let session = Session::from_context();
    let found = RwSignal::new(Vec::<PossibleDuplicate>::new());
    let asked = StoredValue::new(Pairs::new());
    Effect::new(move || {
        form.leaving();
        let now = form.now();
        let typed: Pairs = config
            .duplicate_fields
            .iter()
            .flat_map(|name| typed_values(&now, name))
            .collect();
        if typed == asked.get_value() {
            return;
        }
        asked.set_value(typed.clone());
        if typed.is_empty() {
            found.set(Vec::new());
            return;
        }
        let coming = fetch_duplicates(session, config, typed.clone());
        spawn_local(async move {
            // It is a help, not a rule: where the server is away it is left out.
            let answer = coming.await.unwrap_or_default();
            if asked.try_get_value().as_ref() == Some(&typed) {
                found.set(answer);
            }
        });
    });
    live(move || {
        let all = found.get();
        (!all.is_empty()).then(|| duplicates_banner(config, all, form.saving().into(), create))
    })
}

/// Names the records that are alike, each with a link; `create` makes another one all the same.
pub fn duplicates_banner(
    config: &'static RecordConfig,
    all: Vec<PossibleDuplicate>,
    busy: Signal<bool>,
    create: Callback<()>,
) -> AnyView {
    let links = all.into_iter().map(|one| {
        let mark = one.archived.then(|| view! { " " {token("Archived")} });
        let field = label_of_field(config.groups, &one.field).to_lowercase();
        view! {
            " "
            <a class="link" href=config.list.at(one.id) target="_blank">{one.label}</a>
            " " <span class="muted">{format!("by {field}")}</span> {mark}
        }
    });
    let words = view! { "Possible duplicate:" {links.collect_view()} };
    let action = view! { <Button label="Create anyway" slim=true busy=busy on_press=create/> };
    banner(Tone::Caution, Icon::Copy, words, Some(action.into_any()))
}

/// A link to the record that already has the name or number.
pub fn duplicate_banner(config: &RecordConfig, duplicate: &Existing) -> AnyView {
    let list = config.list;
    let text = if duplicate.archived {
        format!(
            "The archived {} {} already has this. Restore it instead.",
            list.singular, duplicate.label
        )
    } else {
        format!(
            "The {} {} already has this.",
            list.singular, duplicate.label
        )
    };
    let href = list.at(duplicate.id);
    let action = view! { <LinkButton href=href label="Open" slim=true/> }.into_any();
    banner(Tone::Caution, Icon::Copy, text, Some(action))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_number_of_a_plant_is_asked_for() {
        let now = json!({
            "name": " Omaha North ", "phone": "1", "supplier_id": 7,
            "establishments": [{"as_typed": "M99101"}, {"as_typed": null}, {"as_typed": "P-99102"}],
        });
        let now = now.as_object().unwrap();
        let names = ["name", "phone", "supplier_id", "establishment"];
        let typed: Pairs = names
            .iter()
            .flat_map(|name| typed_values(now, name))
            .collect();
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let first = vec![
            pair("name", "Omaha North"),
            pair("supplier_id", "7"),
            pair("establishment", "M99101"),
        ];
        let second = vec![pair("establishment", "P-99102")];
        assert_eq!(queries(typed), [first, second]);
    }
}
