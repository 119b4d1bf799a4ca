//! Exact decimals: an integer of the smallest unit inside, a string of plain digits in JSON.

use std::fmt;

/// Why a text is not a valid decimal of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalError {
    /// Not plain digits with an optional minus and one point.
    Invalid,
    /// More digits after the point than the type allows.
    TooManyDecimals {
        /// Number of digits allowed.
        allowed: u32,
    },
    /// Outside the range of the type.
    OutOfRange,
}

impl DecimalError {
    /// The stable code of the field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid_decimal",
            Self::TooManyDecimals { .. } => "too_many_decimals",
            Self::OutOfRange => "out_of_range",
        }
    }
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str("Use plain digits, for example 1234.50"),
            Self::TooManyDecimals { allowed } => {
                write!(f, "Use at most {allowed} decimals")
            }
            Self::OutOfRange => f.write_str("The number is too large"),
        }
    }
}

/// Divides and rounds half away from zero, so that a credit mirrors its invoice (`trade.md` 3.1). `None` when `divisor` is 0.
#[must_use]
pub fn divide_half_away(dividend: i128, divisor: i128) -> Option<i128> {
    let quotient = dividend.checked_div(divisor)?;
    let remainder = dividend.checked_rem(divisor)?;
    if remainder.unsigned_abs().checked_mul(2)? < divisor.unsigned_abs() {
        return Some(quotient);
    }
    Some(
        quotient
            + if (dividend < 0) == (divisor < 0) {
                1
            } else {
                -1
            },
    )
}

/// Parses plain digits as an integer multiple of 10^-`scale`.
///
/// # Errors
/// If the text is not a plain decimal, has more than `scale` decimals, or does not fit.
pub fn parse_scaled(text: &str, scale: u32) -> Result<i64, DecimalError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(DecimalError::Invalid),
        None => (digits, ""),
    };
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return Err(DecimalError::Invalid);
    }
    let given = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
    let missing = scale
        .checked_sub(given)
        .ok_or(DecimalError::TooManyDecimals { allowed: scale })?;
    if whole.trim_start_matches('0').len() > 18 {
        return Err(DecimalError::OutOfRange);
    }
    let combined: i128 = format!("{whole}{fraction}")
        .trim_start_matches('0')
        .parse()
        .unwrap_or(0);
    let scaled = combined * 10_i128.pow(missing);
    i64::try_from(if negative { -scaled } else { scaled })
        .map_err(|_too_large| DecimalError::OutOfRange)
}

/// Formats an integer multiple of 10^-`scale` as plain digits with exactly `scale` decimals.
#[must_use]
pub fn format_scaled(value: i64, scale: u32) -> String {
    let unit = 10_u64.pow(scale);
    let size = value.unsigned_abs();
    let width = usize::try_from(scale).unwrap_or(0);
    let sign = if value < 0 { "-" } else { "" };
    if scale == 0 {
        return format!("{sign}{size}");
    }
    format!("{sign}{}.{:0width$}", size / unit, size % unit)
}

decimal_type! {
    /// US dollars, kept in cents.
    Money, scale 2, limit 99_999_999_999_999, example "49256.51"
}
decimal_type! {
    /// A price as entered, kept in 1/10,000 dollar; a [`crate::PriceBasis`] beside it holds its basis.
    PriceAmount, scale 4, limit 9_999_999_999_999, example "122.7500"
}
decimal_type! {
    /// Dollars per pound, kept in 1/10,000 dollar. Derived: for comparing and sorting, never for computing a line's amount.
    PricePerLb, scale 4, limit 9_999_999_999_999_999, example "1.2275"
}
decimal_type! {
    /// A weight, kept in 1/100 of its unit; pounds wherever the field's name ends in `_lb`.
    WeightAmount, scale 2, limit 99_999_999_999, example "40127.50"
}
decimal_type! {
    /// A sum of weights in pounds, kept in hundredths: reports add up the loads of years.
    TotalWeight, scale 2, limit 999_999_999_999_999_999, example "1240380.50"
}
decimal_type! {
    /// The weight of a case as its label says it, kept in 1/100,000 of its unit: labels have up to 5 decimals.
    CaseWeight, scale 5, limit 99_999_900_000, example "41.25000"
}
decimal_type! {
    /// Degrees Fahrenheit, kept in tenths.
    Temperature, scale 1, limit 9_999, example "28.0"
}

impl Money {
    /// Sum of two amounts; `None` when it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.units().checked_add(other.units()).and_then(Self::new)
    }

    /// Difference of two amounts; `None` when it does not fit.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.units().checked_sub(other.units()).and_then(Self::new)
    }

    /// This amount divided by a weight in pounds, 4 decimals. `None` when the weight is 0.
    #[must_use]
    pub fn per_lb(self, weight_lb: WeightAmount) -> Option<PricePerLb> {
        let scaled = i128::from(self.units()) * 10_000;
        let rounded = divide_half_away(scaled, i128::from(weight_lb.units()))?;
        i64::try_from(rounded).ok().and_then(PricePerLb::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_plain_decimals_only() {
        assert_eq!("122.75".parse(), Ok(PriceAmount::of(1_227_500)));
        assert_eq!("-0.5".parse(), Ok(Money::of(-50)));
        for text in [
            "", "-", ".5", "5.", "1,000", "1e3", "+1", "0x1", " 1", "--1", "1.2.3", "١",
        ] {
            assert_eq!(text.parse::<Money>(), Err(DecimalError::Invalid), "{text}");
        }
        assert_eq!(
            "1.005".parse::<Money>(),
            Err(DecimalError::TooManyDecimals { allowed: 2 })
        );
        assert_eq!(
            "1000000000000.00".parse::<Money>(),
            Err(DecimalError::OutOfRange)
        );
        assert_eq!(
            "9".repeat(40).parse::<Money>(),
            Err(DecimalError::OutOfRange)
        );
    }

    #[test]
    fn json_numbers_are_refused() {
        let error = serde_json::from_str::<Money>("12.5")
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("expected_decimal_string"), "{error}");
        assert_eq!(serde_json::to_string(&Money::of(-5)).unwrap(), "\"-0.05\"");
    }

    proptest! {
        #[test]
        fn text_round_trips(cents in -99_999_999_999_999_i64..=99_999_999_999_999) {
            let money = Money::of(cents);
            prop_assert_eq!(money.to_string().parse(), Ok(money));
        }

        #[test]
        fn rounding_mirrors_and_is_nearest(dividend in -1_000_000_i64..1_000_000, divisor in 1_i64..5_000) {
            let (a, b) = (i128::from(dividend), i128::from(divisor));
            let rounded = divide_half_away(a, b).unwrap();
            prop_assert_eq!(divide_half_away(-a, b), Some(-rounded));
            prop_assert!((rounded * b - a).abs() * 2 <= b);
            if (rounded * b - a).abs() * 2 == b {
                prop_assert!(rounded.abs() * b > a.abs(), "a tie goes away from zero");
            }
        }
    }
}
