//! The dialog that sets one field of the selected records, with a preview before the change.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::bulk_preview::preview_text;
use super::bulk_send::{BatchOutcome, BulkChange};
use crate::api::record_json::Record;
use crate::api::session::Session;
use crate::config::find_record_config;
use crate::config::list_config::ListConfig;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::Dialog;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind, OWNER};
use crate::ui::focus::{show_errors, show_refusal};
use crate::ui::form::Form;
use crate::ui::form_value::FormValue;
use crate::ui::form_view::control;
use crate::ui::input::{Choice, Select};
use crate::ui::live;

/// The dialog; drawn while `open`.
pub(super) fn field_dialog(
    bulk: BulkChange,
    fields: StoredValue<Vec<FieldSpec>>,
    open: RwSignal<bool>,
) -> AnyView {
    view! {
        <Dialog open=open label="Set a field">{inside(bulk, fields, open)}</Dialog>
    }
    .into_any()
}

/// The fields that a bulk change can set: shared values, not names or codes.
pub(super) fn fields(list: &ListConfig, session: Session) -> Vec<FieldSpec> {
    let config = find_record_config(list.path);
    let groups = config.into_iter().flat_map(|config| config.groups);
    let all = groups.flat_map(FieldGroup::inputs).chain(list.bulk_fields);
    let shared = all.filter(|spec| {
        matches!(
            spec.kind,
            Kind::Code(_)
                | Kind::Chosen(_)
                | Kind::Ticks(_)
                | Kind::Codes(_)
                | Kind::Flag
                | Kind::Day
                | Kind::Money
                | Kind::Zone
                | Kind::Record(_)
        )
    });
    let mut fields: Vec<FieldSpec> = shared.copied().collect();
    if fields.is_empty() {
        return fields;
    }
    fields.push(OWNER);
    fields.retain(|spec| spec.needs.is_none_or(|asks| session.may(asks, list.kind)));
    fields
}

fn inside(bulk: BulkChange, found: StoredValue<Vec<FieldSpec>>, open: RwSignal<bool>) -> AnyView {
    FieldPrefix::provide("bulk-");
    let session = Session::from_context();
    let choices = session.choices();
    let form = Form::new(Record::new(), Arc::new(|_| Vec::new()));
    let name = RwSignal::new(String::new());
    let preview = RwSignal::new(None::<Result<BatchOutcome, AppError>>);
    let offered = found.with_value(|all| {
        let offered = all.iter();
        let offered = offered.map(|spec| Choice::new(spec.name, spec.label));
        offered.collect::<Vec<Choice>>()
    });
    let spec = move || {
        let name = name.get();
        found.with_value(|all| all.iter().copied().find(|spec| spec.name == name))
    };
    let control_choices = Arc::clone(&choices);
    let value = live(move || {
        let spec = spec()?;
        let form_value = FormValue::new(form, format!("/{}", spec.name));
        let group = matches!(spec.kind, Kind::Ticks(_));
        if matches!(spec.kind, Kind::Flag) {
            form.set(spec.name, Value::Bool(true));
        }
        let choices = Arc::clone(&control_choices);
        let field = view! {
            <Field name="value" label=spec.label group=group error=form_value.error()>{control(form_value, form, spec, &choices)}</Field>
        };
        Some(field.into_any())
    });
    let changes = move || {
        let spec = untrack(spec)?;
        let value = form.now().get(spec.name).cloned().unwrap_or(Value::Null);
        Some(bulk.changes("update", Some(&json!({spec.name: value}))))
    };
    // Another field or value makes another preview.
    Effect::new(move || {
        drop(form.tracked());
        name.track();
        preview.set(None);
    });
    let look = move |()| {
        let Some(changes) = changes() else { return };
        if !form.is_ready() {
            show_errors();
            return;
        }
        bulk.busy.set(true);
        let coming = bulk.preview(changes);
        spawn_local(async move {
            let answer = coming.await;
            if !preview.is_disposed() {
                let refused = !matches!(&answer, Ok(outcome) if outcome.done > 0);
                preview.set(Some(answer));
                bulk.busy.set(false);
                if refused {
                    show_refusal();
                }
            }
        });
    };
    let go = move |()| {
        if let Some(changes) = changes() {
            open.set(false);
            bulk.run(changes, "changed");
        }
    };
    let preview_text = live(move || {
        let spec = spec()?;
        Some(match preview.get()? {
            Err(error) => refusal_banner(error.message()),
            Ok(outcome) => preview_text(&outcome, "changed", Some(spec), bulk),
        })
    });
    let action = live(move || {
        let ready =
            preview.with(|preview| matches!(preview, Some(Ok(outcome)) if outcome.done > 0));
        Some(if ready {
            view! { <Button label="Change" look=ButtonStyle::Primary busy=bulk.busy on_press=go/> }
                .into_any()
        } else {
            let none = Signal::derive(move || name.with(String::is_empty));
            view! { <Button label="Preview" look=ButtonStyle::Primary busy=bulk.busy disabled=none on_press=look/> }.into_any()
        })
    });
    view! {
        <div class="body">
            <h2>"Set a field"</h2>
            <Field name="which" label="Field">
                <Select choices=offered value=name on_change=move |chosen| name.set(chosen) blank="–"/>
            </Field>
            {value}
            {preview_text}
        </div>
        <footer>
            <Button label="Cancel" on_press=move |()| open.set(false)/>
            {action}
        </footer>
    }
    .into_any()
}
