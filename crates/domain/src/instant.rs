//! Instants in UTC as RFC 3339 text.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json_error::json_error;

/// A UTC instant in a request body, RFC 3339 in JSON.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-03-04T11:30:00Z"))]
#[serde(transparent)]
pub struct Instant(#[serde(with = "self")] pub NaiveDateTime);

/// Whether `YYYY-MM-DD` can represent this day. Enough for filters, because nothing is computed from their dates.
#[must_use]
pub fn has_four_digits(day: NaiveDate) -> bool {
    (0..=9999).contains(&day.year())
}

/// Formats `2026-03-02T14:11:08Z`, with a fraction only if there is one.
#[must_use]
pub fn show(instant: &NaiveDateTime) -> String {
    instant
        .and_utc()
        .to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Parses any RFC 3339 instant whose year in UTC has four digits.
#[must_use]
pub fn parse(text: &str) -> Option<NaiveDateTime> {
    let instant = DateTime::parse_from_rfc3339(text).ok()?.naive_utc();
    has_four_digits(instant.date()).then_some(instant)
}

/// For `#[serde(with)]`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(instant: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&show(instant))
}

/// For `#[serde(with)]`.
///
/// # Errors
/// If the text is not an instant.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        json_error(
            "invalid_instant",
            "Send an RFC 3339 instant, for example 2026-03-02T14:11:08Z",
        )
    })
}

/// The same functions for optional instants.
pub mod optional {
    use super::{Deserialize, Deserializer, NaiveDateTime, Serializer, json_error, parse, show};

    /// For `#[serde(with)]`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(
        instant: &Option<NaiveDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match instant {
            Some(instant) => serializer.serialize_some(&show(instant)),
            None => serializer.serialize_none(),
        }
    }

    /// For `#[serde(with)]`.
    ///
    /// # Errors
    /// If the text is not an instant.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveDateTime>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(None);
        };
        parse(&text).map(Some).ok_or_else(|| {
            json_error(
                "invalid_instant",
                "Send an RFC 3339 instant, for example 2026-03-02T14:11:08Z",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_have_four_digits() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for text in ["0001-01-01", "2026-03-02", "9999-12-31"] {
            assert!(has_four_digits(day(text)), "{text}");
        }
        assert!(!has_four_digits(day("+12345-01-01")));
        assert!(!has_four_digits(day("-0001-01-01")));
    }
}
