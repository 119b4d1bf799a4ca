//! Example order lines for the style guide.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::json;

use super::container_weights::ContainerWeights;
use super::figures::followed;
use super::form_context::LockedFields;
use super::line_editor::{FormLines, LineEditor};
use super::order_form::TypedDraft;
use super::readouts;
use crate::api::record_json::Record;
use crate::api::session::Session;
use crate::ui::form::Form;

/// One line that is whole, and one whose selling price cannot be read.
fn values() -> Record {
    let values = json!({
        "logistics_scenario": "we_pickup", "freight_cost": "1980.00",
        "lines": [
            {"description": "Trim 85's - Tested", "ordered_units": 8, "ordered_weight": "16000.00", "weight_unit": "lb",
                "weight_basis": "catch", "buy_price": "338.5000", "buy_basis": "per_cwt", "sell_price": "3.4750",
                "sell_basis": "per_lb", "lot_number": "BL-4811", "test_class": "tested"},
            {"description": "Trim 85's - Not Tested", "ordered_units": 4, "ordered_weight": "8000.00", "weight_unit": "lb",
                "buy_price": "3.3125", "buy_basis": "per_lb", "sell_price": "3,38,5", "sell_basis": "per_lb"},
        ],
    });
    values.as_object().cloned().unwrap_or_default()
}

/// Draws the lines with their totals and errors.
pub(super) fn lines() -> AnyView {
    let choices = Session::from_context().choices();
    let draft = TypedDraft::new();
    let form = Form::new(values(), draft.check(Arc::clone(&choices)));
    let order = draft.follow(form);
    // Shows all errors, as after an attempt to save.
    let _ready = form.is_ready();
    let figures = followed(order, BTreeMap::new(), ContainerWeights::new());
    let fixed = LockedFields {
        parties: false,
        quantities: false,
    };
    let sums = move || figures.with(readouts::load_and_margin);
    view! {
        <LineEditor lines=FormLines::new(order, None) figures=figures choices=choices fixed=fixed/>
        <div class="readouts">{sums}</div>
    }
    .into_any()
}
