//! Prepared statements do not accumulate on a connection.

use std::process::Command;

use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use domain::list::ListQuery;
use domain::suppliers::{Supplier, SupplierFilter, SupplierSort};

use crate::connection::DbConnection;
use crate::fragment::{Fragment, Statement};
use crate::pool::MOST_PREPARED;
use crate::testing::{day, each_store, on_sqlite, opened};
use crate::{ReadRepository, Store, StoreError};

/// Number of list shapes: combinations of sorts, filters and page sizes.
const SHAPES: usize = 5_000;
/// Set for the separate process that measures memory.
const ALONE: &str = "PM_TEST_MEMORY_ALONE";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Lists suppliers in many shapes that a caller could request.
fn list_shapes(store: &Store) {
    for shape in 0..SHAPES {
        let limit = (shape % 200 + 1).to_string();
        let sorts = ["name", "-name", "created_at", "-updated_at", "id"];
        let sort = sorts[shape / 200 % sorts.len()];
        let mut pairs = vec![("limit", limit.as_str()), ("sort", sort)];
        let filters = [
            ("has_contacts", "true"),
            ("has_plants", "false"),
            ("state", "NE,TX"),
            ("kind", "vertical"),
            ("species", "beef"),
        ];
        let chosen = (0..filters.len()).filter(|place| (shape / 1_000) >> place & 1 == 1);
        pairs.extend(chosen.map(|place| filters[place]));
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let query = ListQuery::<SupplierFilter, SupplierSort>::read(pairs).unwrap();
        store
            .read(|conn| Supplier::list(conn, day(3, 2), &query, None))
            .unwrap();
    }
}

/// Number of statements that a PostgreSQL server keeps for a connection.
fn kept_by_the_server(conn: &mut DbConnection) -> Result<Option<i64>, StoreError> {
    let DbConnection::Postgres(conn) = conn else {
        return Ok(None);
    };
    let count: Count =
        sql_query("SELECT count(*) AS count FROM pg_prepared_statements").get_result(conn)?;
    Ok(Some(count.count))
}

#[test]
fn lists_of_all_shapes_stay_unprepared() {
    each_store(|store| {
        list_shapes(store);
        for prepared in store.prepared_statements() {
            assert!(prepared < 50, "{prepared} statements");
        }
        if let Some(kept) = store.read(kept_by_the_server).unwrap() {
            assert!(kept < 50, "{kept} statements");
        }
    });
}

#[test]
fn a_connection_begins_anew_when_it_keeps_too_many() {
    each_store(|store| {
        let shapes = i64::try_from(MOST_PREPARED).unwrap() + 100;
        store
            .read(|conn| {
                for shape in 0..shapes {
                    let query = Fragment::sql(format!("SELECT CAST({shape} AS BIGINT)"));
                    let value: i64 = Statement::<BigInt>::new(query).get_result(conn)?;
                    assert_eq!(value, shape);
                }
                let kept = kept_by_the_server(conn)?;
                assert!(kept.is_none_or(|kept| kept >= shapes), "{kept:?}");
                Ok(())
            })
            .unwrap();
        for _ in 0..4 {
            let kept = store.read(kept_by_the_server).unwrap();
            assert!(kept.is_none_or(|kept| kept < 10), "{kept:?}");
        }
        assert!(
            store
                .prepared_statements()
                .iter()
                .all(|count| *count < MOST_PREPARED)
        );
    });
}

/// Resident memory of this process in KB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let figure = line.unwrap().split_whitespace().nth(1).unwrap();
    figure.parse().unwrap()
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test learns that it is the process of its own"
)]
fn lists_of_all_shapes_take_no_memory() {
    if !cfg!(target_os = "linux") {
        return;
    }
    if std::env::var(ALONE).is_err() {
        // In a separate process, because other tests in this process use memory too.
        let name = "pressure_tests::statements::lists_of_all_shapes_take_no_memory";
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(ALONE, "1")
            .status();
        assert!(status.unwrap().success());
        return;
    }
    on_sqlite(|url| {
        let store = opened(url);
        let one = ListQuery::<SupplierFilter, SupplierSort>::read(Vec::new()).unwrap();
        store
            .read(|conn| Supplier::list(conn, day(3, 2), &one, None))
            .unwrap();
        let before = resident();
        list_shapes(&store);
        let grown = resident().saturating_sub(before);
        // Prepared, they took 60 MB.
        assert!(grown < 20_000, "{grown} KB");
    });
}
