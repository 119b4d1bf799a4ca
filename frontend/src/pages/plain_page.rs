//! The page of a record that its config describes: header, tabs, related records, facts.

use domain::choices::Choices;
use domain::permissions::Operation;
use leptos::prelude::*;
use serde_json::Value;

use crate::api::record_json::{self, Record};
use crate::config::ADDRESS;
use crate::config::cells::cell_of;
use crate::config::record_config::RecordConfig;
use crate::pages::child_lists::tabs;
use crate::pages::record_actions::{OwnDialog, record_actions};
use crate::pages::record_history::person;
use crate::pages::record_page::RecordPage;
use crate::ui::button::{ButtonStyle, LinkButton};
use crate::ui::field_spec::{FieldSpec, Kind, Place, name_field};
use crate::ui::field_text::shown;
use crate::ui::format::UNKNOWN;
use crate::ui::grid::Grid;
use crate::ui::icon::Icon;
use crate::ui::live_text;
use crate::ui::record_parts::{block, internal_block, is_past, link, pairs, record_head};
use crate::ui::status::{pill, token};
use crate::ui::table::{Cell, Column, OnCard, Row, all_shown};
use crate::ui::tabs::{Tabs, current_tab};

/// What the screen of an entity adds to its page.
#[derive(Clone, Copy, Default)]
pub struct PageParts {
    /// Draws the dialogs of actions that have one of their own.
    pub dialog: Option<OwnDialog>,
    /// Draws a section of the overview, below lines and related records.
    pub section: Option<fn(RecordPage) -> AnyView>,
}

/// The page of a record without further parts.
pub fn plain_page(page: RecordPage) -> AnyView {
    plain_page_with(page, PageParts::default())
}

/// The page of a record with the parts of its screen.
pub fn plain_page_with(page: RecordPage, parts: PageParts) -> AnyView {
    let config = page.config;
    let current = current_tab();
    let content = move || {
        let current = current.get();
        if current == "history" {
            return block("History", ().into_any(), ().into_any(), page.history());
        }
        let child = config.related.iter().find(|child| child.tab() == current);
        match child {
            Some(child) => child.block(page, false),
            None => overview(page, parts),
        }
    };
    let adds = config
        .create_links
        .iter()
        .enumerate()
        .filter(|(_, (_, kind, _))| page.session.may(Operation::Create, *kind))
        .map(|(at, (label, _, href))| add_button(page, at == 0, label, href))
        .collect_view();
    let title = live_text(move || page.loaded.with(|loaded| loaded.label.clone()));
    let reports = config.reports.iter().map(|(label, href)| {
        let href = href.replace("{id}", &page.id().to_string());
        view! { <LinkButton href=href label=*label/> }
    });
    let reports = reports.collect_view();
    let steps = record_actions(page, parts.dialog);
    let last = view! { {reports}{adds}{steps.main} };
    view! {
        {record_head(
            (config.list.path, config.list.title),
            title,
            standing(page),
            page.actions(steps.items, Some(last.into_any())),
            summary(page),
        )}
        {page.archived_banner()}
        {page.fixed_banner()}
        <Tabs label=config.list.title tabs=tabs(page) path=page.path()/>
        {content}
        {steps.dialog}
    }
    .into_any()
}

/// A button that creates a related record; the first is the page's main action.
fn add_button(page: RecordPage, main: bool, label: &'static str, href: &'static str) -> AnyView {
    let href = href.replace("{id}", &page.id().to_string());
    let look = if main {
        ButtonStyle::Primary
    } else {
        ButtonStyle::Plain
    };
    let key = if main { "n" } else { "" };
    (move || {
        (!page.loaded.with(|loaded| loaded.archived)).then(|| {
            view! { <LinkButton href=href.clone() label=label look=look sign=Icon::Plus key=key/> }
        })
    })
    .into_any()
}

/// The state beside the name, where the entity has one.
fn standing(page: RecordPage) -> AnyView {
    let choices = page.session.choices();
    (move || {
        let standing = page.config.status?;
        page.loaded
            .with(|loaded| standing(&loaded.record, &choices))
            .map(pill)
    })
    .into_any()
}

/// The summary line: tokens, parent, town, owner.
fn summary(page: RecordPage) -> AnyView {
    let choices = page.session.choices();
    (move || {
        page.loaded.with(|loaded| {
            let record = &loaded.record;
            let marks = page.config.tokens.iter().filter_map(|spec| {
                let value = record.get(spec.name)?;
                if let Kind::Record(path) = spec.kind {
                    let name = record_json::text(record, &name_field(spec.name)).to_owned();
                    value.as_i64()?;
                    return Some(link(path, value, name, is_past(record, spec.name)));
                }
                let text = shown(value, Some(spec.kind), &choices);
                (text != UNKNOWN).then(|| token(text))
            });
            let marks = marks.collect_view();
            let town = if has_address(page.config) {
                record_json::joined(record, &["city", "state"], ", ")
            } else {
                String::new()
            };
            let name = loaded.text("owner_name").to_owned();
            let owner = (!name.is_empty()).then(|| {
                let word = if town.is_empty() {
                    "Owner "
                } else {
                    ", owner "
                };
                let owner = person(name, loaded.number("owner_id"));
                view! { <span>{town.clone()}<span class="internal">{word}{owner}</span></span> }
            });
            let town = owner.is_none().then_some(town);
            view! { <p class="row">{marks} {owner}{town}</p> }.into_any()
        })
    })
    .into_any()
}

fn overview(page: RecordPage, parts: PageParts) -> AnyView {
    let choices = page.session.choices();
    let config = page.config;
    let nothing = || ().into_any();
    let children = config
        .related
        .iter()
        .filter(|child| child.first > 0)
        .map(|child| child.block(page, true))
        .collect_view();
    let notes = move || {
        let notes = page.loaded.with(|loaded| loaded.text("notes").to_owned());
        (!notes.is_empty()).then(|| {
            let notes = view! { <p class="prose">{notes}</p> };
            internal_block("Notes", notes.into_any())
        })
    };
    let facts = move || {
        page.loaded.with(|loaded| {
            let record = &loaded.record;
            let known = |spec: &FieldSpec| {
                let value = record.get(spec.name).filter(|_| spec.place != Place::Form);
                value.is_some_and(|value| {
                    !value.is_null()
                        && value.as_array().is_none_or(|all| !all.is_empty())
                        && value.as_bool() != Some(false)
                })
            };
            let groups = config
                .side_facts
                .iter()
                .filter(|facts| facts.all || facts.fields.iter().any(known));
            groups
                .map(|facts| {
                    let pairs = pairs(record, facts.fields, &choices, facts.all);
                    block(facts.title, nothing(), nothing(), pairs)
                })
                .collect_view()
        })
    };
    let reach_choices = page.session.choices();
    let address = move || {
        page.loaded.with(|loaded| {
            let record = &loaded.record;
            let lines = address_lines(record);
            let reached = REACH
                .iter()
                .any(|spec| !record_json::text(record, spec.name).is_empty());
            (has_address(config) && (reached || !lines.is_empty())).then(|| {
                let lines = lines.into_iter().map(|line| view! { <p>{line}</p> });
                let reach = pairs(record, REACH, &reach_choices, false);
                let content = view! { {lines.collect_view()}{reach} };
                block(ADDRESS.title, nothing(), nothing(), content.into_any())
            })
        })
    };
    let line_choices = page.session.choices();
    let lines = move || {
        let (field, specs) = config.lines?;
        page.loaded.with(|loaded| {
            let table = line_table(config, &loaded.record, (field, specs), &line_choices);
            Some(block(config.lines_title, nothing(), nothing(), table))
        })
    };
    let stamps = internal_block("Record", page.stamps());
    // Facts are beside the related records; without related records they are the main content.
    let section = parts.section.map(|section| section(page));
    let alone = section.is_none()
        && config.lines.is_none()
        && config.related.iter().all(|child| child.first == 0);
    if alone {
        return view! {
            <div class="split">
                <div class="alone">{facts}{address}{notes}</div>
                <aside class="side" aria-label="Profile">{stamps}</aside>
            </div>
        }
        .into_any();
    }
    view! {
        <div class="split">
            <div>{lines}{children}{section}{notes}</div>
            <aside class="side" aria-label="Profile">{facts}{address}{stamps}</aside>
        </div>
    }
    .into_any()
}

fn has_address(config: &RecordConfig) -> bool {
    let mut groups = config.groups.iter();
    groups.any(|group| group.title == ADDRESS.title)
}

/// Phone and e-mail, below the address.
const REACH: &[FieldSpec] = &[
    FieldSpec::new("phone", "Phone", Kind::Phone),
    FieldSpec::new("email", "E-mail", Kind::Email),
];

/// The rows of a field as a table, without empty columns.
fn line_table(
    config: &RecordConfig,
    record: &Record,
    (field, specs): (&str, &[FieldSpec]),
    choices: &Choices,
) -> AnyView {
    let rows: Vec<Record> = record
        .get(field)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|row| row.as_object().cloned())
        .collect();
    if rows.is_empty() {
        return view! { <p class="muted">"Nothing yet."</p> }.into_any();
    }
    let filled = |name: &str| {
        rows.iter()
            .any(|row| row.get(name).is_some_and(|value| !value.is_null()))
    };
    let is_unit = |name: &str| specs.iter().any(|spec| spec.unit == Some(name));
    let filled_specs: Vec<FieldSpec> = specs
        .iter()
        .filter(|spec| {
            !matches!(spec.kind, Kind::Link(_)) && filled(spec.name) && !is_unit(spec.name)
        })
        .copied()
        .collect();
    let columns: Vec<Column> = filled_specs
        .iter()
        .enumerate()
        .map(|(at, spec)| {
            let column = Column::new(spec.name, spec.label, spec.kind);
            match spec.kind {
                _ if at == 0 => column.card(OnCard::Head),
                Kind::Money => column.card(OnCard::Far),
                _ => column,
            }
        })
        .collect();
    let drawn: Vec<Row> = rows
        .iter()
        .zip(0..)
        .map(|(row, id)| Row {
            id,
            version: 0,
            href: String::new(),
            cells: columns
                .iter()
                .zip(&filled_specs)
                .map(|(column, spec)| {
                    let unit = unit_of(spec, specs, row, choices);
                    with_unit(cell_of(column, row, choices), unit)
                })
                .collect(),
            past: false,
            archived: false,
        })
        .collect();
    let columns = Signal::stored(all_shown(&columns));
    view! { <div data-density="compact"><Grid label=config.lines_title columns=columns rows=drawn plain=true/></div> }.into_any()
}

/// The unit of a field, where another field of its row holds it.
fn unit_of(
    spec: &FieldSpec,
    specs: &[FieldSpec],
    row: &Record,
    choices: &Choices,
) -> Option<String> {
    let name = spec.unit?;
    let unit = specs.iter().find(|other| other.name == name)?;
    let value = row.get(name).filter(|value| !value.is_null())?;
    let word = shown(value, Some(unit.kind), choices).to_lowercase();
    // The header already says dollars.
    Some(word.trim_start_matches('$').to_owned())
}

/// A figure with its unit behind it.
fn with_unit(cell: Cell, unit: Option<String>) -> Cell {
    match (cell, unit) {
        (
            Cell::Figure {
                text,
                estimated,
                strong,
            },
            Some(unit),
        ) => Cell::Figure {
            text: format!("{text} {unit}"),
            estimated,
            strong,
        },
        (cell, _) => cell,
    }
}

/// The lines of a postal address.
fn address_lines(record: &Record) -> Vec<String> {
    let country = Some(record_json::text(record, "country")).filter(|country| *country != "USA");
    let lines = [
        record_json::text(record, "address_line1").to_owned(),
        record_json::text(record, "address_line2").to_owned(),
        record_json::town(record),
        country.unwrap_or_default().to_owned(),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_figure_carries_its_unit() {
        const ROW: &[FieldSpec] = &[
            FieldSpec::new("weight", "Weight", Kind::Weight).unit_in("weight_unit"),
            FieldSpec::new("weight_unit", "In", Kind::Chosen("weight_unit")),
        ];
        let row = json!({"weight": "20000.00", "weight_unit": "LB"});
        let row = row.as_object().cloned().unwrap();
        let choices = Choices::default();
        let spec = ROW.first().unwrap();
        let cell = cell_of(
            &Column::new(spec.name, spec.label, spec.kind),
            &row,
            &choices,
        );
        let cell = with_unit(cell, unit_of(spec, ROW, &row, &choices));
        assert_eq!(cell.copied(), "20000.00 lb");
    }
}
