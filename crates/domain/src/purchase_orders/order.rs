//! The order itself: its header, what is computed from it, and how its list is narrowed and sorted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::actions::{CorrectInvoices, Override};
use super::amount_limits::check_amounts;
use super::billing::OrderInvoice;
use super::lifecycle::{OrderAction, OrderStatus};
use super::lines::{LineDraft, OrderLine};
use super::links::LinkNames;
use super::totals::Totals;
use crate::carriers::Carrier;
use crate::choices::{Currency, DealRole, LogisticsScenario, ReleaseFormat, lists};
use crate::contacts::Contact;
use crate::customers::Customer;
use crate::decimal::{Money, Temperature};
use crate::fields::{CheckContext, FieldErrors, Rules};
use crate::id::Id;
use crate::locations::Location;
use crate::plants::Plant;
use crate::record::{Instant, Stamps};
use crate::rules::check_zone;
use crate::supplier_plant_mappings::SupplierPlantMapping;
use crate::suppliers::Supplier;
use crate::text::{check_line, check_note, tidy_line, tidy_note};
use crate::users::User;

/// Most lines on an order.
const MAX_LINES: usize = 200;

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
    /// Writable fields of an order, its lines aside.
    pub struct OrderHeader {
        /// Order number; the next `PO-YYYY-NNNN` if blank. Never used twice.
        #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041", max_length = 50))]
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
        #[cfg_attr(feature = "openapi", schema(example = "SC-0041", max_length = 100))]
        pub supplier_confirmation_number: Option<String>,
        /// Which number releases the load at the plant.
        pub release_format: Option<ReleaseFormat>,
        /// Release number given to the carrier.
        #[cfg_attr(feature = "openapi", schema(example = "REL-0041", max_length = 100))]
        pub carrier_release_number: Option<String>,
        /// The customer's PO number.
        #[cfg_attr(feature = "openapi", schema(example = "CP-0041", max_length = 100))]
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
        #[cfg_attr(feature = "openapi", schema(example = "SL0041", max_length = 50))]
        pub seal_out: Option<String>,
        /// Seal at the receiver.
        #[cfg_attr(feature = "openapi", schema(max_length = 50))]
        pub seal_in: Option<String>,
        /// Notes printed on documents.
        #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
        pub special_instructions: Option<String>,
        /// Internal notes, never printed on documents.
        #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
        pub notes: Option<String>,
        /// The supply line that it is bought on; of this supplier, and of this customer or of any.
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

draft! {
    /// Writable fields of a purchase order.
    pub struct PurchaseOrderDraft {
        /// Confirms, in a change after which an issued order newly loses money, that this is meant. Not kept: history has it.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub accept_negative_margin: bool,
        /// Why something is replaced that shipping asked for; needed once the load has left. Not kept: history has it.
        #[cfg_attr(feature = "openapi", schema(example = "sent to the other dock", max_length = 500))]
        pub change_reason: Option<String>,
    }
    flat {
        /// Parties, dates, freight, papers.
        pub header: OrderHeader,
    }
    lists {
        /// Order lines.
        pub lines: Vec<LineDraft>,
    }
    objects {
        /// Overrides a gate that the change comes to; managers only. Not kept: history has it.
        pub r#override: Option<Override>,
        /// Required if an issued invoice bills a line whose amount changes. Not kept: history has it.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub correct_invoices: Option<CorrectInvoices>,
    }
}

/// A party as it was when the order was issued.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartySnapshot {
    /// Name.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub name: String,
    /// Address in one line.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "120 Sample Road, Omaha, NE 68102")
    )]
    pub address: String,
    /// Phone.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Contact person.
    #[cfg_attr(feature = "openapi", schema(example = "Rosa Tillman"))]
    pub contact_name: Option<String>,
    /// Phone of that person.
    pub contact_phone: Option<String>,
    /// E-mail address of that person.
    pub contact_email: Option<String>,
}

/// A status change of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Move {
    /// New status.
    pub status: OrderStatus,
    /// Time of the change.
    pub at: Instant,
    /// User; null if the program made the change.
    pub by: Option<Id<User>>,
    /// Display name of the user.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub by_name: String,
    /// Reason, where one was required.
    pub reason: Option<String>,
}

/// A purchase order. `lines` carry amounts that follow from what was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurchaseOrder {
    /// Id.
    pub id: Id<PurchaseOrder>,
    /// Version of the record; the `ETag` holds it.
    #[cfg_attr(feature = "openapi", schema(example = 5))]
    pub version: i64,
    /// Status; changed only by actions.
    pub status: OrderStatus,
    /// Actions that are allowed now.
    pub allowed_actions: Vec<OrderAction>,
    /// Writable fields without the lines.
    #[serde(flatten)]
    pub details: OrderHeader,
    /// Order lines with amounts.
    pub lines: Vec<OrderLine>,
    /// Currency of its amounts.
    pub currency: Currency,
    /// Sums.
    #[serde(flatten)]
    pub totals: Totals,
    /// Name of the supplier today.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub supplier_name: String,
    /// Name of the customer today.
    pub customer_name: Option<String>,
    /// Names of the other records that it refers to.
    #[serde(flatten)]
    pub links: LinkNames,
    /// Ship date.
    pub shipped_on: Option<NaiveDate>,
    /// Delivery date.
    pub delivered_on: Option<NaiveDate>,
    /// The supplier when the order was issued.
    pub supplier_snapshot: Option<PartySnapshot>,
    /// The customer when the order was issued.
    pub customer_snapshot: Option<PartySnapshot>,
    /// The carrier when the load left.
    pub carrier_snapshot: Option<PartySnapshot>,
    /// The place that the load left from, as it was then.
    pub ship_from_snapshot: Option<PartySnapshot>,
    /// The place that it went to, as it was when the load left.
    pub ship_to_snapshot: Option<PartySnapshot>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// Why it was closed without an invoice.
    pub unbilled_reason: Option<String>,
    /// Whether the terms are prepaid, so that the order can be billed before delivery.
    pub is_prepaid: bool,
    /// The invoices that bill it and its credit memos, drafts too; void ones aside.
    pub invoices: Vec<OrderInvoice>,
    /// Amount of the order less the amount billed, over the lines that are billed; null if they agree.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub billing_difference: Option<Money>,
    /// Status changes, oldest first.
    pub moves: Vec<Move>,
    /// Ownership, creation, change, archive.
    #[serde(flatten)]
    pub stamps: Stamps,
}

impl PurchaseOrder {
    /// Computes the lines, sums and allowed actions again from what was entered.
    pub fn recompute(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        self.lines = lines
            .into_iter()
            .zip(1..)
            .map(|(line, no)| OrderLine {
                product_code: line.product_code,
                invoice_status: line.invoice_status,
                billed_amount: line.billed_amount,
                is_off_weight: line.is_off_weight,
                ..OrderLine::compute(no, line.details, line.weights)
            })
            .collect();
        self.note_billing_difference();
        self.totals = Totals::of(&self.lines, self.details.own_freight());
        self.allow();
    }
}

impl OrderHeader {
    /// Freight that is ours to pay: only where we arrange the truck (`trade.md` 6.2).
    #[must_use]
    pub fn own_freight(&self) -> Option<Money> {
        self.freight_cost
            .filter(|_| self.logistics_scenario == LogisticsScenario::WePickup)
    }

    fn tidy(&mut self) {
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

    fn check(&self, errors: &mut FieldErrors, context: CheckContext<'_>) {
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
        let texts = [
            ("/number", &self.number, 50),
            (
                "/supplier_confirmation_number",
                &self.supplier_confirmation_number,
                100,
            ),
            ("/carrier_release_number", &self.carrier_release_number, 100),
            ("/customer_po_number", &self.customer_po_number, 100),
            ("/seal_out", &self.seal_out, 50),
            ("/seal_in", &self.seal_in, 50),
        ];
        for (pointer, text, max) in texts {
            check_line(errors, pointer, text.as_deref(), max);
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

    /// Delivery is not before pick-up, nothing before the order; an order without a day is of today.
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

impl Rules for PurchaseOrderDraft {
    fn tidy(&mut self) {
        tidy_line(&mut self.change_reason);
        self.header.tidy();
        self.lines.iter_mut().for_each(LineDraft::tidy);
    }

    /// What issuing asks for beyond this is checked by issuing.
    fn check(&self, context: CheckContext<'_>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        let reason = self.change_reason.as_deref();
        check_line(&mut errors, "/change_reason", reason, 500);
        self.header.check(&mut errors, context);
        errors.require(
            self.lines.len() <= MAX_LINES,
            "/lines",
            "too_many",
            "An order can have at most 200 lines",
        );
        for (index, line) in self.lines.iter().enumerate() {
            line.check(&mut errors, &format!("/lines/{index}"), context.choices);
        }
        let (lines, totals) = self.preview();
        check_amounts(&mut errors, &lines, &totals);
        errors
    }

    /// It has no sets.
    fn sort_sets(&mut self) {}
}

impl PurchaseOrderDraft {
    /// The lines with amounts and their sums, as a form shows them while one types.
    #[must_use]
    pub fn preview(&self) -> (Vec<OrderLine>, Totals) {
        let lines: Vec<OrderLine> = self
            .lines
            .iter()
            .cloned()
            .zip(1..)
            .map(|(line, no)| OrderLine::compute(no, line, super::LineWeights::default()))
            .collect();
        let totals = Totals::of(&lines, self.header.own_freight());
        (lines, totals)
    }
}
