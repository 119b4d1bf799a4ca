//! Keys of names, written anew after the rules of their folding changed. A key is computed from what was kept, so this needs no
//! names: what the old folding made equal, the new one does too.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{BigInt, Text};
use domain::text::{name_key, search_fold};

use crate::codes::FAR_TEXT;
use crate::connection::{self, DbConnection};
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::settings;

/// The folding of names that the keys follow. Raise it when `name_key` or `search_fold` folds anything differently.
const FOLDING: &str = "2";
/// The setting that says which folding the keys follow.
const SETTING: &str = "name_folding";
/// Keys that are read in one go.
const BATCH: usize = 1_000;

/// Where keys of names are kept.
const KEYS: &[(&str, &str)] = &[
    ("users", "username_key"),
    ("users", "email_key"),
    ("users", "first_name_key"),
    ("users", "last_name_key"),
    ("suppliers", "name_key"),
    ("suppliers", "code_key"),
    ("customers", "name_key"),
    ("customers", "code_key"),
    ("plants", "name_key"),
    ("plants", "code_key"),
    ("plants", "code_sort"),
    ("locations", "parent_key"),
    ("locations", "name_key"),
    ("locations", "code_key"),
    ("locations", "city_key"),
    ("carriers", "name_key"),
    ("carriers", "code_key"),
    ("contacts", "parent_key"),
    ("contacts", "name_key"),
    ("products", "code_key"),
    ("products", "description_key"),
    ("supplier_plant_mappings", "name_key"),
    ("purchase_orders", "supplier_name_key"),
    ("purchase_orders", "customer_name_key"),
    ("receivables", "number_key"),
    ("receivables", "customer_key"),
    ("saved_views", "name_key"),
];

/// Whether keys wait to be written anew. The tables are up to date.
pub(crate) fn is_pending(conn: &mut DbConnection) -> Result<bool, StoreError> {
    Ok(settings::get(conn, SETTING)?.as_deref() != Some(FOLDING))
}

/// Writes the keys anew that follow an older folding, in one transaction.
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
    for (table, column) in KEYS {
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

/// Goes through the keys of a column that ASCII letters alone do not make up; the others fold as they always did.
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

/// Writes one key. Of two names that are the same now the older record keeps the key; the other is kept apart by a character that no
/// name can have, until somebody renames it: saving it under its name is refused as a duplicate.
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
    // Within a savepoint: PostgreSQL goes on after a refused statement only from there.
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
