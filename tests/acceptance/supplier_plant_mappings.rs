//! Supply lines: their own rules and filters, generated names, and archiving with their parents.

use serde_json::{Value, json};

use crate::support::listing::Shelf;
use crate::support::reply::expected;
use crate::support::samples::merged;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    rules_name_every_wrong_field,
    names_are_composed_and_follow,
    a_line_stands_once,
    a_contact_is_one_of_its_parties,
    goes_with_supplier_and_customer,
);

const PATH: &str = "/supplier-plant-mappings";

async fn plant(world: &World, name: &str) -> i64 {
    world
        .broker
        .create("/plants", &json!({"name": name}))
        .await
        .id()
}

async fn every_filter_filters(app: &mut App) {
    let world = World::new(app).await;
    let (near, far) = (plant(&world, "Near").await, plant(&world, "Far").await);
    let other = json!({"name": "Other supplier"});
    let other = world.broker.create("/suppliers", &other).await.id();
    let contact = json!({"customer_id": world.customer, "name": "Walt Jessup"});
    let contact = world.broker.create("/contacts", &contact).await.id();
    let shelf = Shelf::of_three(
        &world,
        PATH,
        &json!({
            "name": "Low", "supplier_id": world.supplier, "plant_id": near, "customer_id": world.customer,
            "contact_id": contact, "documents": ["brc", "spec_sheet"],
        }),
        &json!({"name": "High", "supplier_id": other, "plant_id": far, "documents": ["audit_reports"]}),
        &json!({"name": "Empty", "supplier_id": world.supplier, "plant_id": far}),
    )
    .await;
    let text = |id: i64| id.to_string();
    let (supplier, near, customer, contact) = (
        text(world.supplier),
        text(near),
        text(world.customer),
        text(contact),
    );
    shelf
        .try_all_of_three(
            &world,
            &[
                ("q", "hig", &["high"]),
                ("q", "jessup", &["low"]),
                ("q", "world customer", &["low"]),
                ("q", "other supp", &["high"]),
                ("q", "near", &["low"]),
                ("supplier_id", &supplier, &["low", "empty"]),
                ("supplier_id[not]", &supplier, &["high"]),
                ("supplier_id[is_null]", "true", &[]),
                ("plant_id", &near, &["low"]),
                ("plant_id[not]", &near, &["high", "empty"]),
                ("plant_id[is_null]", "true", &[]),
                ("customer_id", &customer, &["low"]),
                ("customer_id[not]", &customer, &["high", "empty"]),
                ("customer_id[is_null]", "true", &["high", "empty"]),
                ("contact_id", &contact, &["low"]),
                ("contact_id[not]", &contact, &["high", "empty"]),
                ("contact_id[is_null]", "true", &["high", "empty"]),
                ("document", "brc", &["low"]),
                ("document[not]", "brc", &["high", "empty"]),
                ("document[is_null]", "true", &["empty"]),
            ],
        )
        .await;
    shelf
        .try_together(&[("supplier_id", &supplier), ("document", "brc")], &["low"])
        .await;
    let mut newest: Vec<i64> = shelf.records.iter().map(|(_, id)| *id).collect();
    newest.reverse();
    assert_eq!(
        world.broker.ids(PATH, &[]).await,
        newest,
        "the newest first"
    );
}

async fn rules_name_every_wrong_field(app: &mut App) {
    let world = World::new(app).await;
    let body =
        json!({"name": "x".repeat(256), "documents": ["brc", "poem"], "notes": "x".repeat(4001)});
    let found = world.broker.post(PATH, &body).await.wrong_fields();
    let wanted = [
        ("/name", "too_long"),
        ("/supplier_id", "required"),
        ("/plant_id", "required"),
        ("/documents/1", "unknown_code"),
        ("/notes", "too_long"),
    ];
    assert_eq!(found, expected(&wanted));
    let lost = json!({"supplier_id": 999_999, "plant_id": 999_998, "customer_id": 999_997, "contact_id": 999_996});
    let found = world.broker.post(PATH, &lost).await.wrong_fields();
    let wanted = ["/supplier_id", "/plant_id", "/customer_id", "/contact_id"];
    assert_eq!(found, expected(&wanted.map(|place| (place, "unknown_id"))));
}

async fn names_are_composed_and_follow(app: &mut App) {
    let world = World::new(app).await;
    let works = plant(&world, "Works").await;
    let line = json!({"supplier_id": world.supplier, "plant_id": works});
    let made = world.broker.create(PATH, &line).await;
    assert_eq!(made.json()["name"], "World supplier / Works");
    let path = format!("{PATH}/{}", made.id());
    let sold = json!({"customer_id": world.customer});
    let sold = world
        .broker
        .patch(&path, &made.etag(), &sold)
        .await
        .expect(200);
    assert_eq!(
        sold.json()["name"],
        "World supplier / Works / World customer"
    );
    let named = json!({"name": "Friday trim", "customer_id": null});
    let named = world
        .broker
        .patch(&path, &sold.etag(), &named)
        .await
        .expect(200);
    assert_eq!(named.json()["name"], "Friday trim");
    let kept = json!({"customer_id": world.customer});
    let kept = world
        .broker
        .patch(&path, &named.etag(), &kept)
        .await
        .expect(200);
    assert_eq!(
        kept.json()["name"],
        "Friday trim",
        "a name that was given stays"
    );
    let blank = world
        .broker
        .patch(&path, &kept.etag(), &json!({"name": null}))
        .await
        .expect(200);
    assert_eq!(
        blank.json()["name"],
        "World supplier / Works / World customer"
    );
}

async fn a_line_stands_once(app: &mut App) {
    let world = World::new(app).await;
    let works = plant(&world, "Works").await;
    let any = json!({"supplier_id": world.supplier, "plant_id": works});
    let one = merged(any.clone(), &json!({"customer_id": world.customer}));
    let (first, second) = (
        world.broker.create(PATH, &any).await,
        world.broker.create(PATH, &one).await,
    );
    for (body, holder) in [(&any, &first), (&one, &second)] {
        let refused = world
            .broker
            .post(PATH, body)
            .await
            .problem(409, "duplicate");
        assert_eq!(refused.errors[0].pointer.as_deref(), Some("/plant_id"));
        assert_eq!(
            refused.existing.map(|existing| existing.id),
            Some(holder.id())
        );
    }
    let path = format!("{PATH}/{}", first.id());
    let archived = world.broker.delete(&path, &first.etag()).await.expect(200);
    let again = world.broker.create(PATH, &any).await;
    let restore = format!("{path}/restore");
    let refused = world
        .broker
        .post_with_etag(&restore, &archived.etag(), &json!({}))
        .await;
    let existing = refused.problem(409, "duplicate").existing;
    assert_eq!(existing.map(|existing| existing.id), Some(again.id()));
}

async fn a_contact_is_one_of_its_parties(app: &mut App) {
    let world = World::new(app).await;
    let works = plant(&world, "Works").await;
    let other = json!({"name": "Other customer"});
    let other = world.broker.create("/customers", &other).await.id();
    let contact = async |body: Value| world.broker.create("/contacts", &body).await.id();
    let seller = contact(json!({"supplier_id": world.supplier, "name": "Rosa"})).await;
    let buyer = contact(json!({"customer_id": world.customer, "name": "Walt"})).await;
    let stranger = contact(json!({"customer_id": other, "name": "Bo"})).await;
    let line = |contact: i64| {
        json!({
            "supplier_id": world.supplier, "plant_id": works, "customer_id": world.customer, "contact_id": contact,
        })
    };
    let refused = world.broker.post(PATH, &line(stranger)).await;
    let wanted = expected(&[("/contact_id", "other_party")]);
    assert_eq!(refused.wrong_fields(), wanted);
    let made = world.broker.create(PATH, &line(seller)).await;
    assert_eq!(made.json()["contact_name"], "Rosa");
    let path = format!("{PATH}/{}", made.id());
    let bought = json!({"contact_id": buyer});
    let bought = world
        .broker
        .patch(&path, &made.etag(), &bought)
        .await
        .expect(200);
    assert_eq!(bought.json()["contact_name"], "Walt");
    // It can be searched by its contact, and at once by a new name.
    let walt = format!("/contacts/{buyer}");
    let now = world.broker.get(&walt).await.expect(200);
    let renamed = json!({"name": "Walter"});
    world
        .broker
        .patch(&walt, &now.etag(), &renamed)
        .await
        .expect(200);
    let found = world.broker.ids(PATH, &[("q", "walter")]).await;
    assert_eq!(found, [made.id()]);
    // Without the customer, its contact is not valid here.
    let any = world
        .broker
        .patch(&path, &bought.etag(), &json!({"customer_id": null}))
        .await;
    assert_eq!(any.wrong_fields(), wanted);
}

async fn goes_with_supplier_and_customer(app: &mut App) {
    let world = World::new(app).await;
    let works = plant(&world, "Works").await;
    let line =
        json!({"supplier_id": world.supplier, "plant_id": works, "customer_id": world.customer});
    let line = world.broker.create(PATH, &line).await;
    let path = format!("{PATH}/{}", line.id());
    for (party, field) in [
        (format!("/suppliers/{}", world.supplier), "supplier_id"),
        (format!("/customers/{}", world.customer), "customer_id"),
    ] {
        let before = world.broker.get(&party).await.expect(200);
        let archived = world
            .broker
            .delete(&party, &before.etag())
            .await
            .expect(200);
        let with_it = world.broker.get(&path).await.expect(200).json();
        assert_ne!(with_it["archived_at"], Value::Null, "{party}");
        assert_eq!(with_it["archived_links"], json!([field]));
        world
            .broker
            .post_with_etag(&format!("{party}/restore"), &archived.etag(), &json!({}))
            .await
            .expect(200);
        let back = world.broker.get(&path).await.expect(200).json();
        assert_eq!(back["archived_at"], Value::Null, "{party}");
    }
    // A supply line of two archived parents stays archived when one is restored.
    let supplier = format!("/suppliers/{}", world.supplier);
    let plant = format!("/plants/{works}");
    let archive = async |path: &str| {
        let now = world.broker.get(path).await.expect(200);
        world
            .broker
            .delete(path, &now.etag())
            .await
            .expect(200)
            .etag()
    };
    let first = archive(&plant).await;
    archive(&supplier).await;
    world
        .broker
        .post_with_etag(&format!("{plant}/restore"), &first, &json!({}))
        .await
        .expect(200);
    let still = world.broker.get(&path).await.expect(200).json();
    assert_ne!(still["archived_at"], Value::Null);
}
