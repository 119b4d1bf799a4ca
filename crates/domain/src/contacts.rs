//! Contacts: people at a supplier, a customer or a carrier, and the documents sent to them.

use crate::carriers::Carrier;
use crate::choices::lists;
use crate::customers::Customer;
use crate::filter::{AnyOf, Choice};
use crate::id::Id;
use crate::locations::check_one_parent;
use crate::rules::{Codes, Email, Line, Note, Phone, Required};
use crate::suppliers::Supplier;
use crate::users::User;

fixed_choice! {
    /// The kind of company that a person works for.
    pub enum ContactParty in "contact_party" {
        /// At a supplier.
        #[default]
        Supplier = "supplier" => "Supplier",
        /// At a customer.
        Customer = "customer" => "Customer",
        /// At a carrier.
        Carrier = "carrier" => "Carrier",
    }
}

draft! {
    /// Writable fields of a contact, which belongs to exactly one supplier, customer or carrier.
    pub struct ContactDraft {
        /// The supplier that the person works for.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub supplier_id: Option<Id<Supplier>>,
        /// The customer that the person works for.
        pub customer_id: Option<Id<Customer>>,
        /// The carrier that the person works for.
        pub carrier_id: Option<Id<Carrier>>,
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Rosa Tillman"))]
        pub name: String,
        /// Job title.
        #[cfg_attr(feature = "openapi", schema(example = "Sales manager"))]
        pub title: Option<String>,
        /// What the person does for us, codes of `contact_position`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["sales_rep"])))]
        pub positions: Vec<String>,
        /// What to send here, codes of `contact_department`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["sales"])))]
        pub departments: Vec<String>,
        /// E-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "rosa.tillman@brindlemoor.example"))]
        pub email: Option<String>,
        /// Phone; North American numbers are stored as `+1NXXNXXXXXX`.
        #[cfg_attr(feature = "openapi", schema(example = "+14025550101"))]
        pub phone: Option<String>,
        /// Mobile phone.
        pub phone_mobile: Option<String>,
        /// Direct line.
        pub phone_direct: Option<String>,
        /// Primary contact; at most one per supplier, customer or carrier.
        pub is_primary: bool,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
}

record! {
    /// A contact.
    pub struct Contact(Contact) at "contacts", drafted as ContactDraft {
        /// The kind of company that the person works for.
        pub party: ContactParty,
        /// Name of the supplier.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub supplier_name: Option<String>,
        /// Name of the customer.
        pub customer_name: Option<String>,
        /// Name of the carrier.
        pub carrier_name: Option<String>,
        /// Whether an e-mail address or a phone number is filled in.
        #[cfg_attr(feature = "openapi", schema(example = true))]
        pub has_contact_details: bool,
        /// The links that lead to an archived record.
        #[cfg_attr(feature = "openapi", schema(example = json!([])))]
        pub archived_links: Vec<String>,
    }
    /// List row of a contact.
    pub struct ContactSummary {
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Rosa Tillman"))]
        pub name: String,
        /// Job title.
        pub title: Option<String>,
        /// The kind of company that the person works for.
        pub party: ContactParty,
        /// The supplier that the person works for.
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of the supplier.
        pub supplier_name: Option<String>,
        /// The customer that the person works for.
        pub customer_id: Option<Id<Customer>>,
        /// Name of the customer.
        pub customer_name: Option<String>,
        /// The carrier that the person works for.
        pub carrier_id: Option<Id<Carrier>>,
        /// Name of the carrier.
        pub carrier_name: Option<String>,
        /// What the person does for us.
        pub positions: Vec<String>,
        /// What to send here.
        pub departments: Vec<String>,
        /// E-mail address.
        pub email: Option<String>,
        /// Phone.
        pub phone: Option<String>,
        /// Mobile phone.
        pub phone_mobile: Option<String>,
        /// Primary contact.
        pub is_primary: bool,
        /// The links that lead to an archived record.
        pub archived_links: Vec<String>,
    }
    narrowed by ContactFilter, sorted by ContactSort, called |contact| contact.details.name.clone()
}

rules! {
    ContactDraft {
        name: Required(255, "A name"),
        title: Line(100),
        positions: Codes(lists::CONTACT_POSITION),
        departments: Codes(lists::CONTACT_DEPARTMENT),
        email: Email,
        phone: Phone,
        phone_mobile: Phone,
        phone_direct: Phone,
        notes: Note,
    }
    also |draft, errors, _context| {
        check_one_parent(
            errors,
            &[
                ("/supplier_id", draft.supplier_id.is_some()),
                ("/customer_id", draft.customer_id.is_some()),
                ("/carrier_id", draft.carrier_id.is_some()),
            ],
            "Choose one supplier, customer or carrier",
        );
    }
}

filter! {
    /// Filters of the list of contacts.
    pub struct ContactFilter {
        /// The supplier that the person works for.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// The customer that the person works for.
        pub customer_id: AnyOf<Id<Customer>>,
        /// The carrier that the person works for.
        pub carrier_id: AnyOf<Id<Carrier>>,
        /// The kind of company that the person works for.
        pub party: AnyOf<Choice<ContactParty>>,
        /// Position.
        pub position: AnyOf<String> as lists::CONTACT_POSITION,
        /// What to send to the person.
        pub department: AnyOf<String> as lists::CONTACT_DEPARTMENT,
        /// Whether an e-mail address or a phone number is filled in.
        pub has_contact_details: Option<bool>,
        /// Primary contact.
        pub is_primary: Option<bool>,
    }
}

sort_keys! {
    /// Sort keys of the list of contacts.
    pub enum ContactSort {
        /// Name, ignoring case.
        Name = "name",
        /// Name of the supplier, customer or carrier, ignoring case.
        ParentName = "parent_name",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [Name asc]
}

impl ContactDraft {
    /// The kind of company that the person works for.
    #[must_use]
    pub const fn party(&self) -> ContactParty {
        match (self.customer_id, self.carrier_id) {
            (Some(_), _) => ContactParty::Customer,
            (None, Some(_)) => ContactParty::Carrier,
            (None, None) => ContactParty::Supplier,
        }
    }

    /// Whether an e-mail address or a phone number is filled in.
    #[must_use]
    pub const fn has_contact_details(&self) -> bool {
        self.email.is_some()
            || self.phone.is_some()
            || self.phone_mobile.is_some()
            || self.phone_direct.is_some()
    }
}
