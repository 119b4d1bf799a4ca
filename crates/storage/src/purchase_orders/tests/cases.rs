//! Cases of orders in both databases: a serial number counts once, and sums are those of the cases that are not removed.

use diesel::connection::SimpleConnection;
use domain::choices::{Choices, UserRole};
use domain::order_cases::{AddCases, RemoveCases};
use domain::purchase_orders::{OrderAction, PurchaseOrder, StepContext};
use domain::{Id, WeightAmount};

use super::house::{House, take};
use crate::connection::DbConnection;
use crate::order_cases::{self, CasesWanted};
use crate::testing::{day, each_store};
use crate::{Expected, Store, StoreError};

/// An order on its way.
fn shipped(house: &House<'_>, choices: &Choices) -> PurchaseOrder {
    let step = StepContext {
        today: day(3, 10),
        choices,
        role: UserRole::Manager,
    };
    let mut order = house.create(&house.draft()).unwrap();
    for action in [OrderAction::Issue, OrderAction::Confirm, OrderAction::Ship] {
        order = house
            .act(&order, action, |order, facts| {
                take(order, action, step, facts)
            })
            .unwrap();
    }
    order
}

fn wanted(with_removed: bool) -> CasesWanted {
    CasesWanted {
        line: None,
        with_removed,
        after: None,
        limit: 200,
    }
}

#[test]
fn sums_follow_the_cases() {
    each_store(|store| {
        let house = House::new(store);
        let choices = Choices::default();
        let context = StepContext {
            today: day(3, 10),
            choices: &choices,
            role: UserRole::Manager,
        };
        let order = shipped(&house, &choices);
        let line = order.lines[1].details.id;
        let sent = AddCases {
            line_id: line,
            text: "10.001 10.002 kg\n(3203)000005".to_owned(),
            accept_variance: true,
            ..AddCases::default()
        };
        let expected = Expected::Version(vec![order.version]);
        let added = store
            .write(&house.context, |tx| {
                order_cases::add(tx, order.id, &expected, &sent, context)
            })
            .unwrap()
            .value;
        // 20.003 kg are 44.0990663.. lb: rounded once, with the 0.005 lb.
        let now = house.get(order.id);
        assert_eq!((added.kept, added.version), (3, now.version));
        assert_eq!(
            now.lines[1].weights.actual_weight,
            Some(WeightAmount::of(4_410))
        );
        assert_eq!(now.lines[1].weights.case_count, 3);
        assert!(now.lines[0].needs_weight());
        let cases = store
            .read(|conn| order_cases::list(conn, order.id, wanted(true)))
            .unwrap();
        assert_eq!(cases.len(), 3);
        assert_eq!(cases[0].created_by_name, "lee");
        let removal = RemoveCases {
            ids: cases.iter().map(|case| case.id).collect(),
            reason: "other load".to_owned(),
            ..RemoveCases::default()
        };
        let expected = Expected::Version(vec![now.version]);
        let removed = store
            .write(&house.context, |tx| {
                order_cases::remove(tx, order.id, &expected, &removal, context)
            })
            .unwrap()
            .value;
        assert!(removed.lines[1].needs_weight());
        assert_eq!(removed, house.get(order.id));
        let count = |with_removed| {
            store
                .read(|conn| order_cases::list(conn, order.id, wanted(with_removed)))
                .unwrap()
                .len()
        };
        assert_eq!((count(false), count(true)), (0, 3));
        assert!(matches!(
            store.read(|conn| order_cases::list(conn, Id::new(999), wanted(true))),
            Err(StoreError::NotFound)
        ));
    });
}

#[test]
fn the_table_counts_a_serial_number_once() {
    each_store(|store: &Store| {
        let house = House::new(store);
        let order = shipped(&house, &Choices::default());
        let line = order.lines[0].details.id.unwrap();
        let run = |values: &str| {
            let sql = format!(
                "INSERT INTO order_cases (order_id, line_id, gtin, serial, weight, weight_unit, units, weight_lb, source, \
                 scanned_text, created_at, created_by, removed_at, removed_by, remove_reason) \
                 VALUES ({}, {line}, {values})",
                order.id
            );
            store.write_plain(|conn: &mut DbConnection| Ok(conn.batch_execute(&sql)?))
        };
        let rest = "1, 100, 'scan', 'x', '2026-03-02 12:00:00', 1";
        let live = "NULL, NULL, NULL";
        let gone = "'2026-03-02 12:00:00', 1, 'misread'";
        run(&format!("'90012345678908', '7', 5, 'lb', {rest}, {live}")).unwrap();
        run(&format!("'90012345678908', '7', 5, 'lb', {rest}, {gone}")).unwrap();
        run(&format!("NULL, '7', 5, 'lb', {rest}, {live}")).unwrap();
        run(&format!("NULL, NULL, 5, 'lb', {rest}, {live}")).unwrap();
        run(&format!("NULL, NULL, 5, 'lb', {rest}, {live}")).unwrap();
        for refused in [
            format!("'90012345678908', '7', 5, 'lb', {rest}, {live}"),
            format!("NULL, '7', 5, 'lb', {rest}, {live}"),
            format!("'9001234567890', '8', 5, 'lb', {rest}, {live}"),
            format!("NULL, '', 5, 'lb', {rest}, {live}"),
            format!("NULL, '9', 0, 'lb', {rest}, {live}"),
            format!("NULL, '9', 5, 'st', {rest}, {live}"),
            format!("NULL, '9', 5, 'lb', {rest}, '2026-03-02 12:00:00', NULL, NULL"),
        ] {
            assert!(run(&refused).is_err(), "{refused}");
        }
    });
}
