//! The operations of every business record: get, list, create, update, archive, restore. An entity declares its columns with
//! [`entity_table::entity_table`] and its own rules with [`EntityStore`].
//!
//! Reads use diesel's typed tables; writes have the same shape for every entity and are built here.

mod archive;
pub(crate) mod cells;
mod dependents;
pub(crate) mod entity_table;
pub(crate) mod links;
mod list;
pub(crate) mod locks;
#[cfg(test)]
mod plan_tests;
mod possible_duplicates;
mod reindex;
mod write;

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Id;
use domain::list::ListQuery;
use domain::problem::Blocker;
use domain::record::Resource;
use domain::similar::SimilarRecord;
use serde_json::Value as Json;

use crate::audit;
use crate::choice_sets::ChoiceSets;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::paging::{Listed, Position, SortColumn};
use crate::records::{Expected, Unique};
use crate::search::Found;
use crate::transaction::Transaction;

pub(crate) use dependents::Dependents;
use entity_table::{Columns, EntityTable, RecordParts, RowContext};
use links::{Link, Linked, Many};
pub(crate) use list::wanted;
pub(crate) use possible_duplicates::DuplicateRule;
pub(crate) use reindex::{reindex, reindex_linked};
pub(crate) use write::{act, create_with};

/// Operations on records of a kind.
pub trait Repository: Resource {
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

    /// Fields that are compared to find possible duplicates.
    fn duplicate_fields() -> Vec<&'static str>;

    /// Possible duplicates of the fields typed so far: at most 5.
    ///
    /// # Errors
    /// If the database fails.
    fn similar(
        conn: &mut DbConnection,
        typed: &[(String, String)],
    ) -> Result<Vec<SimilarRecord>, StoreError>;

    /// Display names by id; missing records are absent.
    ///
    /// # Errors
    /// If the database fails.
    fn labels(conn: &mut DbConnection, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError>;

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

/// A field with several codes: its list, and its accessors in a draft.
pub(crate) struct SetField<D> {
    pub(crate) list: &'static str,
    pub(crate) get: fn(&D) -> &Vec<String>,
    pub(crate) get_mut: fn(&mut D) -> &mut Vec<String>,
}

/// `sets![SPECIES => species, ..]`: the code set fields of a draft.
macro_rules! sets {
    ($draft:ty; $( $list:expr => $field:ident ),* $(,)?) => {
        &[ $( $crate::entity_store::SetField::<$draft> {
            list: $list,
            get: |draft| &draft.$field,
            get_mut: |draft| &mut draft.$field,
        } ),* ]
    };
}
pub(crate) use sets;

/// `linked!(supplier_id => "suppliers")`: a link with the same field name in the draft and in list rows.
macro_rules! linked {
    ($field:ident => $table:literal) => {
        $crate::entity_store::linked!($field => $table, "name")
    };
    ($field:ident => $table:literal, $name:literal) => {
        $crate::entity_store::links::Link {
            field: stringify!($field),
            table: $table,
            name: $name,
            of: |draft| draft.$field.map(domain::Id::get),
            in_row: |row| row.cells.$field.into(),
        }
    };
}
pub(crate) use linked;

/// The rules that differ between entities.
pub(crate) trait EntityStore: EntityTable {
    /// The column with the display name.
    const CALLED: &'static str = "name";
    /// Unique fields.
    const UNIQUE: &'static [Unique];
    /// The table of its code sets, and the fields that hold them.
    const SETS: Option<(&'static ChoiceSets, &'static [SetField<Self::Draft>])> = None;
    /// The choice lists whose codes its list rows show.
    const ROW_SETS: &'static [&'static str] = &[];
    /// Its links.
    const LINKS: &'static [Link<Self::Draft, Self::ListRow>] = &[];
    /// Its fields with several links.
    const MANY: &'static [Many<Self::Draft>] = &[];
    /// Fields that can reveal a duplicate, the strongest first.
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[];
    /// Links that must match, if typed, for a record to count as a duplicate.
    const DUPLICATES_WITHIN: &'static [&'static str] = &[];
    /// The links to its parents: it is archived and restored together with them.
    const PARENTS: &'static [&'static str] = &[];
    /// References from other tables, by table and column. While there are any, its parents cannot change.
    const REFERENCES: &'static [(&'static str, &'static str)] = &[];

    /// Takes the locks for changing this record, before anything is read that decides about the change (see [`crate::locks`]).
    fn lock(_conn: &mut DbConnection, _id: i64) -> Result<(), StoreError> {
        Ok(())
    }

    /// Takes the locks for creating a record.
    fn lock_new(_conn: &mut DbConnection, _draft: &Self::Draft) -> Result<(), StoreError> {
        Ok(())
    }

    /// Takes the first locks of several records that one transaction changes, in a fixed order.
    fn lock_all(_conn: &mut DbConnection, _ids: &[i64]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Adds the conditions of its list's filter, except the common ones.
    fn apply_filter(all: &mut Conditions, filter: &Self::Filter, today: NaiveDate);

    /// Restricts a list to the results of a search.
    fn search(all: &mut Conditions, found: &Found);

    /// The sort columns of its list, except the common ones.
    fn sort_column(key: Self::Sort) -> SortColumn<Self::ListRow>;

    /// Its search texts.
    fn texts(&self) -> Vec<Option<&str>>;

    /// Whether its search texts come partly from child tables.
    const TEXTS_IN_PARTS: bool = false;

    /// Search texts from other records, in a fixed number of queries.
    fn more_texts(
        _conn: &mut DbConnection,
        _ids: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        Ok(HashMap::new())
    }

    /// Data computed from other tables, for all these records in a fixed number of queries.
    fn derived(
        _conn: &mut DbConnection,
        _ids: &[i64],
    ) -> Result<HashMap<i64, Self::Derived>, StoreError> {
        Ok(HashMap::new())
    }

    /// The computed data of one record, which may show more than a list row.
    fn derived_of_one(conn: &mut DbConnection, id: i64) -> Result<Self::Derived, StoreError> {
        Ok(Self::derived(conn, &[id])?.remove(&id).unwrap_or_default())
    }

    /// Completes a checked draft (numbers, composed names) and runs the checks that need other records.
    fn prepare(
        _tx: &mut Transaction<'_>,
        _before: Option<&Self>,
        _draft: &mut Self::Draft,
        _linked: &Linked,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// Columns that follow from a completed draft and from other records.
    fn more_columns(_conn: &mut DbConnection, _draft: &Self::Draft) -> Result<Columns, StoreError> {
        Ok(Vec::new())
    }

    /// The fields that its history watches: the writable ones and `archived_at`.
    fn watched(&self) -> Result<Json, StoreError> {
        audit::watched(self.details(), self.stamps())
    }

    /// Reads the parts of a draft that are in child tables.
    fn read_parts(
        _conn: &mut DbConnection,
        _id: i64,
        _draft: &mut Self::Draft,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// Writes the parts of a draft that are in child tables; sets the ids of new parts in the draft.
    fn write_parts(
        _tx: &mut Transaction<'_>,
        _id: i64,
        _before: Option<&Self::Draft>,
        _draft: &mut Self::Draft,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// Records that block archiving, at most 20, and their number. Its row is locked.
    fn blockers(conn: &mut DbConnection, id: i64) -> Result<(Vec<Blocker>, i64), StoreError> {
        Self::blockers_among(conn, &[id])
    }

    /// The blockers of several records that are archived with their parent.
    fn blockers_among(
        _conn: &mut DbConnection,
        _ids: &[i64],
    ) -> Result<(Vec<Blocker>, i64), StoreError> {
        Ok((Vec::new(), 0))
    }

    /// Refreshes data that other records copy, after these were archived or restored with their parent.
    fn after_cascade(_tx: &mut Transaction<'_>, _ids: &[i64]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Its dependents, archived and restored together with it.
    fn dependents() -> Dependents {
        Dependents::none()
    }

    /// Refreshes data that other records copy from it: names, search texts.
    fn after_save(
        _tx: &mut Transaction<'_>,
        _before: Option<&Self>,
        _after: &Self,
    ) -> Result<(), StoreError> {
        Ok(())
    }
}

impl<R: EntityStore> Repository for R {
    fn list(
        conn: &mut DbConnection,
        today: NaiveDate,
        query: &ListQuery<R::Filter, R::Sort>,
        after: Option<&Position>,
    ) -> Result<Listed<R::Summary>, StoreError> {
        list::list::<R>(conn, today, query, after)
    }

    fn get(conn: &mut DbConnection, today: NaiveDate, id: Id<R>) -> Result<R, StoreError> {
        Ok(write::read::<R>(conn, today, id.get())?.record)
    }

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

    fn labels(conn: &mut DbConnection, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
        let wanted = ids.iter().map(|id| (R::TABLE, R::CALLED, *id));
        Ok(links::Names::load(conn, wanted)?.by_id())
    }

    fn lock_all(tx: &mut Transaction<'_>, ids: &[i64]) -> Result<(), StoreError> {
        <R as EntityStore>::lock_all(tx.conn, ids)
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
