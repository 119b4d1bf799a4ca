//! Supply lines: a supplier ships from a plant, for one customer or for any, and with required documents.

use crate::choices::lists;
use crate::contacts::Contact;
use crate::customers::Customer;
use crate::filter::AnyOf;
use crate::id::Id;
use crate::plants::Plant;
use crate::rules::{Codes, Line, Linked, Note};
use crate::suppliers::Supplier;
use crate::users::User;

/// Longest name, in characters.
const NAME_MAX: usize = 255;

draft! {
    /// Writable fields of a supply line.
    pub struct SupplierPlantMappingDraft {
        /// Name; composed of supplier, plant and customer when left blank.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing / Brindlemoor Grand Island"))]
        pub name: String,
        /// Supplier.
        pub supplier_id: Option<Id<Supplier>>,
        /// Plant.
        pub plant_id: Option<Id<Plant>>,
        /// Customer; any customer if blank.
        pub customer_id: Option<Id<Customer>>,
        /// Contact of this supplier or customer.
        pub contact_id: Option<Id<Contact>>,
        /// Required documents, codes of `required_document`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["letter_of_guarantee", "spec_sheet"])))]
        pub documents: Vec<String>,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
}

record! {
    /// A supply line.
    pub struct SupplierPlantMapping(SupplierPlantMapping) at "supplier-plant-mappings", drafted as SupplierPlantMappingDraft {
        /// Name of the supplier.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub supplier_name: String,
        /// Name of the plant.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Grand Island"))]
        pub plant_name: String,
        /// Name of the customer.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub customer_name: Option<String>,
        /// Name of the contact.
        #[cfg_attr(feature = "openapi", schema(example = "Rosa Tillman"))]
        pub contact_name: Option<String>,
        /// Names of the link fields that lead to an archived record.
        #[cfg_attr(feature = "openapi", schema(example = json!(["contact_id"])))]
        pub archived_links: Vec<String>,
    }
    /// List row of a supply line.
    pub struct SupplierPlantMappingSummary {
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing / Brindlemoor Grand Island"))]
        pub name: String,
        /// Supplier.
        pub supplier_id: Id<Supplier>,
        /// Name of the supplier.
        pub supplier_name: String,
        /// Plant.
        pub plant_id: Id<Plant>,
        /// Name of the plant.
        pub plant_name: String,
        /// Customer; null means any customer.
        pub customer_id: Option<Id<Customer>>,
        /// Name of the customer.
        pub customer_name: Option<String>,
        /// Contact.
        pub contact_id: Option<Id<Contact>>,
        /// Name of the contact.
        pub contact_name: Option<String>,
        /// Required documents.
        pub documents: Vec<String>,
        /// Names of the link fields that lead to an archived record.
        pub archived_links: Vec<String>,
    }
    narrowed by SupplierPlantMappingFilter, sorted by SupplierPlantMappingSort,
    called |mapping| mapping.details.name.clone()
}

rules! {
    SupplierPlantMappingDraft {
        name: Line(NAME_MAX),
        supplier_id: Linked("A supplier"),
        plant_id: Linked("A plant"),
        documents: Codes(lists::REQUIRED_DOCUMENT),
        notes: Note,
    }
}

filter! {
    /// Filters of the list of supply lines.
    pub struct SupplierPlantMappingFilter {
        /// Supplier.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// Plant.
        pub plant_id: AnyOf<Id<Plant>>,
        /// Customer.
        pub customer_id: AnyOf<Id<Customer>>,
        /// Contact.
        pub contact_id: AnyOf<Id<Contact>>,
        /// Required documents.
        pub document: AnyOf<String> as lists::REQUIRED_DOCUMENT,
    }
}

sort_keys! {
    /// Sort keys of the list of supply lines.
    pub enum SupplierPlantMappingSort {
        /// Creation.
        CreatedAt = "created_at",
        /// Name, ignoring case.
        Name = "name",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [CreatedAt desc]
}

/// Composes the name of a supply line without one: its parties, truncated if too long.
#[must_use]
pub fn compose_name(supplier: &str, plant: &str, customer: Option<&str>) -> String {
    let parts: Vec<&str> = [supplier, plant].into_iter().chain(customer).collect();
    let whole = parts.join(" / ");
    if whole.chars().count() <= NAME_MAX {
        return whole;
    }
    let kept: String = whole.chars().take(NAME_MAX - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_composed_and_fit() {
        assert_eq!(compose_name("S", "P", None), "S / P");
        assert_eq!(compose_name("S", "P", Some("C")), "S / P / C");
        let long = compose_name(&"a".repeat(255), "P", Some("C"));
        assert_eq!(long.chars().count(), 255);
        assert!(long.ends_with('\u{2026}'));
    }
}
