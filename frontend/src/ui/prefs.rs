//! Preferences: theme, row height and rows per page. Stored in this browser and, by the session, in the user's profile.

use domain::choices::{FixedChoice, Theme};
use leptos::prelude::*;

use super::dom::{store, stored};

/// The preferences, from the context.
#[derive(Debug, Clone, Copy)]
pub struct Prefs {
    /// `comfortable`, `compact`, `dense`.
    pub density: RwSignal<String>,
    /// Light, dark or system.
    pub theme: RwSignal<Theme>,
    /// Rows a page: 25, 50, 100 or 200.
    pub page_size: RwSignal<u32>,
}

impl Prefs {
    /// Puts the preferences of this browser into the context.
    pub fn provide() -> Self {
        let density = stored("density")
            .filter(|kept| matches!(kept.as_str(), "comfortable" | "compact" | "dense"));
        let theme = stored("theme").and_then(|code| code.parse().ok());
        let prefs = Self {
            density: RwSignal::new(density.unwrap_or_else(|| "compact".to_owned())),
            theme: RwSignal::new(theme.unwrap_or_default()),
            page_size: RwSignal::new(50),
        };
        provide_context(prefs);
        Effect::new(move || store("density", Some(&prefs.density.get())));
        Effect::new(move || show_theme(prefs.theme.get()));
        prefs
    }

    /// The preferences of this page.
    #[must_use]
    pub fn from_context() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }
}

/// Shows a theme and stores it in this browser.
fn show_theme(theme: Theme) {
    store("theme", (theme != Theme::Auto).then(|| theme.code()));
    let Some(root) = document().document_element() else {
        return;
    };
    // No browser refuses this; if one does, the old theme stays.
    drop(match theme {
        Theme::Auto => root.remove_attribute("data-theme"),
        theme => root.set_attribute("data-theme", theme.code()),
    });
}
