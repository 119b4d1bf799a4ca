//! Rewrites name keys after the rules of case folding have changed. New keys are computed from the old ones, without the names:
//! texts that the old folding made equal stay equal.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{BigInt, Text};
use domain::text::{name_key, search_fold};

use crate::codes::FAR_TEXT;
use crate::connection::{self, DbConnection};
use crate::dialect;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::settings;

/// The version of case folding. Raise it when `name_key` or `search_fold` changes its result for any text.
const FOLDING: &str = "2";
/// The setting with the folding version of the stored keys.
const SETTING: &str = "name_folding";
/// Number of keys read per batch.
const BATCH: usize = 1_000;

/// A key that sorts and is not called `.._key`.
const SORT_KEY: (&str, &str) = ("plants", "code_sort");

/// Whether keys need rewriting. Migrations must have run.
pub(crate) fn is_pending(conn: &mut DbConnection) -> Result<bool, StoreError> {
    Ok(settings::get(conn, SETTING)?.as_deref() != Some(FOLDING))
}

/// Rewrites the keys of an older folding, in one transaction.
pub(crate) fn run(conn: &mut DbConnection) -> Result<(), StoreError> {
    connection::begin(conn)?;
    let outcome = rekey(conn);
    match outcome {
        Ok(()) => Ok(connection::commit(conn)?),
        Err(error) => {
            let _ = connection::roll_back(conn);
            Err(error)
        }
    }
}

fn rekey(conn: &mut DbConnection) -> Result<(), StoreError> {
    if !is_pending(conn)? {
        return Ok(());
    }
    let (table, column) = SORT_KEY;
    let mut keys = dialect::text_columns(conn)?;
    keys.retain(|(_, column)| column.ends_with("_key"));
    keys.push((table.to_owned(), column.to_owned()));
    for (table, column) in &keys {
        each_key(conn, table, column, |key| {
            if key == FAR_TEXT {
                key.to_owned()
            } else {
                name_key(key)
            }
        })?;
    }
    each_key(conn, "search_index", "text", |text| {
        let lines: Vec<String> = text.lines().map(search_fold).collect();
        lines.join("\n")
    })?;
    Fragment::sql("INSERT INTO settings (name, value, updated_at) VALUES (")
        .list([
            Value::Text(SETTING.to_owned()),
            Value::Text(FOLDING.to_owned()),
        ])
        .and_sql(
            ", CURRENT_TIMESTAMP) ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        )
        .execute(conn)?;
    Ok(())
}

/// Processes the keys of a column that contain non-ASCII characters; the folding of ASCII never changes.
fn each_key(
    conn: &mut DbConnection,
    table: &str,
    column: &str,
    fold: impl Fn(&str) -> String,
) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let query = Fragment::sql(format!(
            "SELECT id, {column} FROM {table} WHERE octet_length({column}) <> length({column}) AND id > "
        ))
        .value(Value::Int(last))
        .and_sql(format!(" ORDER BY id LIMIT {BATCH}"));
        let rows: Vec<(i64, String)> = Statement::<(BigInt, Text)>::new(query).load(conn)?;
        let Some((newest, _)) = rows.last() else {
            return Ok(());
        };
        last = *newest;
        for (id, key) in rows {
            let folded = fold(&key);
            if folded != key {
                set(conn, (table, column), id, &folded)?;
            }
        }
    }
}

/// Writes one key. If it collides, the record keeps a key made unique by a character that no name can contain; until it is renamed,
/// saving it under its name is rejected as a duplicate.
fn set(
    conn: &mut DbConnection,
    (table, column): (&str, &str),
    id: i64,
    key: &str,
) -> Result<(), StoreError> {
    let update = |key: &str| {
        Fragment::sql(format!("UPDATE {table} SET {column} = "))
            .value(Value::Text(key.to_owned()))
            .and_sql(" WHERE id = ")
            .value(Value::Int(id))
    };
    // In a savepoint, because PostgreSQL continues a transaction after a failed statement only from there.
    let outcome = conn.transaction(|conn| update(key).execute_plain(conn));
    match outcome {
        Ok(_) => Ok(()),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            tracing::warn!(
                table,
                id,
                key,
                "another record has the same name, case aside"
            );
            update(&format!("{key}\u{1}{id}")).execute(conn)?;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
