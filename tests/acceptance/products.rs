//! Products: their own rules and filters, proposed codes, and search words for lean trim.

use serde_json::{Value, json};

use crate::support::listing::Shelf;
use crate::support::reply::{contains, expected};
use crate::support::samples::merged;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    rules_name_every_wrong_field,
    codes_and_percentages_have_bounds,
    a_blank_code_is_proposed,
    a_code_stands_on_one_active_product,
    lean_trim_is_found_in_every_way_of_writing,
    links_lead_somewhere_and_to_nothing_archived,
);

fn trim() -> Value {
    json!({
        "description": "Trim 50's - Tested", "species": "beef", "lean_pct": 50, "state": "fresh", "package": "combo",
        "test_class": "tested",
    })
}

async fn every_filter_filters(app: &mut App) {
    let world = World::bare(app).await;
    let low = merged(
        trim(),
        &json!({
            "code": "LOW-1", "carton": "poly_bulk", "ships_from": "packer", "country_of_origin": "USA", "imps_code": "109E",
            "suppliers": [{"supplier_id": world.supplier, "supplier_item_number": "ITEM-77"}], "customers": [world.customer],
        }),
    );
    let high = json!({
        "code": "high-2", "description": "Boneless butt", "species": "pork", "lean_pct": 85, "state": "frozen", "package": "boxed",
        "carton": "cvp", "weight_basis": "net", "unit_weight": "40", "edibility": "inedible", "test_class": "positive",
        "ships_from": "boxed_cold_storage", "country_of_origin": "CAN",
    });
    let empty = json!({"code": "MID-3", "description": "Skin", "species": "chicken"});
    let shelf = Shelf::of_three(&world, "/products", &low, &high, &empty).await;
    let (supplier, customer) = (world.supplier.to_string(), world.customer.to_string());
    let id = |name: &str| {
        let found = shelf.records.iter().find(|(known, _)| *known == name);
        found.map_or(0, |(_, id)| *id).to_string()
    };
    let two = format!("{},{}", id("low"), id("empty"));
    shelf
        .try_all_of_three(
            &world,
            &[
                ("q", "low-1", &["low"]),
                ("q", "bonel", &["high"]),
                ("q", "item-77", &["low"]),
                ("q", "109e", &["low"]),
                ("id", &two, &["low", "empty"]),
                ("id[not]", &two, &["high"]),
                ("id[is_null]", "true", &[]),
                ("species", "beef,pork", &["low", "high"]),
                ("species[not]", "beef", &["high", "empty"]),
                ("species[is_null]", "true", &[]),
                ("state", "fresh", &["low"]),
                ("state[not]", "fresh", &["high", "empty"]),
                ("state[is_null]", "true", &["empty"]),
                ("package", "boxed", &["high"]),
                ("package[not]", "boxed", &["low", "empty"]),
                ("package[is_null]", "true", &["empty"]),
                ("carton", "cvp", &["high"]),
                ("carton[not]", "cvp", &["low", "empty"]),
                ("carton[is_null]", "true", &["empty"]),
                ("weight_basis", "net", &["high"]),
                ("weight_basis[not]", "net", &["low", "empty"]),
                ("weight_basis[is_null]", "true", &[]),
                ("edibility", "inedible", &["high"]),
                ("edibility[not]", "inedible", &["low", "empty"]),
                ("edibility[is_null]", "true", &[]),
                ("test_class", "tested", &["low"]),
                ("test_class[not]", "tested", &["high", "empty"]),
                ("test_class[is_null]", "true", &[]),
                ("ships_from", "packer", &["low"]),
                ("ships_from[not]", "packer", &["high", "empty"]),
                ("ships_from[is_null]", "true", &["empty"]),
                ("lean_pct", "50", &["low"]),
                ("lean_pct[gte]", "85", &["high"]),
                ("lean_pct[gt]", "50", &["high"]),
                ("lean_pct[lte]", "50", &["low"]),
                ("lean_pct[lt]", "85", &["low"]),
                ("lean_pct[is_null]", "true", &["empty"]),
                ("country_of_origin", "CAN", &["high"]),
                ("country_of_origin[not]", "CAN", &["low", "empty"]),
                ("country_of_origin[is_null]", "true", &["empty"]),
                ("supplier_id", &supplier, &["low"]),
                ("supplier_id[not]", &supplier, &["high", "empty"]),
                ("supplier_id[is_null]", "true", &["high", "empty"]),
                ("customer_id", &customer, &["low"]),
                ("customer_id[not]", &customer, &["high", "empty"]),
                ("customer_id[is_null]", "true", &["high", "empty"]),
            ],
        )
        .await;
    shelf
        .try_together(&[("species", "beef,pork"), ("state", "fresh")], &["low"])
        .await;
    let ids = |order: [usize; 3]| order.map(|at| shelf.records[at].1).to_vec();
    let sorted = async |sort: &str| world.broker.ids("/products", &[("sort", sort)]).await;
    assert_eq!(sorted("code").await, ids([1, 0, 2]), "case does not count");
    assert_eq!(sorted("-description").await, ids([0, 2, 1]));
    let row = world.broker.query("/products", &[("q", "low-1")]).await;
    let row = row.expect(200).json()["items"][0].clone();
    let seller = json!({"supplier_id": world.supplier, "supplier_name": "World supplier", "supplier_count": 1});
    contains(&row, &seller, "");
}

async fn rules_name_every_wrong_field(app: &mut App) {
    let world = World::bare(app).await;
    let body = json!({
        "code": "a b", "description": " ", "species": "unicorn", "cut": "x".repeat(101), "lean_pct": 101, "state": "warm",
        "package": "crate", "carton": "tin", "pieces_per_carton": "p9", "weight_basis": "net", "min_unit_weight": "70",
        "max_unit_weight": "55", "edibility": "both", "test_class": "guessed", "ships_from": "moon",
        "country_of_origin": "XXX", "imps_code": "x".repeat(51), "usda_code": "x".repeat(51), "ub_code": "x".repeat(51), "gtin": "90012345678901",
        "quality_grade": "fine", "fat_limit": 7, "notes": "x".repeat(4001),
        "suppliers": [
            {"supplier_id": world.supplier, "is_primary": true},
            {"supplier_id": world.supplier, "is_primary": true, "supplier_item_number": "x".repeat(101)}, {},
        ],
    });
    let found = world.broker.post("/products", &body).await.wrong_fields();
    let wanted = [
        ("/code", "invalid_code"),
        ("/description", "required"),
        ("/species", "unknown_code"),
        ("/cut", "too_long"),
        ("/lean_pct", "out_of_range"),
        ("/state", "unknown_code"),
        ("/package", "unknown_code"),
        ("/carton", "unknown_code"),
        ("/pieces_per_carton", "unknown_code"),
        ("/test_class", "unknown_code"),
        ("/ships_from", "unknown_code"),
        ("/country_of_origin", "unknown_code"),
        ("/imps_code", "too_long"),
        ("/usda_code", "too_long"),
        ("/ub_code", "too_long"),
        ("/gtin", "invalid_gtin"),
        ("/quality_grade", "unknown_code"),
        ("/fat_limit", "out_of_range"),
        ("/suppliers/1/supplier_item_number", "too_long"),
        ("/suppliers/1/supplier_id", "duplicate_supplier"),
        ("/suppliers/1/is_primary", "second_primary"),
        ("/suppliers/2/supplier_id", "required"),
        ("/notes", "too_long"),
        ("/unit_weight", "required"),
        ("/max_unit_weight", "below_minimum"),
        ("/edibility", "parties_only"),
        ("/quality_grade", "beef_only"),
        ("/fat_limit", "beef_only"),
    ];
    assert_eq!(found, expected(&wanted));
    let light =
        json!({"description": "x", "species": "beef", "unit_weight": "0", "min_unit_weight": "-1"});
    let found = world.broker.post("/products", &light).await.wrong_fields();
    let wanted = [
        ("/unit_weight", "must_be_positive"),
        ("/min_unit_weight", "must_be_positive"),
    ];
    assert_eq!(found, expected(&wanted));
}

async fn codes_and_percentages_have_bounds(app: &mut App) {
    let world = World::bare(app).await;
    let post = async |fields: Value| {
        let body = merged(json!({"description": "x", "species": "beef"}), &fields);
        world.broker.post("/products", &body).await
    };
    for code in ["ab", &"x".repeat(51), "a.b", "a/b", "Ä-50", "50'S"] {
        let refused = post(json!({"code": code})).await.wrong_fields();
        assert_eq!(refused, expected(&[("/code", "invalid_code")]), "{code}");
    }
    for code in ["abc", &"x".repeat(50), "A_b-9", "---"] {
        assert_eq!(
            post(json!({"code": code})).await.expect(201).json()["code"],
            code
        );
    }
    for lean in [-1, 0, 101] {
        let refused = post(json!({"lean_pct": lean})).await.wrong_fields();
        assert_eq!(
            refused,
            expected(&[("/lean_pct", "out_of_range")]),
            "{lean}"
        );
    }
    for lean in [1, 100] {
        post(json!({"lean_pct": lean})).await.expect(201);
    }
}

async fn a_blank_code_is_proposed(app: &mut App) {
    let world = World::bare(app).await;
    let mut codes = Vec::new();
    for blank in [json!({}), json!({"code": null}), json!({"code": "  "})] {
        let made = world
            .broker
            .create("/products", &merged(trim(), &blank))
            .await;
        codes.push(made.json()["code"].clone());
    }
    assert_eq!(
        codes,
        ["BEEF-050-FC-T", "BEEF-050-FC-T-2", "BEEF-050-FC-T-3"]
    );
    let inedible = merged(trim(), &json!({"edibility": "inedible"}));
    let made = world.broker.create("/products", &inedible).await;
    assert_eq!(made.json()["code"], "BEEF-050-IN");
    // A code that was entered stays when it is blanked.
    let path = format!("/products/{}", made.id());
    let blanked = json!({"code": "", "lean_pct": 85});
    let blanked = world
        .broker
        .patch(&path, &made.etag(), &blanked)
        .await
        .expect(200);
    assert_eq!(blanked.json()["code"], "BEEF-050-IN");
}

async fn a_code_stands_on_one_active_product(app: &mut App) {
    let world = World::bare(app).await;
    let coded = |code: &str| merged(trim(), &json!({"code": code}));
    let first = world.broker.create("/products", &coded("Abc_1")).await;
    let refused = world.broker.post("/products", &coded("aBC_1")).await;
    let refused = refused.problem(409, "duplicate");
    assert_eq!(refused.errors[0].pointer.as_deref(), Some("/code"));
    assert_eq!(
        refused.existing.map(|existing| existing.id),
        Some(first.id())
    );
    let path = format!("/products/{}", first.id());
    let archived = world.broker.delete(&path, &first.etag()).await.expect(200);
    let second = world.broker.create("/products", &coded("ABC_1")).await;
    let restore = format!("{path}/restore");
    let refused = world
        .broker
        .post_with_etag(&restore, &archived.etag(), &json!({}))
        .await;
    let existing = refused.problem(409, "duplicate").existing;
    assert_eq!(existing.map(|existing| existing.id), Some(second.id()));
}

async fn lean_trim_is_found_in_every_way_of_writing(app: &mut App) {
    let world = World::bare(app).await;
    let made = async |body: Value| world.broker.create("/products", &body).await.id();
    let typed = made(json!({"description": "Trim 50's - Tested", "species": "beef"})).await;
    let counted =
        made(json!({"description": "Beef for grinding", "species": "beef", "lean_pct": 50})).await;
    let other = made(json!({"description": "Trim 85CL", "species": "beef"})).await;
    let found = async |q: &str| {
        let mut ids = world.broker.ids("/products", &[("q", q)]).await;
        ids.sort_unstable();
        ids
    };
    for q in [
        "50s",
        "50's",
        "50\u{2019}s",
        "50CL",
        "50 cl",
        "50S",
        "50'S",
        "50 CL",
    ] {
        assert_eq!(found(q).await, [typed, counted], "q={q}");
    }
    let accented = made(json!({"description": "Jamón 72's", "species": "pork"})).await;
    for q in ["jamon 72s", "JAMÓN 72CL", "jämon 72 cl", "72's"] {
        assert_eq!(found(q).await, [accented], "q={q}");
    }
    for q in ["trim 50s", "Trim 50CL - tested"] {
        assert_eq!(found(q).await, [typed], "q={q}");
    }
    for q in ["85s", "trim 85's"] {
        assert_eq!(found(q).await, [other], "q={q}");
    }
}

async fn links_lead_somewhere_and_to_nothing_archived(app: &mut App) {
    let world = World::bare(app).await;
    let wrong = json!({
        "suppliers": [{"supplier_id": world.supplier}, {"supplier_id": 999_999, "plant_id": 999_998}],
        "customers": [world.customer, 999_997],
    });
    let found = world
        .broker
        .post("/products", &merged(trim(), &wrong))
        .await;
    let wanted = [
        ("/suppliers/1/supplier_id", "unknown_id"),
        ("/suppliers/1/plant_id", "unknown_id"),
        ("/customers/1", "unknown_id"),
    ];
    found.refuses(&wanted);
    let plant = world
        .broker
        .create("/plants", &json!({"name": "Works"}))
        .await;
    let sold = json!({
        "suppliers": [
            {"supplier_id": world.supplier}, {"supplier_id": world.supplier, "plant_id": plant.id(), "is_primary": true},
        ],
        "customers": [world.customer],
    });
    let made = world
        .broker
        .create("/products", &merged(trim(), &sold))
        .await;
    let names = json!({
        "supplier_names": ["World supplier", "World supplier"], "plant_names": [null, "Works"],
        "customer_names": ["World customer"], "archived_links": [],
    });
    contains(&made.json(), &names, "");
    let plant_path = format!("/plants/{}", plant.id());
    world
        .broker
        .delete(&plant_path, &plant.etag())
        .await
        .expect(200);
    let path = format!("/products/{}", made.id());
    let now = world.broker.get(&path).await.expect(200).json();
    assert_eq!(now["archived_links"], json!(["suppliers/1/plant_id"]));
    // Existing links to archived records stay, at any position in the list; new ones are rejected.
    let mut turned = now["suppliers"].as_array().expect("a list").clone();
    turned.reverse();
    let turned = json!({"suppliers": turned});
    let turned = world
        .broker
        .patch(&path, &made.etag(), &turned)
        .await
        .expect(200);
    assert_eq!(
        turned.json()["archived_links"],
        json!(["suppliers/0/plant_id"])
    );
    let another = json!({"suppliers": [{"supplier_id": world.supplier, "plant_id": plant.id()}]});
    let refused = world
        .broker
        .post("/products", &merged(trim(), &another))
        .await;
    let wanted = [("/suppliers/0/plant_id", "archived")];
    refused.refuses(&wanted);
}
