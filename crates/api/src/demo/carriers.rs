//! Carriers of the demo: insured, insurance about to expire, insurance lapsed, authority unknown, not allowed
//! to haul.

use domain::carriers::{AuthorityStatus, Carrier, CarrierDraft};
use domain::contact_details::Address;
use domain::suppliers::Supplier;
use storage::StoreError;

use super::demo_seed::{DemoSeed, Seeded};
use super::parties::some;

/// Seed data of a carrier; days are relative to the seeding day.
pub(super) struct DemoCarrier {
    code: &'static str,
    name: &'static str,
    kind: &'static str,
    usdot: &'static str,
    docket: Option<&'static str>,
    /// Expiration day of its insurance, and the amount insured.
    insured: Option<(i64, &'static str)>,
    authority: (AuthorityStatus, Option<i64>),
    terms: Option<&'static str>,
    booking: Option<&'static str>,
    place: (&'static str, &'static str, &'static str),
    /// Phone, and the company part of its email address.
    desk: (&'static str, &'static str),
    loads_at: &'static [&'static str],
    archived: Option<u64>,
}

use AuthorityStatus::{Active, Inactive, Unknown};

/// Carriers K1 to K6.
#[rustfmt::skip]
pub(super) const CARRIERS: &[DemoCarrier] = &[
    DemoCarrier { code: "NQL", name: "Northquill Refrigerated Lines", kind: "truck", usdot: "99000011", docket: Some("MC-9900011"), insured: Some((210, "1000000.00")),
        authority: (Active, Some(-10)), terms: Some("net_30"), booking: Some("email"), place: ("Lincoln", "NE", "68508"), desk: ("402-555-0140", "northquill"), loads_at: &["BRI"], archived: None },
    DemoCarrier { code: "VRE", name: "Varnhold Reefer Express", kind: "truck", usdot: "99000022", docket: Some("MC-9900022"), insured: Some((20, "1000000.00")),
        authority: (Active, Some(-40)), terms: Some("net_15"), booking: Some("website"), place: ("Fort Worth", "TX", "76102"), desk: ("817-555-0141", "varnhold"), loads_at: &["DUN"], archived: None },
    DemoCarrier { code: "TOL", name: "Tolmarsh Freight", kind: "truck", usdot: "99000033", docket: None, insured: Some((-12, "750000.00")),
        authority: (Active, Some(-90)), terms: Some("net_30"), booking: Some("phone"), place: ("Topeka", "KS", "66603"), desk: ("785-555-0142", "tolmarsh"), loads_at: &["FEN"], archived: None },
    DemoCarrier { code: "KET", name: "Kettlewend Intermodal", kind: "rail", usdot: "99000044", docket: None, insured: Some((150, "5000000.00")),
        authority: (Unknown, None), terms: Some("net_45"), booking: Some("website"), place: ("Chicago", "IL", "60608"), desk: ("312-555-0143", "kettlewend"), loads_at: &[], archived: None },
    DemoCarrier { code: "BRA", name: "Bramforth Haulage", kind: "truck", usdot: "99000055", docket: Some("MC-9900055"), insured: Some((90, "750000.00")),
        authority: (Inactive, Some(-5)), terms: Some("net_7"), booking: Some("first_come_first_serve"), place: ("Tulsa", "OK", "74103"), desk: ("918-555-0144", "bramforth"), loads_at: &[], archived: None },
    DemoCarrier { code: "GRI", name: "Grindlow Trucking", kind: "truck", usdot: "99000066", docket: None, insured: None,
        authority: (Unknown, None), terms: None, booking: None, place: ("Amarillo", "TX", "79101"), desk: ("806-555-0145", "grindlow"), loads_at: &[], archived: Some(70) },
];

impl Seeded for DemoCarrier {
    type Record = Carrier;

    fn key(&self) -> &'static str {
        self.code
    }

    fn owner(&self) -> &'static str {
        "priya"
    }

    fn archived(&self) -> Option<u64> {
        self.archived
    }

    fn draft(&self, seed: &DemoSeed) -> Result<CarrierDraft, StoreError> {
        let (city, state, postal_code) = self.place;
        let (phone, company) = self.desk;
        let suppliers = self.loads_at.iter().map(|code| seed.id::<Supplier>(code));
        Ok(CarrierDraft {
            name: self.name.to_owned(),
            code: some(self.code),
            carrier_type: self.kind.to_owned(),
            usdot_number: some(self.usdot),
            docket: self.docket.map(str::to_owned),
            authority_status: self.authority.0,
            authority_checked_on: self.authority.1.map(|day| seed.day(day)),
            insurance_provider: self.insured.and_then(|_| some("Sample Mutual")),
            insurance_policy_number: self.insured.map(|_| format!("SM-{}", self.usdot)),
            insurance_expires_on: self.insured.map(|(day, _)| seed.day(day)),
            insurance_amount: self.insured.and_then(|(_, amount)| amount.parse().ok()),
            phone: some(phone),
            email: Some(format!("dispatch@{company}.example")),
            payment_terms: self.terms.map(str::to_owned),
            appointment_method: self.booking.map(str::to_owned),
            suppliers: suppliers.collect::<Result<_, _>>()?,
            address: Address {
                address_line1: some("9 Sample Road"),
                city: some(city),
                state: some(state),
                postal_code: some(postal_code),
                ..Address::default()
            },
            ..CarrierDraft::default()
        })
    }
}
