//! Issuing and confirming: the actions that bind both parties.

use serde_json::{Value, json};

use super::super::path;
use super::wrong;
use crate::support::reply::{contains, expected};
use crate::support::samples::{merged, order};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    issuing_asks_for_parties_lines_and_prices,
    issuing_keeps_the_parties_as_they_were,
    a_loss_must_be_confirmed,
    weights_fit_their_containers,
    special_lots_go_to_cooks_only,
    confirming_asks_for_the_confirmation_number,
);

async fn issuing_asks_for_parties_lines_and_prices(app: &mut App) {
    let world = World::new(app).await;
    let bare = world
        .broker
        .create("/purchase-orders", &json!({"supplier_id": world.supplier}))
        .await;
    let found = wrong(&world, &bare, "issue", &json!({})).await;
    assert_eq!(
        found,
        expected(&[("/customer_id", "required"), ("/lines", "required")])
    );
    let mut body = order(&world);
    let product = world.product;
    body["lines"] = json!([
        {"product_id": product, "description": "No price", "ordered_weight": "1.00"},
        {"product_id": product, "description": "No weight", "ordered_units": 1, "buy_price": "1.0000", "buy_basis": "per_lb"},
        {"product_id": product, "description": "No cases", "ordered_weight": "1.00", "buy_price": "1.0000", "buy_basis": "per_case"},
        {"description": "No product", "ordered_weight": "1.00", "buy_price": "1.0000", "buy_basis": "per_lb"},
        {"product_id": product, "description": "No quantity", "buy_price": "1.0000", "buy_basis": "per_load"},
        {"product_id": product, "description": "By the case", "ordered_units": 1, "buy_price": "1.0000", "buy_basis": "per_case"},
    ]);
    let made = world.broker.create("/purchase-orders", &body).await;
    let found = wrong(&world, &made, "issue", &json!({})).await;
    let wanted = [
        ("/lines/0/buy_price", "required"),
        ("/lines/1/ordered_weight", "required"),
        ("/lines/2/ordered_units", "required"),
        ("/lines/3/product_id", "required"),
        ("/lines/4/ordered_weight", "required"),
    ];
    assert_eq!(found, expected(&wanted));
    let unpriced = merged(
        order(&world),
        &json!({"customer_id": null, "for_stock": true}),
    );
    let mut unpriced = unpriced;
    unpriced["lines"][0]["sell_price"] = Value::Null;
    let stock = world.broker.create("/purchase-orders", &unpriced).await;
    world
        .broker
        .act(&stock, "issue", &json!({}))
        .await
        .expect(200);
}

async fn issuing_keeps_the_parties_as_they_were(app: &mut App) {
    let world = World::new(app).await;
    let supplier = format!("/suppliers/{}", world.supplier);
    let address = json!({"address_line1": "120 Sample Road", "city": "Omaha", "state": "NE", "postal_code": "68102", "phone": "+14025550100", "payment_terms": "net_7"});
    let filled = world
        .broker
        .patch(&supplier, "\"1\"", &address)
        .await
        .expect(200);
    let terms = json!({"payment_terms": "net_15"});
    world
        .broker
        .patch(&format!("/customers/{}", world.customer), "\"1\"", &terms)
        .await
        .expect(200);
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    contains(
        &draft.json(),
        &json!({"supplier_snapshot": null, "customer_snapshot": null}),
        "",
    );
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    let kept = json!({"name": "World supplier", "address": "120 Sample Road, Omaha, NE 68102", "phone": "+14025550100", "email": null});
    contains(
        &issued.json()["supplier_snapshot"],
        &kept,
        "/supplier_snapshot",
    );
    contains(
        &issued.json(),
        &json!({"supplier_terms": "net_7", "customer_terms": "net_15"}),
        "",
    );
    world
        .broker
        .patch(
            &supplier,
            &filled.etag(),
            &json!({"name": "Renamed", "city": "Lincoln"}),
        )
        .await
        .expect(200);
    let read = world
        .broker
        .get(&path(issued.id()))
        .await
        .expect(200)
        .json();
    contains(&read["supplier_snapshot"], &kept, "/supplier_snapshot");
    assert_eq!(
        read["supplier_name"], "Renamed",
        "the name of today stands beside"
    );
    assert_eq!(read["version"], issued.json()["version"]);
    let back = world
        .admin
        .act(&issued, "step-back", &json!({"reason": "wrong party"}))
        .await
        .expect(200)
        .json();
    contains(
        &back,
        &json!({"status": "draft", "supplier_snapshot": null, "customer_snapshot": null}),
        "",
    );
}

async fn a_loss_must_be_confirmed(app: &mut App) {
    let world = World::new(app).await;
    let mut body = order(&world);
    body["lines"][0]["sell_price"] = json!("1.2274");
    let made = world.broker.create("/purchase-orders", &body).await;
    assert_eq!(made.json()["margin"], "-4.00");
    let found = wrong(
        &world,
        &made,
        "issue",
        &json!({"accept_negative_margin": false}),
    )
    .await;
    assert_eq!(
        found,
        expected(&[("/accept_negative_margin", "negative_margin")])
    );
    world
        .broker
        .act(&made, "issue", &json!({"accept_negative_margin": true}))
        .await
        .expect(200);
    body["lines"][0]["sell_price"] = json!("1.2275");
    let even = world.broker.create("/purchase-orders", &body).await;
    world
        .broker
        .act(&even, "issue", &json!({}))
        .await
        .expect(200);
}

async fn weights_fit_their_containers(app: &mut App) {
    let world = World::new(app).await;
    let mut made = Vec::new();
    for (code, more) in [
        (
            "NET",
            json!({"weight_basis": "net", "unit_weight": "40.00"}),
        ),
        (
            "CATCH",
            json!({"min_unit_weight": "38.00", "max_unit_weight": "52.00"}),
        ),
    ] {
        let body = json!({"code": code, "description": "Cases", "species": "beef"});
        let product = merged(body, &more);
        made.push(world.broker.create("/products", &product).await.id());
    }
    let (net, catch) = (made[0], made[1]);
    // 20 cases; net within 0.5 % of 800 lb, catch from 760 to 1,040 lb.
    for (product, weight, off) in [
        (net, "804.00", false),
        (net, "804.01", true),
        (catch, "760.00", false),
        (catch, "759.99", true),
        (catch, "1040.01", true),
    ] {
        let mut body = order(&world);
        body["lines"][0]["product_id"] = json!(product);
        body["lines"][0]["ordered_weight"] = json!(weight);
        let draft = world.broker.create("/purchase-orders", &body).await;
        let said = &draft.json()["lines"][0]["is_off_weight"];
        assert_eq!(said, off, "{weight}");
        if product == net && off {
            let found = wrong(&world, &draft, "issue", &json!({})).await;
            let wanted = [("/lines/0/ordered_weight", "net_weight_differs")];
            assert_eq!(found, expected(&wanted));
        } else {
            world
                .broker
                .act(&draft, "issue", &json!({}))
                .await
                .expect(200);
        }
    }
}

async fn special_lots_go_to_cooks_only(app: &mut App) {
    let world = World::new(app).await;
    let cook = world
        .broker
        .create(
            "/customers",
            &json!({"name": "Corvane", "cooks_product": true}),
        )
        .await
        .id();
    for lot in [
        json!({"test_class": "positive"}),
        json!({"test_class": "cooker_only"}),
        json!({"lot_test_result": "positive"}),
    ] {
        let mut body = order(&world);
        body["lines"][0] = merged(body["lines"][0].clone(), &lot);
        let made = world.broker.create("/purchase-orders", &body).await;
        if lot["lot_test_result"] == "positive" {
            let line = made.json()["lines"][0].clone();
            assert_eq!(line["test_class"], "cooker_only", "the result decides");
        }
        let found = wrong(&world, &made, "issue", &json!({})).await;
        assert_eq!(
            found,
            expected(&[("/lines/0/test_class", "needs_cook")]),
            "{lot}"
        );
        body["customer_id"] = json!(cook);
        let made = world.broker.create("/purchase-orders", &body).await;
        world
            .broker
            .act(&made, "issue", &json!({}))
            .await
            .expect(200);
    }
}

async fn confirming_asks_for_the_confirmation_number(app: &mut App) {
    let world = World::new(app).await;
    for (format, asked) in [
        (Value::Null, false),
        (json!("carrier_release"), false),
        (json!("supplier_confirmation"), true),
        (json!("both"), true),
    ] {
        let made = world
            .broker
            .create(
                "/purchase-orders",
                &merged(order(&world), &json!({"release_format": format})),
            )
            .await;
        let issued = world
            .broker
            .act(&made, "issue", &json!({}))
            .await
            .expect(200);
        if asked {
            let found = wrong(&world, &issued, "confirm", &json!({})).await;
            assert_eq!(
                found,
                expected(&[("/supplier_confirmation_number", "required")]),
                "{format}"
            );
            let body = json!({"supplier_confirmation_number": "x".repeat(101)});
            assert_eq!(
                wrong(&world, &issued, "confirm", &body).await,
                expected(&[("/supplier_confirmation_number", "too_long")])
            );
        }
        let body = json!({"supplier_confirmation_number": " SC-0041 "});
        let confirmed = world
            .broker
            .act(&issued, "confirm", &body)
            .await
            .expect(200)
            .json();
        contains(
            &confirmed,
            &json!({"status": "confirmed", "supplier_confirmation_number": "SC-0041"}),
            "",
        );
    }
    // A number that the order already has is enough.
    let fields = json!({"release_format": "both", "supplier_confirmation_number": "SC-7"});
    let made = world
        .broker
        .create("/purchase-orders", &merged(order(&world), &fields))
        .await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    world
        .broker
        .act(&issued, "confirm", &json!({}))
        .await
        .expect(200);
}
