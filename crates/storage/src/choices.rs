//! The open choice lists, whose rows an administrator edits.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::choices::{ChoiceEntry, Choices};

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::{choice_lists, choices};

/// Every choice list, the fixed ones included.
///
/// # Errors
/// When the database fails.
pub fn all(conn: &mut DbConnection) -> Result<Choices, StoreError> {
    let names: Vec<String> = choice_lists::table.select(choice_lists::name).load(conn)?;
    let mut open: BTreeMap<String, Vec<ChoiceEntry>> =
        names.into_iter().map(|name| (name, Vec::new())).collect();
    let rows: Vec<(String, String, String, i32, bool)> = choices::table
        .order((choices::list, choices::position, choices::code))
        .select((
            choices::list,
            choices::code,
            choices::label,
            choices::position,
            choices::retired,
        ))
        .load(conn)?;
    for (list, code, label, position, retired) in rows {
        open.entry(list).or_default().push(ChoiceEntry {
            code,
            label,
            position,
            retired,
        });
    }
    Ok(Choices::new(open))
}
