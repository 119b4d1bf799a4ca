//! The password section of the profile. Changing it ends the sessions on all other devices.

use leptos::prelude::*;

use crate::api::session::Session;
use crate::screens::password_form::{PasswordLabels, password_form};
use crate::ui::form_view::frame;
use crate::ui::toast::Toasts;

/// The form that changes it.
pub fn password(session: Session, toasts: Toasts) -> AnyView {
    let labels = PasswordLabels {
        current: "Current password",
        action: "Change password",
        button: "btn",
        form: "fields",
    };
    let done = Callback::new(move |()| {
        toasts.say("Password changed. Other devices were signed out");
    });
    frame(
        "Password",
        "Changing it signs out every other device.",
        password_form(session, labels, done),
    )
}
