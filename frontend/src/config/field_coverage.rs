//! Tests that every field of a draft in the API document is in the entity's form, and that the record's page shows it.

use serde_json::Value;

use super::{ADDRESS, RECORDS};
use crate::config::record_config::RecordConfig;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Place};

/// Fields of the document that are shown elsewhere: the owner in its own group, what users set for themselves
/// on their own profile.
const APART: &[&str] = &[
    "owner_id",
    "density",
    "email_notifications",
    "locale",
    "page_size",
    "preferences",
    "theme",
];

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/projectmeats.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The fields that the body of a new record may have.
fn fields_of(document: &Value, path: &str) -> Vec<String> {
    let operation = &document["paths"][format!("/api/v1{path}")]["post"];
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let name = body.as_str().unwrap().rsplit('/').next().unwrap();
    let properties = &document["components"]["schemas"][name]["properties"];
    let all = properties.as_object().unwrap().keys().cloned();
    all.filter(|name| !APART.contains(&name.as_str())).collect()
}

fn in_form(config: &RecordConfig) -> Vec<&'static str> {
    let fields = config.groups.iter().flat_map(FieldGroup::inputs);
    fields.map(|spec| spec.name).collect()
}

/// What a page shows: its name, marks, facts, rows, address, notes, and the establishments by their numbers.
fn on_page(config: &RecordConfig) -> Vec<&'static str> {
    let facts = config.side_facts.iter().flat_map(|facts| facts.fields);
    let facts = facts.filter(|spec| spec.place != Place::Form);
    let mut shown: Vec<&str> = facts
        .chain(config.tokens)
        .map(|spec: &FieldSpec| spec.name)
        .collect();
    shown.push(config.list.name_field);
    shown.extend(config.lines.map(|(field, _)| field));
    shown.push("notes");
    if config
        .groups
        .iter()
        .any(|group| group.title == ADDRESS.title)
    {
        shown.extend(ADDRESS.fields.iter().map(|spec| spec.name));
    }
    for spec in config.side_facts.iter().flat_map(|facts| facts.fields) {
        shown.extend(spec.unit);
    }
    if shown.contains(&"establishment_numbers") {
        shown.push("establishments");
    }
    shown
}

#[test]
fn every_field_of_the_document_stands_in_its_form() {
    let document = document();
    for config in RECORDS.iter().filter(|config| !config.list.made_elsewhere) {
        let form = in_form(config);
        for field in fields_of(&document, config.list.path) {
            assert!(
                form.contains(&field.as_str()),
                "{} {field} is on no form",
                config.list.path
            );
        }
    }
}

#[test]
fn what_is_filled_in_is_shown_on_the_page() {
    // A password is never shown; first name, last name and `is_active` are part of the name and the status.
    let apart = ["password", "first_name", "last_name", "is_active"];
    for config in RECORDS {
        let page = on_page(config);
        for field in in_form(config) {
            let shown = page.contains(&field) || apart.contains(&field);
            assert!(shown, "{} {field} is not on its page", config.list.path);
        }
    }
}
