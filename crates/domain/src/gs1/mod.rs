//! GS1 element strings as case labels carry them (GS1 General Specifications, sections 3 and 7): scanned with FNC1 or run
//! together, or typed with parentheses.

mod dates;
mod elements;
mod gtin;

use chrono::NaiveDate;

use crate::decimal::CaseWeight;
use crate::pricing::WeightUnit;
use dates::day_of;
pub use elements::FNC1;
use elements::{Element, Meaning, elements};
pub use gtin::{GTIN_FORM, Gtin, check_digit_fits};

/// Longest scan, in characters. A GS1-128 symbol holds 48; typed labels and other carriers are longer.
pub const SCAN_MAX: usize = 150;

/// Symbologies that carry GS1 data, by their identifiers: GS1-128, DataBar, DataMatrix, QR, DotCode.
const CARRIERS: [&str; 5] = ["]C1", "]e0", "]d2", "]Q3", "]J1"];

/// What a scan says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ElementString {
    /// (01) The trade item: the case itself.
    pub gtin: Option<Gtin>,
    /// (02) The trade items inside a pallet or combo.
    pub content: Option<Gtin>,
    /// (37) Their number.
    pub count: Option<i64>,
    /// (00) Serial number of a pallet.
    pub sscc: Option<String>,
    /// (310n), (320n) Net weight, with its unit.
    pub weight: Option<(CaseWeight, WeightUnit)>,
    /// (11) Production date.
    pub produced_on: Option<NaiveDate>,
    /// (13) Packaging date.
    pub packed_on: Option<NaiveDate>,
    /// (15) Best before.
    pub best_before: Option<NaiveDate>,
    /// (17) Expiration date.
    pub expires_on: Option<NaiveDate>,
    /// (10) Batch or lot.
    pub lot: Option<String>,
    /// (21) Serial number.
    pub serial: Option<String>,
}

/// Why a scan cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanError {
    /// Stable code.
    pub code: &'static str,
    /// Explanation in English.
    pub message: String,
}

impl ScanError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// Reads one scan. `today` decides the century of dates.
///
/// # Errors
/// The first thing that is wrong, with the identifier where it is.
pub fn parse(scan: &str, today: NaiveDate) -> Result<ElementString, ScanError> {
    if scan.chars().nth(SCAN_MAX).is_some() {
        let message = format!("A scan has at most {SCAN_MAX} characters");
        return Err(ScanError::new("too_long", message));
    }
    let data = without_carrier(scan.trim_matches(' '))?;
    // No element contains a space; typed labels have them between groups of digits.
    let data: String = data.chars().filter(|c| *c != ' ').collect();
    let mut read = ElementString::default();
    for element in elements(&data)? {
        read.take(&element, today)?;
    }
    Ok(read)
}

/// Removes the identifier of the symbology, which must be one that carries GS1 data.
fn without_carrier(scan: &str) -> Result<&str, ScanError> {
    if !scan.starts_with(']') {
        return Ok(scan);
    }
    let rest = CARRIERS.iter().find_map(|known| scan.strip_prefix(known));
    rest.ok_or_else(|| {
        let prefix: String = scan.chars().take(3).collect();
        let message = format!("{prefix} is the prefix of a barcode without GS1 data");
        ScanError::new("not_gs1", message)
    })
}

impl ElementString {
    fn take(&mut self, element: &Element<'_>, today: NaiveDate) -> Result<(), ScanError> {
        let Element { id, value, .. } = *element;
        match element.meaning {
            Meaning::Gtin => once(id, &mut self.gtin, Gtin::read(id, value)?),
            Meaning::Content => once(id, &mut self.content, Gtin::read(id, value)?),
            Meaning::Sscc => {
                if !check_digit_fits(value) {
                    return Err(bad_check_digit(id, "SSCC"));
                }
                once(id, &mut self.sscc, value.to_owned())
            }
            Meaning::Count => once(id, &mut self.count, number(value)),
            Meaning::Weight(unit, decimals) => {
                let weight = weight(value, decimals);
                match self.weight {
                    Some((_, known)) if known != unit => Err(ScanError::new(
                        "two_weights",
                        "The label has a weight in pounds and one in kilograms",
                    )),
                    _ => once(id, &mut self.weight, (weight, unit)),
                }
            }
            Meaning::Produced => once(id, &mut self.produced_on, day_of(id, value, today)?),
            Meaning::Packed => once(id, &mut self.packed_on, day_of(id, value, today)?),
            Meaning::BestBefore => once(id, &mut self.best_before, day_of(id, value, today)?),
            Meaning::Expires => once(id, &mut self.expires_on, day_of(id, value, today)?),
            Meaning::Lot => once(id, &mut self.lot, value.to_owned()),
            Meaning::Serial => once(id, &mut self.serial, value.to_owned()),
            Meaning::Other => Ok(()),
        }
    }
}

pub(crate) fn bad_check_digit(id: &str, what: &str) -> ScanError {
    let message = format!("({id}) The check digit of the {what} is wrong");
    ScanError::new("check_digit", message)
}

/// Sets a value. An identifier may repeat only with the same value.
fn once<T: PartialEq>(id: &str, place: &mut Option<T>, value: T) -> Result<(), ScanError> {
    match place {
        Some(known) if *known != value => {
            let message = format!("({id}) appears twice with different values");
            Err(ScanError::new("repeated_element", message))
        }
        _ => {
            *place = Some(value);
            Ok(())
        }
    }
}

/// Digits that were checked to be few.
fn number(digits: &str) -> i64 {
    digits.parse().unwrap_or_default()
}

/// Six digits of which `decimals`, at most 5, are after the point; exact in [`CaseWeight`].
fn weight(digits: &str, decimals: u32) -> CaseWeight {
    let shift = CaseWeight::SCALE.saturating_sub(decimals);
    CaseWeight::of(number(digits).saturating_mul(10_i64.saturating_pow(shift)))
}

#[cfg(test)]
mod tests;
