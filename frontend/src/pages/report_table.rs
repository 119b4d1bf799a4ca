//! The table of a report: heads that are made while it runs, cards on a phone, and the same rows as CSV.

use leptos::prelude::*;

use crate::ui::field_spec::Kind;
use crate::ui::table::{Cell, Column, OnCard};

/// A column of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportColumn {
    pub label: String,
    pub is_figure: bool,
    card: OnCard,
}

impl ReportColumn {
    /// A column of text.
    pub fn new(label: impl Into<String>, card: OnCard) -> Self {
        Self {
            label: label.into(),
            is_figure: false,
            card,
        }
    }

    /// A column of figures.
    pub fn figure(label: impl Into<String>, card: OnCard) -> Self {
        Self {
            is_figure: true,
            ..Self::new(label, card)
        }
    }

    fn class(&self) -> String {
        let kind = if self.is_figure {
            Kind::Money
        } else {
            Kind::Line
        };
        Column::new("", "", kind).card(self.card).class(false)
    }

    fn card_label(&self) -> Option<String> {
        let labeled = matches!(self.card, OnCard::Third | OnCard::Far | OnCard::Whole);
        labeled.then(|| self.label.clone())
    }
}

/// A row: one cell a column, and what can be done with it.
#[derive(Default)]
pub struct ReportRow {
    pub cells: Vec<Cell>,
    /// In muted ink.
    pub past: bool,
    pub action: Option<AnyView>,
}

impl ReportRow {
    pub fn of(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }
}

/// The table with a row of totals below.
pub fn report_table(
    label: &'static str,
    columns: &[ReportColumn],
    rows: Vec<ReportRow>,
    totals: Option<Vec<Cell>>,
) -> AnyView {
    let acts = rows.iter().any(|row| row.action.is_some());
    let heads = columns.iter().map(|column| {
        view! { <th scope="col" class=column.class()>{column.label.clone()}</th> }.into_any()
    });
    let heads: Vec<AnyView> = heads.collect();
    let act_head = acts.then(|| view! { <td></td> });
    let rows = rows.into_iter().map(|row| {
        let action = acts.then(|| view! { <td class="whole-cell">{row.action}</td> });
        view! { <tr class:past=row.past>{cells(columns, row.cells)}{action}</tr> }.into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    let foot = totals.map(|totals| {
        let rest = acts.then(|| view! { <td></td> });
        view! { <tfoot><tr>{cells(columns, totals)}{rest}</tr></tfoot> }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=format!("{label}, table")>
            <table class="table plain cards report">
                <thead><tr>{heads}{act_head}</tr></thead>
                <tbody>{rows}</tbody>
                {foot}
            </table>
        </div>
    }
    .into_any()
}

/// The cells of a row; the first names it.
fn cells(columns: &[ReportColumn], cells: Vec<Cell>) -> Vec<AnyView> {
    let all = columns.iter().zip(cells).enumerate();
    all.map(|(at, (column, cell))| {
        let class = column.class();
        let label = column.card_label().filter(|_| cell != Cell::Unknown);
        if cell == Cell::Text(String::new()) {
            view! { <td class=class></td> }.into_any()
        } else if at == 0 {
            view! { <th scope="row" class=class>{cell.view()}</th> }.into_any()
        } else {
            view! { <td class=class data-label=label>{cell.view()}</td> }.into_any()
        }
    })
    .collect()
}
