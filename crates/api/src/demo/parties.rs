//! Suppliers and customers of the demo brokerage. All are invented; cities and postal codes are real.

use chrono::Days;
use domain::choices::{DeliveryProfile, Edibility};
use domain::contact_details::Address;
use domain::customers::{Customer, CustomerDraft};
use domain::suppliers::{Supplier, SupplierDraft};
use storage::StoreError;

use super::demo_seed::{DemoSeed, Seeded};

/// Seed data of a supplier; days count back from the seeding day.
pub(super) struct DemoSupplier {
    code: &'static str,
    name: &'static str,
    kind: &'static str,
    place: (&'static str, &'static str, &'static str),
    phone: &'static str,
    email: &'static str,
    scopes: &'static [&'static str],
    terms: (&'static str, Option<&'static str>, Option<&'static str>),
    species: &'static [&'static str],
    edibility: Option<Edibility>,
    certificates: &'static [&'static str],
    application: (Option<u64>, Option<u64>),
    /// Whether it offers tested product, contracts, export documents.
    offers: (bool, bool, bool),
    origins: &'static [&'static str],
    booking: Option<(&'static str, Option<&'static str>)>,
    archived: Option<u64>,
}

/// Seed data of a customer.
pub(super) struct DemoCustomer {
    pub(super) code: &'static str,
    name: &'static str,
    place: (&'static str, &'static str, &'static str, &'static str),
    phone: &'static str,
    email: &'static str,
    segments: &'static [&'static str],
    terms: (&'static str, &'static str),
    limit: Option<&'static str>,
    documents: &'static [&'static str],
    species: &'static [&'static str],
    edibility: Option<Edibility>,
    cooks: bool,
    picks_up: bool,
    exportable: bool,
    certificates: &'static [&'static str],
    /// How many days ago the controller put it on hold.
    pub(super) hold: Option<u64>,
    archived: Option<u64>,
}

/// Suppliers S1 to S8.
#[rustfmt::skip]
pub(super) const SUPPLIERS: &[DemoSupplier] = &[
    DemoSupplier { code: "BRI", name: "Brindlemoor Beef Packing", kind: "vertical", place: ("Omaha", "NE", "68102"), phone: "402-555-0100",
        email: "rosa.tillman@brindlemoor.example", scopes: &["domestic", "export"], terms: ("net_7", Some("wire"), Some("b1m")), species: &["beef"],
        edibility: Some(Edibility::Both), certificates: &["brc", "haccp"], application: (Some(400), Some(380)), offers: (true, true, true), origins: &["USA"],
        booking: Some(("website", Some("Book by 2:00 PM Central for next-day pick-up"))), archived: None },
    DemoSupplier { code: "QUI", name: "Quillhaven Poultry", kind: "vertical", place: ("Gainesville", "GA", "30501"), phone: "770-555-0110",
        email: "hank.prewitt@quillhaven.example", scopes: &["domestic"], terms: ("net_15", Some("ach"), Some("b500k")), species: &["chicken"],
        edibility: Some(Edibility::Both), certificates: &["haccp", "sqf"], application: (Some(350), Some(330)), offers: (false, false, false), origins: &["USA"],
        booking: None, archived: None },
    DemoSupplier { code: "PEL", name: "Pellwick Pork Company", kind: "processor", place: ("Sioux City", "IA", "51101"), phone: "712-555-0120",
        email: "omar.vance@pellwick.example", scopes: &["domestic", "export"], terms: ("net_15", Some("wire"), Some("b500k")), species: &["pork"],
        edibility: Some(Edibility::Edible), certificates: &["brc"], application: (Some(300), Some(290)), offers: (false, true, true), origins: &["USA"],
        booking: None, archived: None },
    DemoSupplier { code: "FEN", name: "Fennimarsh Protein Traders", kind: "distributor", place: ("Kansas City", "MO", "64108"), phone: "816-555-0130",
        email: "tess.boyle@fennimarsh.example", scopes: &[], terms: ("wire_1_day_prior", Some("wire"), None), species: &["beef", "chicken", "turkey"],
        edibility: Some(Edibility::Edible), certificates: &["third_party"], application: (None, None), offers: (false, false, false), origins: &["USA"],
        booking: Some(("email", None)), archived: None },
    DemoSupplier { code: "DUN", name: "Dunwicket Cold Storage & Boxing", kind: "cold_storage", place: ("Dallas", "TX", "75201"), phone: "214-555-0140",
        email: "milo.farrow@dunwicket.example", scopes: &[], terms: ("net_30", Some("check"), Some("b250k")), species: &["beef", "chicken", "turkey"],
        edibility: Some(Edibility::Edible), certificates: &["haccp"], application: (Some(90), None), offers: (true, false, false), origins: &["USA"],
        booking: None, archived: None },
    DemoSupplier { code: "LAR", name: "Larkspindle Rendering", kind: "renderer", place: ("Springdale", "AR", "72764"), phone: "479-555-0150",
        email: "ada.crowe@larkspindle.example", scopes: &[], terms: ("net_30", Some("check"), None), species: &["beef", "chicken"],
        edibility: Some(Edibility::Inedible), certificates: &[], application: (None, None), offers: (false, false, false), origins: &["USA"],
        booking: Some(("first_come_first_serve", None)), archived: None },
    DemoSupplier { code: "TES", name: "Tessalorn Lamb & Veal Imports", kind: "distributor", place: ("Philadelphia", "PA", "19148"), phone: "215-555-0160",
        email: "ines.duarte@tessalorn.example", scopes: &["domestic"], terms: ("net_30", Some("ach"), Some("b100k")), species: &["lamb", "veal"],
        edibility: Some(Edibility::Edible), certificates: &["halal", "iso"], application: (Some(200), Some(185)), offers: (false, false, false),
        origins: &["AUS", "NZL"], booking: None, archived: None },
    DemoSupplier { code: "OLD", name: "Oldharrow Meats", kind: "processor", place: ("Denver", "CO", "80202"), phone: "303-555-0170",
        email: "office@oldharrow.example", scopes: &[], terms: ("net_30", None, None), species: &["pork"], edibility: None, certificates: &[],
        application: (None, None), offers: (false, false, false), origins: &["USA"], booking: None, archived: Some(60) },
];

/// Customers C1 to C8.
#[rustfmt::skip]
pub(super) const CUSTOMERS: &[DemoCustomer] = &[
    DemoCustomer { code: "WEX", name: "Wexcombe Grinding Company", place: ("410 Sample Road", "Chicago", "IL", "60609"), phone: "312-555-0101",
        email: "walt.jessup@wexcombe.example", segments: &["processor"], terms: ("net_15", "wire"), limit: Some("400000.00"),
        documents: &["letter_of_guarantee", "brc", "spec_sheet"], species: &["beef"], edibility: Some(Edibility::Edible), cooks: false, picks_up: false,
        exportable: false, certificates: &[], hold: None, archived: None },
    DemoCustomer { code: "COR", name: "Corvane Cooked Foods", place: ("22 Sample Road", "Milwaukee", "WI", "53204"), phone: "414-555-0102",
        email: "kira.maddox@corvane.example", segments: &["processor"], terms: ("net_30", "ach"), limit: Some("300000.00"),
        documents: &["letter_of_guarantee", "audit_reports"], species: &["beef", "chicken"], edibility: Some(Edibility::Edible), cooks: true, picks_up: false,
        exportable: false, certificates: &[], hold: None, archived: None },
    DemoCustomer { code: "PAW", name: "Pawmeadow Pet Foods", place: ("75 Sample Road", "Joplin", "MO", "64801"), phone: "417-555-0103",
        email: "bo.renner@pawmeadow.example", segments: &["pet_sector"], terms: ("net_30", "check"), limit: Some("150000.00"), documents: &[], species: &[],
        edibility: Some(Edibility::Inedible), cooks: false, picks_up: true, exportable: false, certificates: &[], hold: None, archived: None },
    DemoCustomer { code: "THI", name: "Thistlebay Foodservice", place: ("308 Sample Road", "Denver", "CO", "80216"), phone: "303-555-0104",
        email: "lena.strand@thistlebay.example", segments: &["food_service", "wholesaler"], terms: ("net_15", "ach"), limit: Some("250000.00"),
        documents: &["spec_sheet"], species: &["chicken", "pork"], edibility: Some(Edibility::Edible), cooks: false, picks_up: false, exportable: false,
        certificates: &[], hold: None, archived: None },
    DemoCustomer { code: "MAR", name: "Marrowick Grocers", place: ("9 Sample Road", "Minneapolis", "MN", "55413"), phone: "612-555-0105",
        email: "carol.udell@marrowick.example", segments: &["retail"], terms: ("net_30", "check"), limit: Some("150000.00"),
        documents: &["label_picture", "animal_welfare", "spec_sheet"], species: &[], edibility: Some(Edibility::Edible), cooks: false, picks_up: false,
        exportable: false, certificates: &["brc"], hold: None, archived: None },
    DemoCustomer { code: "SAL", name: "Saltmarrow Export Trading", place: ("1600 Sample Road", "Houston", "TX", "77029"), phone: "713-555-0106",
        email: "mei.sorrel@saltmarrow.example", segments: &["export"], terms: ("wire_1_day_prior", "wire"), limit: None,
        documents: &["letter_of_guarantee", "audit_reports", "brc"], species: &[], edibility: Some(Edibility::Edible), cooks: false, picks_up: false,
        exportable: true, certificates: &[], hold: None, archived: None },
    DemoCustomer { code: "JUN", name: "Juntrell Wholesale Meats", place: ("54 Sample Road", "Phoenix", "AZ", "85003"), phone: "602-555-0107",
        email: "office@juntrell.example", segments: &["wholesaler"], terms: ("net_7", "check"), limit: Some("75000.00"), documents: &[], species: &[],
        edibility: Some(Edibility::Edible), cooks: false, picks_up: true, exportable: false, certificates: &[], hold: Some(80), archived: None },
    DemoCustomer { code: "OLF", name: "Oldfen Smokehouse", place: ("3 Sample Road", "Louisville", "KY", "40202"), phone: "502-555-0108",
        email: "office@oldfen.example", segments: &["processor"], terms: ("net_30", "check"), limit: None, documents: &[], species: &[], edibility: None,
        cooks: false, picks_up: false, exportable: false, certificates: &[], hold: None, archived: Some(45) },
];

pub(super) fn owned(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

impl Seeded for DemoSupplier {
    type Record = Supplier;

    fn key(&self) -> &'static str {
        self.code
    }

    /// Lee owns beef suppliers, Priya the rest.
    fn owner(&self) -> &'static str {
        if self.species.first() == Some(&"beef") {
            "lee"
        } else {
            "priya"
        }
    }

    fn archived(&self) -> Option<u64> {
        self.archived
    }

    fn draft(&self, seed: &DemoSeed) -> Result<SupplierDraft, StoreError> {
        let ago =
            |days: Option<u64>| days.and_then(|days| seed.today.checked_sub_days(Days::new(days)));
        let (city, state, postal_code) = self.place;
        let (terms, method, band) = self.terms;
        Ok(SupplierDraft {
            name: self.name.to_owned(),
            code: some(self.code),
            kind: some(self.kind),
            phone: some(self.phone),
            email: some(self.email),
            delivery_profile: if self.scopes.is_empty() && self.archived.is_none() {
                DeliveryProfile::DoesNotDeliver
            } else {
                DeliveryProfile::Delivers
            },
            shipping_scopes: owned(self.scopes),
            pickup_booking_method: self.booking.and_then(|(method, _)| some(method)),
            pickup_booking_notes: self.booking.and_then(|(_, notes)| notes.map(str::to_owned)),
            credit_application_sent_on: ago(self.application.0),
            credit_application_approved_on: ago(self.application.1),
            payment_terms: some(terms),
            payment_method: method.map(str::to_owned),
            credit_band: band.map(str::to_owned),
            species: owned(self.species),
            edibility: self.edibility,
            certificates: owned(self.certificates),
            offers_tested_product: self.offers.0,
            offers_contracts: self.offers.1,
            offers_export_documents: self.offers.2,
            origin_countries: owned(self.origins),
            address: Address {
                address_line1: some("120 Sample Road"),
                city: some(city),
                state: some(state),
                postal_code: some(postal_code),
                ..Address::default()
            },
            ..SupplierDraft::default()
        })
    }
}

impl Seeded for DemoCustomer {
    type Record = Customer;

    fn key(&self) -> &'static str {
        self.code
    }

    fn owner(&self) -> &'static str {
        if matches!(self.code, "WEX" | "COR" | "PAW" | "SAL") {
            "lee"
        } else {
            "priya"
        }
    }

    fn archived(&self) -> Option<u64> {
        self.archived
    }

    fn draft(&self, _story: &DemoSeed) -> Result<CustomerDraft, StoreError> {
        let (line, city, state, postal_code) = self.place;
        Ok(CustomerDraft {
            name: self.name.to_owned(),
            code: some(self.code),
            phone: some(self.phone),
            email: some(self.email),
            documents_needed: owned(self.documents),
            segments: owned(self.segments),
            payment_terms: some(self.terms.0),
            payment_method: some(self.terms.1),
            credit_limit: self.limit.and_then(|limit| limit.parse().ok()),
            species: owned(self.species),
            edibility: self.edibility,
            cooks_product: self.cooks,
            picks_up_loads: self.picks_up,
            needs_exportable: self.exportable,
            certificates_required: owned(self.certificates),
            address: Address {
                address_line1: some(line),
                city: some(city),
                state: some(state),
                postal_code: some(postal_code),
                ..Address::default()
            },
            ..CustomerDraft::default()
        })
    }
}
