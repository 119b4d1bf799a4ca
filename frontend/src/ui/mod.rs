//! Parts of the interface that name no entity, one file each. Generic functions call a non-generic one, so that code is
//! compiled once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Map, Value};

/// Reactive content. Boxed, so that the code behind it is compiled once and not per closure.
pub fn live(draw: impl FnMut() -> Option<AnyView> + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> Option<AnyView> + Send> = Box::new(draw);
    draw.into_any()
}

/// Reactive text.
pub fn live_text(read: impl FnMut() -> String + Send + 'static) -> AnyView {
    let read: Box<dyn FnMut() -> String + Send> = Box::new(read);
    read.into_any()
}

/// `true` while something holds, else nothing: for attributes such as `aria-busy`.
pub fn truth(holds: Signal<bool>) -> Signal<Option<String>> {
    Signal::derive(move || holds.get().then(|| "true".to_owned()))
}

/// A set of its items. `collect` would sort them first, with a sort of its own for each type: 4 KB each.
pub fn set_of<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

/// A map of its entries, for the same reason.
pub fn map_of<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

/// An object of its fields, for the same reason.
pub fn object(fields: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in fields {
        object.insert(name, value);
    }
    object
}

/// An action that outlives its page. (A `Callback` is disposed with the part of the page that made it.)
pub type Action = Arc<dyn Fn() + Send + Sync>;

pub mod app_error;
pub mod banner;
pub mod button;
pub mod chart;
mod column_widths;
pub mod date_input;
pub mod debounce;
pub mod dialog;
pub mod dom;
pub mod dropdown_button;
mod dropdown_position;
pub mod field;
pub mod field_spec;
pub mod field_text;
pub mod filter_controls;
pub mod filter_labels;
pub mod filters;
pub mod finder;
pub mod focus;
pub mod form;
pub mod form_value;
pub mod form_view;
pub mod format;
pub mod grid;
mod grid_head;
mod grid_row;
pub mod highlight;
pub mod history;
pub mod icon;
pub mod input;
pub mod lazy;
mod long_press;
pub mod menu;
pub mod merge;
pub mod metrics_panel;
pub mod multi_select;
pub mod number_input;
pub mod page_actions;
pub mod page_states;
pub mod pending_text;
pub mod picker;
mod picker_match;
mod picker_rows;
pub mod prefs;
pub mod record_inputs;
pub mod record_parts;
pub mod rows_input;
pub mod secrets;
pub mod shortcuts;
pub mod status;
pub mod table;
pub mod tabs;
pub mod theme;
pub mod toast;
mod typed_filters;
pub mod unsaved_guard;
pub mod url_query;
mod virtual_rows;
pub mod zone_input;
pub mod zoned_time;
