//! Random steps of claims against a plain model in cents.

use domain::Id;
use domain::choices::UserRole;
use domain::claims::{CancelClaim, Claim, ClaimParty, ClaimStatus, DenyClaim};
use domain::customers::Customer;
use domain::payments::WriteOff;
use domain::purchase_orders::{OrderAction, PurchaseOrder, StepContext};
use domain::receivables::Receivable;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::claims::{approve, billed, late_house, open, read, settle, void, write};
use super::house::{House, take};
use crate::testing::{day, each_store};
use crate::{Expected, ReadRepository, claims, ledger, receivables};

/// A step on one of the claims; indexes count around what there is.
#[derive(Debug, Clone)]
enum Step {
    Open(ClaimParty, i64),
    Approve(usize, i64),
    Settle(usize, i64),
    Deny(usize),
    Cancel(usize),
    VoidMemo(usize),
    Close,
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let cents = 1_i64..2_000;
    let place = 0_usize..4;
    let party = prop_oneof![Just(ClaimParty::Customer), Just(ClaimParty::Supplier)];
    let step = prop_oneof![
        3 => (party, cents.clone()).prop_map(|(party, cents)| Step::Open(party, cents)),
        4 => (place.clone(), cents.clone()).prop_map(|(of, cents)| Step::Approve(of, cents)),
        4 => (place.clone(), cents).prop_map(|(of, cents)| Step::Settle(of, cents)),
        1 => place.clone().prop_map(Step::Deny),
        1 => place.clone().prop_map(Step::Cancel),
        2 => place.prop_map(Step::VoidMemo),
        1 => Just(Step::Close),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..20)
}

/// A claim in the model.
#[derive(Debug, Clone)]
struct Item {
    id: Id<Claim>,
    party: ClaimParty,
    status: ClaimStatus,
    claimed: i64,
    approved: i64,
    settled: i64,
}

#[derive(Debug, Default)]
struct Model {
    claims: Vec<Item>,
    closed: bool,
}

impl Model {
    fn sum(&self, party: ClaimParty) -> i64 {
        let settled = self.claims.iter().filter(|claim| claim.party == party);
        settled.map(|claim| claim.settled).sum()
    }
}

/// Runs a step on both; returns whether the model allows it, and whether it was done.
fn run(
    house: &House<'_>,
    order: &PurchaseOrder,
    model: &mut Model,
    step: &Step,
) -> Option<(bool, bool)> {
    use ClaimStatus::{Approved, Cancelled, Denied, Pending, Settled};
    let any = Expected::any();
    let count = model.claims.len();
    let around = |place: usize| (count > 0).then(|| place % count);
    Some(match *step {
        Step::Open(party, cents) => {
            let made = open(house, order, &[(party, cents)]).ok();
            let outcome = (!model.closed, made.is_some());
            model.claims.extend(made.map(|made| Item {
                id: made[0].id,
                party,
                status: Pending,
                claimed: cents,
                approved: 0,
                settled: 0,
            }));
            outcome
        }
        Step::Approve(of, cents) => {
            let claim = &mut model.claims[around(of)?];
            let allowed = claim.status == Pending && cents <= claim.claimed;
            let done = approve(house, claim.id, cents).is_ok();
            if done {
                (claim.status, claim.approved) = (Approved, cents);
            }
            (allowed, done)
        }
        Step::Settle(of, cents) => {
            let claim = &mut model.claims[around(of)?];
            let allowed = claim.status == Approved && cents <= claim.approved;
            let done = settle(house, claim.id, cents).is_ok();
            if done {
                (claim.status, claim.settled) = (Settled, cents);
            }
            (allowed, done)
        }
        Step::Deny(of) => {
            let claim = &mut model.claims[around(of)?];
            let body = DenyClaim {
                reason: "model".to_owned(),
            };
            let allowed = claim.status == Pending;
            let done = write(house, |tx| claims::deny(tx, claim.id, &any, &body)).is_ok();
            if done {
                claim.status = Denied;
            }
            (allowed, done)
        }
        Step::Cancel(of) => {
            let claim = &mut model.claims[around(of)?];
            let body = CancelClaim {
                reason: "model".to_owned(),
            };
            let allowed = claim.status == Pending;
            let done = write(house, |tx| claims::cancel(tx, claim.id, &any, &body)).is_ok();
            if done {
                claim.status = Cancelled;
            }
            (allowed, done)
        }
        Step::VoidMemo(of) => {
            let place = around(of)?;
            let memo = read(house, model.claims[place].id).credit_memo_id?;
            let done = void(house, memo).is_ok();
            let outcome = (!model.closed, done);
            if done {
                let claim = &mut model.claims[place];
                (claim.status, claim.settled) = (Approved, 0);
            }
            outcome
        }
        Step::Close | Step::Reopen => {
            let closes = matches!(step, Step::Close);
            let now = house.get(order.id);
            let open = model.claims.iter().any(|claim| claim.status.is_open());
            let action = if closes {
                OrderAction::Close
            } else {
                OrderAction::StepBack
            };
            // Another step back would leave the delivered state, which the invoice forbids.
            let allowed = if closes {
                !model.closed && !open
            } else {
                model.closed
            };
            let choices = house.store.read(crate::choices::all).unwrap();
            let step = StepContext {
                today: day(3, 9),
                choices: &choices,
                role: UserRole::Manager,
            };
            let done = house
                .act(&now, action, |order, facts| {
                    take(order, action, step, facts)
                })
                .is_ok();
            if done {
                model.closed = closes;
            }
            (allowed, done)
        }
    })
}

#[test]
fn random_steps_of_claims_agree_with_a_model() {
    each_store(|store| {
        let house = late_house(store);
        let mut runner = TestRunner::new(Config {
            cases: 16,
            max_shrink_iters: 100,
            failure_persistence: None,
            ..Config::default()
        });
        let outcome = runner.run(&steps(), |steps| {
            let owed = || {
                let today = house.context.today;
                let customer =
                    store.read_fresh(|conn| Customer::get(conn, today, house.customer.id));
                customer.unwrap().open_balance.units()
            };
            let (order, invoice) = billed(&house);
            let before = owed();
            let mut model = Model::default();
            for step in &steps {
                if let Some((allowed, done)) = run(&house, &order, &mut model, step) {
                    prop_assert_eq!(allowed, done, "{:?} in {:?}", step, model);
                }
                let loss = model.sum(ClaimParty::Customer);
                prop_assert_eq!(before - owed(), loss, "{:?}", step);
            }
            let today = house.context.today;
            let sums = store
                .read_fresh(|conn| claims::of_order(conn, today, order.id))
                .unwrap();
            let (loss, recovered) = (
                model.sum(ClaimParty::Customer),
                model.sum(ClaimParty::Supplier),
            );
            prop_assert_eq!(sums.loss.units(), loss);
            prop_assert_eq!(sums.recovered.units(), recovered);
            prop_assert_eq!(sums.net_loss.units(), loss - recovered);
            let bill = store
                .read_fresh(|conn| Receivable::get(conn, today, invoice.id))
                .unwrap();
            prop_assert_eq!(bill.amount.minus(bill.balance).unwrap().units(), loss);
            let differences = store.read_fresh(ledger::verify).unwrap();
            prop_assert!(differences.is_empty(), "{:?}", differences);
            // The customer's credit limit must admit the next case.
            let body = WriteOff {
                amount: None,
                reason: "next case".to_owned(),
            };
            write(&house, |tx| {
                receivables::write_off(tx, invoice.id, &Expected::any(), &body)
            })
            .unwrap();
            Ok::<(), TestCaseError>(())
        });
        if let Err(error) = outcome {
            panic!("{error}");
        }
    });
}
