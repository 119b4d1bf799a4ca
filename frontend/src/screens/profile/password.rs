//! The own password. Changing it ends the sessions on all other devices.

use std::sync::Arc;

use domain::auth::check_password;
use domain::{FieldError, FieldErrors};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use super::calls;
use crate::session::Session;
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::form_view::{focus_first_error, frame};
use crate::ui::input::TextInput;
use crate::ui::toast::Toasts;
use crate::ui::truth;

const CURRENT: &str = "current_password";
const NEW: &str = "new_password";

/// The form that changes it.
pub fn password(session: Session, toasts: Toasts) -> AnyView {
    let form = Form::new(Map::new(), Arc::new(move |values| wrong(session, values)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.saving().get_untracked() {
            return;
        }
        if !form.is_ready() {
            focus_first_error();
            return;
        }
        let (current, new) = (word(&form.now(), CURRENT), word(&form.now(), NEW));
        form.saving().set(true);
        spawn_local(async move {
            let answer = calls::change_password(session, &current, &new).await;
            if form.saving().is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(()) => {
                    form.replace(Map::new(), Map::new());
                    form.settle();
                    toasts.say("Your password is changed; other devices are signed out");
                }
                Err(trouble) if trouble.errors().is_empty() => toasts.trouble(&trouble),
                Err(trouble) => {
                    form.refuse(trouble.errors());
                    focus_first_error();
                }
            }
        });
    };
    let input = |name: &'static str,
                 label: &'static str,
                 help: &'static str,
                 fills: &'static str| {
        view! {
            <Field name=name label=label help=help required=true error=form.error(name) on_leave=form.leave(name)>
                <TextInput value=form.text(name) on_change=form.set_text(name) kind="password" autocomplete=fills/>
            </Field>
        }
    };
    let content = view! {
        <form class="fields" novalidate=true on:submit=submit id="own-password">
            {input(CURRENT, "Password now", "", "current-password")}
            {input(NEW, "New password", "12 characters or more; several words are good", "new-password")}
            <div class="whole row"><button type="submit" class="btn" aria-busy=truth(form.saving().into())>"Change password"</button></div>
        </form>
    };
    frame(
        "Password",
        "Changing it signs out every other device.",
        content.into_any(),
    )
}

fn word(values: &Map<String, Value>, name: &str) -> String {
    let value = values.get(name).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}

fn wrong(session: Session, values: &Map<String, Value>) -> Vec<FieldError> {
    let mut errors = FieldErrors::new();
    let known = !word(values, CURRENT).is_empty();
    errors.require(
        known,
        "/current_password",
        "required",
        "Your password now is needed",
    );
    let profile = session.profile_now();
    let (name, email) = (word(&profile, "username"), word(&profile, "email"));
    check_password(
        &mut errors,
        "/new_password",
        &word(values, NEW),
        &name,
        &email,
    );
    errors.into_vec()
}
