//! Bounds of an order's numbers: amounts in range, weights that need confirmation, required test classes.

use serde_json::{Value, json};

use super::gates::sendable;
use super::path;
use crate::support::samples::{merged, order, sold};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    amounts_beyond_the_limit_are_refused,
    weighing_asks_about_what_is_far_off,
    a_positive_product_is_sold_as_such,
);

async fn amounts_beyond_the_limit_are_refused(app: &mut App) {
    let world = World::new(app).await;
    let huge = |weight: &str, price: &str| {
        let mut body = order(&world);
        body["lines"] = json!([sold(&world, weight, price, Some("1.0000"))]);
        body
    };
    let line = [("/lines/0/buy_price", "out_of_range")];
    let large = huge("999999999.99", "999999999.9999");
    let refused = world.broker.post("/purchase-orders", &large).await;
    refused.refuses(&line);
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let patch = json!({"lines": large["lines"]});
    let place = path(draft.id());
    let refused = world.broker.patch(&place, &draft.etag(), &patch).await;
    refused.refuses(&line);
    // Each line is in range, but their sum is not.
    let mut many = order(&world);
    let flat = merged(
        sold(&world, "1.00", "999999999.9999", None),
        &json!({"buy_basis": "per_case", "ordered_units": 900}),
    );
    many["lines"] = json!([flat, flat]);
    let refused = world.broker.post("/purchase-orders", &many).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    // Kilograms in range convert to pounds out of range.
    let heavy = merged(
        sold(&world, "999999999.99", "0.0001", None),
        &json!({"weight_unit": "kg"}),
    );
    let mut body = order(&world);
    body["lines"] = json!([heavy]);
    let refused = world.broker.post("/purchase-orders", &body).await;
    let found = refused.wrong_fields();
    let wanted = (
        "/lines/0/ordered_weight".to_owned(),
        "out_of_range".to_owned(),
    );
    assert!(found.contains(&wanted), "{found:?}");
}

async fn weighing_asks_about_what_is_far_off(app: &mut App) {
    let world = World::new(app).await;
    let order = super::order_in(&world, "in_transit").await;
    let id = order.json()["lines"][0]["id"].clone();
    let line = |weight: &str, units: Value| json!({"id": id, "actual_weight": weight, "weight_source": "bol", "actual_units": units});
    let weigh = async |body: Value| world.broker.act(&order, "weigh", &body).await;
    let far = weigh(json!({"lines": [line("41000.00", json!(20))]})).await;
    far.refuses(&[("/lines/0/actual_weight", "weight_variance")]);
    let twice = json!([line("40000.00", json!(20)), line("39900.00", json!(20))]);
    let twice = weigh(json!({"lines": twice})).await;
    twice.refuses(&[("/lines/1/id", "duplicate_line")]);
    let many = weigh(json!({"lines": [line("40000.00", json!(41))]})).await;
    many.refuses(&[("/lines/0/actual_units", "beyond_ordered")]);
    let none = weigh(json!({"lines": [line("40000.00", json!(0))]})).await;
    none.refuses(&[("/lines/0/actual_units", "must_be_positive")]);
    let confirmed = weigh(json!({"accept_variance": true, "lines": [line("41000.00", json!(20))]}))
        .await
        .expect(200);
    assert_eq!(confirmed.json()["lines"][0]["is_off_variance"], true);
    // Entering the same weight again needs no new confirmation.
    let again = json!({"lines": [line("41000.00", json!(21))]});
    let again = world
        .broker
        .act(&confirmed, "weigh", &again)
        .await
        .expect(200);
    let near = json!({"lines": [line("40100.00", json!(20))]});
    let near = world.broker.act(&again, "weigh", &near).await.expect(200);
    assert_eq!(near.json()["lines"][0]["is_off_variance"], false);
}

async fn a_positive_product_is_sold_as_such(app: &mut App) {
    let world = World::new(app).await;
    let customer = format!("/customers/{}", world.customer);
    let cooks = json!({"cooks_product": true});
    let now = world.admin.get(&customer).await.expect(200);
    world
        .admin
        .patch(&customer, &now.etag(), &cooks)
        .await
        .expect(200);
    let product =
        json!({"description": "Trim, positive", "species": "beef", "test_class": "positive"});
    let product = world.broker.create("/products", &product).await.id();
    let mut body = order(&world);
    body["lines"][0]["product_id"] = json!(product);
    body["lines"][0]["test_class"] = json!("not_applicable");
    let draft = world.broker.create("/purchase-orders", &body).await;
    let refused = world.broker.act(&draft, "issue", &json!({})).await;
    refused.refuses(&[("/lines/0/test_class", "weaker_than_product")]);
    let said = merged(sendable(&draft), &json!({"test_class": "positive"}));
    let said = world
        .broker
        .patch(&path(draft.id()), &draft.etag(), &json!({"lines": [said]}))
        .await
        .expect(200);
    let issued = world
        .broker
        .act(&said, "issue", &json!({}))
        .await
        .expect(200);
    let hidden = merged(sendable(&issued), &json!({"test_class": "not_applicable"}));
    let refused = world
        .broker
        .patch(
            &path(issued.id()),
            &issued.etag(),
            &json!({"lines": [hidden]}),
        )
        .await;
    refused.refuses(&[("/lines/0/test_class", "weaker_than_product")]);
}
