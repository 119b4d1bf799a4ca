//! Display names of users by id, in one query per page.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::Fragment;
use crate::schema::users;

/// Display names by user id.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<i64, String>);

impl Names {
    /// The name of a user; empty if unknown.
    pub(crate) fn get(&self, id: i64) -> String {
        self.0.get(&id).cloned().unwrap_or_default()
    }

    /// Whether the user exists.
    pub(crate) fn has(&self, id: i64) -> bool {
        self.0.contains_key(&id)
    }
}

/// Loads the names of users.
pub(crate) fn of_users(
    conn: &mut DbConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Names, StoreError> {
    let ids: BTreeSet<i64> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Names::default());
    }
    let rows: Vec<(i64, String)> = users::table
        .filter(Fragment::among(users::id, ids))
        .select((users::id, users::display_name))
        .load(conn)?;
    Ok(Names(rows.into_iter().collect()))
}
