//! The clock of a claim against a carrier: nine months from delivery under the uniform bill of lading (`trade.md` C10).

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// Months from delivery within which a claim must be filed with the carrier.
pub const CLOCK_MONTHS: u32 = 9;
/// Days left from which the clock warns.
const NOTICE_DAYS: i64 = 60;
/// Days left from which it warns urgently.
const URGENT_DAYS: i64 = 15;

fixed_choice! {
    /// How urgent a claim against a carrier is.
    pub enum ClockWarning in "clock_warning" {
        /// At most 60 days are left.
        #[default]
        Notice = "notice" => "60 days or less",
        /// At most 15 days are left.
        Urgent = "urgent" => "15 days or less",
        /// The nine months are over.
        Expired = "expired" => "Expired",
    }
}

/// The clock of a pending claim against a carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimClock {
    /// The last day on which it can be filed.
    #[cfg_attr(feature = "openapi", schema(example = "2026-12-06"))]
    pub ends_on: NaiveDate,
    /// Days left; 0 on the last day, negative afterwards.
    #[cfg_attr(feature = "openapi", schema(example = 57))]
    pub days_left: i64,
    /// Warning; null while more than 60 days are left.
    pub warning: Option<ClockWarning>,
}

/// The last day of the clock: the same day of the month nine months after delivery, or the last day of a shorter month.
#[must_use]
pub fn clock_ends_on(delivered_on: NaiveDate) -> NaiveDate {
    delivered_on
        .checked_add_months(Months::new(CLOCK_MONTHS))
        .unwrap_or(NaiveDate::MAX)
}

impl ClaimClock {
    /// The clock of a load delivered on a day, as of another.
    #[must_use]
    pub fn of(delivered_on: NaiveDate, today: NaiveDate) -> Self {
        let ends_on = clock_ends_on(delivered_on);
        let days_left = ends_on.signed_duration_since(today).num_days();
        let warning = if days_left < 0 {
            Some(ClockWarning::Expired)
        } else if days_left <= URGENT_DAYS {
            Some(ClockWarning::Urgent)
        } else if days_left <= NOTICE_DAYS {
            Some(ClockWarning::Notice)
        } else {
            None
        };
        Self {
            ends_on,
            days_left,
            warning,
        }
    }
}

/// The last day of delivery whose clock has at most these days left today; `None` if there is no such day in the calendar. It turns
/// a bound on the days left into a bound on the column.
#[must_use]
pub fn last_delivery(today: NaiveDate, days_left: i64) -> Option<NaiveDate> {
    let span = chrono::TimeDelta::try_days(days_left)?;
    let end = today.checked_add_signed(span)?;
    // Month ends map several days to one, so the day looked for is at most three days later.
    let first = end.checked_sub_months(Months::new(CLOCK_MONTHS))?;
    (0..4)
        .filter_map(|days| first.checked_add_days(Days::new(days)))
        .filter(|day| clock_ends_on(*day) <= end)
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn nine_months_end_on_the_calendar_day_or_the_last_of_the_month() {
        for (delivered, ends) in [
            ("2026-03-06", "2026-12-06"),
            ("2026-05-31", "2027-02-28"),
            ("2026-05-30", "2027-02-28"),
            ("2026-05-28", "2027-02-28"),
            ("2026-05-27", "2027-02-27"),
            ("2027-05-31", "2028-02-29"),
            ("2027-05-29", "2028-02-29"),
            ("2026-08-31", "2027-05-31"),
            ("2026-12-31", "2027-09-30"),
            ("2026-06-30", "2027-03-30"),
            ("2028-02-29", "2028-11-29"),
        ] {
            assert_eq!(clock_ends_on(day(delivered)), day(ends), "{delivered}");
        }
    }

    #[test]
    fn the_clock_warns_at_sixty_and_fifteen_days() {
        let delivered = day("2026-05-31");
        for (today, left, warning) in [
            ("2026-12-29", 61, None),
            ("2026-12-30", 60, Some(ClockWarning::Notice)),
            ("2027-02-12", 16, Some(ClockWarning::Notice)),
            ("2027-02-13", 15, Some(ClockWarning::Urgent)),
            ("2027-02-28", 0, Some(ClockWarning::Urgent)),
            ("2027-03-01", -1, Some(ClockWarning::Expired)),
        ] {
            let clock = ClaimClock::of(delivered, day(today));
            assert_eq!((clock.days_left, clock.warning), (left, warning), "{today}");
        }
    }

    #[test]
    fn bounds_on_days_left_are_bounds_on_delivery() {
        let mut today = day("2026-11-20");
        for _ in 0..120 {
            for left in [-3, 0, 15, 60] {
                let last = last_delivery(today, left).unwrap();
                let of = |delivered| ClaimClock::of(delivered, today).days_left;
                assert!(of(last) <= left, "{today} {left}");
                assert!(of(last.succ_opt().unwrap()) > left, "{today} {left}");
            }
            today = today.succ_opt().unwrap();
        }
        assert_eq!(last_delivery(today, i64::MAX), None);
        assert_eq!(last_delivery(today, i64::MIN), None);
    }
}
