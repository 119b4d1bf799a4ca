//! Moves repeated examples, parameters and responses of operations into `components`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::schemas::for_each_operation;
use super::shapes::{object, referred};

/// Component names must match `^[a-zA-Z0-9._-]+$`, which excludes the `[` and `]` of filters.
fn component_name(text: &str) -> String {
    text.replace('[', ".").replace(']', "")
}

/// Shares values that occur more than once.
pub(super) fn share(document: &mut Value) {
    share_examples(document);
    share_parameters(document);
    share_responses(document);
}

/// Counts equal values over all operations, keyed by their JSON text.
fn count(
    document: &mut Value,
    visit: impl Fn(&mut Value, &mut dyn FnMut(&str, &mut Value)),
) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for_each_operation(document, |_, operation| {
        visit(operation, &mut |_, value| {
            *counts.entry(value.to_string()).or_insert(0) += 1;
        });
    });
    counts
}

/// A table of components under construction. Equal values share a name; different values never do.
#[derive(Default)]
struct Table {
    names: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    parts: Map<String, Value>,
}

impl Table {
    /// The name of a value: that of an equal value, else the preferred name, numbered if it is taken.
    fn name(&mut self, wish: &str, value: &Value) -> String {
        let text = value.to_string();
        if let Some(name) = self.names.get(&text) {
            return name.clone();
        }
        let name = (1..)
            .map(|number| match number {
                1 => wish.to_owned(),
                more => format!("{wish}.{more}"),
            })
            .find(|name| !self.taken.contains(name))
            .unwrap_or_default();
        self.taken.insert(name.clone());
        self.names.insert(text, name.clone());
        self.parts.insert(name.clone(), value.clone());
        name
    }

    /// Adds the table to a section of `components`.
    fn add_to(self, document: &mut Value, section: &str) {
        if let Some(components) = object(document, "components")
            && let Some(Value::Object(known)) =
                Some(components.entry(section).or_insert_with(|| json!({})))
        {
            known.extend(self.parts);
        }
    }
}

/// Visits the contents of an operation's body and responses.
fn contents(operation: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    let mut parts: Vec<&mut Value> = Vec::new();
    let Some(members) = operation.as_object_mut() else {
        return;
    };
    for (name, member) in members.iter_mut() {
        match (name.as_str(), member) {
            ("requestBody", body) => parts.push(body),
            ("responses", Value::Object(responses)) => parts.extend(responses.values_mut()),
            _ => {}
        }
    }
    for part in parts {
        let contents = part.get_mut("content").and_then(Value::as_object_mut);
        for content in contents.into_iter().flat_map(Map::values_mut) {
            visit("", content);
        }
    }
}

/// Visits the examples of an operation, with the name of their schema.
fn examples(operation: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    contents(operation, &mut |_, content| {
        let name = content.get("schema").and_then(referred).map(str::to_owned);
        if let Some(name) = name
            && let Some(example) = content.get_mut("example")
        {
            visit(&name, example);
        }
    });
}

fn share_examples(document: &mut Value) {
    let counts = count(document, examples);
    let mut table = Table::default();
    for_each_operation(document, |_, operation| {
        contents(operation, &mut |_, content| {
            let name = content.get("schema").and_then(referred).map(str::to_owned);
            let Some(members) = content.as_object_mut() else {
                return;
            };
            let shared = members.get("example").filter(|example| {
                counts
                    .get(&example.to_string())
                    .is_some_and(|used| *used > 1)
            });
            if let (Some(name), Some(example)) = (name, shared) {
                let name = table.name(&name, &json!({ "value": example }));
                let place = format!("#/components/examples/{name}");
                members.remove("example");
                members.insert("examples".to_owned(), json!({ name: { "$ref": place } }));
            }
        });
    });
    table.add_to(document, "examples");
}

/// Visits the parameters of an operation, with their component names.
fn parameters(operation: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    let all = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in all.into_iter().flatten() {
        let name = parameter.get("name").and_then(Value::as_str);
        let name = component_name(name.unwrap_or_default());
        // False is the default; path parameters are always required.
        if let Some(members) = parameter.as_object_mut()
            && members.get("required") == Some(&Value::Bool(false))
        {
            members.remove("required");
        }
        visit(&name, parameter);
    }
}

fn share_parameters(document: &mut Value) {
    let counts = count(document, parameters);
    let mut tags: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for_each_operation(document, |_, operation| {
        let tag = tag(operation);
        parameters(operation, &mut |_, parameter| {
            tags.entry(parameter.to_string())
                .or_default()
                .insert(tag.clone());
        });
    });
    let mut table = Table::default();
    for_each_operation(document, |_, operation| {
        let tag = tag(operation);
        parameters(operation, &mut |name, parameter| {
            let text = parameter.to_string();
            if counts.get(&text).is_none_or(|used| *used < 2) {
                return;
            }
            let common = tags.get(&text).is_some_and(|tags| tags.len() > 1);
            let wish = if common {
                name.to_owned()
            } else {
                format!("{tag}.{name}")
            };
            let name = table.name(&wish, parameter);
            *parameter = json!({ "$ref": format!("#/components/parameters/{name}") });
        });
    });
    table.add_to(document, "parameters");
}

fn tag(operation: &Value) -> String {
    let tag = operation.pointer("/tags/0").and_then(Value::as_str);
    tag.unwrap_or_default().to_owned()
}

/// Visits the shareable responses of an operation; responses with links are specific to it.
fn responses(operation: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    let all = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (status, response) in all.into_iter().flatten() {
        if response.get("$ref").is_some() || response.get("links").is_some() {
            continue;
        }
        let schema = response
            .pointer("/content/application~1json/schema")
            .and_then(referred);
        let name = schema.unwrap_or(status).to_owned();
        visit(&name, response);
    }
}

fn share_responses(document: &mut Value) {
    let counts = count(document, responses);
    let mut table = Table::default();
    for_each_operation(document, |_, operation| {
        responses(operation, &mut |name, response| {
            if counts
                .get(&response.to_string())
                .is_some_and(|used| *used > 1)
            {
                let name = table.name(name, response);
                *response = json!({ "$ref": format!("#/components/responses/{name}") });
            }
        });
    });
    table.add_to(document, "responses");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(id: &str, tag: &str, description: &str) -> Value {
        json!({"operationId": id, "tags": [tag], "parameters": [
            {"name": "city[not]", "in": "query", "required": false, "description": description},
            {"name": "q", "in": "query", "required": false, "description": "Search."},
        ], "responses": {"200": {"description": "A page."}}})
    }

    #[test]
    fn equal_parts_are_shared_and_different_ones_kept_apart() {
        let mut document = json!({"paths": {
            "/a": {"get": operation("a", "one", "City of a.")},
            "/a/sums": {"get": operation("sums", "one", "City of a.")},
            "/b": {"get": operation("b", "two", "City of b.")},
        }});
        share(&mut document);
        let parameters = &document["components"]["parameters"];
        assert_eq!(
            parameters["q"],
            json!({"name": "q", "in": "query", "description": "Search."})
        );
        assert_eq!(parameters["one.city.not"]["description"], "City of a.");
        assert_eq!(parameters.as_object().unwrap().len(), 2);
        let used = |path: &str, place: usize| &document["paths"][path]["get"]["parameters"][place];
        assert_eq!(
            used("/a/sums", 0)["$ref"],
            "#/components/parameters/one.city.not"
        );
        assert_eq!(used("/b", 0)["description"], "City of b.");
        assert_eq!(used("/b", 1)["$ref"], "#/components/parameters/q");
        assert_eq!(
            document["components"]["responses"]["200"]["description"],
            "A page."
        );
    }

    #[test]
    fn a_name_is_never_used_for_two_values() {
        let mut table = Table::default();
        assert_eq!(table.name("q", &json!(1)), "q");
        assert_eq!(table.name("q", &json!(2)), "q.2");
        assert_eq!(table.name("q", &json!(1)), "q");
    }
}
