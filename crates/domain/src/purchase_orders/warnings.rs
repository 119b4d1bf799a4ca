//! Warnings that precede the errors of the gates: the customer's credit, the carrier, receiving hours. The server and the form use
//! the same function.

use chrono::{NaiveDate, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use super::facts::CarrierFacts;
use super::lifecycle::{CreditFacts, OrderAction, OrderStatus};
use super::line_draft::LineDraft;
use super::lines::OrderLine;
use super::order_header::OrderHeader;
use super::totals::show_number;
use crate::choices::LogisticsScenario;
use crate::dates::long_date;
use crate::decimal::Money;
use crate::fields::{FieldError, FieldErrors};
use crate::receiving_hours::ReceivingHours;
use crate::settings;

/// The warnings of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderWarnings {
    /// Each at its field, the most serious first.
    pub items: Vec<FieldError>,
}

/// A dock and the time of its appointment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DockFacts {
    /// Receiving hours, as typed.
    pub receiving_hours: String,
    /// Time of the appointment in the dock's time zone.
    pub appointment: Option<NaiveTime>,
}

/// Data of other records that the warnings need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WarningFacts {
    /// The customer's credit; includes the order itself only once it is issued.
    pub credit: Option<CreditFacts>,
    /// The carrier.
    pub carrier: Option<CarrierFacts>,
    /// The location that the load leaves from.
    pub pickup_dock: Option<DockFacts>,
    /// The location that the load goes to.
    pub delivery_dock: Option<DockFacts>,
}

/// The warnings of an order, each at its field, the most serious of a field first.
#[must_use]
pub fn order_warnings(
    status: OrderStatus,
    header: &OrderHeader,
    lines: &[OrderLine],
    facts: &WarningFacts,
    today: NaiveDate,
) -> Vec<FieldError> {
    let mut warnings = FieldErrors::new();
    if status.is_read_only() {
        return Vec::new();
    }
    if let Some(credit) = facts.credit.filter(|_| header.customer_id.is_some()) {
        warn_of_credit(&mut warnings, status, lines, credit, today);
    }
    let tendered = header.logistics_scenario == LogisticsScenario::WePickup;
    if let Some(carrier) = facts.carrier.as_ref().filter(|_| tendered)
        && !status.is_shipped()
    {
        // Insurance that is valid today may expire before pickup.
        let pickup = header.pickup_date.filter(|day| *day > today);
        let on_the_day = pickup.and_then(|day| {
            let why = carrier.tender_gate(day)?;
            Some(format!("{why} by the pick-up date"))
        });
        let why = carrier.tender_gate(today).or(on_the_day);
        if let Some(why) = why {
            let message = format!("{why}: the load cannot ship with it");
            warnings.add("/carrier_id", "tender_blocked", message);
        }
    }
    let docks = [
        ("/pickup_appointment", &facts.pickup_dock),
        ("/delivery_appointment", &facts.delivery_dock),
    ];
    for (pointer, dock) in docks {
        let Some(dock) = dock else { continue };
        let hours = ReceivingHours::parse(&dock.receiving_hours);
        if let Some(time) = dock.appointment.filter(|time| !hours.hold(*time)) {
            let message = format!(
                "{} is outside receiving hours ({})",
                show_time(time),
                dock.receiving_hours
            );
            warnings.add(pointer, "outside_receiving_hours", message);
        }
    }
    warnings.into_vec()
}

fn warn_of_credit(
    warnings: &mut FieldErrors,
    status: OrderStatus,
    lines: &[OrderLine],
    credit: CreditFacts,
    today: NaiveDate,
) {
    let at = "/customer_id";
    let is_issued_next = status.allowed_actions().contains(&OrderAction::Issue);
    if credit.hold && is_issued_next {
        let message = "On credit hold: only a manager can issue the order";
        warnings.add(at, "credit_hold", message);
    }
    let overdue = credit.oldest_due.filter(|due| *due < today);
    if let Some(due) = overdue {
        let blocks = is_issued_next && credit.blocking_due_date(today).is_some();
        let (code, message) = if blocks {
            let message = format!(
                "An invoice was due on {}, more than {} days ago: only a manager can issue the order",
                long_date(due),
                settings::current().overdue_limit()
            );
            ("long_overdue", message)
        } else {
            (
                "overdue",
                format!("Overdue: an invoice was due on {}", long_date(due)),
            )
        };
        warnings.add(at, code, message);
    }
    // The exposure already includes an issued order.
    let own = if status == OrderStatus::Draft {
        let amounts = lines.iter().filter_map(|line| line.sell_amount);
        amounts.fold(Money::ZERO, |sum, amount| {
            sum.plus(amount).unwrap_or(Money::of(i64::MAX))
        })
    } else {
        Money::ZERO
    };
    if let Some((after, limit)) = credit.passes_limit(own) {
        let dollars = |amount: Money| format!("${}", show_number(&amount.to_string()));
        let message = format!(
            "Over the credit limit: {} with this order, of {}",
            dollars(after),
            dollars(limit)
        );
        warnings.add(at, "over_limit", message);
    }
    if credit.limit.is_some() && status == OrderStatus::Draft {
        for (index, line) in lines.iter().enumerate() {
            let blank = line.details == LineDraft::default();
            if line.details.sell().is_none() && !blank {
                warnings.add(
                    format!("/lines/{index}/sell_price"),
                    "price_needed",
                    "The customer has a credit limit: a selling price is needed to issue the order",
                );
            }
        }
    }
}

/// A time in 12-hour format: `4:30 AM`.
fn show_time(time: NaiveTime) -> String {
    let (afternoon, hour) = time.hour12();
    let half = if afternoon { "PM" } else { "AM" };
    format!("{hour}:{:02} {half}", time.minute())
}

#[cfg(test)]
mod tests {
    use super::super::order_fixtures::{day, order};
    use super::*;

    #[test]
    fn only_an_order_that_is_issued_next_needs_a_manager_to_issue_it() {
        let order = order(1);
        let facts = WarningFacts {
            credit: Some(CreditFacts {
                hold: true,
                oldest_due: Some(day("2025-11-01")),
                ..CreditFacts::default()
            }),
            ..WarningFacts::default()
        };
        let codes = |status: OrderStatus| {
            let today = day("2026-03-02");
            let warnings = order_warnings(status, &order.details, &order.lines, &facts, today);
            let codes = warnings.into_iter().map(|warning| warning.code);
            codes.collect::<Vec<_>>()
        };
        assert_eq!(codes(OrderStatus::Draft), ["credit_hold", "long_overdue"]);
        assert_eq!(codes(OrderStatus::Issued), ["overdue"]);
        assert_eq!(codes(OrderStatus::Delivered), ["overdue"]);
    }
}
