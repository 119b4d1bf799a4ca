//! The filters of suppliers.

use serde_json::{Value, json};

use crate::support::listing::Shelf;
use crate::support::samples::{merged, order};
use crate::support::{App, World, on_both_databases};

on_both_databases!(every_filter_filters);

async fn every_filter_filters(app: &mut App) {
    let world = World::new(app).await;
    let shared = json!({"name": "Low", "delivery_profile": "delivers", "shipping_scopes": ["domestic"], "species": ["beef", "veal"]});
    let low = merged(
        shared,
        &json!({
            "certificates": ["brc"], "kind": "vertical", "payment_terms": "net_7", "edibility": "edible", "city": "Omaha",
            "state": "NE", "country": "USA", "credit_application_sent_on": "2026-01-10",
        }),
    );
    let high = json!({
        "name": "High", "delivery_profile": "delivers", "shipping_scopes": ["export"], "species": ["pork"],
        "certificates": ["haccp", "sqf"], "kind": "renderer", "payment_terms": "net_30", "edibility": "inedible",
        "state": "Ontario", "country": "CAN", "credit_application_sent_on": "2026-02-10",
    });
    let low = world.broker.create("/suppliers", &low).await;
    let high = world.admin.create("/suppliers", &high).await;
    let empty = world
        .broker
        .create(
            "/suppliers",
            &json!({"name": "Empty", "delivery_profile": "does_not_deliver"}),
        )
        .await;
    let person = json!({"supplier_id": low.id(), "name": "Rosa Tillman"});
    world.broker.create("/contacts", &person).await;
    let sold = json!({"description": "Trim", "species": "beef", "suppliers": [{"supplier_id": high.id()}]});
    let product = world
        .broker
        .create("/products", &sold)
        .await
        .id()
        .to_string();
    let plant = json!({"name": "Barn 9"});
    let plant = world.broker.create("/plants", &plant).await.id();
    let ships = json!({"supplier_id": high.id(), "plant_id": plant});
    world
        .broker
        .create("/supplier-plant-mappings", &ships)
        .await;
    // A draft is not binding: the order of `high` does not count as open.
    for (supplier, binds) in [(low.id(), true), (high.id(), false)] {
        let body = merged(order(&world), &json!({"supplier_id": supplier}));
        let made = world.broker.create("/purchase-orders", &body).await;
        if binds {
            let issue = format!("/purchase-orders/{}/issue", made.id());
            let issued = world
                .broker
                .post_with_etag(&issue, &made.etag(), &json!({}))
                .await;
            issued.expect(200);
        }
    }
    let (broker, admin) = (world.broker.id().to_string(), world.admin.id().to_string());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let created = text(&high.json()["created_at"]);
    let updated = text(&high.json()["updated_at"]);
    let shelf = Shelf {
        actor: &world.broker,
        path: "/suppliers",
        records: vec![
            ("low", low.id()),
            ("high", high.id()),
            ("empty", empty.id()),
        ],
    };
    let sent = "credit_application_sent_on";
    let ranged = |suffix: &str| format!("{sent}{suffix}");
    let (gte, gt, lte, lt, none) = (
        ranged("[gte]"),
        ranged("[gt]"),
        ranged("[lte]"),
        ranged("[lt]"),
        ranged("[is_null]"),
    );
    shelf
        .try_all(&[
            ("q", "hig", &["high"]),
            ("q", "omaha", &["low"]),
            ("archived", "true", &[]),
            ("archived", "any", &["low", "high", "empty"]),
            ("owner_id", &broker, &["low", "empty"]),
            ("owner_id[not]", &broker, &["high"]),
            ("owner_id[is_null]", "true", &[]),
            (
                "owner_id",
                &format!("{broker},{admin}"),
                &["low", "high", "empty"],
            ),
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
            ("delivery_profile", "does_not_deliver", &["empty"]),
            (
                "delivery_profile[not]",
                "does_not_deliver",
                &["low", "high"],
            ),
            ("delivery_profile[is_null]", "true", &[]),
            ("shipping_scope", "domestic", &["low"]),
            ("shipping_scope", "domestic,export", &["low", "high"]),
            ("shipping_scope[not]", "domestic", &["high", "empty"]),
            ("shipping_scope[is_null]", "true", &["empty"]),
            ("shipping_scope[is_null]", "false", &["low", "high"]),
            ("species", "veal", &["low"]),
            ("species[not]", "beef", &["high", "empty"]),
            ("species[is_null]", "true", &["empty"]),
            ("certificate", "sqf,brc", &["low", "high"]),
            ("certificate", "sqf", &["high"]),
            ("certificate[not]", "sqf,brc", &["empty"]),
            ("certificate[is_null]", "true", &["empty"]),
            ("kind", "vertical", &["low"]),
            ("kind[not]", "vertical", &["high", "empty"]),
            ("kind[is_null]", "true", &["empty"]),
            ("payment_terms", "net_7", &["low"]),
            ("payment_terms[not]", "net_7", &["high", "empty"]),
            ("payment_terms[is_null]", "false", &["low", "high"]),
            ("edibility", "inedible", &["high"]),
            ("edibility[not]", "inedible", &["low", "empty"]),
            ("edibility[is_null]", "true", &["empty"]),
            ("state", "NE", &["low"]),
            ("state[not]", "NE", &["high", "empty"]),
            ("state[is_null]", "true", &["empty"]),
            ("country", "CAN", &["high"]),
            ("country[not]", "CAN", &["low", "empty"]),
            ("country[is_null]", "true", &["empty"]),
            ("product_id", &product, &["high"]),
            ("product_id[not]", &product, &["low", "empty"]),
            ("product_id[is_null]", "true", &["low", "empty"]),
            ("has_contacts", "true", &["low"]),
            ("has_contacts", "false", &["high", "empty"]),
            ("has_plants", "true", &["high"]),
            ("has_plants", "false", &["low", "empty"]),
            ("has_open_orders", "true", &["low"]),
            ("has_open_orders", "false", &["high", "empty"]),
            ("has_credit_application", "true", &["low", "high"]),
            ("has_credit_application", "false", &["empty"]),
            (sent, "2026-01-10", &["low"]),
            (&gte, "2026-02-10", &["high"]),
            (&gte, "2026-01-10", &["low", "high"]),
            (&gt, "2026-01-10", &["high"]),
            (&lte, "2026-01-10", &["low"]),
            (&lt, "2026-02-10", &["low"]),
            (&lt, "2026-02-11", &["low", "high"]),
            (&none, "true", &["empty"]),
            (&none, "false", &["low", "high"]),
        ])
        .await;
    shelf
        .try_together(&[("species", "beef,pork"), ("country", "CAN")], &["high"])
        .await;
    shelf
        .try_together(&[("species", "beef"), ("country", "CAN")], &[])
        .await;
    shelf
        .try_together(
            &[("q", "o"), ("kind[is_null]", "false"), ("archived", "any")],
            &["low"],
        )
        .await;
    for (name, value) in [
        ("delivery_profile", "flies"),
        ("has_credit_application", "1"),
        ("credit_application_sent_on", "2026-02-30"),
        ("credit_application_sent_on[gte]", "10.01.2026"),
        ("created_at[gte]", "2026-01-01"),
        ("owner_id", "0"),
        ("kind", ""),
    ] {
        world
            .broker
            .query("/suppliers", &[(name, value)])
            .await
            .problem(400, "invalid_parameter");
    }
}
