//! Data that an order takes from other records: what a line copies from its product, and what issuing and shipping need to know of
//! the customer, the carrier and the goods.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::actions::{OverridableRule, Override};
use super::lifecycle::CreditFacts;
use super::line_draft::LineDraft;
use super::lines::OrderLine;
use crate::carriers::{AuthorityStatus, TenderBlock};
use crate::choices::{Edibility, UserRole, WeightBasis};
use crate::decimal::WeightAmount;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::party_snapshot::PartySnapshot;
use crate::permissions::{Operation, authorize};
use crate::pricing::{Quantity, Weight, WeightUnit};
use crate::products::{Product, ProductSummary};
use crate::record::EntityKind;
use crate::settings::{self, MarginFloor};
use crate::text::check_required;
use crate::transition_error::TransitionError;

/// Product data that a line copies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFacts {
    /// Code.
    pub code: String,
    /// Description.
    pub description: String,
    /// Kind of animal, a code of `species`.
    pub species: String,
    /// Fixed or catch weight.
    pub weight_basis: WeightBasis,
    /// Weight of one outside container: exact for net weight, nominal for catch weight.
    pub unit_weight: Option<WeightAmount>,
    /// Unit of the container weights.
    pub unit_weight_unit: WeightUnit,
    /// Minimum and maximum weight of one outside container, for catch weight.
    pub band: (Option<WeightAmount>, Option<WeightAmount>),
    /// Edible or inedible.
    pub edibility: Edibility,
    /// Test class, a code of `test_class`.
    pub test_class: String,
    /// Country of origin.
    pub country_of_origin: Option<String>,
}

impl From<&ProductSummary> for ProductFacts {
    fn from(row: &ProductSummary) -> Self {
        Self {
            code: row.code.clone(),
            description: row.description.clone(),
            species: row.species.clone(),
            weight_basis: row.weight_basis,
            unit_weight: row.unit_weight,
            unit_weight_unit: row.unit_weight_unit,
            // List rows do not carry it.
            band: (None, None),
            edibility: row.edibility,
            test_class: row.test_class.clone(),
            country_of_origin: row.country_of_origin.clone(),
        }
    }
}

impl ProductFacts {
    /// Whether the weight fits the product's containers (`trade.md` Q3): net weight within 0.5 % of theirs, the average catch
    /// weight within the band. True if a figure is unknown.
    #[must_use]
    pub fn fits(&self, basis: WeightBasis, quantity: Quantity) -> bool {
        let (Some(units), Some(weight)) =
            (quantity.units.filter(|units| *units > 0), quantity.weight)
        else {
            return true;
        };
        let actual = i128::from(weight.in_lb().units());
        let all = |one: Option<WeightAmount>| {
            let amount = WeightAmount::new(one?.units().checked_mul(units)?)?;
            let unit = self.unit_weight_unit;
            Some(i128::from(Weight { amount, unit }.in_lb().units()))
        };
        // In hundredths of a percent.
        let tolerance = i128::from(settings::current().net_weight_tolerance_pct.units());
        match basis {
            WeightBasis::Net => all(self.unit_weight)
                .is_none_or(|nominal| (actual - nominal).abs() * 10_000 <= nominal * tolerance),
            WeightBasis::Catch => {
                let (least, most) = self.band;
                all(least).is_none_or(|least| actual >= least)
                    && all(most).is_none_or(|most| actual <= most)
            }
        }
    }
}

impl OrderLine {
    /// Records whether the weight fits the containers.
    pub fn weigh_against(&mut self, product: &ProductFacts) {
        let quantity = self.details.quantity(&self.weights);
        self.is_off_weight = !product.fits(self.details.weight_basis, quantity);
    }
}

impl LineDraft {
    /// Copies the data of a newly chosen product: always its weight basis, other fields only if the line leaves them blank. A blank
    /// weight becomes the number of containers times their unit weight.
    pub fn take_over(&mut self, product: &ProductFacts) {
        self.weight_basis = product.weight_basis;
        if self.description.is_empty() {
            self.description.clone_from(&product.description);
        }
        let class = self.test_class.take();
        self.test_class = class.or_else(|| Some(product.test_class.clone()));
        let country = self.country_of_origin.take();
        self.country_of_origin = country.or_else(|| product.country_of_origin.clone());
        let nominal = product
            .unit_weight
            .zip(self.ordered_units.filter(|units| *units > 0))
            .and_then(|(weight, units)| WeightAmount::new(weight.units().checked_mul(units)?));
        if self.ordered_weight.is_none() && nominal.is_some() {
            self.ordered_weight = nominal;
            self.weight_unit = product.unit_weight_unit;
        }
    }
}

/// Carrier data for the tender gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierFacts {
    /// Name.
    pub name: String,
    /// Whether it hauls by truck, which requires a USDOT number.
    pub is_truck: bool,
    /// USDOT number.
    pub usdot_number: Option<String>,
    /// Operating authority to haul for hire (FMCSA).
    pub authority: AuthorityStatus,
    /// Last day of insurance coverage.
    pub insurance_expires_on: Option<NaiveDate>,
    /// The carrier as documents show it.
    pub snapshot: PartySnapshot,
}

impl CarrierFacts {
    /// Why it cannot take a load on this day (`trade.md` C13).
    #[must_use]
    pub fn tender_gate(&self, day: NaiveDate) -> Option<String> {
        let name = &self.name;
        let block = TenderBlock::of(
            self.authority,
            self.insurance_expires_on,
            self.is_truck,
            self.usdot_number.as_deref(),
            day,
        );
        Some(match block? {
            TenderBlock::AuthorityInactive => format!("{name} has no active authority"),
            TenderBlock::InsuranceMissing => format!("No insurance on record for {name}"),
            TenderBlock::InsuranceExpired => format!("The insurance of {name} has expired"),
            TenderBlock::UsdotMissing => format!("No USDOT number on record for {name}"),
        })
    }
}

/// Data that the gates need besides the order. Filled for `issue`, `ship` and changes of an issued order; `open_claims` for `close`.
#[derive(Debug, Clone, Default)]
pub struct StepFacts {
    /// Credit and trade data of the customer.
    pub credit: CreditFacts,
    /// The supplier as it is now.
    pub supplier: PartySnapshot,
    /// The customer as it is now.
    pub customer: Option<PartySnapshot>,
    /// The carrier as it is now.
    pub carrier: Option<CarrierFacts>,
    /// The place that the load leaves from, as it is now.
    pub ship_from: Option<PartySnapshot>,
    /// The place that the load goes to, as it is now.
    pub ship_to: Option<PartySnapshot>,
    /// The products of the lines as they are now.
    pub products: BTreeMap<Id<Product>, ProductFacts>,
    /// The company's floor of the margin.
    pub margin_floor: MarginFloor,
    /// Numbers of its claims that are pending or approved.
    pub open_claims: Vec<String>,
}

/// Returns `Ok` if the gate does not block, or if a manager overrides it; then returns the reason of the override.
pub(super) fn pass(
    rule: OverridableRule,
    blocked: Option<String>,
    passed: Option<&Override>,
    role: UserRole,
) -> Result<Option<String>, TransitionError> {
    match (blocked, passed) {
        (Some(why), None) => Err(match rule {
            OverridableRule::CreditBlocked => TransitionError::CreditBlocked(why),
            OverridableRule::TenderBlocked => TransitionError::TenderBlocked(why),
            OverridableRule::ClaimsOpen => TransitionError::ClaimsOpen(why),
        }),
        (Some(_), Some(passed)) => {
            authorize(role, Operation::Override, EntityKind::PurchaseOrder, None)?;
            Ok(Some(passed.reason.clone()))
        }
        (None, _) => Ok(None),
    }
}

/// Checks that an override names one of these gates and gives a reason.
pub(super) fn check_override(
    errors: &mut FieldErrors,
    rules: &[OverridableRule],
    passed: Option<&Override>,
) {
    let Some(passed) = passed else { return };
    errors.require(
        rules.contains(&passed.rule),
        "/override/rule",
        "other_gate",
        "This step does not check that rule",
    );
    check_required(errors, "/override/reason", &passed.reason, 500, "A reason");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trim() -> ProductFacts {
        ProductFacts {
            code: "BEEF-050-FC-T".to_owned(),
            description: "Trim 50's - Tested".to_owned(),
            species: "beef".to_owned(),
            weight_basis: WeightBasis::Net,
            unit_weight: "27.5".parse().ok(),
            unit_weight_unit: WeightUnit::Kg,
            band: (None, None),
            edibility: Edibility::Edible,
            test_class: "tested".to_owned(),
            country_of_origin: Some("USA".to_owned()),
        }
    }

    #[test]
    fn a_line_takes_over_what_it_does_not_say() {
        let mut line = LineDraft {
            ordered_units: Some(20),
            country_of_origin: Some("CAN".to_owned()),
            ..LineDraft::default()
        };
        line.take_over(&trim());
        assert_eq!(line.description, "Trim 50's - Tested");
        assert_eq!(line.test_class.as_deref(), Some("tested"));
        assert_eq!(line.country_of_origin.as_deref(), Some("CAN"));
        assert_eq!(line.weight_basis, WeightBasis::Net);
        assert_eq!(
            (line.ordered_weight, line.weight_unit),
            ("550".parse().ok(), WeightUnit::Kg)
        );
        let mut weighed = LineDraft {
            ordered_units: Some(20),
            ordered_weight: "600".parse().ok(),
            ..LineDraft::default()
        };
        weighed.take_over(&trim());
        assert_eq!(
            (weighed.ordered_weight, weighed.weight_unit),
            ("600".parse().ok(), WeightUnit::Lb)
        );
    }

    #[test]
    fn containers_weigh_what_they_can() {
        let fits = |product: &ProductFacts, basis, units, pounds: &str| {
            let amount = pounds.parse().unwrap();
            let unit = WeightUnit::Lb;
            let weight = Some(Weight { amount, unit });
            product.fits(basis, Quantity { units, weight })
        };
        let case = ProductFacts {
            unit_weight: "40".parse().ok(),
            unit_weight_unit: WeightUnit::Lb,
            band: ("38".parse().ok(), "52".parse().ok()),
            ..trim()
        };
        for (pounds, net, catch) in [
            ("40000", true, true),
            ("40200", true, true),
            ("40200.01", false, true),
            ("39800", true, true),
            ("39799.99", false, true),
            ("38000", false, true),
            ("37999.99", false, false),
            ("52000", false, true),
            ("52000.01", false, false),
        ] {
            let units = Some(1_000);
            assert_eq!(
                fits(&case, WeightBasis::Net, units, pounds),
                net,
                "{pounds}"
            );
            assert_eq!(
                fits(&case, WeightBasis::Catch, units, pounds),
                catch,
                "{pounds}"
            );
        }
        assert!(fits(&case, WeightBasis::Net, None, "1"));
        let unknown = ProductFacts {
            unit_weight: None,
            band: (None, None),
            ..case
        };
        assert!(fits(&unknown, WeightBasis::Net, Some(7), "1"));
        assert!(fits(&unknown, WeightBasis::Catch, Some(7), "1"));
    }

    #[test]
    fn the_gate_asks_for_authority_insurance_and_number() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let carrier = CarrierFacts {
            name: "Northquill".to_owned(),
            is_truck: true,
            usdot_number: Some("99000011".to_owned()),
            authority: AuthorityStatus::Unknown,
            insurance_expires_on: Some(day("2026-03-10")),
            snapshot: PartySnapshot::default(),
        };
        let gate = |carrier: CarrierFacts| carrier.tender_gate(day("2026-03-10")).is_none();
        assert!(gate(carrier.clone()));
        for blocked in [
            CarrierFacts {
                authority: AuthorityStatus::Inactive,
                ..carrier.clone()
            },
            CarrierFacts {
                insurance_expires_on: None,
                ..carrier.clone()
            },
            CarrierFacts {
                insurance_expires_on: Some(day("2026-03-09")),
                ..carrier.clone()
            },
            CarrierFacts {
                usdot_number: None,
                ..carrier.clone()
            },
        ] {
            assert!(!gate(blocked.clone()), "{blocked:?}");
        }
        assert!(gate(CarrierFacts {
            is_truck: false,
            usdot_number: None,
            ..carrier
        }));
    }
}
