//! The search box of a list. It searches while the user types; Enter and the arrow keys move to the rows.

use leptos::prelude::*;

use crate::config::list_config::ListConfig;
use crate::ui::debounce::Debounce;
use crate::ui::dom::{find, focus};
use crate::ui::grid::move_row;
use crate::ui::icon::{Icon, icon};
use crate::ui::url_query::UrlQuery;

/// The search box.
pub(super) fn search_box(list: &'static ListConfig, query: UrlQuery) -> AnyView {
    let typed = RwSignal::new(untrack(|| query.get("q")).unwrap_or_default());
    let debounce = Debounce::new();
    // The address may change by other means: the back button, a cleared filter.
    Effect::new(move || {
        let asked = query.get("q").unwrap_or_default();
        if !debounce.is_pending() && typed.with_untracked(|typed| typed.trim() != asked) {
            typed.set(asked);
        }
    });
    let send = move || {
        let text = typed.try_get_untracked().unwrap_or_default();
        let text: String = text.trim().chars().take(100).collect();
        query.set(&[("q", Some(text))], true);
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        debounce.run(send);
    };
    view! {
        <label class="seek">
            <span class="unseen">{format!("Search {}", list.plural)}</span>
            {icon(Icon::Search)}
            <input
                class="input"
                type="search"
                autocomplete="off"
                placeholder=list.search_hint
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
