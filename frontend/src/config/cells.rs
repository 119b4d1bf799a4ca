//! The cells of a list, built from a record by the kinds of its columns.

use domain::choices::Choices;
use serde_json::Value;

use crate::api::record_json::{self, Record};
use crate::api::session::Session;
use crate::config::list_config::ListConfig;
use crate::ui::field_spec::{Kind, name_field, number_field};
use crate::ui::field_text::{contact_href, shown};
use crate::ui::table::{Cell, Column, Row};

/// The rows of a page of a list.
#[must_use]
pub fn rows(session: Session, list: &ListConfig, listed: &[Record]) -> Vec<Row> {
    let choices = session.choices();
    let rows = listed.iter().map(|record| row_of(list, record, &choices));
    rows.collect()
}

/// The row of a record in its list.
#[must_use]
pub fn row_of(list: &ListConfig, record: &Record, choices: &Choices) -> Row {
    let id = record_json::number(record, "id").unwrap_or_default();
    let cells = list.columns.iter().map(|column| match column.made {
        Some(made) => made(record, choices),
        None => cell_of(column, record, choices),
    });
    Row {
        id,
        version: record_json::number(record, "version").unwrap_or_default(),
        href: list.at(id),
        cells: cells.collect(),
        archived: record_json::is_archived(record),
        past: record_json::is_archived(record)
            || record_json::text(record, "status") == "cancelled",
    }
}

/// A cell by the kind of its column.
#[must_use]
pub fn cell_of(column: &Column, record: &Record, choices: &Choices) -> Cell {
    let name = column.name;
    match column.kind {
        Kind::Town => Cell::text(Some(record_json::joined(record, &["city", "state"], ", "))),
        Kind::Record(path) => link(name, path, record).unwrap_or(Cell::Unknown),
        Kind::Ticks(list) | Kind::Codes(list) => {
            let labels =
                record_json::texts(record, name).map(|code| choices.label(list, code).to_owned());
            Cell::Tokens(labels.collect())
        }
        Kind::Day => record_json::day(record, name).map_or(Cell::Unknown, Cell::Day),
        Kind::Flag if record_json::is(record, name) => Cell::Text("Yes".to_owned()),
        Kind::Flag => Cell::Unknown,
        Kind::Phone | Kind::Email => {
            let stored = record_json::text(record, name);
            let value = record.get(name).unwrap_or(&Value::Null);
            contact_href(column.kind, stored).map_or(Cell::Unknown, |href| {
                Cell::Contact(shown(value, Some(column.kind), choices), href)
            })
        }
        kind => {
            let value = record.get(name).unwrap_or(&Value::Null);
            if value.is_null() {
                Cell::Unknown
            } else if value.as_i64() == Some(0) {
                Cell::Muted("0".to_owned())
            } else if column.is_figure() {
                Cell::figure(Some(shown(value, Some(kind), choices)))
            } else if column.muted {
                Cell::Muted(shown(value, Some(kind), choices))
            } else {
                Cell::text(Some(shown(value, Some(kind), choices)))
            }
        }
    }
}

/// A link to another record by name; `None` if there is none.
#[must_use]
pub fn link(name: &str, path: &str, record: &Record) -> Option<Cell> {
    let id = record_json::number(record, name)?;
    let archived = record_json::texts(record, "archived_links").any(|link| link == name);
    // Orders are called by their numbers.
    let label = record_json::some_text(record, &name_field(name));
    let label = label.unwrap_or_else(|| record_json::text(record, &number_field(name)).to_owned());
    Some(Cell::Link(label, format!("{path}/{id}"), archived))
}
