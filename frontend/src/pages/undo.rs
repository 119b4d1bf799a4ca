//! Undo of a saved change: restores the fields that were sent, except those that were changed since.

use domain::ProblemCode;
use domain::history::{AuditAction, HistoryEntry};
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::record_json::Record;
use crate::api::session::Session;
use crate::config::record_config::RecordConfig;
use crate::pages::loaded_record::{LoadedRecord, RecordChanges};
use crate::ui::object;
use crate::ui::toast::Toasts;

/// Reports that a record is saved and offers undo, which also works after the page was left.
pub fn offer_undo(
    session: Session,
    toasts: Toasts,
    changes: Option<RecordChanges>,
    config: &'static RecordConfig,
    saved: &LoadedRecord,
    back: Record,
) {
    let (id, etag, label) = (saved.id, saved.etag.clone(), saved.label.clone());
    let about = (config.list.path, id);
    toasts.offer_undo_of(about, format!("{label} saved"), move || {
        let (etag, label) = (etag.clone(), label.clone());
        let patch = Value::Object(back.clone());
        spawn_local(async move {
            let api = session.api();
            let records = api.records(config.list.path);
            match records
                .update(id, &etag, &patch)
                .await
                .map_err(crate::ui::app_error::AppError::from)
            {
                Ok(_now) => {
                    toasts.say(format!("{label}: change undone"));
                    if let Some(changes) = changes {
                        changes.announce(config.list.path, id);
                    }
                }
                Err(error) if error.is(ProblemCode::StaleVersion) => {
                    toasts.say(format!("{label} has changed since. Nothing was undone"));
                }
                Err(error) => toasts.error(&error),
            }
        });
    });
}

/// Why something was replaced; not part of the record.
const CHANGE_REASON: &str = "change_reason";
/// Why a gate was overridden; not part of the record.
const OVERRIDE: &str = "override";

/// The patch that restores the earlier values of the sent fields. Removed rows return as new ones. Undoing a change that needed
/// a reason needs one too.
#[must_use]
pub fn reverse_patch(sent: &Record, before: &Record, now: &Record) -> Record {
    let value = |name: &String| {
        if name == CHANGE_REASON {
            let reason = sent.get(name).and_then(Value::as_str);
            return reason.map_or(Value::Null, |reason| format!("Undo: {reason}").into());
        }
        let old = before.get(name).cloned().unwrap_or(Value::Null);
        match (old, now.get(name)) {
            (Value::Array(rows), Some(Value::Array(there))) => {
                Value::Array(rows.into_iter().map(|row| merged_row(row, there)).collect())
            }
            (old, _) => old,
        }
    };
    let names = sent.keys().filter(|name| *name != OVERRIDE);
    object(names.map(|name| (name.clone(), value(name))))
}

/// The patch that reverts a history entry, if it changed only form fields; `None` if all of them hold the earlier values
/// already. `now` is the writable part of the record.
#[must_use]
pub fn revert_patch(entry: &HistoryEntry, now: &Record) -> Option<Record> {
    if entry.action != AuditAction::Update {
        return None;
    }
    let mut patch = Record::new();
    for change in &entry.changes {
        let name = change.pointer.strip_prefix('/')?;
        match now.get(name) {
            Some(value) if *value != change.before => {
                patch.insert(name.to_owned(), change.before.clone());
            }
            Some(_) => {}
            // A line that may have moved or been removed.
            None if name.contains('/') => return None,
            // What follows from the others.
            None => {}
        }
    }
    (!patch.is_empty()).then_some(patch)
}

fn merged_row(mut row: Value, there: &[Value]) -> Value {
    if let Some(fields) = row.as_object_mut()
        && let Some(id) = fields.get("id").filter(|id| !id.is_null())
        && !there.iter().any(|row| row.get("id") == Some(id))
    {
        fields.remove("id");
    }
    row
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Record {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn an_entry_is_set_back_where_its_fields_can_be_written() {
        let entry = |changes: Value| -> HistoryEntry {
            let entry = json!({"id": 1, "at": "2026-03-02T14:11:08Z", "actor_name": "Dana", "action": "update",
                "version": 3, "changes": changes});
            serde_json::from_value(entry).unwrap()
        };
        let now = object(json!({"phone": "2", "city": "Omaha", "species": ["beef"]}));
        let phone = json!({"pointer": "/phone", "before": "1", "after": "2"});
        let derived = json!({"pointer": "/full_address", "before": "a", "after": "b"});
        let done = json!({"pointer": "/city", "before": "Omaha", "after": "Lincoln"});
        let line = json!({"pointer": "/lines/2/units", "before": 1, "after": 2});
        let back = revert_patch(&entry(json!([phone, derived, done])), &now);
        assert_eq!(back.map(Value::Object), Some(json!({"phone": "1"})));
        assert_eq!(revert_patch(&entry(json!([done])), &now), None);
        assert_eq!(revert_patch(&entry(json!([phone, line])), &now), None);
    }

    #[test]
    fn the_way_back_holds_what_was_sent_as_it_was() {
        let sent = object(json!({"name": "B", "phone": "1", "lines": [{"id": 1, "notes": "x"}]}));
        let before = object(
            json!({"name": "A", "city": "Omaha", "lines": [{"id": 1, "notes": null}, {"id": 2}]}),
        );
        let now = object(json!({"lines": [{"id": 1, "notes": "x"}]}));
        let wanted = json!({"name": "A", "phone": null, "lines": [{"id": 1, "notes": null}, {}]});
        assert_eq!(Value::Object(reverse_patch(&sent, &before, &now)), wanted);
    }

    #[test]
    fn the_way_back_of_a_change_with_a_reason_gives_one() {
        let sent = object(
            json!({"carrier_id": 2, "change_reason": "truck broke down", "override": {"rule": "x"}}),
        );
        let before = object(json!({"carrier_id": 1}));
        let wanted = json!({"carrier_id": 1, "change_reason": "Undo: truck broke down"});
        assert_eq!(Value::Object(reverse_patch(&sent, &before, &sent)), wanted);
    }
}
