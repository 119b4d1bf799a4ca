//! The search of a list: sent while one types, and left into the rows by Enter or an arrow.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::desk::Desk;
use crate::ui::dom::{find, focus};
use crate::ui::grid::move_row;
use crate::ui::icon::{Icon, icon};
use crate::ui::place::Place;

/// How long after the last key a search is sent.
const PAUSE: Duration = Duration::from_millis(150);

/// Search as one types.
pub(super) fn search_box(desk: &'static Desk, place: Place) -> AnyView {
    let typed = RwSignal::new(untrack(|| place.get("q")).unwrap_or_default());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // The address may change by other means: the back button, a cleared filter.
    Effect::new(move || {
        let asked = place.get("q").unwrap_or_default();
        if typed.with_untracked(|typed| typed.trim() != asked) {
            typed.set(asked);
        }
    });
    let send = move || {
        let text = typed.try_get_untracked().unwrap_or_default();
        let text: String = text.trim().chars().take(100).collect();
        place.set(&[("q", Some(text))], true);
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(send, PAUSE).ok());
    };
    view! {
        <label class="seek">
            <span class="unseen">{format!("Search {}", desk.many)}</span>
            {icon(Icon::Search)}
            <input
                class="input"
                type="search"
                autocomplete="off"
                placeholder=desk.search
                data-key="/"
                prop:value=typed
                on:input=on_input
                on:keydown=move |event| {
                    let key = event.key();
                    if key == "Escape" && !typed.with_untracked(String::is_empty) {
                        event.prevent_default();
                        typed.set(String::new());
                        send();
                    } else if key == "Escape" {
                        // Out of the search, to the rows.
                        focus("main [data-grid]");
                    } else if matches!(key.as_str(), "Enter" | "ArrowDown")
                        && find("main [data-grid]").is_some_and(|grid| move_row(&grid, 1))
                    {
                        event.prevent_default();
                    }
                }
            />
        </label>
    }
    .into_any()
}
