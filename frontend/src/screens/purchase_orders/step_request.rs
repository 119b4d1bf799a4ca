//! The state of an open step dialog: the request and its errors.

use domain::purchase_orders::OrderAction;
use domain::{FieldError, ProblemCode};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use super::step_dialog::StepContext;
use super::step_fields::{OVERRIDE_REASON, take};
use crate::api::idempotency_key::new_key;
use crate::ui::app_error::AppError;
use crate::ui::focus::{show_errors, show_refusal};
use crate::ui::form::Form;

/// The state of an open dialog.
#[derive(Clone, Copy)]
pub(super) struct StepRequest {
    pub(super) acting: StepContext,
    pub(super) action: OrderAction,
    pub(super) form: Form,
    /// The refusal above the fields.
    pub(super) refusal: RwSignal<Option<String>>,
    /// Whether a gate refused that a manager may pass.
    pub(super) blocked: RwSignal<bool>,
    /// The key of this request, with its body.
    pub(super) key: StoredValue<(String, Map<String, Value>)>,
    pub(super) done: StoredValue<String>,
}

impl StepRequest {
    pub(super) fn send(self) {
        if self.form.saving().get_untracked() {
            return;
        }
        self.refusal.set(None);
        let ready = self.form.is_ready();
        let values = self.form.now();
        if self.blocked.get_untracked()
            && values
                .get(OVERRIDE_REASON)
                .and_then(Value::as_str)
                .is_none_or(|text| text.trim().is_empty())
        {
            self.form.show_errors(vec![self.missing_reason()]);
            show_errors();
            return;
        }
        if !ready {
            show_errors();
            return;
        }
        self.go(values);
    }

    fn missing_reason(self) -> FieldError {
        FieldError {
            pointer: Some(format!("/{OVERRIDE_REASON}")),
            parameter: None,
            code: "required".to_owned(),
            message: "A reason is required".to_owned(),
        }
    }

    fn go(self, values: Map<String, Value>) {
        let page = self.acting.page;
        let Some((id, etag)) = page
            .loaded
            .try_with_untracked(|loaded| (loaded.id, loaded.etag.clone()))
        else {
            return;
        };
        // The same request again keeps its key, another one gets its own.
        if self.key.with_value(|(_, sent)| *sent != values) {
            self.key.set_value((new_key(), values.clone()));
        }
        let key = self.key.with_value(|(key, _)| key.clone());
        self.form.saving().set(true);
        spawn_local(async move {
            let answer = take(page.session, self.action, id, &etag, &key, &values).await;
            if self.refusal.is_disposed() {
                return;
            }
            self.form.saving().set(false);
            match answer {
                Ok(loaded) => self.acting.done(loaded, self.done.get_value()),
                Err(error) => self.refused(&error, id).await,
            }
        });
    }

    async fn refused(self, error: &AppError, id: i64) {
        let stale = error.is(ProblemCode::StaleVersion);
        if stale || error.is(ProblemCode::IllegalTransition) {
            let page = self.acting.page;
            if let Ok(loaded) = page.calls.read.run(id).await {
                page.loaded.try_set(loaded);
            }
            let who = error
                .problem
                .as_ref()
                .and_then(|problem| problem.changes.last())
                .map(|change| change.by.clone());
            let who = who.unwrap_or_else(|| "Someone".to_owned());
            let words = if stale {
                format!(
                    "{who} changed this order. The page behind shows the latest version. Check it, then try again."
                )
            } else {
                format!(
                    "{}. The order now shows the latest version.",
                    error.message()
                )
            };
            if self.refusal.try_set(Some(words)).is_none() {
                show_refusal();
            }
            return;
        }
        let gates = [
            ProblemCode::CreditBlocked,
            ProblemCode::TenderBlocked,
            ProblemCode::ClaimsOpen,
        ];
        if gates.into_iter().any(|gate| error.is(gate)) {
            self.blocked.set(true);
            self.refusal.set(Some(error.message()));
            show_refusal();
            return;
        }
        let errors: Vec<FieldError> = error.errors().into_iter().map(named_as_typed).collect();
        if errors.is_empty() {
            self.refusal.set(Some(error.message()));
            show_refusal();
        } else {
            self.form.show_errors(errors);
            show_errors();
        }
    }
}

/// The form field of an override reason.
fn named_as_typed(mut error: FieldError) -> FieldError {
    if error.pointer.as_deref() == Some("/override/reason") {
        error.pointer = Some(format!("/{OVERRIDE_REASON}"));
    }
    error
}
