//! Bulk data for measurements: suppliers and customers with related records, and five years of orders and receivables. All of it is
//! invented and deterministic (`demo.md` section 13).

mod around;
mod goods;
mod orders;
mod words;

use chrono::Days;
use domain::Id;
use domain::choices::DeliveryProfile;
use domain::customers::{Customer, CustomerDraft};
use domain::suppliers::{Supplier, SupplierDraft};
use domain::users::User;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::numbers;
use crate::purchase_orders::insert_many;
use crate::records::Expected;
use crate::store::Store;
use crate::transaction::{Transaction, WriteContext};
use crate::{Repository, settings};
use around::Around;
use orders::{Loads, Orders, Trader};
use words::Dice;

/// The setting that marks a filled database with its number of orders.
const MARK: &str = "volume";
/// Its value until everything is there.
const UNFINISHED: &str = "unfinished";
/// Number of records per transaction.
const RECORDS: u32 = 500;
/// Number of orders per transaction.
const ORDERS: usize = 2_000;

/// Amount of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Volume {
    /// Suppliers.
    pub suppliers: u32,
    /// Customers.
    pub customers: u32,
    /// Orders, over the five years before the date of the context.
    pub orders: u32,
}

/// Fills a database once; returns false if it was filled before. The context's actor creates the parties, and the `owners` own the
/// records in turn.
///
/// # Errors
/// If the context has no actor, or the database fails; what was committed before stays, and filling it again is refused.
pub fn fill(
    store: &Store,
    context: &WriteContext,
    owners: &[Id<User>],
    volume: Volume,
) -> Result<bool, StoreError> {
    let actor = context.actor.ok_or(StoreError::Forbidden)?;
    match store.read_fresh(|conn| settings::get(conn, MARK))? {
        Some(mark) if mark == UNFINISHED => {
            return Err(StoreError::internal(
                "an earlier filling did not finish: fill an empty database",
            ));
        }
        Some(_) => return Ok(false),
        None => {}
    }
    store.write_plain(|conn| settings::set(conn, MARK, UNFINISHED, context.now))?;
    let sellers = many(store, context, volume.suppliers, |tx, place| {
        supplier(tx, owners, place)
    })?;
    let buyers = many(store, context, volume.customers, |tx, place| {
        customer(tx, owners, place)
    })?;
    let around = Around {
        sellers: &sellers,
        buyers: &buyers,
        owners,
    };
    let people = volume.suppliers + volume.customers;
    let bills = volume.orders / 5;
    many(store, context, volume.suppliers, |tx, place| {
        around.location(tx, place)
    })?;
    many(store, context, people, |tx, place| {
        around.contact(tx, place)
    })?;
    let plants = many(store, context, volume.suppliers, |tx, place| {
        around.plant(tx, place)
    })?;
    many(store, context, volume.suppliers, |tx, place| {
        around.supply_line(tx, &plants, place)
    })?;
    let loads = Loads {
        carriers: many(store, context, volume.suppliers / 2, |tx, place| {
            around.carrier(tx, place)
        })?,
        products: many(store, context, volume.suppliers, |tx, place| {
            around.product(tx, place)
        })?,
        plants,
    };
    many(store, context, bills, |tx, place| {
        around.receivable(tx, place)
    })?;
    many(store, context, volume.suppliers / 25, around::colleague)?;
    store.write_plain(around::settle)?;
    let next = store.read_fresh(|conn| numbers::ORDERS.next_by_year(conn))?;
    let mut orders = Orders::new(
        context,
        actor,
        owners,
        (&sellers, &buyers),
        loads,
        volume.orders,
        next,
    );
    loop {
        let batch: Vec<_> = orders.by_ref().take(ORDERS).collect();
        if batch.is_empty() {
            break;
        }
        store.write_plain(|conn| insert_many(conn, &mut batch.clone()))?;
    }
    store.write_plain(|conn| {
        for (year, next) in orders.next_numbers() {
            numbers::ORDERS.push_to(conn, *year, *next)?;
        }
        settings::set(conn, MARK, &volume.orders.to_string(), context.now)
    })?;
    // The server does this every hour; PostgreSQL does it itself.
    store.refresh_statistics()?;
    Ok(true)
}

/// Creates records in order, and returns the results of `make`, which gives none for a record that it archives again.
fn many<T: Serialize + DeserializeOwned>(
    store: &Store,
    context: &WriteContext,
    count: u32,
    make: impl Fn(&mut Transaction<'_>, u32) -> Result<Option<T>, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut made = Vec::new();
    let mut start = 0;
    while start < count {
        let end = count.min(start + RECORDS);
        let some: Vec<T> = store
            .write(context, |tx| {
                (start..end)
                    .filter_map(|place| make(tx, place).transpose())
                    .collect()
            })?
            .value;
        made.extend(some);
        start = end;
    }
    Ok(made)
}

fn is_archived(place: u32) -> bool {
    place % 33 == 32
}

fn supplier(
    tx: &mut Transaction<'_>,
    owners: &[Id<User>],
    place: u32,
) -> Result<Option<Trader>, StoreError> {
    let mut dice = Dice::new(1, place);
    let delivers = dice.below(3) > 0;
    let made = Supplier::create(
        tx,
        SupplierDraft {
            name: words::supplier(place),
            code: Some(format!("S{place:05}")),
            kind: dice.code(words::KINDS),
            delivery_profile: if delivers {
                DeliveryProfile::Delivers
            } else {
                DeliveryProfile::DoesNotDeliver
            },
            shipping_scopes: delivers
                .then(|| "domestic".to_owned())
                .into_iter()
                .collect(),
            species: dice.code(words::SPECIES).into_iter().collect(),
            payment_terms: dice.code(words::TERMS),
            credit_application_sent_on: place
                .is_multiple_of(2)
                .then(|| {
                    tx.context
                        .today
                        .checked_sub_days(Days::new(u64::from(dice.below(1_000))))
                })
                .flatten(),
            address: dice.address(),
            owner_id: words::owner(owners, place),
            ..SupplierDraft::default()
        },
    )?;
    if is_archived(place) {
        Supplier::archive(tx, made.id, &Expected::any())?;
        return Ok(None);
    }
    Ok(Some(Trader {
        id: made.id.get(),
        name: made.details.name,
        terms: made.details.payment_terms,
    }))
}

fn customer(
    tx: &mut Transaction<'_>,
    owners: &[Id<User>],
    place: u32,
) -> Result<Option<Trader>, StoreError> {
    let mut dice = Dice::new(2, place);
    let made = Customer::create(
        tx,
        CustomerDraft {
            name: words::customer(place),
            code: Some(format!("C{place:05}")),
            segments: dice.code(words::SEGMENTS).into_iter().collect(),
            species: dice.code(words::SPECIES).into_iter().collect(),
            payment_terms: dice.code(words::TERMS),
            address: dice.address(),
            owner_id: words::owner(owners, place),
            ..CustomerDraft::default()
        },
    )?;
    if is_archived(place) {
        Customer::archive(tx, made.id, &Expected::any())?;
        return Ok(None);
    }
    Ok(Some(Trader {
        id: made.id.get(),
        name: made.details.name,
        terms: made.details.payment_terms,
    }))
}

#[cfg(test)]
mod tests {
    use domain::purchase_orders::PurchaseOrder;

    use super::*;
    use crate::ReadRepository;
    use crate::testing::{context, each_store, user};
    use domain::choices::UserRole;
    use domain::list::ListQuery;

    #[test]
    fn a_filled_database_reads_like_any_other() {
        each_store(|store| {
            let lee = user(store, "lee", UserRole::Manager);
            let context = context(lee, UserRole::Manager);
            let volume = Volume {
                suppliers: 40,
                customers: 40,
                orders: 500,
            };
            assert!(fill(store, &context, &[lee], volume).unwrap());
            assert!(!fill(store, &context, &[lee], volume).unwrap());
            let query = ListQuery {
                count: true,
                limit: 5,
                ..ListQuery::default()
            };
            let page = store
                .read(|conn| PurchaseOrder::list(conn, chrono::NaiveDate::default(), &query, None))
                .unwrap();
            let (total, exact) = page.total.unwrap();
            assert!(exact && (480..500).contains(&total), "{total}");
            let newest = &page.items[0];
            let whole = store
                .read(|conn| crate::purchase_orders::get(conn, newest.id))
                .unwrap();
            let mut computed = whole.clone();
            computed.recompute();
            assert_eq!(whole, computed);
            let next = store
                .write_plain(|conn| numbers::ORDERS.draw(conn, 2026))
                .unwrap();
            assert!(next > newest.number);
            store
                .write_plain(|conn| settings::set(conn, MARK, UNFINISHED, context.now))
                .unwrap();
            assert!(fill(store, &context, &[lee], volume).is_err());
        });
    }
}
