//! Tabs as links, so that the address contains the open tab.

use leptos::prelude::*;

use super::live;
use super::url_query::UrlQuery;

/// One tab: its place in `?tab=`, its word, its count.
#[derive(Debug, Clone, Copy)]
pub struct Tab {
    /// Its name in the address; empty for the first.
    pub name: &'static str,
    pub label: &'static str,
    /// How many there are behind it, once that is known.
    pub count: Signal<Option<String>>,
}

impl Tab {
    /// A tab without a count.
    #[must_use]
    pub fn new(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            count: Signal::stored(None),
        }
    }
}

/// The tab that the address names; empty for the first.
#[must_use]
pub fn current_tab() -> Signal<String> {
    let query = UrlQuery::current();
    Memo::new(move |_| query.get("tab").unwrap_or_default()).into()
}

/// A row of tabs over a record.
#[component]
pub fn Tabs(
    /// What they part, read out.
    label: &'static str,
    /// The tabs. They are not redrawn when a count arrives, so that the focus stays.
    tabs: Vec<Tab>,
    /// The address without `?tab=`.
    #[prop(into)]
    path: Signal<String>,
) -> AnyView {
    let current = current_tab();
    let link = move |tab: Tab| {
        let href = move || {
            let path = path.get();
            if tab.name.is_empty() {
                path
            } else {
                format!("{path}?tab={}", tab.name)
            }
        };
        let count = live(move || {
            let count = tab.count.get()?;
            Some(view! { <span class="count">{count}</span> }.into_any())
        });
        view! {
            <a href=href aria-current=move || current.with(|now| now == tab.name).then_some("page")>
                {tab.label}
                {count}
            </a>
        }
    };
    view! { <nav class="tabs" aria-label=label>{tabs.into_iter().map(link).collect_view()}</nav> }
        .into_any()
}
