//! The columns of a list for one user: which, in which order, how wide. Stored in the profile.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::{Value, json};

use crate::api::session::Session;
use crate::config::list_config::ListConfig;
use crate::ui::map_of;
use crate::ui::object;
use crate::ui::table::{OnCard, Shown};

/// The assumed width of a column without a stored one, in pixels.
const USUAL_WIDTH: u32 = 144;
/// By how much.
const WIDTH_STEP: i32 = 24;

/// Where lists keep their preferences in the profile.
pub(super) const LISTS: &str = "lists";

/// The columns of one list for one user.
#[derive(Debug, Clone, Copy)]
pub struct ColumnLayout {
    pub(super) list: &'static ListConfig,
    session: StoredValue<Session>,
    pub(super) names: RwSignal<Vec<&'static str>>,
    widths: RwSignal<BTreeMap<&'static str, u32>>,
    sort: RwSignal<String>,
    /// Whether a saved view is open: then changes belong to the view, not to the list.
    in_view: RwSignal<bool>,
}

impl ColumnLayout {
    /// As it was left.
    pub fn new(list: &'static ListConfig, session: Session) -> Self {
        let kept = session.preference(LISTS, name_of(list));
        let known = |name: &str| list.column(name).map(|(_, column)| column.name);
        let widths = kept.get("widths").and_then(Value::as_object);
        let widths = widths.into_iter().flatten().filter_map(|(name, width)| {
            let width = u32::try_from(width.as_u64()?).ok()?;
            Some((known(name)?, width))
        });
        Self {
            list,
            session: StoredValue::new(session),
            names: RwSignal::new(kept_columns(list, session)),
            widths: RwSignal::new(map_of(widths)),
            sort: RwSignal::new(
                kept.get("sort")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            ),
            in_view: RwSignal::new(false),
        }
    }

    /// The columns that are shown.
    #[must_use]
    pub fn shown(self) -> Signal<Vec<Shown>> {
        Signal::derive(move || {
            let widths = self.widths.get();
            let names = self.names.get().into_iter();
            let found = names.filter_map(|name| {
                let (at, mut column) = self.list.column(name)?;
                // A chosen column is also shown on a phone's cards.
                if column.extra && column.card == OnCard::Hidden {
                    column.card = OnCard::Third;
                }
                let width = widths.get(name).copied();
                Some(Shown { at, column, width })
            });
            found.collect()
        })
    }

    /// The sort order unless the address names one; empty for the default.
    #[must_use]
    pub const fn sort(self) -> RwSignal<String> {
        self.sort
    }

    /// The names of the shown columns, tracked; empty for the default columns.
    #[must_use]
    pub fn columns(self) -> Vec<String> {
        let names = self.names.get();
        if names == usual(self.list) {
            return Vec::new();
        }
        names.into_iter().map(str::to_owned).collect()
    }

    /// The names of the columns that are shown.
    #[must_use]
    pub fn columns_now(self) -> Vec<&'static str> {
        self.names.get_untracked()
    }

    /// The same of the columns that a view keeps.
    #[must_use]
    pub fn usual_or(self, columns: &[String]) -> Vec<String> {
        if columns == usual(self.list) {
            Vec::new()
        } else {
            columns.to_vec()
        }
    }

    /// The name of its list in the API.
    #[must_use]
    pub fn list_name(self) -> &'static str {
        name_of(self.list)
    }

    /// Shows the columns of a view; without any, the default columns.
    pub fn show(self, columns: &[String]) {
        let found = columns.iter().filter_map(|name| self.list.column(name));
        let names: Vec<&'static str> = found.map(|(_, column)| column.name).collect();
        self.in_view.set(true);
        self.names.set(if names.is_empty() {
            usual(self.list)
        } else {
            names
        });
    }

    /// Shows the columns of the list without a view.
    pub fn leave(self) {
        if self.in_view.get_untracked() {
            self.in_view.set(false);
            self.names
                .set(kept_columns(self.list, self.session.get_value()));
        }
    }

    /// Keeps the order that was chosen last.
    pub fn keep_sort(self, sort: &str) {
        if !self.in_view.get_untracked() {
            self.keep("sort", Value::from(sort));
        }
    }

    /// Sets the width of a column.
    #[must_use]
    pub fn on_width(self) -> Callback<(&'static str, u32)> {
        Callback::new(move |(name, width): (&'static str, u32)| {
            self.widths.update(|widths| {
                widths.insert(name, width);
            });
            let widths = self.widths.get_untracked();
            let widths = widths.into_iter();
            let widths = widths.map(|(name, width)| (name.to_owned(), Value::from(width)));
            self.keep("widths", Value::Object(object(widths)));
        })
    }

    /// Makes a column narrower or wider by a step.
    pub(super) fn resize(self, name: &'static str, step: i32) {
        let now = self
            .widths
            .with_untracked(|widths| widths.get(name).copied());
        let now = now.unwrap_or(USUAL_WIDTH);
        let width = now.saturating_add_signed(step * WIDTH_STEP).clamp(48, 640);
        self.on_width().run((name, width));
    }

    /// Changes which columns are shown, or their order.
    pub(super) fn set(self, change: impl FnOnce(&mut Vec<&'static str>)) {
        self.names.update(change);
        if !self.in_view.get_untracked() {
            self.keep("columns", json!(self.names.get_untracked()));
        }
    }

    fn keep(self, what: &str, value: Value) {
        let session = self.session.get_value();
        session.save_preference(LISTS, name_of(self.list), json!({what: value}));
    }

    /// Shows the columns as they were at first.
    pub(super) fn reset(self) {
        self.names.set(usual(self.list));
        if self.in_view.get_untracked() {
            return;
        }
        self.widths.set(BTreeMap::new());
        self.sort.set(String::new());
        let session = self.session.get_value();
        let nothing = json!({"columns": null, "widths": null, "sort": null});
        session.save_preference(LISTS, name_of(self.list), nothing);
    }
}

fn name_of(list: &ListConfig) -> &'static str {
    list.path.trim_start_matches('/')
}

/// The columns that a user chose, else the usual ones.
fn kept_columns(list: &ListConfig, session: Session) -> Vec<&'static str> {
    let kept = session.preference(LISTS, name_of(list));
    let names = kept.get("columns").and_then(Value::as_array);
    let names = names.into_iter().flatten();
    let known = names.filter_map(|name| Some(list.column(name.as_str()?)?.1.name));
    let known: Vec<&'static str> = known.collect();
    if known.is_empty() { usual(list) } else { known }
}

fn usual(list: &ListConfig) -> Vec<&'static str> {
    let usual = list.columns.iter().filter(|column| !column.extra);
    usual.map(|column| column.name).collect()
}
