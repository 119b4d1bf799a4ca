//! What belongs to a record and goes with it: archived when it is archived, restored when it is restored, found under its new
//! name when it is renamed.

use chrono::NaiveDateTime;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

use super::Kept;
use super::write::{self, reindex};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::transaction::Transaction;

type Turn = fn(&mut Transaction<'_>, i64, bool, &str) -> Result<(), StoreError>;

struct Follower {
    table: &'static str,
    link: &'static str,
    turn: Turn,
}

/// The kinds of record that belong to one of another kind.
pub(crate) struct Followers(Vec<Follower>);

impl Followers {
    /// Nothing follows.
    pub(crate) const fn none() -> Self {
        Self(Vec::new())
    }

    /// With records of a kind, by their link.
    pub(crate) fn and<R: Kept>(mut self, link: &'static str) -> Self {
        self.0.push(follow::<R>(link));
        self
    }
}

fn follow<R: Kept>(link: &'static str) -> Follower {
    Follower {
        table: R::TABLE,
        link,
        turn: |tx, id, archive, reason| {
            let found = write::read::<R>(tx.conn, tx.context.today, id)?;
            if archive {
                let (blockers, count) = R::blockers(tx.conn, id)?;
                if count > 0 {
                    return Err(StoreError::InUse { blockers, count });
                }
            }
            let mut parents = R::BELONGS_TO.iter();
            if !archive && parents.any(|field| found.linked.is_archived(field)) {
                // It belongs to something else too, and stays archived with that.
                return Ok(());
            }
            write::turn::<R>(tx, found, archive, Some(reason)).map(drop)
        },
    }
}

/// Archives what follows a record and is active. The instant that it shares with the record marks it as archived with it.
pub(super) fn archive(
    tx: &mut Transaction<'_>,
    followers: &Followers,
    id: i64,
    label: &str,
) -> Result<(), StoreError> {
    let reason = format!("with {label}");
    for follower in &followers.0 {
        let active = Fragment::sql("archived_at IS NULL");
        for found in ids(tx.conn, follower.table, follower.link, id, active)? {
            (follower.turn)(tx, found, true, &reason)?;
        }
    }
    Ok(())
}

/// Restores what was archived with a record.
pub(super) fn restore(
    tx: &mut Transaction<'_>,
    followers: &Followers,
    id: i64,
    since: NaiveDateTime,
    label: &str,
) -> Result<(), StoreError> {
    let reason = format!("with {label}");
    for follower in &followers.0 {
        let with_it = Fragment::sql("archived_at = ").value(Value::Instant(since));
        for found in ids(tx.conn, follower.table, follower.link, id, with_it)? {
            (follower.turn)(tx, found, false, &reason)?;
        }
    }
    Ok(())
}

/// Writes anew what records can be found by that link to a record, and the key of its name that they sort by, if they keep one.
pub(crate) fn reindex_linked<R: Kept>(
    conn: &mut DbConnection,
    link: &'static str,
    id: i64,
    sort_key: Option<(&'static str, &str)>,
) -> Result<(), StoreError> {
    if let Some((column, key)) = sort_key {
        Fragment::sql(format!("UPDATE {} SET {column} = ", R::TABLE))
            .value(Value::Text(key.to_owned()))
            .and_sql(format!(" WHERE {link} = "))
            .value(Value::Int(id))
            .execute(conn)?;
    }
    for found in ids(conn, R::TABLE, link, id, Fragment::sql("1 = 1"))? {
        reindex::<R>(conn, found)?;
    }
    Ok(())
}

fn ids(
    conn: &mut DbConnection,
    table: &'static str,
    link: &'static str,
    id: i64,
    condition: Fragment,
) -> Result<Vec<i64>, StoreError> {
    let query = Fragment::sql(format!("SELECT id FROM {table} WHERE {link} = "))
        .value(Value::Int(id))
        .and_sql(" AND ")
        .and(condition)
        .and_sql(" ORDER BY id");
    Ok(Statement::<BigInt>::new(query).load(conn)?)
}
