//! Row locks: tables in one order, so that transactions wait for each other instead of deadlocking. A row is locked by updating
//! it to what it is, which both databases can; on SQLite a writer is alone anyway.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool};

use super::EntityStore;
use super::links::wanted_by_draft;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement};

/// Tables in the order in which their rows are locked: what moves money first, as [`crate::locks`] has it; then parents before what
/// belongs to them.
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

/// Rows that stay as they are until the transaction ends: whether each is archived.
#[derive(Debug, Default)]
pub(crate) struct Locked(HashMap<(&'static str, i64), bool>);

impl Locked {
    /// Whether a locked row is archived.
    pub(crate) fn is_archived(&self, table: &'static str, id: i64) -> bool {
        self.0.get(&(table, id)).copied().unwrap_or_default()
    }
}

/// Locks rows until the transaction ends, one statement a table. Rows that do not exist are left out.
pub(crate) fn lock(
    conn: &mut DbConnection,
    rows: impl IntoIterator<Item = (&'static str, i64)>,
) -> Result<Locked, StoreError> {
    let place = |table: &str| ORDER.iter().position(|known| *known == table);
    let mut tables: BTreeMap<(Option<usize>, &'static str), BTreeSet<i64>> = BTreeMap::new();
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

/// Locks what a draft newly links to: nobody archives it before this transaction ends, and if somebody did just now, the check of
/// the links that follows sees it.
pub(super) fn lock_linked<R: EntityStore>(
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

/// Locks a record that is archived or restored, after what it belongs to; answers whether all of that is active.
pub(super) fn lock_with_parents<R: EntityStore>(
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
