//! Row locks. Tables are locked in a fixed order, so that transactions wait for each other instead of deadlocking. A no-op update
//! locks a row on both databases; SQLite has a single writer anyway.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool};

use super::WriteStore;
use super::links::wanted_by_draft;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement};

/// The order in which tables are locked: first those that move money, as in [`crate::locks`], then parents before their dependents.
/// Tables that are not listed come last, by name.
const ORDER: [&str; 10] = [
    "customers",
    "suppliers",
    "purchase_orders",
    "receivables",
    "plants",
    "carriers",
    "products",
    "locations",
    "contacts",
    "supplier_plant_mappings",
];

/// Rows that are locked until the transaction ends, and whether each is archived.
#[derive(Debug, Default)]
pub(crate) struct Locked(HashMap<(&'static str, i64), bool>);

impl Locked {
    /// Whether a locked row is archived.
    pub(crate) fn is_archived(&self, table: &'static str, id: i64) -> bool {
        self.0.get(&(table, id)).copied().unwrap_or_default()
    }
}

/// Locks rows until the transaction ends, one statement per table. Missing rows are left out.
pub(crate) fn lock(
    conn: &mut DbConnection,
    rows: impl IntoIterator<Item = (&'static str, i64)>,
) -> Result<Locked, StoreError> {
    let place = |table: &str| {
        let listed = ORDER.iter().position(|known| *known == table);
        listed.unwrap_or(ORDER.len())
    };
    let mut tables: BTreeMap<(usize, &'static str), BTreeSet<i64>> = BTreeMap::new();
    for (table, id) in rows {
        let ids = tables.entry((place(table), table)).or_default();
        ids.insert(id);
    }
    let mut locked = Locked::default();
    for ((_, table), ids) in tables {
        let update = Fragment::sql(format!(
            "UPDATE {table} SET version = version WHERE id IN ("
        ))
        .ids(ids, 1)
        .and_sql(") RETURNING id, archived_at IS NOT NULL");
        let rows: Vec<(i64, bool)> = Statement::<(BigInt, Bool)>::new(update).load(conn)?;
        let rows = rows.into_iter();
        locked
            .0
            .extend(rows.map(|(id, archived)| ((table, id), archived)));
    }
    Ok(locked)
}

/// Locks the new links of a draft, so that they cannot be archived before this transaction ends. The check of links must run after
/// it, to see records archived just before.
pub(super) fn lock_linked<R: WriteStore>(
    conn: &mut DbConnection,
    draft: &R::Draft,
    before: Option<&R::Draft>,
) -> Result<(), StoreError> {
    let rows = |draft: &R::Draft| -> BTreeSet<(&'static str, i64)> {
        let wanted = wanted_by_draft(R::LINKS, R::MANY, draft).into_iter();
        wanted.map(|(table, _, id)| (table, id)).collect()
    };
    let known = before.map(rows).unwrap_or_default();
    lock(conn, rows(draft).difference(&known).copied()).map(drop)
}

/// Locks the parents of a record, then the record itself; returns whether all parents are active.
pub(super) fn lock_with_parents<R: WriteStore>(
    conn: &mut DbConnection,
    draft: &R::Draft,
    id: i64,
) -> Result<bool, StoreError> {
    let parents = R::LINKS
        .iter()
        .filter(|link| R::PARENTS.contains(&link.field))
        .filter_map(|link| Some((link.table, (link.of)(draft)?)));
    let parents: Vec<(&'static str, i64)> = parents.collect();
    let rows = parents.iter().copied().chain([(R::TABLE, id)]);
    let locked = lock(conn, rows)?;
    let archived = |(table, id): &(&'static str, i64)| locked.is_archived(table, *id);
    Ok(!parents.iter().any(archived))
}
