//! Payments of the demo's customers: two in part, one unapplied, one that the bank returned.

use chrono::Datelike;
use domain::Rules as _;
use domain::customers::Customer;
use domain::payments::{Allocation, PaymentDraft, VoidPayment};
use domain::receivables::Receivable;
use storage::{Expected, StoreError, Transaction, payments};

use super::demo_seed::{DemoSeed, checked};

/// Seed data of a payment, entered on the day of its receipt.
pub(super) struct DemoPayment {
    /// The last digits of its number.
    digits: &'static str,
    /// The customer's code.
    customer: &'static str,
    /// Its day, relative to the seeding day.
    pub(super) day: i64,
    method: &'static str,
    reference: &'static str,
    amount: &'static str,
    /// The invoice that it pays.
    invoice: Option<&'static str>,
    /// The day on which it was voided, with the reason.
    pub(super) void: Option<(i64, &'static str)>,
}

const fn payment(
    (digits, customer, day): (&'static str, &'static str, i64),
    (method, reference): (&'static str, &'static str),
    amount: &'static str,
    invoice: Option<&'static str>,
) -> DemoPayment {
    DemoPayment {
        digits,
        customer,
        day,
        method,
        reference,
        amount,
        invoice,
        void: None,
    }
}

pub(super) const PAYMENTS: &[DemoPayment] = &[
    payment(
        ("0004", "JUN", -90),
        ("check", "CHK-54321"),
        "25000.00",
        Some("0003"),
    ),
    payment(
        ("0005", "MAR", -60),
        ("check", "CHK-1187"),
        "30000.00",
        Some("0004"),
    ),
    payment(
        ("0006", "THI", -6),
        ("ach", "ACH-3402"),
        "50000.00",
        Some("0007"),
    ),
    payment(("0008", "WEX", -3), ("check", "CHK-7710"), "10000.00", None),
    DemoPayment {
        void: Some((-17, "returned by the bank")),
        ..payment(
            ("0009", "MAR", -20),
            ("check", "CHK-1203"),
            "5000.00",
            Some("0004"),
        )
    },
];

impl DemoPayment {
    /// Username of the user who enters it.
    pub(super) const MAKER: &'static str = "sam";

    pub(super) fn make(
        &self,
        seed: &mut DemoSeed,
        tx: &mut Transaction<'_>,
    ) -> Result<(), StoreError> {
        let day = seed.day(self.day);
        let amount = self.amount.parse().unwrap_or_default();
        let mut draft = PaymentDraft {
            number: Some(format!("PAY-{:04}-{}", day.year(), self.digits)),
            customer_id: Some(seed.id::<Customer>(self.customer)?),
            received_on: Some(day),
            method: Some(self.method.to_owned()),
            reference: Some(self.reference.to_owned()),
            amount: Some(amount),
            ..PaymentDraft::default()
        };
        if let Some(invoice) = self.invoice {
            draft.allocations.push(Allocation {
                receivable_id: Some(seed.id::<Receivable>(invoice)?),
                amount,
                ..Allocation::default()
            });
        }
        checked(draft.validate(seed.check_context()))?;
        let made = payments::create(tx, draft)?;
        seed.keep(self.digits, &made);
        Ok(())
    }

    pub(super) fn take_back(
        &self,
        seed: &DemoSeed,
        tx: &mut Transaction<'_>,
    ) -> Result<(), StoreError> {
        let Some((_, reason)) = self.void else {
            return Ok(());
        };
        let body = VoidPayment {
            reason: reason.to_owned(),
        };
        payments::void(tx, seed.id(self.digits)?, &Expected::any(), &body).map(drop)
    }
}
