//! Dates formatted for people.

use chrono::{Datelike as _, NaiveDate};

/// Short month names.
pub const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Short name of a date's month: `Mar`.
#[must_use]
pub fn month_name(date: NaiveDate) -> &'static str {
    let month = usize::try_from(date.month0()).unwrap_or_default();
    MONTHS.get(month).copied().unwrap_or_default()
}

/// A date in US format: `Mar 2, 2026`.
#[must_use]
pub fn long_date(date: NaiveDate) -> String {
    format!("{} {}, {}", month_name(date), date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_in_the_us() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        assert_eq!(long_date(day), "Mar 2, 2026");
    }
}
