//! The page that asks for a new password after an administrator set one.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::password_form::{PasswordLabels, password_form};
use super::sign_in::gate;
use crate::api::session::Session;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dom::{focus_soon, set_title};
use crate::ui::live;
use crate::ui::unsaved_guard::UnsavedGuard;

pub fn draw() -> AnyView {
    set_title(&["Choose a new password"]);
    let content = view! { <h1>"Choose a new password"</h1>{question()} }.into_any();
    gate(content)
}

/// The form without its heading, for the page and for the sign-in form over a page.
pub fn question() -> AnyView {
    let session = Session::from_context();
    let guard = use_context::<UnsavedGuard>();
    let error = RwSignal::new(None::<String>);
    focus_soon("#field-current_password");
    let done = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(refused) = session.password_changed().await {
                drop(error.try_set(Some(refused.message())));
            }
        });
    });
    let labels = PasswordLabels {
        current: "Password you were given",
        action: "Set password and continue",
        button: "btn primary",
        form: "form",
    };
    let error_text = live(move || {
        error
            .get()
            .map(|text| view! { <p class="error" role="alert">{text}</p> }.into_any())
    });
    view! {
        <p class="muted">"Someone else knows your password. Choose one that only you know."</p>
        {error_text}
        {password_form(session, labels, done)}
        <Button label="Sign out" look=ButtonStyle::Quiet on_press=move |()| session.sign_out_asking(guard)/>
    }
    .into_any()
}
