//! Locations: their own rules and filters, and archiving with their supplier or customer.

use serde_json::{Value, json};

use crate::support::listing::Shelf;
use crate::support::reply::expected;
use crate::support::samples::merged;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    rules_name_every_wrong_field,
    names_are_unique_within_a_parent,
    links_lead_somewhere_and_to_nothing_archived,
    goes_with_its_parent,
    a_renamed_parent_is_found_and_sorted_by_its_new_name,
    the_full_address_joins_what_is_there,
);

async fn the_full_address_joins_what_is_there(app: &mut App) {
    let world = World::bare(app).await;
    let cases = [
        (
            json!({"address_line1": "1 Dock Road", "address_line2": " ", "city": "Omaha", "state": "NE", "postal_code": "68102"}),
            json!("1 Dock Road, Omaha, NE 68102"),
        ),
        (
            json!({"city": "Toronto", "country": "CAN"}),
            json!("Toronto, CAN"),
        ),
        (json!({}), Value::Null),
    ];
    for (n, (place, line)) in cases.into_iter().enumerate() {
        let body = json!({"supplier_id": world.supplier, "name": format!("Place {n}")});
        let made = world
            .broker
            .create("/locations", &merged(body, &place))
            .await;
        assert_eq!(made.json()["full_address"], line, "{place}");
    }
}

async fn every_filter_filters(app: &mut App) {
    let world = World::bare(app).await;
    let (supplier, customer) = (world.supplier.to_string(), world.customer.to_string());
    let shelf = Shelf::of_three(
        &world,
        "/locations",
        &json!({
            "supplier_id": world.supplier, "name": "Low", "location_type": "office", "city": "Omaha", "state": "NE",
            "contact_name": "Rosa",
        }),
        &json!({
            "customer_id": world.customer, "name": "High", "location_type": "warehouse", "city": "Toronto",
            "state": "Ontario", "country": "CAN", "email": "dock@high.example",
        }),
        &json!({"supplier_id": world.supplier, "name": "Empty"}),
    )
    .await;
    shelf
        .try_all_of_three(
            &world,
            &[
                ("q", "hig", &["high"]),
                ("q", "omaha", &["low"]),
                ("q", "rosa", &["low"]),
                ("q", "world supp", &["low", "empty"]),
                ("supplier_id", &supplier, &["low", "empty"]),
                ("supplier_id[not]", &supplier, &["high"]),
                ("supplier_id[is_null]", "true", &["high"]),
                ("customer_id", &customer, &["high"]),
                ("customer_id[not]", &customer, &["low", "empty"]),
                ("customer_id[is_null]", "true", &["low", "empty"]),
                ("location_type", "office", &["low"]),
                ("location_type[not]", "office", &["high", "empty"]),
                ("location_type[is_null]", "true", &["empty"]),
                ("city", "OMAHA", &["low"]),
                ("city[not]", "omaha", &["high", "empty"]),
                ("city[is_null]", "true", &["empty"]),
                ("city[is_null]", "false", &["low", "high"]),
                ("state", "NE", &["low"]),
                ("state[not]", "NE", &["high", "empty"]),
                ("state[is_null]", "true", &["empty"]),
                ("country", "CAN", &["high"]),
                ("country[not]", "CAN", &["low", "empty"]),
                ("country[is_null]", "true", &["empty"]),
                ("has_address", "true", &["low", "high"]),
                ("has_address", "false", &["empty"]),
                ("has_contact", "true", &["low", "high"]),
                ("has_contact", "false", &["empty"]),
            ],
        )
        .await;
    shelf
        .try_together(
            &[("supplier_id", &supplier), ("has_contact", "true")],
            &["low"],
        )
        .await;
    let default = world.broker.ids("/locations", &[]).await;
    let by_parent = world
        .broker
        .ids("/locations", &[("sort", "parent_name,name")])
        .await;
    assert_eq!(default, by_parent);
    let names: Vec<i64> = ["high", "empty", "low"]
        .into_iter()
        .filter_map(|name| shelf.records.iter().find(|(known, _)| *known == name))
        .map(|(_, id)| *id)
        .collect();
    assert_eq!(
        default, names,
        "World customer first, then World supplier's by name"
    );
}

async fn rules_name_every_wrong_field(app: &mut App) {
    let world = World::bare(app).await;
    let body = json!({
        "supplier_id": world.supplier, "customer_id": world.customer, "name": " ", "code": "x".repeat(51),
        "location_type": "castle", "contact_name": "x".repeat(201), "phone": "12345", "email": "nobody@",
        "appointment_method": "pigeon", "receiving_hours": "x".repeat(201), "time_zone": "Mars/Olympus",
        "notes": "x".repeat(4001), "state": "ZZ",
    });
    let found = world.broker.post("/locations", &body).await.wrong_fields();
    let wanted = [
        ("/supplier_id", "exactly_one"),
        ("/customer_id", "exactly_one"),
        ("/name", "required"),
        ("/code", "too_long"),
        ("/location_type", "unknown_code"),
        ("/contact_name", "too_long"),
        ("/phone", "invalid_phone"),
        ("/email", "invalid_email"),
        ("/appointment_method", "unknown_code"),
        ("/receiving_hours", "too_long"),
        ("/time_zone", "unknown_zone"),
        ("/notes", "too_long"),
        ("/state", "unknown_code"),
    ];
    assert_eq!(found, expected(&wanted));
}

async fn names_are_unique_within_a_parent(app: &mut App) {
    let world = World::bare(app).await;
    let of_supplier = json!({"supplier_id": world.supplier, "name": "Dock 1"});
    let of_customer = json!({"customer_id": world.customer, "name": "Dock 1"});
    let first = world.broker.create("/locations", &of_supplier).await;
    let second = world.broker.create("/locations", &of_customer).await;
    for (body, holder) in [(&of_supplier, &first), (&of_customer, &second)] {
        let refused = world.broker.post("/locations", body).await;
        let problem = refused.problem(409, "duplicate");
        assert_eq!(
            problem.existing.map(|existing| existing.id),
            Some(holder.id())
        );
        assert_eq!(problem.errors[0].pointer.as_deref(), Some("/name"));
    }
    let moved = json!({"supplier_id": null, "customer_id": world.customer});
    let path = format!("/locations/{}", first.id());
    let refused = world.broker.patch(&path, &first.etag(), &moved).await;
    refused.problem(409, "duplicate");
}

async fn links_lead_somewhere_and_to_nothing_archived(app: &mut App) {
    let world = World::bare(app).await;
    let body = json!({"supplier_id": 999_999, "name": "Nowhere"});
    world
        .broker
        .post("/locations", &body)
        .await
        .refuses(&[("/supplier_id", "unknown_id")]);
    let path = format!("/suppliers/{}", world.supplier);
    world.admin.delete(&path, "\"1\"").await.expect(200);
    let body = json!({"supplier_id": world.supplier, "name": "Too late"});
    world
        .broker
        .post("/locations", &body)
        .await
        .refuses(&[("/supplier_id", "archived")]);
}

async fn goes_with_its_parent(app: &mut App) {
    let world = World::bare(app).await;
    let make = async |name: &str| {
        let body = json!({"supplier_id": world.supplier, "name": name});
        world.broker.create("/locations", &body).await
    };
    let (kept, gone) = (make("Kept").await, make("Gone before").await);
    let path_of = |id: i64| format!("/locations/{id}");
    world
        .broker
        .delete(&path_of(gone.id()), &gone.etag())
        .await
        .expect(200);
    let parent = format!("/suppliers/{}", world.supplier);
    let archived = world.admin.delete(&parent, "\"1\"").await.expect(200);
    let with_it = world.broker.get(&path_of(kept.id())).await.expect(200);
    assert!(with_it.json()["archived_at"].is_string());
    assert_eq!(with_it.json()["archived_links"], json!(["supplier_id"]));
    assert_eq!(with_it.json()["supplier_name"], "World supplier");
    let history = format!("{}/history", path_of(kept.id()));
    let last = world.broker.get(&history).await.expect(200).json()["items"][0].clone();
    assert_eq!(
        (&last["action"], &last["reason"]),
        (&json!("archive"), &json!("with World supplier"))
    );
    // It cannot be restored alone.
    let restore = format!("{}/restore", path_of(kept.id()));
    world
        .admin
        .post_with_etag(&restore, &with_it.etag(), &json!({}))
        .await
        .problem(409, "archived");
    world
        .admin
        .post_with_etag(&format!("{parent}/restore"), &archived.etag(), &json!({}))
        .await
        .expect(200);
    let back = world.broker.ids("/locations", &[]).await;
    assert_eq!(back, [kept.id()], "what was archived before stays archived");
}

async fn a_renamed_parent_is_found_and_sorted_by_its_new_name(app: &mut App) {
    let world = World::bare(app).await;
    let other = json!({"customer_id": world.customer, "name": "Dock"});
    let other = world.broker.create("/locations", &other).await.id();
    let body = json!({"supplier_id": world.supplier, "name": "Dock"});
    let made = world.broker.create("/locations", &body).await.id();
    assert_eq!(world.broker.ids("/locations", &[]).await, [other, made]);
    let path = format!("/suppliers/{}", world.supplier);
    let renamed = json!({"name": "Aardvark Beef"});
    world
        .broker
        .patch(&path, "\"1\"", &renamed)
        .await
        .expect(200);
    assert_eq!(world.broker.ids("/locations", &[]).await, [made, other]);
    let find = async |q: &str| world.broker.ids("/locations", &[("q", q)]).await;
    assert_eq!(find("aardvark").await, [made]);
    assert_eq!(find("world supplier").await, Vec::<i64>::new());
    let record = world.broker.get(&format!("/locations/{made}")).await;
    assert_eq!(record.json()["supplier_name"], "Aardvark Beef");
    assert_eq!(record.json()["version"], 1);
}
