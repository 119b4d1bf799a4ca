//! The OpenAPI document: the committed copy equals the served one, and it is complete.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::support::actor::ids_of;
use crate::support::{App, on_both_databases};

on_both_databases!(
    the_committed_document_is_the_served_one,
    every_operation_tells_everything,
    every_reference_leads_somewhere,
    the_document_is_served_without_spaces,
    filters_take_repeated_values,
    the_viewer_is_ours
);

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

async fn document(app: &App) -> Value {
    app.call("GET", "/api/openapi.json")
        .send()
        .await
        .expect(200)
        .json()
}

async fn the_committed_document_is_the_served_one(app: &mut App) {
    let served = app
        .call("GET", "/api/openapi.json")
        .send()
        .await
        .expect(200);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/projectmeats.json");
    let committed = std::fs::read_to_string(path).expect("openapi/projectmeats.json");
    let committed: Value = serde_json::from_str(&committed).expect("JSON");
    assert!(
        committed == served.json(),
        "openapi/projectmeats.json is out of date: write it anew with `projectmeats openapi`"
    );
    assert!(
        served.json()["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"))
    );
    assert!(
        !served.text().contains("127.0.0.1"),
        "no address of this server in it"
    );
    let tag = served.header("etag").expect("a tag").to_owned();
    app.call("GET", "/api/openapi.json")
        .header("if-none-match", &tag)
        .send()
        .await
        .expect(304);
}

/// All operations with method and path.
fn operations(document: &Value) -> Vec<(String, String, &Map<String, Value>)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            if METHODS.contains(&method.as_str()) {
                all.push((
                    method.clone(),
                    path.clone(),
                    operation.as_object().expect("an operation"),
                ));
            }
        }
    }
    all
}

async fn every_operation_tells_everything(app: &mut App) {
    let document = document(app).await;
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for (method, path, operation) in operations(&document) {
        let name = format!("{method} {path}");
        let text = |field: &str| {
            operation
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let mut fault = |what: &str| faults.push(format!("{name}: {what}"));
        let id = text("operationId");
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            fault(&format!("operationId {id:?}"));
        }
        if ids.insert(id.to_owned(), name.clone()).is_some() {
            fault("its operationId is taken");
        }
        if text("summary").is_empty() {
            fault("no summary");
        }
        if operation
            .get("tags")
            .and_then(Value::as_array)
            .is_none_or(Vec::is_empty)
        {
            fault("no tag");
        }
        if operation.get("security").is_none() && document.get("security").is_none() {
            fault("no security");
        }
        let responses = operation
            .get("responses")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let has = |status: &str| responses.contains_key(status);
        for (status, response) in &responses {
            let response = resolved(&document, response);
            if response["description"]
                .as_str()
                .unwrap_or_default()
                .is_empty()
            {
                fault(&format!("{status} without description"));
            }
            let media = response["content"].as_object().cloned().unwrap_or_default();
            if status.starts_with(['4', '5'])
                && !media.contains_key("application/problem+json")
                && !path.starts_with("/health")
            {
                fault(&format!("{status} is no problem"));
            }
            for (kind, content) in media.iter().filter(|_| status.starts_with('2')) {
                if content.get("example").is_none()
                    && content.get("examples").is_none()
                    && kind.contains("json")
                    && path != "/api/openapi.json"
                {
                    fault(&format!("{status} without an example"));
                }
            }
        }
        if let Some(body) = operation.get("requestBody") {
            let body = resolved(&document, body);
            for (kind, content) in body["content"].as_object().cloned().unwrap_or_default() {
                if content.get("example").is_none() && content.get("examples").is_none() {
                    fault(&format!("body {kind} without an example"));
                }
            }
            for status in ["400", "413", "415", "422"] {
                if !has(status) {
                    fault(&format!("takes a body and does not document {status}"));
                }
            }
        }
        let guarded = operation
            .get("security")
            .and_then(Value::as_array)
            .is_none_or(|security| {
                security.iter().any(|one| one != &Value::Object(Map::new())) && !security.is_empty()
            });
        if path.starts_with("/api/v1") {
            let mut wanted = vec!["500", "503"];
            if guarded {
                wanted.extend(["401", "429"]);
            }
            if path.contains("{id}") {
                wanted.push("404");
            }
            if path.ends_with("{id}")
                && ["put", "patch", "delete"].contains(&method.as_str())
                && !path.contains("sessions")
            {
                wanted.extend(["403", "412", "428"]);
            }
            for status in wanted.into_iter().filter(|status| !has(status)) {
                fault(&format!("does not document {status}"));
            }
        }
        for parameter in operation
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let parameter = resolved(&document, parameter);
            if parameter["description"]
                .as_str()
                .unwrap_or_default()
                .is_empty()
                || parameter["schema"].is_null()
            {
                fault(&format!("parameter {} is not explained", parameter["name"]));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Resolves a reference.
fn resolved(document: &Value, value: &Value) -> Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .cloned()
            .unwrap_or_default(),
        None => value.clone(),
    }
}

async fn every_reference_leads_somewhere(app: &mut App) {
    let document = document(app).await;
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(references.len() > 20, "{references:?}");
    for reference in &references {
        let target = reference
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer));
        assert!(target.is_some(), "{reference} leads nowhere");
    }
    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let unused: Vec<&String> = schemas
        .keys()
        .filter(|name| !references.contains(&format!("#/components/schemas/{name}")))
        .collect();
    assert!(unused.is_empty(), "schemas that nothing names: {unused:?}");
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                found.insert(reference.clone());
            }
            fields.values().for_each(|value| collect(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

async fn the_document_is_served_without_spaces(app: &mut App) {
    let served = app.call("GET", "/api/openapi.json").send().await;
    let served = served.expect(200);
    let compact = serde_json::to_string(&served.json()).expect("JSON");
    assert_eq!(served.text().len(), compact.len());
}

/// Both spellings of several values are equivalent: they give the same rows, and their cursors are
/// interchangeable.
async fn filters_take_repeated_values(app: &mut App) {
    let broker = app.broker().await;
    for (name, state) in [
        ("A", "NE"),
        ("B", "VT"),
        ("C", "IL"),
        ("D", "NE"),
        ("E", "VT"),
    ] {
        let body = json!({"name": name, "address_line1": "1 Sample Road", "city": "Barre", "state": state});
        broker.create("/suppliers", &body).await;
    }
    let joined = [
        ("state", "NE,VT"),
        ("delivery_profile[not]", "does_not_deliver"),
        ("limit", "2"),
    ];
    let repeated = [
        ("state", "NE"),
        ("limit", "2"),
        ("state", "VT"),
        ("delivery_profile[not]", "does_not_deliver"),
    ];
    let page = async |pairs: &[(&str, &str)]| {
        let reply = broker.query("/suppliers", pairs).await.expect(200);
        (ids_of(&reply.json()), reply)
    };
    let (first, one) = page(&joined).await;
    let (same, other) = page(&repeated).await;
    assert_eq!((first.len(), &first), (2, &same));
    let cursors = [one, other].map(|reply| reply.json()["next_cursor"].as_str().map(str::to_owned));
    let mut later = Vec::new();
    for cursor in cursors.iter().flatten() {
        for pairs in [&joined[..], &repeated[..]] {
            let pairs = [pairs, &[("cursor", cursor.as_str())]].concat();
            later.push(page(&pairs).await.0);
        }
    }
    assert_eq!(later.len(), 4);
    assert!(
        later.iter().all(|ids| ids == &later[0] && ids.len() == 2),
        "{later:?}"
    );
    // The link to the next page repeats the query as it was sent.
    let (_, reply) = page(&repeated).await;
    let link = reply.header("link").expect("a link").to_owned();
    let next = link
        .trim_start_matches('<')
        .split('>')
        .next()
        .expect("a path");
    let next = broker
        .get(next.trim_start_matches("/api/v1"))
        .await
        .expect(200);
    assert_eq!(ids_of(&next.json()), later[0]);
    // A value with a comma must be quoted in either spelling.
    for (name, city) in [
        ("North", "Barre, North"),
        ("South", "Barre"),
        ("Other", "Omaha"),
    ] {
        let body = json!({"supplier_id": first[0], "name": name, "address_line1": "1 Sample Road", "city": city, "state": "VT"});
        broker.create("/locations", &body).await;
    }
    let quoted = [
        ("city", "\"Barre, North\""),
        ("city", "Omaha"),
        ("count", "true"),
    ];
    let reply = broker.query("/locations", &quoted).await.expect(200);
    assert_eq!(reply.json()["total"], 2);
    // Parameters of a single value may be sent only once, and an array does not accept a single repeated
    // value.
    for name in [
        "q",
        "limit",
        "cursor",
        "count",
        "sort",
        "archived",
        "has_contacts",
        "state[is_null]",
        "created_at[gte]",
    ] {
        let reply = broker
            .query("/suppliers", &[(name, "1"), (name, "1")])
            .await;
        let problem = reply.any_problem();
        let repeated = problem.errors.iter().any(|error| {
            error.parameter.as_deref() == Some(name) && error.code == "duplicate_parameter"
        });
        assert!(reply.status == 400 && repeated, "{name}: {}", reply.text());
    }
    let many: Vec<(&str, &str)> = std::iter::repeat_n(("state", "NE,VT"), 101).collect();
    broker
        .query("/suppliers", &many)
        .await
        .problem(400, "invalid_parameter");
}

async fn the_viewer_is_ours(app: &mut App) {
    let page = app.call("GET", "/api/docs/").send().await.expect(200);
    assert!(
        page.header("content-type")
            .is_some_and(|media| media.starts_with("text/html"))
    );
    let text = page.text();
    assert!(
        !text.contains("://") || !text.contains("src=\"http"),
        "its files come from our own host: {text}"
    );
    let scripts: Vec<&str> = text
        .split("src=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        let path = format!(
            "/api/docs/{}",
            script
                .trim_start_matches("./")
                .trim_start_matches("/api/docs/")
        );
        app.call("GET", &path).send().await.expect(200);
    }
    assert!(!text.contains("<script>"), "nothing inline");
}
