//! Several changes in one request: at most 500, all or each on its own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::fields::{CheckContext, FieldErrors, Rules};
use crate::problem::Problem;

/// Most changes in one request.
pub const BATCH_MAX: usize = 500;

fixed_choice! {
    /// The operation on one record of a batch.
    pub enum BatchOperation in "batch_operation" {
        /// Change fields; the body is a JSON merge patch.
        #[default]
        Update = "update" => "Change",
        /// Create a record; the body is a whole draft.
        Create = "create" => "Create",
        /// Archive a record.
        Archive = "archive" => "Archive",
        /// Restore a record.
        Restore = "restore" => "Restore",
    }
}

draft! {
    /// One change of a batch.
    pub struct BatchItem {
        /// Operation.
        pub op: BatchOperation,
        /// The record; none for a new one.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub id: Option<i64>,
        /// Last ETag read; none for a new record.
        #[cfg_attr(feature = "openapi", schema(example = "\"3\""))]
        pub etag: Option<String>,
        /// The merge patch or the draft; left out to archive or restore.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pub body: Option<Map<String, Value>>,
    }
}

draft! {
    /// Several changes of records of one resource.
    pub struct BatchDraft {
        /// Apply all items or none; otherwise each succeeds or fails on its own.
        pub atomic: bool,
        /// Check without saving.
        pub dry_run: bool,
    }
    lists {
        /// Items, at most 500.
        pub items: Vec<BatchItem>,
    }
}

impl BatchItem {
    /// The version in the item's ETag.
    #[must_use]
    pub fn version(&self) -> Option<i64> {
        let tag = self.etag.as_deref()?;
        tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
    }
}

impl Rules for BatchDraft {
    fn tidy(&mut self) {}

    fn check(&self, _context: CheckContext<'_>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        errors.require(
            !self.items.is_empty(),
            "/items",
            "required",
            "Send at least one change",
        );
        errors.require(
            self.items.len() <= BATCH_MAX,
            "/items",
            "too_many",
            "A request can have at most 500 changes",
        );
        for (index, item) in self.items.iter().enumerate() {
            let at = |field: &str| format!("/items/{index}/{field}");
            let new = item.op == BatchOperation::Create;
            let has_body = matches!(item.op, BatchOperation::Create | BatchOperation::Update);
            errors.require(
                new != item.id.is_some(),
                at("id"),
                "required",
                "Send the record id, except for a new record",
            );
            errors.require(
                new || item.version().is_some(),
                at("etag"),
                "required",
                "Send the ETag of the version that you have seen",
            );
            errors.require(
                has_body == item.body.is_some(),
                at("body"),
                "required",
                "Creating and changing require a body; archiving and restoring take none",
            );
        }
        errors
    }

    fn sort_sets(&mut self) {}
}

/// Outcome of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchOutcome {
    /// HTTP status of the item.
    #[cfg_attr(feature = "openapi", schema(example = 200))]
    pub status: u16,
    /// The record.
    #[cfg_attr(feature = "openapi", schema(example = 12))]
    pub id: Option<i64>,
    /// Display name of the record.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub label: Option<String>,
    /// ETag after the change.
    #[cfg_attr(feature = "openapi", schema(example = "\"4\""))]
    pub etag: Option<String>,
    /// For an update: previous values of the changed fields, so that a later patch can undo it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub before: Option<Map<String, Value>>,
    /// Why the item failed.
    pub problem: Option<Problem>,
}

/// Outcome of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchAnswer {
    /// Number of items that succeeded.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub done: usize,
    /// Number of items that failed.
    #[cfg_attr(feature = "openapi", schema(example = 0))]
    pub refused: usize,
    /// Outcomes in the order of the items.
    pub items: Vec<BatchOutcome>,
}
