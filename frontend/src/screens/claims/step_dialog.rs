//! The dialogs that approve and settle a claim.

use std::sync::Arc;

use domain::claims::{ApproveClaim, ClaimParty, SettleClaim};
use domain::fields::{Draft, read_leniently};
use domain::{FieldError, FieldErrors, Money};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::idempotency_key::IdempotencyKey;
use crate::api::record_json::{Record, text};
use crate::config::record_config::RecordAction;
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::record_page::RecordPage;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, SubmitButton};
use crate::ui::dialog::ask_before_closing;
use crate::ui::dom::focus_soon;
use crate::ui::field::FieldPrefix;
use crate::ui::field_spec::{FieldSpec, Kind};
use crate::ui::focus::{focus_next_step, show_errors, show_refusal};
use crate::ui::form::{Check, Form};
use crate::ui::form_view::form_field;
use crate::ui::format::cash;
use crate::ui::object;

const APPROVE: &[FieldSpec] =
    &[FieldSpec::new("approved", "Amount approved", Kind::Money).required()];
const SETTLE: &[FieldSpec] = &[
    FieldSpec::new("settled", "Amount settled", Kind::Money).required(),
    FieldSpec::new("document", "Document", Kind::Line)
        .help("Check, credit or letter that settles it")
        .required()
        .full_width(),
];
const CREDIT: &[FieldSpec] = &[
    FieldSpec::new("settled", "Amount settled", Kind::Money).required(),
    FieldSpec::new("document", "Document", Kind::Line)
        .help("Paper that shows the loss")
        .required()
        .full_width(),
    FieldSpec::new(
        "receivable_id",
        "Invoice to credit",
        Kind::Record("/receivables"),
    )
    .within(ORDER)
    .help("Needed if the order has several invoices")
    .full_width(),
];
/// Narrows the invoices; not sent.
const ORDER: &str = "purchase_order_id";

/// A step with its fields, the amount that it starts from, and what follows from it.
struct StepForm {
    fields: &'static [FieldSpec],
    amount: (&'static str, Money),
    about: String,
    check: Check,
}

fn body<D: Draft>(values: &Record) -> (D, Vec<FieldError>) {
    let mut sent = values.clone();
    sent.remove(ORDER);
    let (body, errors) = read_leniently::<D>(Value::Object(sent), &[]);
    (body, errors.into_vec())
}

/// The errors of reading a body, then those of its rules in other fields.
fn both(mut errors: Vec<FieldError>, rules: Option<FieldErrors>) -> Vec<FieldError> {
    let known: Vec<Option<String>> = errors.iter().map(|error| error.pointer.clone()).collect();
    let more = rules.unwrap_or_default().into_vec().into_iter();
    errors.extend(more.filter(|error| !known.contains(&error.pointer)));
    errors
}

fn step_form(action: RecordAction, claim: &Record) -> StepForm {
    let money = |field: &str| -> Money { text(claim, field).parse().unwrap_or_default() };
    let party: ClaimParty = text(claim, "party").parse().unwrap_or_default();
    if action.code == "approve" {
        let claimed = money("claimed");
        let check: Check = Arc::new(move |values| {
            let (body, errors) = body::<ApproveClaim>(values);
            both(errors, body.checked(claimed).err())
        });
        return StepForm {
            fields: APPROVE,
            amount: ("approved", claimed),
            about: format!("{} is claimed.", cash(&claimed.to_string())),
            check,
        };
    }
    let approved = money("approved");
    let about = match party {
        ClaimParty::Customer => {
            "A credit memo is issued today and applied to the invoice, up to its balance."
        }
        ClaimParty::Supplier => "The supplier has paid or credited this amount.",
        ClaimParty::Carrier => "The carrier has paid or credited this amount.",
    };
    let check: Check = Arc::new(move |values| {
        let (body, errors) = body::<SettleClaim>(values);
        both(errors, body.checked(approved, party).err())
    });
    StepForm {
        fields: if party == ClaimParty::Customer {
            CREDIT
        } else {
            SETTLE
        },
        amount: ("settled", approved),
        about: format!("{} is approved. {about}", cash(&approved.to_string())),
        check,
    }
}

/// The content of the dialog.
pub(super) fn inside(page: RecordPage, action: RecordAction, open: RwSignal<bool>) -> AnyView {
    FieldPrefix::provide("claim-");
    let (id, label, record) = page
        .loaded
        .with_untracked(|loaded| (loaded.id, loaded.label.clone(), loaded.record.clone()));
    let StepForm {
        fields,
        amount,
        about,
        check,
    } = step_form(action, &record);
    let mut start = object(
        fields
            .iter()
            .map(|spec| (spec.name.to_owned(), Value::Null)),
    );
    start.insert(amount.0.to_owned(), Value::from(amount.1.to_string()));
    start.insert(
        ORDER.to_owned(),
        record.get(ORDER).cloned().unwrap_or_default(),
    );
    let form = Form::new(start, check);
    autosave_while_open(
        form,
        format!("dialog{}/{id}/{}", page.config.list.path, action.code),
    );
    ask_before_closing(form.dirty());
    let refusal = RwSignal::new(None::<String>);
    let key = IdempotencyKey::new();
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
        let mut body = form.now();
        body.remove(ORDER);
        send(page, action, body, (form, refusal, key, open));
    };
    let choices = page.session.choices();
    let controls = fields
        .iter()
        .map(|spec| form_field(form, *spec, &choices))
        .collect_view();
    focus_soon("dialog[open] input");
    view! {
        <form class="step" novalidate=true on:submit=go>
            <div class="body">
                <h2>{format!("{} {label}", action.label)}</h2>
                <p class="muted">{about}</p>
                {move || refusal.get().map(refusal_banner)}
                <div class="fields">{controls}</div>
            </div>
            <footer>
                <Button label="Not now" on_press=move |()| open.set(false)/>
                <SubmitButton label=action.label busy=form.saving()/>
            </footer>
        </form>
    }
    .into_any()
}

fn send(
    page: RecordPage,
    action: RecordAction,
    body: Record,
    (form, refusal, key, open): (
        Form,
        RwSignal<Option<String>>,
        IdempotencyKey,
        RwSignal<bool>,
    ),
) {
    let seen = page
        .loaded
        .try_with_untracked(|loaded| (loaded.id, loaded.etag.clone()));
    let Some((id, etag)) = seen else { return };
    form.saving().set(true);
    spawn_local(async move {
        let api = page.session.api();
        let records = api.records(page.config.list.path);
        let answer = records
            .act(id, action.code, &etag, Some(&key.get()), &body)
            .await;
        if refusal.is_disposed() {
            return;
        }
        form.saving().set(false);
        match answer {
            Ok(now) => {
                form.mark_saved();
                open.set(false);
                let loaded = LoadedRecord::new(page.config, now);
                page.say(format!("{}: {} done", loaded.label, action.label));
                page.loaded.set(loaded);
                focus_next_step();
            }
            Err(refused) => {
                let refused = AppError::from(refused);
                key.failed(&refused);
                let errors = refused.errors();
                if errors.is_empty() {
                    refusal.set(Some(refused.message()));
                    show_refusal();
                } else {
                    form.show_errors(errors);
                    show_errors();
                }
                // Changed meanwhile: the next try is made on what is there now.
                if matches!(refused.status, 409 | 412)
                    && let Some(coming) = page.calls.read.try_run(id)
                    && let Ok(now) = coming.await
                {
                    page.loaded.try_set(now);
                }
            }
        }
    });
}
