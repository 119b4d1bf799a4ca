//! Customers: their own rules and filters.

use serde_json::{Value, json};

use crate::support::listing::Shelf;
use crate::support::reply::expected;
use crate::support::samples::{merged, order, owes};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    only_managers_set_credit,
    exposure_follows_the_orders,
    a_customer_on_an_open_order_is_not_archived,
);

async fn every_filter_filters(app: &mut App) {
    let world = World::new(app).await;
    let low = json!({
        "name": "Low", "segments": ["processor"], "documents_needed": ["brc", "spec_sheet"], "species": ["beef"],
        "payment_terms": "net_7", "edibility": "edible", "state": "NE", "credit_hold": true,
    });
    let high = json!({
        "name": "High", "segments": ["retail", "wholesaler"], "documents_needed": ["label_picture"], "species": ["pork"],
        "payment_terms": "net_30", "edibility": "both", "state": "Ontario", "country": "CAN", "city": "Toronto",
    });
    let low = world
        .admin
        .create(
            "/customers",
            &merged(low, &json!({"owner_id": world.broker.id().get()})),
        )
        .await;
    let high = world.admin.create("/customers", &high).await;
    let empty = world
        .broker
        .create("/customers", &json!({"name": "Empty"}))
        .await;
    owes(&world.broker, low.id(), "100.00").await;
    let bought = json!({"description": "Trim", "species": "pork", "customers": [high.id()]});
    let product = world.broker.create("/products", &bought).await;
    let product = product.id().to_string();
    let (broker, admin) = (world.broker.id().to_string(), world.admin.id().to_string());
    let moment = |field: &str| high.json()[field].as_str().unwrap_or_default().to_owned();
    let (created, updated) = (moment("created_at"), moment("updated_at"));
    let shelf = Shelf {
        actor: &world.broker,
        path: "/customers",
        records: vec![
            ("low", low.id()),
            ("high", high.id()),
            ("empty", empty.id()),
        ],
    };
    shelf
        .try_all(&[
            ("q", "toronto", &["high"]),
            ("archived", "true", &[]),
            ("archived", "any", &["low", "high", "empty"]),
            ("owner_id", &admin, &["high"]),
            ("owner_id[not]", &admin, &["low", "empty"]),
            ("owner_id[is_null]", "true", &[]),
            ("owner_id", &broker, &["low", "empty"]),
            ("created_at", &created, &["high"]),
            ("created_at[gte]", &created, &["high", "empty"]),
            ("created_at[gt]", &created, &["empty"]),
            ("created_at[lte]", &created, &["low", "high"]),
            ("created_at[lt]", &created, &["low"]),
            ("created_at[is_null]", "true", &[]),
            ("updated_at", &updated, &["high"]),
            ("updated_at[gte]", &updated, &["high", "empty"]),
            ("updated_at[gt]", &updated, &["empty"]),
            ("updated_at[lte]", &updated, &["low", "high"]),
            ("updated_at[lt]", &updated, &["low"]),
            ("updated_at[is_null]", "true", &[]),
            ("segment", "retail", &["high"]),
            ("segment[not]", "retail", &["low", "empty"]),
            ("segment[is_null]", "true", &["empty"]),
            (
                "document_needed",
                "spec_sheet,label_picture",
                &["low", "high"],
            ),
            ("document_needed", "spec_sheet", &["low"]),
            ("document_needed[not]", "brc", &["high", "empty"]),
            ("document_needed[is_null]", "false", &["low", "high"]),
            ("species", "pork", &["high"]),
            ("species[not]", "pork", &["low", "empty"]),
            ("species[is_null]", "true", &["empty"]),
            ("payment_terms", "net_7,net_15", &["low"]),
            ("payment_terms[not]", "net_7", &["high", "empty"]),
            ("payment_terms[is_null]", "true", &["empty"]),
            ("edibility", "both", &["high"]),
            ("edibility[not]", "both", &["low", "empty"]),
            // The default is edible.
            ("edibility", "edible", &["low", "empty"]),
            ("edibility[is_null]", "true", &[]),
            ("edibility[is_null]", "false", &["low", "high", "empty"]),
            ("state", "Ontario", &["high"]),
            ("state[not]", "Ontario", &["low", "empty"]),
            ("state[is_null]", "true", &["empty"]),
            ("country", "USA", &["low"]),
            ("country[not]", "USA", &["high", "empty"]),
            ("country[is_null]", "true", &["empty"]),
            ("product_id", &product, &["high"]),
            ("product_id[not]", &product, &["low", "empty"]),
            ("product_id[is_null]", "true", &["low", "empty"]),
            ("has_open_balance", "true", &["low"]),
            ("has_open_balance", "false", &["high", "empty"]),
            ("credit_standing", "on_hold", &["low"]),
            ("credit_standing", "good,near_limit", &["high", "empty"]),
            ("credit_standing", "over_limit,overdue,long_overdue", &[]),
            ("credit_standing[not]", "on_hold", &["high", "empty"]),
            ("credit_standing[is_null]", "true", &[]),
            ("credit_hold", "true", &["low"]),
            ("credit_hold", "false", &["high", "empty"]),
        ])
        .await;
    shelf
        .try_together(
            &[("segment", "retail,processor"), ("credit_hold", "false")],
            &["high"],
        )
        .await;
}

async fn only_managers_set_credit(app: &mut App) {
    let world = World::new(app).await;
    let manager = app.manager().await;
    for fields in [
        json!({"credit_limit": "1000.00"}),
        json!({"credit_hold": true}),
    ] {
        let body = merged(json!({"name": format!("On credit {fields}")}), &fields);
        world
            .broker
            .post("/customers", &body)
            .await
            .problem(403, "forbidden");
        let made = manager.create("/customers", &body).await;
        let path = format!("/customers/{}", made.id());
        let (name, _) = fields
            .as_object()
            .and_then(|fields| fields.iter().next())
            .expect("a field");
        world
            .broker
            .patch(&path, &made.etag(), &json!({name: null}))
            .await
            .problem(403, "forbidden");
        let replaced = merged(json!({"name": "Replaced"}), &json!({}));
        world
            .broker
            .put(&path, &made.etag(), &replaced)
            .await
            .problem(403, "forbidden");
        // Unchanged values do not count as set.
        let same = merged(fields.clone(), &json!({"notes": "x"}));
        let changed = world
            .broker
            .patch(&path, &made.etag(), &same)
            .await
            .expect(200);
        manager
            .patch(&path, &changed.etag(), &json!({name: null}))
            .await
            .expect(200);
    }
    for limit in ["-1.00", "1000000000000.00", "1.005"] {
        let body = json!({"name": "Odd limit", "credit_limit": limit});
        let found = manager.post("/customers", &body).await.wrong_fields();
        assert_eq!(found[0].0, "/credit_limit", "{limit}");
    }
    let largest = json!({"name": "Largest limit", "credit_limit": "999999999999.99"});
    assert_eq!(
        manager.create("/customers", &largest).await.json()["credit_limit"],
        "999999999999.99"
    );
    let shortest = json!({"name": "Shortest limit", "credit_limit": "5"});
    assert_eq!(
        manager.create("/customers", &shortest).await.json()["credit_limit"],
        "5.00"
    );
}

async fn exposure_follows_the_orders(app: &mut App) {
    let world = World::new(app).await;
    let path = format!("/customers/{}", world.customer);
    let exposure = async || {
        let record = world.broker.get(&path).await.expect(200).json();
        (
            record["credit_exposure"].clone(),
            record["open_order_count"].clone(),
        )
    };
    assert_eq!(exposure().await, (json!("0.00"), json!(0)));
    let mut etags = Vec::new();
    for n in 1..=2 {
        let made = world
            .broker
            .create("/purchase-orders", &order(&world))
            .await;
        let step = format!("/purchase-orders/{}", made.id());
        let issued = world
            .broker
            .post_with_etag(&format!("{step}/issue"), &made.etag(), &json!({}))
            .await
            .expect(200);
        etags.push((step, issued.etag()));
        let total = ["52600.00", "105200.00"][n - 1];
        assert_eq!(exposure().await, (json!(total), json!(n)));
    }
    let (step, etag) = &etags[0];
    world
        .broker
        .post_with_etag(
            &format!("{step}/cancel"),
            etag,
            &json!({"reason": "frees credit"}),
        )
        .await
        .expect(200);
    assert_eq!(exposure().await, (json!("52600.00"), json!(1)));
    let stock = merged(
        order(&world),
        &json!({"customer_id": null, "for_stock": true}),
    );
    let made = world.broker.create("/purchase-orders", &stock).await;
    let step = format!("/purchase-orders/{}/issue", made.id());
    world
        .broker
        .post_with_etag(&step, &made.etag(), &json!({}))
        .await
        .expect(200);
    assert_eq!(exposure().await, (json!("52600.00"), json!(1)));
}

async fn a_customer_on_an_open_order_is_not_archived(app: &mut App) {
    let world = World::new(app).await;
    let path = format!("/customers/{}", world.customer);
    let made = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let step = format!("/purchase-orders/{}/issue", made.id());
    let issued = world
        .broker
        .post_with_etag(&step, &made.etag(), &json!({}))
        .await
        .expect(200);
    let refused = world
        .broker
        .delete(&path, "\"1\"")
        .await
        .problem(409, "in_use");
    assert_eq!(refused.blocker_count, Some(1));
    assert_eq!(refused.blockers[0].id, made.id());
    assert_eq!(json!(refused.blockers[0].label), issued.json()["number"]);
    let cancel = format!("/purchase-orders/{}/cancel", made.id());
    world
        .broker
        .post_with_etag(&cancel, &issued.etag(), &json!({"reason": "x"}))
        .await
        .expect(200);
    let archived = world.broker.delete(&path, "\"1\"").await.expect(200);
    assert_ne!(archived.json()["archived_at"], Value::Null);
    // A new order for an archived customer is rejected too.
    let mut elsewhere = order(&world);
    elsewhere["ship_to_location_id"] = Value::Null;
    let found = world
        .broker
        .post("/purchase-orders", &elsewhere)
        .await
        .wrong_fields();
    assert!(
        expected(&[("/customer_id", "archived")]) == found || found[0].0 == "/customer_id",
        "{found:?}"
    );
}
