//! Runs an action after a pause in typing.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// How long after the last key something is sent.
const DELAY: Duration = Duration::from_millis(150);

/// An action that waits for a pause in typing.
#[derive(Debug, Clone, Copy)]
pub struct Debounce(StoredValue<Option<TimeoutHandle>>);

impl Debounce {
    /// Nothing waits yet.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Does this after the pause, instead of what has waited so far.
    pub fn run(self, act: impl FnOnce() + 'static) {
        if let Some(Some(handle)) = self.0.try_get_value() {
            handle.clear();
        }
        let due = move || {
            self.0.try_set_value(None);
            act();
        };
        self.0.set_value(set_timeout_with_handle(due, DELAY).ok());
    }

    /// Whether something waits: what is typed is newer than what was sent.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.0.with_value(Option::is_some)
    }
}
