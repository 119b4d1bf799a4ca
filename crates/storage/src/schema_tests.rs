//! Tests that the migrations match `schema` on both databases, and that table constraints reject invalid raw SQL.

use std::collections::{BTreeMap, BTreeSet};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{Bool, Text};
use domain::choice_entries::ChoiceDraft;
use domain::choices::UserRole;
use domain::claims::ClaimDraft;
use domain::fields::Rules;
use domain::payments::PaymentDraft;
use domain::record::Resource;
use domain::views::ViewDraft;

use crate::Store;
use crate::connection::DbConnection;
use crate::fragment::{Fragment, Statement};
use crate::testing::{each_store, user};

/// Columns in order: name, diesel type, whether it is nullable.
type Columns = Vec<(String, String, bool)>;

/// Parses the declarations of `schema`.
fn declared() -> BTreeMap<String, Columns> {
    let mut tables = BTreeMap::new();
    let mut current: Option<(String, Columns)> = None;
    let sources = [
        include_str!("schema.rs"),
        include_str!("schema/goods.rs"),
        include_str!("schema/ledger.rs"),
        include_str!("schema/parties.rs"),
        include_str!("schema/trade.rs"),
    ];
    for line in sources.into_iter().flat_map(str::lines).map(str::trim) {
        if let Some((name, types)) = line
            .strip_suffix(',')
            .and_then(|line| line.split_once(" -> "))
        {
            let inner = types
                .strip_prefix("Nullable<")
                .and_then(|types| types.strip_suffix('>'));
            let column = (
                name.to_owned(),
                inner.unwrap_or(types).to_owned(),
                inner.is_some(),
            );
            current.as_mut().unwrap().1.push(column);
        } else if line.ends_with(" {") && !line.starts_with("diesel::") {
            let name = line.split_once(' ').unwrap().0.to_owned();
            current = Some((name, Vec::new()));
        } else if line == "}" {
            tables.extend(current.take());
        }
    }
    tables
}

fn is_sqlite(store: &Store) -> bool {
    store.kind() == "sqlite"
}

fn existing(store: &Store) -> BTreeMap<String, Columns> {
    let query = if is_sqlite(store) {
        "SELECT t.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0 FROM sqlite_schema t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE 'search_texts%' \
         AND t.name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' ORDER BY t.name, c.cid"
    } else {
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES' FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%' ORDER BY table_name, ordinal_position"
    };
    let rows: Vec<(String, String, String, bool)> = store
        .read(|conn| {
            Ok(Statement::<(Text, Text, Text, Bool)>::new(Fragment::sql(query)).load(conn)?)
        })
        .unwrap();
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for (table, column, kind, nullable) in rows {
        tables
            .entry(table)
            .or_default()
            .push((column, kind, nullable));
    }
    tables
}

/// The name of a type in the database's catalog.
fn spelled(kind: &str, sqlite: bool) -> &'static str {
    match (kind, sqlite) {
        ("BigInt", false) => "bigint",
        ("Integer", false) => "integer",
        ("Text", false) => "text",
        ("Bool", false) => "boolean",
        ("Date", false) => "date",
        ("Timestamp", false) => "timestamp without time zone",
        ("Binary", false) => "bytea",
        ("BigInt" | "Integer" | "Bool", true) => "INTEGER",
        ("Text" | "Date" | "Timestamp", true) => "TEXT",
        ("Binary", true) => "BLOB",
        _ => panic!("{kind} is no type of ours"),
    }
}

#[test]
fn the_tables_are_those_of_the_schema() {
    each_store(|store| {
        let expected: BTreeMap<String, Columns> = declared()
            .into_iter()
            .map(|(table, columns)| {
                let columns = columns
                    .into_iter()
                    .map(|(name, kind, nullable)| {
                        (name, spelled(&kind, is_sqlite(store)).to_owned(), nullable)
                    })
                    .collect();
                (table, columns)
            })
            .collect();
        assert!(expected.len() > 15);
        assert_eq!(existing(store), expected);
    });
}

/// The names of constraints and indexes in a migration.
fn named(sql: &str) -> BTreeSet<&str> {
    let words: Vec<&str> = sql.split_whitespace().collect();
    words
        .windows(2)
        .filter(|pair| matches!(pair[0], "CONSTRAINT" | "INDEX"))
        .map(|pair| pair[1])
        .collect()
}

/// The migrations of a database by name.
fn migrations(database: &str) -> BTreeMap<String, String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder.join(database)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        all.insert(name, std::fs::read_to_string(path.join("up.sql")).unwrap());
    }
    all
}

#[test]
fn both_databases_have_the_same_rules_and_indexes() {
    let (postgres, sqlite) = (migrations("postgres"), migrations("sqlite"));
    assert!(postgres.keys().eq(sqlite.keys()));
    for (name, sql) in &postgres {
        let theirs = named(&sqlite[name]);
        let missing: Vec<&str> = named(sql)
            .difference(&theirs)
            .copied()
            // PostgreSQL has one trigram index per kind of record; SQLite has one trigram table.
            .filter(|rule| !rule.starts_with("search_index_"))
            .collect();
        assert_eq!(missing, [""; 0], "{name}");
        let more: Vec<&str> = theirs
            .difference(&named(sql))
            .copied()
            // PostgreSQL has native boolean and date types, so it needs no such checks.
            .filter(|rule| !rule.ends_with("_flag") && !rule.ends_with("_day"))
            .filter(|rule| !rule.starts_with("search_index_"))
            .collect();
        assert_eq!(more, [""; 0], "{name}");
    }
}

#[test]
fn lengths_in_the_tables_are_those_of_the_rules() {
    macro_rules! rules_of {
        ($($record:path),+) => {
            vec![$((
                <$record as Resource>::PATH.replace('-', "_"),
                <<$record as Resource>::Draft as Rules>::field_rules(),
            )),+]
        };
    }
    let mut drafts = domain::each_record!(rules_of);
    drafts.push(("payments".to_owned(), PaymentDraft::field_rules()));
    drafts.push(("claims".to_owned(), ClaimDraft::field_rules()));
    drafts.push(("choices".to_owned(), ChoiceDraft::field_rules()));
    drafts.push(("saved_views".to_owned(), ViewDraft::field_rules()));
    for database in ["sqlite", "postgres"] {
        let sql: String = migrations(database).into_values().collect();
        let mut compared = BTreeSet::new();
        for (table, rules) in &drafts {
            for rule in rules {
                let start = format!("CONSTRAINT {table}_{}_not_blank CHECK", rule.name);
                let check = sql
                    .split_once(&start)
                    .and_then(|(_, rest)| rest.lines().next());
                let Some((_, stated)) = check.and_then(|check| check.rsplit_once(" <= ")) else {
                    continue;
                };
                let stated = stated.split(')').next().and_then(|max| max.parse().ok());
                assert_eq!(stated, rule.max_length, "{database}: {table}.{}", rule.name);
                compared.insert(table);
            }
        }
        assert_eq!(compared.len(), drafts.len(), "{database}: {compared:?}");
    }
}

#[test]
fn the_tables_refuse_what_no_rule_allows() {
    each_store(|store| {
        user(store, "lee", UserRole::Broker);
        let run =
            |sql: &str| store.write_plain(|conn: &mut DbConnection| Ok(conn.batch_execute(sql)?));
        run("INSERT INTO addresses (country) VALUES (NULL)").unwrap();
        run("INSERT INTO suppliers (name, name_key, address_id, owner_id, created_at, created_by, updated_at, updated_by) \
             VALUES ('A', 'a', 1, 1, '2026-01-01 00:00:00', 1, '2026-01-01 00:00:00', 1)")
        .unwrap();
        run(
            "INSERT INTO audit_entries (at, entity, record_id, version, action) \
             VALUES ('2026-01-01 00:00:00', 'supplier', 1, 1, 'create')",
        )
        .unwrap();
        let refused = [
            "UPDATE audit_entries SET action = 'update'",
            "DELETE FROM audit_entries",
            "DELETE FROM choices WHERE list = 'species' AND code = 'goat'",
            "UPDATE choices SET code = 'kid' WHERE list = 'species' AND code = 'goat'",
            "DELETE FROM users",
            "DELETE FROM addresses",
            "UPDATE suppliers SET name = ' '",
            "UPDATE suppliers SET credit_limit = -1",
            "UPDATE suppliers SET version = 0",
            "UPDATE suppliers SET archived_at = '2026-01-01 00:00:00'",
            "UPDATE suppliers SET delivery_profile = 'flies'",
            "UPDATE suppliers SET payment_terms = 'net_8'",
            "UPDATE suppliers SET credit_application_approved_on = '2026-01-01'",
            "UPDATE suppliers SET offers_contracts = NULL",
            "INSERT INTO supplier_choices (supplier_id, list, code) VALUES (1, 'species', 'dodo')",
            "UPDATE addresses SET country = 'US'",
            "UPDATE addresses SET city = 'Omaha'",
            "UPDATE users SET role = 'owner'",
            "INSERT INTO number_sequences (kind, year, next) VALUES ('purchase_order', 2026, 0)",
        ];
        for sql in refused {
            assert!(run(sql).is_err(), "{sql}");
        }
        let orders = "INSERT INTO purchase_orders (number, number_sort, supplier_id, supplier_name, supplier_name_key, \
                      customer_name_key, order_date, owner_id, created_at, updated_at";
        let values = "'A', 'a', '', '2026-03-02', 1, '2026-03-02 12:00:00', '2026-03-02 12:00:00'";
        let order = |number: &str, columns: &str, more: &str| {
            run(&format!(
                "{orders}{columns}) VALUES ('{number}', '1', 1, {values}{more})"
            ))
        };
        order("PO-2026-0001", "", "").unwrap();
        for (number, columns, more) in [
            ("po-2026-0001", "", ""),
            (" ", "", ""),
            ("2", ", pickup_date", ", '2026-03-01'"),
            (
                "2",
                ", pickup_date, delivery_date",
                ", '2026-03-04', '2026-03-03'",
            ),
            ("2", ", delivered_on", ", '2026-03-04'"),
            (
                "2",
                ", shipped_on, delivered_on",
                ", '2026-03-05', '2026-03-04'",
            ),
            ("2", ", status, status_rank", ", 'issued', 1"),
            (
                "2",
                ", status, status_rank, for_stock",
                ", 'issued', 2, TRUE",
            ),
            ("2", ", buy_total", ", -1"),
            ("2", ", weight_lb", ", -1"),
        ] {
            assert!(
                order(number, columns, more).is_err(),
                "{number}{columns}{more}"
            );
        }
        order(
            "2",
            ", status, status_rank, for_stock",
            ", 'issued', 1, TRUE",
        )
        .unwrap();
        let line = |columns: &str, values: &str| {
            run(&format!(
                "INSERT INTO purchase_order_lines (order_id, line_no, description{columns}) VALUES (1, 1, 'Trim'{values})"
            ))
        };
        for (columns, values) in [
            (", ordered_weight", ", 0"),
            (", ordered_units", ", -1"),
            (", buy_price", ", 5"),
            (", buy_price, buy_basis", ", 0, 'per_lb'"),
            (", actual_weight", ", 5"),
            (", weight_unit", ", 'st'"),
        ] {
            assert!(line(columns, values).is_err(), "{columns}{values}");
        }
        line("", "").unwrap();
        assert!(line("", "").is_err(), "a line number twice");
    });
}
