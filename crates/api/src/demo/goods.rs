//! Plants, products and supply lines of the demo brokerage. Establishment numbers 99xxx are not assigned to
//! real plants.

use domain::Id;
use domain::choices::{Edibility, WeightBasis, lists};
use domain::contact_details::Address;
use domain::contacts::Contact;
use domain::customers::Customer;
use domain::plants::{Establishment, Plant, PlantDraft};
use domain::pricing::WeightUnit;
use domain::products::{Product, ProductDraft, ProductSupplier};
use domain::supplier_plant_mappings::{SupplierPlantMapping, SupplierPlantMappingDraft};
use domain::suppliers::Supplier;
use storage::StoreError;

use super::demo_seed::{DemoSeed, Seeded};
use super::parties::{owned, some};
use super::people::primary_contact;

/// Seed data of a plant.
pub(super) struct DemoPlant {
    code: &'static str,
    name: &'static str,
    kind: &'static str,
    place: (&'static str, &'static str, &'static str, &'static str),
    zone: &'static str,
    phone: &'static str,
    numbers: &'static [&'static str],
    species: &'static [&'static str],
    storage: &'static [&'static str],
    loading: &'static [&'static str],
    booking: &'static str,
}

/// Plants P1 to P8.
#[rustfmt::skip]
pub(super) const PLANTS: &[DemoPlant] = &[
    DemoPlant { code: "BRI-GI", name: "Brindlemoor Grand Island", kind: "vertical", place: ("600 Sample Road", "Grand Island", "NE", "68801"),
        zone: "America/Chicago", phone: "308-555-0121", numbers: &["EST. 99101"], species: &["beef"], storage: &["internal_cold"],
        loading: &["forklift_required", "release_number_used"], booking: "website" },
    DemoPlant { code: "BRI-AM", name: "Brindlemoor Amarillo", kind: "vertical", place: ("14 Sample Road", "Amarillo", "TX", "79101"),
        zone: "America/Chicago", phone: "806-555-0122", numbers: &["M99102"], species: &["beef"], storage: &["internal_cold"],
        loading: &["standard_loading"], booking: "website" },
    DemoPlant { code: "QUI-GA", name: "Quillhaven Gainesville", kind: "vertical", place: ("250 Sample Road", "Gainesville", "GA", "30501"),
        zone: "America/New_York", phone: "770-555-0123", numbers: &["P-99201"], species: &["chicken"], storage: &["internal_cold"],
        loading: &["standard_loading"], booking: "email" },
    DemoPlant { code: "PEL-SC", name: "Pellwick Sioux City", kind: "processor", place: ("8 Sample Road", "Sioux City", "IA", "51101"),
        zone: "America/Chicago", phone: "712-555-0124", numbers: &["M99301"], species: &["pork"], storage: &["internal_cold"],
        loading: &["forklift_required"], booking: "phone" },
    DemoPlant { code: "FEN-KC", name: "Fennimarsh Kansas City", kind: "distributor", place: ("77 Sample Road", "Kansas City", "MO", "64108"),
        zone: "America/Chicago", phone: "816-555-0125", numbers: &["M99401+P99401"], species: &["beef", "chicken", "turkey"],
        storage: &["outside_cold"], loading: &["release_number_used"], booking: "email" },
    DemoPlant { code: "DUN-DA", name: "Dunwicket Dallas Freezer", kind: "cold_storage", place: ("31 Sample Road", "Dallas", "TX", "75201"),
        zone: "America/Chicago", phone: "214-555-0126", numbers: &["M99501", "P99501"], species: &["beef", "chicken", "turkey"],
        storage: &["internal_cold", "outside_cold"], loading: &["handle_with_care"], booking: "first_come_first_serve" },
    DemoPlant { code: "LAR-SP", name: "Larkspindle Springdale", kind: "renderer", place: ("5 Sample Road", "Springdale", "AR", "72764"),
        zone: "America/Chicago", phone: "479-555-0127", numbers: &[], species: &["beef", "chicken"], storage: &[],
        loading: &["no_special_requirements"], booking: "first_come_first_serve" },
    DemoPlant { code: "TES-PH", name: "Tessalorn Philadelphia", kind: "distributor", place: ("912 Sample Road", "Philadelphia", "PA", "19148"),
        zone: "America/New_York", phone: "215-555-0128", numbers: &["M99601"], species: &["lamb", "veal"], storage: &["internal_cold"],
        loading: &["standard_loading"], booking: "fax" },
];

/// Lee owns beef, Priya the rest.
fn keeper(species: &str) -> &'static str {
    if species == "beef" { "lee" } else { "priya" }
}

impl Seeded for DemoPlant {
    type Record = Plant;

    fn key(&self) -> &'static str {
        self.code
    }

    fn owner(&self) -> &'static str {
        keeper(self.species.first().copied().unwrap_or_default())
    }

    fn draft(&self, _story: &DemoSeed) -> Result<PlantDraft, StoreError> {
        let (line, city, state, postal_code) = self.place;
        Ok(PlantDraft {
            name: self.name.to_owned(),
            code: some(self.code),
            kind: some(self.kind),
            species: owned(self.species),
            phone: some(self.phone),
            load_requirements: owned(self.loading),
            storage: owned(self.storage),
            appointment_method: some(self.booking),
            time_zone: some(self.zone),
            establishments: self
                .numbers
                .iter()
                .copied()
                .map(Establishment::typed)
                .collect(),
            address: Address {
                address_line1: some(line),
                city: some(city),
                state: some(state),
                postal_code: some(postal_code),
                ..Address::default()
            },
            ..PlantDraft::default()
        })
    }
}

/// Seed data of a product.
pub(super) struct DemoProduct {
    code: &'static str,
    description: &'static str,
    species: &'static str,
    cut: &'static str,
    lean: Option<i64>,
    /// State, package, carton, pieces.
    form: (
        &'static str,
        &'static str,
        &'static str,
        Option<&'static str>,
    ),
    basis: WeightBasis,
    weight: (&'static str, WeightUnit),
    band: Option<(&'static str, &'static str)>,
    edibility: Edibility,
    class: &'static str,
    ships_from: &'static str,
    country: &'static str,
    imps: Option<&'static str>,
    sellers: &'static [&'static str],
}

const TRIM: DemoProduct = DemoProduct {
    code: "",
    description: "",
    species: "beef",
    cut: "Trim",
    lean: Some(50),
    form: ("fresh", "combo", "poly_bulk", Some("p1_1")),
    basis: WeightBasis::Catch,
    weight: ("2000", WeightUnit::Lb),
    band: None,
    edibility: Edibility::Edible,
    class: lists::TEST_NOT_APPLICABLE,
    ships_from: "packer",
    country: "USA",
    imps: None,
    sellers: &["BRI"],
};

/// The seventeen products.
#[rustfmt::skip]
pub(super) const PRODUCTS: &[DemoProduct] = &[
    DemoProduct { code: "BEEF-050-FC-T", description: "Trim 50's - Tested", class: "tested", ..TRIM },
    DemoProduct { code: "BEEF-050-FC-N", description: "Trim 50's - Not Tested", class: "not_tested", sellers: &["BRI", "FEN"], ..TRIM },
    DemoProduct { code: "BEEF-050-FC-P", description: "Trim 50's - Positive", class: "positive", ..TRIM },
    DemoProduct { code: "BEEF-050-FC-C", description: "Trim 50's - Cooker ONLY", class: "cooker_only", ..TRIM },
    DemoProduct { code: "BEEF-050-IN", description: "Trim 50's", edibility: Edibility::Inedible, sellers: &["LAR"], ..TRIM },
    DemoProduct { code: "BEEF-085-FC-T", description: "Trim 85's - Tested", lean: Some(85), class: "tested", ..TRIM },
    DemoProduct { code: "BEEF-085-FC-N", description: "Trim 85's - Not Tested", lean: Some(85), class: "not_tested", sellers: &["BRI", "FEN"], ..TRIM },
    DemoProduct { code: "BEEF-050-ZB-T", description: "Trim 50's - Tested", form: ("frozen", "boxed", "poly_bulk", Some("p1_1")), class: "tested",
        weight: ("27", WeightUnit::Kg), ..TRIM },
    DemoProduct { code: "BEEF-050-ZB-C", description: "Trim 50's - Cooker ONLY", form: ("frozen", "boxed", "poly_bulk", Some("p1_1")), class: "cooker_only",
        basis: WeightBasis::Net, weight: ("60", WeightUnit::Lb), ships_from: "boxed_cold_storage", sellers: &["DUN"], ..TRIM },
    DemoProduct { code: "CHIX-BSB-F40", description: "BSB (boneless skinless breast)", species: "chicken", cut: "Breast", lean: None,
        form: ("fresh", "boxed", "poly_multiple", Some("p4_10")), basis: WeightBasis::Net, weight: ("40", WeightUnit::Lb), sellers: &["QUI"], ..TRIM },
    DemoProduct { code: "CHIX-BSB-Z40", description: "BSB (boneless skinless breast)", species: "chicken", cut: "Breast", lean: None,
        form: ("frozen", "boxed", "poly_bulk", Some("p1_1")), basis: WeightBasis::Net, weight: ("40", WeightUnit::Lb), ships_from: "boxed_cold_storage",
        sellers: &["FEN", "DUN"], ..TRIM },
    DemoProduct { code: "CHIX-SKN-F", description: "Trim Skin", species: "chicken", cut: "Skin", lean: None, sellers: &["QUI", "FEN"], ..TRIM },
    DemoProduct { code: "CHIX-SKN-IN", description: "Trim Skin", species: "chicken", cut: "Skin", lean: None, edibility: Edibility::Inedible,
        sellers: &["LAR"], ..TRIM },
    DemoProduct { code: "PORK-BUT-F", description: "Boneless pork butt", species: "pork", cut: "Butt", lean: None, form: ("fresh", "boxed", "cvp", None),
        weight: ("62", WeightUnit::Lb), band: Some(("55", "70")), imps: Some("406A"), sellers: &["PEL"], ..TRIM },
    DemoProduct { code: "TURK-BRS-Z", description: "Turkey breast", species: "turkey", cut: "Breast", lean: None, form: ("frozen", "boxed", "cvp", None),
        basis: WeightBasis::Net, weight: ("40", WeightUnit::Lb), ships_from: "boxed_cold_storage", sellers: &["DUN"], ..TRIM },
    DemoProduct { code: "LAMB-SHD-Z", description: "Lamb shoulder, bone-in", species: "lamb", cut: "Shoulder", lean: None,
        form: ("frozen", "boxed", "waxed_lined", None), weight: ("45", WeightUnit::Lb), band: Some(("38", "52")), country: "NZL", sellers: &["TES"], ..TRIM },
    DemoProduct { code: "VEAL-TOP-F", description: "Veal top round", species: "veal", cut: "Top round", lean: None, form: ("fresh", "boxed", "cvp", None),
        weight: ("50", WeightUnit::Lb), band: Some(("44", "58")), sellers: &["TES"], ..TRIM },
];

impl Seeded for DemoProduct {
    type Record = Product;

    fn key(&self) -> &'static str {
        self.code
    }

    fn owner(&self) -> &'static str {
        keeper(self.species)
    }

    fn draft(&self, seed: &DemoSeed) -> Result<ProductDraft, StoreError> {
        let (state, package, carton, pieces) = self.form;
        let (least, most) = self.band.unzip();
        let sellers = self.sellers.iter().enumerate();
        let suppliers = sellers.map(|(index, supplier)| {
            Ok(ProductSupplier {
                supplier_id: Some(seed.id(supplier)?),
                is_primary: index == 0,
                ..ProductSupplier::default()
            })
        });
        Ok(ProductDraft {
            code: self.code.to_owned(),
            description: self.description.to_owned(),
            species: self.species.to_owned(),
            cut: some(self.cut),
            lean_pct: self.lean,
            state: some(state),
            package: some(package),
            carton: some(carton),
            pieces_per_carton: pieces.map(str::to_owned),
            weight_basis: self.basis,
            unit_weight: self.weight.0.parse().ok(),
            unit_weight_unit: self.weight.1,
            min_unit_weight: least.and_then(|least| least.parse().ok()),
            max_unit_weight: most.and_then(|most| most.parse().ok()),
            edibility: self.edibility,
            test_class: self.class.to_owned(),
            ships_from: some(self.ships_from),
            country_of_origin: some(self.country),
            imps_code: self.imps.map(str::to_owned),
            suppliers: suppliers.collect::<Result<_, StoreError>>()?,
            ..ProductDraft::default()
        })
    }
}

/// Description of the product with this code.
pub(super) fn description_of(code: &str) -> &'static str {
    let known = PRODUCTS.iter().find(|product| product.code == code);
    known.map_or("", |product| product.description)
}

/// Seed data of a supply line: supplier, plant, customer (`None` for any), documents.
pub(super) struct DemoSupplyLine {
    key: &'static str,
    supplier: &'static str,
    plant: &'static str,
    customer: Option<&'static str>,
    documents: &'static [&'static str],
}

const fn line(
    key: &'static str,
    (supplier, plant, customer): (&'static str, &'static str, Option<&'static str>),
    documents: &'static [&'static str],
) -> DemoSupplyLine {
    DemoSupplyLine {
        key,
        supplier,
        plant,
        customer,
        documents,
    }
}

/// The fourteen supply lines.
#[rustfmt::skip]
pub(super) const SUPPLY_LINES: &[DemoSupplyLine] = &[
    line("M01", ("BRI", "BRI-GI", Some("WEX")), &["letter_of_guarantee", "brc", "spec_sheet"]),
    line("M02", ("BRI", "BRI-AM", Some("COR")), &["letter_of_guarantee", "audit_reports"]),
    line("M03", ("BRI", "BRI-GI", Some("SAL")), &["letter_of_guarantee", "brc", "audit_reports"]),
    line("M04", ("BRI", "DUN-DA", None), &[]),
    line("M05", ("QUI", "QUI-GA", Some("THI")), &["spec_sheet"]),
    line("M06", ("QUI", "DUN-DA", None), &[]),
    line("M07", ("PEL", "PEL-SC", Some("THI")), &["spec_sheet"]),
    line("M08", ("PEL", "PEL-SC", Some("MAR")), &["label_picture", "animal_welfare", "spec_sheet"]),
    line("M09", ("FEN", "FEN-KC", Some("WEX")), &["letter_of_guarantee", "brc"]),
    line("M10", ("FEN", "FEN-KC", Some("JUN")), &[]),
    line("M11", ("DUN", "DUN-DA", Some("COR")), &["letter_of_guarantee"]),
    line("M12", ("DUN", "DUN-DA", Some("SAL")), &["audit_reports", "brc"]),
    line("M13", ("LAR", "LAR-SP", Some("PAW")), &[]),
    line("M14", ("TES", "TES-PH", Some("MAR")), &["label_picture", "spec_sheet"]),
];

/// The supply line of an order: for its customer, or for any customer.
pub(super) fn supply_line(
    supplier: &str,
    plant: &str,
    customer: Option<&str>,
) -> Option<&'static str> {
    let fits = |line: &&DemoSupplyLine| {
        let buyer = line.customer.is_none() || line.customer == customer;
        line.supplier == supplier && line.plant == plant && buyer
    };
    SUPPLY_LINES.iter().find(fits).map(|line| line.key)
}

impl Seeded for DemoSupplyLine {
    type Record = SupplierPlantMapping;

    fn key(&self) -> &'static str {
        self.key
    }

    fn owner(&self) -> &'static str {
        if matches!(self.supplier, "BRI" | "FEN" | "DUN" | "LAR") {
            "lee"
        } else {
            "priya"
        }
    }

    fn draft(&self, seed: &DemoSeed) -> Result<SupplierPlantMappingDraft, StoreError> {
        let supplier: Id<Supplier> = seed.id(self.supplier)?;
        let plant: Id<Plant> = seed.id(self.plant)?;
        let customer: Option<Id<Customer>> = self.customer.map(|key| seed.id(key)).transpose()?;
        let contact = primary_contact(self.supplier);
        let contact: Option<Id<Contact>> = contact.map(|key| seed.id(key)).transpose()?;
        Ok(SupplierPlantMappingDraft {
            supplier_id: Some(supplier),
            plant_id: Some(plant),
            customer_id: customer,
            contact_id: contact,
            documents: owned(self.documents),
            ..SupplierPlantMappingDraft::default()
        })
    }
}
