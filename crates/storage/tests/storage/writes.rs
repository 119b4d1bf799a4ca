//! Transactions are atomic, and each idempotency key takes effect once.

use std::sync::Arc;

use diesel::connection::SimpleConnection;
use domain::suppliers::Supplier;
use storage::{
    CommitGate, Committed, IdempotencyKey, ReadRepository, Repository, StoreError, WriteContext,
    Written, idempotency, settings, with_commit_gate,
};

use crate::databases::{Database, both, day, named, noon};

fn keyed(database: &Database, key: &str, body: &str) -> WriteContext {
    WriteContext {
        idempotency: Some(IdempotencyKey {
            route: "POST /suppliers".to_owned(),
            key: key.to_owned(),
            body_hash: body.to_owned(),
            former_hashes: Vec::new(),
        }),
        ..database.context()
    }
}

fn create(
    database: &Database,
    context: &WriteContext,
    name: &str,
) -> Result<Written<Supplier>, StoreError> {
    database
        .store
        .write(context, |tx| Supplier::create(tx, named(name)))
}

fn count(database: &Database) -> usize {
    let query = domain::list::ListQuery::default();
    database
        .store
        .read(|conn| Supplier::list(conn, day(2), &query, None))
        .unwrap()
        .items
        .len()
}

#[test]
fn a_request_that_was_given_up_commits_nothing() {
    for database in both("given_up") {
        let gate = Arc::new(CommitGate::default());
        let inner = Arc::clone(&gate);
        let context = keyed(&database, "k1", "h1");
        let refused = with_commit_gate(Arc::clone(&gate), || {
            database.store.write(&context, |tx| {
                let made = Supplier::create(tx, named("A"));
                assert_eq!(inner.close(), Committed::Nothing);
                made
            })
        });
        assert!(matches!(refused, Err(StoreError::Timeout)), "{refused:?}");
        // No write of any kind can begin afterwards.
        let refused = with_commit_gate(gate, || {
            database
                .store
                .write_plain(|_conn| -> Result<(), StoreError> { panic!("begun") })
        });
        assert!(matches!(refused, Err(StoreError::Timeout)), "{refused:?}");
        assert_eq!(count(&database), 0);
        // The key was not used.
        assert!(!create(&database, &context, "A").unwrap().replayed);
    }
}

#[test]
fn a_repeated_request_gets_the_stored_answer() {
    for database in both("replay") {
        let context = keyed(&database, "k1", "h1");
        let first = create(&database, &context, "A").unwrap();
        let second = create(&database, &context, "A").unwrap();
        assert!(!first.replayed && second.replayed);
        assert_eq!(first.value, second.value);
        assert_eq!(count(&database), 1);
        let other = create(&database, &keyed(&database, "k1", "h2"), "B");
        assert!(matches!(other, Err(StoreError::IdempotencyKeyReused)));
        // A rejected request leaves no trace: its key can be used for the corrected one.
        let refused = create(&database, &keyed(&database, "k2", "h1"), "A");
        assert!(
            matches!(refused, Err(StoreError::Duplicate { .. })),
            "{refused:?}"
        );
        assert!(
            !create(&database, &keyed(&database, "k2", "h2"), "C")
                .unwrap()
                .replayed
        );
        let later = noon() + chrono::TimeDelta::hours(25);
        let forgotten = database
            .store
            .write_plain(|conn| idempotency::forget_before(conn, later));
        assert_eq!(forgotten.unwrap(), 2);
    }
}

#[test]
fn parallel_requests_with_one_key_take_effect_once() {
    for database in both("parallel_key") {
        let context = keyed(&database, "k", "h");
        let answers: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| create(&database, &context, "A").unwrap()))
                .collect();
            running.into_iter().map(|run| run.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
        assert!(
            answers
                .iter()
                .all(|answer| answer.value == answers[0].value)
        );
    }
}

#[test]
fn what_fails_leaves_nothing_behind() {
    for database in both("rollback") {
        let outcome: Result<Written<Supplier>, _> =
            database.store.write(&database.context(), |tx| {
                Supplier::create(tx, named("A"))?;
                Err(StoreError::Forbidden)
            });
        assert!(matches!(outcome, Err(StoreError::Forbidden)));
        assert_eq!(count(&database), 0);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _: Result<Written<Supplier>, _> = database.store.write(&database.context(), |tx| {
                Supplier::create(tx, named("A"))?;
                panic!("a bug");
            });
        }));
        assert!(panicked.is_err());
        assert_eq!(count(&database), 0);
        assert!(database.supplier(&named("A")).is_ok(), "the pool goes on");
    }
}

#[test]
fn history_cannot_be_changed() {
    for database in both("immutable") {
        database.supplier(&named("A")).unwrap();
        for statement in [
            "UPDATE audit_entries SET reason = 'x'",
            "DELETE FROM audit_entries",
        ] {
            let outcome = database
                .store
                .write_plain(|conn| Ok(conn.batch_execute(statement)?));
            assert!(outcome.is_err(), "{}: {statement}", database.kind());
        }
    }
}

#[test]
fn readers_cannot_write() {
    for database in both("read_only") {
        let outcome = database
            .store
            .read(|conn| Ok(conn.batch_execute("DELETE FROM settings")?));
        assert!(outcome.is_err(), "{}", database.kind());
    }
}

#[test]
fn settings_are_kept() {
    for database in both("settings") {
        for value in ["1", "2"] {
            database
                .store
                .write_plain(|conn| settings::set(conn, "demo", value, noon()))
                .unwrap();
        }
        let read = database
            .store
            .read(|conn| settings::get(conn, "demo"))
            .unwrap();
        assert_eq!(read.as_deref(), Some("2"));
        assert_eq!(
            database
                .store
                .read(|conn| settings::get(conn, "none"))
                .unwrap(),
            None
        );
    }
}
