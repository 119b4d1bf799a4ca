//! One value of a form at a JSON pointer: a field, or a cell of a row in it.

use leptos::prelude::*;
use serde_json::Value;

use super::form::{Form, as_codes, as_text};

/// One value of a form.
#[derive(Debug, Clone, Copy)]
pub struct FormValue {
    form: Form,
    pointer: StoredValue<String>,
}

impl FormValue {
    /// The value at a pointer: `/name`, `/establishments/0/number`.
    #[must_use]
    pub fn new(form: Form, pointer: impl Into<String>) -> Self {
        Self {
            form,
            pointer: StoredValue::new(pointer.into()),
        }
    }

    /// The value, tracked.
    #[must_use]
    pub fn value(self) -> Memo<Value> {
        Memo::new(move |_| {
            let value = self
                .pointer
                .with_value(|pointer| self.form.value_at(pointer));
            value.unwrap_or(Value::Null)
        })
    }

    /// Puts another value there.
    pub fn set(self, value: Value) {
        self.pointer
            .with_value(|pointer| self.form.set_at(pointer, value));
    }

    /// The value as text; nothing is the empty text.
    #[must_use]
    pub fn text(self) -> Signal<String> {
        let value = self.value();
        Memo::new(move |_| value.with(as_text)).into()
    }

    /// Sets it from text; the empty text is nothing.
    #[must_use]
    pub fn set_text(self) -> Callback<String> {
        Callback::new(move |text: String| {
            self.set(if text.is_empty() {
                Value::Null
            } else {
                Value::String(text)
            });
        })
    }

    /// Sets it from digits to a whole number; what is none is passed on for the check to refuse.
    #[must_use]
    pub fn set_count(self) -> Callback<String> {
        Callback::new(move |text: String| {
            self.set(match text.parse::<i64>() {
                Ok(number) => Value::from(number),
                Err(_blank) if text.is_empty() => Value::Null,
                Err(_no_number) => Value::String(text),
            });
        })
    }

    /// The value as yes or no.
    #[must_use]
    pub fn flag(self) -> Signal<bool> {
        let value = self.value();
        Memo::new(move |_| value.with(Value::as_bool).unwrap_or(false)).into()
    }

    /// Sets it to yes or no.
    #[must_use]
    pub fn set_flag(self) -> Callback<bool> {
        Callback::new(move |yes| self.set(Value::Bool(yes)))
    }

    /// The value as a set of codes.
    #[must_use]
    pub fn codes(self) -> Signal<Vec<String>> {
        let value = self.value();
        Memo::new(move |_| value.with(as_codes)).into()
    }

    /// Sets it to a set of codes.
    #[must_use]
    pub fn set_codes(self) -> Callback<Vec<String>> {
        Callback::new(move |codes: Vec<String>| self.set(Value::from(codes)))
    }

    /// Lets the pickers below this part of the page report text that names no record yet.
    pub fn provide_pending(self) {
        let pointer = self.pointer;
        let at = Signal::derive(move || pointer.try_get_value().unwrap_or_default());
        self.form.provide_pending(at);
    }

    /// What is wrong with it, where saving was tried.
    #[must_use]
    pub fn error(self) -> Signal<Option<String>> {
        let pointer = self.pointer;
        let pointer = Signal::derive(move || pointer.get_value());
        self.form.error_at(pointer, Signal::stored(false))
    }
}
