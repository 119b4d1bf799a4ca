//! Lines are part of the order: kept by ID, added without one, removed when absent.

use serde_json::{Value, json};

use super::path;
use crate::support::reply::{contains, expected};
use crate::support::samples::{line, order, sold};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    lines_are_kept_added_and_removed,
    lines_of_another_order_are_refused,
    line_rules_name_every_wrong_field,
    history_names_the_line_that_changed,
    two_hundred_lines_fit,
);

/// A line from a response, reduced to its writable fields.
pub(super) fn sendable(line: &Value) -> Value {
    let computed = [
        "line_no",
        "actual_units",
        "actual_weight",
        "weight_source",
        "case_count",
        "buy_amount",
        "sell_amount",
        "ordered_weight_lb",
        "actual_weight_lb",
        "buy_price_per_lb",
        "product_code",
        "sell_price_per_lb",
        "is_estimated",
        "invoice_status",
        "billed_amount",
        "billing_difference",
        "is_off_weight",
        "is_off_variance",
        "is_off_price",
    ];
    let mut line = line.clone();
    let fields = line.as_object_mut().expect("a line");
    fields.retain(|name, _| !computed.contains(&name.as_str()));
    line
}

async fn lines_are_kept_added_and_removed(app: &mut App) {
    let world = World::new(app).await;
    let mut body = order(&world);
    body["lines"] = json!([
        line("One", "100.00", "1.0000", None),
        line("Two", "200.00", "1.0000", None),
        line("Three", "300.00", "1.0000", None)
    ]);
    let made = world.broker.create("/purchase-orders", &body).await;
    let lines = made.json()["lines"].clone();
    let ids: Vec<&Value> = lines
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| &line["id"])
        .collect();
    let numbers: Vec<Value> = lines
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| line["line_no"].clone())
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    let mut third = sendable(&lines[2]);
    third["ordered_weight"] = json!("333.00");
    let patch =
        json!({"lines": [third, sendable(&lines[0]), line("Four", "400.00", "1.0000", None)]});
    let changed = world
        .broker
        .patch(&path(made.id()), &made.etag(), &patch)
        .await
        .expect(200)
        .json();
    let now = changed["lines"].as_array().expect("lines");
    let summary: Vec<(&Value, &Value, &Value)> = now
        .iter()
        .map(|line| {
            (
                &line["line_no"],
                &line["description"],
                &line["ordered_weight"],
            )
        })
        .collect();
    let wanted = [
        (json!(1), json!("Three"), json!("333.00")),
        (json!(2), json!("One"), json!("100.00")),
        (json!(3), json!("Four"), json!("400.00")),
    ];
    for ((no, description, weight), found) in wanted.iter().zip(&summary) {
        assert_eq!((no, description, weight), *found);
    }
    assert_eq!(
        (&now[0]["id"], &now[1]["id"]),
        (ids[2], ids[0]),
        "kept lines keep their ids"
    );
    assert!(!ids.contains(&&now[2]["id"]), "a new line has a new id");
    let emptied = world
        .broker
        .patch(&path(made.id()), "\"2\"", &json!({"lines": []}))
        .await
        .expect(200)
        .json();
    assert_eq!(emptied["lines"], json!([]));
    assert_eq!(
        (
            &emptied["buy_total"],
            &emptied["weight_lb"],
            &emptied["margin"]
        ),
        (&Value::Null, &json!("0.00"), &Value::Null)
    );
}

async fn lines_of_another_order_are_refused(app: &mut App) {
    let world = World::new(app).await;
    let one = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let two = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let stolen = sendable(&two.json()["lines"][0]);
    let own = sendable(&one.json()["lines"][0]);
    for (lines, index) in [
        (json!([stolen]), 0),
        (json!([own, stolen]), 1),
        (json!([own, own]), 1),
    ] {
        let refused = world
            .broker
            .patch(&path(one.id()), &one.etag(), &json!({"lines": lines}))
            .await;
        let found = refused.wrong_fields();
        assert!(
            found
                .iter()
                .any(|(pointer, _)| *pointer == format!("/lines/{index}/id")),
            "{found:?}"
        );
    }
    let mut body = order(&world);
    body["lines"] = json!([stolen]);
    let found = world
        .broker
        .post("/purchase-orders", &body)
        .await
        .wrong_fields();
    assert!(
        found.iter().any(|(pointer, _)| pointer == "/lines/0/id"),
        "a new order has no lines yet: {found:?}"
    );
    assert_eq!(
        world.broker.get(&path(two.id())).await.expect(200).json(),
        two.json()
    );
}

async fn line_rules_name_every_wrong_field(app: &mut App) {
    let world = World::new(app).await;
    let mut body = order(&world);
    body["lines"] = json!([
        line("Right", "1.00", "1.0000", None),
        {
            "description": " ", "ordered_units": -1, "ordered_weight": "0.00", "buy_price": "-0.0001", "buy_basis": "per_lb",
            "sell_price": "1.0000", "zero_price_reason": "x".repeat(201), "max_age": "d99", "lot_number": "x".repeat(51),
            "test_class": "guessed", "country_of_origin": "ZZZ", "notes": "x".repeat(501),
        },
        {"description": "Free", "buy_price": "0.0000", "buy_basis": "per_lb", "ordered_units": 1_000_001},
    ]);
    body["delivery_date"] = json!("2020-01-01");
    body["for_stock"] = json!(true);
    body["freight_terms"] = json!("by_sea");
    body["supplier_terms"] = json!("net_5");
    body["customer_terms"] = json!("net_6");
    body["temperature_setpoint_f"] = json!("28.55");
    body["pickup_appointment"] =
        json!({"at": "monday", "method": "pigeon", "confirmation": "x".repeat(101)});
    let found = world
        .broker
        .post("/purchase-orders", &body)
        .await
        .wrong_fields();
    let wanted = [
        ("/delivery_date", "before_order"),
        ("/for_stock", "has_customer"),
        ("/freight_terms", "unknown_code"),
        ("/supplier_terms", "unknown_code"),
        ("/customer_terms", "unknown_code"),
        ("/temperature_setpoint_f", "too_many_decimals"),
        ("/pickup_appointment/at", "invalid_instant"),
        ("/pickup_appointment/method", "unknown_code"),
        ("/pickup_appointment/confirmation", "too_long"),
        ("/lines/1/description", "required"),
        ("/lines/1/ordered_units", "out_of_range"),
        ("/lines/1/ordered_weight", "must_be_positive"),
        ("/lines/1/buy_price", "must_not_be_negative"),
        ("/lines/1/sell_basis", "required"),
        ("/lines/1/zero_price_reason", "too_long"),
        ("/lines/1/max_age", "unknown_code"),
        ("/lines/1/lot_number", "too_long"),
        ("/lines/1/test_class", "unknown_code"),
        ("/lines/1/country_of_origin", "unknown_code"),
        ("/lines/1/notes", "too_long"),
        ("/lines/2/zero_price_reason", "required"),
        ("/lines/2/ordered_units", "out_of_range"),
    ];
    assert_eq!(found, expected(&wanted));
    for (dates, pointer, code) in [
        (
            json!({"order_date": "2026-03-02", "pickup_date": "2026-03-01"}),
            "/pickup_date",
            "before_order",
        ),
        (
            json!({"order_date": "2026-03-02", "pickup_date": "2026-03-04", "delivery_date": "2026-03-03"}),
            "/delivery_date",
            "before_pickup",
        ),
        (
            json!({"order_date": "2026-03-02", "requested_delivery_date": "2026-03-01"}),
            "/requested_delivery_date",
            "before_order",
        ),
    ] {
        let body = crate::support::samples::merged(order(&world), &dates);
        assert_eq!(
            world
                .broker
                .post("/purchase-orders", &body)
                .await
                .wrong_fields(),
            expected(&[(pointer, code)]),
            "{dates}"
        );
    }
}

async fn history_names_the_line_that_changed(app: &mut App) {
    let world = World::new(app).await;
    let mut body = order(&world);
    body["lines"] = json!([
        line("One", "100.00", "1.0000", None),
        line("Two", "200.00", "1.0000", None)
    ]);
    let made = world.broker.create("/purchase-orders", &body).await;
    let lines = made.json()["lines"].clone();
    let mut second = sendable(&lines[1]);
    second["buy_price"] = json!("1.2500");
    let patch = json!({"lines": [sendable(&lines[0]), second]});
    world
        .broker
        .patch(&path(made.id()), &made.etag(), &patch)
        .await
        .expect(200);
    let history = world
        .broker
        .get(&format!("{}/history", path(made.id())))
        .await
        .expect(200)
        .json();
    let changes = history["items"][0]["changes"].as_array().expect("changes");
    let wanted = format!("/lines/{}/buy_price", lines[1]["id"]);
    let change = changes
        .iter()
        .find(|change| change["pointer"] == json!(wanted));
    let change = change.unwrap_or_else(|| panic!("{wanted} is missing in {changes:?}"));
    assert_eq!(
        (&change["before"], &change["after"]),
        (&json!("1.0000"), &json!("1.2500"))
    );
    let untouched = format!("/lines/{}", lines[0]["id"]);
    assert!(
        changes.iter().all(|change| !change["pointer"]
            .as_str()
            .unwrap_or_default()
            .starts_with(&untouched)),
        "{changes:?}"
    );
}

async fn two_hundred_lines_fit(app: &mut App) {
    let world = World::new(app).await;
    let mut body = order(&world);
    let lines: Vec<Value> = (0..201)
        .map(|_| sold(&world, "10.00", "1.0000", Some("1.1000")))
        .collect();
    body["lines"] = json!(lines);
    world
        .broker
        .post("/purchase-orders", &body)
        .await
        .refuses(&[("/lines", "too_many")]);
    body["lines"] = json!(lines[..200]);
    let made = world.broker.create("/purchase-orders", &body).await;
    contains(
        &made.json(),
        &json!({"buy_total": "2000.00", "sell_total": "2200.00", "margin": "200.00"}),
        "",
    );
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(issued.json()["lines"].as_array().map(Vec::len), Some(200));
}
