//! The parts of a record's page: head, sections, facts.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::spec::{FieldSpec, Kind, shown};

/// The head of a record: the list it belongs to, its name with a mark beside it, its actions, a sentence below.
pub fn record_head(
    up: (&'static str, &'static str),
    title: String,
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
    view! {
        <section class="block" aria-label=title>
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
            let value = record.get(spec.name).unwrap_or(&Value::Null);
            let empty = match value {
                Value::Null => true,
                Value::Array(items) => items.is_empty(),
                Value::Bool(yes) => !yes,
                _ => false,
            };
            (all || !empty).then(|| fact(*spec, value, choices))
        })
        .collect_view();
    view! { <dl class="pairs">{rows}</dl> }.into_any()
}

fn fact(spec: FieldSpec, value: &Value, choices: &Choices) -> AnyView {
    let text = shown(value, Some(spec.kind), choices);
    let plain = value.as_str().unwrap_or_default().to_owned();
    let content = match spec.kind {
        Kind::Email if !plain.is_empty() => {
            view! { <a class="link" href=format!("mailto:{plain}")>{text}</a> }.into_any()
        }
        Kind::Phone if !plain.is_empty() => {
            view! { <a class="link" href=format!("tel:{plain}")>{text}</a> }.into_any()
        }
        _ => text.into_any(),
    };
    view! { <dt>{spec.label}</dt><dd>{content}</dd> }.into_any()
}

/// One fact given as text.
pub fn pair(label: &'static str, text: impl Into<String>) -> AnyView {
    let text = text.into();
    view! { <dt>{label}</dt><dd>{text}</dd> }.into_any()
}
