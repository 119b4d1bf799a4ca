//! The header of a grid: sorting, select all, column resizing.

use std::collections::BTreeSet;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::grid_row::Ticks;
use super::icon::{Icon, icon};
use super::live;
use super::set_of;
use super::table::{Column, Shown, Sorting};

/// A width as a style.
pub(super) fn pixels(width: Option<u32>) -> Option<String> {
    width.map(|width| format!("{width}px"))
}

/// One head.
pub(super) fn head_cell(
    shown: &Shown,
    first: bool,
    sorting: Signal<Option<Sorting>>,
    on_sort: Option<Callback<&'static str>>,
    on_width: Option<Callback<(&'static str, u32)>>,
    ticks: Option<Ticks>,
) -> AnyView {
    let Column {
        name, label, sort, ..
    } = shown.column;
    let class = shown.column.class(first);
    let tick_all = ticks.filter(|_| first).map(tick_all);
    let direction = Signal::derive(move || {
        let sorting = sorting.get().filter(|now| Some(now.key.as_str()) == sort)?;
        let words = if sorting.descending {
            "descending"
        } else {
            "ascending"
        };
        Some(words.to_owned())
    });
    let arrow = live(move || {
        let falls = direction.with(|now| now.as_deref() == Some("descending"));
        Some(icon(if falls { Icon::Down } else { Icon::Up }))
    });
    let words = match sort.zip(on_sort) {
        Some((key, on_sort)) => view! {
            <button type="button" on:click=move |_| on_sort.run(key)>
                {label}
                {arrow}
            </button>
        }
        .into_any(),
        None => label.into_any(),
    };
    let handle = on_width.map(|on_width| width_handle(name, on_width));
    let width = pixels(shown.width);
    view! {
        <th
            scope="col"
            class=class
            aria-sort=direction
            style:width=width.clone()
            style:min-width=width.clone()
            style:max-width=width
        >
            {tick_all}{words}{handle}
        </th>
    }
    .into_any()
}

/// The box that ticks all rows that are there.
fn tick_all(ticks: Ticks) -> AnyView {
    let Ticks { ticked, rows, .. } = ticks;
    let all = Memo::new(move |_| {
        let whole = |ticked: &BTreeSet<i64>| {
            rows.with(|rows| !rows.is_empty() && rows.iter().all(|row| ticked.contains(&row.id)))
        };
        ticked.with(whole)
    });
    let toggle = move |event| {
        let every = || rows.with_untracked(|rows| set_of(rows.iter().map(|row| row.id)));
        let on = event_target_checked(&event);
        ticked.set(if on { every() } else { BTreeSet::new() });
    };
    view! { <input type="checkbox" class="check tick" aria-label="Select all rows" prop:checked=all on:change=toggle/> }
        .into_any()
}

/// The edge of a head: dragged, it makes the column wider or narrower. (The list of columns does so by buttons.)
fn width_handle(name: &'static str, on_width: Callback<(&'static str, u32)>) -> AnyView {
    let cell_of = |handle: Option<web_sys::EventTarget>| {
        handle
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|handle| handle.parent_element())
            .and_then(|cell| cell.dyn_into::<web_sys::HtmlElement>().ok())
    };
    let wide = |pixels: i32| u32::try_from(pixels.clamp(48, 640)).unwrap_or(48);
    let drag = move |event: MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        let Some(cell) = cell_of(event.current_target()) else {
            return;
        };
        let (start, before) = (event.client_x(), cell.offset_width());
        let moving = window_event_listener(leptos::ev::mousemove, move |event| {
            let width = format!("{}px", wide(before + event.client_x() - start));
            for property in ["width", "min-width", "max-width"] {
                // A style of our own making is refused by no browser.
                drop(cell.style().set_property(property, &width));
            }
        });
        let moving = StoredValue::new_local(Some(moving));
        let done = StoredValue::new_local(None::<WindowListenerHandle>);
        done.set_value(Some(window_event_listener(
            leptos::ev::mouseup,
            move |event| {
                for listener in [moving, done] {
                    if let Some(Some(listener)) = listener.try_update_value(Option::take) {
                        listener.remove();
                    }
                }
                on_width.run((name, wide(before + event.client_x() - start)));
            },
        )));
    };
    view! { <span class="edge" aria-hidden="true" on:mousedown=drag></span> }.into_any()
}
