//! The dialog that opens the claims of an event: what happened, and the amount of each party.

use std::sync::Arc;

use domain::choices::FixedChoice;
use domain::claims::{ClaimParty, NewClaim, OpenClaims};
use domain::fields::read_leniently;
use domain::purchase_orders::PurchaseOrder;
use domain::{FieldError, Money};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::LIST;
use super::claims::{ClaimEntry, party_name};
use crate::api::idempotency_key::IdempotencyKey;
use crate::api::record_json::{Record, text};
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, SubmitButton};
use crate::ui::dialog::ask_before_closing;
use crate::ui::dom::focus_soon;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::field_spec::{FieldSpec, Kind};
use crate::ui::focus::{focus_next_step, show_errors, show_refusal};
use crate::ui::form::Form;
use crate::ui::form_view::form_field;
use crate::ui::format::today;
use crate::ui::input::{Choice, Select};
use crate::ui::number_input::{DecimalInput, Joined, Unit};

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("kind", "What happened", Kind::Code("claim_kind")).required(),
    FieldSpec::new("happened_on", "Day", Kind::Day).required(),
    FieldSpec::new("description", "Description", Kind::Note)
        .required()
        .full_width(),
];
const LINE: &str = "line";

/// The field with the amount of a party.
const fn amount_field(party: ClaimParty) -> &'static str {
    match party {
        ClaimParty::Customer => "customer",
        ClaimParty::Supplier => "supplier",
        ClaimParty::Carrier => "carrier",
    }
}

/// The parties whose amount was typed.
fn typed(values: &Record) -> Vec<ClaimParty> {
    let all = ClaimParty::ALL.iter().copied();
    all.filter(|party| !text(values, amount_field(*party)).trim().is_empty())
        .collect()
}

/// The body as typed, with what cannot be read.
fn body(values: &Record) -> (OpenClaims, Vec<FieldError>) {
    let mut errors = Vec::new();
    let head = json!({
        "kind": values.get("kind"), "happened_on": values.get("happened_on"), "description": text(values, "description"),
        "line_id": text(values, LINE).parse::<i64>().ok(),
    });
    let (mut body, found) = read_leniently::<OpenClaims>(head, &[]);
    errors.extend(found.into_vec());
    for party in typed(values) {
        let field = amount_field(party);
        match text(values, field).parse::<Money>() {
            Ok(claimed) => body.claims.push(NewClaim {
                party: Some(party),
                claimed: Some(claimed),
            }),
            Err(error) => errors.push(wrong(field, error.code(), &error.to_string())),
        }
    }
    (body, errors)
}

fn wrong(field: &str, code: &str, message: &str) -> FieldError {
    FieldError {
        pointer: Some(format!("/{field}")),
        parameter: None,
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

/// An error of the body at the field where it was typed.
fn as_typed(mut error: FieldError, parties: &[ClaimParty]) -> FieldError {
    let pointer = error.pointer.clone().unwrap_or_default();
    if let Some(rest) = pointer.strip_prefix("/claims") {
        let place = rest
            .split('/')
            .nth(1)
            .and_then(|place| place.parse::<usize>().ok());
        let party = place.and_then(|place| parties.get(place)).copied();
        if party.is_none() {
            "Enter the amount of at least one claim".clone_into(&mut error.message);
        }
        error.pointer = Some(format!("/{}", amount_field(party.unwrap_or_default())));
    } else if pointer == "/line_id" {
        error.pointer = Some(format!("/{LINE}"));
    }
    error
}

fn check(values: &Record, order: &PurchaseOrder) -> Vec<FieldError> {
    let (mut body, mut errors) = body(values);
    let parties: Vec<ClaimParty> = body.claims.iter().filter_map(|claim| claim.party).collect();
    if let Err(found) = body.checked(order, today()) {
        let known: Vec<Option<String>> = errors.iter().map(|error| error.pointer.clone()).collect();
        let found = found.into_vec().into_iter();
        let found = found.map(|error| as_typed(error, &parties));
        errors.extend(found.filter(|error| !known.contains(&error.pointer)));
    }
    errors
}

/// The content of the dialog.
pub(super) fn inside(entry: ClaimEntry, order: Arc<PurchaseOrder>) -> AnyView {
    FieldPrefix::provide("claims-");
    let start = json!({
        "kind": null, "happened_on": order.delivered_on.unwrap_or_else(today), "description": null, LINE: null,
        "customer": null, "supplier": null, "carrier": null,
    });
    let start = start.as_object().cloned().unwrap_or_default();
    let rules = Arc::clone(&order);
    let form = Form::new(start, Arc::new(move |values| check(values, &rules)));
    autosave_while_open(form, format!("dialog{}/{}/claims", LIST.path, order.id));
    ask_before_closing(form.dirty());
    let refusal = RwSignal::new(None::<String>);
    let key = IdempotencyKey::new();
    let (id, page) = (order.id, entry.page);
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        if form.saving().get_untracked() {
            return;
        }
        refusal.set(None);
        if !form.is_ready() {
            show_errors();
            return;
        }
        let (body, _) = body(&form.now());
        let parties: Vec<ClaimParty> = body.claims.iter().filter_map(|claim| claim.party).collect();
        form.saving().set(true);
        spawn_local(async move {
            let api = page.session.api();
            let answer = api.open_claims(id, Some(&key.get()), &body).await;
            if refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(opened) => {
                    form.mark_saved();
                    entry.open.set(false);
                    let numbers = opened.items.iter();
                    let numbers = numbers.filter_map(|claim| claim.details.number.clone());
                    page.say(format!("Opened {}", numbers.collect::<Vec<_>>().join(", ")));
                    entry.fetch();
                    focus_next_step();
                }
                Err(error) => {
                    let error = AppError::from(error);
                    key.failed(&error);
                    let errors = error.errors().into_iter();
                    let errors: Vec<FieldError> =
                        errors.map(|error| as_typed(error, &parties)).collect();
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
    };
    let choices = page.session.choices();
    let controls = FIELDS
        .iter()
        .map(|spec| form_field(form, *spec, &choices))
        .collect_view();
    focus_soon("dialog[open] .field select");
    view! {
        <form class="step" novalidate=true on:submit=go>
            <div class="body">
                <h2>{format!("Open claims on {}", order.details.number.clone().unwrap_or_default())}</h2>
                <p class="muted">"One event; enter an amount for each party concerned."</p>
                {move || refusal.get().map(refusal_banner)}
                <div class="fields">{controls}{line(form, &order)}{amounts(form, &order)}</div>
            </div>
            <footer>
                <Button label="Not now" on_press=move |()| entry.open.set(false)/>
                <SubmitButton label="Open claims" busy=form.saving()/>
            </footer>
        </form>
    }
    .into_any()
}

/// The affected line.
fn line(form: Form, order: &PurchaseOrder) -> AnyView {
    let lines = order.lines.iter().filter_map(|line| {
        let label = line.details.description.clone();
        Some(Choice::new(line.details.id?.to_string(), label))
    });
    let lines: Vec<Choice> = lines.collect();
    view! {
        <Field name=LINE label="Line" error=form.error(LINE) whole=true>
            <Select choices=Signal::stored(lines) value=form.text(LINE) on_change=form.set_text(LINE) blank="Whole load"/>
        </Field>
    }
    .into_any()
}

/// The amount of each party of the order.
fn amounts(form: Form, order: &PurchaseOrder) -> Vec<AnyView> {
    let parties = ClaimParty::ALL.iter().copied();
    let named = parties.filter_map(|party| Some((party, party_name(order, party)?)));
    named
        .map(|(party, name)| {
            let field = amount_field(party);
            let words = match party {
                ClaimParty::Customer => "claims from us",
                ClaimParty::Supplier | ClaimParty::Carrier => "owes us",
            };
            view! {
                <Field name=field label=format!("{name} {words}") help=party.label() error=form.error(field) on_leave=form.leave(field)>
                    <Joined><DecimalInput value=form.text(field) on_change=form.set_text(field)/><Unit text="$"/></Joined>
                </Field>
            }
            .into_any()
        })
        .collect()
}
