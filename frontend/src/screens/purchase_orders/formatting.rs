//! Figures and facts of orders as text.

use domain::choices::{Choices, LogisticsScenario, lists};
use domain::purchase_orders::Appointment;
use domain::{Money, PriceAmount, PriceBasis, PricePerLb, Temperature, WeightAmount, WeightUnit};

use crate::ui::format::{grouped, money};
use crate::ui::zoned_time;

/// Dollars, grouped; negative amounts in parentheses.
pub(super) fn dollars(amount: Money) -> String {
    money(&amount.to_string())
}

/// Facts in one line; those that are not known are left out.
pub(super) fn joined<const N: usize>(parts: [String; N]) -> String {
    let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    known.join(" · ")
}

/// A weight, grouped.
pub(super) fn weight(amount: WeightAmount) -> String {
    grouped(&amount.to_string())
}

/// A price per pound, grouped; a loss in parentheses.
pub(super) fn per_lb(price: PricePerLb) -> String {
    money(&price.to_string())
}

/// What a price is per, behind its figure: `/cwt`.
pub(super) const fn per(basis: PriceBasis) -> &'static str {
    match basis {
        PriceBasis::PerLb => "/lb",
        PriceBasis::PerCwt => "/cwt",
        PriceBasis::PerKg => "/kg",
        PriceBasis::PerCase => "/case",
        PriceBasis::PerLoad => "/load",
        PriceBasis::PerUnit => "/unit",
    }
}

/// The unit of a weight behind its figure.
pub(super) const fn unit(unit: WeightUnit) -> &'static str {
    match unit {
        WeightUnit::Lb => "lb",
        WeightUnit::Kg => "kg",
    }
}

/// The same price seen the other way: by pound, or by hundredweight where it was entered by pound.
pub(super) fn other_basis(
    price: Option<PriceAmount>,
    basis: Option<PriceBasis>,
    by_lb: Option<PricePerLb>,
) -> Option<String> {
    price?;
    match basis? {
        PriceBasis::PerLb => {
            let by_cwt = by_lb?.units().checked_mul(100)?;
            Some(format!("{} /cwt", grouped(&two_decimals(by_cwt))))
        }
        _ => Some(format!("{} /lb", grouped(&by_lb?.to_string()))),
    }
}

/// Ten-thousandths as a plain decimal with two places where the rest is nothing, else with four.
fn two_decimals(units: i64) -> String {
    let text = domain::decimal::format_scaled(units, PriceAmount::SCALE);
    text.strip_suffix("00").map_or(text.clone(), str::to_owned)
}

/// The deviation of a weight from the ordered one: `0.55% over`.
pub(super) fn variance(hundredths: i64) -> String {
    let size = domain::decimal::format_scaled(hundredths.saturating_abs(), 2);
    match hundredths {
        0 => "as ordered".to_owned(),
        1.. => format!("{size}% over"),
        _ => format!("{size}% under"),
    }
}

/// A set-point: `28.0 °F (−2.2 °C)`.
pub(super) fn temperature(fahrenheit: Temperature) -> String {
    let celsius = i128::from(fahrenheit.units() - 320) * 5;
    let tenths = domain::decimal::divide_half_away(celsius, 9)
        .and_then(|tenths| i64::try_from(tenths).ok())
        .unwrap_or(0);
    let shown = |tenths: i64| domain::decimal::format_scaled(tenths, 1).replace('-', "−");
    format!("{} °F ({} °C)", shown(fahrenheit.units()), shown(tenths))
}

/// The logistics scenario as a sentence.
pub(super) const fn who_moves(scenario: LogisticsScenario) -> &'static str {
    match scenario {
        LogisticsScenario::SupplierDelivery => "The supplier delivers.",
        LogisticsScenario::CustomerPickup => "The customer picks up.",
        LogisticsScenario::WePickup => "We pick up.",
    }
}

/// An appointment in one line: `Mar 4, 11:30 AM CST, by e-mail, ref. 123`; nothing for none.
pub(super) fn appointment(appointment: Option<&Appointment>, choices: &Choices) -> Option<String> {
    let appointment = appointment?;
    let mut text = match (appointment.at, appointment.method.as_deref()) {
        (Some(at), _) => zoned_time::shown(at.0, appointment.time_zone.as_deref()),
        (None, Some(lists::FIRST_COME)) => "First come, first served".to_owned(),
        (None, _) => "Not booked".to_owned(),
    };
    if let Some(method) = appointment
        .method
        .as_deref()
        .filter(|method| *method != lists::FIRST_COME)
    {
        let label = choices.label(lists::APPOINTMENT_METHOD, method);
        text.push_str(", by ");
        text.push_str(&label.to_lowercase());
    }
    if let Some(confirmation) = &appointment.confirmation {
        text.push_str(", ref. ");
        text.push_str(confirmation);
    }
    Some(text)
}

/// `1 line`, `3 lines`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{count} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_points_are_shown_in_both_scales() {
        assert_eq!(temperature(Temperature::of(280)), "28.0 °F (−2.2 °C)");
        assert_eq!(temperature(Temperature::of(-50)), "−5.0 °F (−20.6 °C)");
    }

    #[test]
    fn a_price_shows_its_other_basis() {
        let lb = |units| Some(PricePerLb::of(units));
        let price = PriceAmount::new(33_125);
        assert_eq!(
            other_basis(price, Some(PriceBasis::PerLb), lb(33_125)).as_deref(),
            Some("331.25 /cwt")
        );
        assert_eq!(
            other_basis(
                PriceAmount::new(3_385_000),
                Some(PriceBasis::PerCwt),
                lb(33_850)
            )
            .as_deref(),
            Some("3.3850 /lb")
        );
        assert_eq!(other_basis(None, Some(PriceBasis::PerLb), None), None);
    }

    #[test]
    fn variances_say_their_direction() {
        assert_eq!(variance(55), "0.55% over");
        assert_eq!(variance(-120), "1.20% under");
        assert_eq!(variance(0), "as ordered");
    }
}
