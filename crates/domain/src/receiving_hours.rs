//! Receiving hours of a dock in free text, and whether a time lies within them.

use chrono::NaiveTime;

/// Times of day at which a dock takes trucks; an overnight span ends before it starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceivingHours(Vec<(NaiveTime, NaiveTime)>);

impl ReceivingHours {
    /// Parses every span in a text such as `05:00-13:00`, `Mon-Fri 5am to 1:30 pm` or `06:00-11:00, 12:00-15:00`. Other words are
    /// skipped; a text without a span gives no hours.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let words = words_of(text);
        let mut spans = Vec::new();
        let mut rest = words.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            let (Word::Clock(from), [Word::To, Word::Clock(to), tail @ ..]) = (first, after) else {
                continue;
            };
            if let Some(span) = span(*from, *to) {
                spans.push(span);
            }
            rest = tail;
        }
        Self(spans)
    }

    /// Whether no hours are known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a truck can be received at this time; always true if no hours are known.
    #[must_use]
    pub fn hold(&self, time: NaiveTime) -> bool {
        let within = |(from, to): &(NaiveTime, NaiveTime)| {
            if from <= to {
                (*from..=*to).contains(&time)
            } else {
                time >= *from || time <= *to
            }
        };
        self.is_unknown() || self.0.iter().any(within)
    }
}

/// A time of day as typed: hour, and minute and am or pm if given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clock {
    hour: u32,
    minute: Option<u32>,
    afternoon: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Clock(Clock),
    To,
    Other,
}

/// A span between two typed times. Without a minute or am/pm, two numbers are not taken for times.
fn span(from: Clock, to: Clock) -> Option<(NaiveTime, NaiveTime)> {
    let telling = |clock: Clock| clock.minute.is_some() || clock.afternoon.is_some();
    (telling(from) || telling(to)).then_some(())?;
    // In `5-11am` the am applies to both.
    let first = Clock {
        afternoon: from.afternoon.or(to.afternoon.filter(|late| !*late)),
        ..from
    };
    Some((time(first)?, time(to)?))
}

fn time(clock: Clock) -> Option<NaiveTime> {
    let minute = clock.minute.unwrap_or_default();
    let hour = match (clock.afternoon, clock.hour) {
        (Some(_), 0 | 13..) => return None,
        (Some(false), 12) => 0,
        (Some(true), 12) => 12,
        (Some(true), hour) => hour + 12,
        (_, hour) => hour,
    };
    if (hour, minute) == (24, 0) {
        return NaiveTime::from_hms_opt(23, 59, 59);
    }
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// Splits a text into times, range separators and other words.
fn words_of(text: &str) -> Vec<Word> {
    let text = text.to_lowercase();
    let mut words = Vec::new();
    let mut rest = text.as_str();
    while let Some(next) = rest.chars().next() {
        if next.is_ascii_digit() {
            let (clock, tail) = clock_of(rest);
            words.push(clock.map_or(Word::Other, Word::Clock));
            rest = tail;
        } else if matches!(next, '-' | '\u{2010}'..='\u{2015}') {
            words.push(Word::To);
            rest = tail_of(rest, next.len_utf8());
        } else if next.is_whitespace() {
            rest = tail_of(rest, next.len_utf8());
        } else if next.is_alphabetic() {
            let end = rest
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len());
            let word = rest.get(..end).unwrap_or_default();
            words.push(if matches!(word, "to" | "until" | "till") {
                Word::To
            } else {
                Word::Other
            });
            rest = tail_of(rest, end);
        } else {
            words.push(Word::Other);
            rest = tail_of(rest, next.len_utf8());
        }
    }
    words
}

fn tail_of(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

/// A time at the start of a text, and the remaining text.
fn clock_of(text: &str) -> (Option<Clock>, &str) {
    let (hour, rest) = digits(text);
    let (minute, rest) = match rest.strip_prefix([':', '.']) {
        Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => {
            let (minute, rest) = digits(after);
            (minute.map(Some), rest)
        }
        _ => (Some(None), rest),
    };
    let tight = rest.trim_start();
    let halves = [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)];
    let half = halves
        .iter()
        .find_map(|(word, late)| tight.strip_prefix(word).map(|rest| (*late, rest)));
    let (afternoon, rest) = half.map_or((None, rest), |(late, rest)| (Some(late), rest));
    let clock = hour.zip(minute).map(|(hour, minute)| Clock {
        hour,
        minute,
        afternoon,
    });
    (clock, rest)
}

/// Up to two digits; a longer number is not part of a time.
fn digits(text: &str) -> (Option<u32>, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let number = text.get(..end).filter(|digits| digits.len() <= 2);
    (
        number.and_then(|digits| digits.parse().ok()),
        tail_of(text, end),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    #[test]
    fn times_outside_the_hours_are_found() {
        for (hours, inside, outside) in [
            (
                "05:00-13:00",
                &["05:00", "13:00", "09:15"][..],
                &["04:30", "13:01"][..],
            ),
            (
                "Mon-Fri 5am - 1:30 pm",
                &["05:00", "13:30"],
                &["04:59", "14:00"],
            ),
            (
                "5:00 AM - 1:00 PM",
                &["05:00", "13:00"],
                &["04:59", "13:01"],
            ),
            ("5-11am", &["05:30"], &["04:30", "12:00"]),
            (
                "06:00–11:00, 12:00–15:00",
                &["06:00", "12:30"],
                &["11:30", "15:30"],
            ),
            ("22:00 to 06:00 (gate 3)", &["23:00", "05:00"], &["12:00"]),
            ("00:00-24:00", &["00:00", "23:59"], &[]),
            ("12am-12pm", &["00:10", "11:00"], &["13:00"]),
        ] {
            let read = ReceivingHours::parse(hours);
            for time in inside {
                assert!(read.hold(at(time)), "{hours}: {time}");
            }
            for time in outside {
                assert!(!read.hold(at(time)), "{hours}: {time}");
            }
        }
    }

    #[test]
    fn a_text_without_times_gives_no_hours() {
        for text in [
            "",
            "call ahead",
            "gates 3-5",
            "dock 2",
            "25:00-26:00",
            "24 hours",
            "555-0100",
        ] {
            let read = ReceivingHours::parse(text);
            assert!(read.is_unknown() && read.hold(at("03:00")), "{text}");
        }
    }
}
