//! Search: substrings, accents, short texts, rare and common texts.

use diesel::connection::SimpleConnection;
use domain::list::ListQuery;
use domain::suppliers::Supplier;
use domain::suppliers::SupplierFilter;
use storage::{Expected, ReadRepository, Repository};

use crate::databases::{Database, both, day, named};

fn find(database: &Database, q: &str) -> Vec<String> {
    let mut filter = SupplierFilter::default();
    filter.common.q = Some(q.to_owned());
    let query = ListQuery {
        filter,
        limit: 200,
        ..ListQuery::default()
    };
    let listed = database
        .store
        .read(|conn| Supplier::list(conn, day(2), &query, None))
        .unwrap();
    listed.items.into_iter().map(|item| item.name).collect()
}

#[test]
fn substrings_are_found_whatever_the_case_and_accents() {
    for database in both("search") {
        for name in [
            "Brindlemoor Beef",
            "Café Núñez",
            "100% Pork_House",
            "O'Brien \"Prime\" \\ Sons",
        ] {
            database.supplier(&named(name)).unwrap();
        }
        let cases: &[(&str, &[&str])] = &[
            ("DLEMOO", &["Brindlemoor Beef"]),
            ("moor beef", &["Brindlemoor Beef"]),
            ("cafe nunez", &["Café Núñez"]),
            (
                "ñ",
                &[
                    "Brindlemoor Beef",
                    "Café Núñez",
                    "O'Brien \"Prime\" \\ Sons",
                ],
            ),
            ("be", &["Brindlemoor Beef"]),
            ("0% p", &["100% Pork_House"]),
            ("k_h", &["100% Pork_House"]),
            ("%", &["100% Pork_House"]),
            ("_", &["100% Pork_House"]),
            ("o'b", &["O'Brien \"Prime\" \\ Sons"]),
            ("\"prime\"", &["O'Brien \"Prime\" \\ Sons"]),
            ("\\ s", &["O'Brien \"Prime\" \\ Sons"]),
            ("\\", &["O'Brien \"Prime\" \\ Sons"]),
            ("zzz", &[]),
            ("or and not near(", &[]),
        ];
        for (q, expected) in cases {
            assert_eq!(find(&database, q), *expected, "{} {q}", database.kind());
        }
    }
}

#[test]
fn what_is_changed_is_found_by_its_new_name_only() {
    for database in both("search_changed") {
        let made = database.supplier(&named("Old Name")).unwrap();
        let context = database.context();
        database
            .store
            .write(&context, |tx| {
                Supplier::update(tx, made.id, &Expected::any(), |_| Ok(named("Fresh Start")))
            })
            .unwrap();
        assert!(find(&database, "old name").is_empty());
        assert_eq!(find(&database, "fresh"), ["Fresh Start"]);
    }
}

#[test]
fn a_common_text_is_found_page_by_page() {
    for database in both("search_common") {
        // Enough rows to count as common; inserted with raw SQL for speed.
        let first = database.supplier(&named("Common 00000")).unwrap();
        let rows: Vec<String> = (1..2_500)
            .map(|number| {
                let id = first.id.get() + number;
                let cut = (1_i64 << 53) + id;
                format!(
                    "INSERT INTO addresses (id) VALUES ({id}); \
                     INSERT INTO suppliers (id, name, name_key, address_id, owner_id, created_at, created_by, updated_at, updated_by) \
                     VALUES ({id}, 'Common {number:05}', 'common {number:05}', {id}, {user}, '2026-03-02 12:00:00', {user}, '2026-03-02 12:00:00', {user}); \
                     INSERT INTO search_index (id, entity, record_id, text) VALUES ({cut}, 'supplier', {id}, 'common {number:05}');",
                    user = database.user
                )
            })
            .collect();
        database
            .store
            .write_plain(|conn| Ok(conn.batch_execute(&rows.concat())?))
            .unwrap();
        let mut filter = SupplierFilter::default();
        filter.common.q = Some("common".to_owned());
        let query = ListQuery {
            filter,
            limit: 200,
            count: true,
            ..ListQuery::default()
        };
        let mut names = Vec::new();
        let mut after = None;
        loop {
            let listed = database
                .store
                .read(|conn| Supplier::list(conn, day(2), &query, after.as_ref()))
                .unwrap();
            assert_eq!(listed.total, Some((1_000, false)));
            names.extend(listed.items.into_iter().map(|item| item.name));
            after = listed.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(names.len(), 2_500);
        assert!(names.is_sorted());
        assert_eq!(find(&database, "mon 02499"), ["Common 02499"]);
        assert_eq!(find(&database, "co").len(), 200);
    }
}
