//! Style guide: order parts, merges and error summaries.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Value, json};

use crate::api::record_json::Record;
use crate::api::session::Session;
use crate::config::route::Route;
use crate::screens::orders_part;
use crate::ui::banner::banner;
use crate::ui::field::Field;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::icon::{Icon, icon};
use crate::ui::input::TextInput;
use crate::ui::lazy::draw_fetched;
use crate::ui::merge::{Conflict, merge_table};
use crate::ui::status::Tone;
use crate::ui::zone_input::ZoneInput;

fn object(value: &Value) -> Record {
    value.as_object().cloned().unwrap_or_default()
}

/// The lines of an order, drawn by the part of the program that orders are in.
pub(super) fn lines() -> AnyView {
    draw_fetched(orders_part(), |draw| draw(Route::StyleGuide))
}

const GROUPS: &[FieldGroup] = &[FieldGroup {
    title: "",
    about: "",
    fields: &[
        FieldSpec::new("carrier", "Carrier", Kind::Line),
        FieldSpec::new("freight_cost", "Freight cost, $", Kind::Money),
        FieldSpec::new("pickup_date", "Pick-up", Kind::Day),
        FieldSpec::new("special_instructions", "Special instructions", Kind::Note),
    ],
}];

/// A conflict with two fields that both changed and two that one changed.
pub(super) fn merge() -> AnyView {
    let side = |carrier: &str, freight: &str, day: &str, said: Value| {
        object(&json!({
            "carrier": carrier, "freight_cost": freight, "pickup_date": day, "special_instructions": said,
        }))
    };
    let conflict = Conflict {
        base: side("Tolmarsh Freight", "1275.00", "2026-09-20", Value::Null),
        mine: side(
            "Varnhold Reefer Express",
            "1310.00",
            "2026-09-21",
            Value::Null,
        ),
        theirs: side(
            "Northquill Refrigerated Lines",
            "1340.00",
            "2026-09-20",
            Value::from("Call the dock two hours ahead"),
        ),
        by: "Sam Orton".to_owned(),
        at: "today, 9:42 AM".to_owned(),
    };
    let picks = ["carrier", "freight_cost"].map(|name| (name.to_owned(), name == "carrier"));
    let picks = RwSignal::new(BTreeMap::from(picks));
    merge_table(
        &Arc::new(conflict),
        GROUPS,
        &Session::from_context().choices(),
        picks,
    )
}

/// Fields in states that otherwise occur only while typing.
pub(super) fn held() -> AnyView {
    let zone = RwSignal::new("America/Chicago".to_owned());
    view! {
        <div class="fields">
            <div class="field">
                <label for="guide-focused">"Customer order number"</label>
                <span class="help">"Focused"</span>
                <input class="input focused" id="guide-focused" value="CP-0017"/>
            </div>
            <div class="field">
                <label for="guide-disabled">"Release number"</label>
                <span class="help">"Disabled: the supplier delivers"</span>
                <input class="input" id="guide-disabled" disabled=true/>
            </div>
            <Field name="guide-zone" label="Time zone" help="Found by city, zone or continent">
                <ZoneInput value=zone on_change=move |now| zone.set(now)/>
            </Field>
            <Field name="guide-empty" label="Seal at the plant">
                <TextInput value="" on_change=|_| () placeholder="SL0017"/>
            </Field>
        </div>
    }
    .into_any()
}

/// The hits of an open picker that looks at some of the records first.
pub(super) fn hits() -> AnyView {
    view! {
        <div class="stage">
            <ul class="list still" role="listbox" aria-label="Hits of a picker that is narrowed">
                <li role="option" aria-selected="true"><span>"BEEF-0" <mark>"50"</mark> "-FC-T " <span class="muted">"Trim 50's - Tested"</span></span></li>
                <li role="option" aria-selected="false"><span>"BEEF-0" <mark>"50"</mark> "-ZB-T " <span class="muted">"Trim 50's - Tested, frozen"</span></span></li>
                <li role="option" aria-selected="false">{icon(Icon::Filter)}<span>"Show all, not only beef"</span></li>
                <li role="option" aria-selected="false">{icon(Icon::Plus)}<span>"Create “50”"</span></li>
            </ul>
            <ul class="list still" role="listbox" aria-label="Hits in time zones">
                <li role="option" aria-selected="true"><span><mark>"Cent"</mark> "ral " <span class="muted">"America/Chicago"</span></span></li>
                <li role="option" aria-selected="false"><span>"Indiana, " <mark>"Cent"</mark> "er " <span class="muted">"America/North Dakota"</span></span></li>
            </ul>
        </div>
    }
    .into_any()
}

/// What is wrong with a form, with links to its fields.
pub(super) fn refusals() -> AnyView {
    let links = view! {
        "2 fields need attention: " <a class="link" href="#field-guide-day">"Delivery date"</a> ", "
        <a class="link" href="#field-guide-price">"Buying price"</a>
    };
    banner(Tone::Danger, Icon::Caution, links, None)
}
