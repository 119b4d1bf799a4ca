//! Idempotency keys: a request that is sent again after a lost response creates nothing twice.

use leptos::prelude::*;

use crate::ui::app_error::AppError;

/// The idempotency key of a form's request.
#[derive(Debug, Clone, Copy)]
pub struct IdempotencyKey(StoredValue<String>);

impl IdempotencyKey {
    /// A new key.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(new_key()))
    }

    /// The key of the next request.
    #[must_use]
    pub fn get(self) -> String {
        self.0.get_value()
    }

    /// Replaces the key after a success: the next request is another one.
    pub fn used(self) {
        self.0.try_set_value(new_key());
    }

    /// Replaces the key after a refusal, because a corrected form is a new request. After a lost response the key stays.
    pub fn failed(self, error: &AppError) {
        if !error.is_transient() {
            self.0.set_value(new_key());
        }
    }
}

/// A new random key.
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
