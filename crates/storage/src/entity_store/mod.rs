//! The operations of business records, by ability: an entity declares its columns with [`entity_table::entity_table`], how it is
//! listed with [`ReadStore`], its own rules of writing with [`WriteStore`], and those of its archive with [`ArchiveStore`].
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
mod repository;
mod write;

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::problem::Blocker;
use serde_json::Value as Json;

use crate::audit;
use crate::choice_sets::ChoiceSets;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::paging::SortColumn;
use crate::records::Unique;
use crate::search::Found;
use crate::transaction::Transaction;

pub(crate) use dependents::Dependents;
use entity_table::{Columns, EntityTable, RecordParts};
use links::{Linked, Many};
pub(crate) use possible_duplicates::DuplicateRule;
pub(crate) use reindex::{reindex, reindex_linked};
pub use repository::{ReadRepository, Repository};
pub(crate) use write::{act, create, create_with, keep_history};

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

/// What sets the reading of an entity apart.
pub(crate) trait ReadStore: EntityTable {
    /// The column with the display name.
    const CALLED: &'static str = "name";
    /// The table of its code sets, and the fields that hold them.
    const SETS: Option<(&'static ChoiceSets, &'static [SetField<Self::Draft>])> = None;
    /// The choice lists whose codes its list rows show.
    const ROW_SETS: &'static [&'static str] = &[];
    /// Its fields with several links.
    const MANY: &'static [Many<Self::Draft>] = &[];

    /// Adds the conditions of its list's filter, except the common ones.
    fn apply_filter(all: &mut Conditions, filter: &Self::Filter, today: NaiveDate);

    /// Restricts a list to the results of a search.
    fn search(all: &mut Conditions, found: &Found);

    /// The sort columns of its list, except the common ones.
    fn sort_column(key: Self::Sort) -> SortColumn<Self::ListRow>;

    /// Reads the parts of a draft that are in child tables.
    fn read_parts(
        _conn: &mut DbConnection,
        _id: i64,
        _draft: &mut Self::Draft,
    ) -> Result<(), StoreError> {
        Ok(())
    }
}

/// What sets creating and updating an entity apart.
pub(crate) trait WriteStore: ReadStore {
    /// Unique fields.
    const UNIQUE: &'static [Unique] = &[];
    /// The links to its parents: it is archived and restored together with them.
    const PARENTS: &'static [&'static str] = &[];
    /// References from other tables, by table and column. While there are any, its parents cannot change.
    const REFERENCES: &'static [(&'static str, &'static str)] = &[];
    /// Fields that can reveal a duplicate, the strongest first.
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[];
    /// Links that must match, if typed, for a record to count as a duplicate.
    const DUPLICATES_WITHIN: &'static [&'static str] = &[];
    /// Whether its search texts come partly from its child tables, or from columns that [`WriteStore::texts`] leaves out.
    const TEXTS_IN_PARTS: bool = false;

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

    /// Writes the parts of a draft that are in child tables; sets the ids of new parts in the draft.
    fn write_parts(
        _tx: &mut Transaction<'_>,
        _id: i64,
        _before: Option<&Self::Draft>,
        _draft: &mut Self::Draft,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// Its search texts.
    fn texts(&self) -> Vec<Option<&str>>;

    /// Search texts from other records, in a fixed number of queries.
    fn more_texts(
        _conn: &mut DbConnection,
        _ids: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        Ok(HashMap::new())
    }

    /// The fields that its history watches: the writable ones and `archived_at`.
    fn watched(&self) -> Result<Json, StoreError> {
        audit::watched(self.details(), self.stamps())
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

/// What sets archiving and restoring an entity apart.
pub(crate) trait ArchiveStore: WriteStore {
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

    /// Its dependents, archived and restored together with it.
    fn dependents() -> Dependents {
        Dependents::none()
    }

    /// Refreshes data that other records copy, after these were archived or restored with their parent.
    fn after_cascade(_tx: &mut Transaction<'_>, _ids: &[i64]) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The expression with the codes of a record, or those that its list rows show.
pub(crate) fn codes_sql<R: ReadStore>(of_rows: bool) -> String {
    match R::SETS {
        Some((sets, _)) if !of_rows => sets.sql(&[]),
        Some((sets, _)) if !R::ROW_SETS.is_empty() => sets.sql(R::ROW_SETS),
        _ => "NULL".to_owned(),
    }
}
