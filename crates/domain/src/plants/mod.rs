//! Plants: where goods are made, packed or stored, with their establishment numbers.

mod establishments;

use crate::choices::lists;
use crate::contact_details::Address;
use crate::customers::Customer;
use crate::filter::AnyOf;
use crate::id::Id;
use crate::rules::{Code, Codes, Email, Line, Note, Phone, Postal, Required, TimeZone};
use crate::suppliers::Supplier;
use crate::users::User;

pub use establishments::Establishment;
use establishments::Numbers;

draft! {
    /// Writable fields of a plant.
    pub struct PlantDraft {
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Grand Island"))]
        pub name: String,
        /// Short code, unique among active plants.
        #[cfg_attr(feature = "openapi", schema(example = "BRI-GI"))]
        pub code: Option<String>,
        /// Kind of company or plant, a code of `plant_kind`.
        #[cfg_attr(feature = "openapi", schema(example = "vertical"))]
        pub kind: Option<String>,
        /// Kinds of animal handled, codes of `species`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["beef"])))]
        pub species: Vec<String>,
        /// Description of the location if there is no address.
        #[cfg_attr(feature = "openapi", schema(example = "two miles north of Grand Island"))]
        pub location_text: Option<String>,
        /// Phone; North American numbers are stored as `+1NXXNXXXXXX`.
        #[cfg_attr(feature = "openapi", schema(example = "+13085550120"))]
        pub phone: Option<String>,
        /// E-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "dock.gi@brindlemoor.example"))]
        pub email: Option<String>,
        /// Manager of the plant.
        pub manager_name: Option<String>,
        /// Requirements for trucks that load there, codes of `load_requirement`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["forklift_required"])))]
        pub load_requirements: Vec<String>,
        /// Cold storage at the plant, codes of `plant_storage`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["internal_cold"])))]
        pub storage: Vec<String>,
        /// Standing release number; the release number of one load is on its order.
        pub release_number: Option<String>,
        /// How its dock is booked, a code of `appointment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "website"))]
        pub appointment_method: Option<String>,
        /// IANA time zone, in which its appointments are shown.
        #[cfg_attr(feature = "openapi", schema(example = "America/Chicago"))]
        pub time_zone: Option<String>,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    flat {
        /// Postal address.
        pub address: Address,
    }
    lists {
        /// Establishment numbers, each unique among active plants.
        pub establishments: Vec<Establishment>,
    }
}

record! {
    /// A plant.
    pub struct Plant(Plant) at "plants", drafted as PlantDraft {
        /// Whether an address or a description of the location is filled in.
        pub has_location: bool,
        /// Its establishment numbers in canonical spelling.
        #[cfg_attr(feature = "openapi", schema(example = json!(["M99101"])))]
        pub establishment_numbers: Vec<String>,
        /// First supplier that ships from it, by active supply lines.
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of that supplier.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub supplier_name: Option<String>,
        /// Suppliers that ship from it.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub supplier_count: i64,
    }
    /// List row of a plant.
    pub struct PlantSummary {
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Grand Island"))]
        pub name: String,
        /// Short code.
        #[cfg_attr(feature = "openapi", schema(example = "BRI-GI"))]
        pub code: Option<String>,
        /// Kind of company or plant.
        pub kind: Option<String>,
        /// City.
        #[cfg_attr(feature = "openapi", schema(example = "Grand Island"))]
        pub city: Option<String>,
        /// State.
        #[cfg_attr(feature = "openapi", schema(example = "NE"))]
        pub state: Option<String>,
        /// Description of the location.
        pub location_text: Option<String>,
        /// Phone.
        pub phone: Option<String>,
        /// How its dock is booked.
        pub appointment_method: Option<String>,
        /// Its establishment numbers in canonical spelling.
        #[cfg_attr(feature = "openapi", schema(example = json!(["M99101"])))]
        pub establishment_numbers: Vec<String>,
        /// Kinds of animal handled.
        pub species: Vec<String>,
        /// Cold storage at the plant.
        pub storage: Vec<String>,
        /// Requirements for trucks that load there.
        pub load_requirements: Vec<String>,
        /// Whether an address or a description of the location is filled in.
        pub has_location: bool,
        /// First supplier that ships from it, by active supply lines.
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of that supplier.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub supplier_name: Option<String>,
        /// Suppliers that ship from it.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub supplier_count: i64,
    }
    narrowed by PlantFilter, sorted by PlantSort, called |plant| plant.details.name.clone()
}

rules! {
    PlantDraft {
        name: Required(255, "A name"),
        code: Line(50),
        kind: Code(lists::PLANT_KIND),
        species: Codes(lists::SPECIES),
        location_text: Line(200),
        phone: Phone,
        email: Email,
        manager_name: Line(200),
        load_requirements: Codes(lists::LOAD_REQUIREMENT),
        storage: Codes(lists::PLANT_STORAGE),
        release_number: Line(100),
        appointment_method: Code(lists::APPOINTMENT_METHOD),
        time_zone: TimeZone,
        notes: Note,
        address: Postal,
        establishments: Numbers,
    }
}

filter! {
    /// Filters of the list of plants.
    pub struct PlantFilter {
        /// Kinds of animal handled.
        pub species: AnyOf<String> as lists::SPECIES,
        /// Kind of company or plant.
        pub kind: AnyOf<String> as lists::PLANT_KIND,
        /// Cold storage at the plant.
        pub storage: AnyOf<String> as lists::PLANT_STORAGE,
        /// Requirements for trucks that load there.
        pub load_requirement: AnyOf<String> as lists::LOAD_REQUIREMENT,
        /// State of its address.
        pub state: AnyOf<String>,
        /// Whether an address or a description of the location is filled in.
        pub has_location: Option<bool>,
        /// Suppliers that ship from it, by active supply lines.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// Customers it ships to, by active supply lines that name a customer.
        pub customer_id: AnyOf<Id<Customer>>,
    }
}

sort_keys! {
    /// Sort keys of the list of plants.
    pub enum PlantSort {
        /// Name, ignoring case.
        Name = "name",
        /// Code, ignoring case; plants without one come last when ascending.
        Code = "code",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [Name asc]
}

impl PlantDraft {
    /// Its establishment numbers in canonical spelling.
    #[must_use]
    pub fn establishment_numbers(&self) -> Vec<String> {
        self.establishments
            .iter()
            .map(Establishment::code)
            .collect()
    }

    /// Whether an address or a description of the location is filled in.
    #[must_use]
    pub fn has_location(&self) -> bool {
        self.location_text.is_some() || !self.address.is_empty()
    }
}
