//! The groups of the order form and the side column with load and margin. Scenario and status decide what is shown and locked.

use std::sync::Arc;

use domain::choices::Choices;
use domain::purchase_orders::{FieldLock, OrderHeader, OrderStatus, PurchaseOrder};
use leptos::prelude::*;
use serde_json::Value;

use super::autofill::Autofill;
use super::change_reasons::reasons_box;
use super::container_weights::ContainerWeights;
use super::costs::costs_group;
use super::fields::{DATES, DEAL, NOTES, ROUTE, TERMS};
use super::figures::{followed, weights_of};
use super::form_context::{EditedOrder, LockedFields, field_named, isolated, plain_field};
use super::invoice_correction::correction_box;
use super::line_editor::{FormLines, LineEditor};
use super::logistics::logistics;
use super::loss_confirmation::loss_box;
use super::notices::OrderWarnings;
use super::order_form::{OrderForm, TypedDraft};
use super::parties::{customer_picker, supplier_picker};
use super::preferred_products::PreferredProducts;
use super::price_check::LastPrices;
use super::readouts::{in_short, load_and_margin};
use super::summary::target_of;
use crate::ui::dom::focus_soon;
use crate::ui::field::Field;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::field_text::shown;
use crate::ui::form::Form;
use crate::ui::form_value::FormValue;
use crate::ui::form_view::{frame, given_by, search_of};
use crate::ui::input::TextInput;
use crate::ui::record_inputs::{RecordInput, searched_input};
use crate::ui::url_query::UrlQuery;

/// All groups of the form.
pub(super) fn groups(
    form: Form,
    _groups: &'static [FieldGroup],
    choices: &Arc<Choices>,
) -> AnyView {
    let order = EditedOrder::current();
    let status = order.as_ref().map(|order| order.status).unwrap_or_default();
    let fixed = LockedFields::by(status);
    let typed = use_context::<EditedOrder>().map_or_else(TypedDraft::new, |edited| edited.draft);
    let typed = typed.follow(form);
    let containers = ContainerWeights::new();
    provide_context(containers);
    let weighed = order.as_deref().map(weights_of).unwrap_or_default();
    let figures = followed(typed, weighed, containers);
    let asked = untrack(|| UrlQuery::current().get("at"));
    if let Some(pointer) = &asked {
        focus_soon(target_of(pointer));
    }
    let lines = FormLines::new(typed, asked);
    let autofill = Autofill::new(typed, order.is_none());
    PreferredProducts::provide(typed);
    let notices = OrderWarnings::provide(typed, status, figures);
    let own = order.as_ref().map(|order| order.id.get());
    LastPrices::provide(own, figures);
    let side = move || figures.with(load_and_margin);
    let loss = loss_box(form);
    let correction = correction_box(form);
    let of_lines = notices.of_lines();
    let reasons = reasons_box(form, status);
    view! {
        <div class="sums-bar" aria-hidden="true">{move || figures.with(in_short)}</div>
        <div class="split order-form">
            <div class="work">
                {deal(typed, autofill, fixed, status, choices)}
                {dates(form, status, choices)}
                <LineEditor lines=lines figures=figures choices=Arc::clone(choices) fixed=fixed/>
                {route(form, autofill, status, order.as_deref())}
                {logistics(typed, status, choices)}
                {costs_group(form, figures, choices)}
                {plain_group(form, &TERMS, choices)}
                {plain_group(form, &NOTES, choices)}
            </div>
            <aside class="side sums" aria-label="Load and margin"><div class="follows" aria-live="off">{side}{of_lines}{loss}{correction}{reasons}</div></aside>
        </div>
    }
    .into_any()
}

fn plain_group(form: Form, group: &'static FieldGroup, choices: &Arc<Choices>) -> AnyView {
    let fields = group
        .fields
        .iter()
        .map(|spec| plain_field(form, *spec, choices))
        .collect_view();
    frame(
        group.title,
        group.about,
        view! { <div class="fields">{fields}</div> }.into_any(),
    )
}

/// A field that can be read and not changed, with the reason.
fn fixed_field(spec: FieldSpec, text: Signal<String>, why: &'static str) -> AnyView {
    isolated(move || {
        view! {
            <Field name=spec.name label=spec.label help=why>
                <TextInput value=text on_change=|_: String| () read_only=true/>
            </Field>
        }
        .into_any()
    })
}

/// A field of the header, as the state of the order allows.
fn plain_or_fixed(
    form: Form,
    spec: FieldSpec,
    status: OrderStatus,
    choices: &Arc<Choices>,
) -> AnyView {
    let FieldLock::Fixed(why) = status.header_lock(spec.name) else {
        return plain_field(form, spec, choices);
    };
    let choices = Arc::clone(choices);
    let name = spec.name;
    let text = Signal::derive(move || {
        let value = form.tracked().get(name).cloned().unwrap_or_default();
        shown(&value, Some(spec.kind), &choices)
    });
    fixed_field(spec, text, why)
}

fn deal(
    typed: OrderForm,
    autofill: Autofill,
    fixed: LockedFields,
    status: OrderStatus,
    choices: &Arc<Choices>,
) -> AnyView {
    let form = typed.form;
    let order = EditedOrder::current();
    let parties = match &order {
        Some(order) if fixed.parties => {
            let customer = order
                .customer_name
                .clone()
                .unwrap_or_else(|| "For stock".to_owned());
            let named = |name: &'static str, text: String| {
                let FieldLock::Fixed(why) = status.header_lock(name) else {
                    return ().into_any();
                };
                fixed_field(field_named(&DEAL, name), Signal::stored(text), why)
            };
            view! {
                {named("supplier_id", order.supplier_name.clone())}
                <div class="party">{named("customer_id", customer)}{OrderWarnings::at("/customer_id")}</div>
            }
            .into_any()
        }
        _ => {
            let for_stock = form.flag("for_stock");
            let stock = field_named(&DEAL, "for_stock");
            let stock_choices = Arc::clone(choices);
            // Goods for stock have no customer yet.
            Effect::new(move || {
                let named = |header: OrderHeader| header.customer_id.is_some();
                if for_stock.get() && typed.header_now().is_some_and(named) {
                    form.set("customer_id", Value::Null);
                    autofill.customer_chosen(None);
                }
            });
            view! {
                {isolated(move || supplier_picker(form, autofill))}
                <div class="party">
                    <div hidden=move || for_stock.get()>
                        {isolated(move || customer_picker(form, autofill))}
                        {OrderWarnings::at("/customer_id")}
                    </div>
                    {plain_field(form, stock, &stock_choices)}
                </div>
            }
            .into_any()
        }
    };
    let number = FieldSpec {
        help: "Next number if left blank",
        ..field_named(&DEAL, "number")
    };
    let content = view! {
        <div class="fields">
            {parties}
            {plain_or_fixed(form, number, status, choices)}
            {plain_field(form, field_named(&DEAL, "customer_po_number"), choices)}
            {plain_or_fixed(form, field_named(&DEAL, "deal_role"), status, choices)}
            {autofill.summary()}
        </div>
    };
    frame(DEAL.title, DEAL.about, content.into_any())
}

/// The ends of the route. Each is a plant or a location, so choosing one clears the other.
const ENDS: &[(&str, &str)] = &[
    ("ship_from_plant_id", "ship_from_location_id"),
    ("ship_from_location_id", "ship_from_plant_id"),
    ("ship_to_location_id", "ship_to_plant_id"),
    ("ship_to_plant_id", "ship_to_location_id"),
];

fn route(
    form: Form,
    autofill: Autofill,
    status: OrderStatus,
    order: Option<&PurchaseOrder>,
) -> AnyView {
    let carrier = order.and_then(|order| order.links.carrier_name.clone());
    let fields = ROUTE
        .fields
        .iter()
        .map(|spec| {
            let (name, spec) = (spec.name, *spec);
            // The carrier is the one link of the route that a state fixes.
            if let FieldLock::Fixed(why) = status.header_lock(name) {
                let text = carrier.clone().unwrap_or_default();
                return fixed_field(spec, Signal::stored(text), why);
            }
            let twin = ENDS.iter().find(|(end, _)| *end == name);
            let field = isolated(move || {
                link(form, spec, move |id| {
                    if name == "mapping_id" {
                        autofill.line_chosen(id);
                    }
                    if let (Some((_, twin)), Some(_)) = (twin, id) {
                        form.set(twin, Value::Null);
                    }
                })
            });
            if name == "carrier_id" {
                return view! { <div class="party">{field}{OrderWarnings::at("/carrier_id")}</div> }
                    .into_any();
            }
            field
        })
        .collect_view();
    frame(
        ROUTE.title,
        ROUTE.about,
        view! { <div class="fields">{fields}</div> }.into_any(),
    )
}

/// A field that refers to another record; `chosen` is called when another is chosen.
fn link(
    form: Form,
    spec: FieldSpec,
    chosen: impl Fn(Option<i64>) + Send + Sync + 'static,
) -> AnyView {
    let Kind::Record(path) = spec.kind else {
        return ().into_any();
    };
    let form_value = FormValue::new(form, format!("/{}", spec.name));
    let place = RecordInput {
        field: spec.name,
        label: spec.label,
        path,
        value: form_value.value(),
        set: Callback::new(move |picked: Value| {
            let id = picked.as_i64();
            form_value.set(picked);
            chosen(id);
        }),
        given: given_by(form, spec),
        bare: false,
    };
    view! {
        <Field name=spec.name label=spec.label help=spec.help error=form.error(spec.name) on_leave=form.leave(spec.name)>
            {form_value.provide_pending()}
            {searched_input(place, search_of(form, spec, path))}
        </Field>
    }
    .into_any()
}

fn dates(form: Form, status: OrderStatus, choices: &Arc<Choices>) -> AnyView {
    let fields = DATES
        .fields
        .iter()
        .map(|spec| plain_or_fixed(form, *spec, status, choices))
        .collect_view();
    frame(
        DATES.title,
        DATES.about,
        view! { <div class="fields">{fields}</div> }.into_any(),
    )
}
