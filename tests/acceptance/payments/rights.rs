//! Who may enter and take back payments, what never changes, and the filters and sorts of the list.

use serde_json::{Value, json};

use super::{LIST, balance, pays};
use crate::support::listing::{Case, Shelf};
use crate::support::samples::{merged, owes};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    payments_never_change,
    brokers_enter_and_managers_take_back,
    a_repeated_payment_is_entered_once,
    every_payment_filter_filters,
);

async fn payments_never_change(app: &mut App) {
    let world = World::bare(app).await;
    let made = world
        .broker
        .create(LIST, &pays(world.customer, "10.00", &[]))
        .await;
    for method in ["PATCH", "PUT", "DELETE"] {
        let reply = world
            .admin
            .call(method, &made.path())
            .etag(&made.etag())
            .json(&json!({"amount": "1.00"}))
            .send()
            .await;
        reply.problem(405, "method_not_allowed");
    }
    let restore = format!("{}/restore", made.path());
    world
        .admin
        .post(&restore, &json!({}))
        .await
        .problem(404, "route_not_found");
}

async fn brokers_enter_and_managers_take_back(app: &mut App) {
    let world = World::bare(app).await;
    let viewer = app.viewer().await;
    viewer
        .post(LIST, &pays(world.customer, "10.00", &[]))
        .await
        .problem(403, "forbidden");
    let made = world
        .broker
        .create(LIST, &pays(world.customer, "10.00", &[]))
        .await;
    viewer.get(&made.path()).await.expect(200);
    for action in ["allocate", "refund", "void"] {
        viewer
            .act(&made, action, &json!({}))
            .await
            .problem(403, "forbidden");
    }
    world
        .broker
        .act(&made, "void", &json!({"reason": "x"}))
        .await
        .problem(403, "forbidden");
    // A customer with unapplied cash is not archived.
    let customer = world
        .admin
        .get(&format!("/customers/{}", world.customer))
        .await;
    world
        .admin
        .delete(&customer.path(), &customer.etag())
        .await
        .problem(409, "in_use");
    world
        .admin
        .act(&made, "void", &json!({"reason": "x"}))
        .await
        .expect(200);
    let customer = world.admin.get(&customer.path()).await;
    world
        .admin
        .delete(&customer.path(), &customer.etag())
        .await
        .expect(200);
}

async fn a_repeated_payment_is_entered_once(app: &mut App) {
    let world = World::bare(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let body = pays(world.customer, "60.00", &[(&invoice, "60.00")]);
    let call = || world.broker.call("POST", LIST).key("pay-once").json(&body);
    let (first, second) = (
        call().send().await.expect(201),
        call().send().await.expect(201),
    );
    assert_eq!(first.id(), second.id());
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    assert_eq!(balance(&world.broker, &invoice).await, "40.00");
}

async fn every_payment_filter_filters(app: &mut App) {
    let world = World::bare(app).await;
    let other = world
        .broker
        .create("/customers", &json!({"name": "Corvane"}))
        .await
        .id();
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let dated = |body: Value, day: &str, method: &str| {
        merged(body, &json!({"received_on": day, "method": method}))
    };
    let low = dated(
        pays(world.customer, "100.00", &[(&invoice, "60.00")]),
        "2026-01-10",
        "wire",
    );
    let low = world.broker.create(LIST, &low).await;
    let high = dated(pays(other, "250.00", &[]), "2026-02-10", "ach");
    let high = world.broker.create(LIST, &high).await;
    let empty = dated(pays(other, "500.00", &[]), "2026-03-10", "check");
    let empty = world.broker.create(LIST, &empty).await;
    world
        .admin
        .act(&empty, "void", &json!({"reason": "returned"}))
        .await
        .expect(200);
    let shelf = Shelf {
        actor: &world.broker,
        path: LIST,
        records: vec![
            ("low", low.id()),
            ("high", high.id()),
            ("empty", empty.id()),
        ],
    };
    let (customer, receivable) = (world.customer.to_string(), invoice.id().to_string());
    let cases: Vec<Case<'_>> = vec![
        ("q", "corvane", &["high", "empty"]),
        ("q", "1048", &["low", "high", "empty"]),
        ("standing", "unapplied", &["high"]),
        ("standing", "partly_applied,void", &["low", "empty"]),
        ("standing[not]", "void", &["low", "high"]),
        ("customer_id", &customer, &["low"]),
        ("method", "wire,ach", &["low", "high"]),
        ("method[not]", "wire", &["high", "empty"]),
        ("receivable_id", &receivable, &["low"]),
        ("has_unapplied", "true", &["low", "high"]),
        ("has_unapplied", "false", &["empty"]),
        ("voided", "true", &["empty"]),
        ("voided", "false", &["low", "high"]),
        ("received_on[gte]", "2026-02-10", &["high", "empty"]),
        ("received_on[lt]", "2026-02-10", &["low"]),
        ("amount", "250.00", &["high"]),
        ("amount[lte]", "250.00", &["low", "high"]),
        ("unapplied", "40.00", &["low"]),
        ("unapplied[gt]", "40.00", &["high"]),
        ("unapplied[lt]", "40.00", &["empty"]),
    ];
    for (name, value, wanted) in cases {
        let found = shelf.actor.ids(LIST, &[(name, value)]).await;
        let mut wanted: Vec<i64> = shelf
            .records
            .iter()
            .filter(|(key, _)| wanted.contains(key))
            .map(|(_, id)| *id)
            .collect();
        let mut sorted = found.clone();
        sorted.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(sorted, wanted, "{name}={value}");
    }
    for (sort, wanted) in [
        ("received_on", ["low", "high", "empty"]),
        ("-amount", ["empty", "high", "low"]),
        ("unapplied", ["empty", "low", "high"]),
        ("-number", ["empty", "high", "low"]),
    ] {
        let found = shelf.actor.ids(LIST, &[("sort", sort)]).await;
        let wanted: Vec<i64> = wanted
            .iter()
            .map(|key| {
                shelf
                    .records
                    .iter()
                    .find(|(name, _)| name == key)
                    .unwrap()
                    .1
            })
            .collect();
        assert_eq!(found, wanted, "{sort}");
    }
}
