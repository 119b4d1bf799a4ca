//! Planner statistics on SQLite.

use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use storage::{Store, StoreError};

use crate::databases::sqlite;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Number of indexes with statistics, as a pooled connection sees them.
fn known_indexes(store: &Store) -> Result<i64, StoreError> {
    store.read(|conn| {
        let query = sql_query("SELECT count(*) AS count FROM sqlite_stat1");
        Ok(query.get_result::<Count>(conn)?.count)
    })
}

#[test]
fn tables_are_analyzed_once_they_have_rows() {
    let database = sqlite();
    assert!(
        known_indexes(&database.store).is_err(),
        "nothing is analyzed yet"
    );
    database.store.refresh_statistics().unwrap();
    let known = known_indexes(&database.store).unwrap();
    assert!(known > 0);
    database.store.refresh_statistics().unwrap();
    assert_eq!(known_indexes(&database.store).unwrap(), known);
}
