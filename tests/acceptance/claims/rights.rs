//! Who may open and decide claims, what never changes, and the filters and sorts of the list.

use chrono::{Days, NaiveDate};
use domain::permissions::Operation;
use serde_json::json;

use super::{LIST, approved, delivered, event, read, step};
use crate::support::listing::{Case, Shelf};
use crate::support::samples::merged;
use crate::support::{App, World, on_both_databases};

/// The operations on claims, with the permission that they require; `doors` tries them.
pub(crate) const OPERATIONS: &[(&str, Operation)] = &[
    ("GET /api/v1/claims", Operation::Read),
    ("GET /api/v1/claims/{id}", Operation::Read),
    ("GET /api/v1/claims/{id}/history", Operation::Read),
    ("POST /api/v1/claims/{id}/approve", Operation::Override),
    ("POST /api/v1/claims/{id}/settle", Operation::Override),
    ("POST /api/v1/claims/{id}/deny", Operation::Override),
    ("POST /api/v1/claims/{id}/cancel", Operation::Act),
    ("GET /api/v1/purchase-orders/{id}/claims", Operation::Read),
    (
        "POST /api/v1/purchase-orders/{id}/claims",
        Operation::Create,
    ),
];

on_both_databases!(
    claims_never_change,
    brokers_open_and_managers_decide,
    every_claim_filter_filters,
);

async fn claims_never_change(app: &mut App) {
    let world = World::new(app).await;
    let load = delivered(&world, None).await;
    let claim = load
        .open(&world.broker, &[("customer", "10.00")])
        .await
        .remove(0);
    let now = read(&world.admin, &claim).await;
    for method in ["PATCH", "PUT", "DELETE"] {
        let reply = world
            .admin
            .call(method, &now.path())
            .etag(&now.etag())
            .json(&json!({"claimed": "1.00"}))
            .send()
            .await;
        reply.problem(405, "method_not_allowed");
    }
    world
        .admin
        .post(LIST, &json!({}))
        .await
        .problem(405, "method_not_allowed");
}

async fn brokers_open_and_managers_decide(app: &mut App) {
    let world = World::new(app).await;
    let (viewer, manager) = (app.viewer().await, app.manager().await);
    let load = delivered(&world, None).await;
    let path = format!("{}/claims", load.path());
    viewer
        .post(&path, &event(&[("customer", "10.00")]))
        .await
        .problem(403, "forbidden");
    viewer.get(&path).await.expect(200);
    let parts = [("customer", "10.00"), ("supplier", "10.00")];
    let claims = load.open(&world.broker, &parts).await;
    let steps = [
        ("approve", json!({"approved": "10.00"})),
        ("settle", json!({"settled": "10.00", "document": "x"})),
        ("deny", json!({"reason": "x"})),
        ("cancel", json!({"reason": "x"})),
    ];
    for (action, body) in &steps {
        let refused = step(&viewer, &claims[0], action, body).await;
        refused.problem(403, "forbidden");
        if *action != "cancel" {
            let refused = step(&world.broker, &claims[0], action, body).await;
            refused.problem(403, "forbidden");
        }
    }
    let cancelled = step(&world.broker, &claims[0], "cancel", &steps[3].1).await;
    cancelled.expect(200);
    approved(&manager, &claims[1], "10.00").await;
    step(&manager, &claims[1], "settle", &steps[1].1)
        .await
        .expect(200);
}

async fn every_claim_filter_filters(app: &mut App) {
    let world = World::new(app).await;
    let load = delivered(&world, None).await;
    let today: NaiveDate = serde_json::from_value(load.order.json()["order_date"].clone()).unwrap();
    let far = delivered(&world, Some(today - Days::new(100))).await;
    let open = async |actor: &crate::support::Actor,
                      path: String,
                      kind: &str,
                      day: NaiveDate,
                      part: (&str, &str)| {
        let body = merged(event(&[part]), &json!({"kind": kind, "happened_on": day}));
        let opened = actor.post(&format!("{path}/claims"), &body).await;
        opened.expect(201).json()["items"][0].clone()
    };
    let low = open(
        &world.broker,
        far.path(),
        "late",
        today - Days::new(50),
        ("carrier", "100.00"),
    )
    .await;
    let high = open(
        &world.admin,
        load.path(),
        "damage",
        today,
        ("customer", "250.00"),
    )
    .await;
    let empty = open(
        &world.broker,
        far.path(),
        "shortage",
        today - Days::new(10),
        ("supplier", "500.00"),
    )
    .await;
    step(&world.admin, &empty, "deny", &json!({"reason": "x"}))
        .await
        .expect(200);
    // Created a while ago: the common filters compare times.
    let ids = [&low, &high, &empty].map(|claim| claim["id"].as_i64().unwrap());
    let shelf = Shelf {
        actor: &world.broker,
        path: LIST,
        records: vec![("low", ids[0]), ("high", ids[1]), ("empty", ids[2])],
    };
    let (day, earlier) = (today.to_string(), (today - Days::new(10)).to_string());
    let (order, number) = (
        load.order.id().to_string(),
        load.order.json()["number"].as_str().unwrap().to_owned(),
    );
    let (customer, supplier, carrier) = (
        world.customer.to_string(),
        world.supplier.to_string(),
        far.carrier.to_string(),
    );
    let left = low["clock"]["days_left"].to_string();
    let claim = high["number"].as_str().unwrap().to_owned();
    let cases: Vec<Case<'_>> = vec![
        ("q", &claim, &["high"]),
        ("q", &number, &["high"]),
        ("q", "hauler", &["low"]),
        ("status", "pending", &["low", "high"]),
        ("status", "denied,settled", &["empty"]),
        ("status[not]", "denied", &["low", "high"]),
        ("is_open", "true", &["low", "high"]),
        ("is_open", "false", &["empty"]),
        ("party", "carrier,supplier", &["low", "empty"]),
        ("party[not]", "carrier", &["high", "empty"]),
        ("kind", "late,damage", &["low", "high"]),
        ("kind[not]", "late", &["high", "empty"]),
        ("purchase_order_id", &order, &["high"]),
        ("purchase_order_id[not]", &order, &["low", "empty"]),
        ("customer_id", &customer, &["high"]),
        ("customer_id[is_null]", "true", &["low", "empty"]),
        ("supplier_id", &supplier, &["empty"]),
        ("supplier_id[not]", &supplier, &["low", "high"]),
        ("carrier_id", &carrier, &["low"]),
        ("carrier_id[is_null]", "false", &["low"]),
        ("days_left", &left, &["low"]),
        ("days_left[gt]", &left, &[]),
        ("days_left[is_null]", "true", &["high", "empty"]),
        ("days_left[is_null]", "false", &["low"]),
        ("happened_on", &day, &["high"]),
        ("happened_on[gte]", &earlier, &["high", "empty"]),
        ("happened_on[lt]", &earlier, &["low"]),
        ("claimed", "250.00", &["high"]),
        ("claimed[lte]", "250.00", &["low", "high"]),
        ("claimed[gt]", "250.00", &["empty"]),
    ];
    for (name, value, wanted) in cases {
        let found = shelf.found(&[(name, value)]).await;
        assert_eq!(found, wanted, "{name}={value}");
    }
    for (sort, wanted) in [
        ("happened_on", ["low", "empty", "high"]),
        ("-claimed", ["empty", "high", "low"]),
        ("number", ["low", "high", "empty"]),
        ("party_name", ["low", "high", "empty"]),
        ("-id", ["empty", "high", "low"]),
    ] {
        let found = shelf.actor.ids(LIST, &[("sort", sort)]).await;
        let place = |key: &str| {
            shelf
                .records
                .iter()
                .find(|(name, _)| *name == key)
                .unwrap()
                .1
        };
        assert_eq!(found, wanted.map(place), "{sort}");
    }
    let found = shelf.actor.ids(LIST, &[]).await;
    assert_eq!(
        found,
        [ids[1], ids[2], ids[0]],
        "the latest event comes first"
    );
}
