//! The worklists of open orders: without an appointment, late, without weights, delivered and not invoiced.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::support::samples::{merged, order};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(worklists_name_the_work_that_waits);

const LISTS: [&str; 4] = ["needs_appointment", "late", "needs_weight", "to_invoice"];

/// The worklists that an order is on.
async fn lists_of(world: &World, order: &Reply) -> Vec<&'static str> {
    let mut found = Vec::new();
    for list in LISTS {
        let ids = world
            .broker
            .ids("/purchase-orders", &[("worklist", list)])
            .await;
        if ids.contains(&order.id()) {
            found.push(list);
        }
    }
    found
}

/// An order with these fields, issued.
async fn issued(world: &World, fields: &Value) -> Reply {
    let body = merged(order(world), fields);
    let draft = world.broker.create("/purchase-orders", &body).await;
    assert_eq!(lists_of(world, &draft).await, [""; 0], "a draft");
    world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200)
}

async fn worklists_name_the_work_that_waits(app: &mut App) {
    let world = World::new(app).await;
    let booked = issued(&world, &json!({})).await;
    assert_eq!(
        lists_of(&world, &booked).await,
        [""; 0],
        "first come, first served"
    );
    let today: NaiveDate = serde_json::from_value(booked.json()["order_date"].clone()).unwrap();
    let unbooked = json!({"delivery_appointment": null});
    let unbooked = issued(&world, &unbooked).await;
    assert_eq!(lists_of(&world, &unbooked).await, ["needs_appointment"]);
    let at =
        json!({"at": "2999-03-06T12:30:00Z", "time_zone": "America/Chicago", "method": "email"});
    let timed = issued(&world, &json!({"delivery_appointment": at})).await;
    assert_eq!(lists_of(&world, &timed).await, [""; 0]);
    // The customer picks up: only the plant's dock counts.
    let picked = |pickup: Value| json!({"logistics_scenario": "customer_pickup", "delivery_appointment": null, "pickup_appointment": pickup});
    let waits = issued(&world, &picked(json!(null))).await;
    assert_eq!(lists_of(&world, &waits).await, ["needs_appointment"]);
    let served = json!({"method": "first_come_first_serve"});
    let served = issued(&world, &picked(served)).await;
    assert_eq!(lists_of(&world, &served).await, [""; 0]);
    // Late from the day after; delivered is never late.
    let planned = |pickup: u64, delivery: u64| {
        let day = |ago: u64| today - Days::new(ago);
        json!({"order_date": day(9), "pickup_date": day(pickup), "delivery_date": day(delivery)})
    };
    let due = issued(&world, &planned(0, 0)).await;
    assert_eq!(lists_of(&world, &due).await, [""; 0]);
    let mut late = issued(&world, &planned(1, 0)).await;
    assert_eq!(lists_of(&world, &late).await, ["late"]);
    for (action, body) in [
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": today})),
    ] {
        late = world.broker.act(&late, action, &body).await.expect(200);
    }
    assert_eq!(
        lists_of(&world, &late).await,
        ["needs_weight"],
        "it has left"
    );
    let mut load = issued(&world, &planned(2, 1)).await;
    let line = load.json()["lines"][0]["id"].clone();
    let scale =
        json!({"lines": [{"id": line, "actual_weight": "40000.00", "weight_source": "bol"}]});
    for (action, body, wanted) in [
        ("confirm", json!({}), vec!["late"]),
        (
            "ship",
            json!({"shipped_on": today}),
            vec!["late", "needs_weight"],
        ),
        (
            "deliver",
            json!({"delivered_on": today}),
            vec!["needs_weight", "to_invoice"],
        ),
        ("weigh", scale, vec!["to_invoice"]),
        ("invoice", json!({}), vec![]),
    ] {
        load = world.broker.act(&load, action, &body).await.expect(200);
        assert_eq!(lists_of(&world, &load).await, wanted, "{action}");
    }
    let invoice = format!("/receivables/{}", load.json()["invoices"][0]["id"]);
    let invoice = world.broker.get(&invoice).await;
    let reason = json!({"reason": "billed twice"});
    world.admin.act(&invoice, "void", &reason).await.expect(200);
    assert_eq!(lists_of(&world, &load).await, ["to_invoice"]);
}
