//! The root of the app: context, session, and either the sign-in page or the shell, which loads meanwhile.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;

use crate::api::session::{Session, Stage};
use crate::screens::unreachable;
use crate::screens::{new_password, sign_in};
use crate::shell;
use crate::ui::dialog::ConfirmDialog;
use crate::ui::dom::find;
use crate::ui::live;
use crate::ui::prefs::Prefs;
use crate::ui::toast::Toasts;
use crate::ui::unsaved_guard::UnsavedGuard;

#[component]
pub fn App() -> AnyView {
    Toasts::provide();
    ConfirmDialog::provide();
    UnsavedGuard::provide();
    Prefs::provide();
    Session::provide();
    view! { <Router><Inside/></Router> }.into_any()
}

#[component]
fn Inside() -> AnyView {
    let session = Session::from_context();
    let inside = RwSignal::new(None::<fn() -> AnyView>);
    session.start();
    // Fetched while the session is refreshed or the user types a password.
    spawn_local(async move {
        let fetched = shell::fetch().await;
        inside.set(Some(fetched));
    });
    // Remove the static start page once the app draws something.
    Effect::new(move || {
        let drawn = match session.stage() {
            Stage::Starting => false,
            Stage::SignedIn => inside.with(Option::is_some),
            Stage::SignedOut | Stage::NewPassword | Stage::Unreachable => true,
        };
        if drawn && let Some(boot) = find("#boot") {
            boot.remove();
        }
    });
    live(move || match session.stage() {
        Stage::Starting => None,
        Stage::SignedOut => Some(sign_in::draw()),
        Stage::NewPassword => Some(new_password::draw()),
        Stage::SignedIn => inside.get().map(|draw| draw()),
        Stage::Unreachable => Some(unreachable::draw()),
    })
}
