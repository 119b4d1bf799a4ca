//! Filter conditions: a set of values, a range, a boolean.

use std::fmt::Display;

#[cfg(feature = "openapi")]
use super::openapi;
use super::{FilterValue, QueryReader, QueryText, VALUES_MAX};

/// Description of `[is_null]`. Variants omit what the plain form says, so that lists can share their parameters.
#[cfg(feature = "openapi")]
const IS_NULL: &str = "true: only empty values; false: only others.";

/// `field=a&field=b` or `field=a,b` (any of), `field[not]=c`, `field[is_null]=true`.
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
    /// Matches a single value.
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
        openapi::push(all, name, doc.trim(), openapi::array(T::schema()));
        openapi::push(
            all,
            &format!("{name}[not]"),
            "None of these values.",
            openapi::array(T::schema()),
        );
        openapi::push(all, &format!("{name}[is_null]"), IS_NULL, openapi::flag());
    }

    #[cfg(feature = "openapi")]
    fn schemas(all: &mut super::NamedSchemas) {
        T::schemas(all);
    }
}

/// `field[gte]=`, `[gt]`, `[lte]`, `[lt]`, and `field=` for equality.
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
            ("", doc.trim()),
            ("[gte]", "This value or a later or larger one."),
            ("[gt]", "A later or larger value."),
            ("[lte]", "This value or an earlier or smaller one."),
            ("[lt]", "An earlier or smaller value."),
        ] {
            openapi::push(all, &format!("{name}{suffix}"), how, T::schema());
        }
        openapi::push(all, &format!("{name}[is_null]"), IS_NULL, openapi::flag());
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

pub(super) fn read_one<T: QueryText>(name: &str, reader: &mut QueryReader) -> Option<T> {
    let text = reader.take(name)?;
    let value = T::from_query(&text);
    if value.is_none() {
        reader.refuse(name, T::HINT);
    }
    value
}

/// Reads every value of a parameter: repeated, joined by commas, or both.
fn read_values<T: QueryText>(name: &str, reader: &mut QueryReader) -> Vec<T> {
    let sent = reader.take_all(name);
    let values: Option<Vec<T>> = sent
        .iter()
        .flat_map(|text| split_values(text))
        .take(VALUES_MAX + 1)
        .map(|part| T::from_query(&part))
        .collect();
    values
        .filter(|values| values.len() <= VALUES_MAX)
        .unwrap_or_else(|| {
            reader.refuse(name, T::HINT);
            Vec::new()
        })
}

/// Splits at commas outside double quotes and removes the quotes.
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
