//! Declares the table of a business record: the columns of its draft, computed columns, and the parts of the record and of its list
//! rows.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::Queryable;
use domain::record::Drafted;

use super::links::Linked;
use crate::choice_sets::Sets;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::paging::SortColumn;
use crate::records::StampRow;

/// Columns with their values.
pub(crate) type Columns = Vec<(&'static str, Value)>;

/// The columns that all list rows share.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct CommonColumns {
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) owner_id: i64,
    pub(crate) owner_name: String,
    pub(crate) created_at: NaiveDateTime,
    pub(crate) updated_at: NaiveDateTime,
    pub(crate) archived_at: Option<NaiveDateTime>,
}

/// A record as read from its own table.
#[derive(Debug)]
pub(crate) struct Fetched<D> {
    pub(crate) version: i64,
    pub(crate) address_id: Option<i64>,
    pub(crate) draft: D,
    pub(crate) stamps: StampRow,
}

/// Several records as read from their table, with their ids.
pub(crate) type FetchedById<D> = Vec<(i64, Fetched<D>)>;

/// All parts from which a record is assembled.
pub(crate) struct RecordParts<R: EntityTable> {
    /// Today in the reader's time zone.
    pub(crate) today: NaiveDate,
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) details: R::Draft,
    pub(crate) derived: R::Derived,
    pub(crate) linked: Linked,
    pub(crate) stamps: StampRow,
    pub(crate) names: crate::names::Names,
}

/// The parts of a list row besides its columns.
pub(crate) struct RowContext<'a, V> {
    /// Today in the reader's time zone.
    pub(crate) today: NaiveDate,
    pub(crate) id: i64,
    pub(crate) sets: &'a mut Sets,
    pub(crate) derived: V,
    pub(crate) linked: Linked,
}

impl<V> RowContext<'_, V> {
    /// Takes the codes of one list.
    pub(crate) fn codes(&mut self, list: &str) -> Vec<String> {
        self.sets.take(self.id, list)
    }
}

/// The mapping between a record and its tables; declared with `entity_table!`.
pub(crate) trait EntityTable: Drafted {
    /// A list row as read from the table.
    type ListRow;
    /// Data computed from other tables; the default is that of a new record.
    type Derived: Default + Clone;
    /// Its table.
    const TABLE: &'static str;

    /// The column values of a draft, including computed columns.
    fn columns(draft: &Self::Draft, linked: &Linked) -> Columns;

    /// Its postal address, if it has one.
    fn address(draft: &Self::Draft) -> Option<&domain::contact_details::Address>;

    /// Fetches the row of a record.
    fn fetch(conn: &mut DbConnection, id: i64) -> Result<Fetched<Self::Draft>, StoreError>;

    /// Fetches the rows of several records; missing ones are absent.
    fn fetch_many(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<FetchedById<Self::Draft>, StoreError>;

    /// Assembles a record from its parts.
    fn assemble(parts: RecordParts<Self>) -> Self;

    /// Fetches rows of its list.
    fn list_rows(
        conn: &mut DbConnection,
        conditions: Fragment,
        order: Fragment,
    ) -> Result<Vec<Self::ListRow>, StoreError>;

    /// Counts the matching rows.
    fn count(conn: &mut DbConnection, conditions: Fragment) -> Result<(i64, bool), StoreError>;

    /// The common columns of a row.
    fn base(row: &Self::ListRow) -> &CommonColumns;

    /// Converts a row to its summary.
    fn summary(
        row: Self::ListRow,
        facts: RowContext<'_, Self::Derived>,
    ) -> Result<Self::Summary, StoreError>;

    /// The sort keys that every list has.
    fn common_sort(key: &str) -> Option<SortColumn<Self::ListRow>>;
}

/// Declares the table of a record. `draft` lists the columns with the names of the draft's fields; `required` those that are not
/// null, although the draft may lack them until it is checked or completed; `computed` further columns derived from the draft;
/// `record` the fields of the record beyond its draft; `list_row` the columns of a list row; `sort_only` columns that a list reads
/// only for sorting; `row` the fields of a summary beyond columns. With `addressed`, the postal address is joined, and rows show
/// its city and state.
macro_rules! entity_table {
    (
        $record:ident, $draft:ident, $summary:ident in $table:ident $(, $addressed:ident)?;
        derived $derived:ty;
        draft { $( $field:ident : $type:ty, )* }
        $( required { $( $required:ident : $required_type:ty, )* } )?
        computed |$from:ident, $with:ident| { $( $key:ident : $key_type:ty = $computed:expr, )* }
        record |$parts:ident| { $( $shown:ident : $shown_value:expr, )* }
        list_row { $( $cell:ident : $cell_type:ty, )* }
        sort_only { $( $sorted:ident : $sorted_type:ty, )* }
        row |$row:ident, $facts:ident| { $( $extra:ident : $extra_value:expr, )* }
    ) => {
        /// The draft's columns.
        #[derive(diesel::Queryable, diesel::Selectable)]
        #[diesel(table_name = $table)]
        struct Values {
            $( $field: <$type as $crate::entity_store::cells::Cell>::ColumnType, )*
            $( $( $required: <$required_type as $crate::entity_store::cells::Cell>::ColumnType, )* )?
        }

        /// A row of the list.
        #[derive(diesel::Queryable)]
        pub(crate) struct ListRow {
            base: $crate::entity_store::entity_table::CommonColumns,
            cells: Cells,
            town: (Option<String>, Option<String>),
        }

        #[derive(diesel::Queryable, diesel::Selectable)]
        #[diesel(table_name = $table)]
        pub(crate) struct Cells {
            $( $cell: <$cell_type as $crate::entity_store::cells::Cell>::ColumnType, )*
            $( $sorted: <$sorted_type as $crate::entity_store::cells::Cell>::ColumnType, )*
        }

        /// Converts a table row, without its address.
        fn fetched(
            (version, values, stamps): (i64, Values, $crate::records::StampRow),
        ) -> Result<$crate::entity_store::entity_table::Fetched<$draft>, $crate::error::StoreError> {
            Ok($crate::entity_store::entity_table::Fetched {
                version,
                address_id: None,
                draft: $draft {
                    $( $field: $crate::entity_store::cells::cell(values.$field)?, )*
                    $( $( $required: Some($crate::entity_store::cells::cell(values.$required)?), )* )?
                    owner_id: Some(domain::Id::new(stamps.owner_id)),
                    ..$draft::default()
                },
                stamps,
            })
        }

        impl $crate::entity_store::entity_table::EntityTable for $record {
            type ListRow = ListRow;
            type Derived = $derived;
            const TABLE: &'static str = stringify!($table);

            fn columns($from: &$draft, $with: &$crate::entity_store::links::Linked) -> $crate::entity_store::entity_table::Columns {
                let _ = $with;
                vec![
                    $( (stringify!($field), $crate::entity_store::cells::Cell::value(&$from.$field)), )*
                    $( $( (stringify!($required), $crate::entity_store::cells::Cell::value(&$from.$required)), )* )?
                    $( (stringify!($key), <$key_type as $crate::entity_store::cells::Cell>::value(&$computed)), )*
                ]
            }

            fn address(draft: &$draft) -> Option<&domain::contact_details::Address> {
                entity_table!(@address draft $(, $addressed)?)
            }

            fn fetch(
                conn: &mut $crate::connection::DbConnection,
                id: i64,
            ) -> Result<$crate::entity_store::entity_table::Fetched<$draft>, $crate::error::StoreError> {
                use diesel::prelude::*;
                let row = $table::table.find(id).select(entity_table!(@whole $table)).first(conn)?;
                #[allow(unused_mut, clippy::allow_attributes, reason = "only addressed records are completed")]
                let mut fetched = fetched(row)?;
                entity_table!(@locate $table, conn, id, fetched $(, $addressed)?);
                Ok(fetched)
            }

            fn fetch_many(
                conn: &mut $crate::connection::DbConnection,
                ids: &[i64],
            ) -> Result<$crate::entity_store::entity_table::FetchedById<$draft>, $crate::error::StoreError> {
                use diesel::prelude::*;
                let rows: Vec<(i64, (i64, Values, $crate::records::StampRow))> = $table::table
                    .filter($crate::fragment::Fragment::among($table::id, ids.iter().copied()))
                    .select(($table::id, entity_table!(@whole $table)))
                    .load(conn)?;
                #[allow(unused_mut, clippy::allow_attributes, reason = "only addressed records are completed")]
                let mut all = rows
                    .into_iter()
                    .map(|(id, row)| Ok((id, fetched(row)?)))
                    .collect::<Result<Vec<_>, $crate::error::StoreError>>()?;
                entity_table!(@locate_many $table, conn, ids, all $(, $addressed)?);
                Ok(all)
            }

            fn assemble($parts: $crate::entity_store::entity_table::RecordParts<Self>) -> Self {
                $( let $shown = $shown_value; )*
                $record {
                    id: domain::Id::new($parts.id),
                    version: $parts.version,
                    $( $shown, )*
                    stamps: $parts.stamps.named(&$parts.names),
                    details: $parts.details,
                }
            }

            fn list_rows(
                conn: &mut $crate::connection::DbConnection,
                conditions: $crate::fragment::Fragment,
                order: $crate::fragment::Fragment,
            ) -> Result<Vec<ListRow>, $crate::error::StoreError> {
                use diesel::prelude::*;
                let rows = entity_table!(@table $table $(, $addressed)?)
                    .filter(conditions)
                    .order_by(order)
                    .select((
                        (
                            $table::id,
                            $table::version,
                            $table::owner_id,
                            // A subquery rather than a join: it runs only for the rows returned, and the planner cannot start from
                            // users.
                            $crate::fixed_sql::fixed_sql::<diesel::sql_types::Text>(concat!(
                                "(SELECT users.display_name FROM users WHERE users.id = ", stringify!($table), ".owner_id)"
                            )),
                            $table::created_at,
                            $table::updated_at,
                            $table::archived_at,
                        ),
                        Cells::as_select(),
                        entity_table!(@town $($addressed)?),
                    ))
                    .load(conn)?;
                Ok(rows)
            }

            fn count(
                conn: &mut $crate::connection::DbConnection,
                conditions: $crate::fragment::Fragment,
            ) -> Result<(i64, bool), $crate::error::StoreError> {
                use diesel::prelude::*;
                let all = entity_table!(@table $table $(, $addressed)?).filter(conditions).select($table::id);
                $crate::paging::count(conn, all)
            }

            fn base(row: &ListRow) -> &$crate::entity_store::entity_table::CommonColumns {
                &row.base
            }

            fn summary(
                row: ListRow,
                mut facts: $crate::entity_store::entity_table::RowContext<'_, $derived>,
            ) -> Result<$summary, $crate::error::StoreError> {
                let ($row, $facts) = (&row, &mut facts);
                let _ = (&$row, &$facts);
                $( let $extra = $extra_value; )*
                let ListRow { base, cells, town } = row;
                let _ = &town;
                entity_table!(@summary $summary, base, cells, town, [ $( $cell, )* ], [ $( $extra, )* ] $(, $addressed)?)
            }

            fn common_sort(key: &str) -> Option<$crate::paging::SortColumn<ListRow>> {
                use $crate::fragment::Value;
                use $crate::paging::SortColumn;
                Some(match key {
                    "created_at" => SortColumn::new(concat!(stringify!($table), ".created_at"), |row| Value::Instant(row.base.created_at)),
                    "updated_at" => SortColumn::new(concat!(stringify!($table), ".updated_at"), |row| Value::Instant(row.base.updated_at)),
                    "id" => SortColumn::new(concat!(stringify!($table), ".id"), |row| Value::Int(row.base.id)),
                    _ => return None,
                })
            }
        }
    };
    (@whole $table:ident) => {
        (
            $table::version,
            Values::as_select(),
            (
                $table::owner_id,
                $table::created_at,
                $table::created_by,
                $table::updated_at,
                $table::updated_by,
                $table::archived_at,
                $table::archived_by,
            ),
        )
    };
    (@address $draft:ident) => { { let _ = $draft; None } };
    (@address $draft:ident, addressed) => { Some(&$draft.address) };
    (@locate $table:ident, $conn:ident, $id:ident, $fetched:ident) => {};
    (@locate $table:ident, $conn:ident, $id:ident, $fetched:ident, addressed) => {
        let (address_id, address): (i64, $crate::addresses::AddressRow) = $table::table
            .find($id)
            .inner_join($crate::schema::addresses::table)
            .select(($table::address_id, $crate::addresses::PARTS))
            .first($conn)?;
        $fetched.address_id = Some(address_id);
        $fetched.draft.address = address.into();
    };
    (@locate_many $table:ident, $conn:ident, $ids:ident, $all:ident) => {};
    (@locate_many $table:ident, $conn:ident, $ids:ident, $all:ident, addressed) => {
        let addresses: Vec<(i64, (i64, $crate::addresses::AddressRow))> = $table::table
            .filter($crate::fragment::Fragment::among($table::id, $ids.iter().copied()))
            .inner_join($crate::schema::addresses::table)
            .select(($table::id, ($table::address_id, $crate::addresses::PARTS)))
            .load($conn)?;
        let mut addresses: std::collections::HashMap<_, _> = addresses.into_iter().collect();
        for (id, fetched) in &mut $all {
            if let Some((address_id, address)) = addresses.remove(id) {
                fetched.address_id = Some(address_id);
                fetched.draft.address = address.into();
            }
        }
    };
    (@table $table:ident) => { $table::table };
    (@table $table:ident, addressed) => { $table::table.inner_join($crate::schema::addresses::table) };
    (@town) => {
        (
            $crate::fixed_sql::fixed_sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>("NULL"),
            $crate::fixed_sql::fixed_sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>("NULL"),
        )
    };
    (@town addressed) => { ($crate::schema::addresses::city, $crate::schema::addresses::state) };
    (@summary $summary:ident, $base:ident, $cells:ident, $town:ident, [ $( $cell:ident, )* ], [ $( $extra:ident, )* ]) => {
        Ok($summary {
            id: domain::Id::new($base.id),
            version: $base.version,
            $( $cell: $crate::entity_store::cells::cell($cells.$cell)?, )*
            $( $extra, )*
            owner_id: domain::Id::new($base.owner_id),
            owner_name: $base.owner_name,
            created_at: $base.created_at,
            updated_at: $base.updated_at,
            archived_at: $base.archived_at,
        })
    };
    (@summary $summary:ident, $base:ident, $cells:ident, $town:ident, [ $( $cell:ident, )* ], [ $( $extra:ident, )* ], addressed) => {
        Ok($summary {
            id: domain::Id::new($base.id),
            version: $base.version,
            city: $town.0,
            state: $town.1,
            $( $cell: $crate::entity_store::cells::cell($cells.$cell)?, )*
            $( $extra, )*
            owner_id: domain::Id::new($base.owner_id),
            owner_name: $base.owner_name,
            created_at: $base.created_at,
            updated_at: $base.updated_at,
            archived_at: $base.archived_at,
        })
    };
}
pub(crate) use entity_table;
