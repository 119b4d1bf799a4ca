//! States of an order, the steps between them, and the credit gate (`trade.md` 6.1, 6.3).

use super::actions::OverridableRule;
use super::limits::OVERDUE_LIMIT_DAYS;
use crate::choices::{Choices, UserRole};
use crate::dates::long_date;
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::permissions::{Operation, allows_some};
use crate::record::EntityKind;

use chrono::{Days, NaiveDate};

fixed_choice! {
    /// Where an order stands.
    pub enum OrderStatus in "po_status" {
        /// Being written.
        #[default]
        Draft = "draft" => "Draft",
        /// Sent to the supplier.
        Issued = "issued" => "Issued",
        /// Accepted by the supplier.
        Confirmed = "confirmed" => "Confirmed",
        /// On the road.
        InTransit = "in_transit" => "In transit",
        /// Arrived.
        Delivered = "delivered" => "Delivered",
        /// Done; read only.
        Closed = "closed" => "Closed",
        /// Called off; its number stays used.
        Cancelled = "cancelled" => "Cancelled",
    }
}

fixed_choice! {
    /// What can be done with an order.
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
        /// Nothing is left to do.
        Close = "close" => "Close order",
        /// Call it off.
        Cancel = "cancel" => "Cancel order",
        /// Take the last step back.
        StepBack = "step-back" => "Step back",
    }
}

/// What history keeps of a step or a change besides its fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepOutcome {
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// The rule that a manager overrode.
    pub overridden: Option<OverridableRule>,
}

impl StepOutcome {
    /// A step with a reason.
    #[must_use]
    pub const fn because(reason: Option<String>) -> Self {
        Self {
            reason,
            overridden: None,
        }
    }

    /// A step that overrode a rule.
    #[must_use]
    pub const fn overriding(rule: OverridableRule, reason: String) -> Self {
        Self {
            reason: Some(reason),
            overridden: Some(rule),
        }
    }
}

/// Why a step was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransitionError {
    /// The state does not allow it.
    IllegalTransition,
    /// Fields are missing or wrong.
    Invalid(FieldErrors),
    /// The customer's credit does not allow it; the sentence says why.
    CreditBlocked(String),
    /// The carrier may not be given the load; the sentence says why.
    TenderBlocked(String),
    /// The caller's role does not allow it.
    Forbidden,
}

impl From<FieldErrors> for TransitionError {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl OrderStatus {
    /// The steps that may be taken from here. Billing also looks at what is billed: see [`super::PurchaseOrder::can_be_billed`].
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

    /// Where a step leads from here; `None` when it is not allowed.
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

    /// Whether it binds both sides: issued and not yet closed. Such orders count against credit and keep their parties active.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Issued | Self::Confirmed | Self::InTransit | Self::Delivered
        )
    }

    /// Whether nothing on it may be changed any more.
    #[must_use]
    pub const fn is_read_only(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }

    /// The states that [`OrderStatus::is_open`] holds for.
    pub const OPEN: [Self; 4] = [
        Self::Issued,
        Self::Confirmed,
        Self::InTransit,
        Self::Delivered,
    ];
}

/// What the credit gate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CreditFacts {
    /// Most the customer may owe; none means none is checked.
    pub limit: Option<Money>,
    /// Blocks every order.
    pub hold: bool,
    /// Owed and on order before this one.
    pub exposure: Money,
    /// Due date of the oldest invoice that is not settled.
    pub oldest_due: Option<NaiveDate>,
    /// Whether the customer cooks what it buys.
    pub cooks_product: bool,
    /// Whether the customer takes edible goods only.
    pub edible_only: bool,
    /// Whether the customer is in retail, where some species need a country of origin.
    pub is_retail: bool,
}

impl CreditFacts {
    /// The due date of an invoice that is overdue for so long that it blocks orders.
    #[must_use]
    pub fn blocking_due_date(&self, today: NaiveDate) -> Option<NaiveDate> {
        let last = today.checked_sub_days(Days::new(OVERDUE_LIMIT_DAYS))?;
        self.oldest_due.filter(|due| *due < last)
    }

    /// What the customer would owe with this amount on top, where that passes its limit; with the limit.
    #[must_use]
    pub fn passes_limit(&self, amount: Money) -> Option<(Money, Money)> {
        let limit = self.limit?;
        let after = self.exposure.plus(amount).unwrap_or(Money::of(i64::MAX));
        (after > limit).then_some((after, limit))
    }
}

/// Whether an order of this amount passes today; the sentence says why not.
#[must_use]
pub fn credit_gate(facts: CreditFacts, amount: Money, today: NaiveDate) -> Option<String> {
    if facts.hold {
        return Some("The customer is on credit hold".to_owned());
    }
    if let Some(due) = facts.blocking_due_date(today) {
        return Some(format!(
            "The customer has an invoice due on {}, more than {OVERDUE_LIMIT_DAYS} days ago",
            long_date(due)
        ));
    }
    let (after, limit) = facts.passes_limit(amount)?;
    Some(format!(
        "This order takes the customer's credit to ${after}; the limit is ${limit}"
    ))
}

/// What a step needs to know besides the order and its own body. All of it comes from the caller.
#[derive(Debug, Clone, Copy)]
pub struct StepContext<'a> {
    /// Today where the user is.
    pub today: NaiveDate,
    /// All choice lists.
    pub choices: &'a Choices,
    /// Role of the caller.
    pub role: UserRole,
}

impl StepContext<'_> {
    pub(super) fn may(&self, operation: Operation) -> Result<(), TransitionError> {
        if allows_some(self.role, operation, EntityKind::PurchaseOrder) {
            Ok(())
        } else {
            Err(TransitionError::Forbidden)
        }
    }
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
