//! Locations: places of a supplier, where goods come from, and of a customer, where they go.

use crate::choices::lists;
use crate::contact_details::Address;
use crate::customers::Customer;
use crate::fields::FieldErrors;
use crate::filter::AnyOf;
use crate::id::Id;
use crate::rules::{Code, Email, Line, Note, Phone, Postal, Required, TimeZone};
use crate::suppliers::Supplier;
use crate::users::User;

draft! {
    /// Writable fields of a location, which belongs to exactly one supplier or customer.
    pub struct LocationDraft {
        /// The supplier that the location belongs to.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub supplier_id: Option<Id<Supplier>>,
        /// The customer that the location belongs to.
        pub customer_id: Option<Id<Customer>>,
        /// Name, unique among the active locations of the same supplier or customer.
        #[cfg_attr(feature = "openapi", schema(example = "Chicago sales office"))]
        pub name: String,
        /// Short code, unique among active locations.
        #[cfg_attr(feature = "openapi", schema(example = "BRI-CHI"))]
        pub code: Option<String>,
        /// Kind of place, a code of `location_type`.
        #[cfg_attr(feature = "openapi", schema(example = "office"))]
        pub location_type: Option<String>,
        /// Contact person at the location.
        #[cfg_attr(feature = "openapi", schema(example = "Receiving desk"))]
        pub contact_name: Option<String>,
        /// Phone; North American numbers are stored as `+1NXXNXXXXXX`.
        #[cfg_attr(feature = "openapi", schema(example = "+13125550110"))]
        pub phone: Option<String>,
        /// E-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "dock@brindlemoor.example"))]
        pub email: Option<String>,
        /// How the dock is booked, a code of `appointment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "email"))]
        pub appointment_method: Option<String>,
        /// Receiving hours of the dock.
        #[cfg_attr(feature = "openapi", schema(example = "05:00-13:00"))]
        pub receiving_hours: Option<String>,
        /// IANA zone of the place; appointments are shown in it.
        #[cfg_attr(feature = "openapi", schema(example = "America/Chicago"))]
        pub time_zone: Option<String>,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    flat {
        /// Address.
        pub address: Address,
    }
}

record! {
    /// A location.
    pub struct Location(Location) at "locations", drafted as LocationDraft {
        /// Name of the supplier.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub supplier_name: Option<String>,
        /// Name of the customer.
        pub customer_name: Option<String>,
        /// The filled parts of the address, joined by commas; null when there are none.
        #[cfg_attr(feature = "openapi", schema(example = "55 Sample Road, Chicago, IL 60601"))]
        pub full_address: Option<String>,
        /// The links that lead to an archived record.
        #[cfg_attr(feature = "openapi", schema(example = json!([])))]
        pub archived_links: Vec<String>,
    }
    /// List row of a location.
    pub struct LocationSummary {
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Chicago sales office"))]
        pub name: String,
        /// Short code.
        #[cfg_attr(feature = "openapi", schema(example = "BRI-CHI"))]
        pub code: Option<String>,
        /// Kind of place.
        pub location_type: Option<String>,
        /// The supplier that the location belongs to.
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of the supplier.
        pub supplier_name: Option<String>,
        /// The customer that the location belongs to.
        pub customer_id: Option<Id<Customer>>,
        /// Name of the customer.
        pub customer_name: Option<String>,
        /// City.
        #[cfg_attr(feature = "openapi", schema(example = "Chicago"))]
        pub city: Option<String>,
        /// State.
        #[cfg_attr(feature = "openapi", schema(example = "IL"))]
        pub state: Option<String>,
        /// Contact person at the location.
        pub contact_name: Option<String>,
        /// Phone.
        pub phone: Option<String>,
        /// The links that lead to an archived record.
        pub archived_links: Vec<String>,
    }
    narrowed by LocationFilter, sorted by LocationSort, called |location| location.details.name.clone()
}

rules! {
    LocationDraft {
        name: Required(255, "A name"),
        code: Line(50),
        location_type: Code(lists::LOCATION_TYPE),
        contact_name: Line(200),
        phone: Phone,
        email: Email,
        appointment_method: Code(lists::APPOINTMENT_METHOD),
        receiving_hours: Line(200),
        time_zone: TimeZone,
        notes: Note,
        address: Postal,
    }
    also |draft, errors, _context| {
        check_one_parent(
            errors,
            &[
                ("/supplier_id", draft.supplier_id.is_some()),
                ("/customer_id", draft.customer_id.is_some()),
            ],
            "Choose one supplier or customer",
        );
    }
}

filter! {
    /// Filters of the list of locations.
    pub struct LocationFilter {
        /// The supplier that the location belongs to.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// The customer that the location belongs to.
        pub customer_id: AnyOf<Id<Customer>>,
        /// Kind of place.
        pub location_type: AnyOf<String> as lists::LOCATION_TYPE,
        /// City, ignoring case.
        pub city: AnyOf<String>,
        /// State of its address.
        pub state: AnyOf<String>,
        /// Country of its address.
        pub country: AnyOf<String> as lists::COUNTRY,
        /// Whether any part of the address is known.
        pub has_address: Option<bool>,
        /// Whether a person, a phone or an e-mail address is known.
        pub has_contact: Option<bool>,
    }
}

sort_keys! {
    /// Sort keys of the list of locations.
    pub enum LocationSort {
        /// Name of the supplier or customer, ignoring case.
        ParentName = "parent_name",
        /// Name, ignoring case.
        Name = "name",
        /// City, ignoring case; locations without one come last when ascending.
        City = "city",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [ParentName asc, Name asc]
}

impl LocationDraft {
    /// Whether a person, a phone or an e-mail address is known.
    #[must_use]
    pub const fn has_contact(&self) -> bool {
        self.contact_name.is_some() || self.phone.is_some() || self.email.is_some()
    }
}

/// Checks that a record belongs to exactly one of several parents. The error is reported at each link field.
pub(crate) fn check_one_parent(
    errors: &mut FieldErrors,
    links: &[(&'static str, bool)],
    message: &str,
) {
    if links.iter().filter(|(_, set)| *set).count() == 1 {
        return;
    }
    for (pointer, _) in links {
        errors.add(*pointer, "exactly_one", message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::fields::{CheckContext, Rules};
    use chrono::NaiveDate;

    #[test]
    fn a_location_has_one_parent() {
        let check = |supplier: bool, customer: bool| {
            let draft = LocationDraft {
                supplier_id: supplier.then(|| Id::new(1)),
                customer_id: customer.then(|| Id::new(1)),
                name: "Dock".to_owned(),
                ..LocationDraft::default()
            };
            let errors = draft.check(CheckContext {
                today: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
                choices: &Choices::default(),
                is_zone: |_| true,
            });
            (errors.has("/supplier_id"), errors.has("/customer_id"))
        };
        assert_eq!(check(true, false), (false, false));
        assert_eq!(check(false, true), (false, false));
        assert_eq!(check(false, false), (true, true));
        assert_eq!(check(true, true), (true, true));
    }
}
