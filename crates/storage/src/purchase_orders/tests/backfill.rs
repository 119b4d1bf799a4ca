//! The migrations of orders backfill older rows with what the program writes for new ones.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::choices::{Choices, UserRole};
use domain::purchase_orders::{OrderAction, StepContext};
use domain::{PriceBasis, WeightUnit};

use super::house::{House, take};
use crate::Store;
use crate::schema::purchase_order_details;
use crate::testing::each_store;

const SQLITE: [&str; 2] = [
    include_str!("../../../../../migrations/sqlite/0024_order_credit_amount/up.sql"),
    include_str!("../../../../../migrations/sqlite/0025_route_snapshots/up.sql"),
];
const POSTGRES: [&str; 2] = [
    include_str!("../../../../../migrations/postgres/0024_order_credit_amount/up.sql"),
    include_str!("../../../../../migrations/postgres/0025_route_snapshots/up.sql"),
];

/// The backfill statements, without those that add columns.
fn fillers(store: &Store) -> String {
    let sources = if store.kind() == "sqlite" {
        SQLITE
    } else {
        POSTGRES
    };
    let code = |source: &str| {
        let lines = source.lines().filter(|line| !line.starts_with("--"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let all = sources.map(code).join("\n");
    let fills = all
        .split(';')
        .filter(|statement| statement.trim_start().starts_with("UPDATE"));
    fills.map(|statement| format!("{statement};")).collect()
}

#[test]
fn older_orders_get_what_new_ones_are_written_with() {
    each_store(|store| {
        let house = House::new(store);
        let mut draft = house.draft();
        let mut line = draft.lines.remove(0);
        line.ordered_units = Some(21);
        line.sell_price = "1.2345".parse().ok();
        for (basis, unit) in [
            (PriceBasis::PerLb, WeightUnit::Lb),
            (PriceBasis::PerLb, WeightUnit::Kg),
            (PriceBasis::PerCwt, WeightUnit::Lb),
            (PriceBasis::PerCwt, WeightUnit::Kg),
            (PriceBasis::PerKg, WeightUnit::Lb),
            (PriceBasis::PerKg, WeightUnit::Kg),
            (PriceBasis::PerCase, WeightUnit::Lb),
            (PriceBasis::PerLoad, WeightUnit::Lb),
        ] {
            let mut priced = line.clone();
            priced.sell_basis = Some(basis);
            priced.weight_unit = unit;
            draft.lines.push(priced);
        }
        // Without a price on one line there is no selling total to copy.
        line.sell_price = None;
        line.sell_basis = None;
        draft.lines.push(line);
        let partly = house.create(&draft).unwrap();
        assert_eq!(partly.totals.sell_total, None);
        let mut shipped = house.issue(&house.create(&house.draft()).unwrap()).unwrap();
        let choices = Choices::default();
        let step = StepContext {
            today: crate::testing::day(3, 9),
            choices: &choices,
            role: UserRole::Manager,
        };
        for action in [OrderAction::Confirm, OrderAction::Ship] {
            shipped = house
                .act(&shipped, action, |order, facts| {
                    take(order, action, step, facts)
                })
                .unwrap();
        }
        let place = shipped.ship_to_snapshot.clone().unwrap();
        assert!(!place.address.is_empty() && shipped.ship_from_snapshot.is_some());
        let amounts = || -> Vec<(i64, i64)> {
            let rows = store.read(|conn| {
                Ok(purchase_order_details::table
                    .order(purchase_order_details::order_id)
                    .select((
                        purchase_order_details::order_id,
                        purchase_order_details::credit_amount,
                    ))
                    .load(conn)?)
            });
            rows.unwrap()
        };
        let written = amounts();
        assert!(written.iter().all(|(_, amount)| *amount > 0), "{written:?}");
        let filled = store.write(&house.context, |tx| {
            tx.conn.batch_execute(
                "UPDATE purchase_order_details SET credit_amount = 0, route_snapshots = NULL",
            )?;
            tx.conn.batch_execute(&fillers(store))?;
            Ok(())
        });
        filled.unwrap();
        assert_eq!(amounts(), written);
        assert_eq!(house.get(shipped.id), shipped);
    });
}
