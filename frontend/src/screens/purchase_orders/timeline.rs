//! The timeline of an order: when each step was taken, and what the next ones wait for.

use domain::choices::FixedChoice;
use domain::purchase_orders::{Move, OrderLine, OrderStatus, PurchaseOrder};
use leptos::prelude::*;

use super::formatting::counted;
use crate::config::purchase_orders::order_standing;
use crate::ui::format::{moment, short_day};
use crate::ui::metrics_panel::{StepState, TimelineStep, steps};

/// The states of a normal life, in their order.
const ROAD: [OrderStatus; 6] = [
    OrderStatus::Draft,
    OrderStatus::Issued,
    OrderStatus::Confirmed,
    OrderStatus::InTransit,
    OrderStatus::Delivered,
    OrderStatus::Closed,
];

/// When a state was entered last.
fn entered(order: &PurchaseOrder, status: OrderStatus) -> Option<&Move> {
    order.moves.iter().rev().find(|step| step.status == status)
}

/// The row of steps.
pub(super) fn life(order: &PurchaseOrder) -> AnyView {
    let now = order.status;
    let mut row = Vec::new();
    if now == OrderStatus::Cancelled {
        let reached = ROAD
            .into_iter()
            .filter(|status| entered(order, *status).is_some() || *status == OrderStatus::Draft);
        row.extend(reached.map(|status| step(order, status, StepState::Done)));
        row.push(step(order, now, here(now)));
    } else {
        let place = |status: OrderStatus| match position(status).cmp(&position(now)) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => here(now),
            std::cmp::Ordering::Greater => StepState::ToCome,
        };
        row.extend(
            ROAD.into_iter()
                .map(|status| step(order, status, place(status))),
        );
    }
    steps("Order status", row)
}

fn position(status: OrderStatus) -> usize {
    ROAD.iter()
        .position(|other| *other == status)
        .unwrap_or(ROAD.len())
}

fn here(status: OrderStatus) -> StepState {
    let standing = order_standing(status);
    StepState::Now(standing.tone, standing.shape)
}

fn step(order: &PurchaseOrder, status: OrderStatus, place: StepState) -> TimelineStep {
    let note = match place {
        StepState::ToCome => waits_for(order, status),
        _ => was(order, status),
    };
    TimelineStep {
        label: status.label(),
        note,
        place,
    }
}

fn was(order: &PurchaseOrder, status: OrderStatus) -> String {
    let at = entered(order, status).map(|step| step.at.0);
    let day = |day: Option<chrono::NaiveDate>| day.map(short_day);
    let confirmation = order.details.supplier_confirmation_number.as_deref();
    match status {
        OrderStatus::Draft => moment(at.unwrap_or(order.stamps.created_at)),
        OrderStatus::Confirmed => {
            let parts = [
                at.map(|at| short_day(crate::ui::format::local_day(at))),
                confirmation.map(str::to_owned),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        OrderStatus::InTransit => match day(order.shipped_on) {
            Some(day) if order.status == status => format!("since {day}"),
            Some(day) => day,
            None => at.map(moment).unwrap_or_default(),
        },
        OrderStatus::Delivered => day(order.delivered_on)
            .or_else(|| at.map(moment))
            .unwrap_or_default(),
        _ => at.map(moment).unwrap_or_default(),
    }
}

/// What a step to come waits for, where that is known.
fn waits_for(order: &PurchaseOrder, status: OrderStatus) -> String {
    let details = &order.details;
    let due = |day: Option<chrono::NaiveDate>| {
        day.map(|day| format!("due {}", short_day(day)))
            .unwrap_or_default()
    };
    match status {
        OrderStatus::InTransit => due(details.pickup_date),
        OrderStatus::Delivered => due(details.delivery_date),
        OrderStatus::Closed => match order
            .lines
            .iter()
            .filter(|line| OrderLine::needs_weight(line))
            .count()
        {
            0 => String::new(),
            missing => format!("needs {}", counted(missing, "weight", "weights")),
        },
        _ => String::new(),
    }
}
