//! Bulk data of goods: plants, products, and supply lines.

use domain::Id;
use domain::plants::{Establishment, Plant, PlantDraft};
use domain::products::{Product, ProductDraft, ProductSupplier};
use domain::supplier_plant_mappings::{SupplierPlantMapping, SupplierPlantMappingDraft};

use super::around::Around;
use super::words::{self, Dice, GOODS};
use crate::Repository;
use crate::error::StoreError;
use crate::transaction::Transaction;

const LOADING: &[&str] = &["forklift_required", "standard_loading"];
const COLD: &[&str] = &["internal_cold", "outside_cold"];
const STATES: &[&str] = &["fresh", "frozen"];
const PACKAGES: &[&str] = &["combo", "boxed", "boxed", "tote"];
const CARTONS: &[&str] = &["poly_bulk", "poly_multiple", "waxed_lined", "nude"];
const PAPERS: &[&str] = &["letter_of_guarantee", "spec_sheet", "brc"];

impl Around<'_> {
    pub(super) fn plant(
        &self,
        tx: &mut Transaction<'_>,
        place: u32,
    ) -> Result<Option<Id<Plant>>, StoreError> {
        let mut dice = Dice::new(8, place);
        let number = format!("8{place:05}");
        let draft = PlantDraft {
            name: format!("{} Plant", words::supplier(place)),
            code: Some(format!("P{place:05}")),
            kind: dice.code(words::KINDS),
            species: dice.code(words::SPECIES).into_iter().collect(),
            load_requirements: dice.code(LOADING).into_iter().collect(),
            storage: dice.code(COLD).into_iter().collect(),
            address: dice.address(),
            establishments: vec![Establishment {
                prefix: Some("M".to_owned()),
                as_typed: Some(format!("M{number}")),
                number: Some(number),
                ..Establishment::default()
            }],
            owner_id: words::owner(self.owners, place),
            ..PlantDraft::default()
        };
        Ok(Some(Plant::create(tx, draft)?.id))
    }

    pub(super) fn product(
        &self,
        tx: &mut Transaction<'_>,
        place: u32,
    ) -> Result<Option<Id<Product>>, StoreError> {
        let mut dice = Dice::new(9, place);
        let description = dice.pick(GOODS).map_or("Trim", |(name, ..)| name);
        let seller = dice.pick(self.sellers);
        let draft = ProductDraft {
            code: format!("V-{place:05}"),
            description: format!("{description}, specification {place}"),
            species: dice.code(words::SPECIES).unwrap_or_default(),
            lean_pct: place
                .is_multiple_of(3)
                .then(|| 50 + i64::from(dice.below(50))),
            state: dice.code(STATES),
            package: dice.code(PACKAGES),
            carton: dice.code(CARTONS),
            test_class: "not_applicable".to_owned(),
            country_of_origin: Some("USA".to_owned()),
            customers: dice
                .pick(self.buyers)
                .map(|buyer| Id::new(buyer.id))
                .into_iter()
                .collect(),
            suppliers: seller
                .map(|seller| ProductSupplier {
                    supplier_id: Some(Id::new(seller.id)),
                    is_primary: true,
                    ..ProductSupplier::default()
                })
                .into_iter()
                .collect(),
            owner_id: words::owner(self.owners, place),
            ..ProductDraft::default()
        };
        Ok(Some(Product::create(tx, draft)?.id))
    }

    /// The supply line of a supplier with the plant at its index; every third supply line is for one customer.
    pub(super) fn supply_line(
        &self,
        tx: &mut Transaction<'_>,
        plants: &[Id<Plant>],
        place: u32,
    ) -> Result<Option<Id<SupplierPlantMapping>>, StoreError> {
        let mut dice = Dice::new(10, place);
        let at = usize::try_from(place).unwrap_or(0);
        let (Some(seller), Some(plant)) = (self.sellers.get(at), plants.get(at)) else {
            return Ok(None);
        };
        let buyer = place
            .is_multiple_of(3)
            .then(|| dice.pick(self.buyers))
            .flatten();
        let draft = SupplierPlantMappingDraft {
            supplier_id: Some(Id::new(seller.id)),
            plant_id: Some(*plant),
            customer_id: buyer.map(|buyer| Id::new(buyer.id)),
            documents: dice.code(PAPERS).into_iter().collect(),
            owner_id: words::owner(self.owners, place),
            ..SupplierPlantMappingDraft::default()
        };
        Ok(Some(SupplierPlantMapping::create(tx, draft)?.id))
    }
}
