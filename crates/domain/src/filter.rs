//! Typed query parameters of lists. What is read here is what is written by the client and documented in OpenAPI.

use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::NaiveDateTime;

use crate::choices::Choices;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::users::User;

/// Longest text in `q`, in characters.
pub const SEARCH_MAX: usize = 100;

/// Decoded query parameters, taken one by one; what is left at the end is unknown.
#[derive(Debug)]
pub struct QueryReader {
    pairs: BTreeMap<String, String>,
    errors: FieldErrors,
}

impl QueryReader {
    /// Takes the pairs in, noting doubled names.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut reader = Self {
            pairs: BTreeMap::new(),
            errors: FieldErrors::new(),
        };
        for (name, value) in pairs {
            if reader.pairs.insert(name.clone(), value).is_some() {
                reader.errors.add_parameter(
                    name,
                    "duplicate_parameter",
                    "Send it once; several values are joined by commas",
                );
            }
        }
        reader
    }

    /// Takes a parameter.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.pairs.remove(name)
    }

    /// Takes a yes/no parameter.
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

    /// Notes an invalid value.
    pub fn refuse(&mut self, name: &str, message: &str) {
        self.errors
            .add_parameter(name, "invalid_parameter", message);
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Everything found wrong, unknown parameters included.
    pub fn finish(mut self) -> Result<(), FieldErrors> {
        for name in self.pairs.into_keys() {
            let hint = match name.as_str() {
                "page" | "page_size" => "Pages are asked for with limit and cursor",
                _ => "There is no such parameter here",
            };
            self.errors.add_parameter(name, "unknown_parameter", hint);
        }
        self.errors.into_result()
    }
}

/// A list's filter as a whole; made by the macro `filter!`.
pub trait Filter: Clone + PartialEq + Default + Send + Sync + 'static {
    /// What every list accepts.
    fn common(&self) -> &CommonFilter;

    /// The same, to change it.
    fn common_mut(&mut self) -> &mut CommonFilter;

    /// Reads it from query parameters.
    fn read(reader: &mut QueryReader) -> Self;

    /// Writes it as query parameters, leaving out what is not set.
    fn write(&self, pairs: &mut Vec<(String, String)>);

    /// Says which of its values are no codes of their open choice list.
    fn check_codes(&self, choices: &Choices, errors: &mut FieldErrors);

    /// Its parameters for the OpenAPI document.
    #[cfg(feature = "openapi")]
    fn parameters() -> Vec<utoipa::openapi::path::Parameter>;
}

/// One filter: how it is read, written and documented.
pub trait FilterValue: Default {
    /// Takes it from the parameters.
    fn read(name: &str, reader: &mut QueryReader) -> Self;

    /// Adds it to the parameters when set.
    fn write(&self, name: &str, pairs: &mut Vec<(String, String)>);

    /// Whether it narrows anything.
    fn is_set(&self) -> bool;

    /// Its parameters for the OpenAPI document.
    #[cfg(feature = "openapi")]
    fn parameters(name: &str, doc: &str, all: &mut Vec<utoipa::openapi::path::Parameter>);
}

/// A type that can stand in a query parameter.
pub trait QueryText: Sized + Clone {
    /// What a wrong value is told.
    const HINT: &'static str;

    /// Reads it.
    fn from_query(text: &str) -> Option<Self>;

    /// Writes it.
    fn to_query(&self) -> String;

    /// Its schema.
    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema>;
}

/// `field=a,b` (any of), `field[not]=c`, `field[is_null]=true`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyOf<T> {
    /// Any of these; empty means all.
    pub any: Vec<T>,
    /// None of these.
    pub not: Vec<T>,
    /// Only rows where it is empty (or only where it is not).
    pub is_null: Option<bool>,
}

impl<T> Default for AnyOf<T> {
    fn default() -> Self {
        Self {
            any: Vec::new(),
            not: Vec::new(),
            is_null: None,
        }
    }
}

impl<T> AnyOf<T> {
    /// Just this one.
    pub fn only(value: T) -> Self {
        Self {
            any: vec![value],
            not: Vec::new(),
            is_null: None,
        }
    }
}

impl<T: QueryText> FilterValue for AnyOf<T> {
    fn read(name: &str, reader: &mut QueryReader) -> Self {
        let any = read_values(name, reader);
        let not = read_values(&format!("{name}[not]"), reader);
        Self {
            any,
            not,
            is_null: reader.take_flag(&format!("{name}[is_null]")),
        }
    }

    fn write(&self, name: &str, pairs: &mut Vec<(String, String)>) {
        for (name, values) in [
            (name.to_owned(), &self.any),
            (format!("{name}[not]"), &self.not),
        ] {
            if !values.is_empty() {
                pairs.push((name, join_values(values.iter().map(QueryText::to_query))));
            }
        }
        if let Some(is_null) = self.is_null {
            pairs.push((format!("{name}[is_null]"), is_null.to_string()));
        }
    }

    fn is_set(&self) -> bool {
        !self.any.is_empty() || !self.not.is_empty() || self.is_null.is_some()
    }

    #[cfg(feature = "openapi")]
    fn parameters(name: &str, doc: &str, all: &mut Vec<utoipa::openapi::path::Parameter>) {
        openapi::push(
            all,
            name,
            &format!("{} Any of the values, joined by commas.", doc.trim()),
            openapi::array(T::schema()),
        );
        openapi::push(
            all,
            &format!("{name}[not]"),
            &format!("{} None of the values.", doc.trim()),
            openapi::array(T::schema()),
        );
        openapi::push(
            all,
            &format!("{name}[is_null]"),
            &format!("{} Only where it is empty, or only where not.", doc.trim()),
            openapi::flag(),
        );
    }
}

/// `field[gte]=`, `[gt]`, `[lte]`, `[lt]`, and `field=` for exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range<T> {
    /// Exactly this.
    pub eq: Option<T>,
    /// This or more.
    pub gte: Option<T>,
    /// More than this.
    pub gt: Option<T>,
    /// This or less.
    pub lte: Option<T>,
    /// Less than this.
    pub lt: Option<T>,
    /// Only rows where it is empty (or only where it is not).
    pub is_null: Option<bool>,
}

impl<T> Default for Range<T> {
    fn default() -> Self {
        Self {
            eq: None,
            gte: None,
            gt: None,
            lte: None,
            lt: None,
            is_null: None,
        }
    }
}

impl<T: QueryText> FilterValue for Range<T> {
    fn read(name: &str, reader: &mut QueryReader) -> Self {
        let mut bound = |suffix: &str| read_one(&format!("{name}{suffix}"), reader);
        let (eq, gte, gt, lte, lt) = (
            bound(""),
            bound("[gte]"),
            bound("[gt]"),
            bound("[lte]"),
            bound("[lt]"),
        );
        Self {
            eq,
            gte,
            gt,
            lte,
            lt,
            is_null: reader.take_flag(&format!("{name}[is_null]")),
        }
    }

    fn write(&self, name: &str, pairs: &mut Vec<(String, String)>) {
        let bounds = [
            ("", &self.eq),
            ("[gte]", &self.gte),
            ("[gt]", &self.gt),
            ("[lte]", &self.lte),
            ("[lt]", &self.lt),
        ];
        for (suffix, bound) in bounds {
            if let Some(value) = bound {
                pairs.push((format!("{name}{suffix}"), value.to_query()));
            }
        }
        if let Some(is_null) = self.is_null {
            pairs.push((format!("{name}[is_null]"), is_null.to_string()));
        }
    }

    fn is_set(&self) -> bool {
        [&self.eq, &self.gte, &self.gt, &self.lte, &self.lt]
            .into_iter()
            .any(Option::is_some)
            || self.is_null.is_some()
    }

    #[cfg(feature = "openapi")]
    fn parameters(name: &str, doc: &str, all: &mut Vec<utoipa::openapi::path::Parameter>) {
        for (suffix, how) in [
            ("", "Exactly."),
            ("[gte]", "This or more."),
            ("[gt]", "More than this."),
            ("[lte]", "This or less."),
            ("[lt]", "Less than this."),
        ] {
            openapi::push(
                all,
                &format!("{name}{suffix}"),
                &format!("{} {how}", doc.trim()),
                T::schema(),
            );
        }
        openapi::push(
            all,
            &format!("{name}[is_null]"),
            &format!("{} Only where it is empty, or only where not.", doc.trim()),
            openapi::flag(),
        );
    }
}

impl FilterValue for Option<bool> {
    fn read(name: &str, reader: &mut QueryReader) -> Self {
        reader.take_flag(name)
    }

    fn write(&self, name: &str, pairs: &mut Vec<(String, String)>) {
        if let Some(flag) = self {
            pairs.push((name.to_owned(), flag.to_string()));
        }
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    #[cfg(feature = "openapi")]
    fn parameters(name: &str, doc: &str, all: &mut Vec<utoipa::openapi::path::Parameter>) {
        openapi::push(all, name, doc.trim(), openapi::flag());
    }
}

/// Which rows by archive state.
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
    /// Substring search, blind to case and accents.
    pub q: Option<String>,
    /// Active, archived or both.
    pub archived: Archived,
    /// Whose records.
    pub owner_id: AnyOf<Id<User>>,
    /// When created.
    pub created_at: Range<NaiveDateTime>,
    /// When last changed.
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
            "Substring search over the texts of the record and the names it refers to, blind to case and accents.",
            <String as QueryText>::schema(),
        );
        openapi::push(
            &mut all,
            "archived",
            "Absent: active rows; true: archived rows; any: both.",
            openapi::codes(vec!["false", "true", "any"]),
        );
        AnyOf::<Id<User>>::parameters("owner_id", "Owner of the record.", &mut all);
        Range::<NaiveDateTime>::parameters("created_at", "When it was created.", &mut all);
        Range::<NaiveDateTime>::parameters("updated_at", "When it was changed last.", &mut all);
        all
    }
}

fn read_one<T: QueryText>(name: &str, reader: &mut QueryReader) -> Option<T> {
    let text = reader.take(name)?;
    let value = T::from_query(&text);
    if value.is_none() {
        reader.refuse(name, T::HINT);
    }
    value
}

fn read_values<T: QueryText>(name: &str, reader: &mut QueryReader) -> Vec<T> {
    let Some(text) = reader.take(name) else {
        return Vec::new();
    };
    let values: Option<Vec<T>> = split_values(&text)
        .iter()
        .map(|part| T::from_query(part))
        .collect();
    values
        .filter(|values| values.len() <= 200)
        .unwrap_or_else(|| {
            reader.refuse(name, T::HINT);
            Vec::new()
        })
}

/// Splits at commas outside double quotes; the quotes go.
fn split_values(text: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => values.push(String::new()),
            _ => {
                if let Some(last) = values.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    values
}

fn join_values(values: impl Iterator<Item = impl Display>) -> String {
    let shown = values.map(|value| {
        let text = value.to_string();
        if text.contains(',') {
            format!("\"{text}\"")
        } else {
            text
        }
    });
    shown.collect::<Vec<_>>().join(",")
}

#[cfg(feature = "openapi")]
#[path = "filter_openapi.rs"]
mod openapi;
#[path = "filter_values.rs"]
mod values;

pub use values::Choice;

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares public types")]
#[path = "filter_tests.rs"]
mod tests;
