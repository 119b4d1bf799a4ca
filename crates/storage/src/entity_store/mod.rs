//! What is done to every business record, written once: get, list, create, update, archive, restore. An entity says with
//! [`entity_table::entity_table`] what stands in which column, and with [`EntityStore`] what sets it apart.
//!
//! Diesel reads, typed by the tables; what is written has the same shape for every entity, and so is put together here.

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

/// What the program does with records of a kind.
pub trait Repository: Resource {
    /// A page of its list; `today` is the day where the reader is.
    ///
    /// # Errors
    /// When the position is of another order, or the database fails.
    fn list(
        conn: &mut DbConnection,
        today: NaiveDate,
        query: &ListQuery<Self::Filter, Self::Sort>,
        after: Option<&Position>,
    ) -> Result<Listed<Self::Summary>, StoreError>;

    /// One, archived ones too.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    fn get(conn: &mut DbConnection, today: NaiveDate, id: Id<Self>) -> Result<Self, StoreError>;

    /// Fields in which one can be like another.
    fn duplicate_fields() -> Vec<&'static str>;

    /// Records like what was typed so far: at most 5.
    ///
    /// # Errors
    /// When the database fails.
    fn similar(
        conn: &mut DbConnection,
        typed: &[(String, String)],
    ) -> Result<Vec<SimilarRecord>, StoreError>;

    /// What people call these; those that are not there are absent.
    ///
    /// # Errors
    /// When the database fails.
    fn labels(conn: &mut DbConnection, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError>;

    /// Takes the locks that changing several of these in one transaction needs, so that two batches do not wait for each other.
    ///
    /// # Errors
    /// When the database fails.
    fn lock_all(_tx: &mut Transaction<'_>, _ids: &[i64]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Makes one from a checked draft.
    ///
    /// # Errors
    /// When a unique field is taken, a link leads nowhere or to something archived, or the database fails.
    fn create(tx: &mut Transaction<'_>, draft: Self::Draft) -> Result<Self, StoreError>;

    /// Changes one. `change` makes the new draft out of the record as it is; when nothing differs, nothing is written.
    ///
    /// # Errors
    /// Those of `change`; when somebody changed it meanwhile, it is archived, or as in [`Repository::create`].
    fn update(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
        change: impl FnOnce(&Self) -> Result<Self::Draft, StoreError>,
    ) -> Result<Self, StoreError>;

    /// Archives one; nothing happens when it is archived.
    ///
    /// # Errors
    /// When it is in use, somebody changed it meanwhile, or the role may not.
    fn archive(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
    ) -> Result<Self, StoreError>;

    /// Brings an archived one back; nothing happens when it is active.
    ///
    /// # Errors
    /// When a unique field was taken meanwhile, somebody changed it, what it belongs to is archived, or the role may not.
    fn restore(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
    ) -> Result<Self, StoreError>;
}

/// A field of several codes: its list, and where it stands in a draft.
pub(crate) struct SetField<D> {
    pub(crate) list: &'static str,
    pub(crate) get: fn(&D) -> &Vec<String>,
    pub(crate) get_mut: fn(&mut D) -> &mut Vec<String>,
}

/// `sets![SPECIES => species, ..]`: the fields of several codes of a draft.
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

/// `linked!(supplier_id => "suppliers")`: a link that stands in the draft and in the rows of the list under the same name.
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

/// What sets an entity apart.
pub(crate) trait EntityStore: EntityTable {
    /// The column that holds what people call it.
    const CALLED: &'static str = "name";
    /// Fields that stand in one record only.
    const UNIQUE: &'static [Unique];
    /// Where its codes stand, and which fields they are.
    const SETS: Option<(&'static ChoiceSets, &'static [SetField<Self::Draft>])> = None;
    /// Which of its lists' codes the rows of its list show.
    const ROW_SETS: &'static [&'static str] = &[];
    /// What it links to.
    const LINKS: &'static [Link<Self::Draft, Self::ListRow>] = &[];
    /// What it links to several of.
    const MANY: &'static [Many<Self::Draft>] = &[];
    /// In which fields one can be like another, the most telling first.
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[];
    /// The links that must be the same for others to be like it, where they were typed.
    const DUPLICATES_WITHIN: &'static [&'static str] = &[];
    /// Those of its links to what it belongs to: archived and restored with it.
    const PARENTS: &'static [&'static str] = &[];
    /// Where others name it, by table and column: while they do, it stays with what it belongs to.
    const REFERENCES: &'static [(&'static str, &'static str)] = &[];

    /// Takes the locks that a change of this record needs, before anything is read that decides about it (see [`crate::locks`]).
    fn lock(_conn: &mut DbConnection, _id: i64) -> Result<(), StoreError> {
        Ok(())
    }

    /// The same for a new record, which is no row yet.
    fn lock_new(_conn: &mut DbConnection, _draft: &Self::Draft) -> Result<(), StoreError> {
        Ok(())
    }

    /// Takes the first locks of several records that one transaction is about to change, in their order.
    fn lock_all(_conn: &mut DbConnection, _ids: &[i64]) -> Result<(), StoreError> {
        Ok(())
    }

    /// The filters of its list, the common ones aside.
    fn apply_filter(all: &mut Conditions, filter: &Self::Filter, today: NaiveDate);

    /// Narrows by what a search found; the id is a column.
    fn search(all: &mut Conditions, found: &Found);

    /// The sort keys of its list, the common ones aside.
    fn sort_column(key: Self::Sort) -> SortColumn<Self::ListRow>;

    /// What it can be found by.
    fn texts(&self) -> Vec<Option<&str>>;

    /// Whether what it can be found by stands partly in tables of its own.
    const TEXTS_IN_PARTS: bool = false;

    /// What these records can be found by that stands in other records, in a fixed number of queries.
    fn more_texts(
        _conn: &mut DbConnection,
        _ids: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        Ok(HashMap::new())
    }

    /// What is computed from other tables, for all these records in a fixed number of queries.
    fn derived(
        _conn: &mut DbConnection,
        _ids: &[i64],
    ) -> Result<HashMap<i64, Self::Derived>, StoreError> {
        Ok(HashMap::new())
    }

    /// The same for one record, which may show more than the rows of a list.
    fn derived_of_one(conn: &mut DbConnection, id: i64) -> Result<Self::Derived, StoreError> {
        Ok(Self::derived(conn, &[id])?.remove(&id).unwrap_or_default())
    }

    /// Completes a draft that was checked (numbers, composed names) and checks what needs other records.
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

    /// What of a record its history watches: what people fill in, and the archive.
    fn watched(&self) -> Result<Json, StoreError> {
        audit::watched(self.details(), self.stamps())
    }

    /// Reads what of a draft stands in tables of its own.
    fn read_parts(
        _conn: &mut DbConnection,
        _id: i64,
        _draft: &mut Self::Draft,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// Writes what of a draft stands in tables of its own; ids of new parts are put into the draft.
    fn write_parts(
        _tx: &mut Transaction<'_>,
        _id: i64,
        _before: Option<&Self::Draft>,
        _draft: &mut Self::Draft,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// What keeps it from being archived, at most 20 of them, and how many there are. Its row is locked.
    fn blockers(conn: &mut DbConnection, id: i64) -> Result<(Vec<Blocker>, i64), StoreError> {
        Self::blockers_among(conn, &[id])
    }

    /// The same for several records that are archived with another.
    fn blockers_among(
        _conn: &mut DbConnection,
        _ids: &[i64],
    ) -> Result<(Vec<Blocker>, i64), StoreError> {
        Ok((Vec::new(), 0))
    }

    /// Brings up to date what others keep of records that were archived or restored with another.
    fn after_cascade(_tx: &mut Transaction<'_>, _ids: &[i64]) -> Result<(), StoreError> {
        Ok(())
    }

    /// What belongs to it, archived and restored with it.
    fn dependents() -> Dependents {
        Dependents::none()
    }

    /// Brings up to date what others keep of it: names, search texts.
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
