//! The scroll state of a list, stored in the browser's history entry: going back restores the loaded rows, the scroll position
//! and the focused row.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

use super::state::ListState;
use crate::ui::dom::{find, focus_soon, is_typing};

/// How a list was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ScrollState {
    /// How many rows were loaded.
    pub(super) rows: usize,
    /// The row that was opened.
    row: i64,
    /// How far the rows were scrolled.
    grid: i32,
    /// The scroll position of the page, which scrolls on a phone.
    page: i32,
}

impl ScrollState {
    /// Encodes the state with its address, because the history entry may be read before it belongs to the list.
    fn encode(self, address: &str) -> String {
        let Self {
            rows,
            row,
            grid,
            page,
        } = self;
        format!("{rows} {row} {grid} {page} {address}")
    }

    fn decode(stored: &str, address: &str) -> Option<Self> {
        let mut parts = stored.splitn(5, ' ');
        let scroll = Self {
            rows: parts.next()?.parse().ok()?,
            row: parts.next()?.parse().ok()?,
            grid: parts.next()?.parse().ok()?,
            page: parts.next()?.parse().ok()?,
        };
        (parts.next() == Some(address)).then_some(scroll)
    }
}

fn address() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    path + &location.search().unwrap_or_default()
}

/// The stored state of the list at this address, if any.
pub(super) fn saved() -> Option<ScrollState> {
    let stored = window().history().ok()?.state().ok()?.as_string()?;
    ScrollState::decode(&stored, &address())
}

/// Keeps how the list is left when a row of it is opened.
pub(super) fn save(state: ListState, event: &Event) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let row = target.and_then(|target| target.closest("tr[data-id]").ok().flatten());
    let Some(row) = row.and_then(|row| row.get_attribute("data-id")?.parse().ok()) else {
        return;
    };
    let scroll = ScrollState {
        rows: state.rows.with_untracked(Vec::len),
        row,
        grid: find(GRID).map_or(0, |grid| grid.scroll_top()),
        page: document()
            .document_element()
            .map_or(0, |page| page.scroll_top()),
    };
    if let Ok(history) = window().history() {
        // Without browser storage, returning shows the first row.
        drop(history.replace_state(&JsValue::from_str(&scroll.encode(&address())), ""));
    }
}

/// The rows of the list.
const GRID: &str = "main [data-grid]";

/// Goes to where the list was left, once its rows are there.
pub(super) fn restore(state: ListState, scroll: ScrollState) {
    let there = StoredValue::new(false);
    Effect::new(move || {
        let waits = state.busy.get() || state.first.get() || state.held.get();
        if waits || there.get_value() {
            return;
        }
        there.set_value(true);
        let scroll = move || {
            if let Some(grid) = find(GRID) {
                grid.set_scroll_top(scroll.grid);
            }
            if let Some(page) = document().document_element() {
                page.set_scroll_top(scroll.page);
            }
            // Do not steal the focus from an input.
            if is_typing() {
                return;
            }
            // Of a long list the rows there are drawn after the scrolling is noticed.
            focus_soon(format!("{GRID} tr[data-id='{}'] th > a", scroll.row));
        };
        request_animation_frame(move || request_animation_frame(scroll));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_holds_for_its_own_address() {
        let scroll = ScrollState {
            rows: 120,
            row: 7,
            grid: 4100,
            page: 0,
        };
        let stored = scroll.encode("/suppliers?q=beef rib");
        assert_eq!(
            ScrollState::decode(&stored, "/suppliers?q=beef rib"),
            Some(scroll)
        );
        assert_eq!(ScrollState::decode(&stored, "/suppliers"), None);
        assert_eq!(
            ScrollState::decode("of another program", "/suppliers"),
            None
        );
    }
}
