//! Extreme dates, timestamps and numbers are accepted or rejected in every operation, and never break the
//! server.

use std::collections::BTreeSet;

use domain::FieldError;
use serde_json::{Value, json};

use crate::hostile_values::is_text;
use crate::support::samples::{merged, order};
use crate::support::{Actor, App, Sample, World, for_every_resource, on_both_databases};

for_every_resource!(dates_out_of_range_are_refused_at_every_door);

mod everywhere {
    use super::*;
    on_both_databases!(
        steps_refuse_dates_out_of_range,
        terms_count_to_the_last_day_only,
        filters_take_or_refuse_edge_values,
        versions_and_ids_have_no_upper_surprise,
    );
}

const DAYS_OUTSIDE: [&str; 4] = ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"];
const DAYS_INSIDE: [&str; 2] = ["1900-01-01", "2999-12-31"];

pub(crate) async fn document(actor: &Actor) -> Value {
    let document = actor.call("GET", "/../openapi.json").send().await;
    document.expect(200).json()
}

/// Resolves a reference.
pub(crate) fn resolved<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    match part["$ref"].as_str() {
        Some(place) => document
            .pointer(place.trim_start_matches('#'))
            .expect(place),
        None => part,
    }
}

/// Every date or timestamp in a schema, as a JSON pointer; of a list, in its first item.
fn dates(document: &Value, schema: &Value, path: &str, found: &mut Vec<(String, String)>) {
    let schema = resolved(document, schema);
    if let Some(format @ ("date" | "date-time")) = schema["format"].as_str() {
        found.push((path.to_owned(), format.to_owned()));
    }
    for way in schema["oneOf"].as_array().into_iter().flatten() {
        dates(document, way, path, found);
    }
    if schema["items"].is_object() {
        dates(document, &schema["items"], &format!("{path}/0"), found);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        dates(document, field, &format!("{path}/{name}"), found);
    }
}

/// Sets a value at a pointer of a body; missing objects are created.
fn with(mut body: Value, pointer: &str, value: &str) -> Value {
    let mut place = &mut body;
    for step in pointer.split('/').skip(1) {
        place = match step.parse::<usize>() {
            Ok(index) => &mut place[index],
            Err(_) => &mut place[step],
        };
    }
    *place = json!(value);
    body
}

/// A date, or its noon where a timestamp is expected.
fn shown(day: &str, format: &str) -> String {
    if format == "date" {
        day.to_owned()
    } else {
        format!("{day}T12:00:00Z")
    }
}

async fn dates_out_of_range_are_refused_at_every_door<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let document = document(&world.admin).await;
    let path = format!("/api/v1{}", S::list());
    let schema = "/requestBody/content/application~1json/schema";
    let schema = document["paths"][path]["post"]
        .pointer(schema)
        .expect("a body");
    let mut found = Vec::new();
    dates(&document, schema, "", &mut found);
    let timeless = [
        "contacts",
        "locations",
        "plants",
        "products",
        "supplier-plant-mappings",
    ];
    assert_eq!(found.is_empty(), timeless.contains(&S::PATH), "{found:?}");
    let kept = world.admin.create(&S::list(), &S::full(&world, 1)).await;
    let one = S::path(kept.id());
    let (mut n, mut etag) = (1, kept.etag());
    for (pointer, format) in &found {
        for day in DAYS_OUTSIDE {
            let value = shown(day, format);
            let wanted = (pointer.clone(), "out_of_range".to_owned());
            let place = format!("{path}{pointer} {value}", path = S::PATH);
            let body = with(S::full(&world, 2), pointer, &value);
            let made = world.admin.post(&S::list(), &body).await;
            assert!(made.wrong_fields().contains(&wanted), "create {place}");
            let put = world.admin.put(&one, &etag, &body).await;
            assert!(put.wrong_fields().contains(&wanted), "replace {place}");
            let top = pointer.split('/').nth(1).expect("a field");
            let patch = json!({ top: body[top] });
            let patched = world.admin.patch(&one, &etag, &patch).await;
            assert!(patched.wrong_fields().contains(&wanted), "change {place}");
            let batch = json!({"items": [{"id": kept.id(), "etag": etag, "body": patch}]});
            let batch = world
                .broker
                .post(&format!("{}/batch", S::list()), &batch)
                .await;
            let outcome = batch.expect(207).json()["items"][0]["problem"]["errors"].clone();
            let named = |error: &Value| error["code"] == "out_of_range";
            let errors = outcome.as_array().expect("errors");
            assert!(errors.iter().any(named), "batch {place}: {outcome}");
        }
        for day in DAYS_INSIDE {
            n += 1;
            let body = with(S::full(&world, 10 + n), pointer, &shown(day, format));
            let made = world.admin.post(&S::list(), &body).await;
            if made.status == 201 {
                let there = world.admin.get(&S::path(made.id())).await.expect(200);
                assert_eq!(there.json().pointer(pointer), body.pointer(pointer));
                etag = world.admin.get(&one).await.etag();
            } else {
                // Other rules may reject the date, and payment terms may count past the last one.
                let refused = made.any_problem();
                let own = |error: &FieldError| {
                    error.pointer.as_ref() == Some(pointer) && error.code == "out_of_range"
                };
                assert!(
                    made.status < 500 && !refused.errors.iter().any(own),
                    "{pointer} {day}: {refused:?}"
                );
            }
        }
    }
    world.admin.get(&S::list()).await.expect(200);
}

async fn steps_refuse_dates_out_of_range(app: &mut App) {
    let world = World::new(app).await;
    let refused = async |path: &str, etag: &str, field: &str| {
        for day in DAYS_OUTSIDE {
            let reply = world
                .broker
                .post_with_etag(path, etag, &json!({ field: day }))
                .await;
            let wanted = vec![(format!("/{field}"), "out_of_range".to_owned())];
            assert_eq!(reply.wrong_fields(), wanted, "{path} {day}");
        }
    };
    let made = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let path = format!("/purchase-orders/{}", made.id());
    let step = async |name: &str, etag: &str, body: Value| {
        let reply = world
            .broker
            .post_with_etag(&format!("{path}/{name}"), etag, &body)
            .await;
        reply.expect(200)
    };
    let issued = step("issue", &made.etag(), json!({})).await;
    let confirmed = step("confirm", &issued.etag(), json!({})).await;
    refused(&format!("{path}/ship"), &confirmed.etag(), "shipped_on").await;
    let today = confirmed.json()["order_date"].clone();
    let shipped = step("ship", &confirmed.etag(), json!({"shipped_on": today})).await;
    refused(&format!("{path}/deliver"), &shipped.etag(), "delivered_on").await;
    let delivered = step("deliver", &shipped.etag(), json!({"delivered_on": today})).await;
    refused(
        &format!("{path}/invoice"),
        &delivered.etag(),
        "invoice_date",
    )
    .await;
}

async fn terms_count_to_the_last_day_only(app: &mut App) {
    let world = World::bare(app).await;
    let bill = |day: &str| {
        json!({
            "customer_id": world.customer, "invoice_date": day, "payment_terms": "net_30",
            "lines": [{"description": "Trim", "amount": "100.00", "amount_reason": "agreed"}],
        })
    };
    let made = world
        .broker
        .create("/receivables", &bill("2999-12-01"))
        .await;
    assert_eq!(made.json()["due_date"], "2999-12-31");
    let wanted = vec![("/due_date".to_owned(), "out_of_range".to_owned())];
    let late = world.broker.post("/receivables", &bill("2999-12-02")).await;
    assert_eq!(late.wrong_fields(), wanted);
    let path = format!("/receivables/{}", made.id());
    let moved = json!({"invoice_date": "2999-12-31"});
    let moved = world.broker.patch(&path, &made.etag(), &moved).await;
    assert_eq!(moved.wrong_fields(), wanted);
    let draft = world.broker.get(&path).await.expect(200);
    assert_eq!(draft.json()["invoice_date"], "2999-12-01");
    world
        .broker
        .get("/receivables?sort=-due_date")
        .await
        .expect(200);
}

/// Extreme values of a parameter, each with whether it is accepted.
fn edges(path: &str, name: &str, schema: &Value) -> Vec<(&'static str, bool)> {
    let within = |value: &'static str| {
        let number = value.parse::<i64>().ok();
        let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
        let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
        let fits = number.is_some_and(|number| (least..=most).contains(&number));
        (value, fits)
    };
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("integer"), _) => [
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "9007199254740991",
            "0",
            "-1",
        ]
        .map(within)
        .to_vec(),
        (Some("string"), Some("date")) => vec![
            ("0000-01-01", true),
            ("9999-12-31", true),
            ("+12345-1-1", false),
            ("-999-01-01", false),
            ("2026-02-30", false),
        ],
        (Some("string"), Some("date-time")) => vec![
            ("0000-01-01T00:00:00Z", true),
            ("9999-12-31T23:59:59.999999999Z", true),
            ("0000-01-01T00:00:00+23:59", false),
            ("9999-12-31T23:59:59-23:59", false),
            ("2016-12-31T23:59:60Z", true),
        ],
        (Some("string"), _) if schema["pattern"].is_string() => vec![
            ("999999999999.99", name != "sort"),
            ("-999999999999.99", name != "sort"),
            ("9999999999999.99", false),
            ("1e400", false),
            ("0.001", false),
        ],
        (Some("boolean"), _) => vec![("1", false), ("", false)],
        _ => {
            // The search for similar records takes any text, also none.
            let alike = path.ends_with("/similar");
            let whole = alike || matches!(name, "q" | "list");
            vec![
                ("", alike),
                // A quote and a comma separate the values of a list.
                ("\"", whole),
                (",", whole),
                ("\u{10ffff}", alike || is_text(path, name)),
            ]
        }
    }
}

async fn filters_take_or_refuse_edge_values(app: &mut App) {
    app.configured(|config| config.rate_limit = 0).await;
    let broker = app.broker().await;
    let document = document(&broker).await;
    let mut tried = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let Some(path) = path
            .strip_prefix("/api/v1")
            .filter(|path| !path.contains('{'))
        else {
            continue;
        };
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let parameter = resolved(&document, parameter);
            let name = parameter["name"].as_str().expect("a name");
            // One bound of a range is parsed like the others.
            let again = ["[gt]", "[lte]", "[lt]"]
                .iter()
                .any(|bound| name.ends_with(bound));
            if parameter["in"] != "query" || again {
                continue;
            }
            let schema = resolved(&document, &parameter["schema"]);
            let schema = if schema["type"] == "array" {
                &schema["items"]
            } else {
                schema
            };
            for (value, is_accepted) in edges(path, name, resolved(&document, schema)) {
                let reply = broker.query(path, &[(name, value)]).await;
                let wanted = if is_accepted { 200 } else { 400 };
                assert_eq!(
                    reply.status,
                    wanted,
                    "{path}?{name}={value}: {}",
                    reply.text()
                );
                tried.insert(name.to_owned());
            }
        }
    }
    assert!(tried.len() > 100, "{tried:?}");
}

async fn versions_and_ids_have_no_upper_surprise(app: &mut App) {
    let world = World::bare(app).await;
    let path = format!("/suppliers/{}", world.supplier);
    let body = json!({"notes": "x"});
    for version in [
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "999999999999999999",
    ] {
        let etag = format!("\"{version}\"");
        world
            .broker
            .patch(&path, &etag, &body)
            .await
            .problem(412, "stale_version");
        world
            .broker
            .delete(&path, &etag)
            .await
            .problem(412, "stale_version");
    }
    for id in [
        "9223372036854775807",
        "9223372036854775808",
        "9007199254740991",
        "0",
        "-1",
    ] {
        let path = format!("/suppliers/{id}");
        world.broker.get(&path).await.problem(404, "not_found");
        world
            .broker
            .get(&format!("{path}/history"))
            .await
            .problem(404, "not_found");
        world
            .broker
            .patch(&path, "\"1\"", &body)
            .await
            .problem(404, "not_found");
    }
    let item = json!({"etag": "\"9223372036854775807\"", "body": body});
    for (id, status) in [
        (i64::MAX, 404),
        (i64::MIN, 404),
        (0, 404),
        (world.supplier, 412),
    ] {
        let batch = json!({"items": [merged(item.clone(), &json!({"id": id}))]});
        let reply = world
            .broker
            .post("/suppliers/batch", &batch)
            .await
            .expect(207);
        assert_eq!(reply.json()["items"][0]["status"], status, "{id}");
    }
}
