//! Contacts: their own rules and filters, and archiving with their party.

use serde_json::{Value, json};

use crate::support::listing::Shelf;
use crate::support::reply::expected;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    rules_name_every_wrong_field,
    who_can_be_reached_is_told,
    a_phone_is_found_as_it_is_written,
    one_is_asked_first,
    goes_with_whom_it_works_for,
    whom_it_works_for_is_found_by_its_name,
);

async fn every_filter_filters(app: &mut App) {
    let world = World::new(app).await;
    let carrier = json!({"name": "World carrier"});
    let carrier = world.broker.create("/carriers", &carrier).await.id();
    let (supplier, customer) = (world.supplier.to_string(), world.customer.to_string());
    let carrier_id = carrier.to_string();
    let shelf = Shelf::of_three(
        &world,
        "/contacts",
        &json!({
            "supplier_id": world.supplier, "name": "Low", "positions": ["buyer", "owner"], "departments": ["sales"],
            "email": "low@supplier.example", "title": "Manager",
        }),
        &json!({
            "customer_id": world.customer, "name": "High", "positions": ["logistics"], "departments": ["docs_bol"],
            "phone_direct": "4025550103", "is_primary": true,
        }),
        &json!({"carrier_id": carrier, "name": "Empty"}),
    )
    .await;
    shelf
        .try_all_of_three(
            &world,
            &[
                ("q", "hig", &["high"]),
                ("q", "low@supp", &["low"]),
                ("q", "025550103", &["high"]),
                ("q", "manager", &["low"]),
                ("q", "world carr", &["empty"]),
                ("supplier_id", &supplier, &["low"]),
                ("supplier_id[not]", &supplier, &["high", "empty"]),
                ("supplier_id[is_null]", "true", &["high", "empty"]),
                ("customer_id", &customer, &["high"]),
                ("customer_id[not]", &customer, &["low", "empty"]),
                ("customer_id[is_null]", "true", &["low", "empty"]),
                ("carrier_id", &carrier_id, &["empty"]),
                ("carrier_id[not]", &carrier_id, &["low", "high"]),
                ("carrier_id[is_null]", "true", &["low", "high"]),
                ("party", "supplier,carrier", &["low", "empty"]),
                ("party[not]", "supplier", &["high", "empty"]),
                ("party[is_null]", "true", &[]),
                ("position", "owner", &["low"]),
                ("position[not]", "owner", &["high", "empty"]),
                ("position[is_null]", "true", &["empty"]),
                ("department", "docs_bol", &["high"]),
                ("department[not]", "docs_bol", &["low", "empty"]),
                ("department[is_null]", "true", &["empty"]),
                ("has_contact_details", "true", &["low", "high"]),
                ("has_contact_details", "false", &["empty"]),
                ("is_primary", "true", &["high"]),
                ("is_primary", "false", &["low", "empty"]),
            ],
        )
        .await;
    let by_parent = world
        .broker
        .ids("/contacts", &[("sort", "parent_name")])
        .await;
    let wanted: Vec<i64> = ["empty", "high", "low"]
        .into_iter()
        .filter_map(|name| shelf.records.iter().find(|(known, _)| *known == name))
        .map(|(_, id)| *id)
        .collect();
    assert_eq!(
        by_parent, wanted,
        "World carrier, World customer, World supplier"
    );
}

async fn rules_name_every_wrong_field(app: &mut App) {
    let world = World::new(app).await;
    let body = json!({
        "supplier_id": world.supplier, "customer_id": world.customer, "name": " ", "title": "x".repeat(101),
        "positions": ["king"], "departments": ["sales", "war"], "email": "nobody@", "phone": "1",
        "phone_mobile": "2", "phone_direct": "3", "notes": "x".repeat(4001),
    });
    let found = world.broker.post("/contacts", &body).await.wrong_fields();
    let wanted = [
        ("/supplier_id", "exactly_one"),
        ("/customer_id", "exactly_one"),
        ("/carrier_id", "exactly_one"),
        ("/name", "required"),
        ("/title", "too_long"),
        ("/positions/0", "unknown_code"),
        ("/departments/1", "unknown_code"),
        ("/email", "invalid_email"),
        ("/phone", "invalid_phone"),
        ("/phone_mobile", "invalid_phone"),
        ("/phone_direct", "invalid_phone"),
        ("/notes", "too_long"),
    ];
    assert_eq!(found, expected(&wanted));
    let nobody = json!({"carrier_id": 999_999, "name": "Nobody's"});
    world
        .broker
        .post("/contacts", &nobody)
        .await
        .refuses(&[("/carrier_id", "unknown_id")]);
}

async fn who_can_be_reached_is_told(app: &mut App) {
    let world = World::bare(app).await;
    let body = json!({"supplier_id": world.supplier, "name": "Rosa", "email": " "});
    let made = world.broker.create("/contacts", &body).await;
    assert_eq!(made.json()["has_contact_details"], false);
    let path = format!("/contacts/{}", made.id());
    let mut etag = made.etag();
    for field in ["email", "phone", "phone_mobile", "phone_direct"] {
        let sent = if field == "email" {
            "rosa@world.example"
        } else {
            "402 555 0100"
        };
        for (value, reached) in [(json!(sent), true), (json!("  "), false)] {
            let patch = json!({field: value});
            let changed = world.broker.patch(&path, &etag, &patch).await.expect(200);
            assert_eq!(changed.json()["has_contact_details"], reached, "{patch}");
            etag = changed.etag();
        }
    }
}

async fn a_phone_is_found_as_it_is_written(app: &mut App) {
    let world = World::bare(app).await;
    let body = json!({"supplier_id": world.supplier, "name": "Rosa", "phone": "402 555 0101"});
    let made = world.broker.create("/contacts", &body).await;
    let other = json!({"supplier_id": world.supplier, "name": "Greg", "phone": "402 555 0199"});
    world.broker.create("/contacts", &other).await;
    for typed in [
        "(402) 555-0101",
        "402-555-0101",
        "+14025550101",
        "555.0101",
        "0101",
    ] {
        let found = world.broker.ids("/contacts", &[("q", typed)]).await;
        assert_eq!(found, [made.id()], "{typed}");
    }
}

async fn one_is_asked_first(app: &mut App) {
    let world = World::new(app).await;
    let of_supplier = |name: &str, first: bool| json!({"supplier_id": world.supplier, "name": name, "is_primary": first});
    let first = world
        .broker
        .create("/contacts", &of_supplier("Rosa", true))
        .await;
    let second = world
        .broker
        .create("/contacts", &of_supplier("Greg", false))
        .await;
    let refused = world
        .broker
        .post("/contacts", &of_supplier("Nell", true))
        .await;
    let problem = refused.problem(409, "duplicate");
    assert_eq!(problem.errors[0].pointer.as_deref(), Some("/is_primary"));
    assert_eq!(
        problem.errors[0].message,
        "Rosa is the primary contact here already; take it from that one first"
    );
    let named = problem
        .existing
        .map(|existing| (existing.id, existing.label));
    assert_eq!(named, Some((first.id(), "Rosa".to_owned())));
    let path = format!("/contacts/{}", second.id());
    let promote = json!({"is_primary": true});
    world
        .broker
        .patch(&path, &second.etag(), &promote)
        .await
        .problem(409, "duplicate");
    let of_customer = json!({"customer_id": world.customer, "name": "Walt", "is_primary": true});
    world.broker.create("/contacts", &of_customer).await;
    let path_of_first = format!("/contacts/{}", first.id());
    let archived = world
        .broker
        .delete(&path_of_first, &first.etag())
        .await
        .expect(200);
    world
        .broker
        .patch(&path, &second.etag(), &promote)
        .await
        .expect(200);
    world
        .broker
        .post_with_etag(
            &format!("{path_of_first}/restore"),
            &archived.etag(),
            &json!({}),
        )
        .await
        .problem(409, "duplicate");
}

async fn goes_with_whom_it_works_for(app: &mut App) {
    let world = World::new(app).await;
    let carrier = json!({"name": "World carrier"});
    let carrier = world.broker.create("/carriers", &carrier).await.id();
    for (link, parent) in [
        ("supplier_id", format!("/suppliers/{}", world.supplier)),
        ("customer_id", format!("/customers/{}", world.customer)),
        ("carrier_id", format!("/carriers/{carrier}")),
    ] {
        let parent_id: i64 = parent
            .rsplit('/')
            .next()
            .and_then(|id| id.parse().ok())
            .expect("an id");
        let body = json!({link: parent_id, "name": "Rosa", "is_primary": true});
        let made = world.broker.create("/contacts", &body).await;
        let path = format!("/contacts/{}", made.id());
        let archived = world.admin.delete(&parent, "\"1\"").await.expect(200);
        let record = world.broker.get(&path).await.expect(200).json();
        assert!(record["archived_at"].is_string(), "{link}");
        assert_eq!(record["archived_links"], json!([link]));
        world
            .admin
            .post_with_etag(&format!("{parent}/restore"), &archived.etag(), &json!({}))
            .await
            .expect(200);
        let record = world.broker.get(&path).await.expect(200).json();
        assert_eq!(record["archived_at"], Value::Null, "{link}");
        assert_eq!(record["version"], 3, "{link}");
    }
}

async fn whom_it_works_for_is_found_by_its_name(app: &mut App) {
    let world = World::new(app).await;
    let body = json!({"supplier_id": world.supplier, "name": "Rosa Tillman"});
    let made = world.broker.create("/contacts", &body).await;
    let find = async |path: &str, q: &str| world.broker.ids(path, &[("q", q)]).await;
    assert_eq!(find("/suppliers", "tillm").await, [world.supplier]);
    let path = format!("/contacts/{}", made.id());
    let moved = json!({"supplier_id": null, "customer_id": world.customer, "name": "Rosa Vance"});
    let moved = world.broker.patch(&path, &made.etag(), &moved).await;
    assert_eq!(find("/suppliers", "rosa").await, Vec::<i64>::new());
    assert_eq!(find("/customers", "vance").await, [world.customer]);
    world.broker.delete(&path, &moved.etag()).await.expect(200);
    assert_eq!(find("/customers", "vance").await, Vec::<i64>::new());
}
