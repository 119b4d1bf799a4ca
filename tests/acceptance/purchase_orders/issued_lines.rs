//! The lines of an issued order: what is fixed, what is still required, and when a loss must be accepted.

use serde_json::{Value, json};

use super::lines::sendable;
use super::{order_in, path};
use crate::support::reply::contains;
use crate::support::samples::line;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    an_issued_order_fixes_what_binds,
    what_issuing_asked_for_still_holds,
    a_loss_is_meant_or_not_written,
);

async fn an_issued_order_fixes_what_binds(app: &mut App) {
    let world = World::new(app).await;
    let other = world
        .broker
        .create("/suppliers", &json!({"name": "Other"}))
        .await
        .id();
    let issued = order_in(&world, "issued").await;
    let first = sendable(&issued.json()["lines"][0]);
    let patch = json!({
        "number": "Other", "supplier_id": other, "customer_id": null, "for_stock": true, "deal_role": "agent",
        "order_date": "2020-01-01", "lines": [first, line("More", "1.00", "1.0000", None)],
    });
    let found = world
        .broker
        .patch(&path(issued.id()), &issued.etag(), &patch)
        .await
        .wrong_fields();
    let wanted = [
        "/customer_id",
        "/deal_role",
        "/for_stock",
        "/lines",
        "/number",
        "/order_date",
        "/supplier_id",
    ];
    assert_eq!(
        found,
        wanted.map(|pointer| (pointer.to_owned(), "fixed_by_status".to_owned()))
    );
    // Prices, weights, dates and references can still change.
    let mut repriced = first.clone();
    repriced["buy_price"] = json!("1.3000");
    repriced["ordered_weight"] = json!("41000.00");
    let patch = json!({"lines": [repriced], "notes": "call Walt", "seal_out": "S-1"});
    let changed = world
        .broker
        .patch(&path(issued.id()), &issued.etag(), &patch)
        .await
        .expect(200);
    contains(
        &changed.json(),
        &json!({"status": "issued", "buy_total": "53300.00", "notes": "call Walt"}),
        "",
    );

    let shipped = order_in(&world, "in_transit").await;
    let mut line = sendable(&shipped.json()["lines"][0]);
    line["ordered_weight"] = json!("1.00");
    let refused = world
        .broker
        .patch(
            &path(shipped.id()),
            &shipped.etag(),
            &json!({"lines": [line]}),
        )
        .await;
    refused.refuses(&[("/lines/0/ordered_weight", "fixed_by_status")]);
    world
        .broker
        .patch(
            &path(shipped.id()),
            &shipped.etag(),
            &json!({"seal_in": "S-2"}),
        )
        .await
        .expect(200);

    for status in ["closed", "cancelled"] {
        let ended = order_in(&world, status).await;
        let refused = world
            .broker
            .patch(&path(ended.id()), &ended.etag(), &json!({"notes": "late"}))
            .await;
        let problem = refused.problem(409, "illegal_transition");
        let allowed = problem
            .allowed_actions
            .map(|actions| serde_json::to_value(actions).expect("JSON"));
        assert_eq!(
            allowed,
            Some(ended.json()["allowed_actions"].clone()),
            "{status}"
        );
    }
}

async fn what_issuing_asked_for_still_holds(app: &mut App) {
    let world = World::new(app).await;
    let issued = order_in(&world, "issued").await;
    let first = sendable(&issued.json()["lines"][0]);
    let place = path(issued.id());
    for (field, value, code) in [
        ("buy_price", Value::Null, "required"),
        ("ordered_weight", Value::Null, "required"),
        ("test_class", json!("cooker_only"), "needs_cook"),
    ] {
        let mut line = first.clone();
        line[field] = value;
        let refused = world
            .broker
            .patch(&place, &issued.etag(), &json!({"lines": [line]}))
            .await;
        let wanted = [(format!("/lines/0/{field}"), code.to_owned())];
        assert_eq!(refused.wrong_fields(), wanted);
    }
    let same = world.broker.get(&place).await.expect(200).json();
    assert_eq!(same, issued.json(), "a refused change changes nothing");
}

async fn a_loss_is_meant_or_not_written(app: &mut App) {
    let world = World::new(app).await;
    let issued = order_in(&world, "issued").await;
    let place = path(issued.id());
    let mut dear = sendable(&issued.json()["lines"][0]);
    dear["buy_price"] = json!("999.0000");
    let body = json!({"lines": [dear]});
    let refused = world.broker.patch(&place, &issued.etag(), &body).await;
    let wanted = [(
        "/accept_negative_margin".to_owned(),
        "negative_margin".to_owned(),
    )];
    assert_eq!(refused.wrong_fields(), wanted);
    let mut meant = body.clone();
    meant["accept_negative_margin"] = json!(true);
    let losing = world
        .broker
        .patch(&place, &issued.etag(), &meant)
        .await
        .expect(200);
    assert_eq!(losing.json()["accept_negative_margin"], Value::Null);
    // It was accepted once; an unrelated change does not ask again and adds nothing to the history.
    let noted = json!({"notes": "called"});
    world
        .broker
        .patch(&place, &losing.etag(), &noted)
        .await
        .expect(200);
    let history = world.broker.get(&format!("{place}/history")).await;
    let history = history.expect(200).json();
    let accepted = |entry: &Value| {
        let changes = entry["changes"].as_array().cloned().unwrap_or_default();
        changes
            .iter()
            .filter(|change| change["pointer"] == "/accepted_negative_margin")
            .count()
    };
    let entries = history["items"].as_array().expect("entries");
    let counts: Vec<usize> = entries.iter().map(accepted).collect();
    assert_eq!(counts, [0, 1, 0, 0], "noted, repriced, issued, made");
}
