//! The parts of a record's page: header, sections, facts.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::field_spec::{FieldSpec, Kind, Place, name_field, names_field, number_field};
use super::field_text::{contact_href, shown};
use super::status::token;

/// The head of a record: the list it belongs to, its name with a mark beside it, its actions, a sentence below.
pub fn record_head(
    up: (&'static str, &'static str),
    title: AnyView,
    mark: AnyView,
    actions: AnyView,
    summary: AnyView,
) -> AnyView {
    view! {
        <header class="head">
            <div class="title">
                <a class="up" href=up.0>{up.1}</a>
                <h1 tabindex="-1">{title}</h1>
                {mark}
            </div>
            <div class="actions row">{actions}</div>
            <div class="summary">{summary}</div>
        </header>
    }
    .into_any()
}

/// A section with a heading, a remark beside it and an action at the right.
pub fn block(title: &'static str, remark: AnyView, action: AnyView, content: AnyView) -> AnyView {
    section("block", title, remark, action, content)
}

/// A section that is never printed.
pub fn internal_block(title: &'static str, content: AnyView) -> AnyView {
    let nothing = || ().into_any();
    section("block internal", title, nothing(), nothing(), content)
}

fn section(
    class: &'static str,
    title: &'static str,
    remark: AnyView,
    action: AnyView,
    content: AnyView,
) -> AnyView {
    view! {
        <section class=class aria-label=title>
            <header><h2>{title}</h2><span class="muted">{remark}</span><span class="at-end">{action}</span></header>
            {content}
        </section>
    }
    .into_any()
}

/// Facts as label and value on one line; what is not known is left out unless `all`.
pub fn pairs(
    record: &Map<String, Value>,
    fields: &[FieldSpec],
    choices: &Arc<Choices>,
    all: bool,
) -> AnyView {
    let rows = fields
        .iter()
        .filter_map(|spec| {
            if spec.place == Place::Form {
                return None;
            }
            let value = record.get(spec.name).unwrap_or(&Value::Null);
            let empty = match value {
                Value::Null => true,
                Value::Array(items) => items.is_empty(),
                Value::Bool(yes) => !yes,
                _ => false,
            };
            (all || !empty).then(|| fact(*spec, value, record, choices))
        })
        .collect_view();
    view! { <dl class="pairs">{rows}</dl> }.into_any()
}

fn fact(spec: FieldSpec, value: &Value, record: &Map<String, Value>, choices: &Choices) -> AnyView {
    let mut text = shown(value, Some(spec.kind), choices);
    let unit = spec.unit.and_then(|unit| record.get(unit)?.as_str());
    if let Some(unit) = unit.filter(|_| !value.is_null()) {
        text = format!("{text} {unit}");
    }
    let plain = value.as_str().unwrap_or_default().to_owned();
    let content = match spec.kind {
        Kind::Email | Kind::Phone if !plain.is_empty() => {
            view! { <a class="link" href=contact_href(spec.kind, &plain)>{text}</a> }.into_any()
        }
        Kind::Record(path) if value.is_i64() => {
            let text_of = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
            // Orders are called by their numbers.
            let name = match text_of(&name_field(spec.name)) {
                "" => text_of(&number_field(spec.name)),
                name => name,
            };
            let name = name.to_owned();
            link(path, value, name, is_past(record, spec.name))
        }
        Kind::Records(path) => {
            let names = record
                .get(&names_field(spec.name))
                .and_then(Value::as_array);
            let names = names.into_iter().flatten().filter_map(Value::as_str);
            let ids = value.as_array().into_iter().flatten();
            let links = ids.zip(names).enumerate().map(|(at, (id, name))| {
                let past = is_past(record, &format!("{}/{at}", spec.name));
                view! { {(at > 0).then_some(", ")}{link(path, id, name.to_owned(), past)} }
            });
            let links = links.collect_view();
            if value.as_array().is_none_or(Vec::is_empty) {
                text.into_any()
            } else {
                links.into_any()
            }
        }
        Kind::Rows(fields) if value.as_array().is_some_and(|rows| !rows.is_empty()) => {
            rows(spec.name, fields, value, record, choices)
        }
        _ => text.into_any(),
    };
    view! { <dt>{spec.page_label.unwrap_or(spec.label)}</dt><dd>{content}</dd> }.into_any()
}

/// The rows of a field, one line each. Related records appear by name; the record carries the names beside the rows.
fn rows(
    field: &str,
    fields: &[FieldSpec],
    value: &Value,
    record: &Map<String, Value>,
    choices: &Choices,
) -> AnyView {
    let all = value.as_array().into_iter().flatten().enumerate();
    let lines = all.map(|(at, row)| {
        let parts = fields.iter().filter_map(|spec| {
            let value = row.get(spec.name).filter(|value| !value.is_null())?;
            let part = match spec.kind {
                Kind::Record(path) => {
                    let names = record.get(&format!("{}s", name_field(spec.name)));
                    let name = names.and_then(|names| names.get(at)?.as_str());
                    let past = is_past(record, &format!("{field}/{at}/{}", spec.name));
                    link(path, value, name.unwrap_or_default().to_owned(), past)
                }
                Kind::Flag if value == &Value::Bool(true) => token(spec.label),
                Kind::Flag => return None,
                kind => shown(value, Some(kind), choices).into_any(),
            };
            Some(view! { <span>{part}" "</span> })
        });
        view! { <div>{parts.collect_view()}</div> }
    });
    lines.collect_view().into_any()
}

/// Whether the record that a field names is archived.
#[must_use]
pub fn is_past(record: &Map<String, Value>, field: &str) -> bool {
    let past = record.get("archived_links").and_then(Value::as_array);
    past.is_some_and(|past| past.iter().any(|name| name == field))
}

/// A link to another record by name, marked if archived.
pub fn link(path: &str, id: &Value, name: String, archived: bool) -> AnyView {
    let href = format!("{path}/{id}");
    let mark = archived.then(|| view! { " " {token("Archived")} });
    view! { <a class="link" href=href>{name}</a>{mark} }.into_any()
}

/// One fact given as text.
pub fn pair(label: &'static str, text: impl Into<String>) -> AnyView {
    let text = text.into();
    view! { <dt>{label}</dt><dd>{text}</dd> }.into_any()
}
