//! Replaces parts of the standard form for an entity that needs its own, such as an order with its lines.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;

use crate::api::record_json::Record;
use crate::ui::field_spec::FieldGroup;
use crate::ui::form::Form;
use crate::ui::form_view::{error_summary, form_groups};
use crate::ui::merge::Conflict;

/// Draws the groups of a form; most entities take [`form_groups`].
pub type GroupsView = fn(Form, &'static [FieldGroup], &Arc<Choices>) -> AnyView;

/// Joins the result of a split conflict, from the conflict, the split conflict and the result.
pub type JoinConflict = fn(&Conflict, &Conflict, Record) -> Record;

/// Draws the consequences of a result, from the conflict and the result.
pub type ConsequencesView = fn(&Conflict, Record) -> AnyView;

/// The title and text of a question before saving.
pub type Confirmation = (String, String);

/// The question that a part of a form asks before saving; in the context of the form.
#[derive(Debug, Clone, Copy)]
pub struct SaveConfirmations(StoredValue<Option<Callback<(), Option<Confirmation>>>>);

impl SaveConfirmations {
    /// Puts an empty registration into the context.
    pub fn provide() {
        provide_context(Self(StoredValue::new(None)));
    }

    /// Registers the question that a part of the form asks before saving.
    pub fn follow(doubt: Callback<(), Option<Confirmation>>) {
        if let Some(Self(doubts)) = use_context::<Self>() {
            doubts.set_value(Some(doubt));
        }
    }

    /// The question before saving, if any.
    #[must_use]
    pub fn question(self) -> Option<Confirmation> {
        self.0.try_get_value().flatten()?.try_run(()).flatten()
    }
}

/// What an entity with parts of its own (an order with its lines) does otherwise than the rest.
#[derive(Clone, Copy)]
pub struct FormOverrides {
    /// Draws the groups.
    pub groups: GroupsView,
    /// Sums up what is wrong.
    pub summary: fn(Form, &'static [FieldGroup], Signal<Option<String>>) -> AnyView,
    /// Splits a conflict into separate choices.
    pub split: fn(&Conflict) -> Conflict,
    /// Joins the result of a split conflict.
    pub join: JoinConflict,
    /// Draws the consequences of a result, below the choices.
    pub consequences: Option<ConsequencesView>,
}

impl Default for FormOverrides {
    fn default() -> Self {
        Self {
            groups: form_groups,
            summary: error_summary,
            split: Conflict::clone,
            join: |_, _, result| result,
            consequences: None,
        }
    }
}
