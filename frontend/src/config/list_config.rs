//! An entity in lists, in the navigation and in pickers, as data.
//!
//! Apart from `record_config`, because lists are in the first download and records are not.

use domain::EntityKind;
use leptos::prelude::*;

use crate::api::record_json::{self, Record};
use crate::ui::field_spec::FieldSpec;
use crate::ui::filters::FilterSpec;
use crate::ui::icon::Icon;
use crate::ui::table::{Cell, Column};
use crate::ui::url_query::Pairs;

/// An entity in lists, navigation and pickers.
#[derive(Debug)]
pub struct ListConfig {
    /// Its path in the API and in the app: `/suppliers`.
    pub path: &'static str,
    /// Its entity kind, for permissions.
    pub kind: EntityKind,
    pub icon: Icon,
    /// The title of its list: `Purchase orders`.
    pub title: &'static str,
    /// The short title: `Orders`.
    pub short: &'static str,
    /// One of them: `supplier`.
    pub singular: &'static str,
    /// Several of them: `suppliers`.
    pub plural: &'static str,
    /// The text of the empty list.
    pub description: &'static str,
    /// The searched fields: `Name, code, city`.
    pub search_hint: &'static str,
    /// The default sort order: `name`, `-order_date`.
    pub default_sort: &'static str,
    /// Sort keys beside its columns: API key and label.
    pub extra_sorts: &'static [(&'static str, &'static str)],
    /// The field that names a record.
    pub name_field: &'static str,
    /// The fields that distinguish records of the same name in pickers.
    pub distinguishing_fields: &'static [&'static str],
    /// Its columns; the first links to the record.
    pub columns: &'static [Column],
    /// The filters of its list.
    pub filters: &'static [FilterSpec],
    /// Whether its records have an owner and are archived.
    pub owned: bool,
    /// Whether its records are made on the page of another record: its list has no button for a new one.
    pub made_elsewhere: bool,
    /// Adds default query parameters to those of the address.
    pub default_params: Option<fn(&mut Pairs)>,
    /// The parameter that turns the default filter off.
    pub unfiltered_param: Option<(&'static str, &'static str)>,
    /// The status tabs above the list.
    pub view_tabs: Option<fn() -> AnyView>,
    /// Reads the totals from the API's response, if it has any.
    pub sums: Option<fn(&Record) -> Sums>,
    /// Fields that a bulk change can set, beside those of the record's config.
    pub bulk_fields: &'static [FieldSpec],
}

/// The totals of the matching rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// Totals by column.
    pub cells: Vec<(&'static str, Cell)>,
    /// What the totals leave out.
    pub note: String,
}

/// The sort key of every list.
const ANY_LIST: (&str, &str) = ("id", "Entry order");

impl ListConfig {
    /// A list of records with names and owners.
    pub const DEFAULT: Self = Self {
        path: "",
        kind: EntityKind::Supplier,
        icon: Icon::Supplier,
        title: "",
        short: "",
        singular: "",
        plural: "",
        description: "",
        search_hint: "",
        default_sort: "name",
        extra_sorts: &[],
        name_field: "name",
        distinguishing_fields: &[],
        columns: &[],
        filters: &[],
        owned: true,
        made_elsewhere: false,
        default_params: None,
        unfiltered_param: None,
        view_tabs: None,
        sums: None,
        bulk_fields: &[],
    };

    /// A column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<(usize, Column)> {
        let mut all = self.columns.iter().copied().enumerate();
        all.find(|(_, column)| column.name == name)
    }

    /// All sort keys: API key and label.
    #[must_use]
    pub fn orders(&self) -> Vec<(&'static str, &'static str)> {
        let columns = self.columns.iter();
        let mut all: Vec<_> = columns
            .filter_map(|column| Some((column.sort?, column.label)))
            .collect();
        all.extend(self.extra_sorts);
        all.push(ANY_LIST);
        all
    }

    /// The name of a record.
    #[must_use]
    pub fn label(&self, record: &Record) -> String {
        record_json::text(record, self.name_field).to_owned()
    }

    /// The address of a record.
    #[must_use]
    pub fn at(&self, id: i64) -> String {
        format!("{}/{id}", self.path)
    }
}
