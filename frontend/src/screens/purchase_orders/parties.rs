//! The pickers of supplier and customer, each with the facts that matter for the deal.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::autofill::Autofill;
use super::formatting::joined;
use crate::api::record_json::{Record, is, text};
use crate::api::session::Session;
use crate::ui::app_error::BoxFuture;
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::form_value::FormValue;
use crate::ui::format::money;
use crate::ui::record_inputs::{RecordInput, nothing_given, record_input};

/// Tells what matters of a chosen party.
type Tell = fn(Session, &Record) -> String;

/// The supplier of the form.
pub(super) fn supplier_picker(form: Form, filling: Autofill) -> AnyView {
    let words = PickerLabels {
        name: "supplier_id",
        label: "Supplier",
        path: "/suppliers",
        help: "",
        chosen: Callback::new(move |id| filling.supplier_chosen(id)),
    };
    party(form, words, |session, supplier| {
        let delivers = label(session, "delivery_profile", supplier);
        joined([town(supplier), terms(session, supplier), delivers])
    })
}

/// The customer of the form.
pub(super) fn customer_picker(form: Form, filling: Autofill) -> AnyView {
    let words = PickerLabels {
        name: "customer_id",
        label: "Customer",
        path: "/customers",
        help: "Required to issue the order, unless it is for stock",
        chosen: Callback::new(move |id| filling.customer_chosen(id)),
    };
    party(form, words, |session, customer| {
        let limit = text(customer, "credit_limit");
        let credit = if limit.is_empty() {
            String::new()
        } else {
            let used = money(text(customer, "credit_exposure"));
            format!("${used} of ${} credit used", money(limit))
        };
        let hold = if is(customer, "credit_hold") {
            "on credit hold"
        } else {
            ""
        };
        joined([
            town(customer),
            terms(session, customer),
            credit,
            hold.to_owned(),
        ])
    })
}

fn town(party: &Record) -> String {
    crate::api::record_json::joined(party, &["city", "state"], ", ")
}

fn terms(session: Session, party: &Record) -> String {
    label(session, "payment_terms", party)
}

/// The label of a code in the field that is named like its list.
fn label(session: Session, list: &str, party: &Record) -> String {
    let code = text(party, list);
    session.choices().label(list, code).to_owned()
}

/// What a picker is called, and of which entity it is.
#[derive(Clone, Copy)]
struct PickerLabels {
    name: &'static str,
    label: &'static str,
    path: &'static str,
    help: &'static str,
    /// Called when another is chosen.
    chosen: Callback<Option<i64>>,
}

fn party(form: Form, words: PickerLabels, tell: Tell) -> AnyView {
    let session = Session::from_context();
    let form_value = FormValue::new(form, format!("/{}", words.name));
    let value = form_value.value();
    let place = RecordInput {
        field: words.name,
        label: words.label,
        path: words.path,
        value,
        set: Callback::new(move |picked: Value| {
            let (id, before) = (picked.as_i64(), value.with_untracked(Value::as_i64));
            form_value.set(picked);
            if id != before {
                words.chosen.run(id);
            }
        }),
        given: nothing_given(),
        bare: false,
    };
    let chosen = Memo::new(move |_| value.with(Value::as_i64));
    let facts = RwSignal::new((None::<i64>, String::new()));
    let read = move |id: i64| -> BoxFuture<String> {
        Box::pin(async move {
            let api = session.api();
            let party = api.records(words.path).read(id).await?;
            Ok(tell(session, &party.value))
        })
    };
    Effect::new(move || {
        let Some(id) = chosen.get() else { return };
        spawn_local(async move {
            // Without its facts the choice is shown all the same.
            let facts_text = read(id).await.unwrap_or_default();
            if chosen.try_get_untracked().flatten() == Some(id) {
                facts.try_set((Some(id), facts_text));
            }
        });
    });
    let help = Signal::derive(move || {
        let facts_text = facts.with(|(of, facts_text)| {
            (*of == chosen.get() && of.is_some()).then(|| facts_text.clone())
        });
        facts_text.unwrap_or_else(|| words.help.to_owned())
    });
    let required = form.field_rule(words.name).is_required;
    view! {
        <Field name=words.name label=words.label help=help required=required error=form.error(words.name) on_leave=form.leave(words.name)>
            {form_value.provide_pending()}
            {record_input(place, || None)}
        </Field>
    }
    .into_any()
}
