//! Exact sums of case weights.

use crate::decimal::{CaseWeight, WeightAmount, divide_half_away};
use crate::pricing::{WeightUnit, ratio};

/// Units of [`CaseWeight`] in one unit of [`WeightAmount`].
const PER_HUNDREDTH: i128 = 1_000;

/// A sum of weights in both units. It is converted and rounded once, as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WeightSum {
    /// Pounds, in 1/100,000.
    lb: i128,
    /// Kilograms, in 1/100,000.
    kg: i128,
}

impl WeightSum {
    /// The sum of one weight.
    #[must_use]
    pub fn of(weight: CaseWeight, unit: WeightUnit) -> Self {
        let mut sum = Self::default();
        sum.add(weight.units(), unit);
        sum
    }

    /// Adds a weight in 1/100,000 of its unit.
    pub fn add(&mut self, weight: i64, unit: WeightUnit) {
        let place = match unit {
            WeightUnit::Lb => &mut self.lb,
            WeightUnit::Kg => &mut self.kg,
        };
        *place += i128::from(weight);
    }

    /// The sum in one unit, rounded once to hundredths, half away from zero. `None` if it does not fit.
    #[must_use]
    pub fn in_unit(self, unit: WeightUnit) -> Option<WeightAmount> {
        let (same, other, from) = match unit {
            WeightUnit::Lb => (self.lb, self.kg, WeightUnit::Kg),
            WeightUnit::Kg => (self.kg, self.lb, WeightUnit::Lb),
        };
        let (numerator, denominator) = ratio(from, unit);
        let exact = same
            .checked_mul(denominator)?
            .checked_add(other.checked_mul(numerator)?)?;
        let hundredths = divide_half_away(exact, denominator * PER_HUNDREDTH)?;
        WeightAmount::new(i64::try_from(hundredths).ok()?)
    }
}
