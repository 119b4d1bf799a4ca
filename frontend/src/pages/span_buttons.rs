//! Buttons that set the span of days of a report.

use chrono::{Datelike, Days, NaiveDate};
use leptos::prelude::*;

use crate::ui::button::{Button, ButtonStyle};
use crate::ui::format::today;
use crate::ui::url_query::UrlQuery;

type Span = fn(NaiveDate) -> (NaiveDate, NaiveDate);

const SPANS: [(&str, Span); 4] = [
    ("This month", |today| (month_start(today), today)),
    ("Last month", |today| {
        let last = month_start(today).pred_opt().unwrap_or(today);
        (month_start(last), last)
    }),
    ("This year", |today| (year_start(today), today)),
    ("Last 90 days", |today| {
        let first = today.checked_sub_days(Days::new(89));
        (first.unwrap_or(today), today)
    }),
];

/// The first day of the month of a day.
pub fn month_start(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of the year of a day.
pub fn year_start(day: NaiveDate) -> NaiveDate {
    day.with_ordinal(1).unwrap_or(day)
}

/// The buttons; `from` and `to` of the address follow.
pub fn span_buttons(query: UrlQuery) -> impl IntoView {
    let button = |(label, span): (&'static str, Span)| {
        let press = move |()| {
            let (from, to) = span(today());
            let changes = [
                ("from", Some(from.to_string())),
                ("to", Some(to.to_string())),
            ];
            query.set(&changes, false);
        };
        view! { <Button label=label look=ButtonStyle::Quiet slim=true on_press=press/> }
    };
    SPANS.map(button).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_end_today_or_with_last_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2028-03-31");
        let spans = SPANS.map(|(label, span)| (label, span(today)));
        assert_eq!(
            spans,
            [
                ("This month", (day("2028-03-01"), today)),
                ("Last month", (day("2028-02-01"), day("2028-02-29"))),
                ("This year", (day("2028-01-01"), today)),
                ("Last 90 days", (day("2028-01-02"), today)),
            ]
        );
    }
}
