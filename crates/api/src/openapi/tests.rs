//! Invariants of the document: no duplicates, no dangling references, no missing descriptions or examples.

use super::*;
use std::collections::BTreeSet;

/// All operations, with their shared parameters, responses and examples inlined.
fn operations() -> Vec<(String, String, Value)> {
    let document = assemble(collect()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let mut operation = operation.clone();
            if let Some(parameters) = operation.get_mut("parameters") {
                for parameter in parameters.as_array_mut().unwrap() {
                    resolve(&document, parameter);
                }
            }
            for response in operation["responses"].as_object_mut().unwrap().values_mut() {
                resolve(&document, response);
                show_example(&document, response);
            }
            if let Some(body) = operation.get_mut("requestBody") {
                show_example(&document, body);
            }
            all.push((method.clone(), path.clone(), operation));
        }
    }
    all
}

/// Replaces a reference by the shared part.
fn resolve(document: &Value, part: &mut Value) {
    if let Some(place) = part.get("$ref").and_then(Value::as_str) {
        *part = document
            .pointer(place.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{place} leads nowhere"))
            .clone();
    }
}

/// Inlines a shared example of plain JSON.
fn show_example(document: &Value, part: &mut Value) {
    let Some(contents) = part.get_mut("content").and_then(Value::as_object_mut) else {
        return;
    };
    for (media, content) in contents {
        let examples = content.get("examples").and_then(Value::as_object);
        let Some(first) = examples.and_then(|examples| examples.values().next()) else {
            continue;
        };
        let mut example = first.clone();
        resolve(document, &mut example);
        if media != crate::problem::PROBLEM_JSON {
            content["example"] = example["value"].clone();
        }
    }
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
    let document = assemble(collect()).unwrap();
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
fn parameters_take_codes_by_reference_and_repeat() {
    let (mut codes, mut lists) = (0, 0);
    for (method, path, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let place = format!("{method} {path} {}", parameter["name"]);
            let schema = &parameter["schema"];
            assert!(schema.get("enum").is_none(), "{place}: codes have a name");
            assert!(
                schema["items"].get("enum").is_none(),
                "{place}: codes have a name"
            );
            codes += usize::from(schema["items"].get("$ref").is_some());
            if schema["type"] == "array" {
                lists += 1;
                assert_eq!(parameter["explode"], true, "{place}");
                assert_eq!(parameter["style"], "form", "{place}");
            }
        }
    }
    assert!(codes > 20 && lists > 100, "{codes} {lists}");
}

#[test]
fn bodies_ask_for_no_field_with_a_default() {
    let document = assemble(collect()).unwrap();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let fields = schema.get("properties").and_then(Value::as_object);
        for (field, part) in fields.into_iter().flatten() {
            // TypeScript generators make a field with a default required.
            assert!(part.get("default").is_none(), "{name}.{field}");
        }
    }
    let supplier = &document["components"]["schemas"]["SupplierDraft"]["properties"];
    let said = supplier["delivery_profile"]["description"]
        .as_str()
        .unwrap();
    assert!(said.ends_with("Default: `delivers`."), "{said}");
}

#[test]
fn patches_are_plain_json_too() {
    for (method, path, operation) in operations() {
        if method == "patch" {
            let content = operation["requestBody"]["content"].as_object().unwrap();
            let media: Vec<&str> = content.keys().map(String::as_str).collect();
            let both = ["application/json", "application/merge-patch+json"];
            assert_eq!(media, both, "{path}");
            assert_eq!(content[both[0]], content[both[1]], "{path}");
        }
    }
}

#[test]
fn batches_are_typed() {
    let document = assemble(collect()).unwrap();
    let schemas = &document["components"]["schemas"];
    let mut count = 0;
    for (_, path, operation) in operations() {
        if !path.ends_with("/batch") {
            continue;
        }
        count += 1;
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        let mut body = body.clone();
        resolve(&document, &mut body);
        let kinds = body["properties"]["items"]["items"]["oneOf"]
            .as_array()
            .unwrap();
        assert_eq!(kinds.len(), 3, "{path}");
        for status in ["200", "207"] {
            let place = format!("/responses/{status}/content/application~1json/schema");
            let mut answer = operation.pointer(&place).unwrap().clone();
            resolve(&document, &mut answer);
            let mut outcome = answer["properties"]["items"]["items"].clone();
            resolve(&document, &mut outcome);
            let of = |field: &str| outcome["properties"][field]["oneOf"].to_string();
            assert!(of("before").contains("Patch"), "{path}: {}", of("before"));
            assert!(
                of("problem").contains("/Problem"),
                "{path}: {}",
                of("problem")
            );
        }
    }
    assert_eq!(count, 10);
    assert!(
        schemas.get("BatchItem").is_none(),
        "nothing is left untyped"
    );
    let update = &schemas["SupplierBatchUpdate"]["properties"]["body"]["$ref"];
    assert_eq!(update, "#/components/schemas/SupplierPatch");
    let create = &schemas["PurchaseOrderBatchCreate"]["properties"]["body"]["$ref"];
    assert_eq!(create, "#/components/schemas/PurchaseOrderDraft");
}

/// Problem members are absent when they do not apply; marking one as required would break every client.
#[test]
fn required_members_of_problems_are_always_sent() {
    let document = assemble(collect()).unwrap();
    let schema = &document["components"]["schemas"]["Problem"];
    let sent = serde_json::to_value(domain::Problem::new(domain::ProblemCode::NotFound)).unwrap();
    for field in schema["required"].as_array().unwrap() {
        assert!(sent.get(field.as_str().unwrap()).is_some(), "{field}");
    }
}

#[test]
fn the_served_document_is_small() {
    let served = Document::build().unwrap();
    let printed = document().unwrap();
    let paths = assemble(collect()).unwrap()["paths"].clone();
    let items = paths.as_object().unwrap().values();
    let operations: usize = items.map(|item| item.as_object().unwrap().len()).sum();
    // It grows with the API, and no faster.
    let bytes = served.text.len();
    assert!(
        bytes < operations * 4_000,
        "{bytes} bytes, {operations} operations"
    );
    assert!(served.text.len() < printed.len() * 2 / 3);
    let same: Value = serde_json::from_slice(&served.text).unwrap();
    assert_eq!(same, serde_json::from_str::<Value>(&printed).unwrap());
}

#[test]
fn bodies_are_closed_and_answers_are_open() {
    let document = assemble(collect()).unwrap();
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
            let document = assemble(collect()).unwrap();
            let name = response.pointer("/content/application~1json/schema/$ref");
            // A list schema has no name; its items are checked where they are returned alone.
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
