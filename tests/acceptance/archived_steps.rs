//! Archived orders and receivables take no action until they are restored.

use serde_json::{Value, json};

use crate::support::samples::order;
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    an_archived_order_takes_no_action,
    an_archived_receivable_takes_no_action,
);

/// Archives a record, and returns it as archived.
async fn archived(actor: &Actor, record: &Reply) -> Reply {
    let path = record.path();
    actor.delete(&path, &record.etag()).await.expect(200)
}

/// Every action is rejected, and the record stays as it is.
async fn takes_none(world: &World, record: &Reply, actions: &[(&str, Value)]) {
    for (action, body) in actions {
        let refused = world.admin.act(record, action, body).await;
        refused.problem(409, "archived");
        let now = world.admin.get(&record.path()).await.expect(200);
        assert_eq!(now.json(), record.json(), "{action}");
    }
}

async fn an_archived_order_takes_no_action(app: &mut App) {
    let world = World::new(app).await;
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let line = &draft.json()["lines"][0]["id"];
    let day = draft.json()["order_date"].clone();
    let reason = json!({"reason": "test"});
    let scale = json!({"lines": [{"id": line, "actual_weight": "1.00", "weight_source": "bol"}]});
    let actions = [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
        ("deliver", json!({"delivered_on": day})),
        ("weigh", scale),
        ("invoice", json!({})),
        ("close", json!({"unbilled_reason": "test"})),
        ("cancel", reason.clone()),
        ("step-back", reason.clone()),
    ];
    let away = archived(&world.broker, &draft).await;
    takes_none(&world, &away, &actions).await;
    // The same actions are allowed once the order is restored.
    let mut now = away;
    for (action, body) in [
        ("restore", &json!({})),
        ("issue", &json!({})),
        ("cancel", &reason),
    ] {
        now = world.broker.act(&now, action, body).await.expect(200);
    }
    let away = archived(&world.broker, &now).await;
    takes_none(&world, &away, &actions).await;
}

async fn an_archived_receivable_takes_no_action(app: &mut App) {
    let world = World::new(app).await;
    let lines = json!([{"description": "Trim", "amount": "100.00"}]);
    let body = json!({"customer_id": world.customer, "due_date": "2999-12-31", "lines": lines});
    let draft = world.broker.create("/receivables", &body).await;
    let away = archived(&world.broker, &draft).await;
    let actions = [("issue", json!({})), ("void", json!({"reason": "test"}))];
    takes_none(&world, &away, &actions).await;
    let mut now = away;
    for action in ["restore", "issue"] {
        now = world.broker.act(&now, action, &json!({})).await.expect(200);
    }
}
