//! What every change of a business record goes through: the version that the caller saw, the archive, the right to act on
//! others' records, unique names, links to people.

use chrono::NaiveDateTime;
use diesel::RunQueryDsl;
use diesel::prelude::Queryable;
use diesel::sql_types::{BigInt, Bool, Text};
use domain::Id;
use domain::permissions::{Operation, Relation, allows};
use domain::problem::Existing;
use domain::record::{EntityKind, Stamps};
use domain::users::User;

use crate::audit::StaleChanges;
use crate::connection::DbConnection;
use crate::error::{Stale, StoreError};
use crate::fragment::{Fragment, Statement, Value};
use crate::names::Names;
use crate::transaction::Transaction;

/// Which versions the caller may change: those named in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// One of these.
    Version(Vec<i64>),
    /// Whatever there is: for commands of the program itself.
    Any,
}

impl Expected {
    /// Whatever there is: for commands of the program itself.
    #[must_use]
    pub const fn any() -> Self {
        Self::Any
    }

    /// Lets a record pass that is at a version the caller has seen.
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
        // Several tags may be sent; what happened since the newest of them is what the caller does not know.
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

/// After `UPDATE .. WHERE id AND version`: when no row was met, somebody was faster, and the whole command is run again, to find
/// the record as it is now.
pub(crate) fn ensure_updated(rows: usize) -> Result<(), StoreError> {
    if rows == 1 {
        Ok(())
    } else {
        Err(StoreError::conflict())
    }
}

/// Refuses unless the caller's role may do this to a record of this owner.
pub(crate) fn must_be_allowed(
    tx: &Transaction<'_>,
    operation: Operation,
    kind: EntityKind,
    owner: Id<User>,
) -> Result<(), StoreError> {
    let relation = if tx.context.actor == Some(owner) {
        Relation::Own
    } else {
        Relation::Others
    };
    if allows(tx.context.role, operation, kind, relation) {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}

/// A field, or several together, that may stand in one record only.
pub(crate) struct Unique {
    pub(crate) table: &'static str,
    /// Its columns. Where the first is empty the rule does not hold; empty others equal each other.
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

/// Which records share a unique field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum UniqueScope {
    /// Active records only.
    Active,
    /// All that ever were.
    Always,
    /// All, of a kind that has no archive.
    Unarchived,
}

/// Names the record in the way, by the column that says what people call it. Costs nothing until a first run has broken a unique rule (see [`Transaction::diagnoses_unique`]).
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

/// Who owns, made and changed a record, and when; the last columns of every business record.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct StampRow {
    pub(crate) owner_id: i64,
    pub(crate) created_at: NaiveDateTime,
    pub(crate) created_by: i64,
    pub(crate) updated_at: NaiveDateTime,
    pub(crate) updated_by: i64,
    pub(crate) archived_at: Option<NaiveDateTime>,
    pub(crate) archived_by: Option<i64>,
}

impl StampRow {
    /// Stamps of a record made now.
    pub(crate) fn new(tx: &Transaction<'_>, owner: Id<User>) -> Result<Self, StoreError> {
        let actor = tx.actor()?.get();
        Ok(Self {
            owner_id: owner.get(),
            created_at: tx.now(),
            created_by: actor,
            updated_at: tx.now(),
            updated_by: actor,
            archived_at: None,
            archived_by: None,
        })
    }

    /// The people whose names are shown.
    pub(crate) const fn people(&self) -> [i64; 3] {
        [self.owner_id, self.created_by, self.updated_by]
    }

    /// With names, as answers show them.
    pub(crate) fn named(&self, names: &Names) -> Stamps {
        Stamps {
            owner_name: names.get(self.owner_id),
            created_at: self.created_at,
            created_by: Id::new(self.created_by),
            created_by_name: names.get(self.created_by),
            updated_at: self.updated_at,
            updated_by: Id::new(self.updated_by),
            updated_by_name: names.get(self.updated_by),
            archived_at: self.archived_at,
            archived_by: self.archived_by.map(Id::new),
        }
    }
}

/// Refuses an owner who does not exist.
pub(crate) fn owner_must_exist(names: &Names, owner: Id<User>) -> Result<(), StoreError> {
    if names.has(owner.get()) {
        Ok(())
    } else {
        Err(StoreError::invalid(
            "/owner_id",
            "unknown_id",
            "There is no such user",
        ))
    }
}
