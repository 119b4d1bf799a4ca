//! Long press on a row: selects it, like a checkbox does for a mouse.

use std::time::Duration;

use leptos::ev::TouchEvent;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::grid_row::id_of;

/// How long a finger stays.
const LONG: Duration = Duration::from_millis(500);

/// A finger on the rows.
#[derive(Clone, Copy)]
pub(super) struct LongPress {
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// Whether the press of now has done its work, so that lifting the finger does nothing more.
    done: StoredValue<bool>,
    act: Option<Callback<i64>>,
}

impl LongPress {
    /// Calls back with the id of the pressed row.
    pub(super) fn new(act: Option<Callback<i64>>) -> Self {
        Self {
            waiting: StoredValue::new(None),
            done: StoredValue::new(false),
            act,
        }
    }

    /// Touch start.
    pub(super) fn start(self, event: &TouchEvent) {
        self.stop();
        self.done.set_value(false);
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let row = target.and_then(|target| target.closest("tr[data-id]").ok().flatten());
        let (Some(act), Some(id)) = (self.act, row.and_then(|row| id_of(&row))) else {
            return;
        };
        let press = move || {
            if self.done.try_set_value(true).is_none() {
                act.run(id);
            }
        };
        self.waiting
            .set_value(set_timeout_with_handle(press, LONG).ok());
    }

    /// Touch move, which scrolls.
    pub(super) fn stop(self) {
        if let Some(handle) = self.waiting.get_value() {
            handle.clear();
        }
        self.waiting.set_value(None);
    }

    /// Touch end. After a long press it is no click on the row.
    pub(super) fn end(self, event: &TouchEvent) {
        self.stop();
        if self.done.get_value() {
            event.prevent_default();
        }
    }

    /// Whether the browser's own menu for a long press gives way.
    pub(super) fn holds(self) -> bool {
        self.act.is_some() && self.waiting.with_value(Option::is_some)
    }
}
