//! What the parts of an order's form share: the stored order, the fields that its status locks, and plain fields.

use std::sync::Arc;

use domain::choices::Choices;
use domain::purchase_orders::{FieldLock, OrderStatus, PurchaseOrder};
use leptos::context::Provider;
use leptos::prelude::*;

use super::order_form::TypedDraft;
use crate::ui::field::FieldLink;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::form::Form;
use crate::ui::form_view::form_field;

/// The stored order of the form, from the context.
#[derive(Clone, Copy)]
pub(super) struct EditedOrder {
    /// The order as it was read.
    pub(super) order: StoredValue<Option<Arc<PurchaseOrder>>>,
    /// Why it cannot be changed at all.
    pub(super) refusal: RwSignal<Option<&'static str>>,
    /// What is typed, as a draft.
    pub(super) draft: TypedDraft,
}

impl EditedOrder {
    /// The stored order; none while a new one is typed.
    pub(super) fn current() -> Option<Arc<PurchaseOrder>> {
        use_context::<Self>()?.order.get_value()
    }
}

/// What the status of an order leaves to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LockedFields {
    /// Parties, number, order date and the set of lines.
    pub(super) parties: bool,
    /// Ordered units and weights.
    pub(super) quantities: bool,
}

impl LockedFields {
    pub(super) fn by(status: OrderStatus) -> Self {
        Self {
            parties: status.header_lock("supplier_id") != FieldLock::Open,
            quantities: status.line_lock("ordered_weight") != FieldLock::Open
                && status.is_shipped(),
        }
    }
}

/// A field with its own reactive owner, so that its context reaches only its own control.
pub(super) fn isolated(view: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    let link = FieldLink::from_context("");
    view! { <Provider value=link>{view()}</Provider> }.into_any()
}

/// A field of a group by its name.
pub(super) fn field_named(group: &FieldGroup, name: &str) -> FieldSpec {
    let found = group.fields.iter().find(|spec| spec.name == name).copied();
    found.unwrap_or(FieldSpec::new("", "", Kind::Line))
}

/// A field with the control of its kind.
pub(super) fn plain_field(form: Form, spec: FieldSpec, choices: &Arc<Choices>) -> AnyView {
    let choices = Arc::clone(choices);
    isolated(move || form_field(form, spec, &choices))
}
