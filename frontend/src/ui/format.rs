//! Formats figures, dates and times for display. Stored and sent values stay plain.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, Timelike};
use domain::date_range::accepts_day;
use domain::dates::{MONTHS, long_date, month_name};

/// Stands where a value is not known; never `0.00`.
pub const UNKNOWN: &str = "–";

/// `40127.50` as `40,127.50`. Other text is returned unchanged.
#[must_use]
pub fn grouped(plain: &str) -> String {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", plain),
    };
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain.to_owned();
    }
    let mut shown = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

/// An amount with grouping; negative amounts in parentheses.
#[must_use]
pub fn money(plain: &str) -> String {
    let (negative, size) = sign(plain);
    if negative {
        format!("({})", grouped(size))
    } else {
        grouped(size)
    }
}

/// Whether an amount is below zero, and the amount without its sign.
fn sign(plain: &str) -> (bool, &str) {
    let size = plain.strip_prefix('-').unwrap_or(plain);
    let negative = size.len() < plain.len() && size.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    (negative, size)
}

/// Dollars as people read them in a sentence: `$1,980.00`, a negative amount in parentheses.
#[must_use]
pub fn cash(plain: &str) -> String {
    let (negative, size) = sign(plain);
    if negative {
        format!("(${})", grouped(size))
    } else {
        format!("${}", grouped(size))
    }
}

/// What a person typed as plain digits: `$1,234.5` and `1 234.5` become `1234.5`.
#[must_use]
pub fn plain_decimal(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !matches!(c, ',' | '$' | ' ' | '\u{a0}'))
        .map(|c| if c == '−' { '-' } else { c })
        .collect()
}

/// Pads a plain decimal to this number of decimal places. Other text is returned unchanged.
#[must_use]
pub fn padded(plain: &str, places: usize) -> String {
    let digits = plain.strip_prefix('-').unwrap_or(plain);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !is_plain(whole) || !is_plain(fraction) || places == 0 {
        return plain.to_owned();
    }
    let sign = if plain.starts_with('-') { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    format!("{sign}{whole}.{fraction:0<places$}")
}

const MONTHS_IN_FULL: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

fn name_of(names: &[&'static str], index: u32) -> &'static str {
    usize::try_from(index)
        .ok()
        .and_then(|index| names.get(index))
        .copied()
        .unwrap_or_default()
}

/// Reads a day as it travels, `2026-03-02`. (chrono's own reader takes any spelling, at 4 KB.)
#[must_use]
pub fn day_of(plain: &str) -> Option<NaiveDate> {
    let mut parts = plain.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, month, parts.next()?.parse().ok()?)
}

/// `Mar 2, 2026`.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    long_date(day)
}

/// `Mar 2` in the present year, `Mar 2, 2025` in others: for columns.
#[must_use]
pub fn short_day(date: NaiveDate) -> String {
    if date.year() == today().year() {
        format!("{} {}", month_name(date), date.day())
    } else {
        day(date)
    }
}

/// A moment (given in UTC) in the time of this browser: `today, 7:42 AM`, `yesterday, 4:05 PM`,
/// `Sep 15, 10:20 AM`, `Sep 15, 2025, 10:20 AM`.
#[must_use]
pub fn moment(at: NaiveDateTime) -> String {
    let local = local_time(at);
    let today = today();
    let date = local.date();
    let named = if date == today {
        "today".to_owned()
    } else if Some(date) == today.pred_opt() {
        "yesterday".to_owned()
    } else {
        short_day(date)
    };
    format!("{named}, {}", time(local.hour(), local.minute()))
}

/// The moment at which a day begins in the time of this browser, as it travels.
#[must_use]
pub fn start_of(day: NaiveDate) -> String {
    let month = i32::try_from(day.month0()).unwrap_or_default();
    let date = i32::try_from(day.day()).unwrap_or_default();
    let year = u32::try_from(day.year()).unwrap_or_default();
    String::from(js_sys::Date::new_with_year_month_day(year, month, date).to_iso_string())
}

/// The day of a moment (given in UTC) in the time of this browser.
#[must_use]
pub fn local_day(at: NaiveDateTime) -> NaiveDate {
    local_time(at).date()
}

/// Words that begin with a capital, as a sentence does.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A moment as spreadsheets take it, in the time of this browser: `2026-03-02 07:42`.
#[must_use]
pub fn plain_moment(at: NaiveDateTime) -> String {
    let here = local_time(at);
    format!("{} {}", here.date(), clock(here.hour(), here.minute()))
}

fn local_time(at: NaiveDateTime) -> NaiveDateTime {
    local_parts(&js_sys::Date::new(
        &domain::record::instant::show(&at).into(),
    ))
    .unwrap_or(at)
}

/// A JavaScript date in the browser's own zone.
fn local_parts(date: &js_sys::Date) -> Option<NaiveDateTime> {
    let year = i32::try_from(date.get_full_year()).ok()?;
    NaiveDate::from_ymd_opt(year, date.get_month() + 1, date.get_date())?.and_hms_opt(
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds(),
    )
}

/// A time of day as people read it: `4:30 AM`, `12:05 PM`.
#[must_use]
pub fn time(hours: u32, minutes: u32) -> String {
    let half = if hours < 12 { "AM" } else { "PM" };
    let hour = match hours % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{minutes:02} {half}")
}

/// A time of day as fields and spreadsheets take it: `09:41`. (By a pattern chrono would bring its reader of patterns, 11 KB.)
#[must_use]
pub fn clock(hours: u32, minutes: u32) -> String {
    format!("{hours:02}:{minutes:02}")
}

/// The time of this browser: `9:41 AM`.
#[must_use]
pub fn clock_now() -> String {
    let now = js_sys::Date::new_0();
    time(now.get_hours(), now.get_minutes())
}

/// Today where the user is.
#[must_use]
pub fn today() -> NaiveDate {
    local_parts(&js_sys::Date::new_0())
        .map(|now| now.date())
        .unwrap_or_default()
}

/// `March 2026`.
#[must_use]
pub fn month_and_year(day: NaiveDate) -> String {
    format!("{} {}", name_of(&MONTHS_IN_FULL, day.month0()), day.year())
}

/// `Monday`.
#[must_use]
pub fn weekday(day: NaiveDate) -> &'static str {
    name_of(&WEEKDAYS, day.weekday().num_days_from_monday())
}

/// Parses a typed date: `2026-03-02`, `3/2`, `3/2/26`, `mar 2`, `2 mar 2026`, `tomorrow`, `fri`, `+3`. Without a year it is the
/// date nearest to `today`. Dates that the server refuses are `None`.
#[must_use]
pub fn read_day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    read_any_day(typed, today).filter(|day| accepts_day(*day))
}

fn read_any_day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = typed.trim().to_lowercase();
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    match text.as_str() {
        "today" | "t" => return Some(today),
        "tomorrow" | "tom" => return today.succ_opt(),
        "yesterday" => return today.pred_opt(),
        _ => {}
    }
    if let Some(days) = text.strip_prefix('+').and_then(|days| days.parse().ok()) {
        return today.checked_add_signed(Duration::days(days));
    }
    if let Some(day) = coming_weekday(&text, today) {
        return Some(day);
    }
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let (month, day, year) = match *parts.as_slice() {
        [a, b] => month_and_day(a, b).map(|(month, day)| (month, day, None))?,
        [a, b, c] => month_and_day(a, b).map(|(month, day)| (month, day, Some(c)))?,
        _ => return None,
    };
    match year {
        Some(year) => {
            let given: i32 = year.parse().ok()?;
            NaiveDate::from_ymd_opt(if given < 100 { given + 2000 } else { given }, month, day)
        }
        None => (-1..=1)
            .filter_map(|step| NaiveDate::from_ymd_opt(today.year() + step, month, day))
            .min_by_key(|date| (*date - today).num_days().abs()),
    }
}

fn month_and_day(first: &str, second: &str) -> Option<(u32, u32)> {
    if let Some(month) = month_number(first) {
        return Some((month, second.parse().ok()?));
    }
    if let Some(month) = month_number(second) {
        return Some((month, first.parse().ok()?));
    }
    Some((first.parse().ok()?, second.parse().ok()?))
}

fn month_number(text: &str) -> Option<u32> {
    let start = text.get(..3)?;
    let index = MONTHS
        .iter()
        .position(|name| name.eq_ignore_ascii_case(start))?;
    u32::try_from(index + 1).ok()
}

fn coming_weekday(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let wanted: chrono::Weekday = text.parse().ok()?;
    today
        .iter_days()
        .skip(1)
        .take(7)
        .find(|day| day.weekday() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn times_have_twelve_hours() {
        let wanted = [
            (0, 5, "12:05 AM"),
            (4, 30, "4:30 AM"),
            (12, 0, "12:00 PM"),
            (23, 59, "11:59 PM"),
        ];
        for (hours, minutes, text) in wanted {
            assert_eq!(time(hours, minutes), text);
        }
    }

    #[test]
    fn groups_and_pads() {
        assert_eq!(grouped("1234567.50"), "1,234,567.50");
        assert_eq!(grouped("-999"), "−999");
        assert_eq!(grouped("12x"), "12x");
        assert_eq!(money("-417.03"), "(417.03)");
        assert_eq!(money("-0.00"), "0.00");
        assert_eq!(plain_decimal("$1,234.5"), "1234.5");
        assert_eq!(padded("1234.5", 2), "1234.50");
        assert_eq!(padded(".5", 2), "0.50");
        assert_eq!(padded("abc", 2), "abc");
    }

    #[test]
    fn reads_days_as_people_type_them() {
        let today = at("2026-09-17");
        let cases = [
            ("9/21", "2026-09-21"),
            ("mar 20", "2026-03-20"),
            ("mar 2", "2027-03-02"),
            ("2 Mar 2025", "2025-03-02"),
            ("tomorrow", "2026-09-18"),
            ("1/5/27", "2027-01-05"),
            ("fri", "2026-09-18"),
            ("+3", "2026-09-20"),
            ("2026-04-01", "2026-04-01"),
        ];
        for (typed, day) in cases {
            assert_eq!(read_day(typed, today), Some(at(day)), "{typed}");
        }
        assert_eq!(read_day("1/5", at("2026-12-20")), Some(at("2027-01-05")));
        assert_eq!(read_day("13/45", today), None);
        assert_eq!(read_day("9999-12-31", today), None);
        assert_eq!(read_day("soon", today), None);
    }
}
