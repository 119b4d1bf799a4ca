//! Checks of the gates: logistics scenario, record of the load, lots, goods, weights, age (`trade.md` 6.2, P11, Q9). `gates`
//! declares which gate runs which check, and when.

use chrono::Days;

use super::facts::{CarrierFacts, StepFacts};
use super::gates::GateInput;
use super::order::PurchaseOrder;
use super::order_header::Appointment;
use crate::choice_entries::freshness_days;
use crate::choices::{Edibility, LotTestResult, ReleaseFormat, WeightBasis, lists};
use crate::decimal::PricePerLb;
use crate::fields::FieldErrors;
use crate::party_snapshot::PartySnapshot;
use crate::permissions::{Operation, authorize};
use crate::record::EntityKind;
use crate::settings::MarginFloorRule;

impl Appointment {
    /// Whether the dock expects the truck: at an instant, or first come, first served.
    #[must_use]
    pub fn is_booked(&self) -> bool {
        self.at.is_some() || self.method.as_deref() == Some(lists::FIRST_COME)
    }
}

impl PurchaseOrder {
    /// The order has a customer or is for stock, and has lines.
    pub(super) fn check_sides(&self, errors: &mut FieldErrors) {
        errors.require(
            self.details.for_stock || self.details.customer_id.is_some(),
            "/customer_id",
            "required",
            "Choose a customer, or mark the order as for stock",
        );
        errors.require(
            !self.lines.is_empty(),
            "/lines",
            "required",
            "Add at least one line",
        );
    }

    /// The release format may require the supplier's confirmation number.
    pub(super) fn check_confirmation(&self, errors: &mut FieldErrors) {
        let asked = matches!(
            self.details.release_format,
            Some(ReleaseFormat::SupplierConfirmation | ReleaseFormat::Both)
        );
        errors.require(
            self.details.supplier_confirmation_number.is_some() || !asked,
            "/supplier_confirmation_number",
            "required",
            "The release format requires the supplier's confirmation number",
        );
    }

    /// Every line has goods, a quantity and a buying price.
    pub(super) fn check_bound_lines(&self, errors: &mut FieldErrors) {
        for (index, line) in self.lines.iter().enumerate() {
            line.details.check_bound(errors, &format!("/lines/{index}"));
        }
    }

    /// Exposure can be computed only if every line of a customer with a limit has a selling price (`trade.md` 6.3). There is no
    /// override: a price can always be entered, and without it the exposure of later orders would be too low.
    pub(super) fn check_priced(&self, errors: &mut FieldErrors, facts: &StepFacts) {
        if self.details.customer_id.is_none() || facts.credit.limit.is_none() {
            return;
        }
        for (index, line) in self.lines.iter().enumerate() {
            errors.require(
                line.details.sell().is_some(),
                format!("/lines/{index}/sell_price"),
                "required",
                "The customer has a credit limit: every line needs a selling price",
            );
        }
    }

    /// A loss needs a confirmation, and a larger loss needs a new one.
    pub(super) fn check_loss(&self, errors: &mut FieldErrors, input: &GateInput<'_>) {
        let asked = match input.before {
            Some(before) => self.loses_more(before),
            None => self.loses(),
        };
        errors.require(
            input.accepts_loss || !asked,
            "/accept_negative_margin",
            "negative_margin",
            "The order loses money. Confirm the loss",
        );
    }

    /// A margin below the company's floor needs a reason; if the company says so, that of a manager.
    pub(super) fn check_floor(&self, errors: &mut FieldErrors, input: &GateInput<'_>) {
        let floor = input.facts.margin_floor;
        let margin = self.totals.margin_per_lb;
        let fell = input.before.is_none_or(|before| {
            before
                .totals
                .margin_per_lb
                .is_none_or(|old| margin < Some(old))
        });
        if !fell || !floor.is_above(margin) {
            return;
        }
        let stops = floor.rule == MarginFloorRule::Stop;
        let dollars = |price: Option<PricePerLb>| price.unwrap_or_default().to_string();
        let (margin, floor) = (dollars(margin), dollars(floor.per_lb));
        let who = if stops {
            "A manager can let it pass with a reason"
        } else {
            "Enter the reason"
        };
        errors.require(
            input.margin_reason.is_some(),
            "/margin_reason",
            "below_margin_floor",
            &format!("The margin of ${margin} per lb is below the floor of ${floor}. {who}"),
        );
        let may = authorize(
            input.role,
            Operation::Override,
            EntityKind::PurchaseOrder,
            None,
        );
        errors.require(
            input.margin_reason.is_none() || !stops || may.is_ok(),
            "/margin_reason",
            "needs_manager",
            "Only a manager can let a margin below the floor pass",
        );
    }

    /// What the scenario requires before the load leaves (`trade.md` 6.2).
    pub(super) fn check_scenario(&self, errors: &mut FieldErrors) {
        let header = &self.details;
        let scenario = header.logistics_scenario;
        let picks_up = scenario.needs_pickup_appointment();
        let we_arrange = scenario.is_hauled_by_us();
        // If the plant releases by the supplier's confirmation, that number is the release number.
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
            "The plant requires a release number",
        );
        errors.require(
            !by_confirmation || header.supplier_confirmation_number.is_some(),
            "/supplier_confirmation_number",
            "required",
            "The plant requires the supplier's confirmation number",
        );
        let booked =
            |appointment: Option<&Appointment>| appointment.is_some_and(Appointment::is_booked);
        errors.require(
            !picks_up || booked(header.pickup_appointment.as_ref()),
            "/pickup_appointment",
            "required",
            "A pick-up appointment is required, or first come first served",
        );
        errors.require(
            !scenario.needs_delivery_appointment() || booked(header.delivery_appointment.as_ref()),
            "/delivery_appointment",
            "required",
            "A delivery appointment is required, or first come first served",
        );
        let from = header.ship_from_plant_id.is_some() || header.ship_from_location_id.is_some();
        errors.require(
            from,
            "/ship_from_plant_id",
            "required",
            "Choose the plant or location it ships from",
        );
        let to = header.ship_to_location_id.is_some() || header.ship_to_plant_id.is_some();
        errors.require(
            to || !scenario.needs_delivery_appointment(),
            "/ship_to_location_id",
            "required",
            "Choose where it ships to",
        );
        errors.require(
            !we_arrange || header.carrier_id.is_some(),
            "/carrier_id",
            "required",
            "Choose a carrier",
        );
        errors.require(
            !we_arrange || header.freight_cost.is_some(),
            "/freight_cost",
            "required",
            "Enter our freight cost; it is part of the margin",
        );
    }

    /// The legally required record of a load (`trade.md` 1.1): description, containers and weight of each line, names and addresses
    /// of seller, buyer and, if we hire one, carrier. The rest follows from the order itself.
    pub(super) fn check_record(&self, errors: &mut FieldErrors, carrier: Option<&CarrierFacts>) {
        for (index, line) in self.lines.iter().enumerate() {
            let quantity = line.details.quantity(&line.weights);
            errors.require(
                !line.details.description.is_empty(),
                format!("/lines/{index}/description"),
                "required",
                "The load record requires the description",
            );
            errors.require(
                quantity.units.is_some(),
                format!("/lines/{index}/ordered_units"),
                "required",
                "The load record requires the number of containers",
            );
            errors.require(
                quantity.weight.is_some(),
                format!("/lines/{index}/ordered_weight"),
                "required",
                "The load record requires the weight",
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
                carrier.is_none_or(|carrier| !carrier.snapshot.address.is_empty()),
                "carrier",
            ),
        ];
        for (pointer, known, party) in parties {
            errors.require(
                known,
                pointer,
                "needs_address",
                &format!("The load record requires the address of the {party}"),
            );
        }
    }

    /// Positive and cooker-only goods need a customer that cooks, and a line's test class must not be weaker than that of its
    /// product or lot (`trade.md` P11).
    pub(super) fn check_lots(&self, errors: &mut FieldErrors, facts: &StepFacts) {
        let cook_only = |class: Option<&str>| {
            matches!(class, Some(lists::TEST_POSITIVE | lists::TEST_COOKER_ONLY))
        };
        for (index, line) in self.lines.iter().enumerate() {
            let product = line.details.product_id;
            let product = product.and_then(|id| facts.products.get(&id));
            let demanded = line.details.lot_test_result == LotTestResult::Positive
                || product.is_some_and(|product| cook_only(Some(&product.test_class)));
            let said = cook_only(line.details.test_class.as_deref());
            errors.require(
                said || !demanded,
                format!("/lines/{index}/test_class"),
                "weaker_than_product",
                "The product or its lot is positive or cooker only; the line must say so",
            );
            let sold = self.details.customer_id.is_some();
            errors.require(
                !((said || demanded) && sold) || facts.credit.cooks_product,
                format!("/lines/{index}/test_class"),
                "needs_cook",
                "Positive and cook-only lots can ship only to a customer that cooks them",
            );
        }
    }

    /// Lots on hold cannot ship.
    pub(super) fn check_held_lots(&self, errors: &mut FieldErrors) {
        for (index, line) in self.lines.iter().enumerate() {
            errors.require(
                line.details.lot_test_result != LotTestResult::Pending,
                format!("/lines/{index}/lot_test_result"),
                "lot_on_hold",
                "The lot is on hold until its test result is in",
            );
        }
    }

    /// Net weight must match the containers (`trade.md` Q3). Catch weight outside the product's band is only flagged.
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
                "Net weight must be containers times unit weight, within 0.5%",
            );
        }
    }

    /// Inedible goods cannot be sold to customers that take edible goods only (`trade.md` L10); lamb, goat, chicken and fish for
    /// retail need a country of origin (L7).
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
                "The customer takes edible product only",
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
                "Retail requires the country of origin for this species",
            );
        }
    }

    /// Checks the maximum age ("N days newer") against the production date on the ship date (`trade.md` Q9).
    pub(super) fn check_freshness(&self, errors: &mut FieldErrors) {
        let Some(shipped_on) = self.shipped_on else {
            return;
        };
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
                    "The line has an age limit. Enter the production date",
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
