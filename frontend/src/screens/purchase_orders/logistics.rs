//! The logistics fields. The scenario decides which are shown and which are required before shipping.

use std::sync::Arc;

use domain::choices::{Choices, LogisticsScenario, ReleaseFormat};
use domain::purchase_orders::OrderStatus;
use leptos::prelude::*;

use super::appointment::{DELIVERY, PICKUP, appointment_field};
use super::fields::LOGISTICS;
use super::form_context::{field_named, isolated, plain_field};
use super::notices::OrderWarnings;
use super::order_form::OrderForm;
use crate::ui::field::Field;
use crate::ui::field_spec::FieldSpec;
use crate::ui::form::Form;
use crate::ui::form_view::frame;
use crate::ui::format::capital;
use crate::ui::input::TextInput;
use crate::ui::number_input::{DecimalInput, Joined, Unit};

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
    let picks_up = scenario.needs_pickup_appointment();
    let by_carrier = matches!(
        format,
        Some(ReleaseFormat::CarrierRelease | ReleaseFormat::Both)
    );
    let by_supplier = matches!(
        format,
        Some(ReleaseFormat::SupplierConfirmation | ReleaseFormat::Both)
    );
    Needs {
        pickup: picks_up,
        delivery: scenario.needs_delivery_appointment(),
        freight: scenario.is_hauled_by_us(),
        release: by_carrier || (picks_up && format != Some(ReleaseFormat::SupplierConfirmation)),
        confirmation: by_supplier,
    }
}

/// The group of the scenario.
pub(super) fn logistics(order: OrderForm, status: OrderStatus, choices: &Arc<Choices>) -> AnyView {
    let form = order.form;
    let needed = order.header(|header| needs(header.logistics_scenario, header.release_format));
    let mark = move |asked: fn(Needs) -> bool, words: &'static str| {
        Signal::derive(move || {
            if asked(needed.get()) {
                words.to_owned()
            } else {
                String::new()
            }
        })
    };
    let to_ship = "required to ship";
    // Also where what is typed cannot be read yet.
    let filled = move |name: &'static str| {
        let text = form.text(name);
        Memo::new(move |_| text.with(|text| !text.is_empty()))
    };
    let (has_freight, has_pickup, has_delivery) = (
        filled("freight_cost"),
        filled("pickup_appointment"),
        filled("delivery_appointment"),
    );
    let freight = money_field(
        form,
        field_named(&LOGISTICS, "freight_cost"),
        mark(
            |needs| needs.freight,
            "required to ship; included in margin",
        ),
    );
    let confirmation = marked(
        form,
        field_named(&LOGISTICS, "supplier_confirmation_number"),
        mark(|needs| needs.confirmation, "required to confirm"),
    );
    let release = marked(
        form,
        field_named(&LOGISTICS, "carrier_release_number"),
        mark(|needs| needs.release, to_ship),
    );
    let pickup = appointment_field(order, PICKUP, mark(|needs| needs.pickup, to_ship), choices);
    let delivery = appointment_field(
        order,
        DELIVERY,
        mark(|needs| needs.delivery, to_ship),
        choices,
    );
    let setpoint = isolated(move || {
        view! {
            <Field
                name="temperature_setpoint_f"
                label="Temperature setpoint"
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
        view! { {plain_field(form, field_named(&LOGISTICS, "seal_out"), choices)}{plain_field(form, field_named(&LOGISTICS, "seal_in"), choices)} }
    });
    let content = view! {
        <div class="fields">
            {plain_field(form, field_named(&LOGISTICS, "logistics_scenario"), choices)}
            {plain_field(form, field_named(&LOGISTICS, "freight_terms"), choices)}
            <div hidden=move || !(needed.get().freight || has_freight.get())>{freight}</div>
            {plain_field(form, field_named(&LOGISTICS, "release_format"), choices)}
            {confirmation}
            {release}
            <div class="whole" hidden=move || !(needed.get().pickup || has_pickup.get())>{pickup}{OrderWarnings::at("/pickup_appointment")}</div>
            <div class="whole" hidden=move || !(needed.get().delivery || has_delivery.get())>{delivery}{OrderWarnings::at("/delivery_appointment")}</div>
            {setpoint}
            {seals}
        </div>
    };
    frame(LOGISTICS.title, LOGISTICS.about, content.into_any())
}

/// A text field whose required mark depends on the scenario.
fn marked(form: Form, spec: FieldSpec, mark: Signal<String>) -> AnyView {
    let name = spec.name;
    isolated(move || {
        view! {
            <Field
                name=name
                label=spec.label
                help=first_upper(mark)
                max_length=form.field_rule(name).max_length
                error=form.error(name)
                on_leave=form.leave(name)
            >
                <TextInput value=form.text(name) on_change=form.set_text(name)/>
            </Field>
        }
        .into_any()
    })
}

fn money_field(form: Form, spec: FieldSpec, mark: Signal<String>) -> AnyView {
    let name = spec.name;
    isolated(move || {
        view! {
            <Field name=name label=spec.label help=first_upper(mark) error=form.error(name) on_leave=form.leave(name)>
                <Joined><DecimalInput value=form.text(name) on_change=form.set_text(name)/><Unit text="$"/></Joined>
            </Field>
        }
        .into_any()
    })
}

fn first_upper(words: Signal<String>) -> Signal<String> {
    Signal::derive(move || words.with(|words| capital(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scenario_decides_what_is_needed_to_ship() {
        let ours = needs(LogisticsScenario::WePickup, None);
        assert!(ours.pickup && ours.delivery && ours.freight && ours.release);
        let theirs = needs(LogisticsScenario::SupplierDelivery, None);
        assert!(!theirs.pickup && theirs.delivery && !theirs.freight && !theirs.release);
        let customers = needs(
            LogisticsScenario::CustomerPickup,
            Some(ReleaseFormat::SupplierConfirmation),
        );
        assert!(
            customers.pickup && !customers.delivery && !customers.release && customers.confirmation
        );
    }
}
