//! Settings that the program stores about its installation, by name.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::schema::settings;

/// Reads a setting.
///
/// # Errors
/// If the database fails.
pub fn get(conn: &mut DbConnection, name: &str) -> Result<Option<String>, StoreError> {
    let found = settings::table.find(name).select(settings::value);
    Ok(found.get_result(conn).optional()?)
}

/// Stores a setting.
///
/// # Errors
/// If the database fails.
pub fn set(
    conn: &mut DbConnection,
    name: &str,
    value: &str,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    Fragment::sql("INSERT INTO settings (name, value, updated_at) VALUES (")
        .list([
            Value::Text(name.to_owned()),
            Value::Text(value.to_owned()),
            Value::Instant(now),
        ])
        .and_sql(") ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at")
        .execute(conn)?;
    Ok(())
}

/// Writes a row, to test whether the database accepts writes again.
pub(crate) fn try_to_write(conn: &mut DbConnection) -> Result<(), StoreError> {
    Fragment::sql(
        "INSERT INTO settings (name, value, updated_at) VALUES ('write_test', 'passed', CURRENT_TIMESTAMP) \
         ON CONFLICT (name) DO UPDATE SET updated_at = excluded.updated_at",
    )
    .execute(conn)?;
    Ok(())
}
