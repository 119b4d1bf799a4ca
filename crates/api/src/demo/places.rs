//! Locations of the demo's suppliers and customers. Streets are invented; cities and postal codes are real.

use domain::contact_details::Address;
use domain::customers::Customer;
use domain::locations::{Location, LocationDraft};
use domain::suppliers::Supplier;
use storage::StoreError;

use super::demo_seed::{DemoSeed, Seeded};
use super::parties::some;

/// Receiving hours of every dock.
const DOCK_HOURS: &str = "5:00 AM - 1:00 PM";

/// Seed data of a location.
pub(super) struct DemoLocation {
    key: &'static str,
    /// Code of the supplier or customer.
    of: Of,
    name: &'static str,
    kind: &'static str,
    place: (&'static str, &'static str, &'static str, &'static str),
    zone: &'static str,
    owner: &'static str,
}

enum Of {
    Supplier(&'static str),
    Customer(&'static str),
}
use Of::{Customer as C, Supplier as S};

#[rustfmt::skip]
pub(super) const LOCATIONS: &[DemoLocation] = &[
    DemoLocation { key: "BRI-HQ", of: S("BRI"), name: "Headquarters", kind: "headquarters", place: ("120 Sample Road", "Omaha", "NE", "68102"), zone: "America/Chicago", owner: "lee" },
    DemoLocation { key: "BRI-CHI", of: S("BRI"), name: "Chicago sales office", kind: "office", place: ("55 Sample Road", "Chicago", "IL", "60601"), zone: "America/Chicago", owner: "lee" },
    DemoLocation { key: "QUI-HQ", of: S("QUI"), name: "Headquarters", kind: "headquarters", place: ("120 Sample Road", "Gainesville", "GA", "30501"), zone: "America/New_York", owner: "priya" },
    DemoLocation { key: "PEL-SHIP", of: S("PEL"), name: "Shipping office", kind: "office", place: ("14 Sample Road", "Sioux City", "IA", "51101"), zone: "America/Chicago", owner: "priya" },
    DemoLocation { key: "FEN-A", of: S("FEN"), name: "Warehouse Alpha", kind: "warehouse", place: ("300 Sample Road", "Kansas City", "MO", "64108"), zone: "America/Chicago", owner: "lee" },
    DemoLocation { key: "DUN-RAIL", of: S("DUN"), name: "Rail dock", kind: "warehouse", place: ("77 Sample Road", "Dallas", "TX", "75201"), zone: "America/Chicago", owner: "lee" },
    DemoLocation { key: "WEX-DOCK", of: C("WEX"), name: "Receiving dock", kind: "processing_plant", place: ("412 Sample Road", "Chicago", "IL", "60609"), zone: "America/Chicago", owner: "lee" },
    DemoLocation { key: "COR-COOK", of: C("COR"), name: "Cook plant", kind: "processing_plant", place: ("24 Sample Road", "Milwaukee", "WI", "53204"), zone: "America/Chicago", owner: "lee" },
    DemoLocation { key: "PAW-2", of: C("PAW"), name: "Plant 2", kind: "processing_plant", place: ("80 Sample Road", "Joplin", "MO", "64801"), zone: "America/Chicago", owner: "lee" },
    DemoLocation { key: "THI-DC", of: C("THI"), name: "Denver DC", kind: "distribution_center", place: ("310 Sample Road", "Denver", "CO", "80216"), zone: "America/Denver", owner: "priya" },
    DemoLocation { key: "MAR-DC", of: C("MAR"), name: "Twin Cities DC", kind: "distribution_center", place: ("11 Sample Road", "Minneapolis", "MN", "55413"), zone: "America/Chicago", owner: "priya" },
    DemoLocation { key: "SAL-PORT", of: C("SAL"), name: "Port freezer", kind: "cold_storage", place: ("1610 Sample Road", "Houston", "TX", "77029"), zone: "America/Chicago", owner: "lee" },
    DemoLocation { key: "JUN-STORE", of: C("JUN"), name: "Store warehouse", kind: "warehouse", place: ("56 Sample Road", "Phoenix", "AZ", "85003"), zone: "America/Phoenix", owner: "priya" },
];

impl Seeded for DemoLocation {
    type Record = Location;

    fn key(&self) -> &'static str {
        self.key
    }

    fn owner(&self) -> &'static str {
        self.owner
    }

    fn draft(&self, seed: &DemoSeed) -> Result<LocationDraft, StoreError> {
        let (line, city, state, postal_code) = self.place;
        let is_dock = !matches!(self.kind, "headquarters" | "office");
        let mut draft = LocationDraft {
            name: self.name.to_owned(),
            code: some(self.key),
            location_type: some(self.kind),
            appointment_method: is_dock.then(|| "email".to_owned()),
            receiving_hours: is_dock.then(|| DOCK_HOURS.to_owned()),
            time_zone: some(self.zone),
            address: Address {
                address_line1: some(line),
                city: some(city),
                state: some(state),
                postal_code: some(postal_code),
                ..Address::default()
            },
            ..LocationDraft::default()
        };
        match self.of {
            S(code) => draft.supplier_id = Some(seed.id::<Supplier>(code)?),
            C(code) => draft.customer_id = Some(seed.id::<Customer>(code)?),
        }
        Ok(draft)
    }
}

/// Key of the location where a customer receives goods.
pub(super) fn dock_of(customer: &str) -> Option<&'static str> {
    let dock = LOCATIONS
        .iter()
        .find(|place| matches!(place.of, C(code) if code == customer));
    dock.map(|place| place.key)
}
