//! Products: what is traded, in the trade's words and in its codes.

mod codes;

use std::collections::HashSet;

use crate::choices::{Edibility, Origin, WeightBasis, lists};
use crate::customers::Customer;
use crate::decimal::WeightAmount;
use crate::fields::FieldErrors;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::plants::Plant;
use crate::pricing::WeightUnit;
use crate::rules::{
    At, Between, Code, CodeOr, Line, Links, Note, Positive, Required, RequiredCode, Rule,
};
use crate::suppliers::Supplier;
use crate::text::{check_line, tidy_line};
use crate::users::User;

use codes::ProductCode;
pub use codes::{lean_texts, propose_code};

draft! {
    /// A supplier of a product, with its plant.
    pub struct ProductSupplier {
        /// Suppliers.
        pub supplier_id: Option<Id<Supplier>>,
        /// Plant that makes it, where it is known.
        pub plant_id: Option<Id<Plant>>,
        /// The supplier's own number for it.
        #[cfg_attr(feature = "openapi", schema(example = "10-4471", max_length = 100))]
        pub supplier_item_number: Option<String>,
        /// Primary supplier; at most one.
        pub is_primary: bool,
    }
}

draft! {
    /// Writable fields of a product.
    pub struct ProductDraft {
        /// Code, unique among active products: 3 to 50 letters, digits, hyphens, underscores. Proposed by the server when blank.
        #[cfg_attr(feature = "openapi", schema(example = "BEEF-050-FC-T", max_length = 50))]
        pub code: String,
        /// Description of the product.
        #[cfg_attr(feature = "openapi", schema(example = "Trim 50's - Tested", max_length = 500))]
        pub description: String,
        /// Kind of animal, a code of `species`.
        #[cfg_attr(feature = "openapi", schema(example = "beef"))]
        pub species: String,
        /// Cut.
        #[cfg_attr(feature = "openapi", schema(example = "Trim", max_length = 100))]
        pub cut: Option<String>,
        /// Chemical lean in percent.
        #[cfg_attr(feature = "openapi", schema(example = 50, minimum = 1, maximum = 100))]
        pub lean_pct: Option<i64>,
        /// Fresh or frozen, a code of `product_state`.
        #[cfg_attr(feature = "openapi", schema(example = "fresh"))]
        pub state: Option<String>,
        /// Outside container, a code of `package`.
        #[cfg_attr(feature = "openapi", schema(example = "combo"))]
        pub package: Option<String>,
        /// Inner packaging, a code of `carton`.
        #[cfg_attr(feature = "openapi", schema(example = "poly_bulk"))]
        pub carton: Option<String>,
        /// Pieces in a carton, a code of `pieces_per_carton`.
        #[cfg_attr(feature = "openapi", schema(example = "p1_1"))]
        pub pieces_per_carton: Option<String>,
        /// Fixed or catch weight.
        pub weight_basis: WeightBasis,
        /// Weight of one outside container in `unit_weight_unit`: exact for net weight, nominal for catch weight.
        pub unit_weight: Option<WeightAmount>,
        /// Unit of the unit weights.
        pub unit_weight_unit: WeightUnit,
        /// Minimum weight of a container, for catch weight.
        pub min_unit_weight: Option<WeightAmount>,
        /// Maximum weight of a container, for catch weight.
        pub max_unit_weight: Option<WeightAmount>,
        /// Edible or inedible.
        pub edibility: Edibility,
        /// What is sold as tested, a code of `test_class`; not applicable unless said.
        #[cfg_attr(feature = "openapi", schema(example = "tested", default = "not_applicable"))]
        pub test_class: String,
        /// Who it ships from, a code of `ships_from`.
        #[cfg_attr(feature = "openapi", schema(example = "packer"))]
        pub ships_from: Option<String>,
        /// Domestic or imported.
        pub origin: Option<Origin>,
        /// Country of origin, ISO 3166 alpha-3.
        #[cfg_attr(feature = "openapi", schema(example = "USA"))]
        pub country_of_origin: Option<String>,
        /// IMPS or NAMP number, usually three or four digits and up to two letters (USDA AMS).
        #[cfg_attr(feature = "openapi", schema(example = "109E", max_length = 50))]
        pub imps_code: Option<String>,
        /// USDA code.
        #[cfg_attr(feature = "openapi", schema(max_length = 50))]
        pub usda_code: Option<String>,
        /// UB code.
        #[cfg_attr(feature = "openapi", schema(max_length = 50))]
        pub ub_code: Option<String>,
        /// Quality grade, a code of `quality_grade`; beef only.
        #[cfg_attr(feature = "openapi", schema(example = "choice"))]
        pub quality_grade: Option<String>,
        /// Fat limitation 1 to 6 (USDA AMS); beef only.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 6))]
        pub fat_limit: Option<i64>,
        /// Customers that buy it.
        pub customers: Vec<Id<Customer>>,
        /// Internal notes, never printed on documents.
        #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    lists {
        /// Suppliers.
        pub suppliers: Vec<ProductSupplier>,
    }
}

record! {
    /// A product.
    pub struct Product(Product) at "products", drafted as ProductDraft {
        /// Where it is usually bought: the primary supplier, else the first.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of that supplier.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub supplier_name: Option<String>,
        /// How many sell it, each supplier and plant counted.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub supplier_count: i64,
        /// Names of the suppliers, in the order of `suppliers`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["Brindlemoor Beef Packing"])))]
        pub supplier_names: Vec<String>,
        /// Names of their plants, in the same order.
        pub plant_names: Vec<Option<String>>,
        /// Names of the customers, in the order of `customers`.
        pub customer_names: Vec<String>,
        /// Links that lead to an archived record, for example `suppliers/0/plant_id`.
        pub archived_links: Vec<String>,
    }
    /// List row of a product, with every field that an order line copies.
    pub struct ProductSummary {
        /// Code.
        #[cfg_attr(feature = "openapi", schema(example = "BEEF-050-FC-T"))]
        pub code: String,
        /// What it is.
        #[cfg_attr(feature = "openapi", schema(example = "Trim 50's - Tested"))]
        pub description: String,
        /// Kind of animal.
        pub species: String,
        /// Chemical lean in percent.
        pub lean_pct: Option<i64>,
        /// Fresh or frozen.
        pub state: Option<String>,
        /// Outside container.
        pub package: Option<String>,
        /// Fixed or catch weight.
        pub weight_basis: WeightBasis,
        /// Weight of one outside container.
        pub unit_weight: Option<WeightAmount>,
        /// Unit of it.
        pub unit_weight_unit: WeightUnit,
        /// Least weight that a container may have; nothing says there is none.
        pub min_unit_weight: Option<WeightAmount>,
        /// Most weight that a container may have.
        pub max_unit_weight: Option<WeightAmount>,
        /// Edible or inedible.
        pub edibility: Edibility,
        /// What is sold as tested.
        pub test_class: String,
        /// Who it ships from.
        pub ships_from: Option<String>,
        /// Country of origin.
        pub country_of_origin: Option<String>,
        /// Where it is usually bought: the primary supplier, else the first.
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of that supplier.
        pub supplier_name: Option<String>,
        /// How many sell it, each supplier and plant counted.
        pub supplier_count: i64,
    }
    narrowed by ProductFilter, sorted by ProductSort, called |product| product.details.code.clone()
}

rules! {
    ProductDraft {
        code: ProductCode,
        description: Required(500, "A description"),
        species: RequiredCode(lists::SPECIES, "A species"),
        cut: Line(100),
        lean_pct: Between(1, 100, "Lean must be a whole percentage from 1 to 100"),
        state: Code(lists::PRODUCT_STATE),
        package: Code(lists::PACKAGE),
        carton: Code(lists::CARTON),
        pieces_per_carton: Code(lists::PIECES_PER_CARTON),
        unit_weight: Positive("Weight must be more than 0"),
        min_unit_weight: Positive("Weight must be more than 0"),
        max_unit_weight: Positive("Weight must be more than 0"),
        test_class: CodeOr(lists::TEST_CLASS, lists::TEST_NOT_APPLICABLE),
        ships_from: Code(lists::SHIPS_FROM),
        country_of_origin: Code(lists::COUNTRY),
        imps_code: Line(50),
        usda_code: Line(50),
        ub_code: Line(50),
        quality_grade: Code(lists::QUALITY_GRADE),
        fat_limit: Between(1, 6, "The fat limit must be 1 to 6"),
        suppliers: Sellers,
        customers: Links,
        notes: Note,
    }
    also |draft, errors, _context| {
        errors.require(
            draft.weight_basis == WeightBasis::Catch || draft.unit_weight.is_some(),
            "/unit_weight",
            "required",
            "Net weight requires a unit weight",
        );
        let band = draft.min_unit_weight.zip(draft.max_unit_weight);
        errors.require(
            band.is_none_or(|(least, most)| least <= most),
            "/max_unit_weight",
            "below_minimum",
            "The maximum cannot be below the minimum",
        );
        errors.require(
            draft.edibility != Edibility::Both,
            "/edibility",
            "parties_only",
            "Choose edible or inedible",
        );
        let beef = draft.species.is_empty() || draft.species == lists::SPECIES_BEEF;
        for (pointer, given) in [
            ("/quality_grade", draft.quality_grade.is_some()),
            ("/fat_limit", draft.fat_limit.is_some()),
        ] {
            errors.require(beef || !given, pointer, "beef_only", "Beef only");
        }
    }
}

impl ProductDraft {
    /// Where it is usually bought, as a place in the list of suppliers: the primary one, else the first.
    #[must_use]
    pub fn usual_supplier(&self) -> Option<usize> {
        let primary = self.suppliers.iter().position(|seller| seller.is_primary);
        primary.or((!self.suppliers.is_empty()).then_some(0))
    }
}

/// Who sells a product: each supplier and plant once, one primary at most.
struct Sellers;

/// Most entries in the list.
const MOST_SELLERS: usize = 200;

impl Rule<Vec<ProductSupplier>> for Sellers {
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
        100,
    );
}

filter! {
    /// What the list of products can be narrowed by.
    pub struct ProductFilter {
        /// The products themselves: several in one request.
        pub id: AnyOf<Id<Product>>,
        /// Kind of animal.
        pub species: AnyOf<String> as lists::SPECIES,
        /// Fresh or frozen.
        pub state: AnyOf<String> as lists::PRODUCT_STATE,
        /// Outside container.
        pub package: AnyOf<String> as lists::PACKAGE,
        /// Inner packaging.
        pub carton: AnyOf<String> as lists::CARTON,
        /// Fixed or catch weight.
        pub weight_basis: AnyOf<Choice<WeightBasis>>,
        /// Edible or inedible.
        pub edibility: AnyOf<Choice<Edibility>>,
        /// What is sold as tested.
        pub test_class: AnyOf<String> as lists::TEST_CLASS,
        /// Who it ships from.
        pub ships_from: AnyOf<String> as lists::SHIPS_FROM,
        /// Chemical lean in percent.
        pub lean_pct: Range<i64>,
        /// Country of origin.
        pub country_of_origin: AnyOf<String> as lists::COUNTRY,
        /// Suppliers.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// Who buys it.
        pub customer_id: AnyOf<Id<Customer>>,
    }
}

sort_keys! {
    /// What the list of products can be sorted by.
    pub enum ProductSort {
        /// Code, ignoring case.
        Code = "code",
        /// Description, ignoring case.
        Description = "description",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [Code asc]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::{ChoiceEntry, Choices};
    use crate::fields::{CheckContext, Rules};
    use std::collections::BTreeMap;

    fn check(mut draft: ProductDraft) -> FieldErrors {
        let entry = |code: &str| ChoiceEntry {
            id: None,
            code: code.to_owned(),
            label: code.to_owned(),
            position: 1,
            retired: false,
        };
        let lists = [
            ("species", vec![entry("beef"), entry("pork")]),
            ("test_class", vec![entry("not_applicable")]),
            ("quality_grade", vec![entry("choice")]),
        ];
        let open: BTreeMap<String, Vec<ChoiceEntry>> = lists
            .into_iter()
            .map(|(name, entries)| (name.to_owned(), entries))
            .collect();
        draft.tidy();
        assert_eq!(draft.test_class, "not_applicable");
        draft.check(CheckContext {
            today: chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
            choices: &Choices::new(open),
            is_zone: |_| true,
        })
    }

    fn pork() -> ProductDraft {
        ProductDraft {
            description: "Boneless pork butt".to_owned(),
            species: "pork".to_owned(),
            ..ProductDraft::default()
        }
    }

    #[test]
    fn grades_are_of_beef_and_net_weight_needs_a_weight() {
        assert!(check(pork()).is_empty());
        let errors = check(ProductDraft {
            weight_basis: WeightBasis::Net,
            quality_grade: Some("choice".to_owned()),
            fat_limit: Some(7),
            lean_pct: Some(0),
            edibility: Edibility::Both,
            min_unit_weight: Some(WeightAmount::of(7_000)),
            max_unit_weight: Some(WeightAmount::of(5_500)),
            code: "a b".to_owned(),
            ..pork()
        });
        for pointer in [
            "/unit_weight",
            "/quality_grade",
            "/fat_limit",
            "/lean_pct",
            "/edibility",
            "/max_unit_weight",
            "/code",
        ] {
            assert!(errors.has(pointer), "{pointer}");
        }
    }

    #[test]
    fn one_seller_is_primary_and_each_stands_once() {
        let seller = |supplier: i64, plant: Option<i64>, is_primary: bool| ProductSupplier {
            supplier_id: Some(Id::new(supplier)),
            plant_id: plant.map(Id::new),
            is_primary,
            ..ProductSupplier::default()
        };
        let errors = check(ProductDraft {
            suppliers: vec![
                seller(1, None, true),
                seller(1, Some(2), false),
                seller(1, None, true),
                ProductSupplier::default(),
            ],
            ..pork()
        });
        let found: Vec<_> = errors
            .iter()
            .map(|error| (error.pointer.as_deref().unwrap_or(""), error.code.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("/suppliers/2/supplier_id", "duplicate_supplier"),
                ("/suppliers/2/is_primary", "second_primary"),
                ("/suppliers/3/supplier_id", "required"),
            ]
        );
    }
}
