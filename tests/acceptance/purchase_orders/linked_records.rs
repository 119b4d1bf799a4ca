//! Records that orders link to, after they are archived, renamed or reassigned.

use serde_json::json;

use super::links::world_of;
use super::path;
use crate::support::reply::expected;
use crate::support::samples::{merged, order};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    archived_links_stay_and_are_marked,
    open_orders_keep_what_they_refer_to,
    orders_are_found_by_a_renamed_carrier,
    what_orders_name_stays_with_its_owner,
    the_people_are_kept_as_they_were,
);

/// Archives a record in its current version.
async fn archive(world: &World, path: &str) -> Reply {
    let now = world.broker.get(path).await.expect(200);
    world.broker.delete(path, &now.etag()).await
}

async fn archived_links_stay_and_are_marked(app: &mut App) {
    let world = world_of(app).await;
    let picked = json!({"lines": [{"product_id": world.product}]});
    let body = merged(merged(order(&world), &world.links), &picked);
    let made = world.broker.create("/purchase-orders", &body).await;
    for place in [
        format!("/carriers/{}", world.links["carrier_id"]),
        format!("/products/{}", world.product),
    ] {
        archive(&world, &place).await.expect(200);
    }
    let now = world.broker.get(&path(made.id())).await.expect(200).json();
    assert_eq!(
        now["archived_links"],
        json!(["carrier_id", "lines/0/product_id"])
    );
    assert_eq!(now["carrier_name"], "Hauler");
    let kept = json!({"notes": "still the same carrier"});
    world
        .broker
        .patch(&path(made.id()), &made.etag(), &kept)
        .await
        .expect(200);
    let refused = world.broker.post("/purchase-orders", &body).await;
    let wanted = [
        ("/carrier_id", "archived"),
        ("/lines/0/product_id", "archived"),
    ];
    refused.refuses(&wanted);
}

async fn open_orders_keep_what_they_refer_to(app: &mut App) {
    let world = world_of(app).await;
    let body = merged(order(&world), &world.links);
    let made = world.broker.create("/purchase-orders", &body).await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let kept = [
        format!("/carriers/{}", world.links["carrier_id"]),
        format!("/plants/{}", world.links["ship_from_plant_id"]),
        format!("/locations/{}", world.links["ship_to_location_id"]),
    ];
    for place in &kept {
        let refused = archive(&world, place).await.problem(409, "in_use");
        assert_eq!(refused.blockers[0].id, made.id(), "{place}");
    }
    world
        .broker
        .act(&issued, "cancel", &json!({"reason": "off"}))
        .await
        .expect(200);
    for place in &kept {
        archive(&world, place).await.expect(200);
    }
}

async fn orders_are_found_by_a_renamed_carrier(app: &mut App) {
    let world = world_of(app).await;
    let body = merged(order(&world), &world.links);
    let made = world.broker.create("/purchase-orders", &body).await;
    let found = async |q: &str| world.broker.ids("/purchase-orders", &[("q", q)]).await;
    assert_eq!(found("hauler").await, [made.id()]);
    let carrier = format!("/carriers/{}", world.links["carrier_id"]);
    let now = world.broker.get(&carrier).await.expect(200);
    let renamed = json!({"name": "Northquill"});
    world
        .broker
        .patch(&carrier, &now.etag(), &renamed)
        .await
        .expect(200);
    assert_eq!(found("hauler").await, Vec::<i64>::new());
    assert_eq!(found("northq").await, [made.id()]);
}

async fn what_orders_name_stays_with_its_owner(app: &mut App) {
    let world = world_of(app).await;
    let other = json!({"name": "Elsewhere"});
    let customer = world.broker.create("/customers", &other).await.id();
    let supplier = world.broker.create("/suppliers", &other).await.id();
    let moves = [
        ("/contacts", "customer_contact_id", "customer_id", customer),
        ("/locations", "ship_to_location_id", "customer_id", customer),
        (
            "/supplier-plant-mappings",
            "mapping_id",
            "supplier_id",
            supplier,
        ),
    ];
    let place = |list: &str, link: &str| format!("{list}/{}", world.links[link]);
    // No order refers to them yet, so they can be moved and moved back.
    for (list, link, field, to) in moves {
        let place = place(list, link);
        let now = world.broker.get(&place).await.expect(200);
        let back = json!({field: now.json()[field]});
        let there = json!({field: to});
        let moved = world.broker.patch(&place, &now.etag(), &there).await;
        let moved = moved.expect(200);
        let back = world.broker.patch(&place, &moved.etag(), &back).await;
        back.expect(200);
    }
    let body = merged(order(&world), &world.links);
    let made = world.broker.create("/purchase-orders", &body).await;
    for (list, link, field, to) in moves {
        let place = place(list, link);
        let now = world.broker.get(&place).await.expect(200);
        let there = json!({field: to});
        let refused = world.broker.patch(&place, &now.etag(), &there).await;
        let pointer = format!("/{field}");
        let wanted = [(pointer.as_str(), "cannot_change")];
        assert_eq!(refused.wrong_fields(), expected(&wanted), "{list}");
    }
    // A location of an open order prevents archiving its owner too.
    let foreign = json!({"customer_id": customer, "name": "Their dock"});
    let foreign = world.broker.create("/locations", &foreign).await.id();
    let sent = json!({"ship_to_location_id": foreign});
    let sent = world
        .broker
        .patch(&path(made.id()), &made.etag(), &sent)
        .await
        .expect(200);
    world
        .broker
        .act(&sent, "issue", &json!({}))
        .await
        .expect(200);
    let place = format!("/customers/{customer}");
    let refused = world.broker.delete(&place, "\"1\"").await;
    let refused = refused.problem(409, "in_use");
    assert_eq!(refused.blockers[0].id, made.id());
}

async fn the_people_are_kept_as_they_were(app: &mut App) {
    let world = world_of(app).await;
    let body = merged(order(&world), &world.links);
    let draft = world.broker.create("/purchase-orders", &body).await;
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    let rosa = format!("/contacts/{}", world.links["supplier_contact_id"]);
    let now = world.broker.get(&rosa).await.expect(200);
    let renamed = json!({"name": "Rosa Tillman"});
    world
        .broker
        .patch(&rosa, &now.etag(), &renamed)
        .await
        .expect(200);
    let order = world
        .broker
        .get(&path(issued.id()))
        .await
        .expect(200)
        .json();
    assert_eq!(order["supplier_contact_name"], "Rosa Tillman");
    assert_eq!(order["supplier_snapshot"]["contact_name"], "Rosa");
    assert_eq!(order["customer_snapshot"]["contact_name"], "Walt");
}
