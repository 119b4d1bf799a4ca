//! Shipping, delivering and weighing.

use serde_json::{Value, json};

use super::super::{order_in, path, today};
use super::{confirmed, wrong};
use crate::support::reply::{contains, expected};
use crate::support::samples::{links, merged, sold};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    shipping_asks_for_what_the_scenario_needs,
    shipping_checks_days_lots_and_age,
    delivering_checks_its_day,
    weighing_names_lines_and_sources,
);

async fn shipping_asks_for_what_the_scenario_needs(app: &mut App) {
    let mut world = World::new(app).await;
    links(&mut world).await;
    let none = json!({"delivery_appointment": null, "ship_from_plant_id": null, "ship_to_location_id": null});
    let (from, to) = ("/ship_from_plant_id", "/ship_to_location_id");
    let (carrier, release, pickup, delivery, freight) = (
        "/carrier_id",
        "/carrier_release_number",
        "/pickup_appointment",
        "/delivery_appointment",
        "/freight_cost",
    );
    let cases: [(Value, &[&str]); 7] = [
        (
            json!({"logistics_scenario": "supplier_delivery"}),
            &[delivery, from, to],
        ),
        (
            json!({"logistics_scenario": "supplier_delivery", "release_format": "carrier_release"}),
            &[release, delivery, from, to],
        ),
        (
            json!({"logistics_scenario": "supplier_delivery", "release_format": "supplier_confirmation"}),
            &[delivery, from, to],
        ),
        (
            json!({"logistics_scenario": "customer_pickup"}),
            &[release, pickup, from],
        ),
        (
            json!({"logistics_scenario": "customer_pickup", "release_format": "supplier_confirmation"}),
            &[pickup, from],
        ),
        (
            json!({"logistics_scenario": "we_pickup"}),
            &[release, pickup, delivery, from, to, carrier, freight],
        ),
        (
            json!({"logistics_scenario": "we_pickup", "release_format": "both"}),
            &[release, pickup, delivery, from, to, carrier, freight],
        ),
    ];
    for (fields, asked) in cases {
        let order = confirmed(&world, &merged(none.clone(), &fields)).await;
        let ship = json!({"shipped_on": today(&order)});
        let found = wrong(&world, &order, "ship", &ship).await;
        let wanted: Vec<(&str, &str)> =
            asked.iter().map(|pointer| (*pointer, "required")).collect();
        assert_eq!(found, expected(&wanted), "{fields}");
        // An appointment needs a time, or the method first come first served.
        let half = json!({"pickup_appointment": {"method": "email"}, "delivery_appointment": {"method": "phone", "confirmation": "A-1"}});
        let half = world
            .broker
            .patch(&path(order.id()), &order.etag(), &half)
            .await
            .expect(200);
        assert_eq!(
            wrong(&world, &half, "ship", &ship).await,
            expected(&wanted),
            "{fields}: booked without a time"
        );
        let whole = json!({
            "pickup_appointment": {"at": "2026-03-04T11:30:00Z"}, "delivery_appointment": {"method": "first_come_first_serve"},
            "freight_cost": "0.00", "carrier_id": world.links["carrier_id"], "ship_from_plant_id": world.plant,
            "ship_to_location_id": fields["logistics_scenario"].as_str().filter(|how| *how != "customer_pickup").map(|_| world.dock),
        });
        let whole = world
            .broker
            .patch(&path(order.id()), &half.etag(), &whole)
            .await
            .expect(200);
        let ship = json!({"shipped_on": today(&order), "carrier_release_number": "REL-1", "seal_out": "SL-1"});
        let shipped = world
            .broker
            .act(&whole, "ship", &ship)
            .await
            .expect(200)
            .json();
        contains(
            &shipped,
            &json!({"status": "in_transit", "carrier_release_number": "REL-1", "seal_out": "SL-1", "shipped_on": today(&order)}),
            "",
        );
    }
}

async fn shipping_checks_days_lots_and_age(app: &mut App) {
    let world = World::new(app).await;
    let order = confirmed(&world, &json!({"order_date": "2026-01-10"})).await;
    for (day, code) in [
        (Value::Null, "required"),
        (json!("2999-01-01"), "in_the_future"),
        (json!("2026-01-09"), "too_early"),
    ] {
        let found = wrong(&world, &order, "ship", &json!({"shipped_on": day})).await;
        assert_eq!(found, expected(&[("/shipped_on", code)]), "{day}");
    }
    let line = &order.json()["lines"][0];
    let relined = async |order: &Reply, fields: &Value| {
        let mut body = sold(&world, "40000.00", "1.2275", Some("1.3150"));
        body["id"] = line["id"].clone();
        let patch = json!({"lines": [merged(body, fields)]});
        world
            .broker
            .patch(&path(order.id()), &order.etag(), &patch)
            .await
            .expect(200)
    };
    let ship = json!({"shipped_on": "2026-01-20"});
    let held = relined(&order, &json!({"lot_test_result": "pending"})).await;
    assert_eq!(
        wrong(&world, &held, "ship", &ship).await,
        expected(&[("/lines/0/lot_test_result", "lot_on_hold")])
    );
    let aged = relined(
        &held,
        &json!({"lot_test_result": "negative", "max_age": "d10"}),
    )
    .await;
    assert_eq!(
        wrong(&world, &aged, "ship", &ship).await,
        expected(&[("/lines/0/production_date", "required")])
    );
    let old = relined(
        &aged,
        &json!({"max_age": "d10", "production_date": "2026-01-09"}),
    )
    .await;
    assert_eq!(
        wrong(&world, &old, "ship", &ship).await,
        expected(&[("/lines/0/production_date", "too_old")])
    );
    let fresh = relined(
        &old,
        &json!({"max_age": "d10", "production_date": "2026-01-10"}),
    )
    .await;
    world.broker.act(&fresh, "ship", &ship).await.expect(200);
}

async fn delivering_checks_its_day(app: &mut App) {
    let world = World::new(app).await;
    let order = confirmed(&world, &json!({"order_date": "2026-01-10"})).await;
    let shipped = world
        .broker
        .act(&order, "ship", &json!({"shipped_on": "2026-01-12"}))
        .await
        .expect(200);
    for (day, code) in [
        (Value::Null, "required"),
        (json!("2999-01-01"), "in_the_future"),
        (json!("2026-01-11"), "too_early"),
    ] {
        let found = wrong(&world, &shipped, "deliver", &json!({"delivered_on": day})).await;
        assert_eq!(found, expected(&[("/delivered_on", code)]), "{day}");
    }
    let found = wrong(
        &world,
        &shipped,
        "deliver",
        &json!({"delivered_on": "monday"}),
    )
    .await;
    assert_eq!(found, expected(&[("/delivered_on", "wrong_type")]));
    let delivered = world
        .broker
        .act(
            &shipped,
            "deliver",
            &json!({"delivered_on": "2026-01-12", "seal_in": "SL-9"}),
        )
        .await
        .expect(200);
    contains(
        &delivered.json(),
        &json!({"status": "delivered", "delivered_on": "2026-01-12", "seal_in": "SL-9"}),
        "",
    );
}

async fn weighing_names_lines_and_sources(app: &mut App) {
    let world = World::new(app).await;
    let order = order_in(&world, "in_transit").await;
    let id = order.json()["lines"][0]["id"].clone();
    let weigh = |fields: Value| json!({"lines": [merged(json!({"id": id}), &fields)]});
    let cases = [
        (json!({}), "/lines", "required"),
        (json!({"lines": []}), "/lines", "required"),
        (
            json!({"lines": [{"actual_weight": "40000.00", "weight_source": "bol"}]}),
            "/lines/0/id",
            "unknown_line",
        ),
        (
            json!({"lines": [{"id": 999_999, "actual_weight": "40000.00", "weight_source": "bol"}]}),
            "/lines/0/id",
            "unknown_line",
        ),
        (
            weigh(json!({"actual_weight": "40127.50"})),
            "/lines/0/weight_source",
            "required",
        ),
        (
            weigh(json!({"weight_source": "bol"})),
            "/lines/0/weight_source",
            "required",
        ),
        (
            weigh(json!({"actual_weight": "0.00", "weight_source": "bol"})),
            "/lines/0/actual_weight",
            "must_be_positive",
        ),
        (
            weigh(json!({"actual_weight": "40000.00", "weight_source": "guess"})),
            "/lines/0/weight_source",
            "unknown_code",
        ),
        (
            weigh(json!({"actual_weight": "40000.00", "weight_source": "bol", "actual_units": -1})),
            "/lines/0/actual_units",
            "out_of_range",
        ),
    ];
    for (body, pointer, code) in cases {
        assert_eq!(
            wrong(&world, &order, "weigh", &body).await,
            expected(&[(pointer, code)]),
            "{body}"
        );
    }
    assert_eq!(order.json()["is_estimated"], true);
    let weighed = world
        .broker
        .act(
            &order,
            "weigh",
            &weigh(
                json!({"actual_weight": "40127.50", "weight_source": "bol", "actual_units": 20}),
            ),
        )
        .await
        .expect(200);
    let wanted = json!({"status": "in_transit", "is_estimated": false, "actual_weight_lb": "40127.50", "buy_total": "49256.51", "sell_total": "52767.66", "margin": "3511.15"});
    contains(&weighed.json(), &wanted, "");
    contains(
        &weighed.json()["lines"][0],
        &json!({"actual_units": 20, "weight_source": "bol", "ordered_weight": "40000.00"}),
        "",
    );
    let taken_back = world
        .broker
        .act(&weighed, "weigh", &weigh(json!({"actual_weight": null})))
        .await
        .expect(200)
        .json();
    contains(
        &taken_back,
        &json!({"is_estimated": true, "actual_weight_lb": null, "buy_total": "49100.00"}),
        "",
    );
}
