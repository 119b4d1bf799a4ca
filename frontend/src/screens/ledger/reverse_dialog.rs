//! The dialog that reverses a posting, with a reason.

use std::sync::Arc;

use domain::payments::Reverse;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::idempotency_key::IdempotencyKey;
use crate::pages::record_page::RecordPage;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, ButtonStyle, SubmitButton};
use crate::ui::dialog::{Dialog, ask_before_closing};
use crate::ui::dom::focus_soon;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::focus::{focus_next_step, show_errors, show_refusal};
use crate::ui::form::Form;
use crate::ui::input::TextArea;
use crate::ui::{live, object};

const REASON: &str = "reason";

/// Asks for the reason, and reverses.
#[derive(Clone, Copy)]
pub(super) struct ReverseDialog {
    page: RecordPage,
    open: RwSignal<bool>,
    /// The posting, and what it is called.
    posting: RwSignal<Option<(i64, String)>>,
}

impl ReverseDialog {
    pub(super) fn new(page: RecordPage) -> Self {
        Self {
            page,
            open: RwSignal::new(false),
            posting: RwSignal::new(None),
        }
    }

    /// Opens it for a posting.
    pub(super) fn ask(self, id: i64, words: String) {
        self.posting.set(Some((id, words)));
        self.open.set(true);
    }

    pub(super) fn view(self) -> AnyView {
        view! {
            <Dialog open=self.open label="Reverse posting">
                {live(move || self.posting.get().map(|(id, words)| self.inside(id, &words)))}
            </Dialog>
        }
        .into_any()
    }

    fn inside(self, id: i64, words: &str) -> AnyView {
        FieldPrefix::provide("reverse-");
        let form = Form::new(
            object([(REASON.to_owned(), Value::from(""))]),
            Arc::new(|_| Vec::new()),
        );
        autosave_while_open(form, format!("dialog/postings/{id}"));
        ask_before_closing(form.dirty());
        let reason = form.text(REASON);
        let (wrong, refusal) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
        let key = IdempotencyKey::new();
        let go = move |event: SubmitEvent| {
            event.prevent_default();
            if form.saving().get_untracked() {
                return;
            }
            let body = Reverse {
                reason: reason.get_untracked().trim().to_owned(),
            };
            wrong.set(body.reason().err().and_then(|errors| {
                let first = errors.into_vec().into_iter().next();
                first.map(|error| error.message)
            }));
            if wrong.with_untracked(Option::is_some) {
                show_errors();
                return;
            }
            refusal.set(None);
            form.saving().set(true);
            self.send(id, body, (form, refusal, key));
        };
        focus_soon("dialog[open] textarea");
        view! {
            <form novalidate=true on:submit=go>
                <div class="body">
                    <h2>{format!("Reverse {}?", words.to_lowercase())}</h2>
                    <p class="muted">"The opposite is posted today. What was posted stays as it is."</p>
                    {move || refusal.get().map(refusal_banner)}
                    <Field name=REASON label="Reason" required=true error=wrong>
                        <TextArea value=reason on_change=form.set_text(REASON)/>
                    </Field>
                </div>
                <footer>
                    <Button label="Not now" on_press=move |()| self.open.set(false)/>
                    <SubmitButton label="Reverse" look=ButtonStyle::Danger busy=form.saving()/>
                </footer>
            </form>
        }
        .into_any()
    }

    fn send(
        self,
        id: i64,
        body: Reverse,
        (form, refusal, key): (Form, RwSignal<Option<String>>, IdempotencyKey),
    ) {
        let page = self.page;
        let record = page.id();
        spawn_local(async move {
            let api = page.session.api();
            let answer = api
                .reverse_posting(id, Some(&key.get()), &body)
                .await
                .map_err(AppError::from);
            if refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(_posting) => {
                    form.mark_saved();
                    self.open.set(false);
                    page.say("Posting reversed".to_owned());
                    // The balance of the record and its postings are other ones now.
                    if let Some(coming) = page.calls.read.try_run(record)
                        && let Ok(now) = coming.await
                    {
                        page.loaded.try_set(now);
                    }
                    focus_next_step();
                }
                Err(error) => {
                    key.failed(&error);
                    refusal.set(Some(error.message()));
                    show_refusal();
                }
            }
        });
    }
}
