//! Types that can be a query parameter's value.

use chrono::{NaiveDate, NaiveDateTime};

#[cfg(feature = "openapi")]
use super::openapi;
use super::{AnyOf, QueryText, SEARCH_MAX};
use crate::choices::{Choices, FixedChoice, UnknownCode};
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::instant::has_four_digits;
use crate::record::instant;

impl QueryText for NaiveDate {
    const HINT: &'static str = "Send a day as YYYY-MM-DD";

    fn from_query(text: &str) -> Option<Self> {
        // chrono alone also reads `26-1-1` and `+12345-1-1`.
        let day: Self = text.parse().ok()?;
        (has_four_digits(day) && day.to_string() == text).then_some(day)
    }

    fn to_query(&self) -> String {
        self.to_string()
    }

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        openapi::text(Some("date"))
    }
}

impl QueryText for NaiveDateTime {
    const HINT: &'static str = "Send an RFC 3339 instant, for example 2026-03-02T14:11:08Z";

    fn from_query(text: &str) -> Option<Self> {
        instant::parse(text)
    }

    fn to_query(&self) -> String {
        instant::show(self)
    }

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        openapi::text(Some("date-time"))
    }
}

impl QueryText for String {
    const HINT: &'static str = "Send a text of 1 to 100 characters";

    fn from_query(text: &str) -> Option<Self> {
        (1..=SEARCH_MAX)
            .contains(&text.chars().count())
            .then(|| text.to_owned())
    }

    fn to_query(&self) -> String {
        self.clone()
    }

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        openapi::bounded_text(SEARCH_MAX)
    }
}

impl<T: 'static> QueryText for Id<T> {
    const HINT: &'static str = "Send an id";

    fn from_query(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn to_query(&self) -> String {
        self.to_string()
    }

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <Self as utoipa::PartialSchema>::schema()
    }
}

impl QueryText for i64 {
    const HINT: &'static str = "Send a whole number";

    fn from_query(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn to_query(&self) -> String {
        self.to_string()
    }

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <Self as utoipa::PartialSchema>::schema()
    }
}

macro_rules! decimal_in_query {
    ($($name:ty),+) => { $(
        impl QueryText for $name {
            const HINT: &'static str = "Send a decimal, for example 1234.50";

            fn from_query(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn to_query(&self) -> String {
                self.to_string()
            }

            #[cfg(feature = "openapi")]
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                <Self as utoipa::PartialSchema>::schema()
            }
        }
    )+ };
}
decimal_in_query!(crate::Money, crate::WeightAmount);

/// A fixed choice in a query parameter. It is a wrapper because a blanket implementation would overlap the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<T>(pub T);

impl<T: FixedChoice> QueryText for Choice<T> {
    const HINT: &'static str = "Send codes of this list";

    fn from_query(text: &str) -> Option<Self> {
        let read: Result<T, UnknownCode> = text.parse();
        read.ok().map(Self)
    }

    fn to_query(&self) -> String {
        self.0.code().to_owned()
    }

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::Ref::from_schema_name(T::schema().0).into()
    }

    #[cfg(feature = "openapi")]
    fn schemas(all: &mut super::NamedSchemas) {
        all.push(T::schema());
    }
}

impl AnyOf<String> {
    /// Adds an error for every value that is not a code of a choice list. Retired codes are valid.
    pub fn check_codes(&self, name: &str, list: &str, choices: &Choices, errors: &mut FieldErrors) {
        let with_not = format!("{name}[not]");
        for (name, values) in [(name, &self.any), (&with_not, &self.not)] {
            for code in values.iter().filter(|code| !choices.has(list, code)) {
                let message = format!("{code} is no code of {list}");
                errors.add_parameter(name, "invalid_parameter", message);
            }
        }
    }
}
