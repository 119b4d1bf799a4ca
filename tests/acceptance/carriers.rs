//! Carriers: their own rules, filters and suppliers.

use serde_json::{Value, json};

use crate::support::listing::Shelf;
use crate::support::reply::expected;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    rules_name_every_wrong_field,
    numbers_are_brought_into_one_form,
    a_usdot_number_stands_in_one_active_carrier,
    insurance_stands_as_the_day_says,
    suppliers_are_named_and_archived_ones_marked,
);

async fn every_filter_filters(app: &mut App) {
    let world = World::new(app).await;
    let supplier = world.supplier.to_string();
    let shelf = Shelf::of_three(
        &world,
        "/carriers",
        &json!({
            "name": "Low", "authority_status": "active", "insurance_expires_on": "2020-01-10", "state": "NE",
            "suppliers": [world.supplier], "usdot_number": "99000011", "release_number": "STANDING-7",
        }),
        &json!({
            "name": "High", "carrier_type": "rail", "authority_status": "inactive", "insurance_expires_on": "2999-02-10",
            "state": "Ontario", "country": "CAN", "docket": "MC-1234",
        }),
        &json!({"name": "Empty"}),
    )
    .await;
    let expires = "insurance_expires_on";
    let ranged = |suffix: &str| format!("{expires}{suffix}");
    let (gte, gt, lte, lt, none) = (
        ranged("[gte]"),
        ranged("[gt]"),
        ranged("[lte]"),
        ranged("[lt]"),
        ranged("[is_null]"),
    );
    shelf
        .try_all_of_three(
            &world,
            &[
                ("q", "hig", &["high"]),
                ("q", "9900001", &["low"]),
                ("q", "mc-12", &["high"]),
                ("q", "standing", &["low"]),
                ("carrier_type", "rail", &["high"]),
                ("carrier_type[not]", "rail", &["low", "empty"]),
                ("carrier_type[is_null]", "true", &[]),
                ("supplier_id", &supplier, &["low"]),
                ("supplier_id[not]", &supplier, &["high", "empty"]),
                ("supplier_id[is_null]", "true", &["high", "empty"]),
                ("state", "NE", &["low"]),
                ("state[not]", "NE", &["high", "empty"]),
                ("state[is_null]", "true", &["empty"]),
                ("authority_status", "active,inactive", &["low", "high"]),
                ("authority_status[not]", "active", &["high", "empty"]),
                ("authority_status[is_null]", "true", &[]),
                ("insurance_state", "expired", &["low"]),
                ("insurance_state", "expired,missing", &["low", "empty"]),
                ("insurance_state[not]", "expired", &["high", "empty"]),
                ("insurance_state[is_null]", "true", &[]),
                (
                    "insurance_state[is_null]",
                    "false",
                    &["low", "high", "empty"],
                ),
                (expires, "2020-01-10", &["low"]),
                (&gte, "2020-01-10", &["low", "high"]),
                (&gt, "2020-01-10", &["high"]),
                (&lte, "2020-01-10", &["low"]),
                (&lt, "2999-02-10", &["low"]),
                (&none, "true", &["empty"]),
                (&none, "false", &["low", "high"]),
            ],
        )
        .await;
}

async fn rules_name_every_wrong_field(app: &mut App) {
    let world = World::new(app).await;
    let body = json!({
        "name": " ", "code": "x".repeat(51), "carrier_type": "rocket", "usdot_number": "123456789", "docket": "XX-1",
        "authority_checked_on": "2999-01-01", "insurance_provider": "x".repeat(201),
        "insurance_policy_number": "x".repeat(101), "insurance_amount": "-0.01", "phone": "12345", "email": "nobody@",
        "our_account_number": "x".repeat(101), "payment_terms": "net_1000", "payment_method": "gold",
        "credit_band": "b1", "appointment_method": "pigeon", "release_number": "x".repeat(101),
        "notes": "x".repeat(4001), "state": "ZZ",
    });
    let found = world.broker.post("/carriers", &body).await.wrong_fields();
    let wanted = [
        ("/name", "required"),
        ("/code", "too_long"),
        ("/carrier_type", "unknown_code"),
        ("/usdot_number", "invalid_usdot"),
        ("/docket", "invalid_docket"),
        ("/authority_checked_on", "in_the_future"),
        ("/insurance_provider", "too_long"),
        ("/insurance_policy_number", "too_long"),
        ("/insurance_amount", "must_not_be_negative"),
        ("/phone", "invalid_phone"),
        ("/email", "invalid_email"),
        ("/our_account_number", "too_long"),
        ("/payment_terms", "unknown_code"),
        ("/payment_method", "unknown_code"),
        ("/credit_band", "unknown_code"),
        ("/appointment_method", "unknown_code"),
        ("/release_number", "too_long"),
        ("/notes", "too_long"),
        ("/state", "unknown_code"),
    ];
    assert_eq!(found, expected(&wanted));
    let nowhere = json!({"name": "Nowhere", "suppliers": [999_999, world.supplier]});
    let found = world
        .broker
        .post("/carriers", &nowhere)
        .await
        .wrong_fields();
    assert_eq!(
        found,
        expected(&[("/suppliers/0", "unknown_id")]),
        "its place as sent, though they are kept in order"
    );
}

async fn numbers_are_brought_into_one_form(app: &mut App) {
    let world = World::new(app).await;
    let typed =
        json!({"name": "One form", "usdot_number": "USDOT #0123456", "docket": "mc 123456"});
    let kept = world.broker.create("/carriers", &typed).await.json();
    assert_eq!(
        (
            &kept["usdot_number"],
            &kept["docket"],
            &kept["carrier_type"]
        ),
        (&json!("123456"), &json!("MC-123456"), &json!("truck"))
    );
}

async fn a_usdot_number_stands_in_one_active_carrier(app: &mut App) {
    let world = World::new(app).await;
    let body = |name: &str| json!({"name": name, "usdot_number": "99000011"});
    let first = world.broker.create("/carriers", &body("Same name")).await;
    let refused = world.broker.post("/carriers", &body("Same name")).await;
    let problem = refused.problem(409, "duplicate");
    assert_eq!(problem.errors[0].pointer.as_deref(), Some("/usdot_number"));
    assert_eq!(
        problem.existing.map(|existing| existing.id),
        Some(first.id())
    );
    let path = format!("/carriers/{}", first.id());
    world.broker.delete(&path, &first.etag()).await.expect(200);
    world.broker.create("/carriers", &body("Same name")).await;
}

async fn insurance_stands_as_the_day_says(app: &mut App) {
    let world = World::new(app).await;
    // The current date in the broker's time zone, taken from the server.
    let probe = world
        .broker
        .create("/purchase-orders", &json!({"supplier_id": world.supplier}))
        .await;
    let today: chrono::NaiveDate =
        serde_json::from_value(probe.json()["order_date"].clone()).expect("a day");
    let state = async |days: Option<i64>| {
        let last = days.map(|days| (today + chrono::TimeDelta::days(days)).to_string());
        let name = format!("Insured {days:?}");
        let body = json!({"name": name, "insurance_expires_on": last});
        let made = world.broker.create("/carriers", &body).await.json();
        let list = world
            .broker
            .query("/carriers", &[("q", &name)])
            .await
            .json();
        assert_eq!(list["items"][0]["insurance_state"], made["insurance_state"]);
        made["insurance_state"].clone()
    };
    assert_eq!(state(None).await, "missing");
    assert_eq!(state(Some(-2)).await, "expired");
    assert_eq!(state(Some(2)).await, "expiring");
    assert_eq!(state(Some(32)).await, "valid");
    let found = async |wanted: &str| {
        let pairs = [
            ("insurance_state", wanted),
            ("sort", "insurance_expires_on"),
        ];
        world.broker.ids("/carriers", &pairs).await.len()
    };
    for wanted in ["missing", "expired", "expiring", "valid"] {
        assert_eq!(found(wanted).await, 1, "{wanted}");
    }
}

async fn suppliers_are_named_and_archived_ones_marked(app: &mut App) {
    let world = World::new(app).await;
    let other = json!({"name": "Another supplier"});
    let other = world.broker.create("/suppliers", &other).await.id();
    let body = json!({"name": "Loads at both", "suppliers": [other, world.supplier, other]});
    let made = world.broker.create("/carriers", &body).await;
    let record = made.json();
    assert_eq!(record["suppliers"], json!([world.supplier, other]));
    assert_eq!(
        record["supplier_names"],
        json!(["World supplier", "Another supplier"])
    );
    let supplier = format!("/suppliers/{other}");
    world.admin.delete(&supplier, "\"1\"").await.expect(200);
    let path = format!("/carriers/{}", made.id());
    let record = world.broker.get(&path).await.expect(200).json();
    assert_eq!(record["archived_links"], json!(["suppliers/1"]));
    assert_eq!(
        record["archived_at"],
        Value::Null,
        "a carrier loads elsewhere too"
    );
    // Existing links to archived records stay; new ones are rejected.
    let kept = json!({"suppliers": [other]});
    world
        .broker
        .patch(&path, &made.etag(), &kept)
        .await
        .expect(200);
    let body = json!({"name": "New", "suppliers": [other]});
    world
        .broker
        .post("/carriers", &body)
        .await
        .refuses(&[("/suppliers/0", "archived")]);
}
