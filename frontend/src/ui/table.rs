//! The grid: rows and columns as plain data, so that it is compiled once for all entities. On a phone the same rows are cards.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::dom::find_all;
use super::format::UNKNOWN;
use super::icon::{Icon, icon};
use super::status::{Flag, Standing, flag, status, token};

/// Where a cell stands on the card of a phone, which is six parts wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnCard {
    /// A figure with its label: a third of the width.
    #[default]
    Third,
    /// The same at the right edge.
    Far,
    /// The title of the card, top left.
    Head,
    /// The state, top right.
    State,
    /// A line of its own at the left, four parts wide, without a label.
    Lead,
    /// Beside it at the right, in muted ink.
    Side,
    /// The whole width, with its label.
    Whole,
    /// Left out.
    Hidden,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    label: &'static str,
    sort: Option<&'static str>,
    figure: bool,
    cut: bool,
    card: OnCard,
    short: Option<&'static str>,
}

impl Column {
    /// A column of text with its unit in the label: `Weight, lb`.
    #[must_use]
    pub const fn new(label: &'static str) -> Self {
        Self {
            label,
            sort: None,
            figure: false,
            cut: false,
            card: OnCard::Third,
            short: None,
        }
    }

    /// Can be sorted by this key of the API.
    #[must_use]
    pub const fn sort(mut self, key: &'static str) -> Self {
        self.sort = Some(key);
        self
    }

    /// Holds figures: right aligned.
    #[must_use]
    pub const fn figure(mut self) -> Self {
        self.figure = true;
        self
    }

    /// Takes the width that is left, then ends in an ellipsis: for names.
    #[must_use]
    pub const fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    /// Where it stands on a card.
    #[must_use]
    pub const fn card(mut self, card: OnCard) -> Self {
        self.card = card;
        self
    }

    /// A word before the value on a card: `Pick-up`.
    #[must_use]
    pub const fn short(mut self, word: &'static str) -> Self {
        self.short = Some(word);
        self
    }

    fn class(&self, first: bool) -> String {
        let mut class = String::new();
        let mut add = |name: &str| {
            class.push_str(name);
            class.push(' ');
        };
        if first {
            add("pin");
        }
        if self.figure {
            add("num");
        }
        if self.cut {
            add("cut");
        }
        add(match self.card {
            OnCard::Third => "",
            OnCard::Far => "far",
            OnCard::Head => "head-cell",
            OnCard::State => "state-cell",
            OnCard::Lead => "lead-cell",
            OnCard::Side => "side-cell",
            OnCard::Whole => "whole-cell",
            OnCard::Hidden => "lone",
        });
        class
    }

    const fn card_label(&self) -> Option<&'static str> {
        match self.card {
            OnCard::Third | OnCard::Far | OnCard::Whole => Some(self.label),
            _ => None,
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Not known: a dash.
    Unknown,
    /// Text.
    Text(String),
    /// Text of less weight.
    Muted(String),
    /// A figure, already grouped.
    Figure {
        /// The figure.
        text: String,
        /// Rests on ordered weight.
        estimated: bool,
        /// The one that counts most in the row.
        strong: bool,
    },
    /// A state and the flags behind it.
    Status(Standing, Vec<Flag>),
    /// A set of values.
    Tokens(Vec<String>),
}

impl Cell {
    /// Text, or a dash.
    #[must_use]
    pub fn text(text: Option<String>) -> Self {
        text.filter(|text| !text.is_empty())
            .map_or(Self::Unknown, Self::Text)
    }

    /// A plain figure, or a dash. Pass it grouped.
    #[must_use]
    pub fn figure(text: Option<String>) -> Self {
        text.map_or(Self::Unknown, |text| Self::Figure {
            text,
            estimated: false,
            strong: false,
        })
    }

    fn view(self) -> AnyView {
        match self {
            Self::Unknown => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
            Self::Text(text) => text.into_any(),
            Self::Muted(text) => view! { <span class="muted">{text}</span> }.into_any(),
            Self::Figure {
                text,
                estimated,
                strong,
            } => view! { <span class:est=estimated class:strong=strong>{text}</span> }.into_any(),
            Self::Status(standing, flags) => {
                view! { {status(standing)}{flags.into_iter().map(flag).collect_view()} }.into_any()
            }
            Self::Tokens(values) if values.is_empty() => Self::Unknown.view(),
            Self::Tokens(values) => values.into_iter().map(token).collect_view().into_any(),
        }
    }

    fn title(&self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Muted(text) => Some(text.clone()),
            _ => None,
        }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Tells rows apart: the record's id.
    pub id: i64,
    /// Changes with the record, so that a changed row is drawn anew.
    pub version: i64,
    /// Where it opens; empty when it does not.
    pub href: String,
    /// One for each column.
    pub cells: Vec<Cell>,
    /// Archived or cancelled: in muted ink.
    pub past: bool,
}

/// How a list is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorting {
    /// The key of the API.
    pub key: String,
    /// Largest first.
    pub descending: bool,
}

/// A table of records. The first column names the row and is its link; j, k and the arrows move, Enter opens.
#[component]
pub fn Grid(
    /// What it lists, read out.
    label: &'static str,
    /// The columns.
    columns: Vec<Column>,
    /// The rows.
    #[prop(into)]
    rows: Signal<Vec<Row>>,
    /// How they are sorted.
    #[prop(optional, into)]
    sorting: Signal<Option<Sorting>>,
    /// Called with a column's key when its head is pressed.
    #[prop(optional, into)]
    on_sort: Option<Callback<&'static str>>,
    /// Stands inside a section instead of filling the page.
    #[prop(optional)]
    plain: bool,
    /// While true, bones stand in for rows.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// `comfortable`, `compact`, `dense`.
    #[prop(optional, into)]
    density: Signal<String>,
    /// A row of sums under the grid: one cell a column.
    #[prop(optional, into)]
    sums: Signal<Option<Vec<Cell>>>,
) -> AnyView {
    let navigate = use_navigate();
    let head = columns
        .iter()
        .enumerate()
        .map(|(index, column)| head_cell(*column, index == 0, sorting, on_sort))
        .collect_view();
    let body_columns = columns.clone();
    let bone_columns = columns.clone();
    let sum_columns = columns;
    let open = StoredValue::new(move |href: String| navigate(&href, NavigateOptions::default()));
    let body = move || {
        if loading.get() {
            bones(&bone_columns)
        } else {
            let columns = body_columns.clone();
            view! {
                <For
                    each=move || rows.get()
                    key=|row| (row.id, row.version, row.past)
                    children=move |row| {
                        let href = row.href.clone();
                        body_row(row, &columns, move |_| open.with_value(|open| open(href.clone())))
                    }
                />
            }
            .into_any()
        }
    };
    let foot = move || {
        sums.get().map(|cells| {
            let cells = cells.into_iter().zip(&sum_columns).enumerate().map(
                |(index, (cell, column))| {
                    let class = column.class(index == 0);
                    if index == 0 {
                        view! { <th scope="row" class=class>{cell.view()}</th> }.into_any()
                    } else {
                        view! { <td class=class data-label=column.card_label()>{cell.view()}</td> }
                            .into_any()
                    }
                },
            );
            view! { <tfoot><tr>{cells.collect_view()}</tr></tfoot> }
        })
    };
    let density_now = move || {
        let density = density.get();
        (!density.is_empty()).then_some(density)
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=format!("{label}, table") data-density=density_now data-grid="" on:keydown=move_in_grid>
            <table
                class=if plain { "table plain cards" } else { "table cards" }
                aria-busy=move || loading.get().then_some("true")
            >
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
                {foot}
            </table>
        </div>
    }
    .into_any()
}

fn head_cell(
    column: Column,
    first: bool,
    sorting: Signal<Option<Sorting>>,
    on_sort: Option<Callback<&'static str>>,
) -> AnyView {
    let class = column.class(first);
    let (Some(key), Some(on_sort)) = (column.sort, on_sort) else {
        return view! { <th scope="col" class=class>{column.label}</th> }.into_any();
    };
    let direction = Signal::derive(move || {
        sorting.with(|sorting| {
            sorting
                .as_ref()
                .filter(|sorting| sorting.key == key)
                .map(|sorting| {
                    if sorting.descending {
                        "descending"
                    } else {
                        "ascending"
                    }
                })
        })
    });
    view! {
        <th scope="col" class=class aria-sort=move || direction.get()>
            <button type="button" on:click=move |_| on_sort.run(key)>
                {column.label}
                {move || icon(if direction.get() == Some("descending") { Icon::Down } else { Icon::Up })}
            </button>
        </th>
    }
    .into_any()
}

fn body_row(row: Row, columns: &[Column], open: impl Fn(()) + Send + Sync + 'static) -> AnyView {
    let href = row.href;
    let opens = !href.is_empty();
    let cells = row
        .cells
        .into_iter()
        .zip(columns)
        .enumerate()
        .map(|(index, (cell, column))| {
            let class = column.class(index == 0);
            let title = column.cut.then(|| cell.title()).flatten();
            if index == 0 {
                let content = if opens {
                    view! { <a href=href.clone()>{cell.view()}</a> }.into_any()
                } else {
                    cell.view()
                };
                view! { <th scope="row" class=class title=title>{content}</th> }.into_any()
            } else {
                let label = column.card_label();
                view! { <td class=class title=title data-label=label data-short=column.short>{cell.view()}</td> }.into_any()
            }
        })
        .collect_view();
    let pressed = move |event: MouseEvent| {
        if opens && is_plain_press(&event) {
            open(());
        }
    };
    view! { <tr class:opens=opens class:past=row.past on:click=pressed>{cells}</tr> }.into_any()
}

/// A press on the row itself: not on a control in it, not with a key held, not the end of a selection of text.
fn is_plain_press(event: &MouseEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let on_control = target.is_some_and(|target| {
        target
            .closest("a, button, input, select, label")
            .ok()
            .flatten()
            .is_some()
    });
    let held = event.ctrl_key() || event.meta_key() || event.shift_key();
    let selecting = window()
        .get_selection()
        .ok()
        .flatten()
        .is_some_and(|selection| !selection.is_collapsed());
    !on_control && !held && !selecting
}

fn bones(columns: &[Column]) -> AnyView {
    (0..8)
        .map(|_| {
            let cells = columns.iter().enumerate().map(|(index, column)| {
                let bone = if column.cut {
                    "bone long"
                } else if column.figure {
                    "bone short"
                } else {
                    "bone"
                };
                let class = column.class(index == 0);
                view! { <td class=class><span class=bone></span></td> }
            });
            view! { <tr aria-hidden="true">{cells.collect_view()}</tr> }
        })
        .collect_view()
        .into_any()
}

fn move_in_grid(event: KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let step = match event.key().as_str() {
        "j" | "ArrowDown" => 1,
        "k" | "ArrowUp" => -1,
        _ => return,
    };
    let Some(grid) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return;
    };
    if move_row(&grid, step) {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Moves the focus by one row in a grid; from outside it goes to the first row.
pub fn move_row(grid: &Element, step: isize) -> bool {
    let links = find_all(grid, "tbody th > a");
    let now = document().active_element();
    let at = links
        .iter()
        .position(|link| now.as_ref().is_some_and(|now| link.is_same_node(Some(now))));
    let next = match at {
        Some(at) => at.checked_add_signed(step),
        None => Some(0),
    };
    next.and_then(|next| links.get(next))
        .is_some_and(|link| link.focus().is_ok())
}
