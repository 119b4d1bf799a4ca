//! Prints timings at 100,000 rows: `cargo test -p storage -- --ignored --nocapture measured`.

use std::time::{Duration, Instant};

use domain::list::ListQuery;
use domain::suppliers::{Supplier, SupplierFilter, SupplierSort};

use super::filled;
use crate::connection::DbConnection;
use crate::entity_store::entity_table::EntityTable;
use crate::filters::Conditions;
use crate::fragment::Fragment;
use crate::testing::{day, on_postgres, on_sqlite};
use crate::{ReadRepository, Repository};

/// Repetitions of each measurement.
const RUNS: u32 = 300;

fn show(kind: &str, what: &str, mut work: impl FnMut()) {
    work();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100];
    eprintln!("{kind} {what}: median {:?}, p95 {:?}", at(50), at(95));
}

fn measure(kind: &'static str) -> impl FnOnce(&str) {
    move |url| {
        let conn = &mut filled::database(url);
        first_pages(kind, conn);
        for name in [
            "Brindlemor",
            "Brindlemor Beef Packing",
            "Packing",
            "Qwrtzpsdf",
        ] {
            let typed = [("name".to_owned(), name.to_owned())];
            show(kind, &format!("similar to {name}"), || {
                Supplier::similar(conn, &typed).unwrap();
            });
        }
    }
}

/// The first page of a list, with and without a prepared statement.
fn first_pages(kind: &str, conn: &mut DbConnection) {
    let order = || Fragment::sql("suppliers.name_key ASC, suppliers.id ASC LIMIT 51");
    let all = || Conditions::common("suppliers", &domain::filter::CommonFilter::default()).all();
    show(kind, "first page, prepared", || {
        Supplier::list_rows(conn, all().kept(), order().kept()).unwrap();
    });
    show(kind, "first page, not prepared", || {
        Supplier::list_rows(conn, all(), order().not_kept()).unwrap();
    });
    let query = ListQuery::<SupplierFilter, SupplierSort>::read(Vec::new()).unwrap();
    show(kind, "first page with all that it shows", || {
        Supplier::list(conn, day(3, 2), &query, None).unwrap();
    });
}

#[test]
#[ignore = "measures for people"]
fn measured_on_sqlite() {
    on_sqlite(measure("sqlite"));
}

#[test]
#[ignore = "measures for people"]
fn measured_on_postgres() {
    on_postgres(measure("postgres"));
}
