//! Reads pasted and scanned text: GS1 barcodes, and plain lists of weights.

use chrono::NaiveDate;

use super::bodies::{AddCases, RejectedCase};
use super::row::CaseSource;
use crate::decimal::CaseWeight;
use crate::field_errors::FieldErrors;
use crate::gs1::{self, FNC1, Gtin, ScanError};
use crate::pricing::WeightUnit;

/// Most cases of one request. A truck holds about 1,000 boxes.
pub const CASES_MAX: usize = 2_000;
/// Longest text, in bytes: that many scans of the longest length, with their line breaks.
const TEXT_MAX: usize = 304_000;
/// Most cases of one pallet label.
const COUNT_MAX: i64 = 10_000;
/// How much of a rejected entry is repeated, in characters.
const SHOWN: usize = 40;
/// FNC1 as terminals show it.
const FNC1_SYMBOL: char = '\u{241d}';
/// From this many digits at its start, a text is a barcode: weights have at most 6 before the point.
const BARCODE_DIGITS: usize = 10;

/// A case as read. Its line is not known yet, and neither is its unit if the list names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReading {
    /// Position among the entries sent, from 0.
    pub index: i64,
    /// GTIN.
    pub gtin: Option<Gtin>,
    /// Number of cases.
    pub units: i64,
    /// Weight.
    pub weight: CaseWeight,
    /// Unit; `None` means that of the line.
    pub unit: Option<WeightUnit>,
    /// Production date.
    pub production_date: Option<NaiveDate>,
    /// Packaging date.
    pub packaging_date: Option<NaiveDate>,
    /// Best before.
    pub best_before: Option<NaiveDate>,
    /// Expiration date.
    pub expiration_date: Option<NaiveDate>,
    /// Batch or lot.
    pub lot_number: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// Source.
    pub source: CaseSource,
    /// The text that was read.
    pub text: String,
}

/// An entry: a case, or what is wrong with it.
pub type Entry = Result<CaseReading, RejectedCase>;

/// Reads the entries of a body.
///
/// # Errors
/// If the body has no entries, more than [`CASES_MAX`], or is too long.
pub fn read_cases(sent: &AddCases, today: NaiveDate) -> Result<Vec<Entry>, FieldErrors> {
    let mut errors = FieldErrors::new();
    let (by_text, by_scans) = (!sent.text.trim().is_empty(), !sent.scans.is_empty());
    errors.require(
        by_text || by_scans,
        "/text",
        "required",
        "Paste or scan at least one case",
    );
    errors.require(
        !(by_text && by_scans),
        "/scans",
        "text_or_scans",
        "Send either text or scans",
    );
    errors.require(
        sent.text.len() <= TEXT_MAX,
        "/text",
        "too_long",
        &format!("At most {TEXT_MAX} bytes fit"),
    );
    errors.into_result()?;
    let mut entries = Entries::new(today);
    if by_text {
        entries.read(&sent.text);
    } else {
        for scan in &sent.scans {
            entries.scan(scan);
        }
    }
    if entries.is_full {
        let mut errors = FieldErrors::new();
        let message = format!("Send at most {CASES_MAX} cases at a time");
        let place = if by_text { "/text" } else { "/scans" };
        errors.add(place, "too_many", message);
        return Err(errors);
    }
    Ok(entries.found)
}

/// Reads pasted text, up to its limits: for a preview.
#[must_use]
pub fn read_text(text: &str, today: NaiveDate) -> Vec<Entry> {
    let sent = AddCases {
        text: text.to_owned(),
        ..AddCases::default()
    };
    read_cases(&sent, today).unwrap_or_default()
}

/// The entries found so far.
struct Entries {
    today: NaiveDate,
    found: Vec<Entry>,
    /// Whether there were more than fit.
    is_full: bool,
}

impl Entries {
    const fn new(today: NaiveDate) -> Self {
        Self {
            today,
            found: Vec::new(),
            is_full: false,
        }
    }

    fn read(&mut self, text: &str) {
        for line in text.split(['\n', '\r']) {
            let start = self.found.len();
            for cell in line.split('\t').map(str::trim) {
                if cell.is_empty() || self.is_full {
                    continue;
                }
                if is_barcode(cell) {
                    self.scan(cell);
                } else {
                    self.weights(cell, start);
                }
            }
        }
    }

    fn add(&mut self, text: &str, entry: impl FnOnce(i64) -> Result<CaseReading, ScanError>) {
        if self.found.len() >= CASES_MAX {
            self.is_full = true;
            return;
        }
        let index = i64::try_from(self.found.len()).unwrap_or(i64::MAX);
        self.found.push(entry(index).map_err(|error| RejectedCase {
            index,
            text: text.chars().take(SHOWN).collect(),
            code: error.code.to_owned(),
            message: error.message,
        }));
    }

    /// Reads one barcode.
    fn scan(&mut self, scan: &str) {
        let today = self.today;
        self.add(scan, |index| {
            let scan = scan.replace(FNC1_SYMBOL, &FNC1.to_string());
            case_of(index, &scan, today)
        });
    }

    /// Reads weights. A unit without a number is that of the weights before it in the line, which begins at entry `start`.
    fn weights(&mut self, cell: &str, start: usize) {
        for word in cell.split(|c: char| c.is_whitespace() || c == ';') {
            let word = word.trim_matches(',');
            if word.is_empty() {
                continue;
            }
            if let Some(unit) = unit_of(word) {
                for entry in self.found.iter_mut().skip(start).flatten() {
                    entry.unit = entry.unit.or(Some(unit));
                }
                continue;
            }
            match numbers_in(word) {
                Ok(numbers) => {
                    for number in numbers {
                        self.add(&number, |index| listed(index, &number));
                    }
                }
                Err(error) => self.add(word, |_index| Err(error)),
            }
        }
    }
}

/// Whether a text is meant as a barcode.
fn is_barcode(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.starts_with(['(', ']', FNC1, FNC1_SYMBOL])
        || text.contains([FNC1, FNC1_SYMBOL])
        || digits >= BARCODE_DIGITS
}

/// The case that a barcode describes.
fn case_of(index: i64, scan: &str, today: NaiveDate) -> Result<CaseReading, ScanError> {
    let read = gs1::parse(scan, today)?;
    let (gtin, units) = match (read.gtin, read.content, read.count) {
        (Some(_), Some(_), _) => {
            let message = "The label has (01) and (02); it is either a case or a pallet";
            return Err(ScanError::new("two_gtins", message));
        }
        (None, Some(_), None) => {
            let message = "(02) The number of cases (37) is missing";
            return Err(ScanError::new("no_count", message));
        }
        (_, None, Some(_)) => {
            let message = "(37) The GTIN of the cases (02) is missing";
            return Err(ScanError::new("no_content", message));
        }
        (gtin, content, count) => (gtin.or(content), count.unwrap_or(1)),
    };
    if !(1..=COUNT_MAX).contains(&units) {
        let message = format!("(37) The count must be from 1 to {COUNT_MAX}");
        return Err(ScanError::new("out_of_range", message));
    }
    let Some((weight, unit)) = read.weight else {
        let message = "The label has no net weight (310n or 320n)";
        return Err(ScanError::new("no_weight", message));
    };
    if weight <= CaseWeight::ZERO {
        return Err(zero_weight());
    }
    Ok(CaseReading {
        index,
        gtin,
        units,
        weight,
        unit: Some(unit),
        production_date: read.produced_on,
        packaging_date: read.packed_on,
        best_before: read.best_before,
        expiration_date: read.expires_on,
        lot_number: read.lot,
        serial: read.serial.or(read.sscc),
        source: CaseSource::Scan,
        text: scan.to_owned(),
    })
}

fn zero_weight() -> ScanError {
    ScanError::new("must_be_positive", "Weight must be more than 0")
}

/// The case of a weight in a list, with or without its unit.
fn listed(index: i64, text: &str) -> Result<CaseReading, ScanError> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.'));
    let (number, unit) = text
        .split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""));
    let neither = || ScanError::new("not_a_weight", "This is neither a weight nor a GS1 barcode");
    if number.is_empty() || !(unit.is_empty() || unit_of(unit).is_some()) {
        return Err(neither());
    }
    let weight: CaseWeight = number
        .parse()
        .map_err(|error: crate::decimal::DecimalError| match error {
            crate::decimal::DecimalError::Invalid => neither(),
            other => ScanError::new(other.code(), other.to_string()),
        })?;
    if weight <= CaseWeight::ZERO {
        return Err(zero_weight());
    }
    Ok(CaseReading {
        index,
        gtin: None,
        units: 1,
        weight,
        unit: unit_of(unit),
        production_date: None,
        packaging_date: None,
        best_before: None,
        expiration_date: None,
        lot_number: None,
        serial: None,
        source: CaseSource::List,
        text: text.to_owned(),
    })
}

/// The numbers of a word. A comma between digits separates two numbers only if the first has decimals; it groups thousands only if
/// decimals follow. Anything else could be read in two ways.
fn numbers_in(word: &str) -> Result<Vec<String>, ScanError> {
    let parts: Vec<&str> = word.split(',').collect();
    let Some((last, others)) = parts.split_last() else {
        return Ok(Vec::new());
    };
    let digits =
        |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let Some((first, groups)) = others.split_first() else {
        return Ok(vec![word.to_owned()]);
    };
    let grouped = (1..=3).any(|count| digits(first, count))
        && groups.iter().all(|group| digits(group, 3))
        && last
            .split_once('.')
            .is_some_and(|(whole, _)| digits(whole, 3));
    if grouped {
        return Ok(vec![parts.concat()]);
    }
    let ends = |part: &&str| part.contains('.') || part.ends_with(|c: char| c.is_alphabetic());
    if others.iter().all(ends) {
        let parts = parts.iter().filter(|part| !part.is_empty());
        return Ok(parts.map(|part| (*part).to_owned()).collect());
    }
    Err(ScanError::new(
        "unclear_comma",
        "The comma could separate two weights or thousands. Put a space after it, or leave it out",
    ))
}

/// The unit that a word names.
fn unit_of(word: &str) -> Option<WeightUnit> {
    match word.to_ascii_lowercase().trim_end_matches('.') {
        "lb" | "lbs" | "pound" | "pounds" | "#" => Some(WeightUnit::Lb),
        "kg" | "kgs" | "kilo" | "kilos" => Some(WeightUnit::Kg),
        _ => None,
    }
}
