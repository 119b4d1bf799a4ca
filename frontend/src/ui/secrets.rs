//! Secrets typed into a form. They stay in memory, apart from the values that drafts, merges, undo and history read.

use leptos::prelude::*;
use serde_json::{Map, Value};

/// The secrets of a form, by field. Copied freely; they go with the page that made them.
#[derive(Clone, Copy)]
pub struct Secrets(RwSignal<Map<String, Value>>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(Map::new()))
    }

    /// What was typed into a field; the empty text for nothing.
    #[must_use]
    pub fn text(self, name: &'static str) -> Signal<String> {
        Signal::derive(move || self.0.with(|typed| word(typed, name)))
    }

    /// The same, not followed.
    #[must_use]
    pub fn text_now(self, name: &str) -> String {
        self.0.with_untracked(|typed| word(typed, name))
    }

    pub(super) fn put(self, name: &str, text: String) {
        self.0.update(|typed| {
            if text.is_empty() {
                typed.remove(name);
            } else {
                typed.insert(name.to_owned(), Value::String(text));
            }
        });
    }

    /// Whether nothing was typed, tracked.
    #[must_use]
    pub fn are_none(self) -> bool {
        self.0.with(Map::is_empty)
    }

    /// Whether there is something to send: a changed field, or a secret beside none.
    #[must_use]
    pub fn add_to(self, patch: &Map<String, Value>) -> bool {
        !patch.is_empty() || !self.0.with_untracked(Map::is_empty)
    }

    /// What is sent: fields, and the secrets with them.
    #[must_use]
    pub fn sent_with(self, mut fields: Map<String, Value>) -> Map<String, Value> {
        fields.extend(self.0.get_untracked());
        fields
    }

    /// Forgets them.
    pub fn clear(self) {
        self.0.set(Map::new());
    }
}

fn word(typed: &Map<String, Value>, name: &str) -> String {
    let text = typed.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}
