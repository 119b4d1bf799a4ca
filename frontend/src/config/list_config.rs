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

/// An entity in lists, in the navigation, and where its records are picked.
#[derive(Debug)]
pub struct ListConfig {
    /// Its name in the API and its address here: `/suppliers`.
    pub path: &'static str,
    /// Its kind, for permissions.
    pub kind: EntityKind,
    /// Its sign.
    pub icon: Icon,
    /// The title of its list: `Purchase orders`.
    pub title: &'static str,
    /// The same in a word: `Orders`.
    pub short: &'static str,
    /// One of them: `supplier`.
    pub singular: &'static str,
    /// Several of them: `suppliers`.
    pub plural: &'static str,
    /// What its list is for, said while it is empty.
    pub description: &'static str,
    /// What the search looks in: `Name, code, city`.
    pub search_hint: &'static str,
    /// How it is sorted unless somebody says otherwise: `name`, `-order_date`.
    pub default_sort: &'static str,
    /// What else it can be sorted by, beside its columns: key of the API and word.
    pub extra_sorts: &'static [(&'static str, &'static str)],
    /// The field that a record is called by.
    pub name_field: &'static str,
    /// The fields that tell twins apart where records are picked.
    pub distinguishing_fields: &'static [&'static str],
    /// The columns of its list; the first names the row.
    pub columns: &'static [Column],
    /// The filters of its list.
    pub filters: &'static [FilterSpec],
    /// Whether its records have an owner and are archived.
    pub owned: bool,
    /// What its list asks for beyond what the address says.
    pub default_params: Option<fn(&mut Pairs)>,
    /// What an address says so that its list leaves nothing out, where it does by itself.
    pub unfiltered_param: Option<(&'static str, &'static str)>,
    /// Stands between head and bar of its list: views as tabs.
    pub view_tabs: Option<fn() -> AnyView>,
    /// Reads the answer of its sums, where the API has some.
    pub sums: Option<fn(&Record) -> Sums>,
    /// What can be set in many of its records at once, where its sheet does not say so.
    pub bulk_fields: &'static [FieldSpec],
}

/// What the rows that match come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// Columns and what stands under them.
    pub cells: Vec<(&'static str, Cell)>,
    /// What a sum leaves out.
    pub note: String,
}

/// What every list can be sorted by beside its columns.
const ANY_LIST: (&str, &str) = ("id", "Entry order");

impl ListConfig {
    /// A column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<(usize, Column)> {
        let mut all = self.columns.iter().copied().enumerate();
        all.find(|(_, column)| column.name == name)
    }

    /// Everything its list can be sorted by: key of the API and word.
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

    /// What a record is called.
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
