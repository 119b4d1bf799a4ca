//! Checks shared by all changes of business records: version, archive, permission on others' records, unique fields, links to
//! users.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Text};
use domain::problem::Existing;
use domain::record::EntityKind;

use crate::connection::DbConnection;
use crate::error::{Stale, StaleChanges, StoreError};
use crate::fragment::{Fragment, Statement, Value};
use crate::transaction::Transaction;

/// The versions that the caller may change: those in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// One of these.
    Version(Vec<i64>),
    /// Any version: for commands of the program itself.
    Any,
}

impl Expected {
    /// Accepts any version: for commands of the program itself.
    #[must_use]
    pub const fn any() -> Self {
        Self::Any
    }

    /// Checks that the record has a version that the caller knows.
    pub(crate) fn check(
        &self,
        kind: EntityKind,
        id: i64,
        current_version: i64,
    ) -> Result<(), StoreError> {
        let Self::Version(seen) = self else {
            return Ok(());
        };
        if seen.contains(&current_version) {
            return Ok(());
        }
        // Several tags may be sent; the caller misses the changes since the newest of them.
        let since = seen.iter().copied().max().unwrap_or(0);
        Err(StoreError::Stale(Box::new(Stale {
            current_version,
            entity: kind,
            id,
            since,
            changes: StaleChanges::default(),
        })))
    }
}

/// Checks the result of `UPDATE .. WHERE id AND version`. If no row was updated, another transaction was faster, and the command is
/// retried from the start.
pub(crate) fn ensure_updated(rows: usize) -> Result<(), StoreError> {
    if rows == 1 {
        Ok(())
    } else {
        Err(StoreError::conflict())
    }
}

/// A field, or several together, that must be unique.
pub(crate) struct Unique {
    pub(crate) table: &'static str,
    /// Its columns. If the first is null, the rule does not apply; nulls in other columns count as equal.
    pub(crate) columns: &'static [&'static str],
    pub(crate) pointer: &'static str,
    pub(crate) among: UniqueScope,
}

impl Unique {
    /// Unique among active records.
    pub(crate) const fn active(
        table: &'static str,
        columns: &'static [&'static str],
        pointer: &'static str,
    ) -> Self {
        Self {
            table,
            columns,
            pointer,
            among: UniqueScope::Active,
        }
    }
}

/// The records among which a field is unique.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum UniqueScope {
    /// Active records only.
    Active,
    /// All records, archived ones included.
    Always,
    /// All records of a kind without an archive.
    Unarchived,
}

/// Returns `Duplicate` with the record that has these values. Runs only after a first run has violated a unique constraint (see
/// [`Transaction::diagnoses_unique`]).
pub(crate) fn refuse_taken(
    tx: &mut Transaction<'_>,
    own: Option<i64>,
    unique: &Unique,
    called: &'static str,
    values: &[Value],
) -> Result<(), StoreError> {
    if !tx.diagnoses_unique() || matches!(values.first(), None | Some(Value::Nothing(_))) {
        return Ok(());
    }
    match holder(tx.conn, unique, called, values, own.unwrap_or(0))? {
        None => Ok(()),
        Some(existing) => Err(StoreError::Duplicate {
            pointer: unique.pointer.to_owned(),
            existing,
        }),
    }
}

fn holder(
    conn: &mut DbConnection,
    unique: &Unique,
    called: &'static str,
    values: &[Value],
    own: i64,
) -> Result<Option<Existing>, StoreError> {
    let archived = match unique.among {
        UniqueScope::Unarchived => "1 = 0",
        UniqueScope::Active | UniqueScope::Always => "archived_at IS NOT NULL",
    };
    let narrowed = match unique.among {
        UniqueScope::Active => " AND archived_at IS NULL",
        UniqueScope::Always | UniqueScope::Unarchived => "",
    };
    let mut query = Fragment::sql(format!(
        "SELECT id, {called}, {archived} FROM {} WHERE id <> ",
        unique.table
    ))
    .value(Value::Int(own))
    .and_sql(narrowed);
    for (column, value) in unique.columns.iter().zip(values) {
        query = match value {
            Value::Nothing(_) => query.and_sql(format!(" AND {column} IS NULL")),
            value => query
                .and_sql(format!(" AND {column} = "))
                .value(value.clone()),
        };
    }
    let found: Vec<(i64, String, bool)> =
        Statement::<(BigInt, Text, Bool)>::new(query).load(conn)?;
    Ok(found
        .into_iter()
        .next()
        .map(|(id, label, archived)| Existing {
            id,
            label,
            archived,
        }))
}
