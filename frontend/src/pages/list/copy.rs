//! Copies rows for a spreadsheet, tab-separated.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::state::ListState;
use crate::ui::table::{Row, Shown};
use crate::ui::toast::Toasts;

/// Copies the ticked rows, or all that are loaded when none is ticked.
pub(super) fn copy(state: ListState, columns: &[Shown], toasts: Toasts) {
    let ticked = state.ticked.get_untracked();
    let (text, count) = state.rows.with_untracked(|rows| {
        let wanted = rows.iter();
        let wanted = wanted.filter(|row| ticked.is_empty() || ticked.contains(&row.id));
        let wanted: Vec<&Row> = wanted.collect();
        (table(columns, &wanted), wanted.len())
    });
    let window = window();
    if !window.is_secure_context() {
        toasts.say("Copying requires an https address");
        return;
    }
    let written = window.navigator().clipboard().write_text(&text);
    let noun = state.noun(count);
    spawn_local(async move {
        toasts.say(match JsFuture::from(written).await {
            Ok(_) => format!("{count} {noun} copied. Paste into a spreadsheet"),
            Err(_refused) => "The browser blocked copying".to_owned(),
        });
    });
}

/// Rows as lines, columns parted by tabs, the heads first.
fn table(columns: &[Shown], rows: &[&Row]) -> String {
    let heads = columns.iter().map(|shown| cleaned(shown.column.label));
    let mut lines = vec![heads.collect::<Vec<_>>().join("\t")];
    lines.extend(rows.iter().map(|row| {
        let cells = columns.iter().map(|shown| {
            let cell = row.cells.get(shown.at);
            cleaned(&cell.map(|cell| cell.copied()).unwrap_or_default())
        });
        cells.collect::<Vec<_>>().join("\t")
    }));
    lines.join("\n")
}

/// One cell: no tabs or lines in it, and nothing that a spreadsheet would run as a formula.
fn cleaned(text: &str) -> String {
    let text = text.replace(['\t', '\n', '\r'], " ");
    let number = text
        .bytes()
        .skip(1)
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let formula = text.starts_with(['=', '@']) || (text.starts_with(['+', '-']) && !number);
    if formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::field_spec::Kind;
    use crate::ui::table::{Cell, Column, all_shown};

    #[test]
    fn rows_are_lines_and_cells_are_parted_by_tabs() {
        let columns = [
            Column::new("name", "Name", Kind::Line),
            Column::new("total", "Total, $", Kind::Money),
        ];
        let row = Row {
            id: 1,
            version: 1,
            href: String::new(),
            cells: vec![
                Cell::Text("=A1\tB".to_owned()),
                Cell::figure(Some("-1,234.50".to_owned())),
            ],
            past: false,
            archived: false,
        };
        let text = table(&all_shown(&columns), &[&row]);
        assert_eq!(text, "Name\tTotal, $\n'=A1 B\t-1234.50");
    }
}
