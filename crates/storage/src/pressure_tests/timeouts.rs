//! An endless statement is stopped on both databases, and its transaction is rolled back.

use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

use super::manager;
use crate::connection::DbConnection;
use crate::fragment::{Fragment, Statement};
use crate::testing::{on_postgres, on_sqlite, opened};
use crate::{Store, StoreError, StoreSettings, settings};

const LIMIT: Duration = Duration::from_millis(300);

/// Counts for minutes.
const ENDLESS: &str = "SELECT count(*) FROM (WITH RECURSIVE up (k) AS \
    (SELECT 1 UNION ALL SELECT k + 1 FROM up WHERE k < 2000000000) SELECT k FROM up) AS counted";

fn each_short_store(test: impl Fn(&Store)) {
    let short = |url: &str| {
        drop(opened(url));
        let store = Store::open(&StoreSettings {
            url: url.to_owned(),
            read_urls: Vec::new(),
            write_pool: 2,
            read_pool: 2,
            statement_timeout: LIMIT,
            wait: Duration::from_secs(5),
        });
        test(&store.unwrap());
    };
    on_sqlite(short);
    on_postgres(short);
}

fn count_endlessly(conn: &mut DbConnection) -> Result<i64, StoreError> {
    Ok(Statement::<BigInt>::new(Fragment::sql(ENDLESS)).get_result(conn)?)
}

fn is_timeout<T>(outcome: Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Timeout))
}

#[test]
fn reading_without_end_is_stopped() {
    each_short_store(|store| {
        let begun = Instant::now();
        assert!(is_timeout(store.read(count_endlessly)), "{}", store.kind());
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{}",
            store.kind()
        );
        // The connection is usable again, and the deadline of the slow statement does not stop a quick one.
        std::thread::sleep(LIMIT);
        for _ in 0..3 {
            assert_eq!(store.read(count_to_thousands).unwrap(), 30_000);
        }
    });
}

fn count_to_thousands(conn: &mut DbConnection) -> Result<i64, StoreError> {
    let quick = ENDLESS.replace("2000000000", "30000");
    Ok(Statement::<BigInt>::new(Fragment::sql(quick)).get_result(conn)?)
}

#[test]
fn an_interrupted_write_is_taken_back_whole() {
    each_short_store(|store| {
        let context = manager(store);
        let set = |conn: &mut DbConnection, name: &str| {
            settings::set(conn, name, "written", crate::testing::noon(3, 2))
        };
        // Stopped while reading, and while writing; SQLite then rolls back the transaction by itself.
        let slow_read = store.write(&context, |tx| {
            set(tx.conn, "before_read")?;
            count_endlessly(tx.conn)
        });
        assert!(is_timeout(slow_read), "{}", store.kind());
        let slow_write = store.write(&context, |tx| {
            set(tx.conn, "before_write")?;
            let endless = format!(
                "INSERT INTO settings (name, value, updated_at) SELECT 'k', CAST(({ENDLESS}) AS TEXT), CURRENT_TIMESTAMP"
            );
            Fragment::sql(endless).execute(tx.conn)?;
            set(tx.conn, "after_write")
        });
        assert!(is_timeout(slow_write), "{}", store.kind());
        // A caller that ignores the failure commits nothing of it.
        let ignored = store.write(&context, |tx| {
            set(tx.conn, "ignored_before")?;
            let endless = format!(
                "INSERT INTO settings (name, value, updated_at) SELECT 'k', CAST(({ENDLESS}) AS TEXT), CURRENT_TIMESTAMP"
            );
            let _ = Fragment::sql(endless).execute(tx.conn);
            set(tx.conn, "ignored_after")
        });
        assert!(ignored.is_err(), "{}", store.kind());
        store.write(&context, |tx| set(tx.conn, "later")).unwrap();
        for (name, expected) in [
            ("before_read", None),
            ("before_write", None),
            ("after_write", None),
            ("k", None),
            ("ignored_before", None),
            ("ignored_after", None),
            ("later", Some("written".to_owned())),
        ] {
            let kept = store.read(|conn| settings::get(conn, name)).unwrap();
            assert_eq!(kept, expected, "{name}, {}", store.kind());
        }
    });
}
