//! Creates a record from a picker, in a dialog with the entity's required fields.

use std::sync::Arc;

use domain::permissions::Operation;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::idempotency_key::IdempotencyKey;
use crate::api::record_json::Record;
use crate::api::session::Session;
use crate::config::find_record_config;
use crate::config::record_config::RecordConfig;
use crate::pages::loaded_record::calls;
use crate::pages::plain_editor::filled_in;
use crate::pages::possible_duplicates::possible_duplicates;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, SubmitButton};
use crate::ui::dialog::{Dialog, ask_before_closing};
use crate::ui::dom::focus_soon;
use crate::ui::field::FieldPrefix;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::finder::{CreateRequest, Hit, QuickCreate};
use crate::ui::focus::{show_errors, show_refusal};
use crate::ui::form::{Check, Form};
use crate::ui::form_view::form_field;

/// Lets the pickers of this part of the page make records; the answer draws the dialog and belongs at the end of the part.
pub fn provide_quick_create() -> AnyView {
    let session = Session::from_context();
    let open = RwSignal::new(false);
    let wanted = RwSignal::new(None::<(&'static RecordConfig, CreateRequest)>);
    provide_context(QuickCreate {
        may: Callback::new(move |path: &'static str| {
            find_record_config(path)
                .is_some_and(|config| session.may(Operation::Create, config.list.kind))
        }),
        make: Callback::new(move |request: CreateRequest| {
            if let Some(config) = find_record_config(request.path) {
                wanted.set(Some((config, request)));
                open.set(true);
            }
        }),
    });
    let label = Signal::derive(move || {
        wanted.with(|wanted| {
            wanted
                .as_ref()
                .map(|(config, _)| format!("New {}", config.list.singular))
                .unwrap_or_default()
        })
    });
    view! {
        <Dialog open=open label=label>
            {move || wanted.get().map(|(config, request)| inside(session, config, request, open, label))}
        </Dialog>
    }
    .into_any()
}

/// The initial values of a quickly created record and the fields that they fill: the typed text and the parents.
fn start_of(config: &RecordConfig, request: &CreateRequest) -> (Record, Vec<&'static str>) {
    let mut start = config.first_values();
    let mut filled = Vec::new();
    if let Some(name) = config.typed_field {
        start.insert(name.to_owned(), Value::from(request.typed.trim()));
        filled.push(name);
    }
    for (name, id) in &request.given {
        if let Some((spec, value)) = filled_in(config, name, &id.to_string()) {
            start.insert(spec.name.to_owned(), value);
            filled.push(spec.name);
        }
    }
    (start, filled)
}

/// The fields of the dialog: required fields, distinguishing fields, and filled-in fields.
fn asked_fields(config: &RecordConfig, filled: &[&'static str]) -> Vec<FieldSpec> {
    let fields = config.groups.iter().flat_map(FieldGroup::inputs).copied();
    let asked = |spec: &FieldSpec| {
        let short = !matches!(spec.kind, Kind::Rows(_) | Kind::Records(_));
        filled.contains(&spec.name)
            || short
                && (config.requires(spec)
                    || config.list.distinguishing_fields.contains(&spec.name)
                    || config.parents.contains(&spec.name))
    };
    fields.filter(asked).collect()
}

fn inside(
    session: Session,
    config: &'static RecordConfig,
    request: CreateRequest,
    open: RwSignal<bool>,
    label: Signal<String>,
) -> AnyView {
    FieldPrefix::provide("new-");
    // Records created from here open a dialog above this one.
    let further = provide_quick_create();
    let choices = session.choices();
    let check: Check = {
        let choices = Arc::clone(&choices);
        Arc::new(move |values| (config.check)(values, &choices))
    };
    let (start, filled) = start_of(config, &request);
    let form = Form::new(start, check).with_field_rules((config.field_rules)());
    autosave_while_open(form, format!("dialog{}", config.list.path));
    ask_before_closing(form.dirty());
    let key = IdempotencyKey::new();
    let refusal = RwSignal::new(None::<String>);
    let make = calls(session, config).create;
    let create = Callback::new(move |()| {
        refusal.set(None);
        if form.saving().get_untracked() {
            return;
        }
        if !form.is_ready() {
            show_errors();
            return;
        }
        form.saving().set(true);
        let coming = make.run((form.secrets().sent_with(form.now()), key.get()));
        spawn_local(async move {
            let answer = coming.await;
            if refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(loaded) => {
                    open.set(false);
                    // The picker may be disposed by now; the record is created all the same.
                    let _ = request.made.try_run(Hit::named(loaded.id, loaded.label));
                }
                Err(error) => {
                    key.failed(&error);
                    let errors = error.errors();
                    if errors.is_empty() {
                        refusal.set(Some(error.message()));
                        show_refusal();
                    } else {
                        form.show_errors(errors);
                        show_errors();
                    }
                }
            }
        });
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // The form behind the dialog is another one.
        event.stop_propagation();
        create.run(());
    };
    let fields = asked_fields(config, &filled)
        .into_iter()
        .map(|spec| form_field(form, spec, &choices))
        .collect_view();
    // Errors of fields that are not shown here are written out.
    let wrong = form.wrong();
    let banner = move || {
        let message = refusal.get().or_else(|| {
            let errors = wrong.get();
            let words: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            (!words.is_empty()).then(|| words.join(". "))
        });
        message.map(refusal_banner)
    };
    // The dialog on top is the one that holds no other.
    focus_soon("dialog[open]:not(:has(dialog[open])) form .input");
    view! {
        <form novalidate=true on:submit=submit>
            <div class="body">
                <h2>{move || label.get()}</h2>
                {banner}
                {possible_duplicates(config, form, create)}
                <div class="fields">{fields}</div>
            </div>
            <footer>
                <Button label="Cancel" on_press=move |()| open.set(false)/>
                <SubmitButton label="Create" busy=form.saving()/>
            </footer>
        </form>
        {further}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::{carriers, contacts, locations, products, supplier_plant_mappings};
    use crate::ui::finder::PresetIds;

    fn started(config: &RecordConfig, typed: &str, given: PresetIds) -> (Value, Vec<&'static str>) {
        let (path, typed) = (config.list.path, typed.to_owned());
        let filled_by = |given| CreateRequest {
            path,
            typed,
            given,
            made: Callback::new(|_| ()),
        };
        let (start, filled) = start_of(config, &filled_by(given));
        let asked = asked_fields(config, &filled);
        (
            Value::Object(start),
            asked.iter().map(|spec| spec.name).collect(),
        )
    }

    #[test]
    fn who_it_belongs_to_is_filled_in_and_shown() {
        let (start, asked) = started(&contacts::RECORD, " Rosa ", vec![("supplier_id", 7)]);
        assert_eq!(start, json!({"name": "Rosa", "supplier_id": 7}));
        for field in ["name", "supplier_id", "customer_id", "carrier_id"] {
            assert!(asked.contains(&field), "{field}");
        }
        let (start, asked) = started(&locations::RECORD, "Dock", vec![("customer_id", 3)]);
        assert_eq!(start, json!({"name": "Dock", "customer_id": 3}));
        assert!(asked.contains(&"supplier_id"));
        let (start, asked) = started(&carriers::RECORD, "Coldwater", vec![("supplier_id", 7)]);
        assert_eq!(start["suppliers"], json!([7]));
        assert!(asked.contains(&"suppliers"));
    }

    #[test]
    fn what_was_typed_goes_where_it_belongs() {
        let (start, asked) = started(&products::RECORD, "Trim 50's - Tested", vec![]);
        assert_eq!(start["description"], "Trim 50's - Tested");
        assert_eq!(start.get("code"), None);
        assert!(!asked.contains(&"code"));
        let both = vec![("supplier_id", 7), ("customer_id", 3)];
        let (start, asked) = started(&supplier_plant_mappings::RECORD, "brind", both);
        assert_eq!(start, json!({"supplier_id": 7, "customer_id": 3}));
        assert_eq!(asked, ["supplier_id", "plant_id", "customer_id"]);
    }
}
