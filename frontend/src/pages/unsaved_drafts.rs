//! Unsaved form input, stored in this browser and offered again after a reload, a crash or a session's end.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::api::browser_storage::DRAFTS;
use crate::ui::dom::{store, stored};
use crate::ui::form::Form;

/// A stored draft: initial and current values.
#[derive(Debug, Clone, PartialEq)]
pub struct UnsavedDraft {
    /// What the form started from.
    pub base: Map<String, Value>,
    /// The current values.
    pub now: Map<String, Value>,
}

/// Stores the draft of the form `name` (`suppliers/12`); `None` removes it.
pub fn store_draft(name: &str, draft: Option<&UnsavedDraft>) {
    let text =
        draft.map(|draft| serde_json::json!({"base": draft.base, "now": draft.now}).to_string());
    store(&format!("{DRAFTS}{name}"), text.as_deref());
}

/// The stored draft of the form `name`.
#[must_use]
pub fn stored_draft(name: &str) -> Option<UnsavedDraft> {
    let mut whole: Map<String, Value> =
        serde_json::from_str(&stored(&format!("{DRAFTS}{name}"))?).ok()?;
    let mut part = |key: &str| match whole.remove(key) {
        Some(Value::Object(object)) => Some(object),
        _ => None,
    };
    Some(UnsavedDraft {
        base: part("base")?,
        now: part("now")?,
    })
}

/// Stores the values of a form, a second after the last change and when the page is left. New input replaces an offered draft.
pub fn autosave(form: Form, name: String, offered: RwSignal<Option<UnsavedDraft>>) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let dirty = form.dirty();
    let name = StoredValue::new(name);
    let keep_now = move || {
        let Some(name) = name.try_get_value() else {
            return;
        };
        let unsaved = dirty.try_get_untracked().unwrap_or(false);
        let draft = UnsavedDraft {
            base: form.base(),
            now: form.now(),
        };
        store_draft(&name, Some(&draft).filter(|_| unsaved));
    };
    Effect::new(move |first: Option<()>| {
        form.follow_values();
        if first.is_none() {
            return;
        }
        if offered.with_untracked(Option::is_some) && dirty.get_untracked() {
            offered.set(None);
        }
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(keep_now, Duration::from_secs(1)).ok());
    });
    // Also on a reload within that second. An offered draft that was not restored stays as it is.
    let leaving = window_event_listener_untyped("pagehide", move |_| {
        if dirty.try_get_untracked() == Some(true) {
            keep_now();
        }
    });
    on_cleanup(move || {
        leaving.remove();
        if let Some(Some(handle)) = waiting.try_get_value() {
            handle.clear();
        }
    });
}

/// Stores the values of a form in a dialog or a part of a page, and restores them after a reload. Removed when the form is
/// closed, because closing asks first.
pub fn autosave_while_open(form: Form, name: String) {
    if let Some(draft) = stored_draft(&name).filter(|draft| draft.base == form.base()) {
        form.replace(draft.base, draft.now);
    }
    autosave(form, name.clone(), RwSignal::new(None));
    on_cleanup(move || store_draft(&name, None));
}
