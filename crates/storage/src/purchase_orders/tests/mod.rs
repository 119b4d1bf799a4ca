//! Orders in both databases: round trips, numbers, links, steps.

mod backfill;
mod cases;
mod claims;
mod claims_model;
mod house;
mod lists;
mod places;

use domain::choices::UserRole;
use domain::customers::Customer;
use domain::list::SortBy;
use domain::purchase_orders::{
    OrderAction, OrderStatus, PurchaseOrder, PurchaseOrderSort, StepContext, TransitionError,
};
use domain::receivables::{Receivable, VoidReceivable};
use domain::suppliers::Supplier;
use domain::{Id, Money};

use crate::testing::{day, each_store};
use crate::{
    Expected, ReadRepository, Repository, StoreError, Transaction, WriteContext, purchase_orders,
    queries_on_this_thread, receivables,
};
use house::{House, line, take};

#[test]
fn what_is_written_is_read_back() {
    each_store(|store| {
        let house = House::new(store);
        let order = house.create(&house.draft()).unwrap();
        assert_eq!(order.details.number.as_deref(), Some("PO-2026-0001"));
        assert_eq!(order.details.order_date, Some(day(3, 2)));
        assert_eq!(order.details.supplier_terms.as_deref(), Some("net_7"));
        assert_eq!(order.details.customer_terms.as_deref(), Some("net_15"));
        assert_eq!(order, house.get(order.id));
        let changed = house
            .update(&order, |draft| {
                draft.lines.swap(0, 2);
                draft.lines.remove(1);
                draft.lines.push(line("Shanks"));
                draft.header.customer_po_number = Some("CP-77".to_owned());
            })
            .unwrap();
        assert_eq!(changed.version, 2);
        assert_eq!(changed, house.get(order.id));
        assert_eq!(changed.lines[0].details.id, order.lines[2].details.id);
        let unchanged = house.update(&changed, |_| {}).unwrap();
        assert_eq!(unchanged.version, 2);
        assert!(matches!(
            house.update(&order, |draft| draft.lines.clear()),
            Err(StoreError::Stale(stale)) if stale.current_version == 2
        ));
    });
}

#[test]
fn an_order_is_read_in_three_statements() {
    each_store(|store| {
        let house = House::new(store);
        let order = house.create(&house.draft()).unwrap();
        let before = queries_on_this_thread();
        assert_eq!(house.get(order.id).lines.len(), 3);
        assert_eq!(queries_on_this_thread() - before, 3);
    });
}

#[test]
fn receivables_are_issued_and_voided_by_those_who_may() {
    each_store(|store| {
        let house = House::new(store);
        let tried =
            |role: UserRole, work: fn(&mut Transaction<'_>) -> Result<Receivable, StoreError>| {
                let context = WriteContext {
                    role,
                    ..house.context.clone()
                };
                store.write(&context, work).map(|_| ()).unwrap_err()
            };
        let issue = |tx: &mut Transaction<'_>| receivables::issue(tx, Id::new(9), &Expected::any());
        let void = |tx: &mut Transaction<'_>| {
            receivables::void(tx, Id::new(9), &Expected::any(), &VoidReceivable::default())
        };
        assert!(matches!(
            tried(UserRole::Viewer, issue),
            StoreError::Forbidden
        ));
        assert!(matches!(
            tried(UserRole::Broker, issue),
            StoreError::NotFound
        ));
        assert!(matches!(
            tried(UserRole::Broker, void),
            StoreError::Forbidden
        ));
        assert!(matches!(
            tried(UserRole::Manager, void),
            StoreError::NotFound
        ));
    });
}

#[test]
fn numbers_have_no_gap_and_no_double() {
    each_store(|store| {
        let house = House::new(store);
        let mut broken = house.draft();
        broken.header.owner_id = Some(Id::new(999));
        assert!(matches!(house.create(&broken), Err(StoreError::Invalid(_))));
        broken = house.draft();
        broken.header.supplier_terms = Some("no_such_terms".to_owned());
        assert!(matches!(
            house.create(&broken),
            Err(StoreError::Internal(_))
        ));
        let numbered = |number: &str| {
            let mut draft = house.draft();
            draft.header.number = Some(number.to_owned());
            draft
        };
        house.create(&house.draft()).unwrap();
        let typed = house.create(&numbered("po-2026-0007")).unwrap();
        match house.create(&numbered("PO-2026-0007")) {
            Err(StoreError::Duplicate { pointer, existing }) => {
                assert_eq!((pointer.as_str(), existing.id), ("/number", typed.id.get()));
            }
            other => panic!("{other:?}"),
        }
        house.create(&numbered("4711")).unwrap();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (store, context, draft) = (store.clone(), house.context.clone(), house.draft());
                std::thread::spawn(move || {
                    for _ in 0..5 {
                        store
                            .write(&context, |tx| purchase_orders::create(tx, draft.clone()))
                            .unwrap();
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        let numbers = house.list(|query| {
            query.sort = vec![SortBy::ascending(PurchaseOrderSort::Number)];
            query.limit = 5;
        });
        let mut expected = vec![
            "4711".to_owned(),
            "PO-2026-0001".to_owned(),
            "po-2026-0007".to_owned(),
        ];
        expected.extend((8..28).map(|no| format!("PO-2026-{no:04}")));
        assert_eq!(numbers, expected);
    });
}

#[test]
fn the_credit_gate_counts_what_was_issued() {
    each_store(|store| {
        let house = House::new(store);
        let first = house.create(&house.draft()).unwrap();
        let second = house.create(&house.draft()).unwrap();
        let issued = house.issue(&first).unwrap();
        assert_eq!(issued.status, OrderStatus::Issued);
        assert_eq!(issued, house.get(issued.id));
        let snapshot = issued.supplier_snapshot.as_ref().unwrap();
        assert_eq!(snapshot.name, "Brindlemoor Beef Packing");
        match house.issue(&second) {
            Err(StoreError::Refused { refusal, .. }) => {
                assert!(matches!(*refusal, TransitionError::CreditBlocked(_)));
            }
            other => panic!("{other:?}"),
        }
        match house.issue(&issued) {
            Err(StoreError::Refused { refusal, allowed }) => {
                assert_eq!(*refusal, TransitionError::IllegalTransition);
                assert_eq!(allowed, ["confirm", "cancel", "step-back"]);
            }
            other => panic!("{other:?}"),
        }
        let customer = store
            .read(|conn| Customer::get(conn, day(3, 2), house.customer.id))
            .unwrap();
        assert_eq!(customer.credit_exposure, Money::of(6_240_000));
        assert_eq!(customer.open_order_count, 1);
        let archived = store.write(&house.context, |tx| {
            Customer::archive(tx, house.customer.id, &Expected::any())
        });
        match archived {
            Err(StoreError::InUse { blockers, count }) => {
                assert_eq!((blockers[0].label.as_str(), count), ("PO-2026-0001", 1));
            }
            other => panic!("{other:?}"),
        }
        let history = store
            .read(|conn| {
                crate::history(
                    conn,
                    domain::EntityKind::PurchaseOrder,
                    issued.id.get(),
                    None,
                    10,
                )
            })
            .unwrap();
        assert_eq!(history.len(), 2);
    });
}

#[test]
fn an_order_lives_and_rests() {
    each_store(|store| {
        let house = House::new(store);
        let mut order = house.create(&house.draft()).unwrap();
        let choices = store.read(crate::choices::all).unwrap();
        let step = StepContext {
            today: day(3, 9),
            choices: &choices,
            role: UserRole::Manager,
        };
        for action in [
            OrderAction::Issue,
            OrderAction::Confirm,
            OrderAction::Ship,
            OrderAction::StepBack,
            OrderAction::Ship,
            OrderAction::Deliver,
            OrderAction::Weigh,
            OrderAction::Close,
        ] {
            order = house
                .act(&order, action, |order, facts| {
                    take(order, action, step, facts)
                })
                .unwrap();
            assert_eq!(order, house.get(order.id), "{action}");
        }
        assert_eq!(order.status, OrderStatus::Closed);
        assert_eq!(order.shipped_on, Some(day(3, 4)));
        assert_eq!(order.moves.len(), 8);
        assert_eq!(order.moves[4].reason.as_deref(), Some("too early"));
        assert!(matches!(
            house.update(&order, |draft| draft.header.notes = Some("x".to_owned())),
            Err(StoreError::Refused { .. })
        ));
        let set = |archive: bool, version: i64| {
            let expected = Expected::Version(vec![version]);
            let outcome = store.write(&house.context, |tx| {
                if archive {
                    purchase_orders::archive(tx, order.id, &expected)
                } else {
                    purchase_orders::restore(tx, order.id, &expected)
                }
            });
            outcome.unwrap().value
        };
        let archived = set(true, order.version);
        assert_eq!(archived, house.get(order.id));
        assert_eq!(set(true, archived.version), archived);
        assert_eq!(house.list(|_| {}), [""; 0]);
        assert!(matches!(
            house.update(&archived, |draft| draft.lines.clear()),
            Err(StoreError::Archived)
        ));
        let restored = set(false, archived.version);
        assert_eq!(restored, house.get(order.id));
        let history = store
            .read(|conn| {
                crate::history(
                    conn,
                    domain::EntityKind::PurchaseOrder,
                    order.id.get(),
                    None,
                    20,
                )
            })
            .unwrap();
        assert_eq!(history.len(), 11);
        let pointers: Vec<&str> = history[4]
            .changes
            .iter()
            .map(|change| change.pointer.as_str())
            .collect();
        assert_eq!(pointers, ["/delivered_on", "/status"]);
    });
}

#[test]
fn archived_parties_get_no_new_orders() {
    each_store(|store| {
        let house = House::new(store);
        let draft = house.create(&house.draft()).unwrap();
        store
            .write(&house.context, |tx| {
                Supplier::archive(tx, house.supplier.id, &Expected::any())
            })
            .unwrap();
        let pointer = |outcome: Result<PurchaseOrder, StoreError>| match outcome {
            Err(StoreError::Invalid(errors)) => errors.into_vec()[0].pointer.clone(),
            other => panic!("{other:?}"),
        };
        let expected = Some("/supplier_id".to_owned());
        assert_eq!(pointer(house.create(&house.draft())), expected);
        assert_eq!(pointer(house.issue(&draft)), expected);
        let kept = house.update(&draft, |draft| draft.header.for_stock = false);
        assert_eq!(kept.unwrap().version, 1);
    });
}
