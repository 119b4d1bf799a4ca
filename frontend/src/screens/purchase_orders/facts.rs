//! The facts beside the lines: the route, the deal, what is written on papers.

use chrono::NaiveDate;
use domain::choices::{Choices, FixedChoice, LogisticsScenario};
use domain::purchase_orders::{PartySnapshot, PurchaseOrder};
use leptos::prelude::*;

use super::words::{appointment, dollars, temperature};
use crate::ui::format::{UNKNOWN, day};
use crate::ui::record::{block, pair};

fn facts(rows: Vec<(&'static str, Vec<String>)>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(label, lines)| {
            let lines = if lines.is_empty() {
                vec![UNKNOWN.to_owned()]
            } else {
                lines
            };
            let lines = lines
                .into_iter()
                .map(|line| view! { <span class="line">{line}</span> })
                .collect_view();
            view! { <dt>{label}</dt><dd>{lines}</dd> }
        })
        .collect_view();
    view! { <dl>{rows}</dl> }.into_any()
}

fn dated(word: &str, date: Option<NaiveDate>) -> Option<String> {
    date.map(|date| format!("{word} {}", day(date)))
}

fn address(snapshot: Option<&PartySnapshot>) -> Option<String> {
    snapshot
        .map(|party| party.address.clone())
        .filter(|address| !address.is_empty())
}

fn some(parts: Vec<Option<String>>) -> Vec<String> {
    parts.into_iter().flatten().collect()
}

/// From where, to where, by whom.
pub(super) fn route(order: &PurchaseOrder, choices: &Choices) -> AnyView {
    let details = &order.details;
    let booked = |which: Option<&domain::purchase_orders::Appointment>| {
        appointment(which, choices).map(|text| format!("Appointment: {text}"))
    };
    let pickup = some(vec![
        Some(order.supplier_name.clone()),
        address(order.supplier_snapshot.as_ref()),
        dated("Planned", details.pickup_date).filter(|_| order.shipped_on.is_none()),
        booked(details.pickup_appointment.as_ref()),
        dated("Shipped", order.shipped_on),
    ]);
    let delivery = some(vec![
        order.customer_name.clone(),
        address(order.customer_snapshot.as_ref()),
        dated("Planned", details.delivery_date).filter(|_| order.delivered_on.is_none()),
        dated("Requested", details.requested_delivery_date)
            .filter(|_| order.delivered_on.is_none()),
        booked(details.delivery_appointment.as_ref()),
        dated("Delivered", order.delivered_on),
    ]);
    let release = details
        .release_format
        .map(|format| format.label().to_owned());
    let numbers = some(vec![
        details
            .carrier_release_number
            .clone()
            .map(|number| format!("Release {number}")),
        details
            .supplier_confirmation_number
            .clone()
            .map(|number| format!("Confirmation {number}")),
        release
            .filter(|_| details.carrier_release_number.is_none())
            .map(|format| format!("By {}", format.to_lowercase())),
    ]);
    let seals = some(vec![
        details.seal_out.clone().map(|seal| format!("Out {seal}")),
        details.seal_in.clone().map(|seal| format!("In {seal}")),
    ]);
    let haul = some(vec![
        Some(details.logistics_scenario.label().to_owned()),
        details
            .freight_terms
            .as_deref()
            .map(|code| choices.label("freight_terms", code).to_owned()),
        details
            .freight_cost
            .filter(|_| details.logistics_scenario == LogisticsScenario::WePickup)
            .map(|cost| format!("Freight {} $", dollars(cost))),
    ]);
    let mut first = vec![("Pick-up", pickup), ("Release", numbers)];
    if !seals.is_empty() {
        first.push(("Seals", seals));
    }
    let second = vec![
        ("Delivery", delivery),
        (
            "Customer's order",
            some(vec![details.customer_po_number.clone()]),
        ),
    ];
    let third = vec![
        ("Freight", haul),
        (
            "Set-point",
            some(vec![details.temperature_setpoint_f.map(temperature)]),
        ),
    ];
    view! { <div class="facts">{facts(first)}{facts(second)}{facts(third)}</div> }.into_any()
}

/// Terms, days and the role we stand in.
pub(super) fn deal_facts(order: &PurchaseOrder, choices: &Choices) -> AnyView {
    let details = &order.details;
    let terms = |code: Option<&String>| {
        code.map_or_else(
            || UNKNOWN.to_owned(),
            |code| choices.label("payment_terms", code).to_owned(),
        )
    };
    let ordered = details.order_date.map_or_else(|| UNKNOWN.to_owned(), day);
    view! {
        <dl class="pairs">
            {pair("Ordered", ordered)}
            {pair("We pay", terms(details.supplier_terms.as_ref()))}
            {pair("We are paid", terms(details.customer_terms.as_ref()))}
            {pair("Our role", details.deal_role.label())}
        </dl>
    }
    .into_any()
}

/// What is printed on papers and what is noted, where there is any.
pub(super) fn papers_text(order: &PurchaseOrder) -> AnyView {
    let text = |title: &'static str, text: Option<&String>| {
        let text = text?.clone();
        let nothing = || ().into_any();
        Some(block(
            title,
            nothing(),
            nothing(),
            view! { <p class="prose">{text}</p> }.into_any(),
        ))
    };
    let details = &order.details;
    view! {
        {text("Special instructions", details.special_instructions.as_ref())}
        {text("Notes", details.notes.as_ref())}
    }
    .into_any()
}
