//! Valid bodies of orders and their lines, and what orders refer to.

use serde_json::{Value, json};

use super::samples::{World, merged};

/// Makes what an order of the world's parties can refer to.
pub(crate) async fn links(world: &mut World) {
    let (supplier, customer) = (world.supplier, world.customer);
    let made = async |path: &str, body: Value| world.broker.create(path, &body).await.id();
    let plant = made("/plants", json!({"name": "Works"})).await;
    let dock = made(
        "/locations",
        json!({"customer_id": customer, "name": "Dock"}),
    )
    .await;
    let insured = json!({"name": "Hauler", "usdot_number": "99000011", "insurance_expires_on": "2099-12-31", "city": "Lincoln"});
    let carrier = made("/carriers", insured).await;
    let seller = made(
        "/contacts",
        json!({"supplier_id": supplier, "name": "Rosa"}),
    )
    .await;
    let buyer = made(
        "/contacts",
        json!({"customer_id": customer, "name": "Walt"}),
    )
    .await;
    let line = json!({"supplier_id": supplier, "plant_id": plant});
    let mapping = made("/supplier-plant-mappings", line).await;
    let product =
        json!({"description": "Trim 50's - Tested", "species": "beef", "test_class": "tested"});
    let product = made("/products", product).await;
    world.product = product;
    world.links = json!({
        "mapping_id": mapping, "carrier_id": carrier, "ship_from_plant_id": plant, "ship_from_location_id": null,
        "ship_to_location_id": dock, "ship_to_plant_id": null, "supplier_contact_id": seller,
        "customer_contact_id": buyer,
    });
}

/// A line with every field that a person may fill in, its product aside.
pub(super) fn full_line() -> Value {
    json!({
        "description": "Trim 50's - Tested", "ordered_units": 20, "ordered_weight": "40000.00", "weight_unit": "lb",
        "weight_basis": "catch", "buy_price": "122.7500", "buy_basis": "per_cwt", "zero_price_reason": "sample",
        "sell_price": "1.3150", "sell_basis": "per_lb", "max_age": "d10", "production_date": "2026-02-26",
        "lot_number": "BL-4802", "test_class": "tested", "lot_test_result": "negative", "country_of_origin": "USA",
        "notes": "combo bins",
    })
}

/// Takes an order with everything filled in as far as the scale.
pub(super) async fn weighed(world: &World, id: i64) {
    let path = format!("/purchase-orders/{id}");
    let now = world.admin.get(&path).await.expect(200);
    let line = merged(full_line(), &json!({"product_id": world.product}));
    let lines = json!({"lines": [line]});
    let mut now = world
        .admin
        .patch(&path, &now.etag(), &lines)
        .await
        .expect(200);
    let scale = json!([{
        "id": now.json()["lines"][0]["id"], "actual_weight": "40127.50", "weight_source": "bol",
    }]);
    for (step, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": "2026-03-04"})),
        ("weigh", json!({"lines": scale})),
    ] {
        let step = format!("{path}/{step}");
        now = world.admin.act(&step, &now.etag(), &body).await.expect(200);
    }
}

/// A plain line in pounds, priced per pound.
pub(crate) fn line(description: &str, weight: &str, buy: &str, sell: Option<&str>) -> Value {
    let mut line = json!({
        "description": description, "ordered_units": 20, "ordered_weight": weight, "buy_price": buy, "buy_basis": "per_lb",
    });
    if let Some(sell) = sell {
        line["sell_price"] = json!(sell);
        line["sell_basis"] = json!("per_lb");
    }
    line
}

/// An order that can go its whole way.
pub(crate) fn order(world: &World) -> Value {
    order_of(world, world.supplier, world.customer)
}

/// The same between a supplier and a customer.
pub(crate) fn order_of(world: &World, supplier: i64, customer: i64) -> Value {
    let mut body = order_between(supplier, customer);
    body["lines"][0]["product_id"] = json!(world.product);
    body["ship_from_plant_id"] = json!(world.plant);
    body["ship_to_location_id"] = json!(world.dock);
    body["customer_terms"] = json!("net_15");
    body
}

/// A line that can be issued.
pub(crate) fn sold(world: &World, weight: &str, buy: &str, sell: Option<&str>) -> Value {
    merged(
        line("Trim 50's", weight, buy, sell),
        &json!({"product_id": world.product}),
    )
}

/// A draft between a supplier and a customer.
pub(crate) fn order_between(supplier: i64, customer: i64) -> Value {
    json!({
        "supplier_id": supplier, "customer_id": customer,
        "delivery_appointment": {"method": "first_come_first_serve"},
        "lines": [line("Trim 50's", "40000.00", "1.2275", Some("1.3150"))],
    })
}

/// An order with everything filled in, between a supplier and a customer.
pub(crate) fn full_order(supplier: i64, customer: i64) -> Value {
    let mut body = order_between(supplier, customer);
    body["lines"] = json!([
        full_line(),
        line("Trim 85's", "10000.00", "1.1500", Some("1.2500"))
    ]);
    body["order_date"] = json!("2026-03-02");
    body["special_instructions"] = json!("Pre-cool to 28 F");
    body
}
