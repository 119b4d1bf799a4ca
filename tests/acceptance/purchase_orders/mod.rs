//! Purchase orders: numbers, lines, sums, actions, billing, credit.

mod amounts;
mod billed_orders;
mod billing;
mod bounds;
mod corrections;
mod costs;
mod credit;
mod days;
mod defaults;
mod gates;
mod issued_lines;
mod life_cycle;
mod lines;
mod linked_records;
mod links;
mod listing;
mod numbering;
mod parallel;
mod shipped_loads;
mod steps;
mod warnings;

use domain::purchase_orders::PurchaseOrder;
use serde_json::{Value, json};

use crate::support::{Actor, Reply, Sample, World, samples::order};

/// Path of an order.
fn path(id: i64) -> String {
    PurchaseOrder::path(id)
}

/// An order taken to a status the usual way.
async fn order_in(world: &World, status: &str) -> Reply {
    let mut order = world.broker.create("/purchase-orders", &order(world)).await;
    let day = today(&order);
    let road = [
        ("issued", "issue", json!({})),
        ("confirmed", "confirm", json!({})),
        ("in_transit", "ship", json!({"shipped_on": day})),
        ("delivered", "deliver", json!({"delivered_on": day})),
    ];
    if status == "cancelled" {
        return world
            .broker
            .act(&order, "cancel", &json!({"reason": "test"}))
            .await
            .expect(200);
    }
    for (state, action, body) in road {
        if order.json()["status"] == status {
            return order;
        }
        order = world.broker.act(&order, action, &body).await.expect(200);
        assert_eq!(order.json()["status"], state);
    }
    if status == "closed" {
        order = weighed(&world.broker, &order, "40000.00").await;
        order = world
            .broker
            .act(&order, "close", &json!({"unbilled_reason": "test"}))
            .await
            .expect(200);
    }
    assert_eq!(order.json()["status"], status);
    order
}

/// Enters the same weight for every line.
async fn weighed(actor: &Actor, order: &Reply, weight: &str) -> Reply {
    let lines: Vec<Value> = order.json()["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| json!({"id": line["id"], "actual_weight": weight, "weight_source": "bol"}))
        .collect();
    let body = json!({"accept_variance": true, "lines": lines});
    actor.act(order, "weigh", &body).await.expect(200)
}

/// The date of an order, which is today in the user's time zone.
fn today(order: &Reply) -> Value {
    order.json()["order_date"].clone()
}
