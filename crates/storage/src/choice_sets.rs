//! Fields with several codes of a choice list, such as the species of a supplier: one row per code, one table per kind of party.

use std::collections::HashMap;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use domain::filter::AnyOf;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::{Conditions, Subquery};
use crate::fragment::{Fragment, Statement, Value};

/// The table that holds the codes of a kind of record.
pub(crate) struct ChoiceSets {
    pub(crate) table: &'static str,
    /// The column that links to the record.
    pub(crate) link: &'static str,
    /// The id column of the record.
    pub(crate) id: &'static str,
}

/// Codes by record and list.
#[derive(Default)]
pub(crate) struct Sets(HashMap<(i64, String), Vec<String>>);

impl Sets {
    /// Takes the codes of one record and list, sorted.
    pub(crate) fn take(&mut self, id: i64, list: &str) -> Vec<String> {
        self.0.remove(&(id, list.to_owned())).unwrap_or_default()
    }
}

impl ChoiceSets {
    /// Loads the codes of these records, for some lists or, if `lists` is empty, for all.
    pub(crate) fn load(
        &self,
        conn: &mut DbConnection,
        ids: &[i64],
        lists: &[&'static str],
    ) -> Result<Sets, StoreError> {
        if ids.is_empty() {
            return Ok(Sets::default());
        }
        let Self { table, link, .. } = self;
        let mut query = Fragment::sql(format!(
            "SELECT {link}, list, code FROM {table} WHERE {link}"
        ))
        .and_sql(" IN (")
        .ids(ids.iter().copied(), 1)
        .and_sql(")");
        if !lists.is_empty() {
            query = query.and_sql(format!(" AND list IN ('{}')", lists.join("', '")));
        }
        let query = query.and_sql(format!(" ORDER BY {link}, list, code"));
        let rows: Vec<(i64, String, String)> =
            Statement::<(BigInt, Text, Text)>::new(query).load(conn)?;
        let mut sets = Sets::default();
        for (id, list, code) in rows {
            sets.0.entry((id, list)).or_default().push(code);
        }
        Ok(sets)
    }

    /// Inserts the codes of a new record.
    pub(crate) fn insert(
        &self,
        conn: &mut DbConnection,
        id: i64,
        sets: &[(&'static str, &[String])],
    ) -> Result<(), StoreError> {
        let Self { table, link, .. } = self;
        let mut insert = Fragment::sql(format!("INSERT INTO {table} ({link}, list, code) VALUES "));
        let rows = sets
            .iter()
            .flat_map(|(list, codes)| codes.iter().map(move |code| (*list, code)));
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return Ok(());
        }
        for (index, (list, code)) in rows.enumerate() {
            insert = insert
                .and_sql(if index == 0 { "(" } else { ", (" })
                .list([
                    Value::Int(id),
                    Value::Text(list.to_owned()),
                    Value::Text(code.clone()),
                ])
                .and_sql(")");
        }
        insert.execute(conn)?;
        Ok(())
    }

    /// Replaces the codes of a record.
    pub(crate) fn replace(
        &self,
        conn: &mut DbConnection,
        id: i64,
        sets: &[(&'static str, &[String])],
    ) -> Result<(), StoreError> {
        Fragment::sql(format!("DELETE FROM {} WHERE {} = ", self.table, self.link))
            .value(Value::Int(id))
            .execute(conn)?;
        self.insert(conn, id, sets)
    }

    /// Restricts a list to records with these codes.
    pub(crate) fn apply_filter(
        &self,
        conditions: &mut Conditions,
        list: &'static str,
        filter: &AnyOf<String>,
    ) {
        let Self { table, link, id } = self;
        let named = Subquery {
            owner: link,
            rows: &format!("{table} WHERE list = '{list}'"),
        };
        conditions.among(id, &named, "code", filter);
    }
}
