//! Requirements of each action (`trade.md` 6.1 and 6.2), and what it records.

mod binding;
mod closing;
mod moving;

use serde_json::{Value, json};

use super::path;
use crate::support::samples::{merged, order};
use crate::support::{Reply, World};

/// Creates an order and takes it to `confirmed`.
async fn confirmed(world: &World, fields: &Value) -> Reply {
    let made = world
        .broker
        .create("/purchase-orders", &merged(order(world), fields))
        .await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    world
        .broker
        .act(
            &issued,
            "confirm",
            &json!({"supplier_confirmation_number": "SC-1"}),
        )
        .await
        .expect(200)
}

/// Errors of an action, which must leave the order unchanged.
async fn wrong(world: &World, order: &Reply, action: &str, body: &Value) -> Vec<(String, String)> {
    let found = world.broker.act(order, action, body).await.wrong_fields();
    let stored = world.broker.get(&path(order.id())).await.expect(200).json();
    assert_eq!(stored, order.json(), "a refused step changes nothing");
    found
}
