//! Copies of an order, and the rest of a short shipment: a back-order or given up, once.

use serde_json::{Value, json};

use super::{order_in, path, weighed};
use crate::support::reply::contains;
use crate::support::samples::order;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    a_copy_is_a_new_draft,
    the_rest_becomes_one_back_order,
    the_rest_is_given_up_with_a_reason,
    two_at_once_make_one_back_order
);

async fn a_copy_is_a_new_draft(app: &mut App) {
    let world = World::new(app).await;
    let closed = order_in(&world, "closed").await;
    let copy = world
        .broker
        .post(&format!("{}/copy", closed.path()), &json!({}))
        .await;
    let copy = copy.expect(201).json();
    let old = closed.json();
    assert_ne!(copy["number"], old["number"]);
    assert_eq!(copy["status"], "draft");
    for same in [
        "supplier_id",
        "customer_id",
        "ship_from_plant_id",
        "customer_terms",
        "logistics_scenario",
    ] {
        assert_eq!(copy[same], old[same], "{same}");
    }
    contains(
        &copy["lines"][0],
        &json!({"ordered_weight": old["lines"][0]["ordered_weight"], "buy_price": old["lines"][0]["buy_price"], "actual_weight": null}),
        "",
    );
    let viewer = app.viewer().await;
    viewer
        .post(&format!("{}/copy", closed.path()), &json!({}))
        .await
        .problem(403, "forbidden");
}

async fn the_rest_becomes_one_back_order(app: &mut App) {
    let world = World::new(app).await;
    let moving = order_in(&world, "in_transit").await;
    let address = format!("{}/back-order", moving.path());
    let back = async |etag: &str| {
        world
            .broker
            .post_with_etag(&address, etag, &json!({}))
            .await
    };
    back(&moving.etag())
        .await
        .problem(409, "illegal_transition");
    let short = weighed(&world.broker, &moving, "39000.00").await;
    back(&moving.etag()).await.problem(412, "stale_version");
    let made = back(&short.etag()).await.expect(201).json();
    contains(
        &made,
        &json!({"status": "draft", "back_order_of": {"id": short.id(), "number": short.json()["number"]}, "ordered_weight_lb": "1000.00"}),
        "",
    );
    let now = world.broker.get(&short.path()).await.expect(200);
    let rest = json!({"back_order_id": made["id"], "back_order_number": made["number"], "given_up_reason": null});
    assert_eq!(now.json()["rest"], rest);
    let history = world.broker.get(&format!("{}/history", short.path())).await;
    let newest = history.expect(200).json()["items"][0].clone();
    assert!(newest.to_string().contains("/rest"), "{newest}");
    back(&now.etag()).await.problem(409, "illegal_transition");
    let reason = json!({"reason": "enough"});
    let give_up = format!("{}/give-up-rest", short.path());
    let refused = world
        .broker
        .post_with_etag(&give_up, &now.etag(), &reason)
        .await;
    refused.problem(409, "illegal_transition");
    // A cancelled back-order leaves the rest open.
    let draft = world
        .broker
        .get(&path(made["id"].as_i64().expect("an id")))
        .await
        .expect(200);
    world
        .broker
        .act(&draft, "cancel", &reason)
        .await
        .expect(200);
    let open = world.broker.get(&short.path()).await.expect(200);
    assert_eq!(open.json()["rest"], Value::Null);
    back(&open.etag()).await.expect(201);
}

async fn the_rest_is_given_up_with_a_reason(app: &mut App) {
    let world = World::new(app).await;
    let moving = order_in(&world, "in_transit").await;
    let short = weighed(&world.broker, &moving, "39000.00").await;
    let address = format!("{}/give-up-rest", short.path());
    let give_up = async |reason: &str| {
        let body = json!({"reason": reason});
        world
            .broker
            .post_with_etag(&address, &short.etag(), &body)
            .await
    };
    give_up(" ").await.refuses(&[("/reason", "required")]);
    let now = give_up("the customer  took less").await.expect(200).json();
    assert_eq!(now["rest"]["given_up_reason"], "the customer took less");
    let full = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let nothing = world
        .broker
        .post_with_etag(
            &format!("{}/give-up-rest", full.path()),
            &full.etag(),
            &json!({"reason": "none"}),
        )
        .await;
    nothing.problem(409, "illegal_transition");
}

async fn two_at_once_make_one_back_order(app: &mut App) {
    let world = World::new(app).await;
    let moving = order_in(&world, "in_transit").await;
    let short = weighed(&world.broker, &moving, "39000.00").await;
    let address = format!("{}/back-order", short.path());
    let (etag, body) = (short.etag(), json!({}));
    let make = || world.broker.post_with_etag(&address, &etag, &body);
    let (one, other) = tokio::join!(make(), make());
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412]);
    let drafts = world
        .broker
        .ids("/purchase-orders", &[("status", "draft")])
        .await;
    let of_world = drafts.len();
    assert_eq!(of_world, 1, "{drafts:?}");
}
