//! What must hold before a step: the logistics scenario, the record of the load, lots, goods, weights, age (`trade.md` 6.2, P11, Q9).

use chrono::{Days, NaiveDate};

use super::facts::{CarrierFacts, StepFacts};
use super::order::{Appointment, PartySnapshot, PurchaseOrder};
use crate::choice_entries::freshness_days;
use crate::choices::{
    Edibility, LogisticsScenario, LotTestResult, ReleaseFormat, WeightBasis, lists,
};
use crate::fields::FieldErrors;

impl PurchaseOrder {
    /// What the scenario asks for before the load leaves (`trade.md` 6.2).
    pub(super) fn check_scenario(&self, errors: &mut FieldErrors) {
        let header = &self.details;
        let (picks_up, we_arrange) = match header.logistics_scenario {
            LogisticsScenario::SupplierDelivery => (false, false),
            LogisticsScenario::CustomerPickup => (true, false),
            LogisticsScenario::WePickup => (true, true),
        };
        // Where the plant releases by the supplier's confirmation, that number is the release number.
        let (by_carrier, by_confirmation) = match header.release_format {
            Some(ReleaseFormat::SupplierConfirmation) => (false, true),
            Some(ReleaseFormat::CarrierRelease) => (true, false),
            Some(ReleaseFormat::Both) => (true, true),
            None => (picks_up, false),
        };
        errors.require(
            !by_carrier || header.carrier_release_number.is_some(),
            "/carrier_release_number",
            "required",
            "The plant asks for a release number",
        );
        errors.require(
            !by_confirmation || header.supplier_confirmation_number.is_some(),
            "/supplier_confirmation_number",
            "required",
            "The plant releases the load by the supplier's confirmation number",
        );
        let booked = |appointment: Option<&Appointment>| {
            appointment.is_some_and(|booked| {
                booked.at.is_some() || booked.method.as_deref() == Some(lists::FIRST_COME)
            })
        };
        let needs_delivery = header.logistics_scenario != LogisticsScenario::CustomerPickup;
        errors.require(
            !picks_up || booked(header.pickup_appointment.as_ref()),
            "/pickup_appointment",
            "required",
            "A pick-up appointment is needed, or first come first served",
        );
        errors.require(
            !needs_delivery || booked(header.delivery_appointment.as_ref()),
            "/delivery_appointment",
            "required",
            "A delivery appointment is needed, or first come first served",
        );
        let from = header.ship_from_plant_id.is_some() || header.ship_from_location_id.is_some();
        errors.require(
            from,
            "/ship_from_plant_id",
            "required",
            "Say which plant or location it leaves from",
        );
        let to = header.ship_to_location_id.is_some() || header.ship_to_plant_id.is_some();
        errors.require(
            to || !needs_delivery,
            "/ship_to_location_id",
            "required",
            "Say where it goes to",
        );
        errors.require(
            !we_arrange || header.carrier_id.is_some(),
            "/carrier_id",
            "required",
            "Say who hauls it",
        );
        errors.require(
            !we_arrange || header.freight_cost.is_some(),
            "/freight_cost",
            "required",
            "Our own freight enters the margin: say what it costs",
        );
    }

    /// What the law's record of a load lacks (`trade.md` 1.1): containers and weight of each line, names and addresses of seller,
    /// buyer and, where we hire one, carrier. The rest follows from the order itself.
    pub(super) fn check_record(&self, errors: &mut FieldErrors, carrier: Option<&CarrierFacts>) {
        for (index, line) in self.lines.iter().enumerate() {
            let quantity = line.details.quantity(&line.weights);
            errors.require(
                quantity.units.is_some(),
                format!("/lines/{index}/ordered_units"),
                "required",
                "The record of the load needs the number of containers",
            );
            errors.require(
                quantity.weight.is_some(),
                format!("/lines/{index}/ordered_weight"),
                "required",
                "The record of the load needs the weight",
            );
        }
        let addressed =
            |party: Option<&PartySnapshot>| party.is_none_or(|party| !party.address.is_empty());
        let parties = [
            (
                "/supplier_id",
                addressed(self.supplier_snapshot.as_ref()),
                "supplier",
            ),
            (
                "/customer_id",
                addressed(self.customer_snapshot.as_ref()),
                "customer",
            ),
            (
                "/carrier_id",
                carrier.is_none_or(|carrier| carrier.has_address),
                "carrier",
            ),
        ];
        for (pointer, known, party) in parties {
            errors.require(
                known,
                pointer,
                "needs_address",
                &format!("The record of the load needs the address of the {party}"),
            );
        }
    }

    /// Positive and cooker-only lots go to a cook (`trade.md` P11); lots on hold do not ship.
    pub(super) fn check_lots(&self, errors: &mut FieldErrors, cooks_product: bool, ships: bool) {
        for (index, line) in self.lines.iter().enumerate() {
            let class = line.details.test_class.as_deref();
            let cook_only = matches!(class, Some(lists::TEST_POSITIVE | lists::TEST_COOKER_ONLY))
                || line.details.lot_test_result == LotTestResult::Positive;
            let sold = self.details.customer_id.is_some();
            errors.require(
                !(cook_only && sold) || cooks_product,
                format!("/lines/{index}/test_class"),
                "needs_cook",
                "Positive and cooker-only lots go only to a customer who cooks them",
            );
            let held = ships && line.details.lot_test_result == LotTestResult::Pending;
            errors.require(
                !held,
                format!("/lines/{index}/lot_test_result"),
                "lot_on_hold",
                "The lot is on hold until its test result is in",
            );
        }
    }

    /// Net weight is that of the containers (`trade.md` Q3); catch weight outside the product's band is shown, and may be meant.
    pub(super) fn check_net_weights(&self, errors: &mut FieldErrors, facts: &StepFacts) {
        for (index, line) in self.lines.iter().enumerate() {
            let product = line.details.product_id;
            let Some(product) = product.and_then(|id| facts.products.get(&id)) else {
                continue;
            };
            let net = line.details.weight_basis == WeightBasis::Net;
            let quantity = line.details.quantity(&line.weights);
            errors.require(
                !net || product.fits(WeightBasis::Net, quantity),
                format!("/lines/{index}/ordered_weight"),
                "net_weight_differs",
                "Net weight is the number of containers times the weight of one, within 0.5 %",
            );
        }
    }

    /// Inedible goods go to nobody who takes edible goods only (`trade.md` L10); lamb, goat, chicken and fish name their country in
    /// retail (L7).
    pub(super) fn check_goods(&self, errors: &mut FieldErrors, facts: &StepFacts) {
        for (index, line) in self.lines.iter().enumerate() {
            let product = line.details.product_id;
            let Some(product) = product.and_then(|id| facts.products.get(&id)) else {
                continue;
            };
            errors.require(
                !(facts.credit.edible_only && product.edibility == Edibility::Inedible),
                format!("/lines/{index}/product_id"),
                "inedible",
                "The customer takes edible goods only",
            );
            let labelled = matches!(
                product.species.as_str(),
                "lamb" | "goat" | "chicken" | "seafood"
            );
            let named = line.details.country_of_origin.is_some();
            errors.require(
                named || !(labelled && facts.credit.is_retail),
                format!("/lines/{index}/country_of_origin"),
                "required",
                "Retail needs the country of origin of this species",
            );
        }
    }

    /// «N days newer» is checked against the production date on the day of shipping (`trade.md` Q9).
    pub(super) fn check_freshness(&self, errors: &mut FieldErrors, shipped_on: NaiveDate) {
        for (index, line) in self.lines.iter().enumerate() {
            let days = line.details.max_age.as_deref().and_then(freshness_days);
            let Some(oldest) = days.and_then(|days| shipped_on.checked_sub_days(Days::new(days)))
            else {
                continue;
            };
            let pointer = format!("/lines/{index}/production_date");
            match line.details.production_date {
                None => errors.add(
                    pointer,
                    "required",
                    "The line has an age limit: give the production date",
                ),
                Some(made) => errors.require(
                    made >= oldest,
                    pointer,
                    "too_old",
                    "The product is older than the line allows",
                ),
            }
        }
    }
}
