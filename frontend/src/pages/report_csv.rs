//! A report as a CSV file, made in the browser from the rows that are shown.

use domain::csv::guarded;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::pages::report_table::ReportColumn;
use crate::ui::table::Cell;
use leptos::prelude::document;

/// The rows as CSV, with a mark for spreadsheets that they are UTF-8.
pub fn csv<'a>(columns: &[ReportColumn], rows: impl Iterator<Item = &'a [Cell]>) -> String {
    let heads: Vec<String> = columns.iter().map(|column| text(&column.label)).collect();
    let mut file = format!("\u{feff}{}\r\n", heads.join(","));
    for row in rows {
        let cells = columns.iter().zip(row);
        let cells: Vec<String> = cells
            .map(|(column, cell)| match (column.is_figure, cell) {
                (true, Cell::Link(shown, ..)) => Cell::figure(Some(shown.clone())).copied(),
                (true, cell) => cell.copied(),
                (false, cell) => text(&cell.copied()),
            })
            .collect();
        file.push_str(&cells.join(","));
        file.push_str("\r\n");
    }
    file
}

/// A text in quotes.
fn text(text: &str) -> String {
    format!("\"{}\"", guarded(text).replace('"', "\"\""))
}

/// Has the browser save a file.
pub fn download(name: &str, content: &str) {
    let encoded = String::from(js_sys::encode_uri_component(content));
    let Ok(link) = document().create_element("a") else {
        return;
    };
    let href = format!("data:text/csv;charset=utf-8,{encoded}");
    let set = link
        .set_attribute("href", &href)
        .and_then(|()| link.set_attribute("download", name));
    if let (Ok(()), Ok(link)) = (set, link.dyn_into::<HtmlElement>()) {
        link.click();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::table::OnCard;

    #[test]
    fn no_cell_is_a_formula() {
        for (typed, written) in [
            ("=1+1", "\"'=1+1\""),
            (" @x", "\"' @x\""),
            ("-2", "\"'-2\""),
            ("A \"B\", C", "\"A \"\"B\"\", C\""),
            ("Plain", "\"Plain\""),
        ] {
            assert_eq!(text(typed), written);
        }
    }

    #[test]
    fn figures_are_plain() {
        let columns = [
            ReportColumn::new("Customer", OnCard::Head),
            ReportColumn::figure("Total, $", OnCard::Far),
        ];
        let row = [
            Cell::Text("A".to_owned()),
            Cell::Link("(1,234.00)".to_owned(), "/x".to_owned(), false),
        ];
        let file = csv(&columns, [row.as_slice()].into_iter());
        assert_eq!(
            file,
            "\u{feff}\"Customer\",\"Total, $\"\r\n\"A\",-1234.00\r\n"
        );
    }
}
