//! Merges two concurrent changes of an order: splits the conflict into fields and lines, and joins the chosen values.

use domain::choices::Choices;
use domain::purchase_orders::Appointment;
use serde_json::{Map, Value};

use super::form_context::EditedOrder;
use super::formatting::appointment;
use super::merge_lines::{join_lines, split_lines};
use super::order_form::TypedOrder;
use crate::api::session::Session;
use crate::ui::merge::Conflict;

/// The conflict as it is shown: names instead of ids, appointments in one line, each field of a line on its own.
pub(super) fn split(conflict: &Conflict) -> Conflict {
    let choices = Session::from_context().choices();
    let names = |side: &Map<String, Value>| shown(side, &choices);
    let (mut base, mut mine, mut theirs) = (
        names(&conflict.base),
        names(&conflict.mine),
        names(&conflict.theirs),
    );
    let lines = split_lines(&conflict.base, &conflict.mine, &conflict.theirs, &choices);
    for (side, parts) in [
        (&mut base, lines.base),
        (&mut mine, lines.mine),
        (&mut theirs, lines.theirs),
    ] {
        side.remove("lines");
        side.extend(parts);
    }
    Conflict {
        base,
        mine,
        theirs,
        by: conflict.by.clone(),
        at: conflict.at.clone(),
    }
}

/// The outcome as it travels: each field from the side that was chosen.
pub(super) fn join(
    conflict: &Conflict,
    apart: &Conflict,
    result: Map<String, Value>,
) -> Map<String, Value> {
    let takes_mine = |name: &str| result.get(name) == apart.mine.get(name);
    let mut whole = conflict.theirs.clone();
    for (name, value) in &conflict.mine {
        if name != "lines" && takes_mine(name) {
            whole.insert(name.clone(), value.clone());
        }
    }
    let lines = join_lines(
        &conflict.base,
        &conflict.mine,
        &conflict.theirs,
        &takes_mine,
    );
    whole.insert("lines".to_owned(), Value::Array(lines));
    whole
}

/// A side as people read it.
fn shown(side: &Map<String, Value>, choices: &Choices) -> Map<String, Value> {
    let draft = TypedOrder::of(side.clone()).draft;
    let mut shown = side.clone();
    for (name, booked) in [
        ("pickup_appointment", &draft.header.pickup_appointment),
        ("delivery_appointment", &draft.header.delivery_appointment),
    ] {
        shown.insert(name.to_owned(), in_one_line(booked.as_ref(), choices));
    }
    for name in ["supplier_id", "customer_id"] {
        if let Some(id) = side.get(name).and_then(Value::as_i64) {
            shown.insert(name.to_owned(), Value::String(party_name(name, id)));
        }
    }
    shown
}

fn in_one_line(booked: Option<&Appointment>, choices: &Choices) -> Value {
    appointment(booked, choices).map_or(Value::Null, Value::String)
}

/// The name of a party: known where the stored order names it.
fn party_name(name: &str, id: i64) -> String {
    let order = EditedOrder::current();
    let known = order.and_then(|order| match name {
        "supplier_id" => {
            (order.details.supplier_id?.get() == id).then(|| order.supplier_name.clone())
        }
        _ => (order.details.customer_id?.get() == id)
            .then(|| order.customer_name.clone())
            .flatten(),
    });
    known.unwrap_or_else(|| format!("No. {id}"))
}
