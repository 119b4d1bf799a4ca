//! Every order that a list offers is read from an index, on both databases: no table is read whole, and nothing is sorted.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use domain::list::{ListQuery, SortBy, SortKey};

use super::{Entity, Kept};
use crate::connection::DbConnection;
use crate::testing::{day, each_store};

#[derive(QueryableByName)]
struct SqlitePlan {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "the columns have to be named as they come")]
    id: i64,
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresPlan {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

/// The statement that reads the rows of a list, as it was sent.
fn statement<R: Kept>(conn: &mut DbConnection, sort: SortBy<R::Sort>) -> String {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let into = Arc::clone(&seen);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            into.lock().unwrap().push(query.to_string());
        }
    });
    let query = ListQuery {
        sort: vec![sort],
        ..ListQuery::default()
    };
    R::list(conn, day(3, 2), &query, None).unwrap();
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let all = seen.lock().unwrap();
    let quoted = format!("\"{}\".", R::TABLE);
    let back = format!("`{}`.", R::TABLE);
    let rows = all
        .iter()
        .find(|sql| sql.contains("ORDER BY") && (sql.contains(&quoted) || sql.contains(&back)));
    let sql = rows.unwrap_or_else(|| panic!("no rows of {} among {all:?}", R::TABLE));
    sql.split(" -- binds").next().unwrap_or_default().to_owned()
}

/// What is wrong with a plan.
fn faults(conn: &mut DbConnection, table: &str, sql: &str) -> Vec<String> {
    match conn {
        DbConnection::Sqlite(conn) => {
            let plan: Vec<SqlitePlan> = sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
                .load(conn)
                .unwrap();
            // A scan alone is the table in the order of its ids.
            let whole = |detail: &str| detail.contains("TEMP B-TREE");
            plan.into_iter()
                .map(|step| step.detail)
                .filter(|detail| whole(detail))
                .collect()
        }
        DbConnection::Postgres(conn) => {
            // Small tables would be read whole and sorted for good reason: only where nothing else is possible may that remain.
            conn.batch_execute(
                "SET enable_seqscan = off; SET enable_sort = off; SET enable_incremental_sort = off; SET enable_bitmapscan = off",
            )
            .unwrap();
            let plan: Vec<PostgresPlan> = sql_query(format!("EXPLAIN {sql}")).load(conn).unwrap();
            let scan = format!("Seq Scan on {table}");
            plan.into_iter()
                .map(|step| step.line)
                .filter(|line| line.contains(&scan) || line.contains("Sort Key"))
                .collect()
        }
    }
}

fn orders_have_indexes<R: Kept>() {
    each_store(|store| {
        let found = store.read(|conn| {
            let mut found = Vec::new();
            for key in R::Sort::ALL {
                for descending in [false, true] {
                    let by = SortBy {
                        key: *key,
                        descending,
                    };
                    let sql = statement::<R>(conn, by);
                    let wrong = faults(conn, R::TABLE, &sql);
                    if !wrong.is_empty() {
                        let sign = if descending { "-" } else { "" };
                        found.push(format!("{sign}{}: {wrong:?}", key.code()));
                    }
                }
            }
            Ok(found)
        });
        let found = found.unwrap();
        assert!(
            found.is_empty(),
            "{} {}: {found:#?}",
            store.kind(),
            R::TABLE
        );
    });
}

macro_rules! lists {
    ($( $name:ident: $record:ty; )+) => { $(
        #[test]
        fn $name() {
            orders_have_indexes::<$record>();
        }
    )+ };
}

lists! {
    suppliers: domain::suppliers::Supplier;
    locations: domain::locations::Location;
    customers: domain::customers::Customer;
    plants: domain::plants::Plant;
    products: domain::products::Product;
    contacts: domain::contacts::Contact;
    carriers: domain::carriers::Carrier;
    supplier_plant_mappings: domain::supplier_plant_mappings::SupplierPlantMapping;
    receivables: domain::receivables::Receivable;
}
