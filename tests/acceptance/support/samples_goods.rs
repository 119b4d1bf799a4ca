//! Valid bodies of plants, products and supply lines.

use domain::plants::Plant;
use domain::products::Product;
use domain::supplier_plant_mappings::SupplierPlantMapping;
use serde_json::{Value, json};

use super::samples::{Sample, Unique, World, address, merged};

impl Sample for Plant {
    const NAME: &'static str = "name";
    const UNIQUE: Option<Unique> = Unique::among_active("code");
    const NEEDED: &'static [&'static str] = &["/name"];
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "has_location";
    const BEFORE: usize = 1;

    fn minimal(_world: &World, n: u32) -> Value {
        json!({"name": format!("Plant {n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        let number = format!("99{n:03}");
        let body = json!({
            "name": format!("Brindlemoor Grand Island {n:03}"), "code": format!("BRI-GI-{n:03}"), "kind": "vertical",
            "species": ["beef", "veal"], "location_text": "north of town", "phone": "+13085550120",
            "email": "dock.gi@brindlemoor.example", "manager_name": "Tom Ashe",
            "load_requirements": ["forklift_required", "release_number_used"], "storage": ["internal_cold"],
            "release_number": "STANDING-7", "appointment_method": "website", "time_zone": "America/Chicago",
            "establishments": [
                {"prefix": "M", "number": number, "suffix": null, "as_typed": format!("EST. {number}")},
                {"prefix": "P", "number": number, "suffix": "A", "as_typed": format!("P-{number}A")},
            ],
            "notes": "gate 3\nring twice", "owner_id": world.broker.id().get(),
        });
        merged(body, &address(n))
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": 5, "species": ["beef", 7], "storage": "cold", "time_zone": 1, "has_location": true, "colour": "red",
            "establishments": [{"as_typed": 99, "letter": "M"}, "M99"],
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/species/1", "wrong_type"),
                ("/storage", "wrong_type"),
                ("/time_zone", "wrong_type"),
                ("/has_location", "read_only"),
                ("/colour", "unknown_field"),
                ("/establishments/0/as_typed", "wrong_type"),
                ("/establishments/0/letter", "unknown_field"),
                ("/establishments/1", "wrong_type"),
            ],
        )
    }
}

/// A valid GTIN for goods of variable weight.
pub(crate) fn gtin(n: u32) -> String {
    let body = format!("90012345{n:05}");
    let weighted = body.bytes().rev().zip([3, 1].into_iter().cycle());
    let sum: u32 = weighted.map(|(byte, by)| u32::from(byte - b'0') * by).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

impl Sample for Product {
    const NAME: &'static str = "description";
    const NAME_MAX: usize = 500;
    // Its code is unique, but accepts only letters and digits.
    const UNIQUE: Option<Unique> = None;
    const NEEDED: &'static [&'static str] = &["/description", "/species"];
    const VARIES: &'static [&'static str] = &["code", "species"];
    const SET: Option<(&'static str, [&'static str; 4])> = None;
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "supplier_names";
    const BEFORE: usize = 1;

    async fn setup(world: &mut World) {
        let plant = json!({"name": "Works"});
        world.plants = vec![world.broker.create("/plants", &plant).await.id()];
    }

    fn minimal(_world: &World, n: u32) -> Value {
        json!({"description": format!("Pork trim {n:03}"), "species": "pork"})
    }

    fn full(world: &World, n: u32) -> Value {
        json!({
            "code": format!("BEEF-{n:03}-FC-T"), "description": format!("Chuck {n:03} - Tested"), "species": "beef",
            "cut": "Chuck", "lean_pct": 1 + n % 100, "state": "fresh", "package": "combo", "carton": "poly_bulk",
            "pieces_per_carton": "p1_1", "weight_basis": "catch", "unit_weight": "2000.00", "unit_weight_unit": "kg",
            "min_unit_weight": "1900.00", "max_unit_weight": "2100.50", "edibility": "edible", "test_class": "tested",
            "ships_from": "packer", "origin": "domestic", "country_of_origin": "USA", "imps_code": "109E",
            "usda_code": "U-7", "ub_code": "UB-9", "gtin": gtin(n), "quality_grade": "choice", "fat_limit": 3,
            "customers": [world.customer], "notes": "internal", "owner_id": world.broker.id().get(),
            "suppliers": [
                {
                    "supplier_id": world.supplier, "plant_id": world.plants[0], "supplier_item_number": "10-4471",
                    "is_primary": false,
                },
                {"supplier_id": world.supplier, "plant_id": null, "supplier_item_number": null, "is_primary": true},
            ],
        })
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "description": 7, "lean_pct": "50", "unit_weight": 2000, "weight_basis": "gross", "customers": ["one"],
            "supplier_names": [], "colour": "red",
            "suppliers": [{"supplier_id": "12", "is_primary": "yes", "price": "1.00"}, 5],
        });
        (
            body,
            &[
                ("/description", "wrong_type"),
                ("/lean_pct", "wrong_type"),
                ("/unit_weight", "expected_decimal_string"),
                ("/weight_basis", "unknown_code"),
                ("/customers/0", "invalid_id"),
                ("/supplier_names", "read_only"),
                ("/colour", "unknown_field"),
                ("/suppliers/0/supplier_id", "invalid_id"),
                ("/suppliers/0/is_primary", "wrong_type"),
                ("/suppliers/0/price", "unknown_field"),
                ("/suppliers/1", "wrong_type"),
            ],
        )
    }
}

/// Names of plants and customers for supply lines: letters that no generic test searches for.
const LETTERS: [char; 12] = ['C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'Q', 'V', 'W'];

/// A unique index for each number that the generic tests use: 0 to 39, 100 to 129, 200 to 284, 900.
fn slot(n: u32) -> usize {
    let slot = match n / 100 {
        0 => n,
        1 => n - 60,
        2 => n - 130,
        _ => 155,
    };
    usize::try_from(slot).unwrap_or(usize::MAX)
}

impl Sample for SupplierPlantMapping {
    const NAME: &'static str = "name";
    // The combination of its parties is unique.
    const UNIQUE: Option<Unique> = None;
    const NEEDED: &'static [&'static str] = &["/supplier_id", "/plant_id"];
    const VARIES: &'static [&'static str] = &["supplier_id", "plant_id", "plant_name"];
    const SET: Option<(&'static str, [&'static str; 4])> = Some((
        "documents",
        ["audit_reports", "brc", "label_picture", "spec_sheet"],
    ));
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "supplier_name";

    async fn setup(world: &mut World) {
        for letter in LETTERS {
            let plant = json!({"name": format!("Works {letter}")});
            world
                .plants
                .push(world.broker.create("/plants", &plant).await.id());
            let customer = json!({"name": format!("Customer {letter}")});
            world
                .customers
                .push(world.broker.create("/customers", &customer).await.id());
        }
        let contact = json!({"supplier_id": world.supplier, "name": "Rosa Tillman"});
        world.contact = world.broker.create("/contacts", &contact).await.id();
    }

    fn minimal(world: &World, n: u32) -> Value {
        let (row, plant) = (slot(n) / LETTERS.len(), slot(n) % LETTERS.len());
        let body = json!({"supplier_id": world.supplier, "plant_id": world.plants[plant]});
        match row.checked_sub(1) {
            None => body,
            Some(customer) => merged(body, &json!({"customer_id": world.customers[customer]})),
        }
    }

    fn full(world: &World, n: u32) -> Value {
        let plant = world.plants[slot(n) % LETTERS.len()];
        json!({
            "name": format!("Line {n:03}"), "supplier_id": world.supplier, "plant_id": plant,
            "customer_id": world.customers[slot(n) / LETTERS.len() + 8], "contact_id": world.contact,
            "documents": ["letter_of_guarantee", "spec_sheet"], "notes": "internal",
            "owner_id": world.broker.id().get(),
        })
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": 5, "supplier_id": "12", "plant_id": 1.5, "documents": [7], "supplier_name": "x", "colour": "red",
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/supplier_id", "invalid_id"),
                ("/plant_id", "invalid_id"),
                ("/documents/0", "wrong_type"),
                ("/supplier_name", "read_only"),
                ("/colour", "unknown_field"),
            ],
        )
    }
}
