//! Products, with their descriptions and codes.

mod codes;
mod sellers;

use crate::choices::{Edibility, Origin, WeightBasis, lists};
use crate::customers::Customer;
use crate::decimal::WeightAmount;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::pricing::WeightUnit;
use crate::rules::{Between, Code, CodeOr, Line, Links, Note, Positive, Required, RequiredCode};
use crate::suppliers::Supplier;
use crate::users::User;
use codes::{GtinCode, ProductCode};
pub use codes::{lean_texts, propose_code};
pub use sellers::ProductSupplier;
use sellers::Sellers;

draft! {
    /// Writable fields of a product.
    pub struct ProductDraft {
        /// Code, unique among active products: 3 to 50 letters, digits, hyphens, underscores. Proposed by the server when blank.
        #[cfg_attr(feature = "openapi", schema(example = "BEEF-050-FC-T"))]
        pub code: String,
        /// Description of the product.
        #[cfg_attr(feature = "openapi", schema(example = "Trim 50's - Tested"))]
        pub description: String,
        /// Kind of animal, a code of `species`.
        #[cfg_attr(feature = "openapi", schema(example = "beef"))]
        pub species: String,
        /// Cut.
        #[cfg_attr(feature = "openapi", schema(example = "Trim"))]
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
        /// Test class, a code of `test_class`; not applicable by default.
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
        #[cfg_attr(feature = "openapi", schema(example = "109E"))]
        pub imps_code: Option<String>,
        /// USDA code.
        pub usda_code: Option<String>,
        /// UB code.
        pub ub_code: Option<String>,
        /// GTIN on the labels of its cases: 14 digits with their check digit, unique among active products. Shorter ones get leading zeros.
        #[cfg_attr(feature = "openapi", schema(example = "90012345678908"))]
        pub gtin: Option<String>,
        /// Quality grade, a code of `quality_grade`; beef only.
        #[cfg_attr(feature = "openapi", schema(example = "choice"))]
        pub quality_grade: Option<String>,
        /// Fat limitation 1 to 6 (USDA AMS); beef only.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 6))]
        pub fat_limit: Option<i64>,
        /// Customers that buy it.
        pub customers: Vec<Id<Customer>>,
        /// Internal notes, never printed on documents.
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
        /// Usual supplier: the primary one, else the first.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of that supplier.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub supplier_name: Option<String>,
        /// Number of suppliers, counted per plant.
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
        /// Minimum weight of a container; null if none.
        pub min_unit_weight: Option<WeightAmount>,
        /// Maximum weight of a container.
        pub max_unit_weight: Option<WeightAmount>,
        /// Edible or inedible.
        pub edibility: Edibility,
        /// Test class.
        pub test_class: String,
        /// Who it ships from.
        pub ships_from: Option<String>,
        /// Country of origin.
        pub country_of_origin: Option<String>,
        /// Usual supplier: the primary one, else the first.
        pub supplier_id: Option<Id<Supplier>>,
        /// Name of that supplier.
        pub supplier_name: Option<String>,
        /// Number of suppliers, counted per plant.
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
        gtin: GtinCode,
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
    /// Index of the usual supplier: the primary one, else the first.
    #[must_use]
    pub fn usual_supplier(&self) -> Option<usize> {
        let primary = self.suppliers.iter().position(|seller| seller.is_primary);
        primary.or((!self.suppliers.is_empty()).then_some(0))
    }
}

filter! {
    /// Filters of the list of products.
    pub struct ProductFilter {
        /// Product ids.
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
        /// Test class.
        pub test_class: AnyOf<String> as lists::TEST_CLASS,
        /// Who it ships from.
        pub ships_from: AnyOf<String> as lists::SHIPS_FROM,
        /// Chemical lean in percent.
        pub lean_pct: Range<i64>,
        /// Country of origin.
        pub country_of_origin: AnyOf<String> as lists::COUNTRY,
        /// Suppliers.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// Customers.
        pub customer_id: AnyOf<Id<Customer>>,
    }
}

sort_keys! {
    /// Sort keys of the list of products.
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
mod tests;
