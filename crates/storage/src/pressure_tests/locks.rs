//! Concurrent writers: no child can be added to, and no order opened with, a record that is being archived.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use domain::Id;
use domain::contacts::{Contact, ContactDraft};
use domain::locations::{Location, LocationDraft};
use domain::plants::Plant;
use domain::record::Resource;
use domain::supplier_plant_mappings::{SupplierPlantMapping, SupplierPlantMappingDraft};
use domain::suppliers::Supplier;

use super::{manager, plant, supplier};
use crate::testing::{day, each_store};
use crate::{
    Expected, ReadRepository, Repository, Store, StoreError, Transaction, WriteContext, Written,
};

/// Time for the second writer to pass, if it does not wait as it should.
const AHEAD: Duration = Duration::from_millis(200);

/// Runs a write, begins another before the first commits, and returns both results.
pub(crate) fn beside<A, B>(
    store: &Store,
    context: &WriteContext,
    first: impl Fn(&mut Transaction<'_>) -> Result<A, StoreError> + Sync,
    second: impl Fn(&mut Transaction<'_>) -> Result<B, StoreError> + Sync,
) -> (
    Result<Written<A>, StoreError>,
    Result<Written<B>, StoreError>,
)
where
    A: Send + serde::Serialize + serde::de::DeserializeOwned,
    B: Send + serde::Serialize + serde::de::DeserializeOwned,
{
    let (written, begin) = channel();
    thread::scope(|scope| {
        let one = scope.spawn(|| {
            let written = written;
            store.write(context, |tx| {
                let value = first(tx)?;
                let _ = written.send(());
                thread::sleep(AHEAD);
                Ok(value)
            })
        });
        let other = scope.spawn(|| {
            let begin = begin;
            begin.recv().unwrap();
            store.write(context, |tx| second(tx))
        });
        (one.join().unwrap(), other.join().unwrap())
    })
}

fn location(supplier: Id<Supplier>) -> LocationDraft {
    LocationDraft {
        supplier_id: Some(supplier),
        name: "Cold store".to_owned(),
        ..LocationDraft::default()
    }
}

#[test]
fn a_child_made_beside_the_archiving_of_its_parent_is_archived_with_it() {
    each_store(|store| {
        let context = manager(store);
        let parent = supplier(store, &context, "Brindlemoor Beef");
        let works = plant(store, &context, "Works");
        let line = SupplierPlantMappingDraft {
            supplier_id: Some(parent.id),
            plant_id: Some(works.id),
            ..SupplierPlantMappingDraft::default()
        };
        let person = ContactDraft {
            supplier_id: Some(parent.id),
            name: "Rosa".to_owned(),
            ..ContactDraft::default()
        };
        let (made, archived) = beside(
            store,
            &context,
            |tx| {
                Ok((
                    Location::create(tx, location(parent.id))?.id,
                    Contact::create(tx, person.clone())?.id,
                    SupplierPlantMapping::create(tx, line.clone())?.id,
                ))
            },
            |tx| Ok(Supplier::archive(tx, parent.id, &Expected::any())?.is_archived()),
        );
        assert!(archived.unwrap().value);
        let (place, person, line) = made.unwrap().value;
        let active = store.read(|conn| {
            let today = day(3, 2);
            Ok([
                Location::get(conn, today, place)?.is_archived(),
                Contact::get(conn, today, person)?.is_archived(),
                SupplierPlantMapping::get(conn, today, line)?.is_archived(),
            ])
        });
        assert_eq!(active.unwrap(), [true; 3], "{}", store.kind());
    });
}

#[test]
fn a_parent_that_is_being_archived_gets_no_child() {
    each_store(|store| {
        let context = manager(store);
        let parent = supplier(store, &context, "Brindlemoor Beef");
        let other = supplier(store, &context, "Quillhaven Poultry");
        let moved = store
            .write(&context, |tx| Location::create(tx, location(other.id)))
            .unwrap()
            .value;
        let archive = |tx: &mut Transaction<'_>| {
            Ok(Supplier::archive(tx, parent.id, &Expected::any())?.version)
        };
        let (archived, made) = beside(store, &context, archive, |tx| {
            Ok(Location::create(tx, location(parent.id))?.id)
        });
        archived.unwrap();
        assert!(refused_at(made, "/supplier_id"), "{}", store.kind());
        let linked = store.write(&context, |tx| {
            Location::update(tx, moved.id, &Expected::any(), |_| Ok(location(parent.id)))
        });
        assert!(refused_at(linked, "/supplier_id"), "{}", store.kind());
    });
}

#[test]
fn a_child_is_not_restored_beside_the_archiving_of_its_parent() {
    each_store(|store| {
        let context = manager(store);
        let parent = supplier(store, &context, "Brindlemoor Beef");
        let place = store
            .write(&context, |tx| {
                let made = Location::create(tx, location(parent.id))?;
                Location::archive(tx, made.id, &Expected::any())
            })
            .unwrap()
            .value;
        let (archived, restored) = beside(
            store,
            &context,
            |tx| Ok(Supplier::archive(tx, parent.id, &Expected::any())?.version),
            |tx| Ok(Location::restore(tx, place.id, &Expected::any())?.version),
        );
        archived.unwrap();
        assert!(
            matches!(restored, Err(StoreError::Archived)),
            "{}",
            store.kind()
        );
    });
}

#[test]
fn a_line_that_belongs_to_two_is_not_restored_beside_the_archiving_of_the_other() {
    each_store(|store| {
        let context = manager(store);
        let parent = supplier(store, &context, "Brindlemoor Beef");
        let works = plant(store, &context, "Works");
        let line = SupplierPlantMappingDraft {
            supplier_id: Some(parent.id),
            plant_id: Some(works.id),
            ..SupplierPlantMappingDraft::default()
        };
        let line = store
            .write(&context, |tx| {
                let made = SupplierPlantMapping::create(tx, line.clone())?;
                Supplier::archive(tx, parent.id, &Expected::any())?;
                Ok(made.id)
            })
            .unwrap()
            .value;
        let (restored, archived) = beside(
            store,
            &context,
            |tx| Ok(Supplier::restore(tx, parent.id, &Expected::any())?.version),
            |tx| Ok(Plant::archive(tx, works.id, &Expected::any())?.version),
        );
        restored.unwrap();
        archived.unwrap();
        let line = store.read(|conn| SupplierPlantMapping::get(conn, day(3, 2), line));
        assert!(line.unwrap().is_archived(), "{}", store.kind());
    });
}

fn refused_at<T>(outcome: Result<T, StoreError>, pointer: &str) -> bool {
    let Err(StoreError::Invalid(errors)) = outcome else {
        return false;
    };
    let first = errors.iter().next();
    first.is_some_and(|error| error.pointer.as_deref() == Some(pointer) && error.code == "archived")
}
