//! Helpers for JSON schemas.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const SCHEMAS: &str = "#/components/schemas/";

/// A reference to a named schema.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{SCHEMAS}{name}") })
}

/// The name of the schema that a reference points to.
pub(super) fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

/// Collects all schema names that a value refers to directly.
pub(super) fn names_in(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            names.extend(referred(value).map(str::to_owned));
            members.values().for_each(|member| names_in(member, names));
        }
        Value::Array(items) => items.iter().for_each(|item| names_in(item, names)),
        _ => {}
    }
}

/// All schema names that a value refers to, directly or through other schemas.
pub(super) fn reached_from(start: &Value, schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    names_in(start, &mut open);
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop_first() {
        if let Some(schema) = schemas.get(&name)
            && reached.insert(name)
        {
            names_in(schema, &mut open);
        }
    }
    reached
}

/// A member that is an object, created if missing.
pub(super) fn object<'a>(parent: &'a mut Value, name: &str) -> Option<&'a mut Map<String, Value>> {
    parent
        .as_object_mut()?
        .entry(name)
        .or_insert_with(|| json!({}))
        .as_object_mut()
}

/// A member that is an array, created if missing.
pub(super) fn array<'a>(parent: &'a mut Value, name: &str) -> Option<&'a mut Vec<Value>> {
    parent
        .as_object_mut()?
        .entry(name)
        .or_insert_with(|| json!([]))
        .as_array_mut()
}

/// The schemas of a body or response, with their media types.
pub(super) fn content_schemas(part: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    part.get_mut("content")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Map::iter_mut)
        .filter_map(|(media, content)| Some((media, content.get_mut("schema")?)))
}

/// The schema extended to accept null.
pub(super) fn nullable(schema: Value) -> Value {
    let mut schema = schema;
    let takes_null = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .is_some_and(|ways| ways.iter().any(|way| way == &json!({"type": "null"})));
    if takes_null {
        return schema;
    }
    if schema.get("$ref").is_some() {
        let members = schema
            .as_object_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        let (reference, mut rest): (Map<_, _>, Map<_, _>) =
            members.into_iter().partition(|(name, _)| name == "$ref");
        rest.insert("oneOf".to_owned(), json!([{"type": "null"}, reference]));
        return Value::Object(rest);
    }
    if let Some(codes) = schema.get_mut("enum").and_then(Value::as_array_mut)
        && !codes.contains(&Value::Null)
    {
        codes.push(Value::Null);
    }
    match schema.get("type") {
        Some(Value::String(plain)) if plain != "null" => {
            let both = json!([plain, "null"]);
            if let Some(members) = schema.as_object_mut() {
                members.insert("type".to_owned(), both);
            }
        }
        Some(Value::Array(types)) if !types.contains(&json!("null")) => {
            if let Some(types) = array(&mut schema, "type") {
                types.push(json!("null"));
            }
        }
        _ => {}
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_taken_once() {
        let text = json!({"type": "string", "maxLength": 5});
        let both = json!({"type": ["string", "null"], "maxLength": 5});
        assert_eq!(nullable(text), both);
        assert_eq!(nullable(both.clone()), both);
        let named = nullable(json!({"$ref": "#/components/schemas/A", "description": "An A."}));
        let ways = json!([{"type": "null"}, {"$ref": "#/components/schemas/A"}]);
        assert_eq!(named, json!({"description": "An A.", "oneOf": ways}));
        assert_eq!(nullable(named.clone()), named);
        let code = nullable(json!({"type": "string", "enum": ["a"]}));
        assert_eq!(
            code,
            json!({"type": ["string", "null"], "enum": ["a", null]})
        );
    }
}
