//! A change to a very old version is rejected at a bounded cost.

use domain::record::Resource;
use domain::suppliers::Supplier;

use super::{manager, supplier};
use crate::connection::DbConnection;
use crate::fragment::{Fragment, Value};
use crate::testing::each_store;
use crate::{
    Expected, ReadRepository, Repository, Stale, StaleChanges, Store, StoreError,
    queries_on_this_thread,
};

/// Writes versions of a supplier directly, each changing its own field and the notes.
fn age(store: &Store, id: i64, versions: i64, note: usize) {
    let note = "x".repeat(note);
    store
        .write_plain(|conn| {
            Fragment::sql(format!(
                "INSERT INTO audit_entries (at, entity, record_id, version, action, changes) \
                 WITH RECURSIVE up (k) AS (SELECT 2 UNION ALL SELECT k + 1 FROM up WHERE k < {versions}) \
                 SELECT CURRENT_TIMESTAMP, 'supplier', {id}, k, 'update', \
                 '[{{\"pointer\":\"/field' || k || '\",\"before\":1,\"after\":2}},{{\"pointer\":\"/notes\",\"before\":\"' || (k - 1) || '\",\"after\":\"' || k || '{note}\"}}]' FROM up"
            ))
            .execute(conn)?;
            Fragment::sql("UPDATE suppliers SET version = ")
                .value(Value::Int(versions))
                .and_sql(" WHERE id = ")
                .value(Value::Int(id))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
}

fn refused(store: &Store, record: &Supplier, since: i64) -> Box<Stale> {
    let context = super::context(
        domain::Id::new(record.stamps.created_by.get()),
        domain::choices::UserRole::Manager,
    );
    let expected = Expected::Version(vec![since]);
    let outcome = store.write(&context, |tx| {
        Supplier::update(tx, record.id, &expected, |now| Ok(now.draft()))
    });
    match outcome {
        Err(StoreError::Stale(stale)) => stale,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_long_history_is_cut() {
    each_store(|store| {
        let record = supplier(store, &manager(store), "Brindlemoor Beef");
        age(store, record.id.get(), 3_000, 10);
        let before = queries_on_this_thread();
        let Stale {
            current_version,
            changes: StaleChanges { items, truncated },
            ..
        } = *refused(store, &record, 1);
        assert!(queries_on_this_thread() - before < 15);
        assert_eq!((current_version, truncated), (3_000, true));
        assert_eq!(items.len(), 100);
        // The newest hundred; older changes are left out.
        assert_eq!(items[0].pointer, "/field2901");
        let notes = items.iter().find(|change| change.pointer == "/notes");
        let notes = notes.unwrap();
        assert_eq!(notes.from, "2900");
        assert!(notes.to.as_str().unwrap().starts_with("3000x"));
        // A history within the limits is returned completely.
        let recent = refused(store, &record, 2_990).changes;
        assert_eq!((recent.items.len(), recent.truncated), (11, false));
        assert_eq!(recent.items[1].from, "2990");
    });
}

#[test]
fn long_values_are_cut_too() {
    each_store(|store| {
        let record = supplier(store, &manager(store), "Brindlemoor Beef");
        age(store, record.id.get(), 200, 20_000);
        let changes = refused(store, &record, 1).changes;
        assert!(changes.truncated);
        assert!(changes.items.len() < 20, "{}", changes.items.len());
        let notes = changes
            .items
            .iter()
            .find(|change| change.pointer == "/notes");
        assert!(notes.unwrap().to.as_str().unwrap().starts_with("200x"));
    });
}

#[test]
fn the_history_is_read_outside_of_the_transaction() {
    each_store(|store| {
        let record = supplier(store, &manager(store), "Brindlemoor Beef");
        age(store, record.id.get(), 50, 10);
        let expected = Expected::Version(vec![1]);
        let context = super::context(record.stamps.created_by, domain::choices::UserRole::Manager);
        let inside = std::cell::Cell::new(0);
        let outcome = store.write(&context, |tx| {
            let before = queries_on_this_thread();
            let outcome = Supplier::update(tx, record.id, &expected, |now| Ok(now.draft()));
            inside.set(queries_on_this_thread() - before);
            let read = matches!(&outcome, Err(StoreError::Stale(stale)) if !stale.changes.items.is_empty());
            assert!(!read, "read under the lock");
            outcome
        });
        assert!(
            matches!(outcome, Err(StoreError::Stale(stale)) if stale.changes.items.len() == 50)
        );
        let whole = {
            let before = queries_on_this_thread();
            let read =
                |conn: &mut DbConnection| Supplier::get(conn, crate::testing::day(3, 2), record.id);
            store.read(read).unwrap();
            queries_on_this_thread() - before
        };
        assert_eq!(inside.get(), whole);
    });
}
