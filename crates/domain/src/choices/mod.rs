//! Choice lists. Fixed ones are enums, because code depends on them; open ones are rows that an administrator edits.

mod choice_lists;

use std::fmt;
use std::str::FromStr;

pub use choice_lists::{ChoiceEntry, ChoiceList, Choices};

/// A code that its list does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unknown code for this list")
    }
}

/// A fixed list of codes with labels.
pub trait FixedChoice: Copy + Eq + FromStr<Err = UnknownCode> + fmt::Display + 'static {
    /// Name of the list, as `GET /choices` serves it.
    const LIST: &'static str;
    /// All choices in order.
    const ALL: &'static [Self];

    /// The stable code on the wire and in tables.
    fn code(self) -> &'static str;

    /// Label.
    fn label(self) -> &'static str;

    /// Its schema in the OpenAPI document, with its name.
    #[cfg(feature = "openapi")]
    fn schema() -> (String, utoipa::openapi::RefOr<utoipa::openapi::Schema>);
}

fixed_choice! {
    /// What amounts of money are in.
    pub enum Currency in "currency" {
        /// US dollars.
        #[default]
        Usd = "USD" => "US dollar",
    }
}

fixed_choice! {
    /// Who brings the goods from the supplier.
    pub enum DeliveryProfile in "delivery_profile" {
        /// The supplier delivers.
        #[default]
        Delivers = "delivers" => "Delivers",
        /// Somebody else picks up.
        DoesNotDeliver = "does_not_deliver" => "Does Not Deliver",
    }
}

fixed_choice! {
    /// Whether goods may be eaten by people.
    pub enum Edibility in "edibility" {
        /// For people.
        #[default]
        Edible = "edible" => "Edible",
        /// Not for people; must be denatured or otherwise identified (9 CFR 325.11, 325.13).
        Inedible = "inedible" => "Inedible",
        /// Trades in both; parties only.
        Both = "both" => "Edible & Inedible",
    }
}

fixed_choice! {
    /// Where a customer wants goods from.
    pub enum Origin in "origin" {
        /// From the USA.
        #[default]
        Domestic = "domestic" => "Domestic",
        /// From abroad.
        Imported = "imported" => "Imported",
    }
}

fixed_choice! {
    /// How a line is settled: on fixed case weights or on what the scale says.
    pub enum WeightBasis in "weight_basis" {
        /// Every unit weighs the same.
        Net = "net" => "Net (fixed)",
        /// Settled on actual weight.
        #[default]
        Catch = "catch" => "Catch (random)",
    }
}

fixed_choice! {
    /// Who moves the load.
    pub enum LogisticsScenario in "logistics_scenario" {
        /// The customer's truck.
        CustomerPickup = "customer_pickup" => "Customer Pickup",
        /// The supplier's truck.
        #[default]
        SupplierDelivery = "supplier_delivery" => "Supplier Delivery",
        /// A carrier that we hire.
        WePickup = "we_pickup" => "We Pickup (Our Logistics)",
    }
}

fixed_choice! {
    /// Whose number releases the load at the plant.
    pub enum ReleaseFormat in "release_format" {
        /// The supplier's confirmation number.
        #[default]
        SupplierConfirmation = "supplier_confirmation" => "Supplier Confirmation Order Number",
        /// A number given to the carrier.
        CarrierRelease = "carrier_release" => "Carrier Release Number",
        /// Both are asked for.
        Both = "both" => "Both",
    }
}

fixed_choice! {
    /// In which role we stand in the deal.
    pub enum DealRole in "deal_role" {
        /// We buy and sell.
        #[default]
        Principal = "principal" => "Principal",
        /// We earn a commission.
        Agent = "agent" => "Agent",
    }
}

fixed_choice! {
    /// What the laboratory said about a lot.
    pub enum LotTestResult in "lot_test_result" {
        /// Nothing asked.
        #[default]
        None = "none" => "None",
        /// The lot is on hold.
        Pending = "pending" => "Pending (on hold)",
        /// Free to ship.
        Negative = "negative" => "Negative",
        /// Only for full cooking.
        Positive = "positive" => "Positive",
    }
}

fixed_choice! {
    /// What a user may do; each role includes the next.
    pub enum UserRole in "user_role" {
        /// Users, lists, keys, settings.
        Admin = "admin" => "Administrator",
        /// Overrides, voids, archiving others' records, stepping back.
        Manager = "manager" => "Manager",
        /// Creates, edits, acts, archives own records.
        Broker = "broker" => "Broker",
        /// Reads.
        #[default]
        Viewer = "viewer" => "Viewer",
    }
}

fixed_choice! {
    /// Colours of the screens.
    pub enum Theme in "theme" {
        /// Light.
        Light = "light" => "Light",
        /// Dark.
        Dark = "dark" => "Dark",
        /// As the device says.
        #[default]
        Auto = "auto" => "Auto",
    }
}

fixed_choice! {
    /// Height of table rows.
    pub enum Density in "density" {
        /// 44 px.
        Comfortable = "comfortable" => "Comfortable",
        /// 32 px.
        #[default]
        Compact = "compact" => "Compact",
        /// 26 px.
        Dense = "dense" => "Dense",
    }
}

/// Names of the open lists, whose rows an administrator edits.
pub mod lists {
    /// How far a supplier ships.
    pub const SHIPPING_SCOPE: &str = "shipping_scope";
    /// Kinds of animal.
    pub const SPECIES: &str = "species";
    /// Kinds of plant and of supplier.
    pub const PLANT_KIND: &str = "plant_kind";
    /// Papers a customer may ask for.
    pub const REQUIRED_DOCUMENT: &str = "required_document";
    /// Certificates of plants and suppliers.
    pub const CERTIFICATE: &str = "certificate";
    /// What trade a customer is in.
    pub const CUSTOMER_SEGMENT: &str = "customer_segment";
    /// ISO alpha-3 country codes.
    pub const COUNTRY: &str = "country";
    /// Terms of payment.
    pub const PAYMENT_TERMS: &str = "payment_terms";
    /// Ways of paying.
    pub const PAYMENT_METHOD: &str = "payment_method";
    /// Credit bands as a supplier or customer states them.
    pub const CREDIT_BAND: &str = "credit_band";
    /// How a dock is booked.
    pub const APPOINTMENT_METHOD: &str = "appointment_method";
    /// Who pays freight and where risk passes.
    pub const FREIGHT_TERMS: &str = "freight_terms";
    /// How an actual weight became known.
    pub const WEIGHT_SOURCE: &str = "weight_source";
    /// Production date not older than N days at shipping.
    pub const FRESHNESS: &str = "freshness";
    /// What test class of product is sold.
    pub const TEST_CLASS: &str = "test_class";
    /// Kinds of place.
    pub const LOCATION_TYPE: &str = "location_type";
    /// How a carrier moves loads.
    pub const CARRIER_TYPE: &str = "carrier_type";
    /// Loading requirements at a plant.
    pub const LOAD_REQUIREMENT: &str = "load_requirement";
    /// Cold rooms of a plant.
    pub const PLANT_STORAGE: &str = "plant_storage";
    /// Fresh or frozen.
    pub const PRODUCT_STATE: &str = "product_state";
    /// Outside containers.
    pub const PACKAGE: &str = "package";
    /// What is inside an outside container.
    pub const CARTON: &str = "carton";
    /// Pieces in a carton.
    pub const PIECES_PER_CARTON: &str = "pieces_per_carton";
    /// Who goods ship from.
    pub const SHIPS_FROM: &str = "ships_from";
    /// Quality grades of beef, the best first.
    pub const QUALITY_GRADE: &str = "quality_grade";
    /// The code of `species` for cattle, whose meat alone is graded.
    pub const SPECIES_BEEF: &str = "beef";
    /// What a contact does for us.
    pub const CONTACT_POSITION: &str = "contact_position";
    /// What is sent to a contact.
    pub const CONTACT_DEPARTMENT: &str = "contact_department";
    /// Needs no appointment.
    pub const FIRST_COME: &str = "first_come_first_serve";
    /// Freight terms under which the customer pays our freight beside the goods.
    pub const FREIGHT_ADDED: &str = "fob_origin_prepaid_add";
    /// The code of `test_class` for product of a positive lot.
    pub const TEST_POSITIVE: &str = "positive";
    /// The code of `test_class` for product that must be cooked.
    pub const TEST_COOKER_ONLY: &str = "cooker_only";
    /// The code of `test_class` where testing does not apply.
    pub const TEST_NOT_APPLICABLE: &str = "not_applicable";
}
