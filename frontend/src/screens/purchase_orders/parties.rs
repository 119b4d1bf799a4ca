//! Choosing supplier and customer: searched on the server, with what matters for the deal below the choice.

use domain::customers::Customer;
use domain::permissions::Operation;
use domain::record::EntityKind;
use domain::suppliers::Supplier;
use domain::{Id, Resource};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::words::dollars;
use crate::records::hits;
use crate::session::Session;
use crate::trouble::Soon;
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::picker::{Hit, Picker};

/// What is known of a chosen party: its name, and a line of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    id: i64,
    name: String,
    facts: String,
}

fn town(city: Option<&String>, state: Option<&String>) -> Option<String> {
    let parts: Vec<&str> = [city, state]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn in_one_line(parts: Vec<Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn hit(id: i64, name: String, code: Option<String>, town: Option<String>, archived: bool) -> Hit {
    Hit {
        id,
        name,
        detail: in_one_line(vec![code, town]),
        archived,
    }
}

/// The supplier of the form.
pub(super) fn supplier_picker(form: Form) -> AnyView {
    let session = Session::here();
    let search = hits::<Supplier>(session, |found| {
        let town = town(found.city.as_ref(), found.state.as_ref());
        hit(
            found.id.get(),
            found.name,
            found.code,
            town,
            found.archived_at.is_some(),
        )
    });
    let read = Callback::new(move |id: i64| -> Soon<Known> {
        Box::pin(async move {
            let supplier = session.api().read(Id::<Supplier>::new(id)).await?.value;
            let choices = session.choices();
            let details = &supplier.details;
            let terms = details
                .payment_terms
                .as_deref()
                .map(|code| choices.label("payment_terms", code).to_owned());
            let delivers = choices
                .label("delivery_profile", &details.delivery_profile.to_string())
                .to_owned();
            let town = town(
                details.address.city.as_ref(),
                details.address.state.as_ref(),
            );
            Ok(Known {
                id,
                name: supplier.label(),
                facts: in_one_line(vec![town, terms, Some(delivers)]),
            })
        })
    });
    let words = Words {
        name: "supplier_id",
        label: "Supplier",
        place: "/suppliers",
        help: "",
        required: true,
    };
    party(form, words, search, read, EntityKind::Supplier)
}

/// The customer of the form.
pub(super) fn customer_picker(form: Form) -> AnyView {
    let session = Session::here();
    let search = hits::<Customer>(session, |found| {
        let town = town(found.city.as_ref(), found.state.as_ref());
        hit(
            found.id.get(),
            found.name,
            found.code,
            town,
            found.archived_at.is_some(),
        )
    });
    let read = Callback::new(move |id: i64| -> Soon<Known> {
        Box::pin(async move {
            let customer = session.api().read(Id::<Customer>::new(id)).await?.value;
            let choices = session.choices();
            let details = &customer.details;
            let terms = details
                .payment_terms
                .as_deref()
                .map(|code| choices.label("payment_terms", code).to_owned());
            let credit = details.credit_limit.map(|limit| {
                format!(
                    "{} of {} $ credit in use",
                    dollars(customer.credit_exposure),
                    dollars(limit)
                )
            });
            let hold = details.credit_hold.then(|| "on credit hold".to_owned());
            let town = town(
                details.address.city.as_ref(),
                details.address.state.as_ref(),
            );
            Ok(Known {
                id,
                name: customer.label(),
                facts: in_one_line(vec![town, terms, credit, hold]),
            })
        })
    });
    let help = "Needed to issue the order, unless it is for stock";
    let words = Words {
        name: "customer_id",
        label: "Customer",
        place: "/customers",
        help,
        required: false,
    };
    party(form, words, search, read, EntityKind::Customer)
}

/// What a picker is called, and where its records are made.
#[derive(Clone, Copy)]
struct Words {
    name: &'static str,
    label: &'static str,
    place: &'static str,
    help: &'static str,
    required: bool,
}

fn party(
    form: Form,
    words: Words,
    search: Callback<String, Soon<Vec<Hit>>>,
    read: Callback<i64, Soon<Known>>,
    kind: EntityKind,
) -> AnyView {
    let name = words.name;
    let chosen = Memo::new(move |_| form.tracked().get(name).and_then(Value::as_i64));
    let known = RwSignal::new(None::<Known>);
    let picked = RwSignal::new(None::<Hit>);
    Effect::new(move || {
        let Some(id) = chosen.get() else {
            known.set(None);
            return;
        };
        if known.with_untracked(|known| known.as_ref().is_some_and(|known| known.id == id)) {
            return;
        }
        spawn_local(async move {
            let found = read.run(id).await.unwrap_or_else(|_away| Known {
                id,
                name: format!("#{id}"),
                facts: String::new(),
            });
            if chosen.try_get_untracked().flatten() == Some(id) {
                known.try_set(Some(found));
            }
        });
    });
    let value = Signal::derive(move || {
        let id = chosen.get()?;
        let fresh = picked.with(|hit| hit.clone().filter(|hit| hit.id == id));
        fresh.or_else(|| {
            known.with(|known| {
                known
                    .as_ref()
                    .filter(|known| known.id == id)
                    .map(|known| Hit::named(id, known.name.clone()))
            })
        })
    });
    let on_pick = Callback::new(move |hit: Option<Hit>| {
        form.set(
            name,
            hit.as_ref().map_or(Value::Null, |hit| Value::from(hit.id)),
        );
        picked.set(hit);
    });
    let help = Signal::derive(move || {
        let id = chosen.get();
        let facts = known.with(|known| {
            known
                .as_ref()
                .filter(|known| Some(known.id) == id)
                .map(|known| known.facts.clone())
        });
        facts.unwrap_or_else(|| words.help.to_owned())
    });
    // A new party is made beside this page, so that the order stays as it is.
    let create = Session::here().may(Operation::Create, kind).then(|| {
        Callback::new(move |typed: String| {
            let typed = String::from(js_sys::encode_uri_component(typed.trim()));
            let href = format!("{}/new?name={typed}", words.place);
            drop(window().open_with_url_and_target(&href, "_blank"));
        })
    });
    view! {
        <Field name=name label=words.label help=help required=words.required error=form.error(name) on_leave=form.leave(name)>
            {match create {
                Some(create) => view! {
                    <Picker value=value on_pick=on_pick search=search label=words.label placeholder="Name, code, city" on_create=create/>
                }.into_any(),
                None => view! {
                    <Picker value=value on_pick=on_pick search=search label=words.label placeholder="Name, code, city"/>
                }.into_any(),
            }}
        </Field>
    }
    .into_any()
}
