//! Checks that with 100,000 rows in each table every list is served from indexes: in every order, and under every declared filter,
//! with common and rare values. The statements are those that the program sends, planned with default planner settings. `filled`
//! makes the rows, `asked` the queries, and `plans` checks the output of EXPLAIN.

mod asked;
mod filled;
mod measured;
mod plans;

use domain::filter::Filter;
use domain::list::{ListQuery, SortKey};
use domain::purchase_orders::PurchaseOrder;
use domain::record::Resource;

use super::{ReadRepository, Repository};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::paging::Position;
use crate::testing::{day, on_postgres, on_sqlite};
use crate::users;

#[test]
fn sqlite_lists_come_from_indexes() {
    on_sqlite(lists_come_from_indexes);
}

#[test]
fn postgres_lists_come_from_indexes() {
    on_postgres(lists_come_from_indexes);
}

fn lists_come_from_indexes(url: &str) {
    let mut conn = filled::database(url);
    let mut faults = Vec::new();
    for list in LISTS {
        list(&mut conn, &mut faults);
    }
    for lookup in LOOKUPS {
        lookup(&mut conn, &mut faults);
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

const LISTS: &[fn(&mut DbConnection, &mut Vec<String>)] = &[
    of::<domain::suppliers::Supplier>,
    of::<domain::locations::Location>,
    of::<domain::customers::Customer>,
    of::<domain::plants::Plant>,
    of::<domain::products::Product>,
    of::<domain::contacts::Contact>,
    of::<domain::carriers::Carrier>,
    of::<domain::supplier_plant_mappings::SupplierPlantMapping>,
    of::<domain::receivables::Receivable>,
    |conn, faults| {
        check("purchase_orders", conn, faults, |conn, query, after| {
            let page = PurchaseOrder::list(conn, day(3, 2), query, after)?;
            Ok((page.next, page.total))
        });
    },
    |conn, faults| {
        check("users", conn, faults, |conn, query, after| {
            let page = users::list(conn, query, after)?;
            Ok((page.next, page.total))
        });
    },
];

/// The queries for possible duplicates.
const LOOKUPS: &[fn(&mut DbConnection, &mut Vec<String>)] = &[
    similar::<domain::suppliers::Supplier>,
    similar::<domain::locations::Location>,
    similar::<domain::customers::Customer>,
    similar::<domain::plants::Plant>,
    similar::<domain::products::Product>,
    similar::<domain::contacts::Contact>,
    similar::<domain::carriers::Carrier>,
];

/// Values for every duplicate field; the name is misspelled.
fn typed<R: Repository>(name: &str) -> Vec<(String, String)> {
    let value = |field: &str| match field {
        "name" | "description" => name,
        "email" => "nobody@nowhere.example",
        "usdot_number" => "1234567",
        "establishment" => "EST. 99101",
        "supplier_id" | "customer_id" | "carrier_id" => "",
        _ => "+14025550101",
    };
    let fields = R::duplicate_fields().into_iter();
    fields
        .map(|field| (field.to_owned(), value(field).to_owned()))
        .collect()
}

fn similar<R: Repository + super::WriteStore>(conn: &mut DbConnection, faults: &mut Vec<String>) {
    for name in ["Brindlemor Beef Packing", "Packing", "Qwrtzpsdf"] {
        let typed = typed::<R>(name);
        let (statements, found) = plans::sent(conn, |conn| R::similar(conn, &typed));
        found.unwrap();
        let wrong = plans::whole_tables(conn, &statements);
        faults.extend(wrong.map(|wrong| format!("{} like {name}: {wrong}", R::TABLE)));
    }
}

fn of<R: Repository + super::WriteStore>(conn: &mut DbConnection, faults: &mut Vec<String>) {
    check::<<R as Resource>::Filter, <R as Resource>::Sort>(
        R::TABLE,
        conn,
        faults,
        |conn, query, after| {
            let page = R::list(conn, day(3, 2), query, after)?;
            Ok((page.next, page.total))
        },
    );
}

/// The position of the next page, and the number of matching rows.
type Page = (Option<Position>, Option<(i64, bool)>);

/// Runs all queries on a list, and collects the faults of their plans.
fn check<F: Filter, S: SortKey>(
    table: &'static str,
    conn: &mut DbConnection,
    faults: &mut Vec<String>,
    list: impl Fn(&mut DbConnection, &ListQuery<F, S>, Option<&Position>) -> Result<Page, StoreError>,
) {
    for asked in asked::all::<F, S>(table) {
        let mut query = ListQuery::<F, S>::read(asked.parameters()).unwrap();
        query.limit = 25;
        let mut position = None;
        for page in ["first page", "next page"] {
            let (statements, next) = plans::sent(conn, |conn| {
                list(conn, &query, position.as_ref()).unwrap().0
            });
            let matching = |conn: &mut DbConnection| {
                let mut counted = query.clone();
                counted.count = true;
                let total = list(conn, &counted, None).unwrap().1;
                total.map_or(0, |(total, _)| total)
            };
            let found = plans::faults(conn, &asked, &statements, matching);
            let named = found
                .into_iter()
                .map(|fault| format!("{table} {asked}, {page}: {fault}"));
            faults.extend(named);
            position = next;
            if position.is_none() {
                break;
            }
        }
    }
}
