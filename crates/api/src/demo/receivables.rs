//! Open receivables of the demo's customers: invoices of their orders. The credit memo for a short load settles a claim.

use chrono::Datelike;
use domain::customers::Customer;
use domain::purchase_orders::PurchaseOrder;
use domain::receivables::{Receivable, ReceivableDraft, ReceivableLine};
use storage::{Expected, StoreError, Transaction, receivables};

use super::demo_seed::{DemoSeed, Seeded};
use super::orders::{DemoOrder, ORDERS};

/// Seed data of a receivable, created and sent on the same day.
pub(super) struct DemoReceivable {
    /// The last digits of its number.
    digits: &'static str,
    /// Its date, relative to the seeding day.
    day: i64,
}

pub(super) const RECEIVABLES: &[DemoReceivable] = &[
    invoice("0003", -115),
    invoice("0004", -101),
    invoice("0005", -62),
    invoice("0006", -44),
    invoice("0007", -23),
    invoice("0008", -13),
];

/// An invoice whose number ends like the order's.
const fn invoice(digits: &'static str, day: i64) -> DemoReceivable {
    DemoReceivable { digits, day }
}

impl DemoReceivable {
    pub(super) const fn day(&self) -> i64 {
        self.day
    }

    fn order(&self) -> Result<&'static DemoOrder, StoreError> {
        let order = ORDERS.iter().find(|order| order.digits == self.digits);
        order.ok_or(StoreError::NotFound)
    }

    fn lines(&self, seed: &DemoSeed, order: &DemoOrder) -> Vec<ReceivableLine> {
        // Amounts are copied from the order.
        let billed = order
            .lines
            .iter()
            .enumerate()
            .map(|(place, line)| ReceivableLine {
                po_line_id: seed.line(order.digits, place),
                description: line.draft().description,
                ..ReceivableLine::default()
            });
        billed.collect()
    }
}

impl Seeded for DemoReceivable {
    type Record = Receivable;

    fn key(&self) -> &'static str {
        self.digits
    }

    fn owner(&self) -> &'static str {
        "sam"
    }

    fn draft(&self, seed: &DemoSeed) -> Result<ReceivableDraft, StoreError> {
        let order = self.order()?;
        let day = seed.day(self.day);
        let customer = order.customer.ok_or(StoreError::NotFound)?;
        Ok(ReceivableDraft {
            number: Some(format!("INV-{:04}-{}", day.year(), self.digits)),
            customer_id: Some(seed.id::<Customer>(customer)?),
            purchase_order_id: Some(seed.id::<PurchaseOrder>(self.digits)?),
            invoice_date: Some(day),
            lines: self.lines(seed, order),
            ..ReceivableDraft::default()
        })
    }

    fn afterwards(&self, tx: &mut Transaction<'_>, made: &Receivable) -> Result<(), StoreError> {
        receivables::issue(tx, made.id, &Expected::any()).map(drop)
    }
}
