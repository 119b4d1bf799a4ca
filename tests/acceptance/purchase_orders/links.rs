//! Links of an order: products that its lines copy from, supply line, carrier, places, contacts; and the tender gate.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::{path, today};
use crate::support::reply::{contains, expected};
use crate::support::samples::{links, merged, order};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    a_line_takes_over_from_its_product,
    links_lead_somewhere_and_fit_the_parties,
    what_is_hauled_and_bought_is_fixed_in_time,
    inedible_goods_and_retail_labels_are_minded,
    an_uninsured_carrier_is_not_tendered,
);

pub(super) async fn world_of(app: &mut App) -> World {
    let mut world = World::new(app).await;
    links(&mut world).await;
    world
}

async fn a_line_takes_over_from_its_product(app: &mut App) {
    let world = world_of(app).await;
    let product = json!({
        "description": "BSB", "species": "chicken", "weight_basis": "net", "unit_weight": "20", "unit_weight_unit": "kg",
        "test_class": "not_tested", "country_of_origin": "BRA",
    });
    let product = world.broker.create("/products", &product).await;
    let body = json!({
        "supplier_id": world.supplier, "lines": [
            {"product_id": product.id(), "ordered_units": 100},
            {
                "product_id": product.id(), "description": "Our words", "ordered_weight": "500.00", "test_class": "tested",
                "country_of_origin": "USA",
            },
        ],
    });
    let made = world.broker.create("/purchase-orders", &body).await;
    let code = &product.json()["code"];
    let lines = json!([
        {
            "product_id": product.id(), "product_code": code, "description": "BSB", "weight_basis": "net",
            "ordered_weight": "2000.00", "weight_unit": "kg", "test_class": "not_tested", "country_of_origin": "BRA",
        },
        {
            "product_code": code, "description": "Our words", "weight_basis": "net", "ordered_weight": "500.00",
            "weight_unit": "lb", "test_class": "tested", "country_of_origin": "USA",
        },
    ]);
    contains(&made.json(), &json!({"lines": lines}), "");
    // Copied values belong to the line from then on.
    let mut kept = made.json()["lines"][0].clone();
    let own = json!({"id": kept["id"], "product_id": product.id(), "description": "BSB", "country_of_origin": null});
    let own = merged(own, &json!({"test_class": null, "ordered_units": 100}));
    let patch = json!({"lines": [own]});
    let changed = world
        .broker
        .patch(&path(made.id()), &made.etag(), &patch)
        .await;
    kept = changed.expect(200).json()["lines"][0].clone();
    assert_eq!(
        (&kept["country_of_origin"], &kept["test_class"]),
        (&Value::Null, &Value::Null)
    );
    let bare = json!({"supplier_id": world.supplier, "lines": [{"ordered_units": 1}, {"product_id": 999_999}]});
    let found = world.broker.post("/purchase-orders", &bare).await;
    let wanted = expected(&[("/lines/0/description", "required")]);
    assert_eq!(found.wrong_fields(), wanted);
    let lost = json!({"supplier_id": world.supplier, "lines": [{"product_id": 999_999}]});
    let found = world.broker.post("/purchase-orders", &lost).await;
    let wanted = expected(&[("/lines/0/product_id", "unknown_id")]);
    assert_eq!(found.wrong_fields(), wanted);
}

async fn links_lead_somewhere_and_fit_the_parties(app: &mut App) {
    let world = world_of(app).await;
    let plain = json!({"supplier_id": world.supplier, "customer_id": world.customer});
    let post = async |fields: &Value| {
        let body = merged(plain.clone(), fields);
        world.broker.post("/purchase-orders", &body).await
    };
    let both = json!({"ship_from_plant_id": 1, "ship_from_location_id": 1, "ship_to_location_id": 1, "ship_to_plant_id": 1});
    let wanted = [
        ("/ship_from_location_id", "at_most_one"),
        ("/ship_to_plant_id", "at_most_one"),
    ];
    post(&both).await.refuses(&wanted);
    let lost = json!({
        "mapping_id": 999_999, "carrier_id": 999_999, "ship_from_plant_id": 999_999, "ship_to_location_id": 999_999,
        "supplier_contact_id": 999_999, "customer_contact_id": 999_998,
    });
    let wanted = [
        "/mapping_id",
        "/carrier_id",
        "/ship_from_plant_id",
        "/ship_to_location_id",
        "/supplier_contact_id",
        "/customer_contact_id",
    ];
    let wanted = wanted.map(|place| (place, "unknown_id"));
    post(&lost).await.refuses(&wanted);
    let (seller, buyer) = (
        &world.links["supplier_contact_id"],
        &world.links["customer_contact_id"],
    );
    let swapped = json!({"supplier_contact_id": buyer, "customer_contact_id": seller});
    let wanted = [
        ("/supplier_contact_id", "other_party"),
        ("/customer_contact_id", "other_party"),
    ];
    post(&swapped).await.refuses(&wanted);
    let made = post(&world.links).await.expect(201);
    let names = json!({
        "mapping_name": "World supplier / Works", "carrier_name": "Hauler", "ship_from_plant_name": "Works",
        "ship_from_location_name": null, "ship_to_location_name": "Dock", "ship_to_plant_name": null,
        "supplier_contact_name": "Rosa", "customer_contact_name": "Walt", "archived_links": [],
    });
    contains(&made.json(), &names, "");
    // Another supplier has another supply line and other contacts.
    let other = json!({"name": "Other supplier"});
    let other = world.broker.create("/suppliers", &other).await.id();
    let moved = json!({"supplier_id": other});
    let moved = world
        .broker
        .patch(&path(made.id()), &made.etag(), &moved)
        .await;
    let wanted = [
        ("/mapping_id", "other_party"),
        ("/supplier_contact_id", "other_party"),
    ];
    moved.refuses(&wanted);
}

async fn what_is_hauled_and_bought_is_fixed_in_time(app: &mut App) {
    let world = world_of(app).await;
    let other = json!({"description": "Other trim", "species": "beef"});
    let other = world.broker.create("/products", &other).await.id();
    let body = merged(order(&world), &world.links);
    let made = world.broker.create("/purchase-orders", &body).await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let line = merged(
        body["lines"][0].clone(),
        &json!({"id": issued.json()["lines"][0]["id"], "product_id": other}),
    );
    let place = path(made.id());
    let refused = world
        .broker
        .patch(&place, &issued.etag(), &json!({"lines": [line]}))
        .await;
    let wanted = [("/lines/0/product_id", "fixed_by_status")];
    refused.refuses(&wanted);
    let confirmed = world
        .broker
        .act(&issued, "confirm", &json!({}))
        .await
        .expect(200);
    let ship = json!({"shipped_on": today(&confirmed)});
    let shipped = world
        .broker
        .act(&confirmed, "ship", &ship)
        .await
        .expect(200);
    let refused = world
        .broker
        .patch(&place, &shipped.etag(), &json!({"carrier_id": null}))
        .await;
    let wanted = [("/carrier_id", "fixed_by_status")];
    refused.refuses(&wanted);
}

async fn inedible_goods_and_retail_labels_are_minded(app: &mut App) {
    let world = world_of(app).await;
    let edible = json!({"name": "Grocer", "edibility": "edible", "segments": ["retail"]});
    let edible = world.broker.create("/customers", &edible).await.id();
    let trim = json!({"description": "Trim", "species": "lamb", "edibility": "inedible"});
    let trim = world.broker.create("/products", &trim).await.id();
    let mut body = order(&world);
    body["customer_id"] = json!(edible);
    body["lines"][0]["product_id"] = json!(trim);
    let made = world.broker.create("/purchase-orders", &body).await;
    let refused = world.broker.act(&made, "issue", &json!({})).await;
    let mut unsaid = order(&world);
    unsaid["lines"][0]["product_id"] = json!(trim);
    let unsaid = world.broker.create("/purchase-orders", &unsaid).await;
    let unsaid = world.broker.act(&unsaid, "issue", &json!({})).await;
    let inedible = [("/lines/0/product_id", "inedible")];
    assert_eq!(
        unsaid.wrong_fields(),
        expected(&inedible),
        "who says nothing takes edible goods"
    );
    let wanted = [
        ("/lines/0/product_id", "inedible"),
        ("/lines/0/country_of_origin", "required"),
    ];
    refused.refuses(&wanted);
    let both = json!({"name": "Renderer", "edibility": "both"});
    body["customer_id"] = json!(world.broker.create("/customers", &both).await.id());
    let other = world.broker.create("/purchase-orders", &body).await;
    world
        .broker
        .act(&other, "issue", &json!({}))
        .await
        .expect(200);
}

async fn an_uninsured_carrier_is_not_tendered(app: &mut App) {
    let world = world_of(app).await;
    let manager = app.user(UserRole::Manager).await;
    let carrier = format!("/carriers/{}", world.links["carrier_id"]);
    let body = merged(
        merged(order(&world), &world.links),
        &json!({
            "logistics_scenario": "we_pickup", "freight_cost": "10.00", "carrier_release_number": "R-1",
            "pickup_appointment": {"method": "first_come_first_serve"},
        }),
    );
    let made = world.broker.create("/purchase-orders", &body).await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let confirmed = world
        .broker
        .act(&issued, "confirm", &json!({}))
        .await
        .expect(200);
    let ship = json!({"shipped_on": today(&confirmed)});
    for lapse in [
        json!({"insurance_expires_on": "2026-01-01"}),
        json!({"insurance_expires_on": null}),
        json!({"insurance_expires_on": "2099-12-31", "usdot_number": null}),
        json!({"usdot_number": "99000011", "authority_status": "inactive"}),
    ] {
        let now = world.broker.get(&carrier).await.expect(200);
        world
            .broker
            .patch(&carrier, &now.etag(), &lapse)
            .await
            .expect(200);
        let refused = world.broker.act(&confirmed, "ship", &ship).await;
        let refused = refused.problem(409, "tender_blocked");
        assert!(refused.detail.is_some_and(|why| why.contains("Hauler")));
    }
    let passing = |rule: &str| {
        merged(
            ship.clone(),
            &json!({"override": {"rule": rule, "reason": "binder seen"}}),
        )
    };
    world
        .broker
        .act(&confirmed, "ship", &passing("tender_blocked"))
        .await
        .problem(403, "forbidden");
    let other = manager
        .act(&confirmed, "ship", &passing("credit_blocked"))
        .await;
    let wanted = [("/override/rule", "other_gate")];
    other.refuses(&wanted);
    let shipped = manager
        .act(&confirmed, "ship", &passing("tender_blocked"))
        .await
        .expect(200);
    let history = manager
        .get(&format!("{}/history", path(shipped.id())))
        .await;
    assert_eq!(
        history.expect(200).json()["items"][0]["reason"],
        "binder seen"
    );
    // A truck that the other party hires is not our responsibility.
    let theirs = merged(body, &json!({"logistics_scenario": "supplier_delivery"}));
    let made = world.broker.create("/purchase-orders", &theirs).await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let confirmed = world
        .broker
        .act(&issued, "confirm", &json!({}))
        .await
        .expect(200);
    world
        .broker
        .act(&confirmed, "ship", &ship)
        .await
        .expect(200);
}
