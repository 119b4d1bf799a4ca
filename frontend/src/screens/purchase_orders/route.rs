//! The route of an order: pickup, delivery, carrier and contacts, with links, addresses, hours and insurance.

use chrono::NaiveDate;
use domain::carriers::InsuranceState;
use domain::choices::{Choices, FixedChoice, LogisticsScenario};
use domain::purchase_orders::{Appointment, PartySnapshot, PurchaseOrder};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::formatting::{appointment, dollars, temperature};
use crate::api::record_json::{self, Record, some_text, text};
use crate::api::session::Session;
use crate::config::carriers::insured;
use crate::config::list_config::ListConfig;
use crate::config::{carriers, contacts, customers, locations, plants, suppliers};
use crate::ui::field_spec::Kind;
use crate::ui::field_text::{contact_href, phone};
use crate::ui::format::{UNKNOWN, day};
use crate::ui::live;
use crate::ui::status::{status, token};

/// The printed copies of a fact, its label, and its lines.
type RouteFact = (&'static str, &'static str, Vec<AnyView>);

/// Printed on both copies.
const BOTH: &str = "";
const CUSTOMER: &str = "customer-copy";
const SUPPLIER: &str = "supplier-copy";

/// Pickup, delivery, carrier.
pub(super) fn route(order: &PurchaseOrder, choices: &Choices) -> AnyView {
    // Each party sees the other's location only if its own truck goes there.
    let (pickup_copy, delivery_copy) = match order.details.logistics_scenario {
        LogisticsScenario::CustomerPickup => (BOTH, CUSTOMER),
        LogisticsScenario::SupplierDelivery => (SUPPLIER, BOTH),
        LogisticsScenario::WePickup => (SUPPLIER, CUSTOMER),
    };
    let first = vec![
        (pickup_copy, "Pick-up", pickup(order, choices)),
        (pickup_copy, "Release", release(order)),
        (BOTH, "Seals", seals(order)),
    ];
    let customers_number = order.details.customer_po_number.clone();
    let second = vec![
        (delivery_copy, "Delivery", delivery(order, choices)),
        (CUSTOMER, "Customer PO", some([customers_number.map(line)])),
    ];
    let third = vec![
        (BOTH, "Carrier", carrier(order)),
        (BOTH, "Freight", freight(order, choices)),
        (
            BOTH,
            "Setpoint",
            some([order
                .details
                .temperature_setpoint_f
                .map(|set| line(temperature(set)))]),
        ),
    ];
    view! { <div class="facts">{facts(first)}{facts(second)}{facts(third)}</div> }.into_any()
}

/// Seals are shown once known; other facts show a dash until then.
fn facts(rows: Vec<RouteFact>) -> AnyView {
    let rows: Vec<RouteFact> = rows
        .into_iter()
        .filter(|(_, label, lines)| *label != "Seals" || !lines.is_empty())
        .collect();
    // A column that is on one copy alone leaves no gap on the other.
    let first = rows.first().map_or(BOTH, |(class, ..)| class);
    let alone = rows.iter().all(|(class, ..)| *class == first);
    let column = if alone { first } else { BOTH };
    let rows = rows
        .into_iter()
        .map(|(class, label, mut lines)| {
            if lines.is_empty() {
                lines.push(line(UNKNOWN.to_owned()));
            }
            view! { <dt class=class>{label}</dt><dd class=class>{lines}</dd> }
        })
        .collect_view();
    view! { <dl class=column>{rows}</dl> }.into_any()
}

fn line(text: String) -> AnyView {
    view! { <span class="line">{text}</span> }.into_any()
}

fn some<const N: usize>(parts: [Option<AnyView>; N]) -> Vec<AnyView> {
    parts.into_iter().flatten().collect()
}

fn dated(word: &str, date: Option<NaiveDate>) -> Option<AnyView> {
    date.map(|date| line(format!("{word} {}", day(date))))
}

fn booked(which: Option<&Appointment>, choices: &Choices) -> Option<AnyView> {
    appointment(which, choices).map(|text| line(format!("Appointment: {text}")))
}

/// A link to a record by name, marked if archived.
fn link(
    order: &PurchaseOrder,
    field: &str,
    list: &ListConfig,
    id: Option<i64>,
    name: Option<&String>,
) -> Option<AnyView> {
    let href = list.at(id?);
    let past = order.links.archived_links.iter().any(|link| link == field);
    let mark = past.then(|| view! { " " {token("Archived")} });
    Some(
        view! { <span class="line"><a class="link" href=href>{name?.clone()}</a>{mark}</span> }
            .into_any(),
    )
}

/// Lines from a linked record, once read; empty if it cannot be read.
fn linked_lines(list: &'static ListConfig, id: i64, tell: fn(&Record) -> Vec<AnyView>) -> AnyView {
    let session = Session::from_context();
    let found = RwSignal::new(None::<Record>);
    spawn_local(async move {
        if let Ok(read) = session.api().records(list.path).read(id).await {
            found.try_set(Some(read.value));
        }
    });
    live(move || found.with(|found| found.as_ref().map(|record| tell(record).into_any())))
}

/// An end of the route: the plant or the location, else the party with its own address.
struct RouteEnd {
    /// The location by its field, list, id and name.
    places: [(
        &'static str,
        &'static ListConfig,
        Option<i64>,
        Option<String>,
    ); 2],
    party: (
        &'static str,
        &'static ListConfig,
        Option<i64>,
        Option<String>,
    ),
    /// The party as it was when the order was issued.
    snapshot: Option<PartySnapshot>,
    contact: (&'static str, Option<i64>, Option<String>),
}

impl RouteEnd {
    fn lines(self, order: &PurchaseOrder) -> Vec<AnyView> {
        let set = self.places.iter().find(|(_, _, id, _)| id.is_some());
        let mut lines = Vec::new();
        match set {
            Some((field, list, id, name)) => {
                lines.extend(link(order, field, list, *id, name.as_ref()));
                lines.extend(id.map(|id| linked_lines(list, id, place)));
            }
            None => {
                let (field, list, id, name) = &self.party;
                lines.extend(link(order, field, list, *id, name.as_ref()));
                let address = self.snapshot.map(|party| party.address);
                lines.extend(address.filter(|address| !address.is_empty()).map(line));
            }
        }
        let (field, id, name) = &self.contact;
        lines.extend(link(order, field, &contacts::LIST, *id, name.as_ref()));
        lines.extend(id.map(|id| linked_lines(&contacts::LIST, id, reach)));
        lines
    }
}

fn pickup(order: &PurchaseOrder, choices: &Choices) -> Vec<AnyView> {
    let (details, names) = (&order.details, &order.links);
    let end = RouteEnd {
        places: [
            (
                "ship_from_plant_id",
                &plants::LIST,
                details.ship_from_plant_id.map(domain::Id::get),
                names.ship_from_plant_name.clone(),
            ),
            (
                "ship_from_location_id",
                &locations::LIST,
                details.ship_from_location_id.map(domain::Id::get),
                names.ship_from_location_name.clone(),
            ),
        ],
        party: (
            "supplier_id",
            &suppliers::LIST,
            details.supplier_id.map(domain::Id::get),
            Some(order.supplier_name.clone()),
        ),
        snapshot: order.supplier_snapshot.clone(),
        contact: (
            "supplier_contact_id",
            details.supplier_contact_id.map(domain::Id::get),
            names.supplier_contact_name.clone(),
        ),
    };
    let mut lines = end.lines(order);
    let left = order.shipped_on.is_some();
    lines.extend(some([
        dated("Planned", details.pickup_date).filter(|_| !left),
        booked(details.pickup_appointment.as_ref(), choices),
        dated("Shipped", order.shipped_on),
    ]));
    lines
}

fn delivery(order: &PurchaseOrder, choices: &Choices) -> Vec<AnyView> {
    let (details, names) = (&order.details, &order.links);
    let end = RouteEnd {
        places: [
            (
                "ship_to_location_id",
                &locations::LIST,
                details.ship_to_location_id.map(domain::Id::get),
                names.ship_to_location_name.clone(),
            ),
            (
                "ship_to_plant_id",
                &plants::LIST,
                details.ship_to_plant_id.map(domain::Id::get),
                names.ship_to_plant_name.clone(),
            ),
        ],
        party: (
            "customer_id",
            &customers::LIST,
            details.customer_id.map(domain::Id::get),
            order.customer_name.clone(),
        ),
        snapshot: order.customer_snapshot.clone(),
        contact: (
            "customer_contact_id",
            details.customer_contact_id.map(domain::Id::get),
            names.customer_contact_name.clone(),
        ),
    };
    let mut lines = end.lines(order);
    let there = order.delivered_on.is_some();
    lines.extend(some([
        dated("Planned", details.delivery_date).filter(|_| !there),
        dated("Requested", details.requested_delivery_date).filter(|_| !there),
        booked(details.delivery_appointment.as_ref(), choices),
        dated("Delivered", order.delivered_on),
    ]));
    lines
}

/// Where a plant or a location is, its establishment numbers or receiving hours.
fn place(record: &Record) -> Vec<AnyView> {
    let town = record_json::town(record);
    let parts = [text(record, "address_line1").to_owned(), town];
    let address: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let address = Some(address.join(", ")).filter(|address| !address.is_empty());
    let numbers: Vec<&str> = record_json::texts(record, "establishment_numbers").collect();
    let numbers = Some(numbers.join(", ")).filter(|numbers| !numbers.is_empty());
    some([
        address
            .or_else(|| some_text(record, "location_text"))
            .map(line),
        numbers.map(|numbers| line(format!("Est. {numbers}"))),
        some_text(record, "receiving_hours").map(line),
    ])
}

/// Phone and e-mail.
fn reach(contact: &Record) -> Vec<AnyView> {
    let numbers = ["phone_direct", "phone_mobile", "phone"];
    let number = numbers.iter().find_map(|name| some_text(contact, name));
    let (kind, stored) = match number {
        Some(number) => (Kind::Phone, number),
        None => (Kind::Email, text(contact, "email").to_owned()),
    };
    let href = contact_href(kind, &stored);
    let shown = if kind == Kind::Phone {
        phone(&stored)
    } else {
        stored
    };
    some([href.map(|href| {
        view! { <span class="line"><a class="link" href=href>{shown}</a></span> }.into_any()
    })])
}

fn carrier(order: &PurchaseOrder) -> Vec<AnyView> {
    let id = order.details.carrier_id.map(domain::Id::get);
    let name = order.links.carrier_name.as_ref();
    some([
        link(order, "carrier_id", &carriers::LIST, id, name),
        id.map(|id| {
            linked_lines(&carriers::LIST, id, |carrier| {
                let dot = some_text(carrier, "usdot_number");
                let standing = insured(carrier);
                let until = record_json::day(carrier, "insurance_expires_on").map(day);
                let ended = text(carrier, "insurance_state").parse() == Ok(InsuranceState::Expired);
                let word = match until {
                    Some(until) if ended => format!("Insurance expired {until}"),
                    Some(until) => format!("Insured to {until}"),
                    None => "No insurance on record".to_owned(),
                };
                let standing = crate::ui::status::StatusLabel { word, ..standing };
                some([
                    dot.map(|dot| line(format!("USDOT {dot}"))),
                    Some(
                        view! { <span class="line internal">{status(standing)}</span> }.into_any(),
                    ),
                ])
            })
        }),
    ])
}

fn freight(order: &PurchaseOrder, choices: &Choices) -> Vec<AnyView> {
    let details = &order.details;
    let ours = details.logistics_scenario == LogisticsScenario::WePickup;
    some([
        Some(line(details.logistics_scenario.label().to_owned())),
        details
            .freight_terms
            .as_deref()
            .map(|code| line(choices.label("freight_terms", code).to_owned())),
        details.freight_cost.filter(|_| ours).map(|cost| {
            view! { <span class="line internal">{format!("${}", dollars(cost))}</span> }.into_any()
        }),
    ])
}

fn release(order: &PurchaseOrder) -> Vec<AnyView> {
    let details = &order.details;
    let number = details.carrier_release_number.as_ref();
    let confirmation = details.supplier_confirmation_number.as_ref();
    let awaited = details.release_format.filter(|_| number.is_none());
    some([
        number.map(|number| line(format!("Release {number}"))),
        confirmation.map(|number| {
            let words = format!("Confirmation {number}");
            view! { <span class="line supplier-copy">{words}</span> }.into_any()
        }),
        awaited.map(|format| line(format!("By {}", format.label().to_lowercase()))),
    ])
}

fn seals(order: &PurchaseOrder) -> Vec<AnyView> {
    let details = &order.details;
    some([
        details
            .seal_out
            .as_ref()
            .map(|seal| line(format!("Out {seal}"))),
        details
            .seal_in
            .as_ref()
            .map(|seal| line(format!("In {seal}"))),
    ])
}
