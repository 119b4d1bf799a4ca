//! A row of a grid: its cells, its tick, and where a press leads.

use std::collections::BTreeSet;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::grid_head::pixels;
use super::table::{Cell, Row, Shown};

/// The rows that are ticked, by id.
pub type Ticked = RwSignal<BTreeSet<i64>>;

/// How rows are ticked.
#[derive(Clone, Copy)]
pub(super) struct Ticks {
    /// Those that are.
    pub(super) ticked: Ticked,
    /// All rows.
    pub(super) rows: Signal<Vec<Row>>,
    /// While it holds, a press anywhere on a row ticks it: for fingers.
    pub(super) ticking: Signal<bool>,
    /// The row that was ticked last; with Shift all from it on are.
    pub(super) last: StoredValue<Option<i64>>,
}

impl Ticks {
    /// Ticks a row, or takes its tick away.
    pub(super) fn toggle(self, id: i64) {
        self.last.set_value(Some(id));
        self.ticked.update(|ticked| {
            if !ticked.remove(&id) {
                ticked.insert(id);
            }
        });
    }

    /// Ticks all rows from the one ticked last to this.
    fn up_to(self, id: i64) {
        let place = |wanted: i64| {
            self.rows
                .with_untracked(|rows| rows.iter().position(|row| row.id == wanted))
        };
        let from = self.last.get_value().and_then(place);
        let (Some(from), Some(to)) = (from, place(id)) else {
            return self.toggle(id);
        };
        let between = self.rows.with_untracked(|rows| {
            let rows = rows.iter().skip(from.min(to));
            let rows = rows.take(from.abs_diff(to) + 1);
            rows.map(|row| row.id).collect::<Vec<_>>()
        });
        self.last.set_value(Some(id));
        self.ticked.update(|ticked| ticked.extend(between));
    }

    fn press(self, event: &MouseEvent, id: i64) {
        if event.shift_key() {
            self.up_to(id);
        } else {
            self.toggle(id);
        }
    }
}

/// One row.
pub(super) fn body_row(
    row: Row,
    at: usize,
    columns: &[Shown],
    ticks: Option<Ticks>,
    open: Callback<String>,
) -> AnyView {
    let (id, href) = (row.id, row.href);
    let opens = !href.is_empty();
    let mut all: Vec<Option<Cell>> = row.cells.into_iter().map(Some).collect();
    let mut take = |shown: &Shown| {
        let cell = all.get_mut(shown.at).and_then(Option::take);
        cell.unwrap_or(Cell::Unknown)
    };
    let cells: Vec<AnyView> = columns
        .iter()
        .enumerate()
        .map(|(index, shown)| {
            let column = shown.column;
            let cell = take(shown);
            let class = column.class(index == 0);
            let cut = column.cut || shown.width.is_some();
            let name = cell.title();
            let title = name.clone().filter(|_| cut);
            let width = pixels(shown.width);
            if index == 0 {
                let tick = ticks.map(|ticks| tick_box(ticks, id, name));
                let content = match cell {
                    // The first cell leads to the row itself.
                    Cell::Link(text, ..) if opens => {
                        view! { <a href=href.clone()>{text}</a> }.into_any()
                    }
                    cell if opens => view! { <a href=href.clone()>{cell.view()}</a> }.into_any(),
                    cell => cell.view(),
                };
                view! {
                    <th scope="row" class=class class:cut=cut title=title style:max-width=width>{tick}{content}</th>
                }
                .into_any()
            } else {
                let label = column.card_label();
                view! {
                    <td class=class class:cut=cut title=title data-label=label data-short=column.short style:max-width=width>
                        {cell.view()}
                    </td>
                }
                .into_any()
            }
        })
        .collect();
    let pressed = move |event: MouseEvent| {
        let ticks = ticks.filter(|ticks| ticks.ticking.get_untracked());
        if let Some(ticks) = ticks {
            if !is_on(&event, "input, button") {
                event.prevent_default();
                ticks.toggle(id);
            }
        } else if opens && is_plain_press(&event) {
            open.run(href.clone());
        }
    };
    let chosen = Signal::derive(move || {
        ticks.is_some_and(|ticks| ticks.ticked.with(|ticked| ticked.contains(&id)))
    });
    view! {
        <tr
            class:opens=opens
            class:past=row.past
            class:chosen=chosen
            data-id=id
            aria-rowindex=at + 2
            on:click=pressed
        >
            {cells}
        </tr>
    }
    .into_any()
}

fn tick_box(ticks: Ticks, id: i64, name: Option<String>) -> AnyView {
    view! {
        <input
            type="checkbox"
            class="check tick"
            aria-label=format!("Tick {}", name.unwrap_or_default())
            prop:checked=Signal::derive(move || ticks.ticked.with(|ticked| ticked.contains(&id)))
            on:click=move |event| ticks.press(&event, id)
        />
    }
    .into_any()
}

fn is_on(event: &MouseEvent, selector: &str) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
}

/// A press on the row itself: not on a control in it, not with a key held, not the end of a selection of text.
fn is_plain_press(event: &MouseEvent) -> bool {
    let held = event.ctrl_key() || event.meta_key() || event.shift_key();
    !is_on(event, "a, button, input, select, label") && !held && !is_selecting()
}

/// Whether some text of the page is selected.
pub(super) fn is_selecting() -> bool {
    let selection = window().get_selection().ok().flatten();
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// What stands in for rows that are loading.
pub(super) fn bones(columns: &[Shown]) -> AnyView {
    let rows: Vec<AnyView> = (0..8)
        .map(|_| {
            let cells: Vec<AnyView> = columns
                .iter()
                .enumerate()
                .map(|(index, shown)| {
                    let bone = if shown.column.cut {
                        "bone long"
                    } else if shown.column.is_figure() {
                        "bone short"
                    } else {
                        "bone"
                    };
                    let class = shown.column.class(index == 0);
                    view! { <td class=class><span class=bone></span></td> }.into_any()
                })
                .collect();
            view! { <tr aria-hidden="true">{cells}</tr> }.into_any()
        })
        .collect();
    rows.into_any()
}
