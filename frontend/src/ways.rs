//! What a form does otherwise than the rest, where its entity has parts of its own: an order with its lines.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;

use crate::ui::form::Form;
use crate::ui::form_view::{error_summary, form_groups};
use crate::ui::merge::Conflict;
use crate::ui::spec::FieldGroup;
use crate::wire::Record;

/// Draws the groups of a form; most entities take [`form_groups`].
pub type GroupsView = fn(Form, &'static [FieldGroup], &Arc<Choices>) -> AnyView;

/// Puts the outcome of what was taken apart together: the conflict, the same taken apart, the outcome.
pub type Together = fn(&Conflict, &Conflict, Record) -> Record;

/// Draws what follows from an outcome: the conflict, the outcome.
pub type Follows = fn(&Conflict, Record) -> AnyView;

/// What an entity with parts of its own (an order with its lines) does otherwise than the rest.
#[derive(Clone, Copy)]
pub struct Ways {
    /// Draws the groups, when they need more than their table says.
    pub groups: GroupsView,
    /// Sums up what is wrong.
    pub summary: fn(Form, &'static [FieldGroup], Signal<Option<String>>) -> AnyView,
    /// Takes a conflict apart into what is chosen one by one.
    pub apart: fn(&Conflict) -> Conflict,
    /// Puts the outcome of what was taken apart together.
    pub together: Together,
    /// Draws what follows from an outcome, below the choices.
    pub follows: Option<Follows>,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            groups: form_groups,
            summary: error_summary,
            apart: Conflict::clone,
            together: |_, _, result| result,
            follows: None,
        }
    }
}
