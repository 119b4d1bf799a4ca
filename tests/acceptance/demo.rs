//! The demo brokerage: it follows the same rules as all records, and its amounts are consistent (`demo.md`).

use std::collections::BTreeMap;

use domain::choices::UserRole;
use serde_json::{Value, json};

use crate::support::process::Process;
use crate::support::{Actor, App, on_both_databases};

on_both_databases!(
    the_figures_are_those_of_the_book,
    the_demo_stays_what_one_made_of_it,
    the_binary_tells_how_to_sign_in
);

/// A server with the demo, and its administrator.
async fn demo(app: &App) -> (App, Actor) {
    let fresh = App::start_empty(app.database(), |config| config.demo = true).await;
    let sign_in = fresh.first_sign_in().expect("how to sign in");
    let (username, password) = (sign_in.username.clone(), sign_in.password.clone());
    let admin = fresh.sign_in(&username, &password).await;
    (fresh, admin)
}

async fn total(admin: &Actor, path: &str, pairs: &[(&str, &str)]) -> i64 {
    let mut pairs = pairs.to_vec();
    pairs.push(("count", "true"));
    admin.query(path, &pairs).await.expect(200).json()["total"]
        .as_i64()
        .unwrap_or(-1)
}

/// Converts a decimal with two places to cents.
fn cents(value: &Value) -> i64 {
    value
        .as_str()
        .unwrap_or_default()
        .replace('.', "")
        .parse()
        .unwrap_or_default()
}

async fn the_figures_are_those_of_the_book(app: &mut App) {
    let (mut fresh, admin) = demo(app).await;
    let counts = [
        ("/suppliers", vec![], 7),
        ("/suppliers", vec![("archived", "true")], 1),
        ("/customers", vec![], 7),
        ("/customers", vec![("archived", "true")], 1),
        ("/locations", vec![], 13),
        ("/carriers", vec![], 5),
        ("/carriers", vec![("archived", "true")], 1),
        ("/carriers", vec![("insurance_state", "expired")], 1),
        ("/carriers", vec![("insurance_state", "expiring")], 1),
        ("/carriers", vec![("authority_status", "inactive")], 1),
        ("/contacts", vec![], 23),
        ("/contacts", vec![("has_contact_details", "false")], 1),
        ("/receivables", vec![("kind", "invoice")], 6),
        ("/receivables", vec![("kind", "credit_note")], 1),
        ("/receivables", vec![("is_overdue", "true")], 5),
        ("/receivables", vec![("aging_bucket", "current")], 1),
        ("/receivables", vec![("aging_bucket", "d1_30")], 2),
        ("/receivables", vec![("aging_bucket", "d31_60")], 1),
        ("/receivables", vec![("aging_bucket", "d61_90")], 1),
        ("/receivables", vec![("aging_bucket", "d90_plus")], 1),
        ("/payments", vec![], 5),
        ("/payments", vec![("voided", "true")], 1),
        ("/payments", vec![("has_unapplied", "true")], 1),
        ("/claims", vec![], 5),
        ("/claims", vec![("is_open", "true")], 3),
        ("/claims", vec![("status", "settled")], 2),
        ("/plants", vec![], 8),
        ("/products", vec![], 17),
        ("/supplier-plant-mappings", vec![], 14),
        ("/users", vec![], 5),
        ("/purchase-orders", vec![], 16),
        ("/purchase-orders", vec![("status", "closed")], 2),
        ("/purchase-orders", vec![("status", "delivered")], 7),
        ("/purchase-orders", vec![("status", "in_transit")], 1),
        ("/purchase-orders", vec![("status", "confirmed")], 2),
        ("/purchase-orders", vec![("status", "issued")], 1),
        ("/purchase-orders", vec![("status", "draft")], 2),
        ("/purchase-orders", vec![("status", "cancelled")], 1),
        ("/purchase-orders", vec![("for_stock", "true")], 1),
        ("/purchase-orders", vec![("fulfilled", "true")], 9),
        ("/suppliers", vec![("has_credit_application", "true")], 5),
        ("/customers", vec![("credit_hold", "true")], 1),
    ];
    for (path, pairs, wanted) in counts {
        assert_eq!(
            total(&admin, path, &pairs).await,
            wanted,
            "{path} {pairs:?}"
        );
    }
    let list = admin
        .query("/purchase-orders", &[("limit", "200"), ("sort", "number")])
        .await
        .expect(200)
        .json();
    let mut orders: BTreeMap<u32, Value> = BTreeMap::new();
    for row in list["items"].as_array().expect("items") {
        let number = row["number"].as_str().unwrap_or_default();
        let ordinal = number
            .rsplit('-')
            .next()
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default();
        let year = row["order_date"]
            .as_str()
            .and_then(|day| day.get(..4))
            .unwrap_or_default();
        assert!(
            number.starts_with(&format!("PO-{year}-")),
            "{number} of {year}"
        );
        orders.insert(ordinal, row.clone());
    }
    let book = [
        (1, "136139.62", "139759.29", "1469.67", "0.0365"),
        (2, "96400.00", "101000.00", "4600.00", "0.1150"),
        (3, "50771.61", "54024.28", "3252.67", "0.0853"),
        (4, "58527.93", "63947.19", "5419.26", "0.1375"),
        (5, "28410.23", "32497.31", "4087.08", "0.1025"),
        (6, "4997.55", "6527.15", "1529.60", "0.0380"),
        (7, "98600.00", "103600.00", "5000.00", "0.1250"),
        (8, "95172.42", "111840.11", "16667.69", "0.8577"),
        (9, "49169.40", "54793.94", "5624.54", "0.1406"),
        (10, "49256.51", "52767.66", "1531.15", "0.0382"),
        (11, "31668.30", "34665.30", "1547.00", "0.0387"),
        (12, "60484.88", "65783.55", "5298.67", "0.1325"),
        (13, "89550.00", "92600.00", "1775.00", "0.0444"),
        (15, "99792.00", "107136.00", "7344.00", "0.1700"),
        (16, "134400.00", "136400.00", "2000.00", "0.0500"),
    ];
    for (ordinal, buy, sell, margin, per_lb) in book {
        let row = &orders[&ordinal];
        let found = [
            &row["buy_total"],
            &row["sell_total"],
            &row["margin"],
            &row["margin_per_lb"],
        ];
        assert_eq!(found, [buy, sell, margin, per_lb], "order {ordinal}");
        assert_eq!(row["is_estimated"], json!(ordinal > 10), "order {ordinal}");
        assert_eq!(
            row["is_overweight"],
            json!(ordinal == 15),
            "order {ordinal}"
        );
    }
    let stock = &orders[&14];
    assert_eq!(
        (&stock["buy_total"], &stock["sell_total"], &stock["margin"]),
        (&json!("11400.00"), &Value::Null, &Value::Null)
    );
    let arrived = orders.range(1..=9).map(|(_, row)| row);
    assert_eq!(
        arrived
            .clone()
            .map(|row| cents(&row["weight_lb"]))
            .sum::<i64>(),
        33_731_499,
        "337,314.99 lb"
    );
    assert_eq!(
        arrived.map(|row| cents(&row["margin"])).sum::<i64>(),
        4_765_051,
        "47,650.51"
    );
    let mut lines = 0;
    for row in orders.values() {
        let order = admin
            .get(&format!("/purchase-orders/{}", row["id"]))
            .await
            .expect(200)
            .json();
        lines += order["lines"].as_array().map_or(0, Vec::len);
        let history = admin
            .get(&format!("/purchase-orders/{}/history", row["id"]))
            .await
            .expect(200)
            .json();
        let entries = history["items"].as_array().expect("entries");
        assert!(!entries.is_empty(), "each has a history");
        assert!(
            entries
                .iter()
                .all(|entry| !entry["actor_name"].as_str().unwrap_or_default().is_empty()),
            "{entries:?}"
        );
    }
    assert_eq!(lines, 20);
    let customers = admin.query("/customers", &[("limit", "200")]).await;
    let customers = customers.expect(200).json();
    let exposures = [
        ("WEX", "135367.66", json!("264632.34")),
        ("COR", "66755.11", json!("233244.89")),
        ("PAW", "6527.15", json!("143472.85")),
        ("THI", "119383.55", json!("130616.45")),
        ("MAR", "145787.30", json!("4212.70")),
        ("SAL", "54793.94", Value::Null),
        ("JUN", "29024.28", json!("45975.72")),
    ];
    for (code, exposure, available) in exposures {
        let rows = customers["items"].as_array().expect("customers");
        let row = rows.iter().find(|row| row["code"] == code);
        let id = &row.expect("a customer")["id"];
        let one = admin.get(&format!("/customers/{id}")).await;
        let one = one.expect(200).json();
        let found = (&one["credit_exposure"], &one["credit_available"]);
        assert_eq!(found, (&json!(exposure), &available), "{code}");
    }
    let aging = admin.get("/receivables/aging").await.expect(200).json();
    let totals = json!({
        "current": "111840.11", "d1_30": "60127.15", "d31_60": "32089.81", "d61_90": "33947.19", "d90_plus": "29024.28",
        "credits": "0.00", "unapplied": "10000.00", "total": "257028.54",
    });
    assert_eq!(aging["totals"], totals);
    let cancelled = admin
        .get(&format!("/purchase-orders/{}", orders[&16]["id"]))
        .await
        .expect(200)
        .json();
    assert_eq!(cancelled["cancel_reason"], "Customer cut its program");
    for (username, role) in [
        ("dana", UserRole::Admin),
        ("sam", UserRole::Manager),
        ("lee", UserRole::Broker),
        ("priya", UserRole::Broker),
        ("vic", UserRole::Viewer),
    ] {
        let found = admin
            .query("/users", &[("q", username)])
            .await
            .expect(200)
            .json();
        assert_eq!(
            found["items"][0]["role"],
            json!(role.to_string()),
            "{username}"
        );
    }
    fresh.stop().await;
}

async fn the_demo_stays_what_one_made_of_it(app: &mut App) {
    let (mut fresh, admin) = demo(app).await;
    let own = admin
        .create("/suppliers", &json!({"name": "Made by hand"}))
        .await;
    let first = fresh.first_sign_in().map(|first| first.password.clone());
    fresh.restart().await;
    let again = fresh.first_sign_in().expect("it is printed at every start");
    assert_eq!(
        Some(again.password.clone()),
        first,
        "a restart prints one that works"
    );
    let admin = fresh
        .sign_in(&again.username.clone(), &again.password.clone())
        .await;
    assert_eq!(
        admin
            .get(&format!("/suppliers/{}", own.id()))
            .await
            .expect(200)
            .json()["name"],
        "Made by hand"
    );
    assert_eq!(
        total(&admin, "/purchase-orders", &[]).await,
        16,
        "nothing is added"
    );
    let next = json!({"supplier_id": own.id()});
    let number = admin.create("/purchase-orders", &next).await.json()["number"].to_string();
    assert!(
        number.contains("-0017") || number.contains("-0001"),
        "the sequence goes on: {number}"
    );
    fresh.stop().await;
    // A database with real users is not filled with demo data.
    app.stop().await;
    app.config.demo = true;
    assert!(
        api::start(app.config.clone()).await.is_err(),
        "a system without the marker is refused"
    );
    app.config.demo = false;
    app.restart().await;
    assert_eq!(
        total(&app.admin().await, "/suppliers", &[("archived", "any")]).await,
        0
    );
}

async fn the_binary_tells_how_to_sign_in(app: &mut App) {
    let empty = crate::support::app::Place::empty(app.database());
    let mut greetings = Vec::new();
    for _ in 0..2 {
        let server = Process::serve(&empty, &["--demo"], &[]);
        let words: Vec<String> = server
            .greeting
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        assert_eq!(words.len(), 8, "{}", server.greeting);
        assert_eq!(words[..3].join(" "), "ProjectMeats is ready:");
        assert_eq!(words[4..6].join(" "), "sign in:");
        crate::support::Actor::sign_in(
            &crate::support::app::http(),
            &server.origin,
            &words[6],
            &words[7],
        )
        .await;
        greetings.push(words[6..].join(" "));
    }
    assert_eq!(greetings[0], greetings[1]);
    let kept = empty.folder().join("demo-sign-in");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(kept).expect("the file").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600, "only its owner can read it");
}
