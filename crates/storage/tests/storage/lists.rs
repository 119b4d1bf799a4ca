//! Lists: every filter and sort key, complete pages, and a fixed number of statements per page.

use std::collections::BTreeSet;

use domain::contact_details::Address;
use domain::list::{ListQuery, SortBy, SortKey};
use domain::suppliers::{Supplier, SupplierDraft, SupplierFilter, SupplierSort, SupplierSummary};
use storage::{
    Expected, Listed, Position, ReadRepository, Repository, StoreError, queries_on_this_thread,
    users,
};

use crate::databases::{Database, both, day, named};

type Query = ListQuery<SupplierFilter, SupplierSort>;

fn page(database: &Database, query: &Query, after: Option<&Position>) -> Listed<SupplierSummary> {
    database
        .store
        .read(|conn| Supplier::list(conn, day(2), query, after))
        .unwrap()
}

fn query(parameters: &[(&str, &str)]) -> Query {
    let pairs = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    ListQuery::read(pairs).unwrap()
}

/// Thirty suppliers; every third has a credit application date, one of four days.
fn fill(database: &Database) {
    for number in 0_u32..30 {
        let sent = (number % 3 == 0).then(|| day(number % 4 + 1));
        let draft = SupplierDraft {
            credit_application_sent_on: sent,
            ..named(&format!("Supplier {:02}", (number * 7) % 30))
        };
        database.supplier(&draft).unwrap();
    }
}

fn walk(database: &Database, mut query: Query, limit: u32) -> Vec<i64> {
    query.limit = limit;
    let mut ids = Vec::new();
    let mut after = None;
    loop {
        let listed = page(database, &query, after.as_ref());
        ids.extend(listed.items.iter().map(|item| item.id.get()));
        // Positions travel in cursors.
        after = listed
            .next
            .map(|next| serde_json::from_str(&serde_json::to_string(&next).unwrap()).unwrap());
        if after.is_none() {
            return ids;
        }
    }
}

#[test]
fn pages_lose_and_double_nothing() {
    for database in both("paging") {
        fill(&database);
        let mut orders: Vec<Vec<SortBy<SupplierSort>>> = Vec::new();
        for first in SupplierSort::ALL {
            for descending in [false, true] {
                orders.push(vec![SortBy {
                    key: *first,
                    descending,
                }]);
                for second in SupplierSort::ALL.iter().filter(|second| *second != first) {
                    let by = SortBy {
                        key: *second,
                        descending: !descending,
                    };
                    orders.push(vec![
                        SortBy {
                            key: *first,
                            descending,
                        },
                        by,
                    ]);
                }
            }
        }
        for sort in orders {
            let query = Query {
                sort,
                ..Query::default()
            };
            let whole = walk(&database, query.clone(), 200);
            assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 30);
            for limit in [1, 4, 7] {
                assert_eq!(
                    walk(&database, query.clone(), limit),
                    whole,
                    "{} {:?}",
                    database.kind(),
                    query.sort
                );
            }
        }
    }
}

#[test]
fn both_databases_sort_alike() {
    let databases = both("alike");
    let orders: Vec<Vec<i64>> = databases
        .iter()
        .map(|database| {
            fill(database);
            for name in ["Émile", "emil", "Zoo", "ß", "10", "2", "Ångström", "_x"] {
                database.supplier(&named(name)).unwrap();
            }
            [
                "name",
                "-name",
                "credit_application_sent_on",
                "-credit_application_sent_on,name",
            ]
            .iter()
            .flat_map(|sort| walk(database, query(&[("sort", sort)]), 5))
            .collect()
        })
        .collect();
    assert!(orders.iter().all(|order| *order == orders[0]));
}

#[test]
fn rows_written_meanwhile_move_no_page() {
    for database in both("meanwhile") {
        for name in ["B", "D", "F", "H"] {
            database.supplier(&named(name)).unwrap();
        }
        let query = Query {
            limit: 2,
            ..Query::default()
        };
        let first = page(&database, &query, None);
        for name in ["A", "E"] {
            database.supplier(&named(name)).unwrap();
        }
        let second = page(&database, &query, first.next.as_ref());
        let names: Vec<&str> = second.items.iter().map(|item| item.name.as_str()).collect();
        assert_eq!(names, ["E", "F"]);
    }
}

#[test]
fn every_filter_narrows() {
    for database in both("filters") {
        let text = |text: &str| Some(text.to_owned());
        let one = SupplierDraft {
            kind: text("processor"),
            shipping_scopes: vec!["domestic".to_owned()],
            species: vec!["beef".to_owned(), "veal".to_owned()],
            certificates: vec!["brc".to_owned()],
            payment_terms: text("net_15"),
            edibility: Some(domain::choices::Edibility::Both),
            credit_application_sent_on: Some(day(1)),
            address: Address {
                state: text("NE"),
                country: text("USA"),
                ..Address::default()
            },
            ..named("One")
        };
        let two = SupplierDraft {
            delivery_profile: domain::choices::DeliveryProfile::DoesNotDeliver,
            ..named("Two")
        };
        let one = database.supplier(&one).unwrap();
        database.supplier(&two).unwrap();
        let gone = database.supplier(&named("Gone")).unwrap();
        let context = database.context();
        database
            .store
            .write(&context, |tx| {
                Supplier::archive(tx, gone.id, &Expected::any())
            })
            .unwrap();
        let owner = database.user.to_string();
        let cases: &[(&str, &str, &[&str])] = &[
            ("archived", "true", &["Gone"]),
            ("archived", "any", &["Gone", "One", "Two"]),
            ("delivery_profile", "delivers", &["One"]),
            (
                "delivery_profile",
                "delivers,does_not_deliver",
                &["One", "Two"],
            ),
            ("delivery_profile[not]", "delivers", &["Two"]),
            ("kind", "processor", &["One"]),
            ("kind[not]", "processor", &["Two"]),
            ("kind[is_null]", "true", &["Two"]),
            ("shipping_scope", "domestic", &["One"]),
            ("shipping_scope[is_null]", "true", &["Two"]),
            ("species", "veal,pork", &["One"]),
            ("species[not]", "veal", &["Two"]),
            ("certificate", "brc", &["One"]),
            ("payment_terms", "net_15", &["One"]),
            ("edibility", "both", &["One"]),
            ("state", "NE", &["One"]),
            ("country[is_null]", "true", &["Two"]),
            ("has_credit_application", "true", &["One"]),
            ("has_credit_application", "false", &["Two"]),
            ("credit_application_sent_on", "2026-03-01", &["One"]),
            ("credit_application_sent_on[gte]", "2026-03-02", &[]),
            ("credit_application_sent_on[lte]", "2026-03-02", &["One"]),
            ("credit_application_sent_on[is_null]", "true", &["Two"]),
            ("owner_id", &owner, &["One", "Two"]),
            ("owner_id[not]", &owner, &[]),
            ("created_at[gt]", "2026-03-02T12:00:00Z", &[]),
            ("created_at[lte]", "2026-03-02T12:00:00Z", &["One", "Two"]),
            ("updated_at[gte]", "2026-03-02T12:00:00Z", &["One", "Two"]),
            ("q", "ONE", &["One"]),
        ];
        for (name, value, expected) in cases {
            let mut query = query(&[(*name, *value)]);
            query.count = true;
            let listed = page(&database, &query, None);
            let names: Vec<&str> = listed.items.iter().map(|item| item.name.as_str()).collect();
            assert_eq!(names, *expected, "{} {name}={value}", database.kind());
            let count = i64::try_from(expected.len()).unwrap();
            assert_eq!(listed.total, Some((count, true)), "{name}={value}");
        }
        let listed = page(&database, &query(&[("kind", "processor")]), None);
        let summary = &listed.items[0];
        assert_eq!(
            (summary.species.len(), summary.state.as_deref(), summary.id),
            (2, Some("NE"), one.id)
        );
        assert_eq!(summary.owner_name, "dana");
    }
}

#[test]
fn a_page_costs_the_same_statements_whatever_its_size() {
    for database in both("statements") {
        fill(&database);
        let cost = |limit: u32| {
            let query = Query {
                limit,
                ..Query::default()
            };
            database.store.read(|conn| {
                let before = queries_on_this_thread();
                Supplier::list(conn, day(2), &query, None)?;
                Ok(queries_on_this_thread() - before)
            })
        };
        let costs: Vec<u64> = [1, 10, 30]
            .iter()
            .map(|limit| cost(*limit).unwrap())
            .collect();
        // The rows, then what they show from other tables.
        assert_eq!(costs, [2, 2, 2], "{}", database.kind());
    }
}

#[test]
fn a_position_of_another_order_is_refused() {
    for database in both("position") {
        fill(&database);
        let by_name = page(&database, &query(&[("limit", "2")]), None)
            .next
            .unwrap();
        let by_day = query(&[("sort", "-credit_application_sent_on,name")]);
        let refused = database
            .store
            .read(|conn| Supplier::list(conn, day(2), &by_day, Some(&by_name)));
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
    }
}

#[test]
fn users_are_listed_by_name() {
    for database in both("user_list") {
        let query = ListQuery {
            count: true,
            ..ListQuery::default()
        };
        let listed = database
            .store
            .read(|conn| users::list(conn, &query, None))
            .unwrap();
        assert_eq!((listed.items.len(), listed.total), (1, Some((1, true))));
        assert_eq!(listed.items[0].username, "dana");
    }
}
