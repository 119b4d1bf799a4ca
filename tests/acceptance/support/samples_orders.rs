//! Valid bodies of orders and their lines, and the records that orders refer to.

use domain::purchase_orders::PurchaseOrder;
use serde_json::{Value, json};

use super::Reply;
use super::samples::{Sample, Unique, World, merged};

/// Creates the records that an order of the world's parties can link to.
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

/// A line with every writable field except its product.
fn full_line() -> Value {
    json!({
        "description": "Trim 50's - Tested", "ordered_units": 20, "ordered_weight": "40000.00", "weight_unit": "lb",
        "weight_basis": "catch", "buy_price": "122.7500", "buy_basis": "per_cwt", "zero_price_reason": "sample",
        "sell_price": "1.3150", "sell_basis": "per_lb", "max_age": "d10", "production_date": "2026-02-26",
        "lot_number": "BL-4802", "test_class": "tested", "lot_test_result": "negative", "country_of_origin": "USA",
        "notes": "combo bins",
    })
}

/// Takes an order with all fields to weighing.
async fn weighed(world: &World, id: i64) {
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
        now = world
            .admin
            .post_with_etag(&step, &now.etag(), &body)
            .await
            .expect(200);
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

/// An order that can be taken through its whole life cycle.
pub(crate) fn order(world: &World) -> Value {
    order_of(world, world.supplier, world.customer)
}

/// The same order between other parties.
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

/// A draft between two parties.
pub(crate) fn order_between(supplier: i64, customer: i64) -> Value {
    json!({
        "supplier_id": supplier, "customer_id": customer,
        "delivery_appointment": {"method": "first_come_first_serve"},
        "lines": [line("Trim 50's", "40000.00", "1.2275", Some("1.3150"))],
    })
}

/// An order with all fields between two parties.
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

impl Sample for PurchaseOrder {
    const NAME: &'static str = "number";
    const NAME_MAX: usize = 50;
    const UNIQUE: Option<Unique> = Some(Unique {
        field: "number",
        loosely: false,
        for_ever: true,
    });
    const NEEDED: &'static [&'static str] = &["/supplier_id"];
    // An order keeps its date when none is sent, because it already has one.
    const VARIES: &'static [&'static str] = &["supplier_id", "order_date"];
    const SAID: &'static [&'static str] = &[
        "accept_negative_margin",
        "change_reason",
        "margin_reason",
        "correct_invoices",
        "override",
    ];
    const SET: Option<(&'static str, [&'static str; 4])> = None;
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "status";

    fn sorted(n: u32) -> Value {
        json!({
            "order_date": format!("2026-02-{:02}", 20 - n), "pickup_date": format!("2026-03-{:02}", 1 + n),
            "delivery_date": format!("2026-03-{:02}", 9 - n),
        })
    }

    async fn apart(world: &World) -> Value {
        json!({
            "supplier_id": world.admin.create("/suppliers", &json!({"name": "Another supplier"})).await.id(),
            "customer_id": world.admin.create("/customers", &json!({"name": "another customer"})).await.id(),
            "mapping_id": null, "supplier_contact_id": null, "customer_contact_id": null,
            "lines": [line("Trim", "7.00", "3.0000", None)],
        })
    }

    async fn afterwards(world: &World, n: u32, made: &Reply) {
        if n == 4 {
            weighed(world, made.id()).await;
        }
        if n == 3 {
            let cancel = format!("{}/cancel", Self::path(made.id()));
            let body = json!({"reason": "sorted last"});
            let cancelled = world
                .admin
                .post_with_etag(&cancel, &made.etag(), &body)
                .await;
            cancelled.expect(200);
        }
    }

    async fn setup(world: &mut World) {
        links(world).await;
    }

    fn minimal(world: &World, n: u32) -> Value {
        // Given blank: left out, they follow from the parties.
        json!({
            "supplier_id": world.supplier, "number": format!("T-{n:03}"), "mapping_id": null, "ship_from_plant_id": null,
            "supplier_contact_id": null, "customer_contact_id": null, "ship_to_location_id": null, "carrier_id": null,
        })
    }

    fn full(world: &World, n: u32) -> Value {
        let picked = merged(full_line(), &json!({"product_id": world.product}));
        let body = json!({
            "number": format!("LOAD-{n:03}"), "supplier_id": world.supplier, "customer_id": world.customer,
            "for_stock": false, "deal_role": "agent", "order_date": "2026-03-02",
            "requested_delivery_date": "2026-03-07", "pickup_date": "2026-03-04", "delivery_date": "2026-03-06",
            "logistics_scenario": "we_pickup", "freight_terms": "fob_origin_collect", "freight_cost": "1980.00",
            "supplier_confirmation_number": "SC-0041", "release_format": "both", "carrier_release_number": "REL-0041",
            "customer_po_number": "CP-0041", "supplier_terms": "net_7", "customer_terms": "net_15",
            "temperature_setpoint_f": "28.0", "seal_out": "SL0041", "seal_in": "SL0041",
            "special_instructions": "Pre-cool\nto 28 F", "notes": "internal", "owner_id": world.broker.id().get(),
            "pickup_appointment": {
                "at": "2026-03-04T11:30:00Z", "time_zone": "America/Chicago", "method": "email", "confirmation": "A-77",
            },
            "delivery_appointment": {"method": "first_come_first_serve"},
            "costs": [
                {"kind": "commission", "paid_by": "supplier", "payee": "us", "basis": "per_lb", "rate": "0.1000"},
                {"kind": "cold_storage", "description": "Two days", "payee_name": "Harborline Cold Storage", "basis": "per_cwt",
                 "rate": "0.2500", "actual_amount": "110.00"},
            ],
            "lines": [picked, line("Trim 85's", "10000.00", "1.1500", Some("1.2500"))],
        });
        merged(body, &world.links)
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "carrier_id": "7", "carrier_name": "x", "supplier_id": "12", "for_stock": "no", "freight_cost": 12.5, "order_date": 20_260_302,
            "pickup_appointment": "monday", "status": "issued", "lines": [
                {"description": 7, "ordered_weight": "12.345", "buy_basis": "per_stone", "weight": 5},
                "a line",
            ],
        });
        (
            body,
            &[
                ("/supplier_id", "invalid_id"),
                ("/carrier_id", "invalid_id"),
                ("/carrier_name", "read_only"),
                ("/for_stock", "wrong_type"),
                ("/freight_cost", "expected_decimal_string"),
                ("/order_date", "wrong_type"),
                ("/pickup_appointment", "wrong_type"),
                ("/status", "read_only"),
                ("/lines/0/description", "wrong_type"),
                ("/lines/0/ordered_weight", "too_many_decimals"),
                ("/lines/0/buy_basis", "unknown_code"),
                ("/lines/0/weight", "unknown_field"),
                ("/lines/1", "wrong_type"),
            ],
        )
    }
}
