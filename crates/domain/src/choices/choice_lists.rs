//! Choice lists with their entries: the response of `GET /choices`.

use serde::{Deserialize, Serialize};

use crate::choice_entries::ChoiceItem;
use crate::field_errors::FieldErrors;
use crate::id::Id;

/// One entry of a choice list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoiceEntry {
    /// Its id, by which an administrator edits it; null in fixed lists.
    #[serde(default)]
    pub id: Option<Id<ChoiceItem>>,
    /// Stable code.
    #[cfg_attr(feature = "openapi", schema(example = "beef"))]
    pub code: String,
    /// Label.
    #[cfg_attr(feature = "openapi", schema(example = "Beef"))]
    pub label: String,
    /// Position in the list, from 1.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub position: i32,
    /// Still valid on old records, no longer offered.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub retired: bool,
}

/// One choice list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoiceList {
    /// Name of the list.
    #[cfg_attr(feature = "openapi", schema(example = "species"))]
    pub name: String,
    /// Fixed lists belong to the program; open ones are edited by an administrator.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub fixed: bool,
    /// The entries in order.
    pub entries: Vec<ChoiceEntry>,
}

/// All choice lists: response of `GET /choices`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choices {
    /// The lists in order of their names.
    pub lists: Vec<ChoiceList>,
}

impl Choices {
    /// Choice lists in order of their names.
    #[must_use]
    pub fn new(mut lists: Vec<ChoiceList>) -> Self {
        lists.sort_by(|a, b| a.name.cmp(&b.name));
        Self { lists }
    }

    /// The entries of a list; empty for an unknown list.
    #[must_use]
    pub fn list(&self, name: &str) -> &[ChoiceEntry] {
        self.lists
            .iter()
            .find(|list| list.name == name)
            .map_or(&[], |list| list.entries.as_slice())
    }

    /// Whether a list contains a code, retired or not.
    #[must_use]
    pub fn has(&self, list: &str, code: &str) -> bool {
        self.list(list).iter().any(|entry| entry.code == code)
    }

    /// The label of a code; the code itself if it is unknown.
    #[must_use]
    pub fn label<'a>(&'a self, list: &str, code: &'a str) -> &'a str {
        self.list(list)
            .iter()
            .find(|entry| entry.code == code)
            .map_or(code, |entry| entry.label.as_str())
    }

    /// Checks an optional code of an open list.
    pub fn check(&self, errors: &mut FieldErrors, pointer: &str, list: &str, code: Option<&str>) {
        if code.is_some_and(|code| !self.has(list, code)) {
            errors.add(
                pointer,
                "unknown_code",
                format!("Unknown code for the list {list}"),
            );
        }
    }

    /// Checks every code of a set; errors name the index of each wrong code.
    pub fn check_set(&self, errors: &mut FieldErrors, pointer: &str, list: &str, codes: &[String]) {
        for (index, code) in codes.iter().enumerate() {
            self.check(errors, &format!("{pointer}/{index}"), list, Some(code));
        }
    }
}
