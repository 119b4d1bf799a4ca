//! Several changes in one request: at most 500, all or each on its own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::fields::{CheckContext, FieldErrors, Rules};
use crate::problem::Problem;

/// Most changes in one request.
pub const BATCH_MAX: usize = 500;

fixed_choice! {
    /// What is done to one record of a batch.
    pub enum BatchOperation in "batch_operation" {
        /// Changes fields: the body is a JSON merge patch.
        #[default]
        Update = "update" => "Change",
        /// Makes a record: the body is a whole draft.
        Create = "create" => "Create",
        /// Archives a record.
        Archive = "archive" => "Archive",
        /// Brings a record back.
        Restore = "restore" => "Restore",
    }
}

draft! {
    /// One change of a batch.
    pub struct BatchItem {
        /// What is done.
        pub op: BatchOperation,
        /// The record; none for a new one.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub id: Option<i64>,
        /// The version that was seen, as an ETag; none for a new record.
        #[cfg_attr(feature = "openapi", schema(example = "\"3\""))]
        pub etag: Option<String>,
        /// The merge patch or the draft; left out to archive or restore.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pub body: Option<Map<String, Value>>,
    }
}

draft! {
    /// Several changes of records of one kind.
    pub struct BatchDraft {
        /// All of them or none; otherwise each counts on its own.
        pub atomic: bool,
        /// Only says what would happen; nothing is kept.
        pub dry_run: bool,
    }
    lists {
        /// The changes, at most 500.
        pub items: Vec<BatchItem>,
    }
}

impl BatchItem {
    /// The version that was seen.
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
            "At most 500 changes fit into one request",
        );
        for (index, item) in self.items.iter().enumerate() {
            let at = |field: &str| format!("/items/{index}/{field}");
            let new = item.op == BatchOperation::Create;
            let has_body = matches!(item.op, BatchOperation::Create | BatchOperation::Update);
            errors.require(
                new != item.id.is_some(),
                at("id"),
                "required",
                "Name the record; a new one has no id",
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
                "A change or a new record needs a body, archiving and restoring take none",
            );
        }
        errors
    }

    fn sort_sets(&mut self) {}
}

/// What became of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchOutcome {
    /// The HTTP status it would have had alone.
    #[cfg_attr(feature = "openapi", schema(example = 200))]
    pub status: u16,
    /// The record.
    #[cfg_attr(feature = "openapi", schema(example = 12))]
    pub id: Option<i64>,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub label: Option<String>,
    /// Its ETag after the change.
    #[cfg_attr(feature = "openapi", schema(example = "\"4\""))]
    pub etag: Option<String>,
    /// Of a change: the fields that changed, as they were, so that a later patch can take it back.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub before: Option<Map<String, Value>>,
    /// Why it was refused.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub problem: Option<Problem>,
}

/// What became of a batch, in the order of its changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchAnswer {
    /// How many were done.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub done: usize,
    /// How many were refused.
    #[cfg_attr(feature = "openapi", schema(example = 0))]
    pub refused: usize,
    /// What became of each.
    pub items: Vec<BatchOutcome>,
}
