//! The history of a record: one entry per change, with every field before and after.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::id::Id;
use crate::record::instant;
use crate::users::User;

fixed_choice! {
    /// What happened to a record.
    pub enum AuditAction in "audit_action" {
        /// Record created.
        #[default]
        Create = "create" => "Created",
        /// Record changed.
        Update = "update" => "Changed",
        /// Record archived.
        Archive = "archive" => "Archived",
        /// Record restored.
        Restore = "restore" => "Restored",
        /// Order or receivable issued.
        Issue = "issue" => "Issued",
        /// Order confirmed.
        Confirm = "confirm" => "Confirmed",
        /// Load shipped.
        Ship = "ship" => "Shipped",
        /// Load delivered.
        Deliver = "deliver" => "Delivered",
        /// Actual weights entered.
        Weigh = "weigh" => "Weighed",
        /// Invoice created from an order.
        Invoice = "invoice" => "Billed",
        /// Order closed.
        Close = "close" => "Closed",
        /// Order or claim cancelled.
        Cancel = "cancel" => "Cancelled",
        /// Receivable voided.
        Void = "void" => "Voided",
        /// Payment or credit memo applied to receivables.
        Allocate = "allocate" => "Applied",
        /// Unapplied cash or credit paid back.
        Refund = "refund" => "Refunded",
        /// Balance written off.
        WriteOff = "write_off" => "Written off",
        /// A posting reversed.
        Reverse = "reverse" => "Reversed",
        /// Claim approved.
        Approve = "approve" => "Approved",
        /// Claim settled.
        Settle = "settle" => "Settled",
        /// Claim denied.
        Deny = "deny" => "Denied",
        /// Settlement undone with its credit memo.
        Unsettle = "unsettle" => "Settlement undone",
        /// Order set one step back.
        StepBack = "step_back" => "Stepped back",
        /// Password changed or reset.
        Password = "password" => "Password changed",
    }
}

/// One field of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// JSON pointer of the field in the record.
    #[cfg_attr(feature = "openapi", schema(example = "/payment_terms"))]
    pub pointer: String,
    /// Value before the change; null if none.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Value, example = "net_15"))]
    pub before: Value,
    /// Value after the change; null if none.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Value, example = "net_30"))]
    pub after: Value,
}

/// An entry of a record's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// Id of the entry; later entries have larger ids.
    pub id: i64,
    /// Time of the change.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: NaiveDateTime,
    /// User; null if the program made the change.
    pub actor_id: Option<Id<User>>,
    /// Display name of the user.
    #[cfg_attr(feature = "openapi", schema(example = "Sam Orton"))]
    pub actor_name: String,
    /// Kind of change.
    pub action: AuditAction,
    /// Reason, where one was required.
    pub reason: Option<String>,
    /// Id of the request.
    pub request_id: Option<String>,
    /// Version of the record after the change.
    pub version: i64,
    /// Every field that changed.
    pub changes: Vec<FieldChange>,
}

/// A field that changed since the version that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleChange {
    /// JSON pointer of the field.
    #[cfg_attr(feature = "openapi", schema(example = "/payment_terms"))]
    pub pointer: String,
    /// Value in the version that was sent.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Value, example = "net_15"))]
    pub from: Value,
    /// Current value.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Value, example = "net_30"))]
    pub to: Value,
    /// Display name of the user of the last change.
    #[cfg_attr(feature = "openapi", schema(example = "Sam Orton"))]
    pub by: String,
    /// Time of the last change.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: NaiveDateTime,
}

/// The fields in which two JSON forms of a record differ. Nested objects are compared field by field, lists of records by id.
#[must_use]
pub fn differences(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare("", before, after, &mut changes);
    changes
}

fn compare(pointer: &str, before: &Value, after: &Value, changes: &mut Vec<FieldChange>) {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => compare_objects(pointer, a, b, changes),
        (Value::Array(a), Value::Array(b)) if is_records(a) && is_records(b) => {
            compare_objects(pointer, &by_id(a), &by_id(b), changes);
        }
        _ if before == after => {}
        _ => changes.push(FieldChange {
            pointer: pointer.to_owned(),
            before: before.clone(),
            after: after.clone(),
        }),
    }
}

fn compare_objects(
    pointer: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    changes: &mut Vec<FieldChange>,
) {
    for (name, old) in before {
        compare(
            &format!("{pointer}/{name}"),
            old,
            after.get(name).unwrap_or(&Value::Null),
            changes,
        );
    }
    for (name, new) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        compare(&format!("{pointer}/{name}"), &Value::Null, new, changes);
    }
}

fn is_records(items: &[Value]) -> bool {
    !items.is_empty()
        && items
            .iter()
            .all(|item| item.get("id").is_some_and(Value::is_i64))
}

fn by_id(items: &[Value]) -> Map<String, Value> {
    items
        .iter()
        .map(|item| {
            (
                item.get("id").map_or_else(String::new, Value::to_string),
                item.clone(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_are_compared_by_their_ids() {
        let before = json!({"name": "A", "lines": [{"id": 1, "units": 5}, {"id": 2, "units": 6}], "species": ["beef"]});
        let after = json!({"name": "A", "lines": [{"id": 2, "units": 7}, {"id": 3, "units": 1}], "species": ["beef", "veal"]});
        let changes = differences(&before, &after);
        let found: Vec<&str> = changes
            .iter()
            .map(|change| change.pointer.as_str())
            .collect();
        assert_eq!(
            found,
            ["/lines/1", "/lines/2/units", "/lines/3", "/species"]
        );
    }
}
