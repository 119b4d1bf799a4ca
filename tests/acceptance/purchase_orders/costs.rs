//! Costs of an order and markup of its lines: amounts, margin, payees, commission, locks, history.

use serde_json::{Value, json};

use super::lines::sendable;
use super::{order_in, path, weighed};
use crate::support::reply::contains;
use crate::support::samples::{merged, order};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    costs_lower_the_margin_and_follow_the_weights,
    payees_are_named_and_archived_ones_are_refused,
    an_agent_earns_its_commission,
    costs_say_what_is_wrong_with_them,
    costs_change_until_the_order_is_closed,
    a_new_loss_by_costs_is_confirmed,
    a_markup_makes_the_selling_price
);

/// A line of 40,000 lb: bought for 2.5000 and sold for 2.5600 per pound, so that it earns 2,400.00.
fn line() -> Value {
    json!([{
        "description": "Trim", "ordered_units": 20, "ordered_weight": "40000.00", "buy_price": "2.5000", "buy_basis": "per_lb",
        "sell_price": "2.5600", "sell_basis": "per_lb",
    }])
}

fn with_costs(world: &World, costs: &Value) -> Value {
    let body = merged(order(world), &json!({"freight_cost": null, "costs": costs}));
    let product = body["lines"][0]["product_id"].clone();
    let mut body = merged(body, &json!({"lines": line()}));
    body["lines"][0]["product_id"] = product;
    body["lines"][0]["weight_basis"] = json!("catch");
    body
}

async fn change(world: &World, order: &Reply, change: &Value) -> Reply {
    world
        .broker
        .patch(&path(order.id()), &order.etag(), change)
        .await
}

fn flat(amount: &str) -> Value {
    json!({"kind": "boxing", "basis": "flat", "rate": amount})
}

async fn costs_lower_the_margin_and_follow_the_weights(app: &mut App) {
    let world = World::new(app).await;
    let costs = json!([
        {"kind": "cold_storage", "basis": "per_cwt", "rate": "1.25", "payee_name": "Harborline  Cold Storage"},
        {"kind": "other", "basis": "percent_of_sell", "rate": "0.5", "paid_by": "customer"},
    ]);
    let body = with_costs(&world, &costs);
    let made = world.broker.create("/purchase-orders", &body).await;
    contains(
        &made.json(),
        &json!({"margin": "1900.00", "margin_per_lb": "0.0475", "is_margin_estimated": true, "costs": [
            {"kind": "cold_storage", "paid_by": "us", "payee": "other", "payee_name": "Harborline Cold Storage", "rate": "1.2500",
             "estimated_amount": "500.00", "amount": "500.00", "actual_amount": null},
            {"kind": "other", "paid_by": "customer", "estimated_amount": "512.00", "amount": "512.00"},
        ]}),
        "",
    );
    // The list has the same margin; another read computes the same amounts.
    let row = world
        .broker
        .get("/purchase-orders")
        .await
        .expect(200)
        .json();
    contains(
        &row["items"][0],
        &json!({"margin": "1900.00", "margin_per_lb": "0.0475"}),
        "",
    );
    let read = world.broker.get(&path(made.id())).await.expect(200).json();
    assert_eq!(read["costs"], made.json()["costs"]);
    // Weights change costs per weight, the bill replaces the estimate.
    let mut now = made;
    for (step, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": now.json()["order_date"]})),
    ] {
        now = world.broker.act(&now, step, &body).await.expect(200);
    }
    let now = weighed(&world.broker, &now, "40127.50").await;
    contains(
        &now.json(),
        &json!({"margin": "1906.06", "is_margin_estimated": true, "costs": [{"amount": "501.59"}, {"amount": "513.63"}]}),
        "",
    );
    let bill = merged(costs[0].clone(), &json!({"actual_amount": "498.00"}));
    let costs = json!([bill, costs[1]]);
    let now = change(&world, &now, &json!({"costs": costs}))
        .await
        .expect(200);
    contains(
        &now.json(),
        &json!({"margin": "1909.65", "is_margin_estimated": false, "costs": [{"amount": "498.00", "estimated_amount": "501.59"}, {}]}),
        "",
    );
    let history = world
        .broker
        .get(&format!("{}/history", path(now.id())))
        .await;
    let newest = history.expect(200).json()["items"][0].clone();
    let changes = newest["changes"].as_array().expect("changes");
    let pointer = |change: &Value| change["pointer"].as_str().unwrap_or_default().to_owned();
    assert!(
        changes
            .iter()
            .any(|change| pointer(change).starts_with("/costs")),
        "{newest}"
    );
}

async fn payees_are_named_and_archived_ones_are_refused(app: &mut App) {
    let world = World::new(app).await;
    let hauler = json!({"name": "Kestrel Haul"});
    let hauler = world.broker.create("/carriers", &hauler).await;
    let carrier =
        json!({"kind": "freight", "payee": "carrier", "carrier_id": hauler.id(), "rate": "75"});
    let body = with_costs(&world, &json!([carrier]));
    let made = world.broker.create("/purchase-orders", &body).await;
    let read = world.broker.get(&path(made.id())).await.expect(200).json();
    for order in [&made.json(), &read] {
        assert_eq!(order["costs"][0]["carrier_name"], "Kestrel Haul");
    }
    let unknown =
        json!({"kind": "freight", "payee": "supplier", "supplier_id": 999_999, "rate": "75"});
    change(&world, &made, &json!({"costs": [unknown]}))
        .await
        .refuses(&[("/costs/0/supplier_id", "unknown_id")]);
    // An archived payee stays where it is, and is refused elsewhere.
    let archived = world.admin.delete(&hauler.path(), &hauler.etag()).await;
    archived.expect(200);
    let other = merged(carrier.clone(), &json!({"rate": "80"}));
    let kept = change(&world, &made, &json!({"costs": [other]}))
        .await
        .expect(200);
    assert_eq!(kept.json()["costs"][0]["amount"], "80.00");
    let refused = world.broker.post("/purchase-orders", &body).await;
    refused.refuses(&[("/costs/0/carrier_id", "archived")]);
}

async fn an_agent_earns_its_commission(app: &mut App) {
    let world = World::new(app).await;
    let body = merged(
        with_costs(&world, &json!([])),
        &json!({"deal_role": "agent"}),
    );
    let made = world.broker.create("/purchase-orders", &body).await;
    assert_eq!(made.json()["margin"], Value::Null, "no commission yet");
    let commission = json!({"kind": "commission", "payee": "us", "paid_by": "supplier", "basis": "per_lb", "rate": "0.0100"});
    let now = change(&world, &made, &json!({"costs": [commission, flat("60")]}))
        .await
        .expect(200);
    contains(
        &now.json(),
        &json!({"margin": "340.00", "costs": [{"amount": "400.00"}, {}]}),
        "",
    );
    change(&world, &now, &json!({"deal_role": "principal"}))
        .await
        .refuses(&[("/costs/0/payee", "not_an_agent")]);
}

async fn costs_say_what_is_wrong_with_them(app: &mut App) {
    let world = World::new(app).await;
    let wrong = [
        (json!({"rate": null}), "rate", "required"),
        (json!({"rate": "-1"}), "rate", "negative"),
        (
            json!({"basis": "percent_of_sell", "rate": "100.01"}),
            "rate",
            "out_of_range",
        ),
        (json!({"payee": "carrier"}), "carrier_id", "required"),
        (json!({"carrier_id": 1}), "carrier_id", "must_be_empty"),
        (json!({"actual_amount": "5.00"}), "payee_name", "required"),
        (
            json!({"basis": "per_lb", "rate": "999999999"}),
            "rate",
            "out_of_range",
        ),
    ];
    for (change, field, code) in wrong {
        let cost = merged(flat("5"), &change);
        let sent = with_costs(&world, &json!([flat("1"), cost]));
        let refused = world.broker.post("/purchase-orders", &sent).await;
        refused.refuses(&[(&format!("/costs/1/{field}"), code)]);
    }
    let many: Vec<Value> = (0..51).map(|_| flat("1")).collect();
    let sent = with_costs(&world, &json!(many));
    let refused = world.broker.post("/purchase-orders", &sent).await;
    refused.refuses(&[("/costs", "too_many")]);
}

async fn costs_change_until_the_order_is_closed(app: &mut App) {
    let world = World::new(app).await;
    let closed = order_in(&world, "closed").await;
    let refused = change(&world, &closed, &json!({"costs": [flat("5")]})).await;
    refused.problem(409, "illegal_transition");
}

async fn a_new_loss_by_costs_is_confirmed(app: &mut App) {
    let world = World::new(app).await;
    let made = world
        .broker
        .create("/purchase-orders", &with_costs(&world, &json!([])))
        .await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let costly = json!({"costs": [flat("2400.01")]});
    change(&world, &issued, &costly)
        .await
        .refuses(&[("/accept_negative_margin", "negative_margin")]);
    let confirmed = merged(costly, &json!({"accept_negative_margin": true}));
    let now = change(&world, &issued, &confirmed).await.expect(200);
    assert_eq!(now.json()["margin"], "-0.01");
}

async fn a_markup_makes_the_selling_price(app: &mut App) {
    let world = World::new(app).await;
    let mut body = with_costs(&world, &json!([]));
    body["lines"][0]["markup"] = json!("0.0600");
    body["lines"][0]["sell_price"] = json!(null);
    body["lines"][0]["sell_basis"] = json!(null);
    let made = world.broker.create("/purchase-orders", &body).await;
    let lines = |order: &Value| json!([sendable(&order["lines"][0])]);
    contains(
        &made.json()["lines"][0],
        &json!({"markup": "0.0600", "sell_price": "2.5600", "sell_basis": "per_lb", "sell_amount": "102400.00"}),
        "",
    );
    // It follows the buying price.
    let mut changed = lines(&made.json());
    changed[0]["buy_price"] = json!("2.4000");
    let now = change(&world, &made, &json!({"lines": changed}))
        .await
        .expect(200);
    contains(
        &now.json()["lines"][0],
        &json!({"markup": "0.0600", "sell_price": "2.4600"}),
        "",
    );
    // Without a markup, the selling price is entered directly.
    let mut own = lines(&now.json());
    own[0]["markup"] = json!(null);
    own[0]["buy_price"] = json!("2.3000");
    let now = change(&world, &now, &json!({"lines": own}))
        .await
        .expect(200);
    contains(
        &now.json()["lines"][0],
        &json!({"markup": null, "sell_price": "2.4600"}),
        "",
    );
    for (wrong_fields, field, code) in [
        (
            json!({"markup": "0.1", "buy_price": null, "buy_basis": null}),
            "markup",
            "needs_buy_price",
        ),
        (json!({"markup": "999999999"}), "markup", "out_of_range"),
        (
            json!({"markup": "-9"}),
            "sell_price",
            "must_not_be_negative",
        ),
    ] {
        let mut wrong = lines(&now.json());
        wrong[0] = merged(wrong[0].clone(), &wrong_fields);
        let refused = change(&world, &now, &json!({"lines": wrong})).await;
        refused.refuses(&[(&format!("/lines/0/{field}"), code)]);
    }
}
