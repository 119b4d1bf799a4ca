//! Tables as plain data: columns, cells, rows. The grid draws them for all entities.

use chrono::{NaiveDate, NaiveDateTime};
use domain::choices::Choices;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::field_spec::{FieldSpec, Kind};
use super::format::{UNKNOWN, moment, plain_moment, short_day};
use super::status::{Flag, StatusLabel, flag, status, token};

/// The position of a cell on a phone's card, which is six columns wide.
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

/// Makes a cell of a row that no kind describes.
pub type Made = fn(&Map<String, Value>, &Choices) -> Cell;

#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name among the columns of the list; the field it shows, where it shows one.
    pub name: &'static str,
    /// Its head, with the unit: `Weight, lb`.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The key of the API that it can be sorted by.
    pub sort: Option<&'static str>,
    /// Takes the width that is left, then ends in an ellipsis: for names.
    pub cut: bool,
    /// In muted ink.
    pub muted: bool,
    /// Hidden unless the user chooses it.
    pub extra: bool,
    /// Never printed: buying prices and margins.
    pub internal: bool,
    /// Its position on a card.
    pub card: OnCard,
    /// A word before the value on a card: `Pick-up`.
    pub short: Option<&'static str>,
    /// Makes its cells, instead of its kind.
    pub made: Option<Made>,
}

impl Column {
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            name,
            label,
            kind,
            sort: None,
            cut: false,
            muted: false,
            extra: false,
            internal: false,
            card: OnCard::Third,
            short: None,
            made: None,
        }
    }

    /// A field as a column, under the label of its page.
    #[must_use]
    pub const fn of(field: FieldSpec) -> Self {
        let label = match field.page_label {
            Some(label) => label,
            None => field.label,
        };
        Self::new(field.name, label, field.kind)
    }

    /// Under another head.
    #[must_use]
    pub const fn head(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// Can be sorted by this key of the API.
    #[must_use]
    pub const fn sort(mut self, key: &'static str) -> Self {
        self.sort = Some(key);
        self
    }

    /// Can be sorted by the key that is called as the column is.
    #[must_use]
    pub const fn sorts(mut self) -> Self {
        self.sort = Some(self.name);
        self
    }

    /// Takes the width that is left, then ends in an ellipsis: for names.
    #[must_use]
    pub const fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    /// In muted ink.
    #[must_use]
    pub const fn muted(mut self) -> Self {
        self.muted = true;
        self
    }

    /// Hidden unless the user chooses it.
    #[must_use]
    pub const fn extra(mut self) -> Self {
        self.extra = true;
        self
    }

    /// Never printed: buying prices and margins.
    #[must_use]
    pub const fn internal(mut self) -> Self {
        self.internal = true;
        self
    }

    /// Its position on a card.
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

    /// Its cells are made by a function.
    #[must_use]
    pub const fn made(mut self, made: Made) -> Self {
        self.made = Some(made);
        self
    }

    /// Whether it holds figures, which are right-aligned.
    #[must_use]
    pub const fn is_figure(&self) -> bool {
        matches!(
            self.kind,
            Kind::Money | Kind::Price | Kind::Weight | Kind::Count
        )
    }

    /// The classes of its cells.
    #[must_use]
    pub fn class(&self, first: bool) -> String {
        let parts = [
            if first { "pin" } else { "" },
            if self.is_figure() { "num" } else { "" },
            if self.cut { "cut" } else { "" },
            if self.internal { "internal" } else { "" },
            match self.card {
                OnCard::Third => "",
                OnCard::Far => "far",
                OnCard::Head => "head-cell",
                OnCard::State => "state-cell",
                OnCard::Lead => "lead-cell",
                OnCard::Side => "side-cell",
                OnCard::Whole => "whole-cell",
                OnCard::Hidden => "lone",
            },
        ];
        parts.join(" ")
    }

    /// The label over its value on a card, where one is needed.
    #[must_use]
    pub const fn card_label(&self) -> Option<&'static str> {
        match self.card {
            OnCard::Third | OnCard::Far | OnCard::Whole => Some(self.label),
            _ => None,
        }
    }
}

/// A column with the user's width.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Its place among all columns of the list, and so among the cells of a row.
    pub at: usize,
    pub column: Column,
    /// Its width in pixels, if the user set one.
    pub width: Option<u32>,
}

/// All columns as they are listed.
#[must_use]
pub fn all_shown(columns: &[Column]) -> Vec<Shown> {
    let shown = columns.iter().enumerate().map(|(at, column)| Shown {
        at,
        column: *column,
        width: None,
    });
    shown.collect()
}

/// The content of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Not known: a dash.
    Unknown,
    /// Text.
    Text(String),
    /// Text of less weight.
    Muted(String),
    /// A day.
    Day(NaiveDate),
    /// A moment, given in UTC.
    Moment(NaiveDateTime),
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
    Status(StatusLabel, Vec<Flag>),
    /// A set of values.
    Tokens(Vec<String>),
    /// Another record: its name, where it opens, whether it is archived.
    Link(String, String, bool),
    /// A phone number or an e-mail address, and where a press on it leads.
    Contact(String, String),
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

    pub fn view(self) -> AnyView {
        match self {
            Self::Unknown => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
            Self::Text(text) => text.into_any(),
            Self::Day(day) => short_day(day).into_any(),
            Self::Moment(at) => moment(at).into_any(),
            Self::Muted(text) => view! { <span class="muted">{text}</span> }.into_any(),
            Self::Figure {
                text,
                estimated,
                strong,
            } => {
                // Screen readers skip parentheses: spell out the minus.
                let below = text.starts_with('(');
                let sign = below.then(|| view! { <span class="unseen">"−"</span> });
                view! { <span class:est=estimated class:strong=strong>{sign}{text}</span> }
                    .into_any()
            }
            Self::Status(standing, flags) => {
                view! { {status(standing)}{flags.into_iter().map(flag).collect_view()} }.into_any()
            }
            Self::Tokens(values) if values.is_empty() => Self::Unknown.view(),
            Self::Tokens(values) => values.into_iter().map(token).collect_view().into_any(),
            Self::Link(text, href, archived) => {
                view! { <a href=href>{text}</a>{archived.then(archived_mark)} }.into_any()
            }
            Self::Contact(text, href) => view! { <a href=href>{text}</a> }.into_any(),
        }
    }

    /// What a spreadsheet takes: days as `2026-03-02`, figures without grouping, nothing for what is not known.
    #[must_use]
    pub fn copied(&self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Text(text)
            | Self::Muted(text)
            | Self::Link(text, ..)
            | Self::Contact(text, _) => text.clone(),
            Self::Day(day) => day.to_string(),
            Self::Moment(at) => plain_moment(*at),
            Self::Figure { text, .. } => text.replace([',', ')'], "").replace(['−', '('], "-"),
            Self::Status(standing, _) => standing.word.clone(),
            Self::Tokens(values) => values.join(", "),
        }
    }

    /// About how much room it needs, to compare it with others of its column.
    #[must_use]
    pub fn length(&self) -> usize {
        match self {
            Self::Unknown => 1,
            Self::Text(text)
            | Self::Muted(text)
            | Self::Link(text, ..)
            | Self::Contact(text, _)
            | Self::Figure { text, .. } => text.len(),
            Self::Day(_) => 12,
            Self::Moment(_) => 22,
            Self::Status(standing, flags) => standing.word.len() + 12 * flags.len(),
            Self::Tokens(values) => values.iter().map(|value| value.len() + 3).sum(),
        }
    }

    /// Its text in whole, for a cell that may be cut.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        match self {
            Self::Text(text)
            | Self::Muted(text)
            | Self::Link(text, ..)
            | Self::Contact(text, _) => Some(text.clone()),
            _ => None,
        }
    }
}

/// The mark behind the name of an archived record.
pub fn archived_mark() -> AnyView {
    view! { " " {token("Archived")} }.into_any()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Tells rows apart: the record's id.
    pub id: i64,
    /// Changes with the record, so that a changed row is redrawn.
    pub version: i64,
    /// Where it opens; empty when it does not.
    pub href: String,
    /// One for each column of the list.
    pub cells: Vec<Cell>,
    /// Archived or cancelled: in muted ink.
    pub past: bool,
    /// Archived, as its first cell shows.
    pub archived: bool,
}

/// How a list is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorting {
    /// The key of the API.
    pub key: String,
    /// Largest first.
    pub descending: bool,
}
