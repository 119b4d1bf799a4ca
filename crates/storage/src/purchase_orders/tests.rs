//! Orders in both databases: what is written is read back, numbers, links, steps, lists.

use domain::choices::Choices;
use domain::choices::UserRole;
use domain::customers::{Customer, CustomerDraft};
use domain::list::{ListQuery, SortBy};
use domain::purchase_orders::{
    Appointment, IssueOrder, LineDraft, OrderAction, OrderHeader, OrderStatus, PurchaseOrder,
    PurchaseOrderDraft, PurchaseOrderFilter, PurchaseOrderSort, Refusal, StepContext,
};
use domain::record::Instant;
use domain::suppliers::{Supplier, SupplierDraft};
use domain::users::User;
use domain::{Id, Money, PriceBasis};

use crate::testing::{context, day, each_store, noon, user};
use crate::{Expected, Store, StoreError, WriteContext, customers, purchase_orders, suppliers};

struct House<'a> {
    store: &'a Store,
    context: WriteContext,
    supplier: Supplier,
    customer: Customer,
}

impl<'a> House<'a> {
    fn new(store: &'a Store) -> Self {
        let lee: Id<User> = user(store, "lee", UserRole::Manager);
        let context = context(lee, UserRole::Manager);
        let draft = SupplierDraft {
            name: "Brindlemoor Beef Packing".to_owned(),
            payment_terms: Some("net_7".to_owned()),
            ..SupplierDraft::default()
        };
        let supplier = store
            .write(&context, |tx| suppliers::create(tx, draft.clone()))
            .unwrap();
        let draft = CustomerDraft {
            name: "Wexcombe Grinding Company".to_owned(),
            payment_terms: Some("net_15".to_owned()),
            credit_limit: Some(Money::of(10_000_000)),
            ..CustomerDraft::default()
        };
        let customer = store
            .write(&context, |tx| customers::create(tx, draft.clone()))
            .unwrap();
        Self {
            store,
            context,
            supplier: supplier.value,
            customer: customer.value,
        }
    }

    fn draft(&self) -> PurchaseOrderDraft {
        PurchaseOrderDraft {
            header: OrderHeader {
                supplier_id: Some(self.supplier.id),
                customer_id: Some(self.customer.id),
                pickup_date: Some(day(3, 4)),
                delivery_appointment: Some(Appointment {
                    at: Some(Instant(noon(3, 6))),
                    method: Some("email".to_owned()),
                    ..Appointment::default()
                }),
                temperature_setpoint_f: "28.5".parse().ok(),
                ..OrderHeader::default()
            },
            lines: vec![line("Trim 50's"), line("Café chucks"), line("Knuckles")],
        }
    }

    fn create(&self, draft: &PurchaseOrderDraft) -> Result<PurchaseOrder, StoreError> {
        self.store
            .write(&self.context, |tx| {
                purchase_orders::create(tx, draft.clone())
            })
            .map(|written| written.value)
    }

    fn get(&self, id: Id<PurchaseOrder>) -> PurchaseOrder {
        self.store
            .read(|conn| purchase_orders::get(conn, id))
            .unwrap()
    }

    fn update(
        &self,
        order: &PurchaseOrder,
        change: impl Fn(&mut PurchaseOrderDraft),
    ) -> Result<PurchaseOrder, StoreError> {
        use domain::record::Resource;
        let expected = Expected::Version(vec![order.version]);
        self.store
            .write(&self.context, |tx| {
                purchase_orders::update(tx, order.id, &expected, |now| {
                    let mut draft = now.draft();
                    change(&mut draft);
                    Ok(draft)
                })
            })
            .map(|written| written.value)
    }

    fn issue(&self, order: &PurchaseOrder) -> Result<PurchaseOrder, StoreError> {
        let choices = Choices::default();
        let step = StepContext {
            today: self.context.today,
            choices: &choices,
            role: UserRole::Manager,
        };
        let expected = Expected::Version(vec![order.version]);
        self.store
            .write(&self.context, |tx| {
                purchase_orders::act(
                    tx,
                    order.id,
                    &expected,
                    OrderAction::Issue,
                    |order, facts| {
                        order.issue(
                            &IssueOrder::default(),
                            step,
                            facts.credit,
                            facts.supplier.clone(),
                            facts.customer.clone(),
                        )
                    },
                )
            })
            .map(|written| written.value)
    }

    fn list(
        &self,
        change: impl Fn(&mut ListQuery<PurchaseOrderFilter, PurchaseOrderSort>),
    ) -> Vec<String> {
        let mut query = ListQuery::default();
        change(&mut query);
        let mut numbers = Vec::new();
        let mut after = None;
        loop {
            let page = self
                .store
                .read(|conn| purchase_orders::list(conn, &query, after.as_ref()))
                .unwrap();
            numbers.extend(page.items.into_iter().map(|row| row.number));
            match page.next {
                Some(next) => after = Some(next),
                None => return numbers,
            }
        }
    }
}

fn line(description: &str) -> LineDraft {
    LineDraft {
        description: description.to_owned(),
        ordered_weight: "16000.00".parse().ok(),
        buy_price: "1.2275".parse().ok(),
        buy_basis: Some(PriceBasis::PerLb),
        sell_price: "1.30".parse().ok(),
        sell_basis: Some(PriceBasis::PerLb),
        ..LineDraft::default()
    }
}

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
            Err(StoreError::Stale {
                current_version: 2,
                ..
            })
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
                assert!(matches!(*refusal, Refusal::CreditBlocked(_)));
            }
            other => panic!("{other:?}"),
        }
        match house.issue(&issued) {
            Err(StoreError::Refused { refusal, allowed }) => {
                assert_eq!(*refusal, Refusal::IllegalTransition);
                assert_eq!(allowed, OrderStatus::Issued.allowed_actions());
            }
            other => panic!("{other:?}"),
        }
        let customer = store
            .read(|conn| customers::get(conn, house.customer.id))
            .unwrap();
        assert_eq!(customer.credit_exposure, Money::of(6_240_000));
        assert_eq!(customer.open_order_count, 1);
        let archived = store.write(&house.context, |tx| {
            customers::archive(tx, house.customer.id, &Expected::any())
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
fn archived_parties_get_no_new_orders() {
    each_store(|store| {
        let house = House::new(store);
        let draft = house.create(&house.draft()).unwrap();
        store
            .write(&house.context, |tx| {
                suppliers::archive(tx, house.supplier.id, &Expected::any())
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

#[test]
fn renamed_parties_are_found_by_their_new_name() {
    each_store(|store| {
        let house = House::new(store);
        let order = house.create(&house.draft()).unwrap();
        store
            .write(&house.context, |tx| {
                customers::update(tx, house.customer.id, &Expected::any(), |now| {
                    let mut draft = now.details.clone();
                    draft.name = "Ærøskøbing Foods".to_owned();
                    Ok(draft)
                })
            })
            .unwrap();
        let by = |q: &str| house.list(|query| query.filter.common.q = Some(q.to_owned()));
        let number = order.details.number.clone().unwrap();
        assert_eq!(by("ærøsk"), [number.as_str()]);
        assert_eq!(by("cafe ch"), [number.as_str()]);
        assert_eq!(by("0001"), [number.as_str()]);
        assert_eq!(by("wexcombe"), [""; 0]);
        let renamed = house.get(order.id);
        assert_eq!(renamed.customer_name.as_deref(), Some("Ærøskøbing Foods"));
        assert_eq!(renamed.version, order.version);
    });
}

#[test]
fn every_order_and_filter_works_on_every_page() {
    use domain::list::SortKey;
    each_store(|store| {
        let house = House::new(store);
        for count in 0..7_u32 {
            let mut draft = house.draft();
            draft.header.pickup_date = (count % 2 == 0).then(|| day(3, 3 + count));
            draft.header.for_stock = count == 3;
            if count == 3 {
                draft.header.customer_id = None;
            }
            draft.lines.truncate(usize::try_from(count).unwrap());
            house.create(&draft).unwrap();
        }
        for key in PurchaseOrderSort::ALL {
            for descending in [false, true] {
                let all = house.list(|query| {
                    query.sort = vec![SortBy {
                        key: *key,
                        descending,
                    }];
                    query.limit = 2;
                });
                let unique: std::collections::BTreeSet<&String> = all.iter().collect();
                assert_eq!((all.len(), unique.len()), (7, 7), "{key:?}");
            }
        }
        let mixed = house.list(|query| {
            query.sort = vec![
                SortBy::descending(PurchaseOrderSort::PickupDate),
                SortBy::ascending(PurchaseOrderSort::Number),
            ];
            query.limit = 1;
        });
        assert_eq!(mixed.first().map(String::as_str), Some("PO-2026-0002"));
        let late = house.list(|query| query.filter.pickup_date.gt = Some(day(3, 5)));
        assert_eq!(late, ["PO-2026-0007", "PO-2026-0005"]);
        let none = house.list(|query| query.filter.pickup_date.is_null = Some(true));
        assert_eq!(none, ["PO-2026-0006", "PO-2026-0004", "PO-2026-0002"]);
        let stock = house.list(|query| query.filter.for_stock = Some(true));
        assert_eq!(stock, ["PO-2026-0004"]);
        let dear = house.list(|query| query.filter.buy_total.gte = Some(Money::of(5_892_000)));
        assert_eq!(
            dear,
            [
                "PO-2026-0007",
                "PO-2026-0006",
                "PO-2026-0005",
                "PO-2026-0004"
            ]
        );
        let unpriced = house.list(|query| query.filter.buy_total.is_null = Some(true));
        assert_eq!(unpriced, ["PO-2026-0001"]);
        let open = house.list(|query| query.filter.fulfilled = Some(true));
        assert_eq!(open, [""; 0]);
    });
}
