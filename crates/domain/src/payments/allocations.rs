//! Allocations: which receivables a payment or a credit memo settles, oldest due first unless typed (`trade.md` 6.4).

use chrono::NaiveDate;

use crate::customers::Customer;
use crate::decimal::{Money, divide_half_away};
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::receivables::{Receivable, ReceivableKind, ReceivableStatus};

/// Most receivables that one payment pays.
pub const MAX_ALLOCATIONS: usize = 200;

draft! {
    /// A part of a payment or of a credit memo that settles a receivable.
    pub struct Allocation {
        /// Receivable, issued and of the same customer.
        #[cfg_attr(feature = "openapi", schema(example = 12))]
        pub receivable_id: Option<Id<Receivable>>,
        /// Number of the receivable; set by the server, ignored in requests.
        #[cfg_attr(feature = "openapi", schema(example = "INV-2026-0007"))]
        pub receivable_number: Option<String>,
        /// Amount applied, in US dollars.
        pub amount: Money,
        /// Discount taken besides, in US dollars. More than the terms allow needs a manager.
        pub discount: Money,
    }
}
draft! {
    /// Body of `allocate`.
    pub struct Allocate {}
    lists {
        /// The receivables to settle.
        pub allocations: Vec<Allocation>,
    }
}

/// What a receivable says when a payment is applied to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    /// Id.
    pub id: Id<Receivable>,
    /// Number.
    pub number: String,
    /// Customer.
    pub customer_id: Id<Customer>,
    /// Kind.
    pub kind: ReceivableKind,
    /// Status.
    pub status: ReceivableStatus,
    /// Invoice date.
    pub invoice_date: NaiveDate,
    /// Due date.
    pub due_date: NaiveDate,
    /// Amount.
    pub amount: Money,
    /// Open balance.
    pub balance: Money,
    /// Discount of its terms in hundredths of a percent, and the days after the invoice date on which it may be taken.
    pub discount: Option<(i64, i64)>,
}

impl OpenItem {
    /// The discount that the terms allow for a payment received on a day.
    #[must_use]
    pub fn allowed_discount(&self, received_on: NaiveDate) -> Money {
        let Some((hundredths, days)) = self.discount else {
            return Money::ZERO;
        };
        let in_time = chrono::TimeDelta::try_days(days)
            .and_then(|days| self.invoice_date.checked_add_signed(days))
            .is_some_and(|last| received_on <= last);
        if !in_time {
            return Money::ZERO;
        }
        let scaled = i128::from(self.amount.units()) * i128::from(hundredths);
        divide_half_away(scaled, 10_000)
            .and_then(|cents| i64::try_from(cents).ok())
            .map_or(Money::ZERO, Money::of)
    }
}

/// Checks allocations of what is available against the receivables that they name; `items` has those that exist. Returns whether a
/// discount exceeds the terms, which needs a manager.
///
/// # Errors
/// Each wrong allocation, or if together they exceed what is available.
pub fn check_allocations(
    allocations: &[Allocation],
    items: &[OpenItem],
    customer: Option<Id<Customer>>,
    available: Money,
    received_on: NaiveDate,
) -> Result<bool, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut beyond_terms = false;
    for (index, allocation) in allocations.iter().enumerate() {
        let at = |field: &str| format!("/allocations/{index}/{field}");
        let Some(id) = allocation.receivable_id else {
            errors.add(at("receivable_id"), "required", "Choose a receivable");
            continue;
        };
        let twice = allocations
            .iter()
            .take(index)
            .any(|other| other.receivable_id == Some(id));
        errors.require(
            !twice,
            at("receivable_id"),
            "listed_twice",
            "This receivable is listed twice",
        );
        errors.require(
            allocation.amount > Money::ZERO
                || (allocation.discount > Money::ZERO && allocation.amount == Money::ZERO),
            at("amount"),
            "must_be_positive",
            "The amount must be more than 0",
        );
        errors.require(
            allocation.discount >= Money::ZERO,
            at("discount"),
            "negative",
            "The discount must be 0 or more",
        );
        let Some(item) = items.iter().find(|item| item.id == id) else {
            errors.add(
                at("receivable_id"),
                "unknown_record",
                "There is no such receivable",
            );
            continue;
        };
        let refusal = if customer != Some(item.customer_id) {
            Some(("other_customer", "The receivable is another customer's"))
        } else if item.kind == ReceivableKind::CreditNote {
            Some((
                "not_an_invoice",
                "Payments apply to invoices and opening balances",
            ))
        } else if item.status != ReceivableStatus::Issued {
            Some(("not_issued", "The receivable is not issued"))
        } else {
            None
        };
        if let Some((code, message)) = refusal {
            errors.add(at("receivable_id"), code, message);
            continue;
        }
        let settles = allocation.amount.plus(allocation.discount);
        errors.require(
            settles.is_some_and(|settles| settles <= item.balance),
            at("amount"),
            "exceeds_balance",
            &format!("{} USD is open on {}", item.balance, item.number),
        );
        beyond_terms |= allocation.discount > item.allowed_discount(received_on);
    }
    let total = allocations
        .iter()
        .try_fold(Money::ZERO, |sum, allocation| sum.plus(allocation.amount));
    errors.require(
        total.is_some_and(|total| total <= available),
        "/allocations",
        "exceeds_payment",
        &format!("{available} USD is available"),
    );
    errors.into_result()?;
    Ok(beyond_terms)
}

/// Spreads an amount over open items: oldest due date first, then oldest invoice. What is left over is not allocated.
#[must_use]
pub fn oldest_first(items: &[OpenItem], amount: Money) -> Vec<Allocation> {
    let mut open: Vec<&OpenItem> = items
        .iter()
        .filter(|item| item.kind != ReceivableKind::CreditNote && item.balance > Money::ZERO)
        .collect();
    open.sort_by_key(|item| (item.due_date, item.invoice_date, item.id));
    let mut left = amount;
    let mut allocations = Vec::new();
    for item in open {
        let part = left.min(item.balance);
        if part <= Money::ZERO || allocations.len() == MAX_ALLOCATIONS {
            break;
        }
        left = left.minus(part).unwrap_or_default();
        allocations.push(Allocation {
            receivable_id: Some(item.id),
            receivable_number: Some(item.number.clone()),
            amount: part,
            discount: Money::ZERO,
        });
    }
    allocations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn item(id: i64, due: &str, cents: i64) -> OpenItem {
        OpenItem {
            id: Id::new(id),
            number: format!("INV-{id}"),
            customer_id: Id::new(7),
            kind: ReceivableKind::Invoice,
            status: ReceivableStatus::Issued,
            invoice_date: day("2026-03-01"),
            due_date: day(due),
            amount: Money::of(cents),
            balance: Money::of(cents),
            discount: Some((100, 10)),
        }
    }

    fn part(id: i64, cents: i64, discount: i64) -> Allocation {
        Allocation {
            receivable_id: Some(Id::new(id)),
            receivable_number: None,
            amount: Money::of(cents),
            discount: Money::of(discount),
        }
    }

    fn codes(
        allocations: &[Allocation],
        items: &[OpenItem],
        available: i64,
    ) -> Vec<(String, String)> {
        let outcome = check_allocations(
            allocations,
            items,
            Some(Id::new(7)),
            Money::of(available),
            day("2026-03-11"),
        );
        let errors = outcome.err().unwrap_or_default();
        errors
            .iter()
            .map(|error| {
                (
                    error.pointer.clone().unwrap_or_default(),
                    error.code.clone(),
                )
            })
            .collect()
    }

    #[test]
    fn the_oldest_due_is_paid_first() {
        let items = [
            item(1, "2026-04-01", 500),
            item(2, "2026-03-15", 300),
            OpenItem {
                kind: ReceivableKind::CreditNote,
                ..item(3, "2026-01-01", 900)
            },
        ];
        let spread = |cents| -> Vec<(i64, i64)> {
            oldest_first(&items, Money::of(cents))
                .iter()
                .map(|part| (part.receivable_id.unwrap().get(), part.amount.units()))
                .collect()
        };
        assert_eq!(spread(200), [(2, 200)]);
        assert_eq!(spread(300), [(2, 300)]);
        assert_eq!(spread(301), [(2, 300), (1, 1)]);
        assert_eq!(spread(10_000), [(2, 300), (1, 500)]);
        assert_eq!(spread(0), []);
    }

    #[test]
    fn wrong_allocations_are_named() {
        let items = [item(1, "2026-04-01", 500)];
        let one =
            |code: &str, field: &str| vec![(format!("/allocations/0/{field}"), code.to_owned())];
        assert_eq!(codes(&[part(1, 500, 0)], &items, 500), []);
        assert_eq!(codes(&[part(1, 495, 5)], &items, 500), []);
        assert_eq!(
            codes(&[part(1, 496, 5)], &items, 500),
            one("exceeds_balance", "amount")
        );
        assert_eq!(
            codes(&[part(1, 0, 0)], &items, 500),
            one("must_be_positive", "amount")
        );
        assert_eq!(
            codes(&[part(2, 5, 0)], &items, 500),
            one("unknown_record", "receivable_id")
        );
        assert_eq!(
            codes(&[part(1, 101, 0)], &items, 100),
            [("/allocations".to_owned(), "exceeds_payment".to_owned())]
        );
        let others = |change: fn(&mut OpenItem)| {
            let mut item = item(1, "2026-04-01", 500);
            change(&mut item);
            codes(&[part(1, 5, 0)], &[item], 500)
        };
        assert_eq!(
            others(|item| item.customer_id = Id::new(8)),
            one("other_customer", "receivable_id")
        );
        assert_eq!(
            others(|item| item.status = ReceivableStatus::Void),
            one("not_issued", "receivable_id")
        );
        assert_eq!(
            others(|item| item.kind = ReceivableKind::CreditNote),
            one("not_an_invoice", "receivable_id")
        );
        assert_eq!(
            codes(&[part(1, 5, 0), part(1, 5, 0)], &items, 500),
            [(
                "/allocations/1/receivable_id".to_owned(),
                "listed_twice".to_owned()
            )]
        );
    }

    #[test]
    fn a_discount_follows_the_terms() {
        let item = item(1, "2026-04-01", 12_345);
        assert_eq!(item.allowed_discount(day("2026-03-11")), Money::of(123));
        assert_eq!(item.allowed_discount(day("2026-03-12")), Money::ZERO);
        let beyond = |discount| {
            check_allocations(
                &[part(1, 100, discount)],
                std::slice::from_ref(&item),
                Some(Id::new(7)),
                Money::of(1_000),
                day("2026-03-11"),
            )
        };
        assert_eq!(beyond(123), Ok(false));
        assert_eq!(beyond(124), Ok(true));
    }
}
