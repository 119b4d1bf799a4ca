//! Splits GS1 data into elements: an application identifier (AI) and its value.

use super::{SCAN_MAX, ScanError};
use crate::pricing::WeightUnit;

/// The character that ends a value of variable length, as scanners transmit it (ASCII 29).
pub const FNC1: char = '\u{1d}';

/// What the value of an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Gtin,
    Content,
    Sscc,
    Count,
    /// Unit, and number of decimals.
    Weight(WeightUnit, u32),
    Produced,
    Packed,
    BestBefore,
    Expires,
    Lot,
    Serial,
    /// A valid identifier that says nothing about the weight of a case.
    Other,
}

/// How long a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    /// Exactly this many digits, without a separator behind them.
    Digits(usize),
    /// Up to this many digits.
    UpToDigits(usize),
    /// Up to this many characters.
    UpTo(usize),
}

/// An identifier: how many digits it has, what it means, how long its value is.
#[derive(Debug, Clone, Copy)]
struct Identifier {
    digits: usize,
    meaning: Meaning,
    width: Width,
}

impl Identifier {
    /// Whether this is the whole identifier in parentheses.
    fn takes(self, id: &str) -> bool {
        let is_open = self.meaning == Meaning::Other && self.width == Width::UpTo(SCAN_MAX);
        is_open || id.len() == self.digits
    }
}

/// An element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) id: &'a str,
    pub(super) meaning: Meaning,
    pub(super) value: &'a str,
}

/// Splits data without spaces and without the identifier of the symbology.
pub(super) fn elements(data: &str) -> Result<Vec<Element<'_>>, ScanError> {
    if let Some(bad) = data.chars().find(|c| !is_encodable(*c) && *c != FNC1) {
        let message = format!("{bad:?} cannot be in GS1 data");
        return Err(ScanError::new("bad_character", message));
    }
    let data = data.trim_matches(FNC1);
    if data.is_empty() {
        return Err(ScanError::new("empty", "The scan is empty"));
    }
    if data.starts_with('(') {
        in_parentheses(data)
    } else {
        run_together(data)
    }
}

/// Whether a character is in the set of GS1 data (General Specifications, figure 7.11-1).
fn is_encodable(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!\"%&'()*+,-./:;<=>?_".contains(c)
}

/// Elements whose identifiers are in parentheses.
fn in_parentheses(data: &str) -> Result<Vec<Element<'_>>, ScanError> {
    let mut found = Vec::new();
    let mut rest = data;
    while !rest.is_empty() {
        let (id, after) = bracketed(rest).ok_or_else(|| unknown(rest))?;
        let known = identify(id).filter(|known| known.takes(id));
        let known = known.ok_or_else(|| unknown(id))?;
        // A value may contain parentheses, but not a known identifier in them.
        let end = (0..after.len())
            .find(|place| after.get(*place..).is_some_and(starts_element))
            .unwrap_or(after.len());
        let (value, next) = after.split_at_checked(end).unwrap_or((after, ""));
        let value = value.trim_end_matches(FNC1);
        check(id, value, known.width)?;
        found.push(Element {
            id,
            meaning: known.meaning,
            value,
        });
        rest = next;
    }
    Ok(found)
}

/// The identifier in parentheses at the start, and what follows.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (id, rest) = text.strip_prefix('(')?.split_once(')')?;
    let plain = (2..=4).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
    plain.then_some((id, rest))
}

fn starts_element(text: &str) -> bool {
    let Some((id, _)) = bracketed(text) else {
        return false;
    };
    identify(id).is_some_and(|known| known.takes(id))
}

/// Elements without parentheses: values of fixed length are followed by the next identifier, others end at FNC1.
fn run_together(data: &str) -> Result<Vec<Element<'_>>, ScanError> {
    let mut found = Vec::new();
    let mut rest = data;
    while !rest.is_empty() {
        let known = identify(rest).ok_or_else(|| unknown(rest))?;
        let (id, after) = rest
            .split_at_checked(known.digits)
            .ok_or_else(|| unknown(rest))?;
        let end = after.find(FNC1).unwrap_or(after.len());
        let end = match known.width {
            Width::Digits(count) => end.min(count),
            Width::UpTo(_) | Width::UpToDigits(_) => end,
        };
        let (value, next) = after.split_at_checked(end).unwrap_or((after, ""));
        check(id, value, known.width)?;
        found.push(Element {
            id,
            meaning: known.meaning,
            value,
        });
        rest = next.trim_start_matches(FNC1);
    }
    Ok(found)
}

fn unknown(rest: &str) -> ScanError {
    let start: String = rest.chars().take(4).collect();
    let message = format!("{start:?} does not begin with a known application identifier");
    ScanError::new("unknown_identifier", message)
}

/// Checks the length of a value, and that it is digits where it must be.
fn check(id: &str, value: &str, width: Width) -> Result<(), ScanError> {
    let (least, most, only_digits) = match width {
        Width::Digits(count) => (count, count, true),
        Width::UpToDigits(most) => (1, most, true),
        Width::UpTo(most) => (1, most, false),
    };
    let length = value.len();
    if length < least {
        let message = format!("({id}) is too short: {length} of {least} characters");
        return Err(ScanError::new("too_short", message));
    }
    if length > most {
        let message = format!("({id}) is too long: {length} characters, at most {most}");
        return Err(ScanError::new("too_long", message));
    }
    if value.contains(FNC1) {
        let message = format!("({id}) contains a separator");
        return Err(ScanError::new("bad_character", message));
    }
    if only_digits && !value.bytes().all(|b| b.is_ascii_digit()) {
        let message = format!("({id}) has a character that is not a digit: {value}");
        return Err(ScanError::new("not_digits", message));
    }
    Ok(())
}

/// Finds the identifier at the start of a text, by the table of predefined lengths (General Specifications, figure 7.8.5-2) and
/// the list of identifiers (section 3.2).
fn identify(text: &str) -> Option<Identifier> {
    let digit = |place: usize| {
        let byte = *text.as_bytes().get(place)?;
        byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
    };
    let first = digit(0)? * 10 + digit(1)?;
    let of = |digits, meaning, width| {
        Some(Identifier {
            digits,
            meaning,
            width,
        })
    };
    let date = |meaning| of(2, meaning, Width::Digits(6));
    match first {
        0 => of(2, Meaning::Sscc, Width::Digits(18)),
        1 => of(2, Meaning::Gtin, Width::Digits(14)),
        2 => of(2, Meaning::Content, Width::Digits(14)),
        3 => of(2, Meaning::Other, Width::Digits(14)),
        4 => of(2, Meaning::Other, Width::Digits(16)),
        10 => of(2, Meaning::Lot, Width::UpTo(20)),
        11 => date(Meaning::Produced),
        12 | 16 => date(Meaning::Other),
        13 => date(Meaning::Packed),
        15 => date(Meaning::BestBefore),
        17 => date(Meaning::Expires),
        20 => of(2, Meaning::Other, Width::Digits(2)),
        21 => of(2, Meaning::Serial, Width::UpTo(20)),
        31..=36 => {
            let (kind, decimals) = (digit(2)?, digit(3)?);
            let meaning = match (first, kind) {
                (31, 0) => Meaning::Weight(WeightUnit::Kg, decimals),
                (32, 0) => Meaning::Weight(WeightUnit::Lb, decimals),
                _ => Meaning::Other,
            };
            // The last digit is the number of decimals of a value of six digits.
            (decimals <= 5).then_some(())?;
            of(4, meaning, Width::Digits(6))
        }
        37 => of(2, Meaning::Count, Width::UpToDigits(8)),
        41 => {
            digit(2)?;
            of(3, Meaning::Other, Width::Digits(13))
        }
        // Identifiers of two to four digits whose values end at a separator. Where the identifier ends does not matter here.
        22..=25 | 30 | 39 | 40 | 42 | 43 | 70..=72 | 80..=82 | 90..=99 => {
            of(2, Meaning::Other, Width::UpTo(SCAN_MAX))
        }
        _ => None,
    }
}
