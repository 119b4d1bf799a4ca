//! The form that changes the user's own password.

use std::sync::Arc;

use domain::passwords::check_password;
use domain::{FieldError, FieldErrors};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use crate::api::session::Session;
use crate::ui::app_error::AppError;
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::TextInput;
use crate::ui::live;
use crate::ui::truth;

const CURRENT: &str = "current_password";
const NEW: &str = "new_password";

/// The labels of the form.
#[derive(Debug, Clone, Copy)]
pub struct PasswordLabels {
    /// The field of the password that is changed.
    pub current: &'static str,
    /// The button.
    pub action: &'static str,
    /// The class of the button.
    pub button: &'static str,
    /// The class of the form.
    pub form: &'static str,
}

/// Draws it; `done` is called once the password is changed.
pub fn password_form(session: Session, labels: PasswordLabels, done: Callback<()>) -> AnyView {
    let form = Form::new(Map::new(), Arc::new(|_| Vec::new()));
    let secrets = form.secrets();
    let refusal = RwSignal::new(None::<String>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.saving().get_untracked() {
            return;
        }
        refusal.set(None);
        let (current, new) = (secrets.text_now(CURRENT), secrets.text_now(NEW));
        let wrong = wrong(session, &current, &new);
        if !wrong.is_empty() {
            form.show_errors(wrong);
            focus_wrong();
            return;
        }
        form.saving().set(true);
        spawn_local(async move {
            let answer = session.api().change_password(&current, &new).await;
            if refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer.map_err(AppError::from) {
                Ok(()) => {
                    form.mark_saved();
                    done.run(());
                }
                Err(error) if error.errors().is_empty() => {
                    refusal.set(Some(error.message()));
                }
                Err(error) => {
                    form.show_errors(error.errors());
                    focus_wrong();
                }
            }
        });
    };
    let input = |name: &'static str,
                 label: &'static str,
                 help: &'static str,
                 fills: &'static str| {
        view! {
            <Field name=name label=label help=help required=true error=form.error(name)>
                <TextInput value=secrets.text(name) on_change=form.set_secret(name) kind="password" autocomplete=fills/>
            </Field>
        }
    };
    let refused = live(move || {
        refusal.get().map(|text| {
            view! { <p class="error whole" role="alert">{icon(Icon::Caution)}<span>{text}</span></p> }
                .into_any()
        })
    });
    view! {
        <form class=labels.form novalidate=true on:submit=submit id="own-password">
            {refused}
            {input(CURRENT, labels.current, "", "current-password")}
            {input(NEW, "New password", "12 characters or more. Several words work well", "new-password")}
            <div class="whole row">
                <button type="submit" class=labels.button aria-busy=truth(form.saving().into())>{labels.action}</button>
            </div>
        </form>
    }
    .into_any()
}

/// Moves to the first field with a message, once it is drawn.
fn focus_wrong() {
    crate::ui::dom::focus_soon("#own-password [aria-invalid=true]");
}

/// What is wrong before it is sent. The list of common passwords is the server's.
fn wrong(session: Session, current: &str, new: &str) -> Vec<FieldError> {
    let mut errors = FieldErrors::new();
    errors.require(
        !current.is_empty(),
        "/current_password",
        "required",
        "Enter your current password",
    );
    let profile = session.profile_now();
    let profile_text = |name: &str| {
        let text = profile.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let identities = [
        profile_text("username"),
        profile_text("email"),
        profile_text("display_name"),
    ];
    let identities = identities.each_ref().map(String::as_str);
    check_password(&mut errors, "/new_password", new, &identities);
    if !current.is_empty() && current == new && !errors.has("/new_password") {
        errors.add(
            "/new_password",
            "same_password",
            "Choose another password than the one you have now",
        );
    }
    errors.into_vec()
}
