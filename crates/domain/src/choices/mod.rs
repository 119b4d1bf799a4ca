//! Choice lists. Fixed lists are enums, because code depends on them; open lists are rows that an administrator edits.

mod choice_lists;

use std::fmt;
use std::str::FromStr;

pub use choice_lists::{ChoiceEntry, ChoiceList, Choices};

/// The error for a code that is not in its list.
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

    /// The stable code in JSON and in tables.
    fn code(self) -> &'static str;

    /// Label.
    fn label(self) -> &'static str;

    /// Its OpenAPI schema, with the schema's name.
    #[cfg(feature = "openapi")]
    fn schema() -> (String, utoipa::openapi::RefOr<utoipa::openapi::Schema>);
}

fixed_choice! {
    /// Currency of amounts.
    pub enum Currency in "currency" {
        /// US dollars.
        #[default]
        Usd = "USD" => "US dollar",
    }
}

fixed_choice! {
    /// Whether the supplier delivers its goods.
    pub enum DeliveryProfile in "delivery_profile" {
        /// The supplier delivers.
        #[default]
        Delivers = "delivers" => "Delivers",
        /// The goods are picked up.
        DoesNotDeliver = "does_not_deliver" => "Does Not Deliver",
    }
}

fixed_choice! {
    /// Whether goods are for human consumption.
    pub enum Edibility in "edibility" {
        /// For human consumption.
        #[default]
        Edible = "edible" => "Edible",
        /// Not for human consumption; must be denatured or otherwise identified (9 CFR 325.11, 325.13).
        Inedible = "inedible" => "Inedible",
        /// Both; for suppliers and customers only.
        Both = "both" => "Edible & Inedible",
    }
}

fixed_choice! {
    /// Origin of goods that a customer prefers.
    pub enum Origin in "origin" {
        /// From the USA.
        #[default]
        Domestic = "domestic" => "Domestic",
        /// Imported.
        Imported = "imported" => "Imported",
    }
}

fixed_choice! {
    /// Whether a line is billed by fixed case weights or by actual weight.
    pub enum WeightBasis in "weight_basis" {
        /// Every unit weighs the same.
        Net = "net" => "Net (fixed)",
        /// Billed by actual weight.
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

impl LogisticsScenario {
    /// Whether the load leaves by an appointment at the plant (`trade.md` 6.2).
    #[must_use]
    pub const fn needs_pickup_appointment(self) -> bool {
        !matches!(self, Self::SupplierDelivery)
    }

    /// Whether it arrives by an appointment at the receiver.
    #[must_use]
    pub const fn needs_delivery_appointment(self) -> bool {
        !matches!(self, Self::CustomerPickup)
    }

    /// Whether we hire the truck, and pay its freight.
    #[must_use]
    pub const fn is_hauled_by_us(self) -> bool {
        matches!(self, Self::WePickup)
    }
}

fixed_choice! {
    /// The number that releases the load at the plant.
    pub enum ReleaseFormat in "release_format" {
        /// The supplier's confirmation number.
        #[default]
        SupplierConfirmation = "supplier_confirmation" => "Supplier Confirmation Order Number",
        /// A number given to the carrier.
        CarrierRelease = "carrier_release" => "Carrier Release Number",
        /// Both are required.
        Both = "both" => "Both",
    }
}

fixed_choice! {
    /// Our role in the deal.
    pub enum DealRole in "deal_role" {
        /// We buy and sell.
        #[default]
        Principal = "principal" => "Principal",
        /// We earn a commission.
        Agent = "agent" => "Agent",
    }
}

fixed_choice! {
    /// Laboratory result of a lot.
    pub enum LotTestResult in "lot_test_result" {
        /// No test requested.
        #[default]
        None = "none" => "None",
        /// Result pending; the lot is on hold.
        Pending = "pending" => "Pending (on hold)",
        /// Free to ship.
        Negative = "negative" => "Negative",
        /// For full cooking only.
        Positive = "positive" => "Positive",
    }
}

fixed_choice! {
    /// Role of a user; each role includes the permissions of the next.
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
    /// Color theme.
    pub enum Theme in "theme" {
        /// Light.
        Light = "light" => "Light",
        /// Dark.
        Dark = "dark" => "Dark",
        /// Follows the device.
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

/// Names of the open lists, which an administrator edits.
pub mod lists {
    /// How far a supplier ships.
    pub const SHIPPING_SCOPE: &str = "shipping_scope";
    /// Species.
    pub const SPECIES: &str = "species";
    /// Kinds of plant and of supplier.
    pub const PLANT_KIND: &str = "plant_kind";
    /// Documents that a customer may require.
    pub const REQUIRED_DOCUMENT: &str = "required_document";
    /// Certificates of plants and suppliers.
    pub const CERTIFICATE: &str = "certificate";
    /// Market segments of customers.
    pub const CUSTOMER_SEGMENT: &str = "customer_segment";
    /// ISO alpha-3 country codes.
    pub const COUNTRY: &str = "country";
    /// Terms of payment.
    pub const PAYMENT_TERMS: &str = "payment_terms";
    /// Payment methods.
    pub const PAYMENT_METHOD: &str = "payment_method";
    /// Credit bands as a supplier or customer states them.
    pub const CREDIT_BAND: &str = "credit_band";
    /// How a dock appointment is booked.
    pub const APPOINTMENT_METHOD: &str = "appointment_method";
    /// Freight terms: the payer of the freight, and where risk passes.
    pub const FREIGHT_TERMS: &str = "freight_terms";
    /// Source of an actual weight.
    pub const WEIGHT_SOURCE: &str = "weight_source";
    /// The `weight_source` code for the sum of the weights of cases.
    pub const BARCODE_SUM: &str = "barcode_sum";
    /// Maximum age at shipping, in days after production.
    pub const FRESHNESS: &str = "freshness";
    /// Test class of a product.
    pub const TEST_CLASS: &str = "test_class";
    /// Kinds of location.
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
    /// Inner packaging.
    pub const CARTON: &str = "carton";
    /// Pieces in a carton.
    pub const PIECES_PER_CARTON: &str = "pieces_per_carton";
    /// Kinds of company that a product ships from.
    pub const SHIPS_FROM: &str = "ships_from";
    /// Quality grades of beef, best first.
    pub const QUALITY_GRADE: &str = "quality_grade";
    /// The `species` code for cattle, the only species whose meat is graded.
    pub const SPECIES_BEEF: &str = "beef";
    /// Positions of contacts.
    pub const CONTACT_POSITION: &str = "contact_position";
    /// Kinds of documents sent to a contact.
    pub const CONTACT_DEPARTMENT: &str = "contact_department";
    /// The `appointment_method` code for docks without appointments.
    pub const FIRST_COME: &str = "first_come_first_serve";
    /// The `freight_terms` code under which the customer pays our freight in addition to the goods.
    pub const FREIGHT_ADDED: &str = "fob_origin_prepaid_add";
    /// The `test_class` code for product of a positive lot.
    pub const TEST_POSITIVE: &str = "positive";
    /// The `test_class` code for product that must be cooked.
    pub const TEST_COOKER_ONLY: &str = "cooker_only";
    /// The `test_class` code where testing does not apply.
    pub const TEST_NOT_APPLICABLE: &str = "not_applicable";
}
