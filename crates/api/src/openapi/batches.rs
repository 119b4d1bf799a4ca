//! Schemas of batches, typed per resource: allowed items and their outcomes.

use serde_json::{Map, Value, json};

use super::shapes::{nullable, object, reference, referred};

/// Names of a resource's batch path and schemas.
struct Batch {
    path: String,
    /// Singular name of the resource in its schemas, for example `Supplier`.
    base: String,
    draft: String,
    patch: String,
}

/// Gives each `POST .../batch` its own schemas.
pub(super) fn type_items(document: &mut Value) {
    for batch in batches(document) {
        let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else {
            return;
        };
        add_common(schemas);
        batch.add_schemas(schemas);
        batch.refer(document);
    }
}

/// Finds all batches, with the bodies that create and change their resource.
fn batches(document: &Value) -> Vec<Batch> {
    let paths = document.get("paths").and_then(Value::as_object);
    let body = |path: &str, method: &str| {
        let place = "/requestBody/content/application~1json/schema";
        let schema = document
            .get("paths")?
            .get(path)?
            .get(method)?
            .pointer(place)?;
        referred(schema).map(str::to_owned)
    };
    paths
        .into_iter()
        .flat_map(Map::keys)
        .filter_map(|path| {
            let list = path.strip_suffix("/batch")?;
            let draft = body(list, "post")?;
            let patch = body(&format!("{list}/{{id}}"), "patch")?;
            let base = patch.strip_suffix("Patch")?.to_owned();
            let path = path.clone();
            Some(Batch {
                path,
                base,
                draft,
                patch,
            })
        })
        .collect()
}

/// Adds the schemas that all batches share.
fn add_common(schemas: &mut Map<String, Value>) {
    schemas.insert(
        "RecordId".to_owned(),
        json!({"description": "Id of a record; an item without such a record fails with 404.", "type": "integer", "format": "int64"}),
    );
    schemas.insert(
        "RecordETag".to_owned(),
        json!({
            "description": "ETag of the version that was read.", "type": "string", "pattern": "^\"[0-9]{1,18}\"$",
            "example": "\"3\"",
        }),
    );
    let archive = item(
        "Archives or restores a record.",
        &json!({
            "op": {"type": "string", "enum": ["archive", "restore"]},
            "id": reference("RecordId"), "etag": reference("RecordETag"), "body": {"type": "null"},
        }),
        &["op", "id", "etag"],
    );
    schemas.insert("BatchArchive".to_owned(), archive);
}

fn item(description: &str, properties: &Value, required: &[&str]) -> Value {
    json!({
        "description": description, "type": "object", "properties": properties, "required": required,
        "additionalProperties": false,
    })
}

impl Batch {
    fn name(&self, part: &str) -> String {
        format!("{}{part}", self.base)
    }

    fn add_schemas(&self, schemas: &mut Map<String, Value>) {
        let create = item(
            "Creates a record.",
            &json!({
                "op": {"const": "create"},
                "body": reference(&self.draft),
                "id": {"type": "null"}, "etag": {"type": ["string", "null"]},
            }),
            &["op", "body"],
        );
        let update = item(
            "Changes fields of a record. This is the default operation.",
            &json!({
                "op": {"type": ["string", "null"], "enum": ["update", null]},
                "id": reference("RecordId"), "etag": reference("RecordETag"), "body": reference(&self.patch),
            }),
            &["id", "etag", "body"],
        );
        schemas.insert(self.name("BatchCreate"), create);
        schemas.insert(self.name("BatchUpdate"), update);
        let kinds = [
            reference(&self.name("BatchCreate")),
            reference(&self.name("BatchUpdate")),
            reference("BatchArchive"),
        ];
        let mut body = schemas.get("BatchDraft").cloned().unwrap_or_default();
        if let Some(items) = body.pointer_mut("/properties/items")
            && let Some(members) = items.as_object_mut()
        {
            members.insert("items".to_owned(), json!({ "oneOf": kinds }));
            members.insert("maxItems".to_owned(), json!(domain::batch::BATCH_MAX));
        }
        schemas.insert(self.name("Batch"), body);

        let mut before = nullable(reference(&self.patch));
        if let Some(members) = before.as_object_mut() {
            let text =
                "The changed fields as they were before; send them as a patch to undo the change.";
            members.insert("description".to_owned(), json!(text));
        }
        // Repeated in full, because some generators drop siblings of `allOf`.
        let mut outcome = schemas.get("BatchOutcome").cloned().unwrap_or_default();
        if let Some(properties) = object(&mut outcome, "properties") {
            properties.insert("before".to_owned(), before);
        }
        schemas.insert(self.name("BatchOutcome"), outcome);
        let mut answer = schemas.get("BatchAnswer").cloned().unwrap_or_default();
        if let Some(items) = answer.pointer_mut("/properties/items/items") {
            *items = reference(&self.name("BatchOutcome"));
        }
        schemas.insert(self.name("BatchAnswer"), answer);
    }

    /// Points the operation at its own schemas.
    fn refer(&self, document: &mut Value) {
        let operation = document
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(&self.path)?.get_mut("post"));
        let Some(operation) = operation else { return };
        let place = "/content/application~1json/schema";
        if let Some(schema) = operation.pointer_mut(&format!("/requestBody{place}")) {
            *schema = reference(&self.name("Batch"));
        }
        for response in object(operation, "responses")
            .into_iter()
            .flat_map(Map::values_mut)
        {
            if let Some(schema) = response.pointer_mut(place)
                && referred(schema) == Some("BatchAnswer")
            {
                *schema = reference(&self.name("BatchAnswer"));
            }
        }
    }
}
