//! Light, dark, or as the device says: kept in this browser, and by the session in the user's profile.

use domain::choices::{FixedChoice, Theme};
use leptos::prelude::*;

use crate::api::session::Session;
use crate::ui::dom::{store, stored};
use crate::ui::input::{Choice, Segment};

const KEY: &str = "theme";

/// The theme kept in this browser.
#[must_use]
pub fn kept() -> Theme {
    stored(KEY)
        .and_then(|code| code.parse().ok())
        .unwrap_or_default()
}

/// Shows a theme and keeps it in this browser.
pub fn show(theme: Theme) {
    store(KEY, (theme != Theme::Auto).then(|| theme.code()));
    let Some(root) = document().document_element() else {
        return;
    };
    // Refused by no browser; the old theme stays if so.
    drop(match theme {
        Theme::Auto => root.remove_attribute("data-theme"),
        theme => root.set_attribute("data-theme", theme.code()),
    });
}

/// Shows a theme and keeps it, here and in the profile.
pub fn choose(session: Session, theme: Theme) {
    show(theme);
    session.keep_theme(theme);
}

/// The choice of a theme.
#[component]
pub fn ThemeSwitch() -> AnyView {
    let session = Session::here();
    let now = RwSignal::new(kept().code().to_owned());
    let choices: Vec<Choice> = [Theme::Light, Theme::Dark, Theme::Auto]
        .map(|theme| {
            Choice::new(
                theme.code(),
                if theme == Theme::Auto {
                    "System"
                } else {
                    theme.label()
                },
            )
        })
        .to_vec();
    let on_change = move |code: String| {
        if let Ok(theme) = code.parse() {
            choose(session, theme);
        }
        now.set(code);
    };
    view! { <Segment label="Theme" name="theme" choices=choices value=now on_change=on_change/> }
        .into_any()
}
