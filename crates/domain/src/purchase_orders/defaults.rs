//! Defaults of an order that follow from its supplier, its customer and its supply line.

use std::collections::BTreeSet;

use serde::Serialize;

use super::order_header::OrderHeader;
use crate::carriers::Carrier;
use crate::choices::{DeliveryProfile, LogisticsScenario};
use crate::contacts::Contact;
use crate::customers::Customer;
use crate::id::Id;
use crate::locations::Location;
use crate::plants::Plant;
use crate::supplier_plant_mappings::SupplierPlantMapping;
use crate::suppliers::Supplier;

/// The records that defaults follow from. What is not known yet is left empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DefaultFacts {
    /// The supplier of the order.
    pub supplier: Option<SupplierFacts>,
    /// The customer of the order.
    pub customer: Option<CustomerFacts>,
    /// The supply lines of the supplier, including the one that the order names.
    pub supply_lines: Vec<SupplyLineFacts>,
    /// The locations where the customer receives.
    pub customer_locations: Vec<Id<Location>>,
    /// The contacts of the supplier.
    pub supplier_contacts: Vec<ContactFacts>,
    /// The contacts of the customer.
    pub customer_contacts: Vec<ContactFacts>,
    /// The carriers that usually load at the supplier and may be given a load today.
    pub carriers: Vec<Id<Carrier>>,
}

/// What defaults read of a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SupplierFacts {
    /// A code of `payment_terms`.
    pub payment_terms: Option<String>,
    /// Whether it delivers.
    pub delivery_profile: Option<DeliveryProfile>,
}

/// What defaults read of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerFacts {
    /// A code of `payment_terms`.
    pub payment_terms: Option<String>,
    /// Whether it sends its own trucks.
    pub picks_up_loads: bool,
}

/// What defaults read of a supply line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplyLineFacts {
    /// Id.
    pub id: Id<SupplierPlantMapping>,
    /// Its supplier.
    pub supplier_id: Option<Id<Supplier>>,
    /// Its customer; a line without one serves any customer.
    pub customer_id: Option<Id<Customer>>,
    /// Its plant.
    pub plant_id: Option<Id<Plant>>,
    /// Its contact.
    pub contact_id: Option<Id<Contact>>,
}

/// What defaults read of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactFacts {
    /// Id.
    pub id: Id<Contact>,
    /// Whether it is the first to call.
    pub is_primary: bool,
}

/// The values that were filled into an order, by its fields. A field that was not filled in is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct OrderDefaults {
    /// Terms of the supplier.
    pub supplier_terms: Option<String>,
    /// Terms of the customer.
    pub customer_terms: Option<String>,
    /// Who moves the load.
    pub logistics_scenario: Option<LogisticsScenario>,
    /// Supply line.
    pub mapping_id: Option<Id<SupplierPlantMapping>>,
    /// Plant of the supply line.
    pub ship_from_plant_id: Option<Id<Plant>>,
    /// Contact at the supplier.
    pub supplier_contact_id: Option<Id<Contact>>,
    /// Contact at the customer.
    pub customer_contact_id: Option<Id<Contact>>,
    /// The only location of the customer.
    pub ship_to_location_id: Option<Id<Location>>,
    /// The only carrier of the supplier.
    pub carrier_id: Option<Id<Carrier>>,
    /// Fields that were given, by name. They stay as they are, even blank.
    #[serde(skip)]
    pub given: BTreeSet<String>,
}

impl OrderDefaults {
    /// The fields that have defaults.
    pub const FIELDS: [&str; 9] = [
        "supplier_terms",
        "customer_terms",
        "logistics_scenario",
        "mapping_id",
        "ship_from_plant_id",
        "supplier_contact_id",
        "customer_contact_id",
        "ship_to_location_id",
        "carrier_id",
    ];

    /// The defaults of a new order, before any is filled in, for a request that gave these fields.
    #[must_use]
    pub fn of_new(header: &OrderHeader, given: BTreeSet<String>) -> Self {
        let is_chosen = given.contains("logistics_scenario");
        Self {
            logistics_scenario: Some(header.logistics_scenario).filter(|_| !is_chosen),
            given,
            ..Self::default()
        }
    }
}

impl OrderHeader {
    /// Fills in what follows from `facts`. Later defaults follow from earlier ones: the contact from the supply line, for example.
    ///
    /// `filled` has what was filled in before and is brought up to date. Values that a person entered stay, as do fields that a
    /// person cleared; a default is replaced or removed when it no longer follows. `logistics_scenario` always has a value, so it is
    /// filled in only where `filled` names the present one.
    pub fn fill_defaults(&mut self, facts: &DefaultFacts, filled: &mut OrderDefaults) {
        let names = std::mem::take(&mut filled.given);
        let given = |name: &str| names.contains(name);
        if let Some(supplier) = &facts.supplier {
            let terms = supplier.payment_terms.clone();
            fill(
                given("supplier_terms"),
                &mut self.supplier_terms,
                &mut filled.supplier_terms,
                terms,
            );
        }
        if let Some(customer) = &facts.customer {
            let terms = customer.payment_terms.clone();
            fill(
                given("customer_terms"),
                &mut self.customer_terms,
                &mut filled.customer_terms,
                terms,
            );
        }
        if filled.logistics_scenario == Some(self.logistics_scenario) {
            self.logistics_scenario = facts.scenario();
            filled.logistics_scenario = Some(self.logistics_scenario);
        }
        let of_customer = line_for(&facts.supply_lines, self.customer_id).map(|line| line.id);
        fill(
            given("mapping_id"),
            &mut self.mapping_id,
            &mut filled.mapping_id,
            of_customer,
        );
        let mut lines = facts.supply_lines.iter();
        let line = lines.find(|line| Some(line.id) == self.mapping_id);
        let plant = line.and_then(|line| line.plant_id);
        let plant = plant.filter(|_| self.ship_from_location_id.is_none());
        let contact = line.and_then(|line| line.contact_id);
        fill(
            given("ship_from_plant_id"),
            &mut self.ship_from_plant_id,
            &mut filled.ship_from_plant_id,
            plant,
        );
        let seller = contact_for(&facts.supplier_contacts, contact);
        fill(
            given("supplier_contact_id"),
            &mut self.supplier_contact_id,
            &mut filled.supplier_contact_id,
            seller,
        );
        let buyer = contact_for(&facts.customer_contacts, contact);
        fill(
            given("customer_contact_id"),
            &mut self.customer_contact_id,
            &mut filled.customer_contact_id,
            buyer,
        );
        let location = only(&facts.customer_locations).copied();
        let location = location.filter(|_| self.ship_to_plant_id.is_none());
        fill(
            given("ship_to_location_id"),
            &mut self.ship_to_location_id,
            &mut filled.ship_to_location_id,
            location,
        );
        let ours_to_haul = self.logistics_scenario == LogisticsScenario::WePickup;
        let carrier = only(&facts.carriers).copied().filter(|_| ours_to_haul);
        fill(
            given("carrier_id"),
            &mut self.carrier_id,
            &mut filled.carrier_id,
            carrier,
        );
        filled.given = names;
    }

    /// Takes supplier and customer from the chosen supply line where the order names none.
    pub fn take_parties_of(&mut self, line: &SupplyLineFacts) {
        self.supplier_id = self.supplier_id.or(line.supplier_id);
        if !self.for_stock {
            self.customer_id = self.customer_id.or(line.customer_id);
        }
    }
}

impl DefaultFacts {
    /// Customer pickup if the customer picks up, else supplier delivery unless the supplier never delivers.
    fn scenario(&self) -> LogisticsScenario {
        let profile = self
            .supplier
            .as_ref()
            .and_then(|supplier| supplier.delivery_profile);
        if self
            .customer
            .as_ref()
            .is_some_and(|customer| customer.picks_up_loads)
        {
            LogisticsScenario::CustomerPickup
        } else if profile == Some(DeliveryProfile::DoesNotDeliver) {
            LogisticsScenario::WePickup
        } else {
            LogisticsScenario::SupplierDelivery
        }
    }
}

/// Blank fields and earlier defaults are updated; what a person entered or cleared stays.
fn fill<T: PartialEq + Clone>(
    is_given: bool,
    field: &mut Option<T>,
    filled: &mut Option<T>,
    wanted: Option<T>,
) {
    if is_given {
        return;
    }
    let free = match field {
        None => wanted.is_some(),
        Some(_) => field == filled,
    };
    if free && *filled != wanted {
        field.clone_from(&wanted);
        *filled = wanted;
    }
}

fn only<T>(items: &[T]) -> Option<&T> {
    match items {
        [one] => Some(one),
        _ => None,
    }
}

/// The supply line of this customer, else the one for any; none where there are several to choose from.
fn line_for(lines: &[SupplyLineFacts], customer: Option<Id<Customer>>) -> Option<&SupplyLineFacts> {
    let of = |wanted: Option<Id<Customer>>| {
        let found: Vec<_> = lines
            .iter()
            .filter(|line| line.customer_id == wanted)
            .collect();
        (only(&found).copied(), !found.is_empty())
    };
    match of(customer) {
        (line, true) => line,
        _ => of(None).0,
    }
}

/// The contact of the supply line, else the primary contact, else the only contact.
fn contact_for(contacts: &[ContactFacts], named: Option<Id<Contact>>) -> Option<Id<Contact>> {
    let of_line = contacts.iter().find(|contact| Some(contact.id) == named);
    let primary = || contacts.iter().find(|contact| contact.is_primary);
    let found = of_line.or_else(primary).or_else(|| only(contacts));
    found.map(|contact| contact.id)
}

#[cfg(test)]
#[path = "defaults_tests.rs"]
mod tests;
