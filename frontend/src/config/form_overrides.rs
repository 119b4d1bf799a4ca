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

/// Puts the outcome of what was taken apart together: the conflict, the same taken apart, the outcome.
pub type JoinConflict = fn(&Conflict, &Conflict, Record) -> Record;

/// Draws what follows from an outcome: the conflict, the outcome.
pub type ConsequencesView = fn(&Conflict, Record) -> AnyView;

/// A title and a text that ask whether something is meant.
pub type Confirmation = (String, String);

/// What of a form asks to be looked at again before it is saved, as its parts say; in the context of the form.
#[derive(Debug, Clone, Copy)]
pub struct SaveConfirmations(StoredValue<Option<Callback<(), Option<Confirmation>>>>);

impl SaveConfirmations {
    /// No part has any yet; in the context of the form's parts.
    pub fn provide() {
        provide_context(Self(StoredValue::new(None)));
    }

    /// Lets a part of the form say what asks to be looked at again.
    pub fn follow(doubt: Callback<(), Option<Confirmation>>) {
        if let Some(Self(doubts)) = use_context::<Self>() {
            doubts.set_value(Some(doubt));
        }
    }

    /// The question before saving; none where nothing is in doubt.
    #[must_use]
    pub fn question(self) -> Option<Confirmation> {
        self.0.try_get_value().flatten()?.try_run(()).flatten()
    }
}

/// What an entity with parts of its own (an order with its lines) does otherwise than the rest.
#[derive(Clone, Copy)]
pub struct FormOverrides {
    /// Draws the groups, when they need more than their table says.
    pub groups: GroupsView,
    /// Sums up what is wrong.
    pub summary: fn(Form, &'static [FieldGroup], Signal<Option<String>>) -> AnyView,
    /// Splits a conflict into separate choices.
    pub split: fn(&Conflict) -> Conflict,
    /// Puts the outcome of what was taken apart together.
    pub join: JoinConflict,
    /// Draws what follows from an outcome, below the choices.
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
