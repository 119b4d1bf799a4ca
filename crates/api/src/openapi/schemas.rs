//! Converts schemas to their form in JSON. Request bodies are closed objects whose optional fields may be
//! absent or null; responses are open objects with all fields. Flattened parts become one object.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::field_rules;
use super::shapes::{
    content_schemas, names_in, nullable, object, reached_from, reference, referred,
};

type Schemas = Map<String, Value>;

/// Required fields of bodies whose rules are not declared with `rules!`. The form and the server require more, depending on other fields.
const REQUIRED: &[(&str, &[&str])] = &[
    ("ReceivableLine", &["description"]),
    ("VoidReceivable", &["reason"]),
    ("ProductSupplier", &["supplier_id"]),
    ("PurchaseOrderDraft", &["supplier_id"]),
    ("UserDraft", &["username", "email"]),
    ("Login", &["username", "password"]),
    ("PasswordChange", &["current_password", "new_password"]),
    ("Override", &["reason"]),
    ("ShipOrder", &["shipped_on"]),
    ("DeliverOrder", &["delivered_on"]),
    ("WeighOrder", &["lines"]),
    ("BatchDraft", &["items"]),
    ("LineWeight", &["id"]),
    ("RemoveCases", &["ids", "reason"]),
    ("CancelOrder", &["reason"]),
    ("StepBack", &["reason"]),
];

/// Response fields that are absent when they do not apply.
const OPTIONAL: &[(&str, &[&str])] = &[
    ("HealthReport", &["checks"]),
    ("FieldError", &["pointer", "parameter"]),
    ("TokenAnswer", &["refresh_token"]),
    (
        "Problem",
        &[
            "detail",
            "instance",
            "request_id",
            "errors",
            "errors_truncated",
            "existing",
            "blockers",
            "blocker_count",
            "allowed_actions",
            "current_etag",
            "changes",
            "changes_truncated",
            "limit_bytes",
        ],
    ),
];
/// The same for pages of a list.
const OPTIONAL_OF_PAGES: &[&str] = &["total", "total_is_exact"];
/// Prefix of page schema names; the row's name follows.
const PAGE: &str = "Page_";
/// Fields that are accepted but never returned.
const WRITTEN_ONLY: &[&str] = &["password"];

/// Converts all schemas to their JSON form and points every request body at its own schema.
pub(super) fn normalize(document: &mut Value) {
    let mut schemas: Schemas = match object(document, "components") {
        Some(components) => match components.remove("schemas") {
            Some(Value::Object(schemas)) => schemas,
            _ => Schemas::new(),
        },
        None => return,
    };
    field_rules::limit(&mut schemas);
    name_rows(&mut schemas);
    let flat: Schemas = schemas
        .iter()
        .map(|(name, schema)| (name.clone(), raised(flattened(&schemas, schema))))
        .collect();
    let mut answered = BTreeSet::new();
    for_each_operation(document, |_, operation| {
        if let Some(responses) = operation.get("responses") {
            answered.extend(reached_from(responses, &flat));
        }
    });
    let mut bodies = Bodies {
        flat: &flat,
        answered: &answered,
        made: BTreeMap::new(),
    };
    for_each_operation(document, |method, operation| {
        let Some(body) = operation.get_mut("requestBody") else {
            return;
        };
        for (_, schema) in content_schemas(body) {
            let mut names = BTreeSet::new();
            names_in(schema, &mut names);
            if let Some(name) = names.first() {
                let own = match method {
                    "patch" => bodies.patch(name),
                    _ => bodies.whole(name),
                };
                *schema = reference(&own);
            }
        }
    });
    let mut all: Schemas = flat
        .iter()
        .map(|(name, schema)| (name.clone(), answer(name, schema)))
        .collect();
    all.extend(bodies.made);
    if let Some(components) = object(document, "components") {
        components.insert("schemas".to_owned(), Value::Object(all));
    }
}

/// Removes schemas that nothing refers to.
pub(super) fn prune(document: &mut Value) {
    let Some(components) = document.get("components") else {
        return;
    };
    let none = Schemas::new();
    let schemas = components.get("schemas").and_then(Value::as_object);
    let mut start = document.get("paths").cloned().unwrap_or_default();
    for section in ["responses", "parameters"] {
        if let (Some(paths), Some(shared)) = (start.as_object_mut(), components.get(section)) {
            paths.insert(section.to_owned(), shared.clone());
        }
    }
    let used = reached_from(&start, schemas.unwrap_or(&none));
    if let Some(components) = object(document, "components")
        && let Some(Value::Object(schemas)) = components.get_mut("schemas")
    {
        schemas.retain(|name, _| used.contains(name));
    }
}

/// Visits every operation with its method.
pub(super) fn for_each_operation(document: &mut Value, mut visit: impl FnMut(&str, &mut Value)) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths.into_iter().flat_map(Map::values_mut) {
        for (method, operation) in item.as_object_mut().into_iter().flat_map(Map::iter_mut) {
            if operation.get("operationId").is_some() {
                visit(method, operation);
            }
        }
    }
}

/// Gives the rows of pages their own named schemas.
fn name_rows(schemas: &mut Schemas) {
    let mut rows = Schemas::new();
    for (name, schema) in schemas.iter_mut() {
        if let Some(row) = name.strip_prefix(PAGE)
            && let Some(items) = schema.pointer_mut("/properties/items/items")
            && referred(items).is_none()
        {
            rows.insert(row.to_owned(), std::mem::replace(items, reference(row)));
        }
    }
    schemas.extend(rows);
}

/// Hoists descriptions out of `oneOf` branches.
fn raised(mut schema: Value) -> Value {
    let fields = schema.get_mut("properties").and_then(Value::as_object_mut);
    for field in fields.into_iter().flat_map(Map::values_mut) {
        let ways = field.get_mut("oneOf").and_then(Value::as_array_mut);
        let said = ways
            .into_iter()
            .flatten()
            .find_map(|way| way.as_object_mut()?.remove("description"));
        if let (Some(said), Some(members)) = (said, field.as_object_mut()) {
            members.insert("description".to_owned(), said);
        }
    }
    schema
}

/// Merges `allOf` parts into one object.
fn flattened(schemas: &Schemas, schema: &Value) -> Value {
    if let Some(name) = referred(schema) {
        return schemas
            .get(name)
            .map_or_else(|| json!({}), |part| flattened(schemas, part));
    }
    let Some(parts) = schema.get("allOf").and_then(Value::as_array) else {
        return schema.clone();
    };
    let mut properties = Map::new();
    let mut required = Vec::new();
    for part in parts.iter().map(|part| flattened(schemas, part)) {
        let own = part.get("properties").and_then(Value::as_object).cloned();
        properties.extend(own.unwrap_or_default());
        let asked = part.get("required").and_then(Value::as_array).cloned();
        required.extend(asked.unwrap_or_default());
    }
    let mut whole = json!({"type": "object", "properties": properties});
    if let Some(members) = whole.as_object_mut() {
        if !required.is_empty() {
            members.insert("required".to_owned(), Value::Array(required));
        }
        if let Some(description) = schema.get("description") {
            members.insert("description".to_owned(), description.clone());
        }
    }
    whole
}

fn fields_of(table: &[(&str, &'static [&'static str])], name: &str) -> &'static [&'static str] {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(&[], |(_, fields)| *fields)
}

/// A response has every field; fields without a value are null.
fn answer(name: &str, schema: &Value) -> Value {
    let mut schema = schema.clone();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return schema;
    };
    properties.retain(|field, _| !WRITTEN_ONLY.contains(&field.as_str()));
    for field in properties.values_mut().filter_map(Value::as_object_mut) {
        field.remove("default");
        // Responses have a complete example at the operation.
        field.remove("example");
    }
    let optional = match name.starts_with(PAGE) {
        true => OPTIONAL_OF_PAGES,
        false => fields_of(OPTIONAL, name),
    };
    let required: Vec<Value> = properties
        .keys()
        .filter(|field| !optional.contains(&field.as_str()))
        .map(|field| json!(field))
        .collect();
    if let Some(members) = schema.as_object_mut() {
        members.insert("required".to_owned(), Value::Array(required));
    }
    schema
}

/// Request body schemas, created on demand.
struct Bodies<'a> {
    flat: &'a Schemas,
    answered: &'a BTreeSet<String>,
    made: BTreeMap<String, Value>,
}

impl Bodies<'_> {
    /// A complete body. A schema that responses use too gets a second name, because only bodies are closed.
    fn whole(&mut self, name: &str) -> String {
        let own = if self.answered.contains(name) {
            format!("{name}Input")
        } else {
            name.to_owned()
        };
        let mut required = field_rules::required(name);
        required.extend(fields_of(REQUIRED, name));
        self.make(&own, name, false, |field| required.contains(&field));
        own
    }

    /// A merge patch: absent fields stay, so no field is required.
    fn patch(&mut self, name: &str) -> String {
        let own = format!("{}Patch", name.trim_end_matches("Draft"));
        self.make(&own, name, true, |_| false);
        own
    }

    fn make(&mut self, own: &str, name: &str, is_patch: bool, required: impl Fn(&str) -> bool) {
        if self.made.contains_key(own) {
            return;
        }
        let Some(schema) = self.flat.get(name) else {
            return;
        };
        let mut schema = schema.clone();
        let fields = schema.get("properties").and_then(Value::as_object).cloned();
        let mut properties = Map::new();
        for (field, part) in fields.unwrap_or_default() {
            let mut part = self.repointed(part);
            explain_default(&mut part, is_patch || required(&field));
            if is_patch && let Some(members) = part.as_object_mut() {
                members.remove("description");
                members.remove("example");
            }
            let part = if required(&field) {
                filled(part)
            } else {
                nullable(part)
            };
            properties.insert(field, part);
        }
        let needed: Vec<&String> = properties.keys().filter(|field| required(field)).collect();
        let needed = json!(needed);
        if let Some(members) = schema.as_object_mut() {
            members.remove("required");
            if needed.as_array().is_some_and(|needed| !needed.is_empty()) {
                members.insert("required".to_owned(), needed);
            }
            members.insert("properties".to_owned(), Value::Object(properties));
            members.insert("additionalProperties".to_owned(), json!(false));
            if is_patch {
                let text = format!("Fields to change; `{name}` describes them. All are optional.");
                members.insert("description".to_owned(), json!(text));
            }
        }
        self.made.insert(own.to_owned(), schema);
    }

    /// Returns the schema with its objects replaced by their closed forms.
    fn repointed(&mut self, schema: Value) -> Value {
        if let Some(name) = referred(&schema).map(str::to_owned) {
            let is_object = self
                .flat
                .get(&name)
                .is_some_and(|target| target.get("properties").is_some());
            if !is_object {
                return schema;
            }
            let own = self.whole(&name);
            let mut schema = schema;
            if let Some(members) = schema.as_object_mut() {
                members.extend(reference(&own).as_object().cloned().unwrap_or_default());
            }
            return schema;
        }
        match schema {
            Value::Object(members) => members
                .into_iter()
                .map(|(name, member)| (name, self.repointed(member)))
                .collect::<Map<_, _>>()
                .into(),
            Value::Array(items) => items.into_iter().map(|item| self.repointed(item)).collect(),
            plain => plain,
        }
    }
}

/// Replaces a default by a sentence, because generated types require fields that have a `default`. Patches
/// and blank defaults need no sentence.
fn explain_default(field: &mut Value, is_silent: bool) {
    let Some(members) = field.as_object_mut() else {
        return;
    };
    let Some(default) = members.remove("default").filter(|_| !is_silent) else {
        return;
    };
    let shown = match &default {
        Value::Null | Value::Array(_) => return,
        Value::String(text) if text.is_empty() => return,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if let Some(Value::String(description)) = members.get_mut("description") {
        description.push_str(&format!(" Default: `{shown}`."));
    }
}

/// A required field is not null; a required text is not empty, and a required list has an item.
fn filled(mut schema: Value) -> Value {
    let plain = schema
        .get("type")
        .and_then(Value::as_array)
        .and_then(|types| types.iter().find(|kind| *kind != &json!("null")).cloned());
    let named = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .and_then(|ways| ways.iter().find_map(referred).map(reference));
    let Some(members) = schema.as_object_mut() else {
        return schema;
    };
    if let Some(plain) = plain {
        members.insert("type".to_owned(), plain);
    }
    if let Some(Value::Object(named)) = named {
        members.remove("oneOf");
        members.extend(named);
    }
    let kind = members
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if kind == "string" && !members.contains_key("format") {
        members.entry("minLength").or_insert_with(|| json!(1));
    } else if kind == "array" {
        members.entry("minItems").or_insert_with(|| json!(1));
    }
    schema
}
