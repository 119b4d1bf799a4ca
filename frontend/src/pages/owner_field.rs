//! The owner field at the end of every form, for users who can reassign records.

use domain::permissions::Operation;
use domain::record::EntityKind;
use leptos::prelude::*;
use serde_json::Value;

use crate::api::session::Session;
use crate::ui::field::Field;
use crate::ui::finder::{Finder, Hit};
use crate::ui::form::Form;
use crate::ui::form_view::frame;
use crate::ui::picker::Picker;

const NAME: &str = "owner_id";

/// The group with the owner field; empty without permission. `owner_name` is the current owner.
pub fn owner_group(form: Form, session: Session, owner_name: Option<String>) -> AnyView {
    // The right is the same for every record of the trade.
    if !session.may(Operation::Reassign, EntityKind::Supplier) {
        return ().into_any();
    }
    let search = Finder::from_context().of("/users");
    let first = form.base().get(NAME).and_then(Value::as_i64);
    let picked = RwSignal::new(first.map(|id| Hit::named(id, owner_name.unwrap_or_default())));
    let pick = move |hit: Option<Hit>| {
        form.set(
            NAME,
            hit.as_ref().map_or(Value::Null, |hit| Value::from(hit.id)),
        );
        picked.set(hit);
    };
    let field = view! {
        <div class="fields">
            <Field name=NAME label="Owner" error=form.error(NAME) on_leave=form.leave(NAME)>
                {form.provide_pending(Signal::stored(format!("/{NAME}")))}
                <Picker value=picked on_pick=pick search=search label="Users" placeholder="You"/>
            </Field>
        </div>
    };
    frame(
        "Owner",
        "Responsible for this record; may archive it.",
        field.into_any(),
    )
}
