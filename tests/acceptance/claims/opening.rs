//! What is wrong with claims that are not opened.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{LIST, Load, delivered, event};
use crate::support::samples::{merged, order};
use crate::support::{App, World, on_both_databases};

on_both_databases!(wrong_claims_are_named);

async fn wrong_claims_are_named(app: &mut App) {
    let world = World::new(app).await;
    let load = delivered(&world, None).await;
    let today: NaiveDate = serde_json::from_value(load.order.json()["order_date"].clone()).unwrap();
    let path = format!("{}/claims", load.path());
    let post = async |body: &Value| world.broker.post(&path, body).await;
    post(&json!({})).await.refuses(&[
        ("/claims", "required"),
        ("/description", "required"),
        ("/kind", "required"),
    ]);
    let wrong = json!({
        "kind": "late", "description": "x".repeat(501), "happened_on": today + Days::new(2), "line_id": 999_999,
        "claims": [{"claimed": "0.00"}, {"party": "carrier"}, {"party": "carrier", "claimed": "-1.00"}],
    });
    post(&wrong).await.refuses(&[
        ("/claims/0/claimed", "must_be_positive"),
        ("/claims/0/party", "required"),
        ("/claims/1/claimed", "required"),
        ("/claims/2/claimed", "must_be_positive"),
        ("/claims/2/party", "listed_twice"),
        ("/description", "too_long"),
        ("/happened_on", "in_the_future"),
        ("/line_id", "unknown_line"),
    ]);
    let early = merged(
        event(&[("customer", "1.00")]),
        &json!({"happened_on": today - Days::new(1)}),
    );
    post(&early).await.refuses(&[("/happened_on", "too_early")]);
    let four = event(&[("customer", "1.00"); 4]);
    assert!(
        post(&four)
            .await
            .wrong_fields()
            .contains(&("/claims".to_owned(), "too_many".to_owned()))
    );
    let typed = json!({
        "kind": "theft", "happened_on": 5, "description": 7, "line_id": "1", "number": "CLM-1",
        "claims": [{"party": "broker", "claimed": 12.5, "customer_id": 1}, "a claim"],
    });
    post(&typed).await.refuses(&[
        ("/claims/0/claimed", "expected_decimal_string"),
        ("/claims/0/customer_id", "unknown_field"),
        ("/claims/0/party", "unknown_code"),
        ("/claims/1", "wrong_type"),
        ("/description", "wrong_type"),
        ("/happened_on", "wrong_type"),
        ("/kind", "unknown_code"),
        ("/line_id", "invalid_id"),
        ("/number", "unknown_field"),
    ]);
    let cents = event(&[("customer", "1.005")]);
    post(&cents)
        .await
        .refuses(&[("/claims/0/claimed", "too_many_decimals")]);
    // An order without a carrier has no claim against one; a draft has none at all.
    let bare = merged(order(&world), &json!({"carrier_id": null}));
    let draft = world.broker.create("/purchase-orders", &bare).await;
    let path = format!("/purchase-orders/{}/claims", draft.id());
    let refused = world
        .broker
        .post(&path, &event(&[("customer", "1.00")]))
        .await;
    let problem = refused.problem(409, "illegal_transition");
    assert_eq!(
        problem.allowed_actions,
        Some(vec!["issue".to_owned(), "cancel".to_owned()])
    );
    let mut load = Load {
        order: draft,
        carrier: 0,
    };
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": today})),
    ] {
        load.step(&world.broker, action, &body).await;
    }
    world
        .broker
        .post(&path, &event(&[("carrier", "1.00")]))
        .await
        .refuses(&[("/claims/0/party", "not_on_order")]);
    world
        .broker
        .post(
            "/purchase-orders/999999/claims",
            &event(&[("customer", "1.00")]),
        )
        .await
        .problem(404, "not_found");
    assert_eq!(world.broker.ids(LIST, &[]).await, Vec::<i64>::new());
}
