//! The state of a form: initial values, current values, errors. The values are JSON, so that one implementation serves every
//! entity; the rules are the entity's own check.

mod validation;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::FieldError;
use domain::field_rules::FieldRule;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::object;
use super::pending_text::PendingText;
use super::secrets::Secrets;

/// What runs over a whole form: the rules of its entity.
pub type Check = Arc<dyn Fn(&Map<String, Value>) -> Vec<FieldError> + Send + Sync>;

/// A form. Copied freely; it lives as long as the page that made it.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    base: RwSignal<Map<String, Value>>,
    now: RwSignal<Map<String, Value>>,
    errors: RwSignal<Vec<FieldError>>,
    refused: RwSignal<Vec<FieldError>>,
    left: RwSignal<BTreeSet<String>>,
    tried: RwSignal<bool>,
    saving: RwSignal<bool>,
    /// Texts in pickers that name no record yet, by the pointer of their field.
    pub(super) pending: RwSignal<Vec<(Signal<String>, PendingText)>>,
    secrets: Secrets,
    check: StoredValue<Rules>,
    field_rules: StoredValue<Vec<FieldRule>>,
}

/// The record under a form, which knows what its links are called; in the context of the form.
#[derive(Debug, Clone, Copy)]
pub struct Named(pub StoredValue<Map<String, Value>>);

#[derive(Clone)]
struct Rules(Check);

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rules")
    }
}

/// The JSON of a draft or a record.
pub fn object_of<T: serde::Serialize>(value: &T) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

impl Form {
    /// A form that starts from `start` and is held to `check`.
    #[must_use]
    pub fn new(start: Map<String, Value>, check: Check) -> Self {
        Self {
            base: RwSignal::new(start.clone()),
            now: RwSignal::new(start),
            errors: RwSignal::new(Vec::new()),
            refused: RwSignal::new(Vec::new()),
            left: RwSignal::new(BTreeSet::new()),
            tried: RwSignal::new(false),
            saving: RwSignal::new(false),
            pending: RwSignal::new(Vec::new()),
            secrets: Secrets::new(),
            check: StoredValue::new(Rules(check)),
            field_rules: StoredValue::new(Vec::new()),
        }
    }

    /// The same form with what the rules ask of each field: whether it is required, and how long its text may be.
    #[must_use]
    pub fn with_field_rules(self, rules: Vec<FieldRule>) -> Self {
        self.field_rules.set_value(rules);
        self
    }

    /// What the rules ask of a field, or of one in rows: `name`, `lines/description`.
    #[must_use]
    pub fn field_rule(self, name: &str) -> FieldRule {
        let found = self.field_rules.try_with_value(|rules| {
            let found = rules.iter().find(|rule| rule.name == name);
            found.copied()
        });
        found.flatten().unwrap_or_default()
    }

    /// The current values.
    #[must_use]
    pub fn now(self) -> Map<String, Value> {
        self.now.get_untracked()
    }

    /// The current values, tracked.
    #[must_use]
    pub fn tracked(self) -> Map<String, Value> {
        self.now.get()
    }

    /// Follows all values without reading them.
    pub fn follow_values(self) {
        self.now.track();
    }

    /// The initial values, or those of the last merge.
    #[must_use]
    pub fn base(self) -> Map<String, Value> {
        self.base.get_untracked()
    }

    /// Values of fields of the kind `Secret`. They are not among the form's values, so that drafts, merges and undo never hold
    /// them.
    #[must_use]
    pub const fn secrets(self) -> Secrets {
        self.secrets
    }

    /// Takes what is typed into a field of the kind `Secret`.
    #[must_use]
    pub fn set_secret(self, name: &'static str) -> Callback<String> {
        Callback::new(move |text: String| {
            self.secrets.put(name, text);
            self.withdraw_messages(name);
        })
    }

    /// Whether something differs from the start.
    #[must_use]
    pub fn dirty(self) -> Signal<bool> {
        Memo::new(move |_| {
            if self.has_pending() || !self.secrets.are_none() {
                return true;
            }
            self.now
                .with(|now| self.base.with(|base| changes(base, now).next().is_some()))
        })
        .into()
    }

    /// What changed, as a merge patch.
    #[must_use]
    pub fn patch(self) -> Map<String, Value> {
        self.base
            .with_untracked(|base| self.now.with_untracked(|now| patch_between(base, now)))
    }

    /// A field as text; nothing is the empty text.
    #[must_use]
    pub fn text(self, name: &'static str) -> Signal<String> {
        Memo::new(move |_| {
            self.now
                .with(|now| now.get(name).map(as_text).unwrap_or_default())
        })
        .into()
    }

    /// Sets a field from text; the empty text is nothing.
    #[must_use]
    pub fn set_text(self, name: &'static str) -> Callback<String> {
        Callback::new(move |text: String| {
            self.set(
                name,
                if text.is_empty() {
                    Value::Null
                } else {
                    Value::String(text)
                },
            );
        })
    }

    /// A field as yes or no.
    #[must_use]
    pub fn flag(self, name: &'static str) -> Signal<bool> {
        Memo::new(move |_| {
            self.now
                .with(|now| now.get(name).and_then(Value::as_bool).unwrap_or(false))
        })
        .into()
    }

    /// Sets a field to yes or no.
    #[must_use]
    pub fn set_flag(self, name: &'static str) -> Callback<bool> {
        Callback::new(move |yes| self.set(name, Value::Bool(yes)))
    }

    /// Sets a field to any value. Its error is cleared by the next check.
    pub fn set(self, name: &str, value: Value) {
        self.now.update(|now| {
            now.insert(name.to_owned(), value);
        });
        self.withdraw_messages(name);
    }

    /// Clears messages while the user types: a server error is about the value that was sent.
    fn withdraw_messages(self, name: &str) {
        for messages in [self.errors, self.refused] {
            messages.update(|errors| errors.retain(|error| !is_at(error, name)));
        }
    }

    /// The value at a pointer, followed: `/name`, `/lines/0/ordered_weight`.
    #[must_use]
    pub fn value_at(self, pointer: &str) -> Option<Value> {
        let pointer = pointer.trim_start_matches('/');
        self.now.with(|now| match pointer.split_once('/') {
            Some((first, rest)) => now.get(first)?.pointer(&format!("/{rest}")).cloned(),
            None => now.get(pointer).cloned(),
        })
    }

    /// Sets a value at a pointer: `/name`, `/lines/0/ordered_weight`. What leads there must be there already.
    pub fn set_at(self, pointer: &str, value: Value) {
        if let Some(name) = pointer.strip_prefix('/').filter(|name| !name.contains('/')) {
            return self.set(name, value);
        }
        self.now.update(|now| {
            let mut steps = pointer.trim_start_matches('/').splitn(2, '/');
            let (first, rest) = (steps.next().unwrap_or_default(), steps.next());
            let place = match (now.get_mut(first), rest) {
                (Some(inner), Some(rest)) => inner.pointer_mut(&parent_of(rest)),
                _ => None,
            };
            let last = pointer.rsplit('/').next().unwrap_or_default().to_owned();
            if let Some(Value::Object(object)) = place {
                object.insert(last, value);
            }
        });
        for messages in [self.errors, self.refused] {
            messages
                .update(|errors| errors.retain(|error| error.pointer.as_deref() != Some(pointer)));
        }
    }

    /// Whether it is being saved.
    #[must_use]
    pub const fn saving(self) -> RwSignal<bool> {
        self.saving
    }

    /// Replaces initial and current values: after a merge, or from a stored draft.
    pub fn replace(self, base: Map<String, Value>, now: Map<String, Value>) {
        self.base.set(base);
        self.now.set(now);
        self.errors.set(Vec::new());
        self.refused.set(Vec::new());
    }

    /// Marks the current values as saved.
    pub fn mark_saved(self) {
        self.base.set(self.now.get_untracked());
        self.secrets.clear();
        self.tried.set(false);
        self.left.set(BTreeSet::new());
    }
}

/// The parent pointer of `rest`: `/0` for `0/ordered_weight`, the root for `at`.
fn parent_of(rest: &str) -> String {
    rest.rsplit_once('/')
        .map_or_else(String::new, |(parent, _)| format!("/{parent}"))
}

fn is_at(error: &FieldError, name: &str) -> bool {
    is_below(error.pointer.as_deref().unwrap_or_default(), name)
}

/// Whether a pointer names a field or a part of it.
pub(super) fn is_below(pointer: &str, name: &str) -> bool {
    pointer
        .strip_prefix('/')
        .and_then(|pointer| pointer.strip_prefix(name))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A value as text; nothing is the empty text.
#[must_use]
pub fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value as a set of codes.
#[must_use]
pub fn as_codes(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Nothing in its several forms is the same: null, absent, blank text, no codes.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The merge patch that leads from one object to another. Sets are compared without regard to order.
#[must_use]
pub fn patch_between(base: &Map<String, Value>, now: &Map<String, Value>) -> Map<String, Value> {
    object(changes(base, now).map(|(name, value)| (name.clone(), value.clone())))
}

fn changes<'a>(
    base: &'a Map<String, Value>,
    now: &'a Map<String, Value>,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    now.iter().filter(|(name, value)| {
        let before = base.get(*name).unwrap_or(&Value::Null);
        !same(before, value)
    })
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(x), Value::Array(y)) if x.iter().chain(y).all(Value::is_string) => {
            x.len() == y.len() && x.iter().all(|item| y.contains(item))
        }
        _ => a == b || is_nothing(a) && is_nothing(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_patch_holds_only_what_changed() {
        let base =
            object(json!({"name": "A", "code": null, "species": ["beef", "veal"], "phone": "1"}));
        let now = object(
            json!({"name": "B", "code": "", "species": ["veal", "beef"], "phone": null, "email": null}),
        );
        assert_eq!(
            Value::Object(patch_between(&base, &now)),
            json!({"name": "B", "phone": null})
        );
    }
}
