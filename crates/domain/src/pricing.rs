//! Prices, weights, and the multiplication of a price and a quantity (`trade.md` 3.1).
//!
//! An amount is computed from the entered price, basis, weight and unit as one exact fraction and rounded once to cents, half away
//! from zero. The derived price per pound and weight in pounds are for comparing, summing and sorting, never for computing amounts.

use crate::decimal::{Money, PriceAmount, PricePerLb, WeightAmount, divide_half_away};

fixed_choice! {
    /// Unit of a price.
    pub enum PriceBasis in "price_basis" {
        /// Per pound.
        #[default]
        PerLb = "per_lb" => "$/lb",
        /// Per hundredweight, 100 lb: the unit of USDA quotes (LM_XB402, LM_XB403).
        PerCwt = "per_cwt" => "$/cwt",
        /// Per kilogram.
        PerKg = "per_kg" => "$/kg",
        /// Per outside container.
        PerCase = "per_case" => "$/case",
        /// Flat for the load.
        PerLoad = "per_load" => "$/load",
        /// Per unit as in the old system; for imports.
        PerUnit = "per_unit" => "$/unit",
    }
}
fixed_choice! {
    /// Unit of an entered weight.
    pub enum WeightUnit in "weight_unit" {
        /// Pounds.
        #[default]
        Lb = "lb" => "LB",
        /// Kilograms; 1 lb = 0.45359237 kg exactly (international pound, 1959).
        Kg = "kg" => "KG",
    }
}

/// Kilograms in 100,000,000 pounds: the pound is exactly 0.45359237 kg.
const KG_PER_LB_NUMERATOR: i128 = 45_359_237;
const KG_PER_LB_DENOMINATOR: i128 = 100_000_000;

impl PriceBasis {
    /// Whether the amount depends on a weight.
    #[must_use]
    pub const fn needs_weight(self) -> bool {
        matches!(self, Self::PerLb | Self::PerCwt | Self::PerKg)
    }

    /// Whether the amount depends on a number of units.
    #[must_use]
    pub const fn needs_units(self) -> bool {
        matches!(self, Self::PerCase | Self::PerUnit)
    }
}

/// A weight as entered, with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// Amount.
    pub amount: WeightAmount,
    /// Unit.
    pub unit: WeightUnit,
}

impl Weight {
    /// Creates a weight in pounds.
    #[must_use]
    pub const fn lb(amount: WeightAmount) -> Self {
        Self {
            amount,
            unit: WeightUnit::Lb,
        }
    }

    /// In pounds, rounded to 2 decimals: for sums and sorting.
    #[must_use]
    pub fn in_lb(self) -> WeightAmount {
        self.converted(WeightUnit::Lb)
    }

    /// In kilograms, rounded to 2 decimals.
    #[must_use]
    pub fn in_kg(self) -> WeightAmount {
        self.converted(WeightUnit::Kg)
    }

    /// Whether its weight in pounds fits in a [`WeightAmount`].
    #[must_use]
    pub fn fits_in_lb(self) -> bool {
        WeightAmount::new(self.units_in(WeightUnit::Lb)).is_some()
    }

    fn converted(self, unit: WeightUnit) -> WeightAmount {
        WeightAmount::of(self.units_in(unit))
    }

    fn units_in(self, unit: WeightUnit) -> i64 {
        let (numerator, denominator) = ratio(self.unit, unit);
        let rounded =
            divide_half_away(i128::from(self.amount.units()) * numerator, denominator).unwrap_or(0);
        i64::try_from(rounded).unwrap_or(i64::MAX)
    }
}

/// The exact conversion factor between two units.
pub(crate) const fn ratio(from: WeightUnit, to: WeightUnit) -> (i128, i128) {
    match (from, to) {
        (WeightUnit::Lb, WeightUnit::Kg) => (KG_PER_LB_NUMERATOR, KG_PER_LB_DENOMINATOR),
        (WeightUnit::Kg, WeightUnit::Lb) => (KG_PER_LB_DENOMINATOR, KG_PER_LB_NUMERATOR),
        _ => (1, 1),
    }
}

/// A price as entered, with its basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Dollars.
    pub amount: PriceAmount,
    /// Basis.
    pub basis: PriceBasis,
}

/// The quantity from which a line's amount is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quantity {
    /// Outside containers.
    pub units: Option<i64>,
    /// Weight.
    pub weight: Option<Weight>,
}

impl Price {
    /// The amount of a line, rounded once to cents. `None` if a quantity that the basis needs is unknown.
    #[must_use]
    pub fn extend(self, quantity: Quantity) -> Option<Money> {
        // The price is in 1/10,000 dollar, that is 1/100 cent, and the weight in hundredths: divide by 100 twice.
        let price = i128::from(self.amount.units());
        let by_weight = |unit: WeightUnit, per: i128| {
            let weight = quantity.weight?;
            let (numerator, denominator) = ratio(weight.unit, unit);
            let dividend = i128::from(weight.amount.units())
                .checked_mul(price)?
                .checked_mul(numerator)?;
            divide_half_away(dividend, 10_000 * per * denominator)
        };
        let cents = match self.basis {
            PriceBasis::PerLb => by_weight(WeightUnit::Lb, 1)?,
            PriceBasis::PerCwt => by_weight(WeightUnit::Lb, 100)?,
            PriceBasis::PerKg => by_weight(WeightUnit::Kg, 1)?,
            PriceBasis::PerCase | PriceBasis::PerUnit => {
                divide_half_away(i128::from(quantity.units?).checked_mul(price)?, 100)?
            }
            PriceBasis::PerLoad => divide_half_away(price, 100)?,
        };
        i64::try_from(cents).ok().and_then(Money::new)
    }

    /// Dollars per pound, 4 decimals. For bases without a weight it is computed from the quantity, if that is known.
    #[must_use]
    pub fn per_lb(self, quantity: Quantity) -> Option<PricePerLb> {
        let price = i128::from(self.amount.units());
        let derived = match self.basis {
            PriceBasis::PerLb => price,
            PriceBasis::PerCwt => divide_half_away(price, 100)?,
            PriceBasis::PerKg => {
                divide_half_away(price * KG_PER_LB_NUMERATOR, KG_PER_LB_DENOMINATOR)?
            }
            PriceBasis::PerCase | PriceBasis::PerUnit | PriceBasis::PerLoad => {
                return self.extend(quantity)?.per_lb(quantity.weight?.in_lb());
            }
        };
        i64::try_from(derived).ok().and_then(PricePerLb::new)
    }
}

/// Usual range of prices per pound, in ten-thousandths of a dollar: $0.02 for material to be rendered; $50.00 is above any cut in a
/// cutout report.
const USUAL_PER_LB: std::ops::RangeInclusive<i64> = 200..=500_000;

/// A price more than this many times the last one, or less than that fraction of it, raises a warning. Confusing pounds with
/// kilograms gives a factor of 2.2.
const USUAL_CHANGE: i64 = 2;

/// Why a price looks wrong. Only a warning: the price may be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceDoubt {
    /// Outside the usual range of prices per pound.
    OutOfRange,
    /// Less than half or more than twice the last price of the product.
    FarFromLast,
}

impl PriceDoubt {
    /// Checks a price per pound, against the last price of the same product if known. A zero price is not checked here; it needs a
    /// reason.
    #[must_use]
    pub fn of(per_lb: PricePerLb, last: Option<PricePerLb>) -> Option<Self> {
        let price = per_lb.units();
        if price <= 0 {
            return None;
        }
        let far = last.map(PricePerLb::units).filter(|last| *last > 0);
        let far = far.is_some_and(|last| {
            price > last.saturating_mul(USUAL_CHANGE) || last > price.saturating_mul(USUAL_CHANGE)
        });
        match (USUAL_PER_LB.contains(&price), far) {
            (false, _) => Some(Self::OutOfRange),
            (true, true) => Some(Self::FarFromLast),
            (true, false) => None,
        }
    }
}

impl Price {
    /// The basis under which the amount raises no warning, if the given basis does.
    #[must_use]
    pub fn likely_basis(self, quantity: Quantity, last: Option<PricePerLb>) -> Option<PriceBasis> {
        let doubt = |basis: PriceBasis| {
            let per_lb = Self { basis, ..self }.per_lb(quantity)?;
            Some(PriceDoubt::of(per_lb, last).is_some())
        };
        if doubt(self.basis) != Some(true) {
            return None;
        }
        [PriceBasis::PerLb, PriceBasis::PerCwt, PriceBasis::PerKg]
            .into_iter()
            .find(|basis| doubt(*basis) == Some(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weighed(hundredths: i64, unit: WeightUnit) -> Quantity {
        Quantity {
            units: None,
            weight: Some(Weight {
                amount: WeightAmount::of(hundredths),
                unit,
            }),
        }
    }

    fn price(text: &str, basis: PriceBasis) -> Price {
        Price {
            amount: text.parse().unwrap(),
            basis,
        }
    }

    #[test]
    fn a_price_in_the_wrong_basis_is_in_doubt() {
        let doubt = |text: &str, last: Option<&str>| {
            let last = last.map(|last| last.parse().unwrap());
            PriceDoubt::of(text.parse().unwrap(), last)
        };
        assert_eq!(doubt("338.5000", None), Some(PriceDoubt::OutOfRange));
        assert_eq!(doubt("0.0199", None), Some(PriceDoubt::OutOfRange));
        for usual in ["0.0200", "3.3850", "50.0000", "0.0000"] {
            assert_eq!(doubt(usual, None), None, "{usual}");
        }
        // Pounds entered as kilograms, and the first price of a product.
        assert_eq!(
            doubt("7.4600", Some("3.3850")),
            Some(PriceDoubt::FarFromLast)
        );
        assert_eq!(
            doubt("1.5300", Some("3.3850")),
            Some(PriceDoubt::FarFromLast)
        );
        assert_eq!(doubt("6.7700", Some("3.3850")), None);
        assert_eq!(doubt("3.3850", Some("0.0000")), None);
    }

    #[test]
    fn the_likely_basis_is_named() {
        let quantity = weighed(4_000_000, WeightUnit::Lb);
        let likely = |text: &str, basis: PriceBasis, last: Option<&str>| {
            let last = last.map(|last| last.parse().unwrap());
            price(text, basis).likely_basis(quantity, last)
        };
        use PriceBasis::{PerCwt, PerKg, PerLb, PerLoad};
        assert_eq!(likely("338.50", PerLb, None), Some(PerCwt));
        assert_eq!(likely("3.385", PerCwt, Some("3.3850")), Some(PerLb));
        assert_eq!(likely("7.46", PerLb, Some("3.3850")), Some(PerKg));
        assert_eq!(likely("338.50", PerCwt, Some("3.3850")), None);
        assert_eq!(likely("900000", PerLb, None), None);
        assert_eq!(likely("135400", PerLoad, Some("3.3850")), None);
    }

    #[test]
    fn the_trade_examples_multiply() {
        let lb = weighed(4_012_750, WeightUnit::Lb);
        assert_eq!(
            price("122.75", PriceBasis::PerCwt).extend(lb),
            Some(Money::of(4_925_651))
        );
        let kg = weighed(1_814_369, WeightUnit::Kg);
        assert_eq!(
            price("2.71", PriceBasis::PerKg).extend(kg),
            Some(Money::of(4_916_940))
        );
        let mixed = weighed(1_338_825, WeightUnit::Lb);
        assert_eq!(
            price("9.45", PriceBasis::PerKg).extend(mixed),
            Some(Money::of(5_738_804))
        );
        assert_eq!(
            price("250.57", PriceBasis::PerCwt).per_lb(lb),
            Some(PricePerLb::of(25_057))
        );
    }

    #[test]
    fn unknown_quantities_give_no_amount() {
        let nothing = Quantity::default();
        for basis in [
            PriceBasis::PerLb,
            PriceBasis::PerCwt,
            PriceBasis::PerKg,
            PriceBasis::PerCase,
        ] {
            assert_eq!(price("1", basis).extend(nothing), None);
        }
        assert_eq!(
            price("1980.005", PriceBasis::PerLoad).extend(nothing),
            Some(Money::of(198_001))
        );
    }

    /// An independent model: a reduced fraction of dollars, rounded by comparing the remainder with one half.
    fn model(weight: i64, kg: bool, price: i64, per_kg: bool, per: i128) -> i128 {
        let (mut n, mut d) = (i128::from(weight) * i128::from(price), 1_000_000_i128 * per);
        if kg && !per_kg {
            n *= 100_000_000;
            d *= 45_359_237;
        }
        if !kg && per_kg {
            n *= 45_359_237;
            d *= 100_000_000;
        }
        let n = n * 100;
        let floor = n.div_euclid(d);
        if (n - floor * d) * 2 >= d {
            floor + 1
        } else {
            floor
        }
    }

    proptest! {
        #[test]
        fn amounts_follow_the_rational_model(
            weight in 0_i64..1_000_000_000, figure in 0_i64..10_000_000, kg: bool, basis in 0_usize..3,
        ) {
            let basis = [PriceBasis::PerLb, PriceBasis::PerCwt, PriceBasis::PerKg][basis];
            let unit = if kg { WeightUnit::Kg } else { WeightUnit::Lb };
            let entered = Price { amount: PriceAmount::of(figure), basis };
            let per = if basis == PriceBasis::PerCwt { 100 } else { 1 };
            let expected = model(weight, kg, figure, basis == PriceBasis::PerKg, per);
            let amount = entered.extend(weighed(weight, unit)).map(|money| i128::from(money.units()));
            prop_assert_eq!(amount, Some(expected));
        }

        #[test]
        fn the_same_price_in_another_basis_gives_the_same_amount(weight in 1_i64..10_000_000, cents in 0_i64..1_000_000) {
            let quantity = weighed(weight, WeightUnit::Lb);
            let per_lb = Price { amount: PriceAmount::of(cents), basis: PriceBasis::PerLb };
            let per_cwt = Price { amount: PriceAmount::of(cents * 100), basis: PriceBasis::PerCwt };
            prop_assert_eq!(per_lb.extend(quantity), per_cwt.extend(quantity));
        }

        #[test]
        fn kilograms_and_pounds_convert_back(hundredths in 0_i64..1_000_000_000) {
            let weight = Weight { amount: WeightAmount::of(hundredths), unit: WeightUnit::Kg };
            let back = Weight::lb(weight.in_lb()).in_kg();
            prop_assert!((back.units() - hundredths).abs() <= 1);
        }
    }
}
