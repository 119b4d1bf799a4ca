//! Declares the table of a business record: the columns of its draft, computed columns, and the parts of the record and of its list
//! rows.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::Queryable;
use domain::record::{Drafted, Stamps};

use super::links::{Link, Linked};
use crate::choice_sets::Codes;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::paging::SortColumn;

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

/// What a record shows from other tables.
#[derive(Debug)]
pub(crate) struct Related<V> {
    pub(crate) codes: Codes,
    pub(crate) derived: V,
    pub(crate) linked: Linked,
}

/// A record as one query reads it, without its child tables.
#[derive(Debug)]
pub(crate) struct Fetched<D, V> {
    pub(crate) version: i64,
    pub(crate) address_id: Option<i64>,
    pub(crate) draft: D,
    pub(crate) stamps: Stamps,
    pub(crate) related: Related<V>,
}

/// Several records with their ids.
pub(crate) type FetchedById<R> = Vec<(
    i64,
    Fetched<<R as domain::Resource>::Draft, <R as EntityTable>::Derived>,
)>;

/// What list rows show from other tables, by id.
pub(crate) type RelatedById<R> = HashMap<i64, Related<<R as EntityTable>::Derived>>;

/// All parts from which a record is assembled.
pub(crate) struct RecordParts<R: EntityTable> {
    /// Today in the reader's time zone.
    pub(crate) today: NaiveDate,
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) details: R::Draft,
    pub(crate) derived: R::Derived,
    pub(crate) linked: Linked,
    pub(crate) stamps: Stamps,
}

/// The mapping between a record and its tables; declared with `entity_table!`.
pub(crate) trait EntityTable: Drafted {
    /// A list row as read from the table.
    type ListRow;
    /// Data computed from other tables; the default is that of a new record.
    type Derived: Default + Clone;
    /// Its table.
    const TABLE: &'static str;
    /// Its links.
    const LINKS: &'static [Link<Self::Draft>];

    /// The column values of a draft, including computed columns.
    fn columns(draft: &Self::Draft, linked: &Linked) -> Columns;

    /// Its postal address, if it has one.
    fn address(draft: &Self::Draft) -> Option<&domain::contact_details::Address>;

    /// Fetches several records; missing ones are absent.
    fn fetch(conn: &mut DbConnection, ids: &[i64]) -> Result<FetchedById<Self>, StoreError>;

    /// Fetches what list rows show from other tables.
    fn related(conn: &mut DbConnection, ids: &[i64]) -> Result<RelatedById<Self>, StoreError>;

    /// Assembles a record from its parts.
    fn assemble(parts: RecordParts<Self>) -> Self;

    /// Fetches rows of its list.
    fn list_rows(
        conn: &mut DbConnection,
        conditions: Fragment,
        order: Fragment,
    ) -> Result<Vec<Self::ListRow>, StoreError>;

    /// Counts the matching rows.
    fn count_rows(conn: &mut DbConnection, conditions: Fragment)
    -> Result<(i64, bool), StoreError>;

    /// The common columns of a row.
    fn base(row: &Self::ListRow) -> &CommonColumns;

    /// Converts a row to its summary.
    fn summary(
        row: Self::ListRow,
        related: &Related<Self::Derived>,
        today: NaiveDate,
    ) -> Result<Self::Summary, StoreError>;

    /// The sort keys that every list has.
    fn common_sort(key: &str) -> Option<SortColumn<Self::ListRow>>;
}

/// Declares the table of a record. `derived`: data of other tables, each an expression of SQL. `links`: the links with table and name
/// of their targets. `draft`: the columns with the names of the draft's fields. `required`: columns that are not null, although a draft
/// may lack them. `computed`: columns that follow from the draft. `record`: fields of the record beyond its draft. `list_row`: columns
/// of a list row; `sort_only`: those read only for sorting. `row`: fields of a summary beyond columns. `addressed` joins the address.
macro_rules! entity_table {
    (
        $record:ident, $draft:ident, $summary:ident in $table:ident $(, $addressed:ident)?;
        derived { $( $derived:ident : $derived_type:ty = $derived_sql:expr, )* }
        links { $( $link:ident => $target:ident . $called:ident, )* }
        draft { $( $field:ident : $type:ty, )* }
        $( required { $( $required:ident : $required_type:ty, )* } )?
        computed |$from:ident, $with:ident| { $( $key:ident : $key_type:ty = $computed:expr, )* }
        record |$parts:ident| { $( $shown:ident : $shown_value:expr, )* }
        list_row { $( $cell:ident : $cell_type:ty, )* }
        sort_only { $( $sorted:ident : $sorted_type:ty, )* }
        row |$row:ident, $related:ident, $today:ident| { $( $extra:ident : $extra_value:expr, )* }
    ) => {
        /// Data of other tables; the default is that of a new record.
        #[derive(Debug, Clone, Default)]
        pub(crate) struct Derived {
            $( $derived: $derived_type, )*
        }

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

        /// Id, codes, derived data and links of a record.
        type RelatedRow = (
            i64,
            Option<String>,
            $( <$derived_type as $crate::entity_store::cells::Cell>::ColumnType, )*
            $( entity_table!(@link_type $link), )*
        );

        fn related(
            row: RelatedRow,
        ) -> Result<(i64, $crate::entity_store::entity_table::Related<Derived>), $crate::error::StoreError> {
            let (id, codes, $( $derived, )* $( $link, )*) = row;
            let related = $crate::entity_store::entity_table::Related {
                codes: $crate::choice_sets::Codes::parse(codes.as_deref()),
                derived: Derived { $( $derived: $crate::entity_store::cells::cell($derived)?, )* },
                linked: $crate::entity_store::links::Linked::of_columns([ $( (stringify!($link), $link), )* ]),
            };
            Ok((id, related))
        }

        impl $crate::entity_store::entity_table::EntityTable for $record {
            type ListRow = ListRow;
            type Derived = Derived;
            const TABLE: &'static str = stringify!($table);
            const LINKS: &'static [$crate::entity_store::links::Link<$draft>] = &[ $(
                $crate::entity_store::links::Link {
                    field: stringify!($link),
                    table: stringify!($target),
                    name: stringify!($called),
                    of: |draft| draft.$link.map(domain::Id::get),
                },
            )* ];

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
                ids: &[i64],
            ) -> Result<$crate::entity_store::entity_table::FetchedById<Self>, $crate::error::StoreError> {
                use diesel::prelude::*;
                let rows: Vec<(
                    i64,
                    Values,
                    $crate::stamps::StampRow,
                    entity_table!(@address_type $($addressed)?),
                    RelatedRow,
                )> = entity_table!(@table $table $(, $addressed)?)
                    .filter($crate::fragment::Fragment::among($table::id, ids.iter().copied()))
                    .select((
                        $table::version,
                        Values::as_select(),
                        $crate::stamps::stamps!($table),
                        entity_table!(@address_columns $table $(, $addressed)?),
                        entity_table!(@related $table, $crate::entity_store::codes_sql::<Self>(false),
                            [ $( $derived_type = $derived_sql, )* ], [ $( $link => $target . $called, )* ]),
                    ))
                    .load(conn)?;
                rows.into_iter()
                    .map(|(version, values, stamps, address, row)| {
                        let (id, related) = related(row)?;
                        let draft = $draft {
                            $( $field: $crate::entity_store::cells::cell(values.$field)?, )*
                            $( $( $required: Some($crate::entity_store::cells::cell(values.$required)?), )* )?
                            owner_id: Some(stamps.owner()),
                            ..$draft::default()
                        };
                        let draft = entity_table!(@addressed $draft, draft, address $(, $addressed)?);
                        let fetched = $crate::entity_store::entity_table::Fetched {
                            version,
                            address_id: entity_table!(@address_id address $(, $addressed)?),
                            draft,
                            stamps: stamps.stamps(),
                            related,
                        };
                        Ok((id, fetched))
                    })
                    .collect()
            }

            fn related(
                conn: &mut $crate::connection::DbConnection,
                ids: &[i64],
            ) -> Result<$crate::entity_store::entity_table::RelatedById<Self>, $crate::error::StoreError> {
                use diesel::prelude::*;
                let rows: Vec<RelatedRow> = $table::table
                    .filter($crate::fragment::Fragment::among($table::id, ids.iter().copied()))
                    .select(entity_table!(@related $table, $crate::entity_store::codes_sql::<Self>(true),
                        [ $( $derived_type = $derived_sql, )* ], [ $( $link => $target . $called, )* ]))
                    .load(conn)?;
                rows.into_iter().map(related).collect()
            }

            fn assemble($parts: $crate::entity_store::entity_table::RecordParts<Self>) -> Self {
                $( let $shown = $shown_value; )*
                $record {
                    id: domain::Id::new($parts.id),
                    version: $parts.version,
                    $( $shown, )*
                    stamps: $parts.stamps,
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
                            $crate::stamps::user_name!($table, "owner_id"),
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

            fn count_rows(
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
                $related: &$crate::entity_store::entity_table::Related<Derived>,
                $today: chrono::NaiveDate,
            ) -> Result<$summary, $crate::error::StoreError> {
                let $row = &row;
                let _ = ($row, $related, $today);
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
    (@related $table:ident, $codes:expr, [ $( $derived_type:ty = $derived_sql:expr, )* ], [ $( $link:ident => $target:ident . $called:ident, )* ]) => {
        (
            $table::id,
            $crate::fixed_sql::fixed_sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>($codes),
            $( $crate::entity_store::cells::derived::<$derived_type>($derived_sql), )*
            $( $crate::entity_store::links::columns(stringify!($table), stringify!($link), stringify!($target), stringify!($called)), )*
        )
    };
    (@link_type $link:ident) => { $crate::entity_store::links::LinkColumns };
    (@address $draft:ident) => { { let _ = $draft; None } };
    (@address $draft:ident, addressed) => { Some(&$draft.address) };
    (@address_id $row:ident) => { $row };
    (@address_id $row:ident, addressed) => { Some($row.0) };
    (@addressed $type:ident, $draft:ident, $row:ident) => { $draft };
    (@addressed $type:ident, $draft:ident, $row:ident, addressed) => { $type { address: $row.1.into(), ..$draft } };
    (@address_type) => { Option<i64> };
    (@address_type addressed) => { (i64, $crate::addresses::AddressRow) };
    (@address_columns $table:ident) => { $crate::fixed_sql::null::<diesel::sql_types::BigInt>() };
    (@address_columns $table:ident, addressed) => { ($table::address_id, $crate::addresses::PARTS) };
    (@table $table:ident) => { $table::table };
    (@table $table:ident, addressed) => { $table::table.inner_join($crate::schema::addresses::table) };
    (@town) => {
        ($crate::fixed_sql::null::<diesel::sql_types::Text>(), $crate::fixed_sql::null::<diesel::sql_types::Text>())
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
