//! Defaults of a new order: what follows from its supplier, its customer and its supply line, where the request leaves it out.

use serde_json::{Value, json};

use super::path;
use crate::support::reply::contains;
use crate::support::samples::{merged, order_between};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    what_is_left_out_follows_from_the_parties,
    what_is_given_stays_even_blank,
    nothing_is_chosen_among_several,
);

/// A supplier that never delivers, with one supply line, a primary contact and one carrier; and a customer with one location.
async fn parties(world: &World) -> (Value, i64, i64) {
    let broker = &world.broker;
    let supplier = json!({"name": "Far Packer", "delivery_profile": "does_not_deliver", "payment_terms": "net_7"});
    let supplier = broker.create("/suppliers", &supplier).await.id();
    let customer = json!({"name": "Near Grinder", "payment_terms": "net_15"});
    let customer = broker.create("/customers", &customer).await.id();
    let plant = broker
        .create("/plants", &json!({"name": "Far Works"}))
        .await
        .id();
    let line = json!({"supplier_id": supplier, "plant_id": plant});
    let line = broker.create("/supplier-plant-mappings", &line).await.id();
    let contact = json!({"supplier_id": supplier, "name": "Rosa", "is_primary": true});
    let contact = broker.create("/contacts", &contact).await.id();
    let dock = json!({"customer_id": customer, "name": "Only dock"});
    let dock = broker.create("/locations", &dock).await.id();
    let carrier = json!({
        "name": "Far Hauler", "usdot_number": "7654321", "authority_status": "active", "insurance_expires_on": "2099-12-31",
        "suppliers": [supplier],
    });
    let carrier = broker.create("/carriers", &carrier).await.id();
    let wanted = json!({
        "supplier_terms": "net_7", "customer_terms": "net_15", "logistics_scenario": "we_pickup", "mapping_id": line,
        "ship_from_plant_id": plant, "supplier_contact_id": contact, "customer_contact_id": null, "ship_to_location_id": dock,
        "carrier_id": carrier,
    });
    (wanted, supplier, customer)
}

async fn what_is_left_out_follows_from_the_parties(app: &mut App) {
    let world = World::bare(app).await;
    let (wanted, supplier, customer) = parties(&world).await;
    let body = order_between(supplier, customer);
    let made = world.broker.create("/purchase-orders", &body).await;
    contains(&made.json(), &wanted, "created");
    let read = world.broker.get(&path(made.id())).await;
    contains(&read.json(), &wanted, "read");
    let batch = json!({"items": [{"op": "create", "body": body}]});
    let batch = world.broker.post("/purchase-orders/batch", &batch).await;
    let id = batch.json()["items"][0]["id"].as_i64();
    let read = world.broker.get(&path(id.unwrap_or(0))).await;
    contains(&read.json(), &wanted, "in a batch");
    // The supply line names the parties.
    let by_line = json!({"mapping_id": wanted["mapping_id"], "lines": body["lines"]});
    let refused = world.broker.post("/purchase-orders", &by_line).await;
    refused.refuses(&[("/supplier_id", "required")]);
    // A change fills in nothing.
    let blank = json!({"carrier_id": null, "mapping_id": null});
    let changed = world
        .broker
        .patch(&path(made.id()), &made.etag(), &blank)
        .await;
    contains(&changed.expect(200).json(), &blank, "changed");
}

async fn what_is_given_stays_even_blank(app: &mut App) {
    let world = World::bare(app).await;
    let (wanted, supplier, customer) = parties(&world).await;
    let mut body = order_between(supplier, customer);
    let fields = wanted.as_object().expect("fields");
    for field in fields.keys().filter(|field| *field != "logistics_scenario") {
        body[field] = Value::Null;
    }
    body["logistics_scenario"] = json!("supplier_delivery");
    let made = world.broker.create("/purchase-orders", &body).await.json();
    // Blank terms have always been copied from the parties.
    let stays = json!({
        "logistics_scenario": "supplier_delivery", "mapping_id": null, "ship_from_plant_id": null, "supplier_contact_id": null,
        "ship_to_location_id": null, "carrier_id": null, "supplier_terms": "net_7", "customer_terms": "net_15",
    });
    contains(&made, &stays, "");
    // A supply line names its customer, unless the request says that there is none.
    let plant = json!({"name": "Near Works"});
    let plant = world.broker.create("/plants", &plant).await.id();
    let line = json!({"supplier_id": supplier, "plant_id": plant, "customer_id": customer});
    let line = world.broker.create("/supplier-plant-mappings", &line).await;
    let named = json!({"supplier_id": supplier, "mapping_id": line.id()});
    let made = world.broker.create("/purchase-orders", &named).await.json();
    assert_eq!(made["customer_id"], customer);
    let without = merged(named, &json!({"customer_id": null}));
    let refused = world.broker.post("/purchase-orders", &without).await;
    refused.refuses(&[("/mapping_id", "other_party")]);
}

async fn nothing_is_chosen_among_several(app: &mut App) {
    let world = World::bare(app).await;
    let (_, supplier, customer) = parties(&world).await;
    let broker = &world.broker;
    let plant = broker
        .create("/plants", &json!({"name": "Second Works"}))
        .await
        .id();
    let line = json!({"supplier_id": supplier, "plant_id": plant});
    broker.create("/supplier-plant-mappings", &line).await;
    let dock = json!({"customer_id": customer, "name": "Second dock"});
    broker.create("/locations", &dock).await;
    let expired = json!({
        "name": "Expired Hauler", "usdot_number": "7654322", "authority_status": "active", "insurance_expires_on": "2020-01-01",
        "suppliers": [supplier],
    });
    broker.create("/carriers", &expired).await;
    let body = order_between(supplier, customer);
    let made = broker.create("/purchase-orders", &body).await.json();
    let open = json!({"mapping_id": null, "ship_from_plant_id": null, "ship_to_location_id": null});
    contains(&made, &open, "several");
    assert!(
        made["carrier_id"].is_i64(),
        "a carrier without insurance is no choice"
    );
}
