//! Concurrent changes to orders and their places: archived places must have no open orders.

use domain::choices::{Choices, UserRole};
use domain::locations::Location;
use domain::plants::Plant;
use domain::purchase_orders::{OrderAction, OrderStatus, PurchaseOrder, StepContext};

use super::house::{House, take};
use crate::pressure_tests::locks::beside;
use crate::testing::{day, each_store};
use crate::{Expected, Repository, StoreError, Transaction, purchase_orders};

/// Issues an order.
fn issue(tx: &mut Transaction<'_>, order: &PurchaseOrder) -> Result<PurchaseOrder, StoreError> {
    let choices = Choices::default();
    let step = StepContext {
        today: day(3, 2),
        choices: &choices,
        role: UserRole::Manager,
    };
    let expected = Expected::any();
    purchase_orders::act(
        tx,
        order.id,
        &expected,
        OrderAction::Issue,
        |order, facts| take(order, OrderAction::Issue, step, facts),
    )
}

type Archive = fn(&mut Transaction<'_>, &House<'_>) -> Result<i64, StoreError>;

/// Places of an order, and their fields.
const PLACES: [(Archive, &str); 2] = [
    (archive_plant, "/ship_from_plant_id"),
    (archive_dock, "/ship_to_location_id"),
];

fn archive_plant(tx: &mut Transaction<'_>, house: &House<'_>) -> Result<i64, StoreError> {
    Ok(Plant::archive(tx, house.plant.id, &Expected::any())?.version)
}

fn archive_dock(tx: &mut Transaction<'_>, house: &House<'_>) -> Result<i64, StoreError> {
    Ok(Location::archive(tx, house.dock.id, &Expected::any())?.version)
}

#[test]
fn a_place_is_not_archived_beside_the_order_that_opens_with_it() {
    // A separate customer for each, because one order uses up its credit.
    for (archive, _) in PLACES {
        each_store(|store| {
            let house = House::new(store);
            let order = house.create(&house.draft()).unwrap();
            let (issued, archived) = beside(
                store,
                &house.context,
                |tx| Ok(issue(tx, &order)?.version),
                |tx| archive(tx, &house),
            );
            issued.unwrap();
            let Err(StoreError::InUse { blockers, .. }) = archived else {
                panic!("{}: {archived:?}", store.kind());
            };
            assert!(blockers.iter().any(|blocker| blocker.id == order.id.get()));
        });
    }
}

#[test]
fn an_order_does_not_open_with_a_place_that_is_being_archived() {
    each_store(|store| {
        let house = House::new(store);
        let order = house.create(&house.draft()).unwrap();
        for (archive, pointer) in PLACES {
            let (archived, issued) = beside(
                store,
                &house.context,
                |tx| archive(tx, &house),
                |tx| Ok(issue(tx, &order)?.version),
            );
            archived.unwrap();
            let Err(StoreError::Invalid(errors)) = issued else {
                panic!("{}: {issued:?}", store.kind());
            };
            let pointers = errors.iter().filter_map(|error| error.pointer.as_deref());
            assert!(pointers.into_iter().any(|found| found == pointer));
            assert_eq!(house.get(order.id).status, OrderStatus::Draft);
        }
    });
}
