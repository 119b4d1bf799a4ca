//! An entity on the page of one record and in its form, as data.

use std::any::Any;
use std::sync::Arc;

use domain::choices::Choices;
use domain::field_rules::FieldRule;
use domain::fields::{CheckContext, Rules, read_leniently};
use domain::permissions::Operation;
use domain::{EntityKind, FieldError};
use serde_json::Value;

use crate::api::record_json::Record;
use crate::config::list_config::ListConfig;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::format::today;
use crate::ui::object;
use crate::ui::status::StatusLabel;

/// Validates the values of a form.
pub type CheckDraft = fn(&Record, &Choices) -> Vec<FieldError>;

/// An entity on its record page and in its form.
pub struct RecordConfig {
    /// Its list.
    pub list: &'static ListConfig,
    /// Its fields by task.
    pub groups: &'static [FieldGroup],
    /// The rules of its draft.
    pub check: CheckDraft,
    /// What they ask of each field: the form marks what is required and limits what is typed.
    pub field_rules: fn() -> Vec<FieldRule>,
    /// Reads a record when it is loaded; by default its writable part is the fields of `groups`.
    pub parse: Option<fn(&Record) -> ParsedRecord>,
    /// The initial values of a new record.
    pub initial_values: &'static [(&'static str, InitialValue)],
    /// The field that takes the typed text when a picker creates a record; `None` if no field does.
    pub typed_field: Option<&'static str>,
    /// Parent fields that quick create asks for beside the required ones.
    pub parents: &'static [&'static str],
    /// Fields that the search for possible duplicates compares.
    pub duplicate_fields: &'static [&'static str],
    /// The status beside its name.
    pub status: Option<fn(&Record, &Choices) -> Option<StatusLabel>>,
    /// Fields shown as tokens under its name.
    pub tokens: &'static [FieldSpec],
    /// The facts of the side column.
    pub side_facts: &'static [FactGroup],
    /// Its related records, one tab each.
    pub related: &'static [ChildList],
    /// The status actions of the API.
    pub actions: &'static [RecordAction],
    /// A field with rows shown as a table, and the fields of a row.
    pub lines: Option<(&'static str, &'static [FieldSpec])>,
    /// The heading of that table.
    pub lines_title: &'static str,
    /// Links beside its actions to reports about it: label, address with `{id}` for its id.
    pub reports: &'static [(&'static str, &'static str)],
    /// Create buttons beside its related records: label, entity, address with `{id}` for its id.
    pub create_links: &'static [(&'static str, EntityKind, &'static str)],
    /// Whether it is archived and restored with its parent.
    pub archived_with_parent: bool,
    /// Whether a record can be archived in its current state.
    pub may_archive: fn(&Record) -> bool,
    /// Why a record cannot be edited in its current state.
    pub read_only: fn(&Record) -> Option<ReadOnly>,
}

/// What is read of a record when it is loaded.
#[derive(Clone, Default)]
pub struct ParsedRecord {
    /// Its writable part.
    pub draft: Record,
    /// The record in the types of its entity, for screens that work on them.
    pub typed: Option<Arc<dyn Any + Send + Sync>>,
}

/// Why a record cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOnly {
    /// The reason, and what to do instead.
    pub words: &'static str,
    /// The alternative: button label and address.
    pub instead: Option<(&'static str, String)>,
}

/// An action of a record: a step of its life cycle, or another entry in the ledger.
#[derive(Debug, Clone, Copy)]
pub struct RecordAction {
    /// Its name in the API.
    pub code: &'static str,
    pub label: &'static str,
    /// Whether the record allows it now; by default it is among the `allowed_actions` of the record.
    pub when: Option<fn(&Record) -> bool>,
    /// The field that the required amount is filled in from, if any.
    pub amount: Option<&'static str>,
    /// The label of the required reason, if any.
    pub reason: Option<&'static str>,
    /// The consequence, shown in the dialog.
    pub about: &'static str,
    /// The permission it needs.
    pub needs: Operation,
    /// The page that it opens, instead of a dialog.
    pub opens: Option<fn(&Record) -> String>,
    /// Whether the screen of the entity draws its dialog.
    pub own_dialog: bool,
}

impl RecordAction {
    /// An action without amount or reason, for those who advance a record.
    #[must_use]
    pub const fn new(code: &'static str, label: &'static str) -> Self {
        Self {
            code,
            label,
            when: None,
            amount: None,
            reason: None,
            about: "",
            needs: Operation::Act,
            opens: None,
            own_dialog: false,
        }
    }
}

impl RecordConfig {
    pub const DEFAULT: Self = Self {
        list: &crate::config::users::LIST,
        groups: &[],
        check: |_, _| Vec::new(),
        field_rules: Vec::new,
        parse: None,
        initial_values: &[],
        typed_field: Some("name"),
        parents: &[],
        duplicate_fields: &[],
        status: None,
        tokens: &[],
        side_facts: &[],
        related: &[],
        actions: &[],
        lines: None,
        lines_title: "Lines",
        reports: &[],
        create_links: &[],
        archived_with_parent: false,
        may_archive: |_| true,
        read_only: |_| None,
    };

    /// A record with the rules of its draft.
    #[must_use]
    pub const fn of_draft<D: Rules>() -> Self {
        Self {
            check: validate::<D>,
            field_rules: D::field_rules,
            ..Self::DEFAULT
        }
    }

    /// Whether a new record cannot do without a field.
    #[must_use]
    pub fn requires(&self, spec: &FieldSpec) -> bool {
        let by_rule = |rule: &FieldRule| rule.name == spec.name && rule.is_required;
        spec.required || (self.field_rules)().iter().any(by_rule)
    }

    /// What a new record starts from.
    #[must_use]
    pub fn first_values(&self) -> Record {
        let fields = self.initial_values.iter();
        object(fields.map(|(name, start)| ((*name).to_owned(), start.value())))
    }
}

/// The initial value of a field.
#[derive(Debug, Clone, Copy)]
pub enum InitialValue {
    /// A text or code.
    Text(&'static str),
    Yes,
    Today,
}

impl InitialValue {
    /// The JSON value.
    #[must_use]
    pub fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::from(text),
            Self::Yes => Value::Bool(true),
            Self::Today => Value::from(today().to_string()),
        }
    }
}

/// Facts under a heading.
#[derive(Debug, Clone, Copy)]
pub struct FactGroup {
    pub title: &'static str,
    pub fields: &'static [FieldSpec],
    /// Shows what is not known as a dash, instead of leaving it out.
    pub all: bool,
}

impl FactGroup {
    /// A group of the form as facts; what is not known is left out.
    #[must_use]
    pub const fn of(group: &FieldGroup) -> Self {
        Self {
            title: group.title,
            fields: group.fields,
            all: false,
        }
    }

    /// The same, with what is not known as a dash.
    #[must_use]
    pub const fn all_of(group: &FieldGroup) -> Self {
        Self {
            all: true,
            ..Self::of(group)
        }
    }
}

/// The children of a record.
#[derive(Debug, Clone, Copy)]
pub struct ChildList {
    /// Their list.
    pub list: &'static ListConfig,
    /// The filter on the parent's id, and the query parameter of the form of a new record.
    pub by: &'static str,
    /// The columns shown here.
    pub columns: &'static [&'static str],
    /// How many are shown on the overview; none there when 0.
    pub first: usize,
}

impl ChildList {
    /// Children found by this filter, with these columns, in a tab of their own.
    #[must_use]
    pub const fn new(
        list: &'static ListConfig,
        by: &'static str,
        columns: &'static [&'static str],
    ) -> Self {
        Self {
            list,
            by,
            columns,
            first: 0,
        }
    }

    /// The same, with the first ones on the overview.
    #[must_use]
    pub const fn first(mut self, first: usize) -> Self {
        self.first = first;
        self
    }
}

/// The writable part of a record: the fields of the groups, and the owner.
#[must_use]
pub fn writable(record: &Record, groups: &[FieldGroup]) -> Record {
    let mut draft = Record::new();
    let take = |specs: &[FieldSpec], from: &Record, to: &mut Record| {
        for spec in specs {
            if let Some(value) = from.get(spec.name) {
                to.insert(spec.name.to_owned(), value.clone());
            }
        }
    };
    for spec in groups.iter().flat_map(FieldGroup::inputs) {
        let value = match (spec.kind, record.get(spec.name)) {
            // Rows carry names of what they refer to, which are not sent back.
            (Kind::Rows(fields), Some(Value::Array(rows))) => rows
                .iter()
                .filter_map(Value::as_object)
                .map(|row| {
                    let mut kept = Record::new();
                    take(fields, row, &mut kept);
                    Value::Object(kept)
                })
                .collect(),
            (_, Some(value)) => value.clone(),
            (_, None) => continue,
        };
        draft.insert(spec.name.to_owned(), value);
    }
    if let Some(owner) = record.get("owner_id") {
        draft.insert("owner_id".to_owned(), owner.clone());
    }
    draft
}

/// The errors of a draft of type `D`.
pub fn validate<D: Rules>(values: &Record, choices: &Choices) -> Vec<FieldError> {
    let (mut draft, mut errors) = read_leniently::<D>(Value::Object(values.clone()), &[]);
    errors.extend(draft.validate(check_context(choices)));
    errors.into_vec()
}

/// The context of the rules: today, and the choice lists.
#[must_use]
pub fn check_context(choices: &Choices) -> CheckContext<'_> {
    CheckContext {
        today: today(),
        choices,
        // Zones are chosen from a list here; the server knows all of them.
        is_zone: |_| true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_the_form_names_is_written() {
        const ROW: &[FieldSpec] = &[FieldSpec::new(
            "supplier_id",
            "Supplier",
            Kind::Link("/suppliers"),
        )];
        const GROUPS: &[FieldGroup] = &[FieldGroup {
            title: "",
            about: "",
            fields: &[
                FieldSpec::new("name", "Name", Kind::Line),
                FieldSpec::new("sellers", "Sellers", Kind::Rows(ROW)),
                FieldSpec::new("code", "Code", Kind::Line),
            ],
        }];
        let record = json!({
            "id": 1, "name": "A", "owner_id": 2, "owner_name": "Dana", "has_contacts": true,
            "sellers": [{"supplier_id": 3, "supplier_name": "B"}],
        });
        let draft = writable(record.as_object().unwrap(), GROUPS);
        let wanted = json!({"name": "A", "sellers": [{"supplier_id": 3}], "owner_id": 2});
        assert_eq!(Value::Object(draft), wanted);
    }
}
