//! Open receivables of the demo's customers: invoices of their orders, and a credit memo for a short load.

use chrono::Datelike;
use domain::PriceBasis;
use domain::customers::Customer;
use domain::purchase_orders::PurchaseOrder;
use domain::receivables::{Receivable, ReceivableDraft, ReceivableKind, ReceivableLine};
use storage::{Expected, StoreError, Transaction, receivables};

use super::demo_seed::{DemoSeed, Seeded};
use super::orders::{DemoOrder, ORDERS};

/// Seed data of a receivable, created and sent on the same day.
pub(super) struct DemoReceivable {
    /// The last digits of its number.
    digits: &'static str,
    /// The order that it bills.
    order: &'static str,
    /// Its date, relative to the seeding day.
    day: i64,
    /// Pounds short and their price, on a credit memo.
    short: Option<(&'static str, &'static str)>,
}

pub(super) const RECEIVABLES: &[DemoReceivable] = &[
    invoice("0003", -115),
    invoice("0004", -101),
    invoice("0005", -62),
    invoice("0006", -44),
    invoice("0007", -23),
    invoice("0008", -13),
    DemoReceivable {
        digits: "0001",
        order: "0005",
        day: -50,
        short: Some(("500.00", "0.8150")),
    },
];

/// An invoice whose number ends like the order's.
const fn invoice(digits: &'static str, day: i64) -> DemoReceivable {
    DemoReceivable {
        digits,
        order: digits,
        day,
        short: None,
    }
}

impl DemoReceivable {
    pub(super) const fn day(&self) -> i64 {
        self.day
    }

    fn order(&self) -> Result<&'static DemoOrder, StoreError> {
        let order = ORDERS.iter().find(|order| order.digits == self.order);
        order.ok_or(StoreError::NotFound)
    }

    fn lines(&self, seed: &DemoSeed, order: &DemoOrder) -> Vec<ReceivableLine> {
        if let Some((pounds, price)) = self.short {
            return vec![ReceivableLine {
                description: "Short weight".to_owned(),
                weight: pounds.parse().ok(),
                price: price.parse().ok(),
                basis: Some(PriceBasis::PerLb),
                ..ReceivableLine::default()
            }];
        }
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
        let (kind, prefix) = match self.short {
            Some(_) => (ReceivableKind::CreditNote, "CN"),
            None => (ReceivableKind::Invoice, "INV"),
        };
        let customer = order.customer.ok_or(StoreError::NotFound)?;
        Ok(ReceivableDraft {
            number: Some(format!("{prefix}-{:04}-{}", day.year(), self.digits)),
            kind,
            customer_id: Some(seed.id::<Customer>(customer)?),
            purchase_order_id: Some(seed.id::<PurchaseOrder>(self.order)?),
            corrects_id: match self.short {
                Some(_) => Some(seed.id::<Receivable>(self.order)?),
                None => None,
            },
            invoice_date: Some(day),
            lines: self.lines(seed, order),
            ..ReceivableDraft::default()
        })
    }

    fn afterwards(&self, tx: &mut Transaction<'_>, made: &Receivable) -> Result<(), StoreError> {
        receivables::issue(tx, made.id, &Expected::any()).map(drop)
    }
}
