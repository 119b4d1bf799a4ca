//! Typed query parameters of lists. The same declaration drives the server's parsing, the client's URLs and the OpenAPI document.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::choices::Choices;
use crate::field_errors::FieldErrors;
use crate::id::Id;
use crate::users::User;

/// Longest text in `q`, in characters.
pub const SEARCH_MAX: usize = 100;
/// Most values of one parameter.
const VALUES_MAX: usize = 200;

/// Decoded query parameters, taken by name. Parameters that remain at the end are unknown.
#[derive(Debug)]
pub struct QueryReader {
    pairs: BTreeMap<String, Vec<String>>,
    errors: FieldErrors,
}

impl QueryReader {
    /// Groups the values of each name in the order sent.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut grouped: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            grouped.entry(name).or_default().push(value);
        }
        Self {
            pairs: grouped,
            errors: FieldErrors::new(),
        }
    }

    /// Takes a single-valued parameter. Sending it twice is an error; the last value is read.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let values = self.pairs.remove(name)?;
        if values.len() > 1 {
            self.refuse_repeated(name);
        }
        values.into_iter().next_back()
    }

    /// Takes every value of a parameter that may be repeated.
    pub fn take_all(&mut self, name: &str) -> Vec<String> {
        self.pairs.remove(name).unwrap_or_default()
    }

    fn refuse_repeated(&mut self, name: &str) {
        self.errors.add_parameter(
            name,
            "duplicate_parameter",
            "Send this parameter once; it takes one value",
        );
    }

    /// Takes a boolean parameter.
    pub fn take_flag(&mut self, name: &str) -> Option<bool> {
        match self.take(name)?.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.refuse(name, "Send true or false");
                None
            }
        }
    }

    /// Adds an error for an invalid value.
    pub fn refuse(&mut self, name: &str, message: &str) {
        self.errors
            .add_parameter(name, "invalid_parameter", message);
    }

    /// Finishes the reading.
    ///
    /// # Errors
    /// All errors found, including unknown parameters.
    pub fn finish(mut self) -> Result<(), FieldErrors> {
        for (name, values) in std::mem::take(&mut self.pairs) {
            if values.len() > 1 {
                self.refuse_repeated(&name);
            }
            let hint = match name.as_str() {
                "page" | "page_size" => "Use limit and cursor to page through a list",
                _ => "Unknown parameter",
            };
            self.errors.add_parameter(name, "unknown_parameter", hint);
        }
        self.errors.into_result()
    }
}

/// The filter of a list; declared with the macro `filter!`.
pub trait Filter: Clone + PartialEq + Default + Send + Sync + 'static {
    /// The filters that every list accepts.
    fn common(&self) -> &CommonFilter;

    /// Mutable access to [`Filter::common`].
    fn common_mut(&mut self) -> &mut CommonFilter;

    /// Reads it from query parameters.
    fn read(reader: &mut QueryReader) -> Self;

    /// Writes it as query parameters, leaving out what is not set.
    fn write(&self, pairs: &mut Vec<(String, String)>);

    /// Adds an error for every value that is not a code of its open choice list.
    fn check_codes(&self, choices: &Choices, errors: &mut FieldErrors);

    /// Its parameters for the OpenAPI document.
    #[cfg(feature = "openapi")]
    fn parameters() -> Vec<utoipa::openapi::path::Parameter>;

    /// The named schemas that its parameters refer to.
    #[cfg(feature = "openapi")]
    fn schemas(all: &mut NamedSchemas);
}

/// Schemas of the OpenAPI document with their names.
#[cfg(feature = "openapi")]
pub type NamedSchemas = Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>;

/// One filter condition: its reading, writing and documentation.
pub trait FilterValue: Default {
    /// Takes it from the parameters.
    fn read(name: &str, reader: &mut QueryReader) -> Self;

    /// Adds it to the parameters when set.
    fn write(&self, name: &str, pairs: &mut Vec<(String, String)>);

    /// Whether it restricts anything.
    fn is_set(&self) -> bool;

    /// Its parameters for the OpenAPI document.
    #[cfg(feature = "openapi")]
    fn parameters(name: &str, doc: &str, all: &mut Vec<utoipa::openapi::path::Parameter>);

    /// The named schemas that its parameters refer to.
    #[cfg(feature = "openapi")]
    fn schemas(_all: &mut NamedSchemas) {}
}

/// A type that can be a query parameter's value.
pub trait QueryText: Sized + Clone {
    /// Message for a wrong value.
    const HINT: &'static str;

    /// Parses it.
    fn from_query(text: &str) -> Option<Self>;

    /// Formats it.
    fn to_query(&self) -> String;

    /// Its schema, or a reference to it.
    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema>;

    /// The named schema that [`QueryText::schema`] refers to.
    #[cfg(feature = "openapi")]
    fn schemas(_all: &mut NamedSchemas) {}
}

/// Selects rows by archive state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Archived {
    /// Active rows only.
    #[default]
    No,
    /// Archived rows only.
    Only,
    /// Both.
    Any,
}

/// The filters that every list accepts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommonFilter {
    /// Every word must occur as a substring, in any order, ignoring case and accents.
    pub q: Option<String>,
    /// Active, archived or both.
    pub archived: Archived,
    /// Owners.
    pub owner_id: AnyOf<Id<User>>,
    /// Time of creation.
    pub created_at: Range<NaiveDateTime>,
    /// Time of the last change.
    pub updated_at: Range<NaiveDateTime>,
}

impl CommonFilter {
    /// Reads it from query parameters.
    pub fn read(reader: &mut QueryReader) -> Self {
        let archived = match reader.take("archived").as_deref() {
            None | Some("false") => Archived::No,
            Some("true") => Archived::Only,
            Some("any") => Archived::Any,
            Some(_) => {
                reader.refuse("archived", "Send true, false or any");
                Archived::No
            }
        };
        Self {
            q: read_one("q", reader),
            archived,
            owner_id: FilterValue::read("owner_id", reader),
            created_at: FilterValue::read("created_at", reader),
            updated_at: FilterValue::read("updated_at", reader),
        }
    }

    /// Writes it as query parameters.
    pub fn write(&self, pairs: &mut Vec<(String, String)>) {
        if let Some(q) = &self.q {
            pairs.push(("q".to_owned(), q.clone()));
        }
        match self.archived {
            Archived::No => {}
            Archived::Only => pairs.push(("archived".to_owned(), "true".to_owned())),
            Archived::Any => pairs.push(("archived".to_owned(), "any".to_owned())),
        }
        self.owner_id.write("owner_id", pairs);
        self.created_at.write("created_at", pairs);
        self.updated_at.write("updated_at", pairs);
    }

    /// Its parameters for the OpenAPI document.
    #[cfg(feature = "openapi")]
    #[must_use]
    pub fn parameters() -> Vec<utoipa::openapi::path::Parameter> {
        let mut all = Vec::new();
        openapi::push(
            &mut all,
            "q",
            "Text search, ignoring case and accents: every word must occur, whole or as a part and in any order, in the texts of the record or the names of linked records.",
            <String as QueryText>::schema(),
        );
        openapi::push(
            &mut all,
            "archived",
            "Absent or false: active records; true: archived records; any: both.",
            utoipa::openapi::Ref::from_schema_name(openapi::ARCHIVED).into(),
        );
        AnyOf::<Id<User>>::parameters("owner_id", "Owner of the record.", &mut all);
        Range::<NaiveDateTime>::parameters("created_at", "Time of creation.", &mut all);
        Range::<NaiveDateTime>::parameters("updated_at", "Time of the last change.", &mut all);
        all
    }

    /// The named schemas that its parameters refer to.
    #[cfg(feature = "openapi")]
    pub fn schemas(all: &mut NamedSchemas) {
        let codes = openapi::codes(vec!["false", "true", "any"]);
        all.push((openapi::ARCHIVED.to_owned(), codes));
    }
}

#[path = "filter_conditions.rs"]
mod conditions;
#[cfg(feature = "openapi")]
#[path = "filter_openapi.rs"]
mod openapi;
#[path = "filter_values.rs"]
mod values;

pub use conditions::{AnyOf, Range};
pub use values::Choice;

use conditions::read_one;

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares public types")]
#[path = "filter_tests.rs"]
mod tests;
