//! Common parts of operations: error responses, headers, conditional reads, links, examples.

use std::collections::BTreeMap;

use domain::ProblemCode;
use serde_json::{Map, Value, json};

use super::schemas::for_each_operation;
use super::shapes::{array, object, referred};
use super::{answers, examples, refusals};
use crate::route_table::API;

/// An operation on one record, as the target of links.
struct Step {
    path: String,
    operation: String,
    has_version: bool,
}

/// Adds the common parts to every operation.
pub(super) fn complete(document: &mut Value) {
    let versioned = versioned(document);
    let steps = steps(document);
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if operation.get("operationId").is_none() {
                continue;
            }
            show_examples(operation);
            take_plain_json(operation);
            add_conditional_read(path, operation);
            if method != "get" {
                add_request_id(operation);
            }
            add_headers(path, operation, &versioned);
            add_links(path, method, operation, &steps);
            add_refusals(path, method, operation);
            open_without_token(operation);
        }
    }
    let shared = share_refusals(document);
    if let Some(components) = object(document, "components") {
        components.insert("responses".to_owned(), Value::Object(shared));
        components.insert("headers".to_owned(), headers());
        components.insert(
            "examples".to_owned(),
            Value::Object(refusals::all_examples()),
        );
    }
}

/// Moves problem responses that operations share into components, named by status and codes.
fn share_refusals(document: &mut Value) -> Map<String, Value> {
    let mut shared = Map::new();
    for_each_operation(document, |_, operation| {
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let examples = response.pointer("/content/application~1problem+json/examples");
            let Some(codes) = examples.and_then(Value::as_object) else {
                continue;
            };
            let codes: Vec<&str> = codes.keys().map(String::as_str).collect();
            let mut name = refusals::short_name(status, codes.iter().copied());
            if shared.get(&name).is_some_and(|known| known != response) {
                name = format!("{status}.{}", codes.join("."));
            }
            let place = json!({ "$ref": format!("#/components/responses/{name}") });
            shared.insert(name, std::mem::replace(response, place));
        }
    });
    shared
}

/// Names of schemas whose `version` field is the ETag.
fn versioned(document: &Value) -> Vec<String> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let has_version =
        |schema: &Value| schema.pointer("/properties/version/type") == Some(&json!("integer"));
    schemas
        .into_iter()
        .flatten()
        .filter(|(_, schema)| has_version(schema))
        .map(|(name, _)| name.clone())
        .collect()
}

fn steps(document: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for operation in item.as_object().into_iter().flat_map(Map::values) {
            if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                steps.push(Step {
                    path: path.clone(),
                    operation: id.to_owned(),
                    has_version: has_parameter(operation, "If-Match"),
                });
            }
        }
    }
    steps
}

fn has_parameter(operation: &Value, name: &str) -> bool {
    parameters(operation).any(|parameter| parameter.get("name") == Some(&json!(name)))
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// The successful responses of an operation, with their status.
fn successes(operation: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
        .filter(|(status, _)| status.starts_with('2'))
}

fn schema_of(response: &Value) -> Option<&str> {
    response
        .pointer("/content/application~1json/schema")
        .and_then(referred)
}

fn show_examples(operation: &mut Value) {
    let id = operation
        .get("operationId")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if let Some(example) = examples::body(&id)
        && let Some(body) = operation.get_mut("requestBody")
        && let Some(Value::Object(contents)) = body.get_mut("content")
    {
        for content in contents.values_mut() {
            if let Some(members) = content.as_object_mut() {
                members.insert("example".to_owned(), example.clone());
            }
        }
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for response in responses.into_iter().flat_map(Map::values_mut) {
        let list = response
            .pointer("/content/application~1json/schema/items")
            .and_then(referred)
            .and_then(answers::of)
            .map(|item| json!([item]));
        let example = list.or_else(|| schema_of(response).and_then(answers::of));
        if let Some(example) = example
            && let Some(content) = response.pointer_mut("/content/application~1json")
            && let Some(members) = content.as_object_mut()
        {
            members.insert("example".to_owned(), example);
        }
    }
}

/// Accepts a merge patch as plain JSON too, because some generated clients send nothing else.
fn take_plain_json(operation: &mut Value) {
    if let Some(Value::Object(contents)) = operation.pointer_mut("/requestBody/content")
        && let Some(patch) = contents.get("application/merge-patch+json").cloned()
    {
        contents.insert("application/json".to_owned(), patch);
    }
}

/// Clients may set request IDs. Only writes document the header, because IDs help most to trace a lost write
/// in the log.
fn add_request_id(operation: &mut Value) {
    if let Some(parameters) = array(operation, "parameters") {
        parameters.push(json!({
            "name": "X-Request-Id",
            "in": "header",
            "description": "Your own id of the request, 1 to 64 characters of `[A-Za-z0-9._-]`. It is returned and logged; others are replaced.",
            "schema": {"type": "string"},
        }));
    }
}

/// Lists and other cacheable responses support 304.
fn add_conditional_read(path: &str, operation: &mut Value) {
    let listed = operation
        .pointer("/responses/200")
        .and_then(schema_of)
        .is_some_and(|name| name.starts_with("Page_") || name == "Choices");
    let kept = (listed && !path.contains("/auth/")) || path.ends_with("/openapi.json");
    if !kept {
        return;
    }
    if let Some(parameters) = array(operation, "parameters") {
        parameters.push(json!({
            "name": "If-None-Match",
            "in": "header",
            "description": "ETag of the copy that you have; 304 if it is still current.",
            "required": false,
            "schema": {"type": "string"},
        }));
    }
    if let Some(responses) = object(operation, "responses") {
        let headers = json!({
            "X-Request-Id": header("X-Request-Id"),
            "ETag": header("ETag"),
        });
        let same = json!({"description": "Your copy is still current.", "headers": headers});
        responses.insert("304".to_owned(), same);
    }
}

fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

fn add_headers(path: &str, operation: &mut Value, versioned: &[String]) {
    let in_api = path.starts_with(API);
    let counted = in_api && !is_public(operation);
    let has_key = has_parameter(operation, "Idempotency-Key");
    let kept = operation.pointer("/responses/304").is_some();
    for (status, response) in successes(operation) {
        let schema = schema_of(response).unwrap_or_default();
        let record = in_api && versioned.iter().any(|name| name == schema);
        let listed = kept && schema.starts_with("Page_");
        let wanted = [
            (true, "X-Request-Id"),
            (record || kept, "ETag"),
            (status == "201", "Location"),
            (listed, "Link"),
            (has_key, "Idempotency-Replayed"),
            (counted, "RateLimit"),
            (counted, "RateLimit-Policy"),
        ];
        if let Some(headers) = object(response, "headers") {
            for (_, name) in wanted.into_iter().filter(|(wanted, _)| *wanted) {
                headers.insert(name.to_owned(), header(name));
            }
        }
    }
}

/// Links the creation of a record to the operations on it.
fn add_links(path: &str, method: &str, operation: &mut Value, steps: &[Step]) {
    if method != "post" || path.contains('{') {
        return;
    }
    let (status, prefix) = ("201", format!("{path}/{{id}}"));
    let own = operation.get("operationId").cloned().unwrap_or_default();
    let mut links = BTreeMap::new();
    for step in steps {
        let below = step
            .path
            .strip_prefix(&prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !below || own == json!(step.operation) {
            continue;
        }
        let mut parameters = json!({"id": "$response.body#/id"});
        if step.has_version
            && let Some(members) = parameters.as_object_mut()
        {
            members.insert("If-Match".to_owned(), json!("$response.header.ETag"));
        }
        let link = json!({"operationId": step.operation, "parameters": parameters});
        links.insert(step.operation.clone(), link);
    }
    if let Some(response) = operation.pointer_mut(&format!("/responses/{status}"))
        && let Some(members) = response.as_object_mut()
        && !links.is_empty()
    {
        members.insert("links".to_owned(), json!(links));
    }
}

/// An empty list means that no token is needed; generators read a list with an empty object as requiring one.
fn open_without_token(operation: &mut Value) {
    if operation.get("security") == Some(&json!([{}]))
        && let Some(members) = operation.as_object_mut()
    {
        members.insert("security".to_owned(), json!([]));
    }
}

fn is_public(operation: &Value) -> bool {
    operation
        .get("security")
        .and_then(Value::as_array)
        .is_some_and(|ways| ways.contains(&json!({})))
}

fn add_refusals(path: &str, method: &str, operation: &mut Value) {
    let mut codes = if path.starts_with(API) {
        refusals::codes(refusals::RefusalContext {
            method,
            path,
            is_public: is_public(operation),
            has_body: operation.get("requestBody").is_some(),
            has_query: parameters(operation)
                .any(|parameter| parameter.get("in") == Some(&json!("query"))),
            has_id: path.contains('{'),
            has_version: has_parameter(operation, "If-Match"),
            has_key: has_parameter(operation, "Idempotency-Key"),
            is_own: ["/auth/", "/me"].iter().any(|own| path.contains(own)),
        })
    } else {
        vec![ProblemCode::InternalError]
    };
    let Some(responses) = object(operation, "responses") else {
        return;
    };
    // Problems that the handler names come first, found by the codes in its descriptions.
    for response in responses.values() {
        if response
            .pointer("/content/application~1problem+json")
            .is_some()
        {
            let description = response.get("description").and_then(Value::as_str);
            let named = description.unwrap_or_default().split('`');
            codes.extend(named.filter_map(ProblemCode::from_code));
        }
    }
    for (status, response) in refusals::responses(&codes) {
        let own = responses.get(&status);
        let is_other = own.is_some_and(|own| own.pointer("/content/application~1json").is_some());
        if !is_other {
            responses.insert(status, response);
        }
    }
    let unexplained = responses
        .values_mut()
        .filter(|response| response.get("headers").is_none());
    for response in unexplained {
        if let Some(members) = response.as_object_mut() {
            let headers = json!({"X-Request-Id": header("X-Request-Id")});
            members.insert("headers".to_owned(), headers);
        }
    }
}

fn headers() -> Value {
    let text = |description: &str, required: bool, example: &str| {
        json!({
            "description": description,
            "required": required,
            "schema": {"type": "string"},
            "example": example,
        })
    };
    json!({
        "X-Request-Id": {
            "description": "Id of the request, also in the server's log: the caller's own if it is 1 to 64 characters of `[A-Za-z0-9._-]`, else a new one.",
            "required": true,
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
            "example": examples::REQUEST_ID,
        },
        "ETag": text("Version of the record, to send in `If-Match`; for a list, a tag of its content.", true, "\"3\""),
        "Location": text("Path of the new record.", true, "/api/v1/suppliers/12"),
        "Link": text("Path of the next page, with `rel=\"next\"`.", false, "</api/v1/suppliers?cursor=eyJr>; rel=\"next\""),
        "Retry-After": {
            "description": "Seconds to wait.",
            "required": true,
            "schema": {"type": "integer", "minimum": 1},
            "example": 5,
        },
        "WWW-Authenticate": text("Always `Bearer`.", true, "Bearer"),
        "Idempotency-Replayed": text("`true` if this is the stored response to an earlier request with the same key.", false, "true"),
        "RateLimit": text("Requests left (r), and seconds until the limit is full again (t).", false, "\"default\";r=5990;t=120"),
        "RateLimit-Policy": text("The limit: requests (q) per seconds (w).", false, "\"default\";q=6000;w=300"),
    })
}
