//! Closing, cancelling and stepping back.

use serde_json::json;

use super::super::{order_in, path, today, weighed};
use super::{confirmed, wrong};
use crate::support::reply::{contains, expected};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    closing_asks_for_weights_and_a_reason,
    cancelling_and_stepping_back_ask_for_reasons,
);

async fn closing_asks_for_weights_and_a_reason(app: &mut App) {
    let world = World::new(app).await;
    let order = order_in(&world, "delivered").await;
    let found = wrong(&world, &order, "close", &json!({"unbilled_reason": " "})).await;
    assert_eq!(
        found,
        expected(&[
            ("/lines/0/actual_weight", "required"),
            ("/unbilled_reason", "required")
        ])
    );
    let settled = weighed(&world.broker, &order, "39874.00").await;
    assert_eq!(
        wrong(&world, &settled, "close", &json!({})).await,
        expected(&[("/unbilled_reason", "required")])
    );
    let long = json!({"unbilled_reason": "x".repeat(501)});
    assert_eq!(
        wrong(&world, &settled, "close", &long).await,
        expected(&[("/unbilled_reason", "too_long")])
    );
    let closed = world
        .broker
        .act(&settled, "close", &json!({"unbilled_reason": "old system"}))
        .await
        .expect(200)
        .json();
    contains(
        &closed,
        &json!({"status": "closed", "unbilled_reason": "old system", "allowed_actions": ["step-back"]}),
        "",
    );
    // Goods for stock need no reason.
    let stock = confirmed(&world, &json!({"customer_id": null, "for_stock": true})).await;
    let shipped = world
        .broker
        .act(&stock, "ship", &json!({"shipped_on": today(&stock)}))
        .await
        .expect(200);
    let delivered = world
        .broker
        .act(&shipped, "deliver", &json!({"delivered_on": today(&stock)}))
        .await
        .expect(200);
    let stocked = weighed(&world.broker, &delivered, "40000.00").await;
    world
        .broker
        .act(&stocked, "close", &json!({}))
        .await
        .expect(200);
}

async fn cancelling_and_stepping_back_ask_for_reasons(app: &mut App) {
    let world = World::new(app).await;
    let issued = order_in(&world, "issued").await;
    for body in [json!({}), json!({"reason": "  "}), json!({"reason": null})] {
        assert_eq!(
            wrong(&world, &issued, "cancel", &body).await,
            expected(&[("/reason", "required")])
        );
    }
    let long = json!({"reason": "x".repeat(501)});
    assert_eq!(
        wrong(&world, &issued, "cancel", &long).await,
        expected(&[("/reason", "too_long")])
    );
    world
        .broker
        .act(&issued, "step-back", &json!({"reason": "x"}))
        .await
        .problem(403, "forbidden");
    let confirmed = world
        .broker
        .act(&issued, "confirm", &json!({}))
        .await
        .expect(200);
    world
        .broker
        .act(&confirmed, "cancel", &json!({"reason": "x"}))
        .await
        .problem(403, "forbidden");
    let manager = app.manager().await;
    manager
        .act(&confirmed, "step-back", &json!({}))
        .await
        .refuses(&[("/reason", "required")]);
    let cancelled = manager
        .act(
            &confirmed,
            "cancel",
            &json!({"reason": "customer cut its programme"}),
        )
        .await
        .expect(200)
        .json();
    contains(
        &cancelled,
        &json!({"status": "cancelled", "cancel_reason": "customer cut its programme", "allowed_actions": []}),
        "",
    );
    // Stepping back removes the stamps of the action; the history entries stay.
    let delivered = order_in(&world, "delivered").await;
    let back = manager
        .act(&delivered, "step-back", &json!({"reason": "wrong load"}))
        .await
        .expect(200);
    contains(
        &back.json(),
        &json!({"status": "in_transit", "delivered_on": null}),
        "",
    );
    let back = manager
        .act(&back, "step-back", &json!({"reason": "wrong load"}))
        .await
        .expect(200);
    contains(
        &back.json(),
        &json!({"status": "confirmed", "shipped_on": null}),
        "",
    );
    let history = manager
        .get(&format!("{}/history", path(back.id())))
        .await
        .expect(200)
        .json();
    let actions: Vec<&str> = history["items"]
        .as_array()
        .expect("entries")
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .collect();
    assert_eq!(
        actions,
        [
            "step_back",
            "step_back",
            "deliver",
            "ship",
            "confirm",
            "issue",
            "create"
        ]
    );
}
