//! The user menu in the top bar: name, theme, profile, sign out.

use domain::choices::FixedChoice;
use leptos::prelude::*;

use crate::api::session::Session;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::theme::ThemeSwitch;
use crate::ui::unsaved_guard::UnsavedGuard;

/// The menu of the signed-in user.
#[component]
pub fn UserMenu() -> AnyView {
    let session = Session::from_context();
    let guard = use_context::<UnsavedGuard>();
    let letters = move || {
        let name = session.display_name();
        let letters: String = name
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .take(2)
            .collect();
        letters.to_ascii_uppercase()
    };
    let face = move || view! { {letters} }.into_any();
    let label = Signal::derive(move || format!("{}, your profile", letters()));
    let header = move || {
        let role = session.role().label();
        view! {
            <div class="who"><b>{session.display_name()}</b><span class="muted">{role}</span></div>
            <div class="who"><ThemeSwitch/></div>
            <hr/>
        }
        .into_any()
    };
    let items = Signal::derive(move || {
        let open = move |()| {
            if let Some(guard) = guard {
                guard.go("/profile".to_owned());
            }
        };
        vec![
            MenuItem::new("Your profile", Some(Icon::Contact), Callback::new(open)),
            MenuItem::new(
                "Sign out",
                Some(Icon::Lock),
                Callback::new(move |()| session.sign_out_asking(guard)),
            ),
        ]
    });
    view! {
        <Menu label=label items=items face=ViewFn::from(face) header=ViewFn::from(header)/>
    }
    .into_any()
}
