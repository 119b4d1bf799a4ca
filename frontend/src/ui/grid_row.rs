//! A row of a grid: cells, checkbox, and what a click opens.

use std::collections::BTreeSet;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::dom::find_all;
use super::grid_head::pixels;
use super::table::{Cell, Row, Shown, archived_mark};

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
    /// Shows in the rows that are drawn which are ticked.
    pub(super) fn show(self, frame: &Element) {
        self.ticked.with(|ticked| {
            for row in find_all(frame, "tbody tr[data-id]") {
                let on = id_of(&row).is_some_and(|id| ticked.contains(&id));
                // A class of our own making is refused by no browser.
                drop(row.class_list().toggle_with_force("chosen", on));
                let check = row.query_selector(".tick").ok().flatten();
                let check = check.and_then(|check| check.dyn_into::<HtmlInputElement>().ok());
                if let Some(check) = check {
                    check.set_checked(on);
                }
            }
        });
    }

    fn holds(self, id: i64) -> bool {
        self.ticked.with_untracked(|ticked| ticked.contains(&id))
    }

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

/// One row. What a press on it does is heard above it: of many rows few are ever pressed.
pub(super) fn body_row(row: Row, at: usize, columns: &[Shown], ticks: Option<Ticks>) -> AnyView {
    let id = row.id;
    let parts = [
        if row.href.is_empty() { "" } else { "opens" },
        if row.past { "past" } else { "" },
        if ticks.is_some_and(|ticks| ticks.holds(id)) {
            "chosen"
        } else {
            ""
        },
    ];
    let class = parts.join(" ");
    let cells = row_cells(row, columns, ticks);
    view! { <tr class=class data-id=id aria-rowindex=at + 2>{cells}</tr> }.into_any()
}

/// The cells of a row.
pub(super) fn row_cells(row: Row, columns: &[Shown], ticks: Option<Ticks>) -> Vec<AnyView> {
    let (id, href, archived) = (row.id, row.href, row.archived);
    let mut all: Vec<Option<Cell>> = row.cells.into_iter().map(Some).collect();
    let mut take = |shown: &Shown| {
        let cell = all.get_mut(shown.at).and_then(Option::take);
        cell.unwrap_or(Cell::Unknown)
    };
    let cell = |(index, shown): (usize, &Shown)| {
        let column = shown.column;
        let cell = take(shown);
        let cut = column.cut || shown.width.is_some();
        let mut class = column.class(index == 0);
        if cut && !column.cut {
            class.push_str(" cut");
        }
        let title = cell.title().filter(|_| cut);
        let width = pixels(shown.width);
        if index > 0 {
            let label = column.card_label();
            return view! {
                <td class=class title=title data-label=label data-short=column.short style:max-width=width>
                    {cell.view()}
                </td>
            }
            .into_any();
        }
        let tick = ticks.map(|ticks| tick_box(ticks, id, cell.title()));
        let content = match cell {
            cell if href.is_empty() => cell.view(),
            // The first cell links to the row's record.
            Cell::Link(text, ..) | Cell::Contact(text, _) => {
                view! { <a href=href.clone()>{text}</a> }.into_any()
            }
            cell => view! { <a href=href.clone()>{cell.view()}</a> }.into_any(),
        };
        view! {
            <th scope="row" class=class title=title style:max-width=width>
                {tick}{content}{archived.then(archived_mark)}
            </th>
        }
        .into_any()
    };
    columns.iter().enumerate().map(cell).collect()
}

fn tick_box(ticks: Ticks, id: i64, name: Option<String>) -> AnyView {
    view! {
        <input
            type="checkbox"
            class="check tick"
            aria-label=format!("Select {}", name.unwrap_or_default())
            prop:checked=ticks.holds(id)
        />
    }
    .into_any()
}

/// A press somewhere on the rows: on a tick, or on a row, which opens or is ticked.
pub(super) fn pressed(event: &MouseEvent, ticks: Option<Ticks>, open: Callback<String>) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let row = target.and_then(|target| target.closest("tr[data-id]").ok().flatten());
    let Some((row, id)) = row.and_then(|row| Some((row.clone(), id_of(&row)?))) else {
        return;
    };
    let ticking = ticks.filter(|ticks| ticks.ticking.get_untracked());
    if let Some(ticks) = ticks.filter(|_| is_on(event, ".tick")) {
        ticks.press(event, id);
    } else if let Some(ticks) = ticking {
        if !is_on(event, "input, button") {
            event.prevent_default();
            ticks.toggle(id);
        }
    } else if is_plain_press(event)
        && let Some(href) = href_of(&row)
    {
        open.run(href);
    }
}

/// The row that holds the focus.
pub(super) fn row_at_focus() -> Option<Element> {
    let focused = document().active_element()?;
    focused.closest("tr[data-id]").ok().flatten()
}

/// The id of a row.
pub(super) fn id_of(row: &Element) -> Option<i64> {
    row.get_attribute("data-id")?.parse().ok()
}

/// Where a row opens.
pub(super) fn href_of(row: &Element) -> Option<String> {
    let link = row.query_selector("th > a").ok().flatten();
    link?.get_attribute("href")
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

/// Skeleton rows while loading.
pub(super) fn skeleton_rows(columns: &[Shown]) -> AnyView {
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
