//! Global Trade Item Numbers.

use std::fmt;

use super::{ScanError, bad_check_digit};

/// Digits of a GTIN.
const DIGITS: usize = 14;

/// A GTIN of 14 digits with a correct check digit; a leading 9 marks goods of variable weight.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(String);

impl Gtin {
    /// Wraps 14 digits with a correct check digit.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let plain = text.len() == DIGITS && check_digit_fits(text);
        plain.then(|| Self(text.to_owned()))
    }

    /// Reads the value of an identifier, which is 14 digits.
    pub(super) fn read(id: &str, digits: &str) -> Result<Self, ScanError> {
        Self::new(digits).ok_or_else(|| bad_check_digit(id, "GTIN"))
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its goods have variable weight.
    #[must_use]
    pub fn is_variable_weight(&self) -> bool {
        self.0.starts_with('9')
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a GTIN is written.
pub const GTIN_FORM: &str = "A GTIN has 14 digits, the last of which is its check digit";

/// Whether the last digit is the check digit of the others: weights 3 and 1 from the right, sum divisible by 10 (General
/// Specifications, section 7.9.1).
#[must_use]
pub fn check_digit_fits(digits: &str) -> bool {
    let mut sum = 0_u32;
    let mut weight = 1;
    for byte in digits.bytes().rev() {
        if !byte.is_ascii_digit() {
            return false;
        }
        sum += u32::from(byte - b'0') * weight;
        weight = 4 - weight;
    }
    !digits.is_empty() && sum.is_multiple_of(10)
}
