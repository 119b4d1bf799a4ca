//! Idempotency keys: a request that is sent again after a lost response creates nothing twice.

use leptos::prelude::*;

use crate::ui::app_error::AppError;

/// The key of what a form makes. Copied freely; it lives as long as the form.
#[derive(Debug, Clone, Copy)]
pub struct IdempotencyKey(StoredValue<String>);

impl IdempotencyKey {
    /// A key of its own.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(new_key()))
    }

    /// The key for the next try.
    #[must_use]
    pub fn get(self) -> String {
        self.0.get_value()
    }

    /// What was refused has failed for good, and a mended form is a new request. Where only the answer may be lost, the key stays.
    pub fn failed(self, error: &AppError) {
        if !error.is_transient() {
            self.0.set_value(new_key());
        }
    }
}

/// A key under which a request is done once, however often it is sent.
#[must_use]
pub fn new_key() -> String {
    // In base 36, as JavaScript writes it: the app carries no float formatting of its own.
    let text = |number: f64| {
        js_sys::Number::from(number)
            .to_string_with_radix(36)
            .map_or_else(|_never| String::new(), String::from)
    };
    let part = || {
        text(js_sys::Math::random())
            .chars()
            .skip(2)
            .collect::<String>()
    };
    format!("{}-{}{}", text(js_sys::Date::now()), part(), part())
}
