//! Validation of a form: when a field is left and when the form is saved.

use domain::FieldError;
use leptos::prelude::*;

use super::{Form, Rules, is_at, is_below, is_nothing};

impl Form {
    /// What is wrong at exactly this pointer, where its control was `seen` (entered and left) or saving was tried.
    #[must_use]
    pub fn error_at(self, pointer: Signal<String>, seen: Signal<bool>) -> Signal<Option<String>> {
        Memo::new(move |_| {
            let pointer = pointer.get();
            if let Some(message) = self.pending_message(|at| at == pointer) {
                return Some(message);
            }
            if !self.tried.get() && !seen.get() {
                return None;
            }
            let message = |errors: &Vec<FieldError>| {
                errors
                    .iter()
                    .find(|error| error.pointer.as_deref() == Some(pointer.as_str()))
                    .map(|error| error.message.clone())
            };
            self.errors
                .with(message)
                .or_else(|| self.refused.with(message))
        })
        .into()
    }

    /// Checks everything again without showing more than is shown.
    pub fn recheck(self) {
        self.run_check();
    }

    /// What is wrong with a field, once it has been left or saving was tried.
    #[must_use]
    pub fn error(self, name: &'static str) -> Signal<Option<String>> {
        Memo::new(move |_| {
            if let Some(message) = self.pending_message(|at| is_below(at, name)) {
                return Some(message);
            }
            let seen = self.tried.get() || self.left.with(|left| left.contains(name));
            let message = |errors: &Vec<FieldError>| {
                errors
                    .iter()
                    .find(|error| is_at(error, name))
                    .map(|error| error.message.clone())
            };
            if seen {
                self.errors
                    .with(message)
                    .or_else(|| self.refused.with(message))
            } else {
                None
            }
        })
        .into()
    }

    /// Checks when a field is left.
    #[must_use]
    pub fn leave(self, name: &'static str) -> Callback<()> {
        Callback::new(move |()| {
            // A blank field that was only passed over is no error yet; a message would move the element about to be clicked.
            let passed = self
                .now
                .try_with_untracked(|now| now.get(name).is_none_or(is_nothing))
                .unwrap_or(true)
                && self
                    .base
                    .try_with_untracked(|base| base.get(name).is_none_or(is_nothing))
                    .unwrap_or(true);
            let left = self
                .left
                .try_update(|left| !passed && left.insert(name.to_owned()));
            if left.is_some() {
                self.run_check();
            }
        })
    }

    /// Follows that a field is left, or left again.
    pub fn leaving(self) {
        self.left.track();
    }

    fn run_check(self) {
        if let Some(Rules(check)) = self.check.try_get_value() {
            let found = self.now.with_untracked(|now| check(now));
            self.errors.set(found);
        }
    }

    /// Checks everything and shows what is wrong. Whether it may be sent.
    #[must_use]
    pub fn is_ready(self) -> bool {
        self.tried.set(true);
        self.refused.set(Vec::new());
        self.run_check();
        !self.show_pending() && self.errors.with_untracked(Vec::is_empty)
    }

    /// Shows what the server refused.
    pub fn show_errors(self, errors: Vec<FieldError>) {
        self.tried.set(true);
        self.refused.set(errors);
    }

    /// All that is wrong, once saving was tried.
    #[must_use]
    pub fn wrong(self) -> Signal<Vec<FieldError>> {
        Signal::derive(move || {
            if !self.tried.get() {
                return Vec::new();
            }
            let mut all = self.pending_errors();
            all.extend(self.errors.get());
            all.extend(self.refused.get());
            all
        })
    }
}
