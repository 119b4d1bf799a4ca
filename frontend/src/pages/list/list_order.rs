//! The sort order of a list: set by column headers, or on a phone by a menu of sort keys.

use leptos::prelude::*;

use super::layout::ColumnLayout;
use crate::config::list_config::ListConfig;
use crate::ui::button::IconButton;
use crate::ui::dropdown_button::drop_button;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::{Choice, Select};
use crate::ui::live;
use crate::ui::table::Sorting;
use crate::ui::url_query::{UrlQuery, read_sorting};

/// The order of a list.
#[derive(Clone, Copy)]
pub(super) struct ListOrder {
    list: &'static ListConfig,
    layout: ColumnLayout,
    query: UrlQuery,
    /// How it is sorted now.
    pub(super) now: Signal<Option<Sorting>>,
}

impl ListOrder {
    /// The order of the address, else the last chosen, else the default.
    pub(super) fn new(list: &'static ListConfig, layout: ColumnLayout, query: UrlQuery) -> Self {
        let usual = move || {
            let kept = layout.sort().get();
            read_sorting(if kept.is_empty() {
                list.default_sort
            } else {
                &kept
            })
        };
        Self {
            list,
            layout,
            query,
            now: Signal::derive(move || Some(query.sorting().unwrap_or_else(usual))),
        }
    }

    /// Sorts by a key; the other way round when it does so already.
    pub(super) fn choose(self, key: &str) {
        let now = self.now.get_untracked();
        let flips = now.is_some_and(|now| now.key == key && !now.descending);
        self.sort(key, flips);
    }

    fn flip(self) {
        if let Some(now) = self.now.get_untracked() {
            self.sort(&now.key, !now.descending);
        }
    }

    fn sort(self, key: &str, descending: bool) {
        let sort = if descending {
            format!("-{key}")
        } else {
            key.to_owned()
        };
        self.layout.keep_sort(&sort);
        self.query.set(&[("sort", Some(sort))], false);
    }

    fn key(self) -> Signal<String> {
        Signal::derive(move || self.now.get().map(|now| now.key).unwrap_or_default())
    }

    fn is_descending(self) -> bool {
        self.now.get().is_some_and(|now| now.descending)
    }

    /// The button that turns the order round.
    fn direction_button(self) -> AnyView {
        live(move || {
            let (sign, label) = if self.is_descending() {
                (Icon::Down, "Largest first; reverse")
            } else {
                (Icon::Up, "Smallest first; reverse")
            };
            let turn = view! { <IconButton sign=sign label=label framed=true on_press=move |()| self.flip()/> };
            Some(turn.into_any())
        })
    }
}

/// Sort key and direction in a row, for the filter sheet on a phone.
pub(super) fn order_fields(order: ListOrder) -> AnyView {
    let keys = order.list.orders().into_iter();
    let choices: Vec<Choice> = keys.map(|(key, label)| Choice::new(key, label)).collect();
    let choose = move |key: String| order.sort(&key, false);
    view! {
        <div class="row only-phone order">
            <Select choices=choices value=order.key() on_change=choose label="Sort by"/>
            {order.direction_button()}
        </div>
    }
    .into_any()
}

/// The button with all keys below it.
pub(super) fn order_button(order: ListOrder) -> AnyView {
    let open = RwSignal::new(false);
    let line = move |(key, label): (&'static str, &'static str)| {
        let chosen = move || {
            order
                .now
                .with(|now| now.as_ref().is_some_and(|now| now.key == key))
        };
        let arrow = live(move || {
            chosen().then(|| {
                icon(if order.is_descending() {
                    Icon::Down
                } else {
                    Icon::Up
                })
            })
        });
        view! {
            <button
                type="button"
                aria-pressed=move || chosen().to_string()
                on:click=move |_| order.choose(key)
            >
                <span class="grow">{label}</span>
                {arrow}
            </button>
        }
        .into_any()
    };
    let inside = move || {
        let lines: Vec<AnyView> = order.list.orders().into_iter().map(line).collect();
        lines.into_any()
    };
    let label = Signal::stored("Sort".to_owned());
    drop_button(Icon::Sort, label, "Sort by", "sort not-phone", open, inside)
}
