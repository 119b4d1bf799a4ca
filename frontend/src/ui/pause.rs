//! Waiting for a pause in typing before something is sent.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// How long after the last key something is sent.
const PAUSE: Duration = Duration::from_millis(150);

/// What waits until one stops typing.
#[derive(Debug, Clone, Copy)]
pub struct Pause(StoredValue<Option<TimeoutHandle>>);

impl Pause {
    /// Nothing waits yet.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Does this after the pause, instead of what has waited so far.
    pub fn then(self, act: impl FnOnce() + 'static) {
        if let Some(Some(handle)) = self.0.try_get_value() {
            handle.clear();
        }
        let due = move || {
            self.0.try_set_value(None);
            act();
        };
        self.0.set_value(set_timeout_with_handle(due, PAUSE).ok());
    }

    /// Whether something waits: what is typed is newer than what was sent.
    #[must_use]
    pub fn waits(self) -> bool {
        self.0.with_value(Option::is_some)
    }
}
