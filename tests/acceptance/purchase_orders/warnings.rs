//! Warnings that an order form shows before a gate blocks: credit, carrier, receiving hours.

use serde_json::{Value, json};

use super::path;
use crate::support::reply::{contains, expected};
use crate::support::samples::{links, merged, order, sold};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    a_line_without_a_price_counts_for_nothing_but_itself,
    credit_is_told_before_issuing,
    carriers_and_docks_are_told,
    closing_what_is_billed_asks_nothing,
);

async fn limited(world: &World, fields: &Value) -> Value {
    let customer = format!("/customers/{}", world.customer);
    let now = world.admin.get(&customer).await.expect(200);
    let changed = world.admin.patch(&customer, &now.etag(), fields).await;
    changed.expect(200).json()
}

async fn credit(world: &World) -> Value {
    let place = format!("/customers/{}", world.customer);
    world.broker.get(&place).await.expect(200).json()
}

fn codes(warnings: &Reply) -> Vec<(String, String)> {
    let items = warnings.json()["items"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut codes: Vec<_> = items
        .iter()
        .map(|item| (text(&item["pointer"]), text(&item["code"])))
        .collect();
    codes.sort();
    codes
}

async fn warnings(world: &World, order: &Reply) -> Reply {
    let place = format!("{}/warnings", path(order.id()));
    world.broker.get(&place).await.expect(200)
}

async fn a_line_without_a_price_counts_for_nothing_but_itself(app: &mut App) {
    let world = World::new(app).await;
    let mut body = order(&world);
    body["lines"] = json!([
        sold(&world, "1000.00", "0.5000", Some("0.9000")),
        sold(&world, "10.00", "0.5000", None),
    ]);
    // Without a limit an order may be issued before all prices are agreed.
    let open = world.broker.create("/purchase-orders", &body).await;
    let open = world
        .broker
        .act(&open, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(open.json()["sell_total"], Value::Null);
    assert_eq!(credit(&world).await["credit_exposure"], "900.00");
    limited(&world, &json!({"credit_limit": "1800.00"})).await;
    let draft = world.broker.create("/purchase-orders", &body).await;
    let refused = world.broker.act(&draft, "issue", &json!({})).await;
    refused.refuses(&[("/lines/1/sell_price", "required")]);
    assert_eq!(
        codes(&warnings(&world, &draft).await),
        expected(&[("/lines/1/sell_price", "price_needed")])
    );
    // A missing price cannot be overridden.
    let manager = app.manager().await;
    let passing = json!({"override": {"rule": "credit_blocked", "reason": "known to us"}});
    manager.act(&draft, "issue", &passing).await.expect(422);
    body["lines"] = json!([body["lines"][0]]);
    let priced = world.broker.create("/purchase-orders", &body).await;
    let issued = world
        .broker
        .act(&priced, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(credit(&world).await["credit_exposure"], "1800.00");
    // A price cannot be removed again, or raised beyond the limit.
    for (price, status) in [(Value::Null, 422), (json!("0.9010"), 409)] {
        let known = issued.json()["lines"][0]["id"].clone();
        let line = merged(
            body["lines"][0].clone(),
            &json!({"id": known, "sell_price": price}),
        );
        let place = path(issued.id());
        let refused = world
            .broker
            .patch(&place, &issued.etag(), &json!({"lines": [line]}))
            .await;
        assert_eq!(refused.status, status, "{}", refused.text());
    }
}

async fn credit_is_told_before_issuing(app: &mut App) {
    let world = World::new(app).await;
    let free = credit(&world).await;
    contains(
        &free,
        &json!({"credit_standing": "good", "credit_limit": null, "oldest_due_date": null}),
        "",
    );
    limited(
        &world,
        &json!({"credit_limit": "100.00", "credit_hold": true}),
    )
    .await;
    let held = credit(&world).await;
    contains(
        &held,
        &json!({"credit_standing": "on_hold", "credit_available": "100.00"}),
        "",
    );
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    assert_eq!(
        codes(&warnings(&world, &draft).await),
        expected(&[
            ("/customer_id", "credit_hold"),
            ("/customer_id", "over_limit")
        ])
    );
    world
        .broker
        .get("/purchase-orders/999999/warnings")
        .await
        .problem(404, "not_found");
}

async fn carriers_and_docks_are_told(app: &mut App) {
    let mut world = World::new(app).await;
    links(&mut world).await;
    let dock = json!({
        "customer_id": world.customer, "name": "Cold dock", "receiving_hours": "05:00-13:00",
        "time_zone": "America/Chicago",
    });
    let dock = world.broker.create("/locations", &dock).await.id();
    let bare = json!({"name": "Bare", "usdot_number": "99000099"});
    let bare = world.broker.create("/carriers", &bare).await.id();
    let body = merged(
        order(&world),
        &json!({
            "logistics_scenario": "we_pickup", "carrier_id": bare, "ship_to_location_id": dock,
            "delivery_appointment": {"at": "2026-03-06T10:30:00Z", "time_zone": "America/Chicago"},
        }),
    );
    let draft = world.broker.create("/purchase-orders", &body).await;
    let listed = warnings(&world, &draft).await;
    assert_eq!(
        codes(&listed),
        expected(&[
            ("/carrier_id", "tender_blocked"),
            ("/delivery_appointment", "outside_receiving_hours"),
        ])
    );
    assert!(
        listed
            .text()
            .contains("4:30 AM is outside receiving hours (05:00-13:00)")
    );
    let rows = world.broker.get("/carriers").await.expect(200).json();
    let blocks: Vec<(&Value, &Value)> = rows["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (&row["name"], &row["tender_block"]))
        .collect();
    let bare_row = (&json!("Bare"), &json!("insurance_missing"));
    let hauler_row = (&json!("Hauler"), &Value::Null);
    assert!(
        blocks.contains(&bare_row) && blocks.contains(&hauler_row),
        "{blocks:?}"
    );
    let good = json!({
        "carrier_id": world.links["carrier_id"],
        "delivery_appointment": {"at": "2026-03-06T11:00:00Z", "time_zone": "America/Chicago"},
    });
    let good = world
        .broker
        .patch(&path(draft.id()), &draft.etag(), &good)
        .await
        .expect(200);
    assert_eq!(codes(&warnings(&world, &good).await), []);
}

async fn closing_what_is_billed_asks_nothing(app: &mut App) {
    let world = World::new(app).await;
    let delivered = super::order_in(&world, "delivered").await;
    let weighed = super::weighed(&world.broker, &delivered, "40000.00").await;
    let billed = world
        .broker
        .act(&weighed, "invoice", &json!({}))
        .await
        .expect(200);
    let id = &billed.json()["invoices"][0]["id"];
    let bill = world
        .broker
        .get(&format!("/receivables/{id}"))
        .await
        .expect(200);
    let issue = format!("/receivables/{id}/issue");
    world
        .broker
        .post_with_etag(&issue, &bill.etag(), &json!({}))
        .await
        .expect(200);
    let now = world.broker.get(&path(billed.id())).await.expect(200);
    let said = json!({"unbilled_reason": "billed in the old system"});
    let closed = world
        .broker
        .act(&now, "close", &said)
        .await
        .expect(200)
        .json();
    assert_eq!(
        closed["unbilled_reason"],
        Value::Null,
        "nothing is unbilled"
    );
    let moves = closed["moves"].as_array().expect("moves");
    assert_eq!(moves.last().expect("a move")["reason"], Value::Null);
}
