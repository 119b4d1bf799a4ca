//! The header of an order: parties, dates, freight, documents, and their checks.

use chrono::NaiveDate;

use crate::carriers::Carrier;
use crate::choices::{DealRole, LogisticsScenario, ReleaseFormat, lists};
use crate::contacts::Contact;
use crate::customers::Customer;
use crate::decimal::{Money, Temperature};
use crate::field_rules::FieldRule;
use crate::fields::{CheckContext, FieldErrors};
use crate::id::Id;
use crate::locations::Location;
use crate::plants::Plant;
use crate::record::Instant;
use crate::rules::check_zone;
use crate::supplier_plant_mappings::SupplierPlantMapping;
use crate::suppliers::Supplier;
use crate::text::{NOTE_MAX, check_line, check_note, tidy_line, tidy_note};
use crate::users::User;

draft! {
    /// Appointment at a dock.
    pub struct Appointment {
        /// Time of the appointment; shown in the dock's time zone.
        pub at: Option<Instant>,
        /// IANA zone of the dock.
        #[cfg_attr(feature = "openapi", schema(example = "America/Chicago", max_length = 64))]
        pub time_zone: Option<String>,
        /// How it was booked, a code of `appointment_method`; first come, first served needs no time.
        #[cfg_attr(feature = "openapi", schema(example = "email"))]
        pub method: Option<String>,
        /// Confirmation number from the dock.
        #[cfg_attr(feature = "openapi", schema(max_length = 100))]
        pub confirmation: Option<String>,
    }
}

draft! {
    /// Writable fields of an order except lines.
    pub struct OrderHeader {
        /// Order number; the next `PO-YYYY-NNNN` if blank. Never used twice.
        #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041"))]
        pub number: Option<String>,
        /// Supplier.
        pub supplier_id: Option<Id<Supplier>>,
        /// Customer; required to issue the order unless it is for stock.
        pub customer_id: Option<Id<Customer>>,
        /// Bought without a customer yet.
        pub for_stock: bool,
        /// Whether we buy and sell, or earn a commission.
        pub deal_role: DealRole,
        /// Order date; today if blank.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-02"))]
        pub order_date: Option<NaiveDate>,
        /// Delivery date requested by the customer.
        pub requested_delivery_date: Option<NaiveDate>,
        /// Planned pickup date.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-04"))]
        pub pickup_date: Option<NaiveDate>,
        /// Planned delivery date.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-06"))]
        pub delivery_date: Option<NaiveDate>,
        /// Who moves the load.
        pub logistics_scenario: LogisticsScenario,
        /// Who pays freight and where risk passes, a code of `freight_terms`.
        #[cfg_attr(feature = "openapi", schema(example = "fob_origin_collect"))]
        pub freight_terms: Option<String>,
        /// Freight cost paid to the carrier, in US dollars; reduces the margin.
        pub freight_cost: Option<Money>,
        /// The supplier's confirmation number.
        #[cfg_attr(feature = "openapi", schema(example = "SC-0041"))]
        pub supplier_confirmation_number: Option<String>,
        /// Which number releases the load at the plant.
        pub release_format: Option<ReleaseFormat>,
        /// Release number given to the carrier.
        #[cfg_attr(feature = "openapi", schema(example = "REL-0041"))]
        pub carrier_release_number: Option<String>,
        /// The customer's PO number.
        #[cfg_attr(feature = "openapi", schema(example = "CP-0041"))]
        pub customer_po_number: Option<String>,
        /// Payment terms with the supplier, a code of `payment_terms`; copied from the supplier if blank.
        #[cfg_attr(feature = "openapi", schema(example = "net_7"))]
        pub supplier_terms: Option<String>,
        /// Payment terms of the customer, a code of `payment_terms`; copied from the customer if blank.
        #[cfg_attr(feature = "openapi", schema(example = "net_15"))]
        pub customer_terms: Option<String>,
        /// Reefer set point in degrees Fahrenheit.
        pub temperature_setpoint_f: Option<Temperature>,
        /// Seal at the plant.
        #[cfg_attr(feature = "openapi", schema(example = "SL0041"))]
        pub seal_out: Option<String>,
        /// Seal at the receiver.
        pub seal_in: Option<String>,
        /// Notes printed on documents.
        pub special_instructions: Option<String>,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Supply line; of this supplier, and of this customer or of any.
        pub mapping_id: Option<Id<SupplierPlantMapping>>,
        /// Carrier; required to ship if we arrange the truck.
        pub carrier_id: Option<Id<Carrier>>,
        /// Plant that it leaves from; a plant or a location, not both.
        pub ship_from_plant_id: Option<Id<Plant>>,
        /// Location that it leaves from.
        pub ship_from_location_id: Option<Id<Location>>,
        /// Location that it goes to; a location or a plant, not both.
        pub ship_to_location_id: Option<Id<Location>>,
        /// Plant that it goes to.
        pub ship_to_plant_id: Option<Id<Plant>>,
        /// Contact at the supplier.
        pub supplier_contact_id: Option<Id<Contact>>,
        /// Contact at the customer.
        pub customer_contact_id: Option<Id<Contact>>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    objects {
        /// Pickup appointment.
        pub pickup_appointment: Option<Appointment>,
        /// Delivery appointment.
        pub delivery_appointment: Option<Appointment>,
    }
}

impl OrderHeader {
    /// Its lines, and the longest that each may be, in characters.
    fn lines(&self) -> [(&'static str, Option<&str>, usize); 6] {
        [
            ("number", self.number.as_deref(), 50),
            (
                "supplier_confirmation_number",
                self.supplier_confirmation_number.as_deref(),
                100,
            ),
            (
                "carrier_release_number",
                self.carrier_release_number.as_deref(),
                100,
            ),
            (
                "customer_po_number",
                self.customer_po_number.as_deref(),
                100,
            ),
            ("seal_out", self.seal_out.as_deref(), 50),
            ("seal_in", self.seal_in.as_deref(), 50),
        ]
    }

    /// What is asked of its fields.
    #[must_use]
    pub fn field_rules() -> Vec<FieldRule> {
        let mut rules = FieldRule::of_lines(&Self::default().lines());
        rules.extend([
            FieldRule::named("supplier_id").required(),
            FieldRule::named("special_instructions").at_most(NOTE_MAX),
            FieldRule::named("notes").at_most(NOTE_MAX),
        ]);
        rules
    }

    /// Freight that we pay: only if we arrange the truck (`trade.md` 6.2).
    #[must_use]
    pub fn own_freight(&self) -> Option<Money> {
        self.freight_cost
            .filter(|_| self.logistics_scenario == LogisticsScenario::WePickup)
    }

    pub(super) fn tidy(&mut self) {
        for line in [
            &mut self.number,
            &mut self.freight_terms,
            &mut self.supplier_confirmation_number,
            &mut self.carrier_release_number,
            &mut self.customer_po_number,
            &mut self.supplier_terms,
            &mut self.customer_terms,
            &mut self.seal_out,
            &mut self.seal_in,
        ] {
            tidy_line(line);
        }
        tidy_note(&mut self.special_instructions);
        tidy_note(&mut self.notes);
        for appointment in [&mut self.pickup_appointment, &mut self.delivery_appointment] {
            if let Some(inner) = appointment {
                for line in [
                    &mut inner.time_zone,
                    &mut inner.method,
                    &mut inner.confirmation,
                ] {
                    tidy_line(line);
                }
            }
            *appointment = appointment
                .take()
                .filter(|inner| *inner != Appointment::default());
        }
    }

    pub(super) fn check(&self, errors: &mut FieldErrors, context: CheckContext<'_>) {
        let choices = context.choices;
        errors.require(
            self.supplier_id.is_some(),
            "/supplier_id",
            "required",
            "Choose a supplier",
        );
        errors.require(
            !(self.for_stock && self.customer_id.is_some()),
            "/for_stock",
            "has_customer",
            "An order for stock has no customer",
        );
        for (name, text, max) in self.lines() {
            check_line(errors, &format!("/{name}"), text, max);
        }
        check_note(
            errors,
            "/special_instructions",
            self.special_instructions.as_deref(),
        );
        check_note(errors, "/notes", self.notes.as_deref());
        choices.check(
            errors,
            "/freight_terms",
            lists::FREIGHT_TERMS,
            self.freight_terms.as_deref(),
        );
        choices.check(
            errors,
            "/supplier_terms",
            lists::PAYMENT_TERMS,
            self.supplier_terms.as_deref(),
        );
        choices.check(
            errors,
            "/customer_terms",
            lists::PAYMENT_TERMS,
            self.customer_terms.as_deref(),
        );
        errors.require(
            self.freight_cost.is_none_or(|cost| !cost.is_negative()),
            "/freight_cost",
            "must_not_be_negative",
            "Freight must be 0 or more",
        );
        self.check_ends(errors);
        self.check_dates(errors, context.today);
        for (pointer, appointment) in [
            ("/pickup_appointment", &self.pickup_appointment),
            ("/delivery_appointment", &self.delivery_appointment),
        ] {
            if let Some(appointment) = appointment {
                choices.check(
                    errors,
                    &format!("{pointer}/method"),
                    lists::APPOINTMENT_METHOD,
                    appointment.method.as_deref(),
                );
                check_zone(
                    errors,
                    &format!("{pointer}/time_zone"),
                    appointment.time_zone.as_deref(),
                    context,
                );
                check_line(
                    errors,
                    &format!("{pointer}/confirmation"),
                    appointment.confirmation.as_deref(),
                    100,
                );
            }
        }
    }

    /// Delivery cannot be before pickup, and no date before the order date, which defaults to today.
    pub fn check_dates(&self, errors: &mut FieldErrors, today: NaiveDate) {
        let ordered = self.order_date.unwrap_or(today);
        let after =
            |day: Option<NaiveDate>, earliest: NaiveDate| day.is_none_or(|day| day >= earliest);
        errors.require(
            after(self.requested_delivery_date, ordered),
            "/requested_delivery_date",
            "before_order",
            "This cannot be before the order date",
        );
        errors.require(
            after(self.pickup_date, ordered),
            "/pickup_date",
            "before_order",
            "Pick-up cannot be before the order date",
        );
        match self.pickup_date {
            Some(pickup) => errors.require(
                after(self.delivery_date, pickup),
                "/delivery_date",
                "before_pickup",
                "Delivery cannot be before pick-up",
            ),
            None => errors.require(
                after(self.delivery_date, ordered),
                "/delivery_date",
                "before_order",
                "Delivery cannot be before the order date",
            ),
        }
    }
}
