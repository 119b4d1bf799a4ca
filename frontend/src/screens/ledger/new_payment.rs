//! The page of a new payment: who paid, how much and how, and which receivables it settles.

use std::sync::Arc;

use domain::payments::PaymentDraft;
use domain::permissions::Operation;
use domain::{FieldError, Money};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::Value;

use super::allocation_draft::{AllocationDraft, FIELD, Supply};
use super::allocation_table::AllocationEntry;
use crate::api::idempotency_key::IdempotencyKey;
use crate::api::record_json::{Record, number, text};
use crate::api::session::Session;
use crate::config::payments::{GROUPS, LIST, RECORD};
use crate::config::receivables;
use crate::config::record_config::validate;
use crate::pages::loaded_record::{LoadedRecord, calls};
use crate::pages::owner_field::owner_group;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::AppError;
use crate::ui::button::{LinkButton, SubmitButton};
use crate::ui::dom::{focus_soon, set_title};
use crate::ui::field_spec::FieldGroup;
use crate::ui::focus::{ArrivalFocus, show_errors, show_refusal};
use crate::ui::form::Form;
use crate::ui::form_view::{error_summary, form_group, frame};
use crate::ui::format::{padded, today};
use crate::ui::icon::{Icon, icon};
use crate::ui::live;
use crate::ui::object;
use crate::ui::page_states::{failed, no_form, record_skeleton};
use crate::ui::toast::Toasts;
use crate::ui::unsaved_guard::UnsavedGuard;
use crate::ui::url_query::UrlQuery;

/// The form of a payment. `?customer_id=` and `?receivable_id=` fill it in.
pub fn new_payment() -> AnyView {
    let session = Session::from_context();
    set_title(&["New", LIST.title]);
    if !session.may(Operation::Create, LIST.kind) {
        let words = "Your role can view payments but not enter them".to_owned();
        return no_form(words, LIST.path.to_owned());
    }
    let given = untrack(|| UrlQuery::current().pairs());
    let id = |name: &str| {
        let found = given.iter().find(|(other, _)| other == name)?;
        found.1.parse::<i64>().ok().filter(|id| *id > 0)
    };
    let customer = id("customer_id");
    let Some(receivable) = id("receivable_id") else {
        return form(session, customer, None);
    };
    let answer = RwSignal::new(None::<Result<Record, AppError>>);
    let fetch = move || {
        answer.set(None);
        spawn_local(async move {
            let api = session.api();
            let read = api.records(receivables::LIST.path).read(receivable).await;
            answer.try_set(Some(
                read.map(|tagged| tagged.value).map_err(AppError::from),
            ));
        });
    };
    fetch();
    live(move || {
        Some(match answer.get() {
            None => record_skeleton(),
            Some(Err(error)) => failed(&error, Some(Callback::new(move |()| fetch()))),
            Some(Ok(record)) => form(session, number(&record, "customer_id"), Some(&record)),
        })
    })
}

fn start(customer: Option<i64>, receivable: Option<&Record>) -> Record {
    let balance = receivable.map(|record| Value::from(text(record, "balance")));
    object([
        (
            "customer_id".to_owned(),
            customer.map_or(Value::Null, Value::from),
        ),
        ("amount".to_owned(), balance.unwrap_or(Value::Null)),
        ("method".to_owned(), Value::from("check")),
        ("received_on".to_owned(), Value::from(today().to_string())),
        (FIELD.to_owned(), Value::Null),
    ])
}

fn amount_of(values: &Record) -> Money {
    let plain = padded(text(values, "amount"), 2);
    let amount: Money = plain.parse().unwrap_or_default();
    amount.max(Money::ZERO)
}

/// The rules of a payment and of its allocations, as the server checks them.
fn check(values: &Record, supply: &Supply, session: Session) -> Vec<FieldError> {
    let draft = AllocationDraft::of(values, supply);
    let mut body = values.clone();
    body.insert(FIELD.to_owned(), draft.sent());
    let mut errors = validate::<PaymentDraft>(&body, &session.choices());
    errors.extend(draft.found);
    errors
}

/// What is entered, and where it leads.
#[derive(Clone, Copy)]
struct Entering {
    session: Session,
    form: Form,
    entry: AllocationEntry,
    key: IdempotencyKey,
    refusal: RwSignal<Option<String>>,
    saved: Callback<LoadedRecord>,
}

fn form(session: Session, customer: Option<i64>, receivable: Option<&Record>) -> AnyView {
    let supply = RwSignal::new(Supply {
        first: receivable.and_then(|record| number(record, "id")),
        ..Supply::default()
    });
    let form = Form::new(
        start(customer, receivable),
        Arc::new(move |values| supply.with_untracked(|supply| check(values, supply, session))),
    )
    .with_field_rules((RECORD.field_rules)());
    autosave_while_open(form, "payments/new".to_owned());
    UnsavedGuard::watch(form.dirty());
    let chosen = Memo::new(move |_| form.value_at("/customer_id").and_then(|id| id.as_i64()));
    let amount = Memo::new(move |_| amount_of(&form.tracked()));
    Effect::new(move || {
        let amount = amount.get();
        supply.update(|supply| supply.available = amount);
    });
    let entry = AllocationEntry::new(session, form, supply, chosen.into());
    let refusal = RwSignal::new(None::<String>);
    let navigate = use_navigate();
    let (guard, arrival) = (use_context::<UnsavedGuard>(), use_context::<ArrivalFocus>());
    let toasts = Toasts::from_context();
    // Recorded from a receivable, it leads back there.
    let back = supply
        .with_untracked(|supply| supply.first)
        .map(|id| receivables::LIST.at(id));
    let away = back
        .clone()
        .or_else(|| customer.map(|id| format!("/customers/{id}?tab=payments")))
        .unwrap_or_else(|| LIST.path.to_owned());
    let saved = Callback::new(move |loaded: LoadedRecord| {
        form.mark_saved();
        if let Some(guard) = guard {
            guard.release();
        }
        if let Some(arrival) = arrival {
            arrival.saved();
        }
        toasts.say(format!("{} created", loaded.label));
        let to = back.clone().unwrap_or_else(|| LIST.at(loaded.id));
        navigate(&to, NavigateOptions::default());
    });
    let entering = Entering {
        session,
        form,
        entry,
        key: IdempotencyKey::new(),
        refusal,
        saved,
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        entering.send();
    };
    focus_soon(if customer.is_some() {
        ".form [id='field-amount']"
    } else {
        ".form .input"
    });
    let choices = session.choices();
    let group = |title: &str, more: Option<AnyView>| {
        let found = GROUPS
            .iter()
            .find(|group: &&FieldGroup| group.title == title);
        found.map(|group| form_group(form, group, &choices, more))
    };
    let applied = frame(
        "Applied to",
        "Oldest due first, unless you type other amounts. The rest stays unapplied cash of the customer.",
        view! { <div id="field-allocations" tabindex="-1">{entry.view("Unapplied cash of the customer")}</div> }
            .into_any(),
    );
    view! {
        <header class="head stays">
            <div class="title"><a class="up" href=LIST.path>{LIST.title}</a><h1 tabindex="-1">"New payment"</h1></div>
            <div class="actions row">
                <LinkButton href=away label="Cancel"/>
                <SubmitButton label="Create" form="payment" busy=form.saving()/>
            </div>
        </header>
        {error_summary(form, GROUPS, refusal.into())}
        <form class="form" id="payment" novalidate=true on:submit=submit>
            {group("Payment", Some(reference_warning(form)))}
            {applied}
            {group("Notes", None)}
            {owner_group(form, session, None)}
        </form>
    }
    .into_any()
}

/// Says that a check or a wire usually has a number.
fn reference_warning(form: Form) -> AnyView {
    let (method, reference) = (form.text("method"), form.text("reference"));
    let amount = form.text("amount");
    live(move || {
        let numbered = method.with(|method| matches!(method.as_str(), "" | "check" | "wire"));
        let blank = reference.with(|reference| reference.trim().is_empty());
        (numbered && blank && amount.with(|amount| !amount.is_empty())).then(|| {
            let words = "A check or wire has a number. Enter it as the reference.";
            view! { <p class="whole status caution" role="status">{icon(Icon::Caution)}{words}</p> }
                .into_any()
        })
    })
}

impl Entering {
    fn send(self) {
        let form = self.form;
        if form.saving().get_untracked() {
            return;
        }
        self.refusal.set(None);
        if !form.is_ready() {
            show_errors();
            return;
        }
        form.saving().set(true);
        let mut body = form.now();
        body.insert(FIELD.to_owned(), self.entry.sent());
        let calls = calls(self.session, &RECORD);
        let coming = calls.create.run((body, self.key.get()));
        spawn_local(async move {
            let answer = coming.await;
            if self.refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(loaded) => self.saved.run(loaded),
                Err(error) => {
                    self.key.failed(&error);
                    let errors = error.errors();
                    if errors.is_empty() {
                        self.refusal.set(Some(error.message()));
                        show_refusal();
                    } else {
                        self.entry.refuse(&errors);
                        form.show_errors(errors);
                        show_errors();
                    }
                }
            }
        });
    }
}
