//! Grants for the role that serves requests, if another role owns the tables and runs migrations (PostgreSQL).

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::connection::DbConnection;
use crate::dialect;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// Tables that the program only reads.
const READ_ONLY: &[&str] = &[
    "__diesel_schema_migrations",
    "choice_lists",
    "payment_terms",
];
/// Tables that only receive inserts.
const APPEND_ONLY: &[&str] = &["audit_entries", "claim_events", "postings"];
/// Tables without deletes, besides those of records with an archive. All others may be changed in every way.
const KEPT: &[&str] = &[
    "addresses",
    "choice_versions",
    "choices",
    "number_sequences",
    "order_cases",
    "search_index",
    "settings",
    "users",
];

fn privileges(table: &str, has_archive: bool) -> &'static str {
    if READ_ONLY.contains(&table) {
        "SELECT"
    } else if APPEND_ONLY.contains(&table) {
        "SELECT, INSERT"
    } else if has_archive || KEPT.contains(&table) {
        "SELECT, INSERT, UPDATE"
    } else {
        "SELECT, INSERT, UPDATE, DELETE"
    }
}

/// Grants a role what the program needs and revokes the rest; returns the statements. The owner of the tables runs it after each
/// migration.
///
/// # Errors
/// If the database is not PostgreSQL, or the role is missing, owns tables itself, or is a superuser, which grants do not limit.
pub fn give(conn: &mut DbConnection, role: &str) -> Result<Vec<String>, StoreError> {
    let tables = tables(conn)?;
    refuse_powerful(conn, role)?;
    let quoted = quoted(role);
    let mut statements = vec![
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC".to_owned(),
        format!("GRANT USAGE ON SCHEMA public TO {quoted}"),
    ];
    for (table, has_archive) in &tables {
        let name = self::quoted(table);
        statements.push(format!("REVOKE ALL ON {name} FROM {quoted}"));
        statements.push(format!(
            "GRANT {} ON {name} TO {quoted}",
            privileges(table, *has_archive)
        ));
    }
    statements.push(format!(
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"
    ));
    conn.batch_execute(&statements.join("; "))?;
    Ok(statements)
}

/// The tables, and whether their records are archived instead of deleted.
fn tables(conn: &mut DbConnection) -> Result<Vec<(String, bool)>, StoreError> {
    if !dialect::has_roles(conn) {
        return Err(StoreError::invalid(
            "",
            "no_roles",
            "A SQLite file has no roles; its mode guards it",
        ));
    }
    let names = Fragment::sql(
        "SELECT tablename::text, EXISTS (SELECT 1 FROM pg_attribute WHERE attname = 'archived_at' \
         AND attrelid = (quote_ident(schemaname) || '.' || quote_ident(tablename))::regclass) \
         FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
    );
    Ok(Statement::<(Text, Bool)>::new(names).load(conn)?)
}

fn refuse_powerful(conn: &mut DbConnection, role: &str) -> Result<(), StoreError> {
    let text = || Value::Text(role.to_owned());
    let mut count = |fragment: Fragment| -> Result<i64, StoreError> {
        let rows: Vec<(i64,)> = Statement::<(BigInt,)>::new(fragment).load(conn)?;
        Ok(rows.first().map_or(0, |(count,)| *count))
    };
    let of_role = |start: &'static str| Fragment::sql(start).value(text());
    let known = count(of_role(
        "SELECT count(*) FROM pg_roles WHERE NOT rolsuper AND rolname = ",
    ))?;
    if known == 0 {
        return Err(StoreError::invalid(
            "",
            "no_such_role",
            "There is no such role, or it is a superuser, whom no grant limits",
        ));
    }
    let owned = count(of_role(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = ",
    ))?;
    if owned > 0 {
        return Err(StoreError::invalid(
            "",
            "owner",
            "This role owns tables; let another role own them and migrate",
        ));
    }
    Ok(())
}

/// A quoted SQL identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
