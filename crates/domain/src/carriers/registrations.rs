//! Carrier registrations with FMCSA: USDOT numbers and dockets.

use crate::rules::{At, Rule};
use crate::text::tidy_line;

/// Docket prefixes: motor carrier, freight forwarder, Mexican carrier.
const DOCKETS: [&str; 3] = ["MC", "FF", "MX"];

/// A USDOT number; `USDOT 123` becomes `123`.
pub(super) struct Usdot;

impl Rule<Option<String>> for Usdot {
    fn tidy(&self, field: &mut Option<String>) {
        tidy_line(field);
        *field = field.take().map(|typed| {
            let (letters, digits) = split_number(&typed);
            let plain = digits.trim_start_matches('0');
            match letters.as_str() {
                "" | "DOT" | "USDOT" if !plain.is_empty() => plain.to_owned(),
                _ => typed,
            }
        });
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        let holds = field.as_deref().is_none_or(|number| is_number(number, 8));
        at.require(holds, "invalid_usdot", "Enter 1 to 8 digits");
    }
}

/// An FMCSA docket; `mc 123456` becomes `MC-123456`.
pub(super) struct Docket;

impl Rule<Option<String>> for Docket {
    fn tidy(&self, field: &mut Option<String>) {
        tidy_line(field);
        *field = field.take().map(|typed| {
            let (letters, digits) = split_number(&typed);
            if DOCKETS.contains(&letters.as_str()) && !digits.is_empty() {
                format!("{letters}-{digits}")
            } else {
                typed
            }
        });
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        let holds = field.as_deref().is_none_or(|docket| {
            docket.split_once('-').is_some_and(|(letters, digits)| {
                DOCKETS.contains(&letters) && is_number(digits, 17)
            })
        });
        at.require(
            holds,
            "invalid_docket",
            "Enter MC, FF or MX and digits, for example MC-123456",
        );
    }
}

/// Splits the leading letters of `typed`, in capitals, from the rest, without punctuation.
fn split_number(typed: &str) -> (String, String) {
    let plain: String = typed
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '#' | ':'))
        .collect();
    let start = plain
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(plain.len());
    let (letters, rest) = plain
        .split_at_checked(start)
        .unwrap_or((plain.as_str(), ""));
    (letters.to_uppercase(), rest.to_owned())
}

fn is_number(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.bytes().any(|b| b != b'0')
}
