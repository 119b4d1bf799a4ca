//! The suppliers of a product.

use std::collections::HashSet;

use crate::field_rules::FieldRule;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::plants::Plant;
use crate::rules::{At, Rule};
use crate::suppliers::Supplier;
use crate::text::{check_line, tidy_line};

draft! {
    /// A supplier of a product, with its plant.
    pub struct ProductSupplier {
        /// Supplier.
        pub supplier_id: Option<Id<Supplier>>,
        /// Plant that makes it, if known.
        pub plant_id: Option<Id<Plant>>,
        /// The supplier's own number for it.
        #[cfg_attr(feature = "openapi", schema(example = "10-4471", max_length = 100))]
        pub supplier_item_number: Option<String>,
        /// Primary supplier; at most one.
        pub is_primary: bool,
    }
}

/// The suppliers of a product: each pair of supplier and plant at most once, at most one primary.
pub(super) struct Sellers;

/// Most entries in the list.
const MOST_SELLERS: usize = 200;
/// Longest number that a supplier gives a product, in characters.
const ITEM_NUMBER_MAX: usize = 100;

impl Rule<Vec<ProductSupplier>> for Sellers {
    fn describe_parts(&self, name: &'static str) -> Vec<FieldRule> {
        vec![
            self.describe(name),
            FieldRule::named("suppliers/supplier_id").required(),
            FieldRule::named("suppliers/supplier_item_number").at_most(ITEM_NUMBER_MAX),
        ]
    }

    fn tidy(&self, field: &mut Vec<ProductSupplier>) {
        for seller in field {
            tidy_line(&mut seller.supplier_item_number);
        }
    }

    fn check(&self, at: &mut At<'_>, field: &Vec<ProductSupplier>) {
        let (errors, pointer) = (&mut *at.errors, at.pointer);
        errors.require(
            field.len() <= MOST_SELLERS,
            pointer,
            "too_many",
            "A product can have at most 200 suppliers",
        );
        let mut seen = HashSet::new();
        let mut primary = false;
        for (index, seller) in field.iter().enumerate() {
            let place = |name: &str| format!("{pointer}/{index}/{name}");
            check_seller(errors, &place, seller);
            errors.require(
                seen.insert((seller.supplier_id, seller.plant_id)),
                place("supplier_id"),
                "duplicate_supplier",
                "This supplier and plant are already listed",
            );
            errors.require(
                !(primary && seller.is_primary),
                place("is_primary"),
                "second_primary",
                "Only one supplier can be primary",
            );
            primary |= seller.is_primary;
        }
    }
}

fn check_seller(
    errors: &mut FieldErrors,
    place: &impl Fn(&str) -> String,
    seller: &ProductSupplier,
) {
    errors.require(
        seller.supplier_id.is_some(),
        place("supplier_id"),
        "required",
        "A supplier is required",
    );
    check_line(
        errors,
        &place("supplier_item_number"),
        seller.supplier_item_number.as_deref(),
        ITEM_NUMBER_MAX,
    );
}
