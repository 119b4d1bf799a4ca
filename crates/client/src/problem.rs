//! Reads problem bodies leniently: members that are missing or of an unexpected type are skipped, so that the
//! text of a newer server or a proxy is still shown. (A derived deserializer would reject the whole body, and
//! adds 8 KB to the browser app.)

use domain::history::StaleChange;
use domain::problem::{Blocker, Existing};
use domain::record::instant;
use domain::{FieldError, Problem};
use serde_json::{Map, Value};

/// The problem in a body; `None` if it is not one of ours.
pub(crate) fn problem_of(body: &Value) -> Option<Problem> {
    let whole = body.as_object()?;
    let code = some_text(whole, "code")?;
    Some(Problem {
        kind: text(whole, "type"),
        title: text(whole, "title"),
        status: u16::try_from(whole.get("status")?.as_u64()?).ok()?,
        code,
        detail: some_text(whole, "detail"),
        instance: some_text(whole, "instance"),
        request_id: some_text(whole, "request_id"),
        errors: objects(whole, "errors").map(field_error).collect(),
        errors_truncated: whole.get("errors_truncated").and_then(Value::as_bool),
        existing: whole
            .get("existing")
            .and_then(Value::as_object)
            .map(existing),
        blockers: objects(whole, "blockers").map(blocker).collect(),
        blocker_count: whole.get("blocker_count").and_then(Value::as_i64),
        allowed_actions: whole
            .get("allowed_actions")
            .and_then(Value::as_array)
            .map(|all| {
                all.iter()
                    .filter_map(|action| action.as_str()?.parse().ok())
                    .collect()
            }),
        current_etag: some_text(whole, "current_etag"),
        changes: objects(whole, "changes").filter_map(change).collect(),
        changes_truncated: whole.get("changes_truncated").and_then(Value::as_bool),
        limit_bytes: whole.get("limit_bytes").and_then(Value::as_u64),
    })
}

fn field_error(error: &Map<String, Value>) -> FieldError {
    FieldError {
        pointer: some_text(error, "pointer"),
        parameter: some_text(error, "parameter"),
        code: text(error, "code"),
        message: text(error, "message"),
    }
}

fn existing(other: &Map<String, Value>) -> Existing {
    Existing {
        id: number(other, "id"),
        label: text(other, "label"),
        archived: other.get("archived") == Some(&Value::Bool(true)),
    }
}

fn blocker(other: &Map<String, Value>) -> Blocker {
    Blocker {
        entity: text(other, "entity"),
        id: number(other, "id"),
        label: text(other, "label"),
    }
}

fn change(change: &Map<String, Value>) -> Option<StaleChange> {
    let value = |name: &str| change.get(name).cloned().unwrap_or_default();
    Some(StaleChange {
        pointer: text(change, "pointer"),
        from: value("from"),
        to: value("to"),
        by: text(change, "by"),
        at: instant::parse(&text(change, "at"))?,
    })
}

fn some_text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

fn text(object: &Map<String, Value>, name: &str) -> String {
    some_text(object, name).unwrap_or_default()
}

fn number(object: &Map<String, Value>, name: &str) -> i64 {
    object.get(name).and_then(Value::as_i64).unwrap_or_default()
}

fn objects<'a>(
    object: &'a Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'a Map<String, Value>> {
    let all = object.get(name).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Value::as_object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ProblemCode;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read() {
        let written = json!({
            "type": "/api/problems/stale_version", "title": "Someone changed this record", "status": 412, "code": "stale_version",
            "detail": "d", "instance": "/api/v1/suppliers/1", "request_id": "01J", "current_etag": "\"5\"", "blocker_count": 3,
            "errors": [{"pointer": "/name", "code": "required", "message": "A name is needed"}],
            "errors_truncated": true,
            "existing": {"id": 7, "label": "Brindlemoor Beef Packing", "archived": true},
            "blockers": [{"entity": "purchase_order", "id": 1, "label": "PO-2026-0001"}],
            "changes": [{"pointer": "/city", "from": null, "to": "Omaha", "by": "Sam Orton", "at": "2026-03-02T14:11:08Z"}],
        });
        let problem = problem_of(&written).unwrap();
        assert!(problem.is(ProblemCode::StaleVersion));
        assert_eq!(serde_json::to_value(&problem).unwrap(), written);
    }

    #[test]
    fn other_bodies_are_none_of_ours() {
        assert_eq!(problem_of(&json!({"error": "bad gateway"})), None);
        assert_eq!(problem_of(&json!("no")), None);
    }
}
