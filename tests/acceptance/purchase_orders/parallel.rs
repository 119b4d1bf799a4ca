//! Concurrent requests that each pass a rule, and together break it: one of them is rejected.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::billing::{arrived, by_hand};
use super::credit::{customer, worth};
use super::gates::sendable;
use crate::support::samples::merged;
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    two_orders_raised_at_once_stay_within_the_limit,
    a_line_billed_twice_at_once_is_billed_once,
);

const ROUNDS: usize = 6;

async fn two_orders_raised_at_once_stay_within_the_limit(app: &mut App) {
    let world = World::new(app).await;
    for round in 0..ROUNDS {
        let limit = json!({"credit_limit": "1000.00"});
        let buyer = customer(&world, &format!("Marrowick {round}"), &limit).await;
        let mut orders = Vec::new();
        for _ in 0..2 {
            let body = worth(&world, buyer, "400.00");
            let draft = world.broker.create("/purchase-orders", &body).await;
            let issued = world.broker.act(&draft, "issue", &json!({})).await;
            orders.push(issued.expect(200));
        }
        // 600 and 400 are the limit; 600 twice is beyond it.
        let bodies: Vec<Value> = orders
            .iter()
            .map(|order| json!({"lines": [merged(sendable(order), &json!({"sell_price": "600.0000"}))]}))
            .collect();
        let raised = orders.iter().zip(&bodies).map(async |(order, body)| {
            let path = order.path();
            world.broker.patch(&path, &order.etag(), body).await
        });
        let replies = join_all(raised).await;
        let (raised, refused): (Vec<&Reply>, Vec<&Reply>) =
            replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(raised.len(), 1, "round {round}");
        refused[0].problem(409, "credit_blocked");
        let record = world.broker.get(&format!("/customers/{buyer}")).await;
        assert_eq!(record.json()["credit_exposure"], "1000.00");
    }
}

async fn a_line_billed_twice_at_once_is_billed_once(app: &mut App) {
    let world = World::new(app).await;
    for round in 0..ROUNDS {
        let order = arrived(&world).await;
        let body = by_hand(&world, &order, "invoice");
        let bills = (0..3).map(|_| world.broker.post("/receivables", &body));
        let nothing = json!({});
        let whole = world.admin.act(&order, "invoice", &nothing);
        let (bills, whole) = tokio::join!(join_all(bills), whole);
        let made = bills.iter().filter(|reply| reply.status == 201).count();
        assert_eq!(made + usize::from(whole.status == 200), 1, "round {round}");
        for refused in bills.iter().filter(|reply| reply.status != 201) {
            refused.refuses(&[("/lines/0/po_line_id", "already_billed")]);
        }
        let id = order.id().to_string();
        let bills = [("purchase_order_id", id.as_str())];
        assert_eq!(world.broker.ids("/receivables", &bills).await.len(), 1);
    }
}
