//! Lists of orders: every sort, every kind of filter, search.

use domain::Money;
use domain::customers::Customer;
use domain::list::SortBy;
use domain::purchase_orders::PurchaseOrderSort;

use super::house::House;
use crate::testing::{day, each_store};
use crate::{Entity, Expected};

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
