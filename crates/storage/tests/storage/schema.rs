//! The tables that the migrations make are the tables that `schema.rs` says, on both databases.

use std::collections::BTreeMap;

use diesel::sql_types::{Bool, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use storage::Store;

use crate::databases::{Database, both, settings};

type Columns = BTreeMap<(String, String), (String, bool)>;

/// The columns that `schema.rs` declares: (table, column) -> (type, whether it may be empty).
fn declared() -> Columns {
    let mut columns = Columns::new();
    let mut table = String::new();
    for line in include_str!("../../src/schema.rs").lines().map(str::trim) {
        if let Some(name) = line
            .strip_suffix(") {")
            .and_then(|rest| rest.split_once(" ("))
        {
            table = name.0.to_owned();
        } else if let Some((name, kind)) = line.split_once(" -> ").filter(|_| line.ends_with(',')) {
            let kind = kind.trim_end_matches(',');
            let inner = kind
                .strip_prefix("Nullable<")
                .and_then(|rest| rest.strip_suffix('>'));
            let known = (inner.unwrap_or(kind).to_owned(), inner.is_some());
            columns.insert((table.clone(), name.to_owned()), known);
        }
    }
    columns
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    in_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

fn made(database: &Database) -> Columns {
    let rows: Vec<Column> = if let Some(path) = database.url.strip_prefix("sqlite://") {
        let mut conn = SqliteConnection::establish(path).unwrap();
        sql_query(
            "SELECT m.name AS in_table, c.name AS name, lower(c.type) AS kind, c.\"notnull\" = 0 AND c.pk = 0 AS nullable \
             FROM sqlite_schema m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search_texts%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'",
        )
        .load(&mut conn)
        .unwrap()
    } else {
        let mut conn = PgConnection::establish(&database.url).unwrap();
        sql_query(
            "SELECT table_name::text AS in_table, column_name::text AS name, data_type::text AS kind, is_nullable = 'YES' AS nullable \
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'",
        )
        .load(&mut conn)
        .unwrap()
    };
    rows.into_iter()
        .map(|column| {
            (
                (column.in_table, column.name),
                (column.kind, column.nullable),
            )
        })
        .collect()
}

/// What a type of `schema.rs` may be called in the databases.
fn spellings(kind: &str) -> &'static [&'static str] {
    match kind {
        "BigInt" => &["bigint", "integer"],
        "Integer" => &["integer"],
        "Text" => &["text"],
        "Bool" => &["boolean", "integer"],
        "Date" => &["date", "text"],
        "Timestamp" => &["timestamp without time zone", "text"],
        "Binary" => &["bytea", "blob"],
        _ => &[],
    }
}

#[test]
fn the_tables_are_those_of_the_schema() {
    let declared = declared();
    assert!(declared.len() > 150, "{} columns read", declared.len());
    for database in both("schema") {
        let made = made(&database);
        let kind = database.kind();
        for (column, (sql_type, nullable)) in &declared {
            let Some((found, found_nullable)) = made.get(column) else {
                panic!("{kind} has no column {column:?}");
            };
            assert!(
                spellings(sql_type).contains(&found.as_str()),
                "{kind} {column:?}: {found} for {sql_type}"
            );
            assert_eq!(
                nullable, found_nullable,
                "{kind} {column:?}: may it be empty"
            );
            let exact = kind == "sqlite" || sql_type != "BigInt" || found == "bigint";
            assert!(exact, "{kind} {column:?}: {found} for {sql_type}");
        }
        for column in made.keys() {
            assert!(
                declared.contains_key(column),
                "schema.rs lacks {column:?} of {kind}"
            );
        }
    }
}

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
    assert_eq!(applied, 9);
}
