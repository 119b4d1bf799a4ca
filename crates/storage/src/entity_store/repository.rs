//! The public operations on records of a kind.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::Id;
use domain::list::ListQuery;
use domain::record::Resource;
use domain::similar::SimilarRecord;

use super::{ArchiveStore, DuplicateRule, ReadStore, archive, links, possible_duplicates, write};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::lists;
use crate::paging::{Listed, Position};
use crate::records::Expected;
use crate::transaction::Transaction;

/// Reading: all that records which are never edited need.
pub trait ReadRepository: Resource {
    /// A page of its list; `today` is the date in the reader's time zone.
    ///
    /// # Errors
    /// If the position belongs to another order, or the database fails.
    fn list(
        conn: &mut DbConnection,
        today: NaiveDate,
        query: &ListQuery<Self::Filter, Self::Sort>,
        after: Option<&Position>,
    ) -> Result<Listed<Self::Summary>, StoreError>;

    /// Reads a record, archived or not.
    ///
    /// # Errors
    /// If there is none, or the database fails.
    fn get(conn: &mut DbConnection, today: NaiveDate, id: Id<Self>) -> Result<Self, StoreError>;

    /// Display names by id; missing records are absent.
    ///
    /// # Errors
    /// If the database fails.
    fn labels(conn: &mut DbConnection, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError>;
}

/// Creating, updating, archiving and restoring.
pub trait Repository: ReadRepository {
    /// Fields that are compared to find possible duplicates.
    fn duplicate_fields() -> Vec<&'static str> {
        Vec::new()
    }

    /// Possible duplicates of the fields typed so far: at most 5.
    ///
    /// # Errors
    /// If the database fails.
    fn similar(
        _conn: &mut DbConnection,
        _typed: &[(String, String)],
    ) -> Result<Vec<SimilarRecord>, StoreError> {
        Ok(Vec::new())
    }

    /// Takes the first locks for changing several records in one transaction, in a fixed order, so that two batches do not
    /// deadlock.
    ///
    /// # Errors
    /// If the database fails.
    fn lock_all(_tx: &mut Transaction<'_>, _ids: &[i64]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Creates a record from a checked draft.
    ///
    /// # Errors
    /// If a unique field is taken, a link is missing or archived, or the database fails.
    fn create(tx: &mut Transaction<'_>, draft: Self::Draft) -> Result<Self, StoreError>;

    /// Creates a record for a request that gave these fields; where it left others out, defaults that depend on other records may
    /// be filled in.
    ///
    /// # Errors
    /// Those of [`Repository::create`].
    fn create_given(
        tx: &mut Transaction<'_>,
        draft: Self::Draft,
        _given: &BTreeSet<String>,
    ) -> Result<Self, StoreError> {
        Self::create(tx, draft)
    }

    /// Updates a record. `change` makes the new draft from the current record. If nothing differs, nothing is written.
    ///
    /// # Errors
    /// Those of `change`; if the version is stale, the record is archived, or as in [`Repository::create`].
    fn update(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
        change: impl FnOnce(&Self) -> Result<Self::Draft, StoreError>,
    ) -> Result<Self, StoreError>;

    /// Archives a record; does nothing if it is archived.
    ///
    /// # Errors
    /// If it is in use, the version is stale, or the role does not allow it.
    fn archive(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
    ) -> Result<Self, StoreError>;

    /// Restores an archived record; does nothing if it is active.
    ///
    /// # Errors
    /// If a unique field has been taken, the version is stale, a parent is archived, or the role does not allow it.
    fn restore(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
    ) -> Result<Self, StoreError>;
}

impl<R: ReadStore> ReadRepository for R {
    fn list(
        conn: &mut DbConnection,
        today: NaiveDate,
        query: &ListQuery<R::Filter, R::Sort>,
        after: Option<&Position>,
    ) -> Result<Listed<R::Summary>, StoreError> {
        lists::list::<R>(conn, today, query, after)
    }

    fn get(conn: &mut DbConnection, today: NaiveDate, id: Id<R>) -> Result<R, StoreError> {
        Ok(write::read::<R>(conn, today, id.get())?.record)
    }

    fn labels(conn: &mut DbConnection, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
        let wanted = ids.iter().map(|id| (R::TABLE, R::CALLED, *id));
        Ok(links::Names::load(conn, wanted)?.by_id())
    }
}

impl<R: ArchiveStore> Repository for R {
    fn duplicate_fields() -> Vec<&'static str> {
        let within = R::DUPLICATES_WITHIN.iter().copied();
        R::DUPLICATE_RULES
            .iter()
            .map(DuplicateRule::field)
            .chain(within)
            .collect()
    }

    fn similar(
        conn: &mut DbConnection,
        typed: &[(String, String)],
    ) -> Result<Vec<SimilarRecord>, StoreError> {
        possible_duplicates::possible_duplicates::<R>(conn, typed)
    }

    fn lock_all(tx: &mut Transaction<'_>, ids: &[i64]) -> Result<(), StoreError> {
        <R as super::WriteStore>::lock_all(tx.conn, ids)
    }

    fn create(tx: &mut Transaction<'_>, draft: R::Draft) -> Result<R, StoreError> {
        write::create::<R>(tx, draft)
    }

    fn update(
        tx: &mut Transaction<'_>,
        id: Id<R>,
        expected: &Expected,
        change: impl FnOnce(&R) -> Result<R::Draft, StoreError>,
    ) -> Result<R, StoreError> {
        write::update::<R>(tx, id, expected, change)
    }

    fn archive(tx: &mut Transaction<'_>, id: Id<R>, expected: &Expected) -> Result<R, StoreError> {
        archive::set_archived::<R>(tx, id, expected, true)
    }

    fn restore(tx: &mut Transaction<'_>, id: Id<R>, expected: &Expected) -> Result<R, StoreError> {
        archive::set_archived::<R>(tx, id, expected, false)
    }
}
