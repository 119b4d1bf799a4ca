//! The record of a shipped load stays complete, whatever changes later.

use domain::purchase_orders::OrderStatus;
use serde_json::{Value, json};

use super::gates::{full, places, taken_to};
use super::path;
use crate::support::reply::contains;
use crate::support::samples::{links, merged};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    the_record_of_a_shipped_load_is_never_left_blank,
    what_happens_to_linked_records_leaves_the_record_whole,
);

async fn the_record_of_a_shipped_load_is_never_left_blank(app: &mut App) {
    let mut world = World::new(app).await;
    links(&mut world).await;
    let places = places(&world).await;
    let shipped = taken_to(&world, &full(&world, &places), OrderStatus::InTransit).await;
    let place = path(shipped.id());
    for field in [
        "carrier_release_number",
        "supplier_confirmation_number",
        "pickup_appointment",
        "delivery_appointment",
        "ship_from_plant_id",
        "ship_to_location_id",
        "freight_cost",
    ] {
        let blank = json!({field: null, "change_reason": "not needed"});
        let refused = world.broker.patch(&place, &shipped.etag(), &blank).await;
        let found = refused.wrong_fields();
        let wanted = (format!("/{field}"), "kept_once_shipped".to_owned());
        assert!(found.contains(&wanted), "{field}: {found:?}");
    }
    let other = json!({"carrier_release_number": "REL-2"});
    let refused = world.broker.patch(&place, &shipped.etag(), &other).await;
    refused.refuses(&[("/change_reason", "required")]);
    let reasoned = merged(other, &json!({"change_reason": "misread on the phone"}));
    let replaced = world
        .broker
        .patch(&place, &shipped.etag(), &reasoned)
        .await
        .expect(200);
    contains(
        &replaced.json(),
        &json!({"carrier_release_number": "REL-2"}),
        "",
    );
    assert_eq!(
        replaced.json()["change_reason"],
        Value::Null,
        "it is not kept on the order"
    );
    let history = world
        .broker
        .get(&format!("{place}/history"))
        .await
        .expect(200);
    assert_eq!(history.json()["items"][0]["reason"], "misread on the phone");
    // A value entered for the first time needs no reason.
    let seal = json!({"seal_in": "SL-2"});
    world
        .broker
        .patch(&place, &replaced.etag(), &seal)
        .await
        .expect(200);
}

async fn what_happens_to_linked_records_leaves_the_record_whole(app: &mut App) {
    let world = World::new(app).await;
    let places = places(&world).await;
    let shipped = taken_to(&world, &full(&world, &places), OrderStatus::Delivered).await;
    let kept = json!({
        "carrier_snapshot": {"name": "Insured", "address": "Lincoln"},
        "ship_from_snapshot": {"name": "World plant", "address": "1 Sample Road, Barre, VT"},
        "ship_to_snapshot": {"name": "World dock", "address": "1 Sample Road, Barre, VT"},
    });
    contains(&shipped.json(), &kept, "");
    let empty = json!({"name": "Other", "address_line1": null, "city": null, "state": null});
    for record in [
        format!("/carriers/{}", places.insured),
        format!("/plants/{}", world.plant),
        format!("/locations/{}", world.dock),
    ] {
        let now = world.admin.get(&record).await.expect(200);
        let emptied = world.admin.patch(&record, &now.etag(), &empty).await;
        let etag = emptied.expect(200).etag();
        let refused = world.admin.delete(&record, &etag).await;
        refused.problem(409, "in_use");
    }
    let now = world
        .broker
        .get(&path(shipped.id()))
        .await
        .expect(200)
        .json();
    contains(&now, &kept, "");
    // A new location is copied as it is now; the other copies stay.
    let elsewhere =
        json!({"customer_id": world.customer, "name": "Gate 2", "city": "Chicago", "state": "IL"});
    let elsewhere = world.broker.create("/locations", &elsewhere).await.id();
    let moved =
        json!({"ship_to_location_id": elsewhere, "change_reason": "sent on to the other dock"});
    let moved = world
        .broker
        .patch(&path(shipped.id()), &shipped.etag(), &moved)
        .await
        .expect(200)
        .json();
    let wanted = json!({
        "ship_to_snapshot": {"name": "Gate 2", "address": "Chicago, IL"},
        "ship_from_snapshot": {"name": "World plant"},
    });
    contains(&moved, &wanted, "");
}
