//! Boards: the loads of this week and the next by day and dock, and the orders behind the work that waits.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::choices::LogisticsScenario;
use crate::decimal::WeightAmount;
use crate::id::Id;
use crate::instant::{Instant, has_four_digits};
use crate::purchase_orders::{OrderStatus, PurchaseOrder};
use crate::reports::WaitingKind;

/// Days of the board: this week and the next.
pub const BOARD_DAYS: u64 = 14;

fixed_choice! {
    /// An end of a load's way.
    pub enum LoadEnd in "load_end" {
        /// It is picked up.
        #[default]
        Pickup = "pickup" => "Pick-up",
        /// It is delivered.
        Delivery = "delivery" => "Delivery",
    }
}

impl LoadEnd {
    /// Whether the truck has left, or the load has arrived.
    #[must_use]
    pub const fn is_done(self, status: OrderStatus) -> bool {
        match self {
            Self::Pickup => status.has_left(),
            Self::Delivery => matches!(status, OrderStatus::Delivered | OrderStatus::Closed),
        }
    }

    /// The statuses of open orders in which it is still to come.
    #[must_use]
    pub fn open_statuses(self) -> Vec<OrderStatus> {
        let mut statuses = OrderStatus::OPEN.to_vec();
        statuses.retain(|status| !self.is_done(*status));
        statuses
    }

    /// Whether it goes by appointment.
    #[must_use]
    pub const fn needs_appointment(self, scenario: LogisticsScenario) -> bool {
        match self {
            Self::Pickup => scenario.needs_pickup_appointment(),
            Self::Delivery => scenario.needs_delivery_appointment(),
        }
    }

    /// Whether it should have been done by today.
    #[must_use]
    pub fn is_late(self, day: NaiveDate, status: OrderStatus, today: NaiveDate) -> bool {
        day < today && !self.is_done(status)
    }
}

/// An order on a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardOrder {
    /// Order.
    pub id: Id<PurchaseOrder>,
    /// Number.
    #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0012"))]
    pub number: String,
    /// Status.
    pub status: OrderStatus,
    /// Name of the supplier.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub supplier_name: String,
    /// Name of the customer.
    #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
    pub customer_name: Option<String>,
    /// Planned pickup date.
    pub pickup_date: Option<NaiveDate>,
    /// Planned delivery date.
    pub delivery_date: Option<NaiveDate>,
    /// Weight in pounds: actual where known, else ordered.
    pub weight_lb: WeightAmount,
    /// Display name of the owner.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub owner_name: String,
}

/// A pick-up or a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardLoad {
    /// Which end of the way.
    pub end: LoadEnd,
    /// The planned day.
    pub day: NaiveDate,
    /// Time of the appointment.
    pub at: Option<Instant>,
    /// Time zone of the dock, an IANA name.
    #[cfg_attr(feature = "openapi", schema(example = "America/Chicago"))]
    pub time_zone: Option<String>,
    /// Whether trucks are taken first come, first served.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub is_first_come: bool,
    /// Whether it needs an appointment and has none.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub needs_appointment: bool,
    /// Whether the truck has left, or the load has arrived.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub is_done: bool,
    /// Whether its day is past, and it is not done.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub is_late: bool,
    /// Name of the plant or location; null if none is chosen.
    #[cfg_attr(feature = "openapi", schema(example = "Receiving dock"))]
    pub dock: Option<String>,
    /// Name of the carrier.
    #[cfg_attr(feature = "openapi", schema(example = "Northquill Refrigerated Lines"))]
    pub carrier_name: Option<String>,
    /// The order.
    pub order: BoardOrder,
}

/// The loads of two weeks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoadBoard {
    /// First day, a Monday unless asked for another.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Pick-ups and deliveries by day, dock and time.
    pub loads: Vec<BoardLoad>,
    /// Whether there are more than 1,000.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub has_more: bool,
}

/// The orders of a kind of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Worklist {
    /// The kind.
    pub kind: WaitingKind,
    /// The orders, the earliest pick-up first.
    pub orders: Vec<BoardOrder>,
    /// Whether there are more than 1,000.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub has_more: bool,
}

/// The last day of a board, at the latest the last one with four digits.
#[must_use]
pub fn board_end(from: NaiveDate) -> NaiveDate {
    let end = from.checked_add_days(Days::new(BOARD_DAYS - 1));
    end.filter(|day| has_four_digits(*day)).unwrap_or(from)
}

/// The Monday of a day's week.
#[must_use]
pub fn monday_of(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_ends_with_the_calendar() {
        let end = |from: &str| board_end(from.parse().unwrap()).to_string();
        assert_eq!(end("2026-03-02"), "2026-03-15");
        assert_eq!(end("9999-12-25"), "9999-12-25");
    }

    #[test]
    fn an_end_is_open_until_it_is_done() {
        use OrderStatus::{Confirmed, InTransit, Issued};
        assert_eq!(LoadEnd::Pickup.open_statuses(), [Issued, Confirmed]);
        assert_eq!(
            LoadEnd::Delivery.open_statuses(),
            [Issued, Confirmed, InTransit]
        );
        let (day, next) = ("2026-03-04".parse().unwrap(), "2026-03-05".parse().unwrap());
        assert!(LoadEnd::Pickup.is_late(day, Issued, next));
        assert!(!LoadEnd::Pickup.is_late(day, Issued, day));
        assert!(!LoadEnd::Pickup.is_late(day, InTransit, next));
        assert!(LoadEnd::Delivery.is_late(day, InTransit, next));
    }

    #[test]
    fn weeks_begin_on_monday() {
        for (day, monday) in [
            ("2026-03-02", "2026-03-02"),
            ("2026-03-08", "2026-03-02"),
            ("2026-03-09", "2026-03-09"),
        ] {
            assert_eq!(monday_of(day.parse().unwrap()), monday.parse().unwrap());
        }
    }
}
