//! Gates cannot be bypassed: they check again when the fields that they read change, in every operation.

use domain::purchase_orders::{GATES, OrderStatus, PurchaseOrder};
use domain::record::Resource;
use serde_json::{Value, json};

use super::{path, today};
use crate::support::reply::contains;
use crate::support::samples::{merged, order, sold};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    no_gate_is_walked_round_by_a_later_change,
    a_carrier_is_asked_for_again_when_the_scenario_changes,
);

/// Records that the two orders of the test need besides the world.
pub(super) struct Places {
    pub(super) insured: i64,
    uninsured: i64,
    product: i64,
}

pub(super) async fn places(world: &World) -> Places {
    let carrier = |name: &str, more: Value| {
        let body =
            json!({"name": name, "usdot_number": null, "carrier_type": "rail", "city": "Lincoln"});
        merged(body, &more)
    };
    let insured = carrier("Insured", json!({"insurance_expires_on": "2099-12-31"}));
    let uninsured = carrier("Uninsured", json!({"city": null}));
    let product = json!({
        "description": "Leg quarters", "species": "chicken", "test_class": "tested", "unit_weight": "2000.00",
        "unit_weight_unit": "lb",
    });
    let customer = format!("/customers/{}", world.customer);
    let buyer = world.admin.get(&customer).await.expect(200);
    let retail = json!({"segments": ["retail"], "credit_limit": "176000.00"});
    world
        .admin
        .patch(&customer, &buyer.etag(), &retail)
        .await
        .expect(200);
    Places {
        insured: world.broker.create("/carriers", &insured).await.id(),
        uninsured: world.broker.create("/carriers", &uninsured).await.id(),
        product: world.broker.create("/products", &product).await.id(),
    }
}

/// An order that satisfies every gate.
pub(super) fn full(world: &World, places: &Places) -> Value {
    let open = json!({"method": "first_come_first_serve"});
    let mut body = merged(
        order(world),
        &json!({
            "logistics_scenario": "we_pickup", "carrier_id": places.insured, "freight_cost": "100.00",
            "release_format": "both", "carrier_release_number": "REL-1", "supplier_confirmation_number": "SC-1",
            "pickup_appointment": open, "delivery_appointment": open,
        }),
    );
    let line = sold(world, "40000.00", "1.0000", Some("1.1000"));
    let more = json!({
        "product_id": places.product, "test_class": "tested", "country_of_origin": "USA", "max_age": "d30",
    });
    body["lines"] = json!([merged(line, &more)]);
    body
}

/// An order whose scenario requires little, with a carrier that every gate blocks.
fn lean(world: &World, places: &Places) -> Value {
    let lean = json!({
        "logistics_scenario": "supplier_delivery", "carrier_id": places.uninsured, "freight_cost": "99999.00",
        "release_format": null, "carrier_release_number": null, "supplier_confirmation_number": null,
        "pickup_appointment": null,
    });
    merged(full(world, places), &lean)
}

/// Takes an order to a status.
pub(super) async fn taken_to(world: &World, body: &Value, status: OrderStatus) -> Reply {
    let mut order = world.broker.create("/purchase-orders", body).await;
    let day = today(&order);
    let mut fresh = sendable(&order);
    fresh["production_date"] = day.clone();
    let lines = json!({"lines": [fresh]});
    order = world
        .broker
        .patch(&path(order.id()), &order.etag(), &lines)
        .await
        .expect(200);
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
        ("deliver", json!({"delivered_on": day})),
    ] {
        if order.json()["status"] == status.to_string() {
            break;
        }
        order = world.broker.act(&order, action, &body).await.expect(200);
    }
    assert_eq!(order.json()["status"], status.to_string());
    order
}

/// The first line of an order, in the form of a request.
pub(super) fn sendable(order: &Reply) -> Value {
    let order: PurchaseOrder = serde_json::from_value(order.json()).expect("an order");
    serde_json::to_value(&order.lines[0].details).expect("JSON")
}

/// A field value that a gate rejects: in the full order or the lean one; in the header or the line.
fn refused_value(gate: &str, field: &str) -> Option<(bool, Value)> {
    let full = |value: Value| Some((true, value));
    let lean = |value: Value| Some((false, value));
    match (gate, field) {
        (_, "customer_id" | "product_id" | "carrier_id") => full(json!({field: null})),
        (_, "for_stock") => full(json!({"for_stock": true})),
        (_, "release_format") => lean(json!({"release_format": "both"})),
        ("carrier", "logistics_scenario") => lean(json!({
            "logistics_scenario": "we_pickup", "carrier_release_number": "REL-1",
            "pickup_appointment": {"method": "first_come_first_serve"}, "freight_cost": "1.00",
        })),
        (_, "logistics_scenario") => lean(json!({"logistics_scenario": "we_pickup"})),
        ("loss", "costs") => full(json!({"costs": [{"rate": "99999.00"}]})),
        ("loss", "freight_cost") => full(json!({"freight_cost": "99999.00"})),
        // The plant is the origin of this order; an additional location is rejected as a second origin.
        (_, "ship_from_location_id") => full(json!({"ship_from_plant_id": null})),
        (_, "ship_to_plant_id") => full(json!({"ship_to_location_id": null})),
        (
            _,
            "supplier_confirmation_number"
            | "carrier_release_number"
            | "pickup_appointment"
            | "delivery_appointment"
            | "ship_from_plant_id"
            | "ship_to_location_id"
            | "freight_cost",
        ) => full(json!({field: null})),
        ("net weight", "ordered_units") => {
            full(json!({"weight_basis": "net", "ordered_units": 21}))
        }
        ("net weight", "ordered_weight") => {
            full(json!({"weight_basis": "net", "ordered_weight": "30000.00"}))
        }
        ("net weight", "weight_unit") => full(json!({"weight_basis": "net", "weight_unit": "kg"})),
        ("net weight", "weight_basis") => full(json!({"weight_basis": "net", "ordered_units": 30})),
        ("goods" | "record", "ordered_units") => {
            full(json!({"ordered_units": null, "buy_basis": "per_case"}))
        }
        ("goods", "sell_basis") => full(json!({"sell_basis": "per_case", "ordered_units": null})),
        ("loss", "ordered_units") => full(json!({
            "ordered_units": 40, "buy_price": "2200.0000", "buy_basis": "per_case",
            "sell_price": "2201.0000", "sell_basis": "per_case",
        })),
        // Twenty at this price are the amount of the order.
        ("credit", "ordered_units") => full(json!({
            "ordered_units": 21, "sell_price": "2200.0000", "sell_basis": "per_case",
        })),
        ("loss", "ordered_weight") => full(json!({
            "ordered_weight": "50000.00", "sell_price": "44000.0000", "sell_basis": "per_load",
        })),
        ("loss", "weight_unit") => full(json!({
            "weight_unit": "kg", "sell_price": "44000.0000", "sell_basis": "per_load",
        })),
        ("credit", "weight_unit") => full(json!({"weight_unit": "kg"})),
        ("loss", "buy_price") => full(json!({"buy_price": "2.0000"})),
        ("loss", "buy_basis") => full(json!({"buy_basis": "per_lb", "buy_price": "9.0000"})),
        ("loss", "sell_price") => full(json!({"sell_price": "0.5000"})),
        ("loss", "sell_basis") => full(json!({"sell_basis": "per_cwt"})),
        ("credit", "ordered_weight") => full(json!({"ordered_weight": "40001.00"})),
        ("credit", "sell_price") => full(json!({"sell_price": "1.2000"})),
        ("credit", "sell_basis") => {
            full(json!({"sell_basis": "per_cwt", "sell_price": "120.0000"}))
        }
        (_, "test_class") => full(json!({"test_class": "cooker_only"})),
        ("test class", "lot_test_result") => full(json!({"lot_test_result": "positive"})),
        ("lot on hold", "lot_test_result") => full(json!({"lot_test_result": "pending"})),
        (_, "max_age") => full(json!({"max_age": "d5", "production_date": "2026-01-01"})),
        (_, "description") => full(json!({"description": ""})),
        (
            _,
            "production_date" | "country_of_origin" | "buy_price" | "buy_basis" | "sell_price"
            | "sell_basis" | "ordered_weight",
        ) => full(json!({field: null})),
        _ => None,
    }
}

async fn no_gate_is_walked_round_by_a_later_change(app: &mut App) {
    let world = World::new(app).await;
    let places = places(&world).await;
    for status in OrderStatus::OPEN {
        // Together the orders use the limit to the cent, so that any increase is rejected.
        let orders = [
            taken_to(&world, &full(&world, &places), status).await,
            taken_to(&world, &lean(&world, &places), status).await,
        ];
        let customer = format!("/customers/{}", world.customer);
        let now = world.admin.get(&customer).await.expect(200);
        let limit = json!({"credit_limit": now.json()["credit_exposure"]});
        world
            .admin
            .patch(&customer, &now.etag(), &limit)
            .await
            .expect(200);
        // The margin floor is a setting, so its tests have servers of their own (`settings.rs`).
        let bound = GATES
            .iter()
            .filter(|gate| gate.bound.contains(&status) && gate.name != "margin floor");
        for gate in bound {
            let header = gate.header.iter().map(|field| (*field, false));
            let line = gate.line.iter().map(|field| (*field, true));
            for (field, on_line) in header.chain(line) {
                if field.starts_with("actual_") {
                    continue;
                }
                let case = format!("{} by {field} in {status}", gate.name);
                let (is_full, value) = refused_value(gate.name, field).expect(&case);
                let order = &orders[usize::from(!is_full)];
                let expected = (case.as_str(), refusal(gate.name, field, status));
                refused_everywhere(&world, order, &value, on_line, expected).await;
            }
        }
        // Raises the limit for the orders of the next status.
        let room = world.admin.get(&customer).await.expect(200);
        let limit = json!({"credit_limit": "900000.00"});
        world
            .admin
            .patch(&customer, &room.etag(), &limit)
            .await
            .expect(200);
    }
}

/// The code with which a change by a field is rejected. Gates of fields come before those of credit and of the carrier: the carrier here
/// also lacks a city, and the test below has one that lacks insurance alone.
fn refusal(gate: &str, field: &str, status: OrderStatus) -> &'static str {
    match (gate, field) {
        // Locked since the load has shipped.
        (_, "ordered_units" | "ordered_weight" | "weight_unit") if status.is_shipped() => {
            "validation_failed"
        }
        // Locked since the order was issued.
        (_, "customer_id") => "validation_failed",
        ("credit", _) => "credit_blocked",
        _ => "validation_failed",
    }
}

/// The code of a rejected change, or its status.
fn code_of(reply: &Reply) -> String {
    if reply.status < 400 {
        return reply.status.to_string();
    }
    reply.any_problem().code
}

/// A change is rejected as PATCH, as PUT and in a batch, and the order stays unchanged.
async fn refused_everywhere(
    world: &World,
    order: &Reply,
    value: &Value,
    on_line: bool,
    (case, code): (&str, &str),
) {
    let place = path(order.id());
    let mut patch = if on_line {
        json!({"lines": [merged(sendable(order), value)]})
    } else {
        value.clone()
    };
    patch["change_reason"] = json!("entered by mistake");
    let refused = world.broker.patch(&place, &order.etag(), &patch).await;
    assert_eq!(code_of(&refused), code, "{case}: PATCH");
    let known: PurchaseOrder = serde_json::from_value(order.json()).expect("an order");
    let whole = serde_json::to_value(known.draft()).expect("JSON");
    let whole = merged(whole, &patch);
    let refused = world.broker.put(&place, &order.etag(), &whole).await;
    assert_eq!(code_of(&refused), code, "{case}: PUT");
    let item = json!({"op": "update", "id": order.id(), "etag": order.etag(), "body": patch});
    let batch = world
        .broker
        .post("/purchase-orders/batch", &json!({"items": [item]}))
        .await;
    let outcome = &batch.expect(207).json()["items"][0];
    assert_eq!(outcome["problem"]["code"], code, "{case}: batch {outcome}");
    let now = world.broker.get(&place).await.expect(200).json();
    assert_eq!(
        now,
        order.json(),
        "{case}: a refused change changes nothing"
    );
}

async fn a_carrier_is_asked_for_again_when_the_scenario_changes(app: &mut App) {
    let world = World::new(app).await;
    let manager = app.manager().await;
    let places = places(&world).await;
    let carrier = format!("/carriers/{}", places.uninsured);
    let here = json!({"city": "Lincoln"});
    let known = world.broker.get(&carrier).await.expect(200);
    contains(
        &known.json(),
        &json!({"tender_block": "insurance_missing"}),
        "",
    );
    world
        .broker
        .patch(&carrier, &known.etag(), &here)
        .await
        .expect(200);
    let needed = json!({
        "carrier_release_number": "REL-1", "freight_cost": "1.00", "supplier_confirmation_number": "SC-1",
        "pickup_appointment": {"method": "first_come_first_serve"},
    });
    let ours = merged(lean(&world, &places), &needed);
    let confirmed = taken_to(&world, &ours, OrderStatus::Confirmed).await;
    let place = path(confirmed.id());
    let to = |scenario: &str| json!({"logistics_scenario": scenario, "change_reason": "the supplier has no truck"});
    let ship = json!({"shipped_on": today(&confirmed)});
    let ours = world
        .broker
        .patch(&place, &confirmed.etag(), &to("we_pickup"))
        .await
        .expect(200);
    world
        .broker
        .act(&ours, "ship", &ship)
        .await
        .problem(409, "tender_blocked");
    let theirs = world
        .broker
        .patch(&place, &ours.etag(), &to("supplier_delivery"))
        .await
        .expect(200);
    let shipped = world.broker.act(&theirs, "ship", &ship).await.expect(200);
    world
        .broker
        .patch(&place, &shipped.etag(), &to("we_pickup"))
        .await
        .problem(409, "tender_blocked");
    let mut passing = to("we_pickup");
    passing["override"] = json!({"rule": "tender_blocked", "reason": "insured since this morning"});
    world
        .broker
        .patch(&place, &shipped.etag(), &passing)
        .await
        .problem(403, "forbidden");
    let passed = manager
        .patch(&place, &shipped.etag(), &passing)
        .await
        .expect(200);
    assert_eq!(passed.json()["logistics_scenario"], "we_pickup");
    let history = manager
        .get(&format!("{place}/history"))
        .await
        .expect(200)
        .json();
    let entry = &history["items"][0];
    assert_eq!(
        entry["reason"],
        "the supplier has no truck; insured since this morning"
    );
    let changes = entry["changes"].as_array().cloned().unwrap_or_default();
    let rule = json!({"pointer": "/overridden_rule", "before": null, "after": "tender_blocked"});
    assert!(changes.contains(&rule), "{changes:?}");
}
