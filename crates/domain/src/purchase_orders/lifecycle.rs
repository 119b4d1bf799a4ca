//! States of an order, the steps between them, and the credit gate (`trade.md` 6.1, 6.3).

use super::actions::OverridableRule;
use crate::choices::{Choices, UserRole};
use crate::dates::long_date;
use crate::decimal::Money;
use crate::permissions::{Operation, authorize};
use crate::record::EntityKind;
use crate::settings;
use crate::transition_error::TransitionError;

use chrono::{Days, NaiveDate};

fixed_choice! {
    /// Status of an order.
    pub enum OrderStatus in "po_status" {
        /// Not issued yet.
        #[default]
        Draft = "draft" => "Draft",
        /// Sent to the supplier.
        Issued = "issued" => "Issued",
        /// Accepted by the supplier.
        Confirmed = "confirmed" => "Confirmed",
        /// The load has left.
        InTransit = "in_transit" => "In transit",
        /// The load has arrived.
        Delivered = "delivered" => "Delivered",
        /// Complete; read only.
        Closed = "closed" => "Closed",
        /// Cancelled; its number is never reused.
        Cancelled = "cancelled" => "Cancelled",
    }
}

fixed_choice! {
    /// Steps of an order.
    pub enum OrderAction in "po_action" {
        /// Send it to the supplier.
        #[default]
        Issue = "issue" => "Issue order",
        /// The supplier has accepted.
        Confirm = "confirm" => "Mark confirmed",
        /// The load has left.
        Ship = "ship" => "Mark shipped",
        /// The load has arrived.
        Deliver = "deliver" => "Mark delivered",
        /// Enter actual weights.
        Weigh = "weigh" => "Enter weights",
        /// Bill the customer for it.
        Invoice = "invoice" => "Create invoice",
        /// Close the order.
        Close = "close" => "Close order",
        /// Cancel the order.
        Cancel = "cancel" => "Cancel order",
        /// Undo the last step.
        StepBack = "step-back" => "Step back",
    }
}

/// What the history keeps of a step or a change besides its fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepOutcome {
    /// The reason, if one was given.
    pub reason: Option<String>,
    /// The rule that a manager overrode.
    pub overridden: Option<OverridableRule>,
}

impl StepOutcome {
    /// Creates the outcome of a step with a reason.
    #[must_use]
    pub const fn because(reason: Option<String>) -> Self {
        Self {
            reason,
            overridden: None,
        }
    }

    /// Adds a reason to the ones before.
    pub(super) fn add_reason(&mut self, more: Option<&str>) {
        self.reason = match (self.reason.take(), more) {
            (Some(reason), Some(more)) => Some(format!("{reason}; {more}")),
            (reason, more) => reason.or_else(|| more.map(str::to_owned)),
        };
    }

    /// Creates the outcome of a step that overrode a rule.
    #[must_use]
    pub const fn overriding(rule: OverridableRule, reason: String) -> Self {
        Self {
            reason: Some(reason),
            overridden: Some(rule),
        }
    }
}

impl OrderStatus {
    /// The steps allowed in this status, apart from invoicing, which depends on what is billed: see
    /// [`super::PurchaseOrder::can_be_billed`].
    #[must_use]
    pub const fn allowed_actions(self) -> &'static [OrderAction] {
        use OrderAction::{Cancel, Close, Confirm, Deliver, Issue, Ship, StepBack, Weigh};
        match self {
            Self::Draft => &[Issue, Cancel],
            Self::Issued => &[Confirm, Cancel, StepBack],
            Self::Confirmed => &[Ship, Cancel, StepBack],
            Self::InTransit => &[Deliver, Weigh, StepBack],
            Self::Delivered => &[Close, Weigh, StepBack],
            Self::Closed => &[StepBack],
            Self::Cancelled => &[],
        }
    }

    /// The status after a step; `None` if the step is not allowed.
    #[must_use]
    pub fn after(self, action: OrderAction) -> Option<Self> {
        let billed = action == OrderAction::Invoice && self.is_open();
        if !billed && !self.allowed_actions().contains(&action) {
            return None;
        }
        Some(match action {
            OrderAction::Issue => Self::Issued,
            OrderAction::Confirm => Self::Confirmed,
            OrderAction::Ship => Self::InTransit,
            OrderAction::Deliver => Self::Delivered,
            OrderAction::Weigh | OrderAction::Invoice => self,
            OrderAction::Close => Self::Closed,
            OrderAction::Cancel => Self::Cancelled,
            OrderAction::StepBack => match self {
                Self::Closed => Self::Delivered,
                Self::Delivered => Self::InTransit,
                Self::InTransit => Self::Confirmed,
                Self::Confirmed => Self::Issued,
                Self::Draft | Self::Issued | Self::Cancelled => Self::Draft,
            },
        })
    }

    /// Whether it binds both sides: issued and not yet closed. Such orders count against credit, and their parties cannot be
    /// archived.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Issued | Self::Confirmed | Self::InTransit | Self::Delivered
        )
    }

    /// Whether the load has left the plant, open or closed.
    #[must_use]
    pub const fn has_left(self) -> bool {
        matches!(self, Self::InTransit | Self::Delivered | Self::Closed)
    }

    /// Whether the order is read only.
    #[must_use]
    pub const fn is_read_only(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }

    /// The statuses for which [`OrderStatus::is_open`] is true.
    pub const OPEN: [Self; 4] = [
        Self::Issued,
        Self::Confirmed,
        Self::InTransit,
        Self::Delivered,
    ];
}

/// Customer data for the gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CreditFacts {
    /// Credit limit; none means no limit is checked.
    pub limit: Option<Money>,
    /// Credit hold: blocks every order.
    pub hold: bool,
    /// Open balance plus on order, before this order.
    pub exposure: Money,
    /// Due date of the oldest invoice with a balance.
    pub oldest_due: Option<NaiveDate>,
    /// Whether the customer cooks what it buys.
    pub cooks_product: bool,
    /// Whether the customer takes edible goods only.
    pub edible_only: bool,
    /// Whether the customer is in retail, where some species need a country of origin.
    pub is_retail: bool,
}

impl CreditFacts {
    /// The due date of the oldest invoice, if it is overdue long enough to block orders.
    #[must_use]
    pub fn blocking_due_date(&self, today: NaiveDate) -> Option<NaiveDate> {
        let last = today.checked_sub_days(Days::new(settings::current().overdue_limit()))?;
        self.oldest_due.filter(|due| *due < last)
    }

    /// The exposure with this amount added and the limit, if the exposure exceeds the limit.
    #[must_use]
    pub fn passes_limit(&self, amount: Money) -> Option<(Money, Money)> {
        let limit = self.limit?;
        let after = self.exposure.plus(amount).unwrap_or(Money::of(i64::MAX));
        (after > limit).then_some((after, limit))
    }
}

/// Checks the credit for an order of this amount today. Returns a message if it is blocked.
#[must_use]
pub fn credit_gate(facts: CreditFacts, amount: Money, today: NaiveDate) -> Option<String> {
    if facts.hold {
        return Some("The customer is on credit hold".to_owned());
    }
    if let Some(due) = facts.blocking_due_date(today) {
        return Some(format!(
            "The customer has an invoice due on {}, more than {} days ago",
            long_date(due),
            settings::current().overdue_limit()
        ));
    }
    let (after, limit) = facts.passes_limit(amount)?;
    Some(format!(
        "This order takes the customer's credit to ${after}; the limit is ${limit}"
    ))
}

/// What a step needs besides the order and its own body. The caller provides all of it.
#[derive(Debug, Clone, Copy)]
pub struct StepContext<'a> {
    /// Today in the user's time zone.
    pub today: NaiveDate,
    /// All choice lists.
    pub choices: &'a Choices,
    /// Role of the caller.
    pub role: UserRole,
}

impl StepContext<'_> {
    pub(super) fn may(&self, operation: Operation) -> Result<(), TransitionError> {
        authorize(self.role, operation, EntityKind::PurchaseOrder, None)?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
