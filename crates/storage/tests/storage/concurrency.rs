//! Concurrent writers on one record, one name, one sequence.

use domain::record::Resource;
use domain::suppliers::{Supplier, SupplierDraft};
use storage::{Expected, Repository, StoreError};

use crate::databases::{both, named};

#[test]
fn of_two_writers_one_wins() {
    for database in both("two_writers") {
        let made = database.supplier(&named("A")).unwrap();
        let write = |notes: usize| {
            database.store.write(&database.context(), |tx| {
                Supplier::update(tx, made.id, &Expected::Version(vec![1]), |supplier| {
                    Ok(SupplierDraft {
                        notes: Some(notes.to_string()),
                        ..supplier.draft()
                    })
                })
            })
        };
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..10)
                .map(|turn| scope.spawn(move || write(turn)))
                .collect();
            running.into_iter().map(|run| run.join().unwrap()).collect()
        });
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let stale = outcomes
            .iter()
            .filter(|outcome| {
                matches!(
                    outcome,
                    Err(StoreError::Stale(stale)) if stale.current_version == 2
                )
            })
            .count();
        assert_eq!((won, stale), (1, 9), "{}", database.kind());
    }
}

#[test]
fn of_many_who_take_a_name_one_gets_it() {
    for database in both("one_name") {
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| database.supplier(&named("A"))))
                .collect();
            running.into_iter().map(|run| run.join().unwrap()).collect()
        });
        let made: Vec<i64> = outcomes
            .iter()
            .flatten()
            .map(|supplier| supplier.id.get())
            .collect();
        assert_eq!(made.len(), 1, "{}", database.kind());
        for outcome in outcomes.iter().filter(|outcome| outcome.is_err()) {
            let Err(StoreError::Duplicate { existing, .. }) = outcome else {
                panic!("{}: {outcome:?}", database.kind());
            };
            assert_eq!(existing.id, made[0]);
        }
    }
}
