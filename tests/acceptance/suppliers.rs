//! Suppliers: their own rules and filters.

use serde_json::{Value, json};

use crate::support::reply::{contains, expected};
use crate::support::samples::{merged, order};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    rules_name_every_wrong_field,
    addresses_follow_their_country,
    phones_and_addresses_are_brought_into_one_form,
    derived_facts_follow_the_orders,
    a_supplier_on_an_open_order_is_not_archived,
);

async fn rules_name_every_wrong_field(app: &mut App) {
    let world = World::new(app).await;
    let body = json!({
        "name": "  ", "code": "x".repeat(51), "kind": "castle", "phone": "12345", "email": "nobody@",
        "delivery_profile": "does_not_deliver", "shipping_scopes": ["domestic"], "pickup_booking_method": "pigeon",
        "pickup_booking_notes": "x".repeat(501), "credit_application_sent_on": "2999-01-01",
        "credit_application_approved_on": "2026-01-01", "payment_terms": "net_1000", "payment_method": "gold",
        "credit_band": "b1", "credit_limit": "-0.01", "species": ["unicorn"], "certificates": ["brc", "best"],
        "origin_countries": ["USA", "XXX"], "notes": "x".repeat(4001), "owner_id": 999_999, "state": "ZZ",
    });
    let found = world.admin.post("/suppliers", &body).await.wrong_fields();
    let wanted = [
        ("/name", "required"),
        ("/code", "too_long"),
        ("/kind", "unknown_code"),
        ("/shipping_scopes", "must_be_empty"),
        ("/pickup_booking_method", "unknown_code"),
        ("/pickup_booking_notes", "too_long"),
        ("/credit_application_sent_on", "in_the_future"),
        ("/credit_application_approved_on", "before_sent"),
        ("/payment_terms", "unknown_code"),
        ("/payment_method", "unknown_code"),
        ("/credit_band", "unknown_code"),
        ("/credit_limit", "must_not_be_negative"),
        ("/species/0", "unknown_code"),
        ("/certificates/1", "unknown_code"),
        ("/origin_countries/1", "unknown_code"),
        ("/notes", "too_long"),
        ("/state", "unknown_code"),
    ];
    for place in expected(&wanted) {
        assert!(found.contains(&place), "{place:?} is missing in {found:?}");
    }
    for pointer in ["/phone", "/email"] {
        assert!(
            found.iter().any(|(place, _)| place == pointer),
            "{pointer} is missing in {found:?}"
        );
    }
    let nobody = json!({"name": "Owned by nobody", "owner_id": 999_999});
    world
        .admin
        .post("/suppliers", &nobody)
        .await
        .refuses(&[("/owner_id", "unknown_id")]);
    let unsent =
        json!({"name": "Approved unasked", "credit_application_approved_on": "2026-01-01"});
    world
        .admin
        .post("/suppliers", &unsent)
        .await
        .refuses(&[("/credit_application_approved_on", "not_sent")]);
}

async fn addresses_follow_their_country(app: &mut App) {
    let world = World::new(app).await;
    let wrong: [(Value, &str, &str); 5] = [
        (
            json!({"postal_code": "6810"}),
            "/postal_code",
            "invalid_postal_code",
        ),
        (
            json!({"postal_code": "K1A 0B1"}),
            "/postal_code",
            "invalid_postal_code",
        ),
        (
            json!({"country": "CAN", "postal_code": "68102"}),
            "/postal_code",
            "invalid_postal_code",
        ),
        (json!({"state": "Victoria"}), "/state", "unknown_code"),
        (json!({"country": "ZZZ"}), "/country", "unknown_code"),
    ];
    for (fields, pointer, code) in wrong {
        let body = merged(json!({"name": "Somewhere"}), &fields);
        assert_eq!(
            world.broker.post("/suppliers", &body).await.wrong_fields(),
            expected(&[(pointer, code)]),
            "{fields}"
        );
    }
    let right = [
        json!({"country": "USA", "state": "DC", "postal_code": "20001"}),
        json!({"country": "USA", "state": "PR", "postal_code": "00901-1234"}),
        json!({"country": "CAN", "state": "Ontario", "postal_code": "K1A 0B1"}),
        json!({"country": "AUS", "state": "Victoria", "postal_code": "3000"}),
        json!({"country": "BRA", "state": null, "postal_code": "01310-100"}),
    ];
    for (n, fields) in right.into_iter().enumerate() {
        let body = merged(json!({"name": format!("Somewhere {n}")}), &fields);
        contains(
            &world.broker.create("/suppliers", &body).await.json(),
            &fields,
            "",
        );
    }
}

async fn phones_and_addresses_are_brought_into_one_form(app: &mut App) {
    let world = World::new(app).await;
    let typed = json!({
        "name": "One form", "phone": "(402) 555-0100 ext. 12", "email": " Sales.Dept@Brindlemoor.EXAMPLE ", "city": " Omaha ",
        "state": "nebraska", "postal_code": "68102",
    });
    let kept = world.broker.create("/suppliers", &typed).await.json();
    let wanted = json!({
        "phone": "+14025550100 x12", "email": "Sales.Dept@brindlemoor.example", "city": "Omaha", "state": "NE", "country": "USA",
    });
    contains(&kept, &wanted, "");
    for (n, wrong) in ["402 555 010", "+44 20 7946 0958 1234 5", "call us"]
        .into_iter()
        .enumerate()
    {
        let body = json!({"name": format!("No phone {n}"), "phone": wrong});
        let refused = world.broker.post("/suppliers", &body).await;
        assert_eq!(
            refused.wrong_fields(),
            expected(&[("/phone", "invalid_phone")]),
            "{wrong}: 10 to 15 digits"
        );
    }
    for (typed, kept) in [
        ("+123 456 789 012 345", "+123456789012345"),
        ("402.555.0100", "+14025550100"),
        ("1-402-555-0100", "+14025550100"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
    ] {
        let body = json!({"name": format!("Phone {typed}"), "phone": typed});
        let answered = world.broker.create("/suppliers", &body).await.json()["phone"].clone();
        let digits = |text: &str| {
            text.chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
        };
        assert_eq!(
            digits(answered.as_str().unwrap_or_default()),
            digits(kept),
            "{typed}"
        );
    }
}

async fn derived_facts_follow_the_orders(app: &mut App) {
    let world = World::new(app).await;
    let path = format!("/suppliers/{}", world.supplier);
    let facts = async || {
        let record = world.broker.get(&path).await.expect(200);
        let row = world
            .broker
            .query("/suppliers", &[])
            .await
            .expect(200)
            .json()["items"][0]
            .clone();
        let record = record.json();
        assert_eq!(
            record["open_order_count"], row["open_order_count"],
            "row and record"
        );
        assert_eq!(
            record["has_credit_application"], row["has_credit_application"],
            "row and record"
        );
        (
            record["open_order_count"].clone(),
            record["has_credit_application"].clone(),
            record["version"].clone(),
        )
    };
    assert_eq!(facts().await, (json!(0), json!(false), json!(1)));
    let made = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    assert_eq!(facts().await.0, json!(0), "a draft binds nobody");
    let steps = format!("/purchase-orders/{}", made.id());
    let issued = world
        .broker
        .post_with_etag(&format!("{steps}/issue"), &made.etag(), &json!({}))
        .await
        .expect(200);
    assert_eq!(
        facts().await,
        (json!(1), json!(false), json!(1)),
        "the version is the record's own"
    );
    world
        .broker
        .post_with_etag(
            &format!("{steps}/cancel"),
            &issued.etag(),
            &json!({"reason": "test"}),
        )
        .await
        .expect(200);
    assert_eq!(facts().await.0, json!(0));
    let sent = json!({"credit_application_sent_on": "2026-01-01"});
    world.broker.patch(&path, "\"1\"", &sent).await.expect(200);
    assert_eq!(facts().await, (json!(0), json!(true), json!(2)));
}

async fn a_supplier_on_an_open_order_is_not_archived(app: &mut App) {
    let world = World::new(app).await;
    let path = format!("/suppliers/{}", world.supplier);
    let mut last = (0, String::new());
    for _ in 0..22 {
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
        last = (
            made.id(),
            issued.json()["number"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        );
    }
    let refused = world
        .broker
        .delete(&path, "\"1\"")
        .await
        .problem(409, "in_use");
    assert_eq!(refused.blocker_count, Some(22));
    assert_eq!(refused.blockers.len(), 20, "up to 20 are named");
    assert!(
        refused
            .blockers
            .iter()
            .all(|blocker| blocker.entity == "purchase_order")
    );
    assert!(
        refused
            .blockers
            .iter()
            .all(|blocker| blocker.label.starts_with("PO-")),
        "{last:?}: {refused:?}"
    );
    assert_eq!(
        world.broker.get(&path).await.expect(200).json()["archived_at"],
        Value::Null
    );
    let other = world
        .broker
        .create("/suppliers", &json!({"name": "Only drafts"}))
        .await;
    let body = merged(order(&world), &json!({"supplier_id": other.id()}));
    let draft = world.broker.create("/purchase-orders", &body).await;
    world
        .broker
        .delete(&format!("/suppliers/{}", other.id()), &other.etag())
        .await
        .expect(200);
    let shown = world
        .broker
        .get(&format!("/purchase-orders/{}", draft.id()))
        .await
        .expect(200)
        .json();
    assert_eq!(
        shown["supplier_name"], "Only drafts",
        "a link to an archived party is kept and shown"
    );
    let refused = world
        .broker
        .post("/purchase-orders", &body)
        .await
        .wrong_fields();
    assert!(
        refused.iter().any(|(pointer, _)| pointer == "/supplier_id"),
        "a new link is refused: {refused:?}"
    );
}
