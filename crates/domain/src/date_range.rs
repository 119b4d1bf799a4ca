//! The range of dates and instants that request bodies may contain, so that date arithmetic stays within four-digit years.

use std::any::TypeId;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::instant::{self, Instant};

/// First year that a body may contain.
pub const FIRST_YEAR: i32 = 1900;
/// Last year that a body may contain. Leaves room within four digits for payment terms and expiry periods.
pub const LAST_YEAR: i32 = 2999;
/// Message for a day or instant outside the range; its code is `out_of_range`.
pub const OUT_OF_RANGE: &str = "Send a date from 1900-01-01 to 2999-12-31";

/// Whether a body may contain this day.
#[must_use]
pub fn accepts_day(day: NaiveDate) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&day.year())
}

/// Whether a body may contain this instant, which is in UTC.
#[must_use]
pub fn accepts_instant(instant: NaiveDateTime) -> bool {
    accepts_day(instant.date())
}

/// The error of a day or an instant, if `T` is one. Stricter than chrono, which also accepts `26-1-1` and years beyond four digits.
pub(crate) fn date_error<T: 'static>(text: &str) -> Option<(&'static str, &'static str)> {
    let out_of_range = ("out_of_range", OUT_OF_RANGE);
    if TypeId::of::<T>() == TypeId::of::<Option<NaiveDate>>() {
        return match text.parse::<NaiveDate>() {
            Ok(day) if day.to_string() == text => (!accepts_day(day)).then_some(out_of_range),
            _ => Some(("wrong_type", "Send a day as YYYY-MM-DD")),
        };
    }
    if TypeId::of::<T>() == TypeId::of::<Option<Instant>>() {
        // Text that is no instant is reported by the type's own deserializer.
        let instant = instant::parse(text)?;
        return (!accepts_instant(instant)).then_some(out_of_range);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_ends_with_whole_years() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for inside in ["1900-01-01", "2026-03-02", "2999-12-31"] {
            assert!(accepts_day(day(inside)), "{inside}");
        }
        for outside in ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"] {
            assert!(!accepts_day(day(outside)), "{outside}");
        }
    }
}
