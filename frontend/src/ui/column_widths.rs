//! Measures the columns of a long list once and then fixes their widths, so that the browser need not lay out the whole table
//! for every row that scrolls into view.

use leptos::html;
use leptos::prelude::*;

use super::dom::find_all;
use super::grid_row::{Ticks, row_cells};
use super::live;
use super::table::{Cell, Row, Shown};

/// The widths of the columns, while they are known.
#[derive(Clone, Copy)]
pub(super) struct ColumnWidths {
    frame: NodeRef<html::Div>,
    /// The longest cells of the columns of a long list.
    longest: Memo<Option<Row>>,
    /// The shares of the columns, and the width of all of them.
    widths: RwSignal<Option<(String, String)>>,
}

impl ColumnWidths {
    /// Measures the columns of a long list, and again when they may need other widths.
    pub(super) fn new(
        frame: NodeRef<html::Div>,
        long: Memo<bool>,
        rows: Signal<Vec<Row>>,
        columns: Signal<Vec<Shown>>,
        density: Signal<String>,
        sums: Signal<Option<Vec<Cell>>>,
    ) -> Self {
        let longest = Memo::new(move |_| {
            let rows = long.get().then(|| rows.with(|rows| longest(rows)));
            rows.flatten()
        });
        let widths = Self {
            frame,
            longest,
            widths: RwSignal::new(None),
        };
        Effect::new(move || {
            longest.track();
            columns.track();
            density.track();
            sums.track();
            widths.remeasure();
        });
        let resized = window_event_listener(leptos::ev::resize, move |_| widths.remeasure());
        on_cleanup(move || resized.remove());
        widths
    }

    /// Whether the rows are laid out with fixed widths.
    pub(super) fn holds(self) -> Signal<bool> {
        Signal::derive(move || self.widths.with(Option::is_some))
    }

    /// The shares of the columns, as a style.
    pub(super) fn columns(self) -> Signal<Option<String>> {
        Signal::derive(move || self.widths.get().map(|(columns, _)| columns))
    }

    /// The width of the table, as a style.
    pub(super) fn whole(self) -> Signal<Option<String>> {
        Signal::derive(move || self.widths.get().map(|(_, whole)| whole))
    }

    /// While the columns are being measured: a row of the longest that there is for each, never seen.
    pub(super) fn measure_row(
        self,
        columns: StoredValue<Vec<Shown>>,
        ticks: Option<Ticks>,
    ) -> AnyView {
        live(move || {
            if self.widths.with(Option::is_some) {
                return None;
            }
            let row = self.longest.get()?;
            let cells = columns.with_value(|columns| row_cells(row, columns, ticks));
            Some(view! { <tr class="measure" aria-hidden="true">{cells}</tr> }.into_any())
        })
    }

    fn remeasure(self) {
        if self.widths.with_untracked(Option::is_some) {
            self.widths.set(None);
        }
        if self.longest.with_untracked(Option::is_some) {
            // By then the browser has a table before it again.
            request_animation_frame(move || self.measure());
        }
    }

    fn measure(self) {
        let known = self.widths.try_with_untracked(Option::is_some);
        let Some(frame) = self.frame.try_get_untracked().flatten() else {
            return;
        };
        if known != Some(false) {
            return;
        }
        let heads = find_all(&frame, "thead th");
        let widths: Vec<i32> = heads.iter().map(|head| head.offset_width()).collect();
        let whole: i32 = widths.iter().sum();
        // On a phone there are cards and no heads.
        if whole == 0 {
            return;
        }
        let shares = widths.iter().map(|width| format!("minmax(0,{width}fr)"));
        let shares = shares.collect::<Vec<_>>().join(" ");
        let fits = frame.scroll_width() <= frame.client_width();
        let whole = if fits {
            "100%".to_owned()
        } else {
            format!("{whole}px")
        };
        self.widths.set(Some((shares, whole)));
    }
}

/// A row that needs in every column as much room as any.
fn longest(rows: &[Row]) -> Option<Row> {
    let mut cells: Vec<&Cell> = rows.first()?.cells.iter().collect();
    for row in rows {
        for (cell, longest) in row.cells.iter().zip(&mut cells) {
            if cell.length() > longest.length() {
                *longest = cell;
            }
        }
    }
    Some(Row {
        id: 0,
        version: 0,
        href: String::new(),
        cells: cells.into_iter().cloned().collect(),
        past: false,
        archived: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_every_column_is_measured() {
        let row = |first: &str, second: &str| Row {
            id: 1,
            version: 1,
            href: "/rows/1".to_owned(),
            cells: vec![Cell::Text(first.to_owned()), Cell::Muted(second.to_owned())],
            past: false,
            archived: false,
        };
        let row = longest(&[row("ab", "c"), row("a", "cde"), row("", "cd")]).unwrap();
        let texts: Vec<String> = row.cells.iter().map(Cell::copied).collect();
        assert_eq!(texts, ["ab", "cde"]);
        assert!(longest(&[]).is_none());
    }
}
