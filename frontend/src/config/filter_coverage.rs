//! Tests that every filter and sort key of the API document is offered by the entity's list.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::LISTS;
use crate::config::list_config::ListConfig;
use crate::ui::filters::FilterKind;

/// Parameters that are not filters.
const OTHER: [&str; 6] = ["id", "q", "sort", "limit", "cursor", "count"];
/// Filters of every list of the API except users, who have no owner and are deactivated instead of archived.
const NOT_OF_USERS: [&str; 2] = ["archived", "owner_id"];

/// Resolves a reference of the API document.
fn resolved(document: &Value, value: &Value) -> Value {
    let mut value = match value["$ref"].as_str() {
        Some(at) => document
            .pointer(at.trim_start_matches('#'))
            .unwrap()
            .clone(),
        None => value.clone(),
    };
    for part in ["schema", "items"] {
        if value[part].is_object() {
            value[part] = resolved(document, &value[part]);
        }
    }
    value
}

/// The query parameters of a list: name and schema.
fn parameters(list: &ListConfig) -> Vec<(String, Value)> {
    let document: Value =
        serde_json::from_str(include_str!("../../../openapi/projectmeats.json")).unwrap();
    let list = &document["paths"][format!("/api/v1{}", list.path)]["get"]["parameters"];
    let parameters = list.as_array().unwrap().iter();
    parameters
        .map(|parameter| resolved(&document, parameter))
        .filter(|parameter| parameter["in"] == "query")
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap().to_owned();
            (name, parameter["schema"].clone())
        })
        .collect()
}

/// The filters of a list: their names, and the schemas of the bare name or of its first bound.
fn filters(list: &ListConfig) -> BTreeMap<String, Value> {
    let mut filters = BTreeMap::new();
    for (name, schema) in parameters(list) {
        let name = name.split('[').next().unwrap_or_default().to_owned();
        let of_users = list.path == "/users" && NOT_OF_USERS.contains(&name.as_str());
        if !OTHER.contains(&name.as_str()) && !of_users {
            filters.entry(name).or_insert(schema);
        }
    }
    filters
}

/// Whether a control can ask for what a parameter takes.
fn fits(kind: FilterKind, schema: &Value) -> bool {
    let format = schema["format"].as_str().unwrap_or_default();
    let type_ = schema["type"].as_str().unwrap_or_default();
    match kind {
        FilterKind::Days => format == "date",
        FilterKind::Moments => format == "date-time",
        FilterKind::Flag => type_ == "boolean",
        FilterKind::Record(path) => {
            type_ == "array"
                && schema["items"]["type"] == "integer"
                && super::find_list(path).is_some()
        }
        FilterKind::Figures(0) => type_ == "integer",
        FilterKind::Figures(_) => schema["pattern"]
            .as_str()
            .is_some_and(|pattern| pattern.contains("[0-9]")),
        FilterKind::Archived => schema["enum"].as_array().is_some_and(|all| all.len() == 3),
        FilterKind::Codes(_) | FilterKind::Word => {
            type_ == "string" || schema["items"]["type"] == "string"
        }
    }
}

#[test]
fn every_filter_of_the_api_has_its_control() {
    for list in LISTS {
        let offered: BTreeMap<String, FilterKind> = list
            .filters
            .iter()
            .map(|spec| (spec.name.to_owned(), spec.kind))
            .collect();
        assert_eq!(
            offered.len(),
            list.filters.len(),
            "{}: one twice",
            list.path
        );
        let wanted = filters(list);
        assert_eq!(
            offered.keys().collect::<BTreeSet<_>>(),
            wanted.keys().collect::<BTreeSet<_>>(),
            "{}",
            list.path
        );
        for (name, kind) in offered {
            let schema = wanted.get(&name).unwrap();
            assert!(
                fits(kind, schema),
                "{} {name}: {kind:?}, {schema}",
                list.path
            );
        }
    }
}

#[test]
fn a_filter_asks_for_nothing_set_only_where_the_api_does() {
    for list in LISTS {
        let known: BTreeSet<String> = parameters(list).into_iter().map(|(name, _)| name).collect();
        for spec in list.filters.iter().filter(|spec| spec.blank) {
            let name = format!("{}[is_null]", spec.name);
            assert!(known.contains(&name), "{} {name}", list.path);
        }
    }
}

#[test]
fn every_sort_key_of_the_api_is_offered() {
    for list in LISTS {
        let all = parameters(list);
        let (_, schema) = all.iter().find(|(name, _)| name == "sort").unwrap();
        let pattern = schema["pattern"].as_str().unwrap();
        let keys = pattern.split(['(', ')']).nth(1).unwrap();
        let wanted: BTreeSet<&str> = keys.split('|').collect();
        let offered: Vec<&str> = list.orders().into_iter().map(|(key, _)| key).collect();
        let once: BTreeSet<&str> = offered.iter().copied().collect();
        assert_eq!(once.len(), offered.len(), "{}: one twice", list.path);
        assert_eq!(once, wanted, "{}", list.path);
    }
}
