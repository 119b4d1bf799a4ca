//! Checks of the quantities on the lines of orders and receivables.

use crate::decimal::WeightAmount;
use crate::field_errors::FieldErrors;

/// Most outside containers on one line.
const MAX_UNITS: i64 = 1_000_000;

/// Checks a number of outside containers.
pub(crate) fn check_units(errors: &mut FieldErrors, pointer: &str, units: Option<i64>) {
    let held = units.is_none_or(|units| (0..=MAX_UNITS).contains(&units));
    errors.require(
        held,
        pointer,
        "out_of_range",
        "Units must be a whole number from 0 to 1,000,000",
    );
}

/// Checks that a weight is more than zero, if given.
pub(crate) fn check_weight(errors: &mut FieldErrors, pointer: &str, weight: Option<WeightAmount>) {
    let held = weight.is_none_or(|weight| weight > WeightAmount::ZERO);
    errors.require(
        held,
        pointer,
        "must_be_positive",
        "Weight must be more than 0",
    );
}
