//! Migrations run once, no matter how often and by how many instances.

use storage::Store;

use crate::databases::{both, settings};

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
