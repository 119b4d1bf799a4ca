//! The range of days and instants that bodies may carry, so that no date arithmetic leaves the years that every part can write.

use std::any::TypeId;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::record::{Instant, instant};

/// First year that a body may name.
pub const FIRST_YEAR: i32 = 1900;
/// Last year that a body may name. Years stay at four digits with room for payment terms and expiry periods.
pub const LAST_YEAR: i32 = 2999;
/// Message for a day or instant outside the range; its code is `out_of_range`.
pub const OUT_OF_RANGE: &str = "Send a date from 1900-01-01 to 2999-12-31";

/// Whether a body may carry this day.
#[must_use]
pub fn accepts_day(day: NaiveDate) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&day.year())
}

/// Whether a body may carry this instant, which is in UTC.
#[must_use]
pub fn accepts_instant(instant: NaiveDateTime) -> bool {
    accepts_day(instant.date())
}

/// Whether `YYYY-MM-DD` can write this day: what filters may compare with, for nothing is computed from them.
#[must_use]
pub fn has_four_digits(day: NaiveDate) -> bool {
    (0..=9999).contains(&day.year())
}

/// What is wrong with a day or an instant, where `T` is one: chrono alone also takes `26-1-1`, and years that nothing can write.
pub(crate) fn date_error<T: 'static>(text: &str) -> Option<(&'static str, &'static str)> {
    let out_of_range = ("out_of_range", OUT_OF_RANGE);
    if TypeId::of::<T>() == TypeId::of::<Option<NaiveDate>>() {
        return match text.parse::<NaiveDate>() {
            Ok(day) if day.to_string() == text => (!accepts_day(day)).then_some(out_of_range),
            _ => Some(("wrong_type", "Send a day as YYYY-MM-DD")),
        };
    }
    if TypeId::of::<T>() == TypeId::of::<Option<Instant>>() {
        // What is no instant at all is named by its own type.
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
            assert!(has_four_digits(day(outside)), "{outside}");
        }
        assert!(!has_four_digits(day("+12345-01-01")));
        assert!(!has_four_digits(day("-0001-01-01")));
    }
}
