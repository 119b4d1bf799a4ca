//! An input for a list of small objects, one row each.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::context::Provider;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::button::{Button, IconButton};
use super::field::FieldLink;
use super::field_spec::{FieldSpec, Kind};
use super::form::Form;
use super::form_value::FormValue;
use super::form_view::control;
use super::icon::{Icon, icon};
use super::object;

/// The rows of a field.
pub fn rows_input(
    form: Form,
    spec: FieldSpec,
    fields: &'static [FieldSpec],
    choices: &Arc<Choices>,
) -> AnyView {
    let form_value = FormValue::new(form, format!("/{}", spec.name));
    let value = form_value.value();
    let count = Memo::new(move |_| value.with(|value| value.as_array().map_or(0, Vec::len)));
    let all = move || value.with_untracked(|value| value.as_array().cloned().unwrap_or_default());
    let add = move |()| {
        let mut rows = all();
        rows.push(Value::Object(blank_row(fields)));
        form_value.set(Value::Array(rows));
    };
    let remove = move |at: usize| {
        move |()| {
            let mut rows = all();
            if at < rows.len() {
                rows.remove(at);
            }
            form_value.set(Value::Array(rows));
        }
    };
    let choices = Arc::clone(choices);
    let row = move |at: usize| {
        let seen = fields
            .iter()
            .filter(|field| !matches!(field.kind, Kind::Link(_)));
        let cells = seen.map(|field| cell(form, spec, at, *field, &choices));
        let label = format!("Remove row {}", at + 1);
        view! {
            <div class="cells" role="group" aria-label=format!("{} {}", spec.label, at + 1)>
                {cells.collect_view()}
                <IconButton sign=Icon::Cross label=label on_press=remove(at)/>
            </div>
        }
    };
    let word = format!("Add to {}", spec.label.to_lowercase());
    view! {
        <div class="rows-input">
            <For each=move || 0..count.get() key=|at| *at children=row/>
            <div><Button label=word sign=Icon::Plus slim=true on_press=add/></div>
        </div>
    }
    .into_any()
}

/// An empty row.
#[must_use]
pub fn blank_row(fields: &[FieldSpec]) -> Map<String, Value> {
    let nothing = |field: &FieldSpec| match field.kind {
        Kind::Flag => Value::Bool(false),
        _ => Value::Null,
    };
    let fields = fields.iter();
    object(fields.map(|field| (field.name.to_owned(), nothing(field))))
}

/// One input of a row.
pub fn cell(
    form: Form,
    spec: FieldSpec,
    at: usize,
    field: FieldSpec,
    choices: &Arc<Choices>,
) -> AnyView {
    let pointer = format!("/{}/{at}/{}", spec.name, field.name);
    let rule = form.field_rule(&format!("{}/{}", spec.name, field.name));
    let form_value = FormValue::new(form, pointer.clone());
    let id = format!(
        "field-{}",
        pointer.trim_start_matches('/').replace('/', "-")
    );
    let error = form_value.error();
    let error_id = format!("{id}-error");
    let described = error_id.clone();
    let link = FieldLink {
        id: id.clone(),
        described_by: Signal::derive(move || {
            error.with(Option::is_some).then(|| described.clone())
        }),
        invalid: Signal::derive(move || error.with(Option::is_some)),
        required: field.required || rule.is_required,
        max_length: rule.max_length.filter(|_| field.kind.is_text()),
    };
    let control = {
        let choices = Arc::clone(choices);
        move || control(form_value, form, field, &choices)
    };
    view! {
        <div class="field">
            <label for=id>{field.label}</label>
            <Provider value=link>{control()}</Provider>
            {move || error.get().map(|text| {
                view! { <span class="error" id=error_id.clone()>{icon(Icon::Caution)}<span>{text}</span></span> }
            })}
        </div>
    }
    .into_any()
}
