//! Plants: their own rules and filters, establishment numbers in particular.

use serde_json::{Value, json};

use crate::support::listing::Shelf;
use crate::support::reply::{contains, expected};
use crate::support::{Actor, App, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    rules_name_every_wrong_field,
    establishment_numbers_are_read_in_any_spelling,
    an_establishment_number_stands_on_one_active_plant,
    a_plant_is_found_by_its_numbers,
    supply_lines_go_with_their_plant,
    a_plant_names_its_suppliers,
);

async fn every_filter_filters(app: &mut App) {
    let world = World::bare(app).await;
    let shelf = Shelf::of_three(
        &world,
        "/plants",
        &json!({
            "name": "Low", "code": "LOW", "kind": "vertical", "species": ["beef", "veal"], "storage": ["internal_cold"],
            "load_requirements": ["forklift_required"], "city": "Omaha", "state": "NE", "country": "USA",
            "establishments": [{"as_typed": "EST. 99101"}],
        }),
        &json!({
            "name": "High", "kind": "renderer", "species": ["pork"], "storage": ["outside_cold"],
            "load_requirements": ["handle_with_care"], "location_text": "behind the airport",
            "establishments": [{"as_typed": "P-99201"}],
        }),
        &json!({"name": "Empty"}),
    )
    .await;
    let (low, high) = (shelf.records[0].1, shelf.records[1].1);
    let other = json!({"name": "Other supplier"});
    let other = world.broker.create("/suppliers", &other).await.id();
    for line in [
        json!({"supplier_id": world.supplier, "plant_id": low, "customer_id": world.customer}),
        json!({"supplier_id": other, "plant_id": high}),
    ] {
        world.broker.create("/supplier-plant-mappings", &line).await;
    }
    let (supplier, customer) = (world.supplier.to_string(), world.customer.to_string());
    shelf
        .try_all_of_three(
            &world,
            &[
                ("q", "hig", &["high"]),
                ("q", "omaha", &["low"]),
                ("q", "airport", &["high"]),
                ("q", "99101", &["low"]),
                ("q", "m99101", &["low"]),
                ("q", "p-99201", &["high"]),
                ("species", "veal", &["low"]),
                ("species[not]", "beef", &["high", "empty"]),
                ("species[is_null]", "true", &["empty"]),
                ("kind", "vertical", &["low"]),
                ("kind[not]", "vertical", &["high", "empty"]),
                ("kind[is_null]", "true", &["empty"]),
                ("storage", "internal_cold,outside_cold", &["low", "high"]),
                ("storage", "internal_cold", &["low"]),
                ("storage[not]", "internal_cold", &["high", "empty"]),
                ("storage[is_null]", "true", &["empty"]),
                ("load_requirement", "handle_with_care", &["high"]),
                (
                    "load_requirement[not]",
                    "handle_with_care",
                    &["low", "empty"],
                ),
                ("load_requirement[is_null]", "true", &["empty"]),
                ("state", "NE", &["low"]),
                ("state[not]", "NE", &["high", "empty"]),
                ("state[is_null]", "true", &["high", "empty"]),
                ("has_location", "true", &["low", "high"]),
                ("has_location", "false", &["empty"]),
                ("supplier_id", &supplier, &["low"]),
                ("supplier_id[not]", &supplier, &["high", "empty"]),
                ("supplier_id[is_null]", "true", &["empty"]),
                ("customer_id", &customer, &["low"]),
                ("customer_id[not]", &customer, &["high", "empty"]),
                ("customer_id[is_null]", "true", &["high", "empty"]),
            ],
        )
        .await;
    shelf
        .try_together(&[("species", "beef,pork"), ("state", "NE")], &["low"])
        .await;
    let sorted = async |sort: &str| world.broker.ids("/plants", &[("sort", sort)]).await;
    assert_eq!(
        sorted("code").await[0],
        low,
        "those without a code come last"
    );
    assert_eq!(sorted("-code").await[2], low);
}

async fn rules_name_every_wrong_field(app: &mut App) {
    let world = World::bare(app).await;
    let body = json!({
        "name": " ", "code": "x".repeat(51), "kind": "castle", "species": ["unicorn"], "storage": ["warm"],
        "load_requirements": ["catapult"], "location_text": "x".repeat(201), "phone": "12345", "email": "nobody@",
        "manager_name": "x".repeat(201), "release_number": "x".repeat(101), "appointment_method": "pigeon",
        "time_zone": "Mars/Olympus", "notes": "x".repeat(4001), "state": "ZZ",
        "establishments": [
            {"as_typed": "M1+P1"}, {"as_typed": "123"}, {"as_typed": "EST. 001"}, {"number": "5"},
            {"prefix": "M", "number": "7", "as_typed": "M8"}, {"as_typed": "x".repeat(51)}, {},
        ],
    });
    let found = world.broker.post("/plants", &body).await.wrong_fields();
    let wanted = [
        ("/name", "required"),
        ("/code", "too_long"),
        ("/kind", "unknown_code"),
        ("/species/0", "unknown_code"),
        ("/location_text", "too_long"),
        ("/phone", "invalid_phone"),
        ("/email", "invalid_email"),
        ("/manager_name", "too_long"),
        ("/load_requirements/0", "unknown_code"),
        ("/storage/0", "unknown_code"),
        ("/release_number", "too_long"),
        ("/appointment_method", "unknown_code"),
        ("/time_zone", "unknown_zone"),
        ("/notes", "too_long"),
        ("/state", "unknown_code"),
        ("/establishments/1/as_typed", "invalid_establishment"),
        ("/establishments/2/as_typed", "duplicate_establishment"),
        ("/establishments/3/as_typed", "invalid_establishment"),
        ("/establishments/4/as_typed", "contradicts_parts"),
        ("/establishments/5/as_typed", "too_long"),
        ("/establishments/6/as_typed", "invalid_establishment"),
    ];
    assert_eq!(found, expected(&wanted));
}

async fn establishment_numbers_are_read_in_any_spelling(app: &mut App) {
    let world = World::bare(app).await;
    let typed =
        json!([{"as_typed": " est. 00123 "}, {"as_typed": "P-7089"}, {"as_typed": "m9a + P9A"}]);
    let made = world
        .broker
        .create(
            "/plants",
            &json!({"name": "Plant", "establishments": typed}),
        )
        .await;
    let record = made.json();
    let number = |prefix: &str, number: &str, suffix: Value, typed: &str| json!({"prefix": prefix, "number": number, "suffix": suffix, "as_typed": typed});
    let kept = json!({
        "establishment_numbers": ["M123", "M9A", "P7089", "P9A"],
        "establishments": [
            number("M", "123", Value::Null, "est. 00123"), number("M", "9", json!("A"), "m9a"),
            number("P", "7089", Value::Null, "P-7089"), number("P", "9", json!("A"), "P9A"),
        ],
    });
    contains(&record, &kept, "");
    // A response can be sent back and changes nothing.
    let path = format!("/plants/{}", made.id());
    let same = json!({"establishments": record["establishments"]});
    let same = world
        .broker
        .patch(&path, &made.etag(), &same)
        .await
        .expect(200);
    assert_eq!(same.etag(), made.etag());
    let fewer = json!({"establishments": [{"prefix": "p", "number": "07089"}]});
    let fewer = world
        .broker
        .patch(&path, &made.etag(), &fewer)
        .await
        .expect(200);
    assert_eq!(fewer.json()["establishment_numbers"], json!(["P7089"]));
    assert_eq!(fewer.json()["establishments"][0]["as_typed"], "p07089");
}

fn numbered(name: &str, number: &str) -> Value {
    json!({"name": name, "establishments": [{"as_typed": "G1"}, {"as_typed": number}]})
}

async fn an_establishment_number_stands_on_one_active_plant(app: &mut App) {
    let world = World::bare(app).await;
    let holder = json!({"name": "Holder", "establishments": [{"as_typed": "EST. 99101"}]});
    let holder = world.broker.create("/plants", &holder).await;
    let taken = async |actor: &Actor| {
        let refused = actor.post("/plants", &numbered("Taker", "m-99101")).await;
        let refused = refused.problem(409, "duplicate");
        assert_eq!(
            refused.errors[0].pointer.as_deref(),
            Some("/establishments/1")
        );
        refused.existing.map(|existing| existing.id)
    };
    assert_eq!(taken(&world.broker).await, Some(holder.id()));
    // The same digits with another prefix, or with a suffix, are another number.
    for other in ["P99101", "M99101B"] {
        let body = json!({"name": other, "establishments": [{"as_typed": other}]});
        world.broker.create("/plants", &body).await;
    }
    let path = format!("/plants/{}", holder.id());
    let archived = world.broker.delete(&path, &holder.etag()).await.expect(200);
    let taker = world
        .broker
        .create("/plants", &numbered("Taker", "m-99101"))
        .await;
    let restore = format!("{path}/restore");
    let refused = world
        .broker
        .post_with_etag(&restore, &archived.etag(), &json!({}))
        .await
        .problem(409, "duplicate");
    assert_eq!(
        refused.existing.map(|existing| existing.id),
        Some(taker.id())
    );
    let without = json!({"establishments": []});
    world
        .broker
        .patch(&format!("/plants/{}", taker.id()), &taker.etag(), &without)
        .await
        .expect(200);
    world
        .broker
        .post_with_etag(&restore, &archived.etag(), &json!({}))
        .await
        .expect(200);
    assert_eq!(taken(&world.broker).await, Some(holder.id()));
}

async fn a_plant_is_found_by_its_numbers(app: &mut App) {
    let world = World::bare(app).await;
    let plant =
        json!({"name": "Brindlemoor Grand Island", "establishments": [{"as_typed": "EST. 99101"}]});
    let plant = world.broker.create("/plants", &plant).await;
    let alike = [("establishment", "est 0099101")];
    let alike = world
        .broker
        .query("/plants/similar", &alike)
        .await
        .expect(200);
    assert_eq!(alike.json()["items"][0]["id"], plant.id());
    // Its supplier can be searched by it too, once a supply line exists, including by later names.
    let found = async |q: &str| world.broker.ids("/suppliers", &[("q", q)]).await;
    assert_eq!(found("99101").await, Vec::<i64>::new());
    let line = json!({"supplier_id": world.supplier, "plant_id": plant.id()});
    let line = world.broker.create("/supplier-plant-mappings", &line).await;
    assert_eq!(found("m99101").await, [world.supplier]);
    assert_eq!(found("grand island").await, [world.supplier]);
    let renamed = json!({"name": "Amarillo", "establishments": [{"as_typed": "M99102"}]});
    let path = format!("/plants/{}", plant.id());
    world
        .broker
        .patch(&path, &plant.etag(), &renamed)
        .await
        .expect(200);
    assert_eq!(found("grand island").await, Vec::<i64>::new());
    assert_eq!(found("amarillo").await, [world.supplier]);
    assert_eq!(found("99102").await, [world.supplier]);
    let lines = async |q: &str| {
        world
            .broker
            .ids("/supplier-plant-mappings", &[("q", q)])
            .await
    };
    assert_eq!(lines("amarillo").await, [line.id()]);
    // Its name changed with the plant's, so it has a new version.
    let path = format!("/supplier-plant-mappings/{}", line.id());
    let line = world.broker.get(&path).await.expect(200);
    world.broker.delete(&path, &line.etag()).await.expect(200);
    assert_eq!(found("amarillo").await, Vec::<i64>::new());
}

async fn supply_lines_go_with_their_plant(app: &mut App) {
    let world = World::bare(app).await;
    let plant = world
        .broker
        .create("/plants", &json!({"name": "Plant"}))
        .await;
    let line = json!({"supplier_id": world.supplier, "plant_id": plant.id()});
    let line = world.broker.create("/supplier-plant-mappings", &line).await;
    let (plant_path, line_path) = (
        format!("/plants/{}", plant.id()),
        format!("/supplier-plant-mappings/{}", line.id()),
    );
    let archived = world
        .broker
        .delete(&plant_path, &plant.etag())
        .await
        .expect(200);
    let with_it = world.broker.get(&line_path).await.expect(200);
    assert_ne!(with_it.json()["archived_at"], Value::Null);
    assert_eq!(with_it.json()["archived_links"], json!(["plant_id"]));
    let alone = world
        .broker
        .post_with_etag(&format!("{line_path}/restore"), &with_it.etag(), &json!({}))
        .await;
    alone.problem(409, "archived");
    let refused = json!({"supplier_id": world.supplier, "plant_id": plant.id()});
    let refused = world
        .broker
        .post("/supplier-plant-mappings", &refused)
        .await;
    refused.refuses(&[("/plant_id", "archived")]);
    world
        .broker
        .post_with_etag(
            &format!("{plant_path}/restore"),
            &archived.etag(),
            &json!({}),
        )
        .await
        .expect(200);
    let back = world.broker.get(&line_path).await.expect(200).json();
    assert_eq!(back["archived_at"], Value::Null);
    assert_eq!(back["archived_links"], json!([]));
}

async fn a_plant_names_its_suppliers(app: &mut App) {
    let world = World::bare(app).await;
    let broker = &world.broker;
    let second = json!({"name": "Second supplier"});
    let second = broker.create("/suppliers", &second).await.id();
    let plant = broker.create("/plants", &json!({"name": "Works"})).await;
    let lonely = broker.create("/plants", &json!({"name": "Lonely"})).await;
    let said = async |id: i64| {
        let record = broker
            .get(&format!("/plants/{id}"))
            .await
            .expect(200)
            .json();
        let page = broker.get("/plants").await.expect(200).json();
        let rows = page["items"].as_array().expect("rows");
        let row = rows.iter().find(|row| row["id"] == json!(id));
        let row = row.expect("the row");
        let fields = ["supplier_id", "supplier_name", "supplier_count"];
        let values = fields.map(|field| record[field].clone());
        assert_eq!(fields.map(|field| row[field].clone()), values);
        json!(values)
    };
    assert_eq!(said(plant.id()).await, json!([null, null, 0]));
    let line = async |supplier: i64, customer: Option<i64>| {
        let body =
            json!({"supplier_id": supplier, "plant_id": plant.id(), "customer_id": customer});
        broker.create("/supplier-plant-mappings", &body).await
    };
    let first = line(world.supplier, None).await;
    line(second, None).await;
    // Two supply lines of a supplier count once.
    line(second, Some(world.customer)).await;
    assert_eq!(
        said(plant.id()).await,
        json!([world.supplier, "World supplier", 2])
    );
    assert_eq!(said(lonely.id()).await, json!([null, null, 0]));
    let path = format!("/supplier-plant-mappings/{}", first.id());
    broker.delete(&path, &first.etag()).await.expect(200);
    assert_eq!(
        said(plant.id()).await,
        json!([second, "Second supplier", 1])
    );
    // Computed fields are read-only.
    let body = json!({"name": "Other", "supplier_id": second});
    broker
        .post("/plants", &body)
        .await
        .problem(422, "validation_failed");
}
