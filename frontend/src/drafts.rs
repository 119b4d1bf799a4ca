//! What was typed and not yet saved, kept in this browser: offered again after a reload or a crash, gone at sign-out.

use serde_json::{Map, Value};

use crate::ui::dom::{store, stored};

const PREFIX: &str = "draft:";

/// What is kept of a form: the version it started from and what stood in it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptDraft {
    /// What the form started from.
    pub base: Map<String, Value>,
    /// What stood in it.
    pub now: Map<String, Value>,
}

/// Keeps what stands in the form of `name` (`suppliers/12`); `None` forgets it.
pub fn keep(name: &str, draft: Option<&KeptDraft>) {
    let text =
        draft.map(|draft| serde_json::json!({"base": draft.base, "now": draft.now}).to_string());
    store(&format!("{PREFIX}{name}"), text.as_deref());
}

/// What was kept of the form of `name`.
#[must_use]
pub fn kept(name: &str) -> Option<KeptDraft> {
    let mut whole: Map<String, Value> =
        serde_json::from_str(&stored(&format!("{PREFIX}{name}"))?).ok()?;
    let mut part = |key: &str| match whole.remove(key) {
        Some(Value::Object(object)) => Some(object),
        _ => None,
    };
    Some(KeptDraft {
        base: part("base")?,
        now: part("now")?,
    })
}

/// Forgets all drafts.
pub fn forget_all() {
    let Ok(Some(storage)) = leptos::prelude::window().local_storage() else {
        return;
    };
    let keys: Vec<String> = (0..storage.length().unwrap_or(0))
        .filter_map(|at| storage.key(at).ok().flatten())
        .collect();
    for key in keys.iter().filter(|key| key.starts_with(PREFIX)) {
        store(key, None);
    }
}
