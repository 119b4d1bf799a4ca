//! The list of orders: every filter works, and search covers party names and line texts.

use serde_json::json;

use super::today;
use crate::support::listing::Shelf;
use crate::support::samples::{line, merged, order};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    search_reaches_parties_lines_and_references
);

async fn every_filter_filters(app: &mut App) {
    let world = World::new(app).await;
    let others = json!({
        "supplier": world.broker.create("/suppliers", &json!({"name": "Quillhaven Poultry"})).await.id(),
        "customer": world.broker.create("/customers", &json!({"name": "Thistlebay Foodservice"})).await.id(),
    });
    // Low is closed, High is a draft, Empty is for stock and has neither dates nor prices.
    let low = merged(
        order(&world),
        &json!({"order_date": "2026-01-05", "pickup_date": "2026-01-06", "delivery_date": "2026-01-07"}),
    );
    let mut low = world.broker.create("/purchase-orders", &low).await;
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": "2026-01-06"})),
        ("deliver", json!({"delivered_on": "2026-01-07"})),
    ] {
        low = world.broker.act(&low, action, &body).await.expect(200);
    }
    let product = json!({"description": "BSB", "species": "chicken"});
    let product = world.broker.create("/products", &product).await.id();
    let plant = json!({"name": "Works"});
    let plant = world.broker.create("/plants", &plant).await.id();
    let carrier = json!({"name": "Tolmarsh Freight"});
    let carrier = world.broker.create("/carriers", &carrier).await.id();
    let mut picked = line("BSB", "100000.00", "2.4100", None);
    picked["product_id"] = json!(product);
    let high = json!({
        "carrier_id": carrier, "ship_from_plant_id": plant, "supplier_id": others["supplier"], "customer_id": others["customer"], "logistics_scenario": "we_pickup",
        "order_date": "2026-02-05", "pickup_date": "2026-02-06", "delivery_date": "2026-02-07",
        "lines": [picked],
    });
    let (product, plant, carrier) = (product.to_string(), plant.to_string(), carrier.to_string());
    let high = world.admin.create("/purchase-orders", &high).await;
    let empty = json!({"supplier_id": world.supplier, "for_stock": true, "logistics_scenario": "customer_pickup"});
    let empty = world.broker.create("/purchase-orders", &empty).await;
    let day = today(&empty).as_str().unwrap_or_default().to_owned();
    let (broker, admin) = (world.broker.id().to_string(), world.admin.id().to_string());
    let (supplier, customer) = (
        others["supplier"].to_string(),
        others["customer"].to_string(),
    );
    let moment = |field: &str| high.json()[field].as_str().unwrap_or_default().to_owned();
    let (created, updated) = (moment("created_at"), moment("updated_at"));
    let shelf = Shelf {
        actor: &world.broker,
        path: "/purchase-orders",
        records: vec![
            ("low", low.id()),
            ("high", high.id()),
            ("empty", empty.id()),
        ],
    };
    shelf
        .try_all(&[
            ("q", "thistlebay", &["high"]),
            ("q", "tolmarsh", &["high"]),
            ("carrier_id", &carrier, &["high"]),
            ("carrier_id[not]", &carrier, &["low", "empty"]),
            ("carrier_id[is_null]", "true", &["low", "empty"]),
            ("product_id", &product, &["high"]),
            ("product_id[not]", &product, &["low", "empty"]),
            ("product_id[is_null]", "true", &["empty"]),
            ("species", "beef,chicken", &["high"]),
            ("species[not]", "chicken", &["low", "empty"]),
            ("species[is_null]", "true", &["empty"]),
            ("ship_from_plant_id", &plant, &["high"]),
            ("ship_from_plant_id[not]", &plant, &["low", "empty"]),
            ("ship_from_plant_id[is_null]", "true", &["empty"]),
            ("archived", "true", &[]),
            ("archived", "any", &["low", "high", "empty"]),
            ("owner_id", &admin, &["high"]),
            ("owner_id", &broker, &["low", "empty"]),
            ("owner_id[not]", &admin, &["low", "empty"]),
            ("owner_id[is_null]", "true", &[]),
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
            ("status", "delivered", &["low"]),
            ("status", "issued,confirmed", &[]),
            ("status", "draft,delivered", &["low", "high", "empty"]),
            ("status[not]", "draft", &["low"]),
            ("status[is_null]", "true", &[]),
            ("supplier_id", &supplier, &["high"]),
            ("supplier_id[not]", &supplier, &["low", "empty"]),
            ("supplier_id[is_null]", "true", &[]),
            ("customer_id", &customer, &["high"]),
            ("customer_id[not]", &customer, &["low", "empty"]),
            ("customer_id[is_null]", "true", &["empty"]),
            ("customer_id[is_null]", "false", &["low", "high"]),
            (
                "logistics_scenario",
                "we_pickup,customer_pickup",
                &["high", "empty"],
            ),
            ("logistics_scenario[not]", "we_pickup", &["low", "empty"]),
            ("logistics_scenario[is_null]", "true", &[]),
            ("for_stock", "true", &["empty"]),
            ("for_stock", "false", &["low", "high"]),
            ("fulfilled", "true", &["low"]),
            ("fulfilled", "false", &["high", "empty"]),
            ("buy_total", "49100.00", &["low"]),
            ("buy_total", "49100", &["low"]),
            ("buy_total[gte]", "49100.01", &["high"]),
            ("buy_total[gte]", "49100.00", &["low", "high"]),
            ("buy_total[gt]", "49100.00", &["high"]),
            ("buy_total[lte]", "49100.00", &["low"]),
            ("buy_total[lte]", "999999999999.99", &["low", "high"]),
            ("buy_total[lt]", "241000.00", &["low"]),
            ("buy_total[is_null]", "true", &["empty"]),
            ("order_date", "2026-01-05", &["low"]),
            ("order_date[gte]", "2026-02-05", &["high", "empty"]),
            ("order_date[gt]", "2026-02-05", &["empty"]),
            ("order_date[lte]", "2026-02-05", &["low", "high"]),
            ("order_date[lt]", &day, &["low", "high"]),
            ("order_date[lt]", "2026-02-05", &["low"]),
            ("order_date[is_null]", "true", &[]),
            ("pickup_date", "2026-02-06", &["high"]),
            ("pickup_date[gte]", "2026-01-07", &["high"]),
            ("pickup_date[gt]", "2026-01-06", &["high"]),
            ("pickup_date[lte]", "2026-01-06", &["low"]),
            ("pickup_date[lt]", "9999-12-31", &["low", "high"]),
            ("pickup_date[is_null]", "true", &["empty"]),
            ("delivery_date", "2026-01-07", &["low"]),
            ("delivery_date[gte]", "2026-01-08", &["high"]),
            ("delivery_date[gt]", "2026-01-07", &["high"]),
            ("delivery_date[lte]", "2026-01-07", &["low"]),
            ("delivery_date[lt]", "2026-02-07", &["low"]),
            ("delivery_date[is_null]", "false", &["low", "high"]),
            ("shipped_on", "2026-01-06", &["low"]),
            ("shipped_on[gte]", "2026-01-06", &["low"]),
            ("shipped_on[gt]", "2026-01-05", &["low"]),
            ("shipped_on[gt]", "2026-01-06", &[]),
            ("shipped_on[lte]", "2026-01-06", &["low"]),
            ("shipped_on[lt]", "2026-01-07", &["low"]),
            ("shipped_on[is_null]", "true", &["high", "empty"]),
            ("delivered_on", "2026-01-07", &["low"]),
            ("delivered_on[gte]", "2026-01-07", &["low"]),
            ("delivered_on[gt]", "2026-01-06", &["low"]),
            ("delivered_on[lte]", "2026-01-07", &["low"]),
            ("delivered_on[lt]", "2026-01-08", &["low"]),
            ("delivered_on[is_null]", "false", &["low"]),
            ("has_billing_difference", "true", &[]),
            ("has_billing_difference", "false", &["low", "high", "empty"]),
        ])
        .await;
    let both = [
        ("status", "draft"),
        ("order_date[gte]", "2026-01-01"),
        ("order_date[lt]", "2026-03-01"),
    ];
    shelf.try_together(&both, &["high"]).await;
    shelf
        .try_together(
            &[("customer_id[is_null]", "true"), ("fulfilled", "true")],
            &[],
        )
        .await;
    let range = [
        ("buy_total[gte]", "49100.00"),
        ("buy_total[lt]", "49100.01"),
    ];
    shelf.try_together(&range, &["low"]).await;
    for (name, value) in [
        ("status", "lost"),
        ("status", "draft,,issued"),
        ("supplier_id", "World"),
        ("buy_total[gte]", "1e5"),
        ("buy_total[gte]", "1.005"),
        ("order_date", "2026-1-5"),
        ("order_date[gte]", "2026-02-29"),
    ] {
        world
            .broker
            .query("/purchase-orders", &[(name, value)])
            .await
            .problem(400, "invalid_parameter");
    }
}

async fn search_reaches_parties_lines_and_references(app: &mut App) {
    let world = World::new(app).await;
    let mut body = merged(
        order(&world),
        &json!({"number": "LOAD 7", "supplier_confirmation_number": "SC-0099", "carrier_release_number": "REL-55", "customer_po_number": "CP-31"}),
    );
    body["lines"] = json!([
        line("Trim 50's - Tested", "1.00", "1.0000", None),
        line("Brisket flat", "1.00", "1.0000", None)
    ]);
    let made = world.broker.create("/purchase-orders", &body).await;
    let other = json!({"supplier_id": world.supplier, "number": "Z 1"});
    let other = world.broker.create("/purchase-orders", &other).await.id();
    let found = async |q: &str| world.broker.ids("/purchase-orders", &[("q", q)]).await;
    for q in [
        "load 7",
        "sc-0099",
        "rel-55",
        "cp-31",
        "world customer",
        "trim 50",
        "brisket",
        "isket fl",
    ] {
        assert_eq!(found(q).await, [made.id()], "q={q}");
    }
    let mut both = found("world supplier").await;
    both.sort_unstable();
    assert_eq!(both, [made.id(), other]);
    // Party names follow the parties.
    let path = format!("/customers/{}", world.customer);
    world
        .broker
        .patch(&path, "\"1\"", &json!({"name": "Pawmeadow"}))
        .await
        .expect(200);
    assert_eq!(found("pawmeadow").await, [made.id()]);
    assert_eq!(found("world customer").await, Vec::<i64>::new());
    let patch = json!({"lines": [line("Lamb shoulder", "1.00", "1.0000", None)]});
    world
        .broker
        .patch(&super::path(made.id()), &made.etag(), &patch)
        .await
        .expect(200);
    assert_eq!(found("brisket").await, Vec::<i64>::new());
    assert_eq!(found("lamb").await, [made.id()]);
    let page = world
        .broker
        .query("/purchase-orders", &[("q", "lamb")])
        .await
        .expect(200)
        .json();
    assert_eq!(page["items"][0]["customer_name"], "Pawmeadow");
}
