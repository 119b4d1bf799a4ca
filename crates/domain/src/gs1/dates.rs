//! Dates in GS1 data: six digits, YYMMDD.

use chrono::{Datelike, Months, NaiveDate};

use super::ScanError;

/// Reads a date. Day 00 is the last day of the month.
pub(super) fn day_of(id: &str, digits: &str, today: NaiveDate) -> Result<NaiveDate, ScanError> {
    let pair = |place: usize| digits.get(place..place + 2)?.parse::<u32>().ok();
    let read = || {
        let (year, month, day) = (pair(0)?, pair(2)?, pair(4)?);
        let year = full_year(i32::try_from(year).ok()?, today.year());
        if day == 0 {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            return first.checked_add_months(Months::new(1))?.pred_opt();
        }
        NaiveDate::from_ymd_opt(year, month, day)
    };
    read().ok_or_else(|| {
        let message = format!("({id}) {digits} is not a date (YYMMDD)");
        ScanError::new("bad_date", message)
    })
}

/// The year with its century: from 49 years before this year to 50 years after it (General Specifications, section 7.12).
fn full_year(year: i32, now: i32) -> i32 {
    let century = now - now.rem_euclid(100);
    match year - now.rem_euclid(100) {
        51.. => century - 100 + year,
        ..=-50 => century + 100 + year,
        _ => century + year,
    }
}
