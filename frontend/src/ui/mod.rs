//! Parts of the interface that know no entity. One file a part; what takes a type parameter calls something that does not.

use std::sync::Arc;

/// Something to do later, whatever page is shown by then. (A `Callback` ends with the part of the page that made it.)
pub type Action = Arc<dyn Fn() + Send + Sync>;

pub mod banner;
pub mod button;
pub mod date_input;
pub mod dialog;
pub mod dom;
pub mod field;
pub mod figure_input;
pub mod filters;
pub mod form;
pub mod form_view;
pub mod format;
pub mod guard;
pub mod history;
pub mod icon;
pub mod input;
pub mod list;
pub mod menu;
pub mod merge;
pub mod multi;
pub mod picker;
pub mod place;
pub mod prefs;
pub mod readout;
pub mod record;
pub mod shortcuts;
pub mod spec;
pub mod states;
pub mod status;
pub mod table;
pub mod tabs;
pub mod toast;
