//! Random sequences of steps against a plain model in cents. A failure prints the shortest sequence that proptest finds.

use chrono::{Days, NaiveDate};
use domain::Id;
use domain::Money;
use domain::choices::UserRole;
use domain::payments::{Allocate, Payment, Refund, VoidPayment, WriteOff};
use domain::receivables::{Receivable, ReceivableKind, VoidReceivable};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::tests::{Book, allocation, at};
use super::{statement, verify};
use crate::testing::{day, each_store, user};
use crate::{Expected, payments, receivables};

/// A step; indexes count around what there is.
#[derive(Debug, Clone)]
enum Step {
    Issue(i64),
    Credit(i64, usize),
    Pay(i64, usize, i64),
    Apply(usize, usize, i64),
    ApplyCredit(usize, usize, i64),
    WriteOff(usize, i64),
    Refund(usize, i64),
    VoidPayment(usize),
    VoidReceivable(usize),
    NextDay,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let cents = 1_i64..2_000;
    let place = 0_usize..4;
    let step = prop_oneof![
        3 => cents.clone().prop_map(Step::Issue),
        1 => (cents.clone(), place.clone()).prop_map(|(cents, of)| Step::Credit(cents, of)),
        3 => (cents.clone(), place.clone(), cents.clone()).prop_map(|(cents, to, part)| Step::Pay(cents, to, part)),
        2 => (place.clone(), place.clone(), cents.clone()).prop_map(|(from, to, part)| Step::Apply(from, to, part)),
        1 => (place.clone(), place.clone(), cents.clone()).prop_map(|(from, to, part)| Step::ApplyCredit(from, to, part)),
        1 => (place.clone(), cents.clone()).prop_map(|(of, part)| Step::WriteOff(of, part)),
        1 => (place.clone(), cents).prop_map(|(of, part)| Step::Refund(of, part)),
        1 => place.clone().prop_map(Step::VoidPayment),
        1 => place.prop_map(Step::VoidReceivable),
        2 => Just(Step::NextDay),
    ];
    prop::collection::vec(step, 1..24)
}

/// An invoice or a credit memo in the model.
#[derive(Debug, Clone)]
struct Item {
    id: Id<Receivable>,
    amount: i64,
    /// Settled by write-offs (invoice) or used by refunds (credit memo).
    other: i64,
    is_void: bool,
    corrected: bool,
}

#[derive(Debug, Clone)]
struct Cash {
    id: Id<Payment>,
    amount: i64,
    refunded: i64,
    is_void: bool,
}

/// Amounts and who settles whom, in plain cents.
#[derive(Debug, Clone, Default)]
struct Model {
    invoices: Vec<Item>,
    credits: Vec<Item>,
    payments: Vec<Cash>,
    /// Payment, invoice, cents.
    paid: Vec<(usize, usize, i64)>,
    /// Credit memo, invoice, cents.
    credited: Vec<(usize, usize, i64)>,
}

impl Model {
    fn open(&self, invoice: usize) -> i64 {
        let item = &self.invoices[invoice];
        let of = |parts: &[(usize, usize, i64)]| -> i64 {
            parts
                .iter()
                .filter(|(_, to, _)| *to == invoice)
                .map(|(_, _, cents)| cents)
                .sum()
        };
        if item.is_void {
            0
        } else {
            item.amount - item.other - of(&self.paid) - of(&self.credited)
        }
    }

    fn left_of_credit(&self, credit: usize) -> i64 {
        let item = &self.credits[credit];
        let used: i64 = self
            .credited
            .iter()
            .filter(|(from, ..)| *from == credit)
            .map(|(.., cents)| cents)
            .sum();
        if item.is_void {
            0
        } else {
            item.amount - item.other - used
        }
    }

    fn cash(&self, payment: usize) -> i64 {
        let cash = &self.payments[payment];
        let used: i64 = self
            .paid
            .iter()
            .filter(|(from, ..)| *from == payment)
            .map(|(.., cents)| cents)
            .sum();
        if cash.is_void {
            0
        } else {
            cash.amount - cash.refunded - used
        }
    }

    fn owed(&self) -> i64 {
        let invoices: i64 = (0..self.invoices.len()).map(|place| self.open(place)).sum();
        let credits: i64 = (0..self.credits.len())
            .map(|place| self.left_of_credit(place))
            .sum();
        let cash: i64 = (0..self.payments.len()).map(|place| self.cash(place)).sum();
        invoices - credits - cash
    }
}

/// Runs a step on both; `None` if there is nothing to run it on. Returns whether the model allows it, and whether it was done.
fn run(book: &Book<'_>, model: &mut Model, step: &Step) -> Option<(bool, bool)> {
    let around = |place: usize, count: usize| (count > 0).then(|| place % count);
    let any = Expected::any();
    let reason = || "model".to_owned();
    Some(match *step {
        Step::Issue(cents) => {
            let made = book.bill(ReceivableKind::Invoice, cents, None).ok();
            let done = made.is_some();
            model.invoices.extend(made.map(|made| item(made.id, cents)));
            (true, done)
        }
        Step::Credit(cents, of) => {
            let of = around(of, model.invoices.len())?;
            let allowed = !model.invoices[of].is_void;
            let made = book
                .bill(
                    ReceivableKind::CreditNote,
                    cents,
                    Some(model.invoices[of].id),
                )
                .ok();
            let done = made.is_some();
            if let Some(made) = made {
                let applied = cents.min(model.open(of));
                model.credits.push(item(made.id, cents));
                if applied > 0 {
                    model.credited.push((model.credits.len() - 1, of, applied));
                }
                model.invoices[of].corrected = true;
            }
            (allowed, done)
        }
        Step::Pay(cents, to, part) => {
            let to = around(to, model.invoices.len());
            let allowed = to.is_none_or(|to| part <= cents && part <= model.open(to));
            let made = book
                .pay(cents, to.map(|to| (model.invoices[to].id, part)))
                .ok();
            let done = made.is_some();
            if let Some(made) = made {
                model.payments.push(Cash {
                    id: made.id,
                    amount: cents,
                    refunded: 0,
                    is_void: false,
                });
                model
                    .paid
                    .extend(to.map(|to| (model.payments.len() - 1, to, part)));
            }
            (allowed, done)
        }
        Step::Apply(from, to, part) => {
            let (from, to) = (
                around(from, model.payments.len())?,
                around(to, model.invoices.len())?,
            );
            let allowed = part <= model.cash(from) && part <= model.open(to);
            let body = Allocate {
                allocations: vec![allocation((model.invoices[to].id, part))],
            };
            let done = book
                .write(|tx| payments::allocate(tx, model.payments[from].id, &any, &body))
                .is_ok();
            if done {
                model.paid.push((from, to, part));
            }
            (allowed, done)
        }
        Step::ApplyCredit(from, to, part) => {
            let (from, to) = (
                around(from, model.credits.len())?,
                around(to, model.invoices.len())?,
            );
            let allowed = part <= model.left_of_credit(from) && part <= model.open(to);
            let body = Allocate {
                allocations: vec![allocation((model.invoices[to].id, part))],
            };
            let done = book
                .write(|tx| receivables::allocate(tx, model.credits[from].id, &any, &body))
                .is_ok();
            if done {
                model.credited.push((from, to, part));
            }
            (allowed, done)
        }
        Step::WriteOff(of, part) => {
            let of = around(of, model.invoices.len())?;
            let allowed = part <= model.open(of);
            let body = WriteOff {
                amount: Some(Money::of(part)),
                reason: reason(),
            };
            let done = book
                .write(|tx| receivables::write_off(tx, model.invoices[of].id, &any, &body))
                .is_ok();
            if done {
                model.invoices[of].other += part;
            }
            (allowed, done)
        }
        Step::Refund(of, part) => {
            let of = around(of, model.payments.len())?;
            let allowed = part <= model.cash(of);
            let body = Refund {
                amount: Some(Money::of(part)),
                reason: reason(),
            };
            let done = book
                .write(|tx| payments::refund(tx, model.payments[of].id, &any, &body))
                .is_ok();
            if done {
                model.payments[of].refunded += part;
            }
            (allowed, done)
        }
        Step::VoidPayment(of) => {
            let of = around(of, model.payments.len())?;
            let allowed = !model.payments[of].is_void && model.payments[of].refunded == 0;
            let body = VoidPayment { reason: reason() };
            let done = book
                .write(|tx| payments::void(tx, model.payments[of].id, &any, &body))
                .is_ok();
            if done {
                model.payments[of].is_void = true;
                model.paid.retain(|(from, ..)| *from != of);
            }
            (allowed, done)
        }
        Step::VoidReceivable(of) => {
            let of = around(of, model.invoices.len())?;
            let allowed = !model.invoices[of].is_void
                && !model.invoices[of].corrected
                && model.open(of) == model.invoices[of].amount;
            let body = VoidReceivable { reason: reason() };
            let done = book
                .write(|tx| receivables::void(tx, model.invoices[of].id, &any, &body))
                .is_ok();
            if done {
                model.invoices[of].is_void = true;
            }
            (allowed, done)
        }
        Step::NextDay => return None,
    })
}

fn item(id: Id<Receivable>, amount: i64) -> Item {
    Item {
        id,
        amount,
        other: 0,
        is_void: false,
        corrected: false,
    }
}

#[test]
fn random_steps_agree_with_a_model() {
    each_store(|store| {
        let by = user(store, "lee", UserRole::Manager);
        let mut runner = TestRunner::new(Config {
            cases: 24,
            max_shrink_iters: 200,
            failure_persistence: None,
            ..Config::default()
        });
        let books = std::sync::atomic::AtomicU32::new(0);
        let outcome = runner.run(&steps(), |steps| {
            let number = books.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let mut book = Book::open(store, by, &format!("Book {number}"));
            let mut model = Model::default();
            let mut ends: Vec<(NaiveDate, i64)> = Vec::new();
            for step in &steps {
                if matches!(step, Step::NextDay) {
                    let today = book.context.today;
                    ends.push((today, model.owed()));
                    book.context = at(book.context.clone(), today + Days::new(1));
                }
                if let Some((allowed, done)) = run(&book, &mut model, step) {
                    prop_assert_eq!(allowed, done, "{:?} in {:?}", step, model);
                }
                prop_assert_eq!(book.open_balance(), model.owed(), "{:?}", step);
                prop_assert_eq!(book.aged(book.context.today), model.owed(), "{:?}", step);
            }
            for (day, owed) in &ends {
                prop_assert_eq!(book.aged(*day), *owed, "as of {}", day);
            }
            let today = book.context.today;
            let whole = store.read_fresh(|conn| statement(conn, book.customer, day(3, 1), today));
            prop_assert_eq!(whole.unwrap().closing_balance.units(), model.owed());
            let differences = store.read_fresh(verify).unwrap();
            prop_assert!(differences.is_empty(), "{:?}", differences);
            Ok::<(), TestCaseError>(())
        });
        if let Err(error) = outcome {
            panic!("{error}");
        }
    });
}
