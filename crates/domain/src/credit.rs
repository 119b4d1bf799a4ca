//! Credit status of a customer. Lists, records, forms and gates all compute it from the same figures.

use chrono::{Days, NaiveDate};

use crate::decimal::Money;
use crate::settings;

/// Share of the limit, in percent, from which a customer is near its limit.
const NEAR_LIMIT_PERCENT: i128 = 90;

fixed_choice! {
    /// Credit status of a customer today; computed, from good to worst.
    pub enum CreditStanding in "credit_standing" {
        /// Nothing is overdue, and exposure is below 90 % of the limit.
        #[default]
        Good = "good" => "Good",
        /// At 90 % of the limit or more.
        NearLimit = "near_limit" => "Near limit",
        /// An invoice is past its due date.
        Overdue = "overdue" => "Overdue",
        /// Exposure exceeds the limit: new orders need an override.
        OverLimit = "over_limit" => "Over limit",
        /// An invoice is past its due date by more than the company's limit, 60 days by default: new orders need an override.
        LongOverdue = "long_overdue" => "Long overdue",
        /// On hold: new orders need an override.
        OnHold = "on_hold" => "On hold",
    }
}

impl CreditStanding {
    /// Whether the credit gate blocks every new order of the customer.
    #[must_use]
    pub const fn blocks_orders(self) -> bool {
        matches!(self, Self::OnHold | Self::LongOverdue | Self::OverLimit)
    }
}

/// The figures that determine the credit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CreditFigures {
    /// Whether new orders are held.
    pub hold: bool,
    /// Credit limit; none means no limit is checked.
    pub limit: Option<Money>,
    /// Balances of issued receivables, less credit memos.
    pub open_balance: Money,
    /// Sell totals of open orders, less what issued invoices bill.
    pub on_order: Money,
    /// Due date of the oldest invoice with a balance.
    pub oldest_due_date: Option<NaiveDate>,
}

impl CreditFigures {
    /// The amount that counts against the limit: open balance plus on order (`trade.md` 6.3).
    #[must_use]
    pub fn exposure(&self) -> Money {
        self.open_balance
            .plus(self.on_order)
            .unwrap_or(Money::of(i64::MAX))
    }

    /// The limit less exposure, negative when over the limit; `None` without a limit.
    #[must_use]
    pub fn available(&self) -> Option<Money> {
        self.limit?.minus(self.exposure())
    }

    /// The worst status that applies today.
    #[must_use]
    pub fn standing(&self, today: NaiveDate) -> CreditStanding {
        let is_due_before = |day: Option<NaiveDate>| {
            self.oldest_due_date
                .zip(day)
                .is_some_and(|(due, day)| due < day)
        };
        let exposure = self.exposure();
        let is_near = |limit: Money| {
            i128::from(exposure.units()) * 100 >= i128::from(limit.units()) * NEAR_LIMIT_PERCENT
        };
        if self.hold {
            CreditStanding::OnHold
        } else if is_due_before(
            today.checked_sub_days(Days::new(settings::current().overdue_limit())),
        ) {
            CreditStanding::LongOverdue
        } else if self.limit.is_some_and(|limit| exposure > limit) {
            CreditStanding::OverLimit
        } else if is_due_before(Some(today)) {
            CreditStanding::Overdue
        } else if self.limit.is_some_and(is_near) {
            CreditStanding::NearLimit
        } else {
            CreditStanding::Good
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::FixedChoice;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_worst_that_holds_is_the_standing() {
        use CreditStanding::{Good, LongOverdue, NearLimit, OnHold, OverLimit, Overdue};
        let today = day("2026-06-30");
        let figures = |hold, limit: Option<i64>, owed, on_order, due: Option<&str>| CreditFigures {
            hold,
            limit: limit.map(Money::of),
            open_balance: Money::of(owed),
            on_order: Money::of(on_order),
            oldest_due_date: due.map(day),
        };
        let long_ago = Some("2026-04-30");
        for (found, wanted) in [
            (figures(false, None, 90_000_000, 0, None), Good),
            (figures(false, Some(1_000), 500, 399, None), Good),
            (figures(false, Some(1_000), 500, 400, None), NearLimit),
            (figures(false, Some(1_000), 500, 500, None), NearLimit),
            (figures(false, Some(1_000), 500, 501, None), OverLimit),
            (figures(false, None, 1, 0, Some("2026-06-30")), Good),
            (figures(false, None, 1, 0, Some("2026-06-29")), Overdue),
            (figures(false, None, 1, 0, Some("2026-05-01")), Overdue),
            (figures(false, Some(0), 1, 0, Some("2026-05-01")), OverLimit),
            (figures(false, Some(0), 1, 0, long_ago), LongOverdue),
            (figures(true, Some(0), 1, 0, long_ago), OnHold),
        ] {
            assert_eq!(found.standing(today), wanted, "{found:?}");
        }
    }

    #[test]
    fn codes_go_from_good_to_worst() {
        assert!(CreditStanding::ALL.is_sorted());
        let blocking = CreditStanding::ALL
            .iter()
            .filter(|standing| standing.blocks_orders());
        assert_eq!(
            blocking.copied().collect::<Vec<_>>(),
            [
                CreditStanding::OverLimit,
                CreditStanding::LongOverdue,
                CreditStanding::OnHold
            ]
        );
    }

    #[test]
    fn what_is_left_may_be_below_zero() {
        let figures = CreditFigures {
            limit: Some(Money::of(1_000)),
            open_balance: Money::of(900),
            on_order: Money::of(300),
            ..CreditFigures::default()
        };
        assert_eq!(figures.available(), Some(Money::of(-200)));
        assert_eq!(CreditFigures::default().available(), None);
    }
}
