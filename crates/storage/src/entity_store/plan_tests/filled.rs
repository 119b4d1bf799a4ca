//! Fills each table with 100,000 rows in seconds: creates a hundredth of the data as the program does, then copies it inside the
//! database. Half of the copies link to the original records, half to copies of them, so that there are busy and quiet records.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use domain::choices::UserRole;

use crate::Store;
use crate::connection::{Address, DbConnection, Limits};
use crate::testing::{context, opened, user};
use crate::volume::{self, Volume};

/// Rows in each table.
const ROWS: i64 = 100_000;
/// Ids of original records are below this; the ids of their copies are multiples of it higher.
const STRIDE: i64 = 1_000_000;
/// An id to which few records link.
pub(super) const RARE: i64 = 7 * STRIDE + 1;

/// A kind of record: its table, id columns (`own`, such as its address) and text columns that must differ in each copy, and child
/// tables with the columns that link to the record.
struct Family {
    table: &'static str,
    kind: &'static str,
    own: &'static [&'static str],
    texts: &'static [&'static str],
    children: &'static [(&'static str, &'static [&'static str])],
}

/// Date columns, spread over the years; all dates of one record shift alike.
const DAYS: &[&str] = &[
    "order_date",
    "pickup_date",
    "delivery_date",
    "shipped_on",
    "delivered_on",
    "invoice_date",
    "due_date",
];
const PARTY: &[&str] = &["name_key", "code_key"];
const FAMILIES: &[Family] = &[
    Family {
        table: "users",
        kind: "user",
        own: &[],
        texts: &["username_key", "email_key", "last_name_key"],
        children: &[],
    },
    Family {
        table: "suppliers",
        kind: "supplier",
        own: &["address_id"],
        texts: PARTY,
        children: &[("supplier_choices", &["supplier_id"])],
    },
    Family {
        table: "customers",
        kind: "customer",
        own: &["address_id"],
        texts: PARTY,
        children: &[("customer_choices", &["customer_id"])],
    },
    Family {
        table: "locations",
        kind: "location",
        own: &["address_id"],
        texts: PARTY,
        children: &[],
    },
    Family {
        table: "plants",
        kind: "plant",
        own: &["address_id"],
        texts: PARTY,
        children: &[
            ("plant_choices", &["plant_id"]),
            ("plant_establishments", &["plant_id"]),
        ],
    },
    Family {
        table: "products",
        kind: "product",
        own: &[],
        texts: &["code_key"],
        children: &[
            ("product_details", &["product_id"]),
            ("product_suppliers", &["product_id"]),
            ("product_customers", &["product_id"]),
        ],
    },
    Family {
        table: "contacts",
        kind: "contact",
        own: &[],
        texts: &["name_key"],
        children: &[("contact_choices", &["contact_id"])],
    },
    Family {
        table: "carriers",
        kind: "carrier",
        own: &["address_id"],
        texts: &["name_key", "code_key"],
        children: &[("carrier_suppliers", &["carrier_id"])],
    },
    Family {
        table: "supplier_plant_mappings",
        kind: "supplier_plant_mapping",
        own: &["plant_id"],
        texts: &["name_key"],
        children: &[("supplier_plant_mapping_choices", &["mapping_id"])],
    },
    Family {
        table: "purchase_orders",
        kind: "purchase_order",
        own: &[],
        texts: &["number", "number_sort"],
        children: &[
            ("purchase_order_links", &["order_id"]),
            ("purchase_order_lines", &["order_id", "id"]),
        ],
    },
    Family {
        table: "receivables",
        kind: "receivable",
        own: &[],
        texts: &["number_key", "number_sort"],
        children: &[],
    },
];

/// Gives customers every credit status, and adds the rare rows beside orders and receivables.
const MONEY: &str = "
    UPDATE customers SET credit_hold = FALSE, credit_limit = NULL, on_order = 0, oldest_due_date = NULL WHERE id % 40 < 5;
    UPDATE customers SET credit_limit = 10000, on_order = 10001 WHERE id % 40 = 1;
    UPDATE customers SET credit_limit = 10000, open_balance = 0, on_order = 9500 WHERE id % 40 = 2;
    UPDATE customers SET oldest_due_date = '2020-01-02' WHERE id % 40 = 3;
    UPDATE customers SET oldest_due_date = '2026-03-01' WHERE id % 40 = 4;
    INSERT INTO purchase_order_differences (order_id, amount) SELECT id, 5 FROM purchase_orders WHERE id % 200 = 0;
    INSERT INTO receivable_credits (receivable_id) SELECT id FROM receivables WHERE id % 5 = 0";

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    statement: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Fills the database and connects to it.
pub(super) fn database(url: &str) -> DbConnection {
    let store = opened(url);
    first_records(&store);
    drop(store);
    let long = Duration::from_secs(120);
    let limits = Limits {
        statement: long,
        lock: long,
        connect: long,
    };
    let address = Address::parse(url).unwrap();
    let mut conn = address.connect(limits, false).unwrap().conn;
    conn.batch_execute(match conn {
        DbConnection::Postgres(_) => {
            "SET session_replication_role = replica; SET maintenance_work_mem = '256MB'"
        }
        DbConnection::Sqlite(_) => {
            "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;
             DROP TRIGGER search_index_added"
        }
    })
    .unwrap();
    let indexes = indexes(&mut conn);
    for index in &indexes {
        conn.batch_execute(&format!("DROP INDEX {}", index.name))
            .unwrap();
    }
    conn.batch_execute(&format!(
        "CREATE TABLE series (k BIGINT PRIMARY KEY); INSERT INTO series
         WITH RECURSIVE up (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM up WHERE k < {ROWS}) SELECT k FROM up"
    ))
    .unwrap();
    for family in FAMILIES {
        copy(&mut conn, family);
    }
    conn.batch_execute(MONEY).unwrap();
    for index in &indexes {
        conn.batch_execute(&index.statement).unwrap();
    }
    conn.batch_execute(match conn {
        // Autovacuum would do this within a minute.
        DbConnection::Postgres(_) => "ANALYZE",
        DbConnection::Sqlite(_) => {
            "INSERT INTO search_texts (search_texts) VALUES ('rebuild'); PRAGMA cache_size = -2000"
        }
    })
    .unwrap();
    crate::dialect::analyze_grown_tables(&mut conn).unwrap();
    conn
}

fn first_records(store: &Store) {
    let lee = user(store, "lee", UserRole::Manager);
    let kim = user(store, "kim", UserRole::Broker);
    let volume = Volume {
        suppliers: 100,
        customers: 100,
        orders: 500,
    };
    let context = context(lee, UserRole::Manager);
    assert!(volume::fill(store, &context, &[lee, kim], volume).unwrap());
}

/// The indexes, which are dropped and recreated after filling, because that is faster.
fn indexes(conn: &mut DbConnection) -> Vec<Index> {
    let known = match conn {
        DbConnection::Postgres(_) => {
            "SELECT indexname::text AS name, indexdef AS statement FROM pg_indexes WHERE schemaname = 'public'
             AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        }
        DbConnection::Sqlite(_) => {
            "SELECT name, sql AS statement FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        }
    };
    sql_query(known).load(conn).unwrap()
}

fn copy(conn: &mut DbConnection, family: &Family) {
    let first = format!("SELECT count(*) AS count FROM {}", family.table);
    let first: Count = sql_query(first).get_result(conn).unwrap();
    let copies = ROWS / first.count;
    let mut id = vec!["id"];
    id.extend(family.own);
    insert(conn, family.table, "true", &id, family.texts, copies);
    if family.own.contains(&"address_id") {
        let own = format!(
            "id IN (SELECT address_id FROM {} WHERE id < {STRIDE})",
            family.table
        );
        insert(conn, "addresses", &own, &["id"], &[], copies);
    }
    for (child, own) in family.children {
        insert(conn, child, "true", own, &[], copies);
    }
    let kind = format!("entity = '{}'", family.kind);
    insert(
        conn,
        "search_index",
        &kind,
        &["id", "record_id"],
        &[],
        copies,
    );
}

/// Copies the original rows of a table that meet a condition.
fn insert(
    conn: &mut DbConnection,
    table: &str,
    condition: &str,
    own: &[&str],
    texts: &[&str],
    copies: i64,
) {
    let known = match conn {
        DbConnection::Postgres(_) => format!(
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_name = '{table}' AND is_generated = 'NEVER'"
        ),
        DbConnection::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}')"),
    };
    let columns: Vec<Column> = sql_query(known).load(conn).unwrap();
    let later = match conn {
        DbConnection::Postgres(_) => {
            |name: &str| format!("{name} + (k * 4391 % 100003) * interval '1 minute'")
        }
        DbConnection::Sqlite(_) => |name: &str| {
            format!("strftime('%Y-%m-%d %H:%M:%f', {name}, (k * 4391 % 100003) || ' minutes')")
        },
    };
    let earlier = match conn {
        DbConnection::Postgres(_) => |name: &str| format!("{name} - (k * 7 % 1400)::int"),
        DbConnection::Sqlite(_) => |name: &str| format!("date({name}, -(k * 7 % 1400) || ' days')"),
    };
    let value = |name: &str| {
        if own.contains(&name) {
            format!("{name} + k * {STRIDE}")
        } else if table == "plant_establishments" && (name == "number" || name == "code") {
            format!("{name} || k")
        } else if name == "text" {
            // Short texts take a fraction of the time to index by trigrams.
            "k || ' ' || substr(text, 1, 20)".to_owned()
        } else if texts.contains(&name) {
            // A prefix, so that the copies of a record are not adjacent.
            format!("(k * 7919 % 100003) || {name}")
        } else if name == "usdot_number" {
            "CAST(id * 10000 + k AS TEXT)".to_owned()
        } else if name == "created_at" || name == "updated_at" {
            later(name)
        } else if DAYS.contains(&name) {
            earlier(name)
        } else if name.ends_with("_id") {
            format!("CASE WHEN k % 2 = 0 THEN {name} ELSE {name} + (1 + k % 100) * {STRIDE} END")
        } else {
            name.to_owned()
        }
    };
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let values: Vec<String> = names.iter().map(|name| value(name)).collect();
    // Only the original rows have an id below the stride. In the search index the id also contains the kind, so use the record id.
    let named = if table == "search_index" {
        "record_id"
    } else {
        own[0]
    };
    conn.batch_execute(&format!(
        "INSERT INTO {table} ({}) SELECT {} FROM {table} CROSS JOIN series WHERE {named} < {STRIDE} AND {condition} AND k <= {copies}",
        names.join(", "),
        values.join(", "),
    ))
    .unwrap();
}
