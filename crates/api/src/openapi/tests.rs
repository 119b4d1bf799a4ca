//! The document keeps its promises: nothing twice, nothing dangling, nothing without words or examples.

use super::*;
use std::collections::BTreeSet;

/// Every operation, with its shared responses in their places.
fn operations() -> Vec<(String, String, Value)> {
    let document = assemble().unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let mut operation = operation.clone();
            for response in operation["responses"].as_object_mut().unwrap().values_mut() {
                if let Some(place) = response.get("$ref").and_then(Value::as_str) {
                    *response = document
                        .pointer(place.trim_start_matches('#'))
                        .unwrap()
                        .clone();
                }
            }
            all.push((method.clone(), path.clone(), operation));
        }
    }
    all
}

#[test]
fn the_published_document_is_current() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../openapi/projectmeats.json"
    );
    let published: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let now: Value = serde_json::from_str(&document().unwrap()).unwrap();
    assert!(
        published == now,
        "write it anew: cargo run -p api -- openapi > openapi/projectmeats.json"
    );
}

#[test]
fn operations_have_names_of_their_own_and_words() {
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations() {
        let place = format!("{method} {path}");
        let name = operation["operationId"].as_str().unwrap().to_owned();
        assert!(names.insert(name), "{place}: the operation id is taken");
        for part in ["summary", "description"] {
            let text = operation[part].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{place}: no {part}");
        }
        assert_eq!(
            operation["tags"].as_array().map(Vec::len),
            Some(1),
            "{place}"
        );
    }
    assert!(names.len() > 40);
}

#[test]
fn every_body_and_answer_has_an_example() {
    for (method, path, operation) in operations() {
        let place = format!("{method} {path}");
        if let Some(body) = operation.get("requestBody") {
            for content in body["content"].as_object().unwrap().values() {
                assert!(content.get("example").is_some(), "{place}: no example body");
            }
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            let content = response.get("content").and_then(Value::as_object);
            for (media, content) in content.into_iter().flatten() {
                let is_data = media.ends_with("json") && content["schema"].get("$ref").is_some();
                let shown = content.get("example").or_else(|| content.get("examples"));
                assert!(!is_data || shown.is_some(), "{place} {status}: no example");
            }
        }
    }
}

#[test]
fn refusals_are_problems_and_follow_from_what_is_asked() {
    for (method, path, operation) in operations() {
        let place = format!("{method} {path}");
        let responses = operation["responses"].as_object().unwrap();
        let has = |status: &str| responses.contains_key(status);
        let public = operation.get("security").is_some();
        if path.starts_with(API) {
            assert!(public || has("401"), "{place}");
            assert!(has("500") && has("503"), "{place}");
        }
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let asks = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
        assert_eq!(asks("If-Match"), has("412") && has("428"), "{place}");
        assert_eq!(
            operation.get("requestBody").is_some(),
            has("422") && has("415"),
            "{place}"
        );
        if ["put", "patch", "delete"].contains(&method.as_str()) && !path.contains("/auth/") {
            assert!(asks("If-Match"), "{place}");
        }
        for (status, response) in responses {
            let refused = status.starts_with('4') || status == "500";
            let problem = response["content"]
                .get("application/problem+json")
                .is_some();
            assert!(!refused || problem, "{place} {status}");
        }
    }
}

#[test]
fn no_reference_dangles_and_nothing_lies_unused() {
    let document = assemble().unwrap();
    let mut found = Vec::new();
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    for reference in &found {
        let place = reference.trim_start_matches('#');
        assert!(document.pointer(place).is_some(), "{reference}");
    }
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        let place = format!("#/components/schemas/{name}");
        assert!(found.contains(&place.as_str()), "{place} is unused");
    }
}

#[test]
fn bodies_are_closed_and_answers_are_open() {
    let document = assemble().unwrap();
    let schemas = &document["components"]["schemas"];
    for closed in [
        "SupplierDraft",
        "SupplierPatch",
        "LineDraft",
        "IssueOrder",
        "AppointmentInput",
    ] {
        assert_eq!(schemas[closed]["additionalProperties"], false, "{closed}");
    }
    for open in [
        "Supplier",
        "PurchaseOrder",
        "Appointment",
        "Page_SupplierSummary",
    ] {
        assert!(
            schemas[open].get("additionalProperties").is_none(),
            "{open}"
        );
        let fields = schemas[open]["properties"].as_object().unwrap();
        assert!(fields.contains_key("id") || open.starts_with("Page_") || open == "Appointment");
        assert!(
            !schemas[open]["required"].as_array().unwrap().is_empty(),
            "{open}"
        );
    }
    assert!(schemas["User"]["properties"].get("password").is_none());
    assert!(schemas["UserDraft"]["properties"].get("password").is_some());
    assert!(
        schemas["PurchaseOrder"]["properties"]
            .get("supplier_id")
            .is_some()
    );
    assert!(schemas.get("OrderHeader").is_none());
    assert_eq!(
        schemas["SupplierDraft"]["required"],
        serde_json::json!(["name"])
    );
    assert!(schemas["SupplierPatch"].get("required").is_none());
}

#[test]
fn example_answers_fit_their_schemas() {
    for (method, path, operation) in operations() {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let Some(example) = response.pointer("/content/application~1json/example") else {
                continue;
            };
            let document = assemble().unwrap();
            let name = response.pointer("/content/application~1json/schema/$ref");
            // A list has no name of its own; what stands in it is tested where it stands alone.
            let Some(name) = name.and_then(Value::as_str) else {
                continue;
            };
            let schema = document.pointer(name.trim_start_matches('#')).unwrap();
            let place = format!("{method} {path} {status}");
            for field in schema["required"].as_array().unwrap() {
                let field = field.as_str().unwrap();
                assert!(example.get(field).is_some(), "{place}: no {field}");
            }
            for field in example.as_object().unwrap().keys() {
                assert!(
                    schema["properties"].get(field).is_some(),
                    "{place}: unknown {field}"
                );
            }
        }
    }
}
