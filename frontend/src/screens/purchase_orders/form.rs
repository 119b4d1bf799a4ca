//! The groups of the form and the side column with load and margin; the scenario and the status decide what is shown and fixed.

use std::sync::Arc;

use domain::choices::{Choices, LogisticsScenario, ReleaseFormat};
use domain::purchase_orders::OrderStatus;
use leptos::context::Provider;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_json::Value;

use super::appointment::appointment_field;
use super::editor::OrderInForm;
use super::fields::{DATES, DEAL, LOGISTICS, NOTES, TERMS, label_of};
use super::figures::{followed, weights_of};
use super::line_editor::{LineEditor, Lines};
use super::parties::{customer_picker, supplier_picker};
use super::readouts::load_and_margin;
use crate::ui::banner::banner;
use crate::ui::dom::{focus, focus_soon};
use crate::ui::field::{Field, FieldLink};
use crate::ui::figure_input::{DecimalInput, Joined, Unit};
use crate::ui::form::Form;
use crate::ui::form_view::{form_field, frame};
use crate::ui::icon::Icon;
use crate::ui::input::TextInput;
use crate::ui::spec::{FieldGroup, FieldSpec, shown, spec_of};
use crate::ui::status::Tone;

/// What the status of an order leaves to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fixed {
    /// Parties, number, order date and the set of lines.
    pub(super) parties: bool,
    /// Ordered units and weights.
    pub(super) quantities: bool,
}

impl Fixed {
    fn by(status: OrderStatus) -> Self {
        Self {
            parties: status != OrderStatus::Draft,
            quantities: matches!(status, OrderStatus::InTransit | OrderStatus::Delivered),
        }
    }
}

const FIXED: &str = "Fixed since the order was issued";

/// All groups of the form.
pub(super) fn groups(form: Form, _groups: &'static [FieldGroup], choices: &Arc<Choices>) -> AnyView {
    let order = use_context::<OrderInForm>().and_then(|stored| stored.0.get_value());
    let status = order.as_ref().map(|order| order.status).unwrap_or_default();
    let fixed = Fixed::by(status);
    let figures = followed(form, order.as_ref().map(weights_of).unwrap_or_default());
    let lines = Lines::of(form);
    provide_context(lines);
    if let Some(pointer) = use_query_map().with_untracked(|query| query.get_str("at").map(str::to_owned)) {
        focus_soon(target_of(&pointer));
    }
    let side = move || figures.with(load_and_margin);
    view! {
        <div class="split order-form">
            <div class="work">
                {deal(form, fixed, choices)}
                {dates(form, fixed, choices)}
                <LineEditor form=form lines=lines figures=figures choices=Arc::clone(choices) fixed=fixed/>
                {logistics(form, status, choices)}
                {plain_group(form, &TERMS, choices)}
                {plain_group(form, &NOTES, choices)}
            </div>
            <aside class="side sums" aria-label="Load and margin"><div class="follows" aria-live="off">{side}</div></aside>
        </div>
    }
    .into_any()
}

/// A field with an owner of its own, so that what it hands to its control reaches no other.
fn own(view: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    let link = FieldLink::here("");
    view! { <Provider value=link>{view()}</Provider> }.into_any()
}

fn spec(group: &FieldGroup, name: &str) -> FieldSpec {
    let found = group.fields.iter().find(|spec| spec.name == name).copied();
    found.unwrap_or(FieldSpec::new("", "", crate::ui::spec::Kind::Line))
}

fn plain_group(form: Form, group: &'static FieldGroup, choices: &Arc<Choices>) -> AnyView {
    let fields = group.fields.iter().map(|spec| plain(form, *spec, choices)).collect_view();
    frame(group.title, group.about, view! { <div class="fields">{fields}</div> }.into_any())
}

fn plain(form: Form, spec: FieldSpec, choices: &Arc<Choices>) -> AnyView {
    let choices = Arc::clone(choices);
    own(move || form_field(form, spec, &choices))
}

/// A field that can be read and not changed, with the reason.
fn fixed_field(spec: FieldSpec, text: Signal<String>) -> AnyView {
    own(move || {
        view! {
            <Field name=spec.name label=spec.label help=FIXED>
                <TextInput value=text on_change=|_: String| () read_only=true/>
            </Field>
        }
        .into_any()
    })
}

fn plain_or_fixed(form: Form, spec: FieldSpec, fixed: bool, choices: &Arc<Choices>) -> AnyView {
    if !fixed {
        return plain(form, spec, choices);
    }
    let choices = Arc::clone(choices);
    let name = spec.name;
    let text = Signal::derive(move || {
        let value = form.tracked().get(name).cloned().unwrap_or_default();
        shown(&value, Some(spec.kind), &choices)
    });
    fixed_field(spec, text)
}

fn deal(form: Form, fixed: Fixed, choices: &Arc<Choices>) -> AnyView {
    let order = use_context::<OrderInForm>().and_then(|stored| stored.0.get_value());
    let parties = match &order {
        Some(order) if fixed.parties => {
            let customer = order.customer_name.clone().unwrap_or_else(|| "For stock".to_owned());
            view! {
                {fixed_field(spec(&DEAL, "supplier_id"), Signal::stored(order.supplier_name.clone()))}
                {fixed_field(spec(&DEAL, "customer_id"), Signal::stored(customer))}
            }
            .into_any()
        }
        _ => {
            let for_stock = form.flag("for_stock");
            let stock = spec(&DEAL, "for_stock");
            let stock_choices = Arc::clone(choices);
            // Goods for stock have no customer yet.
            Effect::new(move || {
                if for_stock.get() {
                    form.set("customer_id", Value::Null);
                }
            });
            view! {
                {own(move || supplier_picker(form))}
                <div class="party">
                    <div hidden=move || for_stock.get()>{own(move || customer_picker(form))}</div>
                    {plain(form, stock, &stock_choices)}
                </div>
            }
            .into_any()
        }
    };
    let number = FieldSpec { help: "The next one when left blank", ..spec(&DEAL, "number") };
    let content = view! {
        <div class="fields">
            {parties}
            {plain_or_fixed(form, number, fixed.parties, choices)}
            {plain(form, spec(&DEAL, "customer_po_number"), choices)}
            {plain_or_fixed(form, spec(&DEAL, "deal_role"), fixed.parties, choices)}
        </div>
    };
    frame(DEAL.title, DEAL.about, content.into_any())
}

fn dates(form: Form, fixed: Fixed, choices: &Arc<Choices>) -> AnyView {
    let fields = DATES
        .fields
        .iter()
        .map(|spec| plain_or_fixed(form, *spec, fixed.parties && spec.name == "order_date", choices))
        .collect_view();
    frame(DATES.title, DATES.about, view! { <div class="fields">{fields}</div> }.into_any())
}

/// What a scenario and a release format ask for before the load leaves (`trade.md` 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Needs {
    pickup: bool,
    delivery: bool,
    freight: bool,
    release: bool,
    confirmation: bool,
}

fn needs(scenario: LogisticsScenario, format: Option<ReleaseFormat>) -> Needs {
    let picks_up = scenario != LogisticsScenario::SupplierDelivery;
    let by_carrier = matches!(format, Some(ReleaseFormat::CarrierRelease | ReleaseFormat::Both));
    let by_supplier = matches!(format, Some(ReleaseFormat::SupplierConfirmation | ReleaseFormat::Both));
    Needs {
        pickup: picks_up,
        delivery: scenario != LogisticsScenario::CustomerPickup,
        freight: scenario == LogisticsScenario::WePickup,
        release: by_carrier || (picks_up && format != Some(ReleaseFormat::SupplierConfirmation)),
        confirmation: by_supplier,
    }
}

fn logistics(form: Form, status: OrderStatus, choices: &Arc<Choices>) -> AnyView {
    let (scenario, format) = (form.text("logistics_scenario"), form.text("release_format"));
    let needed = Memo::new(move |_| {
        let scenario = scenario.with(|code| code.parse()).unwrap_or_default();
        needs(scenario, format.with(|code| code.parse().ok()))
    });
    let mark = move |asked: fn(Needs) -> bool, words: &'static str| {
        Signal::derive(move || if asked(needed.get()) { words.to_owned() } else { String::new() })
    };
    let to_ship = "needed to ship";
    let filled = move |name: &'static str| {
        Memo::new(move |_| form.tracked().get(name).is_some_and(|value| !value.is_null()))
    };
    let (has_freight, has_pickup, has_delivery) =
        (filled("freight_cost"), filled("pickup_appointment"), filled("delivery_appointment"));
    let freight = money_field(form, spec(&LOGISTICS, "freight_cost"), mark(|needs| needs.freight, "needed to ship; it enters the margin"));
    let confirmation = marked(form, spec(&LOGISTICS, "supplier_confirmation_number"), mark(|needs| needs.confirmation, "needed to confirm"));
    let release = marked(form, spec(&LOGISTICS, "carrier_release_number"), mark(|needs| needs.release, to_ship));
    let pickup = appointment_field(form, "pickup_appointment", "Pick-up appointment", mark(|needs| needs.pickup, to_ship), choices);
    let delivery = appointment_field(form, "delivery_appointment", "Delivery appointment", mark(|needs| needs.delivery, to_ship), choices);
    let setpoint = own(move || {
        view! {
            <Field
                name="temperature_setpoint_f"
                label="Set-point"
                error=form.error("temperature_setpoint_f")
                on_leave=form.leave("temperature_setpoint_f")
            >
                <Joined>
                    <DecimalInput value=form.text("temperature_setpoint_f") on_change=form.set_text("temperature_setpoint_f") places=1/>
                    <Unit text="°F"/>
                </Joined>
            </Field>
        }
        .into_any()
    });
    let seals = (status != OrderStatus::Draft).then(|| {
        view! { {plain(form, spec(&LOGISTICS, "seal_out"), choices)}{plain(form, spec(&LOGISTICS, "seal_in"), choices)} }
    });
    let content = view! {
        <div class="fields">
            {plain(form, spec(&LOGISTICS, "logistics_scenario"), choices)}
            {plain(form, spec(&LOGISTICS, "freight_terms"), choices)}
            <div hidden=move || !(needed.get().freight || has_freight.get())>{freight}</div>
            {plain(form, spec(&LOGISTICS, "release_format"), choices)}
            {confirmation}
            {release}
            <div class="whole" hidden=move || !(needed.get().pickup || has_pickup.get())>{pickup}</div>
            <div class="whole" hidden=move || !(needed.get().delivery || has_delivery.get())>{delivery}</div>
            {setpoint}
            {seals}
        </div>
    };
    frame(LOGISTICS.title, LOGISTICS.about, content.into_any())
}

/// A line of text with a mark that comes and goes with the scenario.
fn marked(form: Form, spec: FieldSpec, mark: Signal<String>) -> AnyView {
    let name = spec.name;
    own(move || {
        view! {
            <Field name=name label=spec.label help=first_upper(mark) error=form.error(name) on_leave=form.leave(name)>
                <TextInput value=form.text(name) on_change=form.set_text(name)/>
            </Field>
        }
        .into_any()
    })
}

fn money_field(form: Form, spec: FieldSpec, mark: Signal<String>) -> AnyView {
    let name = spec.name;
    own(move || {
        view! {
            <Field name=name label=spec.label help=first_upper(mark) error=form.error(name) on_leave=form.leave(name)>
                <Joined><DecimalInput value=form.text(name) on_change=form.set_text(name)/><Unit text="$"/></Joined>
            </Field>
        }
        .into_any()
    })
}

fn first_upper(words: Signal<String>) -> Signal<String> {
    Signal::derive(move || {
        let words = words.get();
        let mut letters = words.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    })
}

/// What is wrong, each with a link to its own control, lines included.
pub(super) fn summary(form: Form, _groups: &'static [FieldGroup], refusal: Signal<Option<String>>) -> AnyView {
    let wrong = form.wrong();
    (move || {
        if let Some(text) = refusal.get() {
            return Some(banner(Tone::Trouble, Icon::Caution, text, None));
        }
        let mut errors = wrong.get();
        if errors.is_empty() {
            return None;
        }
        errors.sort_by_key(|error| place_in_form(error.pointer.as_deref().unwrap_or_default()));
        let count = errors.len();
        let links = errors.into_iter().enumerate().map(|(index, error)| {
            let pointer = error.pointer.unwrap_or_default();
            let label = label_of(&pointer);
            let named = spec_of(super::fields::GROUPS, &pointer).is_some();
            let title = error.message.clone();
            let text = if named { label } else { error.message };
            let follow = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                focus(&target_of(&pointer));
            };
            view! { {(index > 0).then_some(", ")}<a class="link" href="#editor" title=title on:click=follow>{text}</a> }
        });
        let words = if count == 1 { "1 field needs attention: ".to_owned() } else { format!("{count} fields need attention: ") };
        Some(banner(Tone::Trouble, Icon::Caution, view! { {words}{links.collect_view()} }, None))
    })
    .into_any()
}

/// Where a pointer stands in the form, from top to bottom: the lines come behind the dates.
fn place_in_form(pointer: &str) -> (usize, usize) {
    let mut steps = pointer.trim_start_matches('/').split('/');
    let first = steps.next().unwrap_or_default();
    let before_lines = DEAL.fields.len() + DATES.fields.len();
    if first == "lines" {
        return (before_lines, steps.next().and_then(|index| index.parse().ok()).unwrap_or(0));
    }
    let mut names = [DEAL, DATES, LOGISTICS, TERMS, NOTES].into_iter().flat_map(|group| group.fields.iter().map(|spec| spec.name));
    let place = names.position(|name| name == first).unwrap_or(usize::MAX - 1);
    (if place < before_lines { place } else { place + 1 }, 0)
}

/// The control of a pointer; lines are found by their place.
fn target_of(pointer: &str) -> String {
    let mut steps = pointer.trim_start_matches('/').split('/');
    match (steps.next(), steps.next(), steps.next()) {
        (Some("lines"), Some(index), field) => {
            let place = index.parse::<usize>().map_or(1, |index| index + 1);
            let field = field.unwrap_or("description");
            format!(".order-lines > tbody:nth-of-type({place}) [id$='-{field}']")
        }
        (Some("lines"), ..) => ".order-lines-block".to_owned(),
        (Some(name @ ("pickup_appointment" | "delivery_appointment")), ..) => format!("#field-{name}-method"),
        (Some(name), ..) => format!("#field-{name}"),
        _ => "#editor".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_listed_from_top_to_bottom() {
        let mut pointers = ["/notes", "/lines/1/buy_price", "/freight_cost", "/supplier_id", "/lines/0/notes", "/pickup_date"];
        pointers.sort_by_key(|pointer| place_in_form(pointer));
        assert_eq!(pointers, ["/supplier_id", "/pickup_date", "/lines/0/notes", "/lines/1/buy_price", "/freight_cost", "/notes"]);
    }

    #[test]
    fn the_scenario_decides_what_is_needed_to_ship() {
        let ours = needs(LogisticsScenario::WePickup, None);
        assert!(ours.pickup && ours.delivery && ours.freight && ours.release);
        let theirs = needs(LogisticsScenario::SupplierDelivery, None);
        assert!(!theirs.pickup && theirs.delivery && !theirs.freight && !theirs.release);
        let customers = needs(LogisticsScenario::CustomerPickup, Some(ReleaseFormat::SupplierConfirmation));
        assert!(customers.pickup && !customers.delivery && !customers.release && customers.confirmation);
    }
}
