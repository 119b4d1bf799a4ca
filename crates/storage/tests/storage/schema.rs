//! Migrations run once, no matter how often and by how many instances.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use storage::Store;

use crate::databases::{both, empty_postgres, settings};

#[test]
fn migrating_again_or_at_the_same_time_does_nothing() {
    for database in both("migrate") {
        let stores: Vec<Store> = (0..3)
            .map(|_| Store::open(&settings(&database.url)).unwrap())
            .collect();
        let applied: Vec<usize> = std::thread::scope(|scope| {
            let running: Vec<_> = stores
                .iter()
                .map(|store| scope.spawn(|| store.migrate().unwrap().len()))
                .collect();
            running.into_iter().map(|run| run.join().unwrap()).collect()
        });
        assert_eq!(applied, [0, 0, 0], "{}", database.kind());
    }
}

#[test]
fn two_instances_that_start_together_migrate_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("new.db").display());
    let applied: usize = std::thread::scope(|scope| {
        let start = || {
            Store::open(&settings(&url))
                .unwrap()
                .migrate()
                .unwrap()
                .len()
        };
        let running: Vec<_> = (0..2).map(|_| scope.spawn(start)).collect();
        running.into_iter().map(|run| run.join().unwrap()).sum()
    });
    let folders = std::fs::read_dir("../../migrations/sqlite")
        .unwrap()
        .count();
    assert_eq!(applied, folders);
}

/// The fourth migration cannot create its table. SQLite takes back all of them, PostgreSQL only the fourth; both go on once the
/// table in the way is gone.
#[test]
fn a_migration_that_fails_is_taken_back_and_run_again() {
    const IN_THE_WAY: &str = "CREATE TABLE suppliers (id INTEGER)";
    let known = std::fs::read_dir("../../migrations/sqlite")
        .unwrap()
        .count();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.db").display().to_string();
    let mut conn = SqliteConnection::establish(&file).unwrap();
    conn.batch_execute(IN_THE_WAY).unwrap();
    let store = Store::open(&settings(&format!("sqlite://{file}"))).unwrap();
    assert!(store.migrate().is_err());
    assert!(store.pending_migrations().unwrap());
    conn.batch_execute("DROP TABLE suppliers").unwrap();
    assert_eq!(store.migrate().unwrap().len(), known);
    assert!(!store.pending_migrations().unwrap());

    let Some(database) = empty_postgres("failing") else {
        return;
    };
    let mut conn = PgConnection::establish(&database.url).unwrap();
    conn.batch_execute(IN_THE_WAY).unwrap();
    let store = Store::open(&settings(&database.url)).unwrap();
    assert!(store.migrate().is_err());
    assert!(store.pending_migrations().unwrap());
    conn.batch_execute("DROP TABLE suppliers").unwrap();
    assert_eq!(store.migrate().unwrap().len(), known - 3);
    assert!(!store.pending_migrations().unwrap());
}
