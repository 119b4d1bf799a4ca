//! How one likes to work: row height and rows a page. Kept in this browser and, by the session, in the user's profile.

use leptos::prelude::*;

use super::dom::{store, stored};

/// The preferences; taken from the context.
#[derive(Debug, Clone, Copy)]
pub struct Prefs {
    /// `comfortable`, `compact`, `dense`.
    pub density: RwSignal<String>,
    /// Rows a page: 25, 50, 100 or 200.
    pub page_size: RwSignal<u32>,
}

impl Prefs {
    /// Puts the preferences of this browser into the context.
    pub fn provide() -> Self {
        let density = stored("density")
            .filter(|kept| matches!(kept.as_str(), "comfortable" | "compact" | "dense"));
        let prefs = Self {
            density: RwSignal::new(density.unwrap_or_else(|| "compact".to_owned())),
            page_size: RwSignal::new(50),
        };
        provide_context(prefs);
        Effect::new(move || store("density", Some(&prefs.density.get())));
        prefs
    }

    /// The preferences of this page.
    #[must_use]
    pub fn here() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }
}
