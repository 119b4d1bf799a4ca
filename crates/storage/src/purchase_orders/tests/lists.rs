//! Lists of orders: every sort key, every kind of filter, search.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::customers::Customer;
use domain::list::SortBy;
use domain::purchase_orders::PurchaseOrderSort;
use domain::{Money, PriceAmount, WeightAmount};

use super::house::House;
use crate::schema::purchase_orders;
use crate::testing::{day, each_store};
use crate::{Expected, Repository};

#[test]
fn renamed_parties_are_found_by_their_new_name() {
    each_store(|store| {
        let house = House::new(store);
        let order = house.create(&house.draft()).unwrap();
        store
            .write(&house.context, |tx| {
                Customer::update(tx, house.customer.id, &Expected::any(), |now| {
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

#[test]
fn the_migration_rounds_margins_as_the_domain_does() {
    const MIGRATION: &str =
        include_str!("../../../../../migrations/sqlite/0029_list_columns/up.sql");
    let from = MIGRATION.find("UPDATE").unwrap();
    let backfill = MIGRATION[from..].split(';').next().unwrap();
    each_store(|store| {
        let house = House::new(store);
        // Halves that round up and down, a loss, no weight, no price.
        for (weight, sell) in [(300, 10_001), (800, 10_105), (700, 9_000), (400, 0), (0, 1)] {
            let mut draft = house.draft();
            draft.accept_negative_margin = true;
            draft.lines.truncate(1);
            let line = draft.lines.first_mut().unwrap();
            line.ordered_weight = WeightAmount::new(weight).filter(|_| weight > 0);
            line.buy_price = PriceAmount::new(10_000);
            line.sell_price = PriceAmount::new(sell).filter(|_| sell > 0);
            house.create(&draft).unwrap();
        }
        let margins = || -> Vec<(Option<i64>, i64, Option<i64>)> {
            let rows = store.read(|conn| {
                Ok(purchase_orders::table
                    .order(purchase_orders::id)
                    .select((
                        purchase_orders::margin,
                        purchase_orders::weight_lb,
                        purchase_orders::margin_per_lb,
                    ))
                    .load(conn)?)
            });
            rows.unwrap()
        };
        let written = margins();
        assert!(
            written
                .iter()
                .any(|(.., per_lb)| *per_lb < Some(0) && per_lb.is_some())
        );
        assert!(written.iter().any(|(.., per_lb)| *per_lb > Some(0)));
        assert!(written.iter().any(|(.., per_lb)| per_lb.is_none()));
        let statements = format!("UPDATE purchase_orders SET margin_per_lb = NULL; {backfill}");
        store
            .write(&house.context, |tx| {
                Ok(tx.conn.batch_execute(&statements)?)
            })
            .unwrap();
        assert_eq!(margins(), written);
    });
}
