//! The dialog that applies unapplied cash of a payment, or what is left of a credit memo.

use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::allocation_draft::{AllocationDraft, FIELD, Supply, error};
use super::allocation_table::AllocationEntry;
use crate::api::idempotency_key::IdempotencyKey;
use crate::config::payments;
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
use crate::ui::focus::{focus_next_step, show_errors, show_refusal};
use crate::ui::form::Form;
use crate::ui::object;

/// The content of the dialog.
pub(super) fn inside(page: RecordPage, action: RecordAction, open: RwSignal<bool>) -> AnyView {
    FieldPrefix::provide("apply-");
    let is_payment = page.config.list.path == payments::LIST.path;
    let field = if is_payment { "unapplied" } else { "balance" };
    let (id, label, customer, available) = page.loaded.with_untracked(|loaded| {
        let available = loaded.text(field).parse().unwrap_or_default();
        (
            loaded.id,
            loaded.label.clone(),
            loaded.number("customer_id"),
            available,
        )
    });
    let supply = RwSignal::new(Supply {
        available,
        ..Supply::default()
    });
    let form = Form::new(
        object([(FIELD.to_owned(), Value::Null)]),
        Arc::new(move |values| {
            let draft = supply.with_untracked(|supply| AllocationDraft::of(values, supply));
            if draft.list.is_empty() && draft.found.is_empty() {
                return vec![error(
                    "/allocations",
                    "required",
                    "Apply it to a receivable",
                )];
            }
            draft.found
        }),
    );
    autosave_while_open(
        form,
        format!("dialog{}/{id}/{}", page.config.list.path, action.code),
    );
    ask_before_closing(form.dirty());
    let entry = AllocationEntry::new(page.session, form, supply, Signal::stored(customer));
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
        let Some((id, etag)) = page
            .loaded
            .try_with_untracked(|loaded| (loaded.id, loaded.etag.clone()))
        else {
            return;
        };
        form.saving().set(true);
        let body = object([(FIELD.to_owned(), entry.sent())]);
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
                    page.say(format!("{} applied", loaded.label));
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
                        entry.refuse(&errors);
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
    };
    focus_soon("dialog[open] .allocations .input");
    let left_over = if is_payment { "Unapplied" } else { "Not used" };
    view! {
        <form class="apply" novalidate=true on:submit=go>
            <div class="body">
                <h2>{format!("{} {label}", action.label)}</h2>
                {move || refusal.get().map(refusal_banner)}
                {entry.view(left_over)}
            </div>
            <footer>
                <Button label="Not now" on_press=move |()| open.set(false)/>
                <SubmitButton label=action.label busy=form.saving()/>
            </footer>
        </form>
    }
    .into_any()
}
