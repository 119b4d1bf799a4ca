//! The switch between light, dark and system theme.

use domain::choices::{FixedChoice, Theme};
use leptos::prelude::*;

use super::input::{Choice, Segment};
use super::prefs::Prefs;

/// The choice of a theme.
#[component]
pub fn ThemeSwitch() -> AnyView {
    let theme = Prefs::from_context().theme;
    let now = RwSignal::new(theme.get_untracked().code().to_owned());
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
        if let Ok(chosen) = code.parse() {
            theme.set(chosen);
        }
        now.set(code);
    };
    view! { <Segment label="Theme" name="theme" choices=choices value=now on_change=on_change/> }
        .into_any()
}
