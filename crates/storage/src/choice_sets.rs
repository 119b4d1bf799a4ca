//! Fields that hold several codes of a choice list, such as the species a supplier sells: a row a code, in one table a party.

use std::collections::HashMap;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use domain::filter::AnyOf;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::{Conditions, in_list};
use crate::fragment::{Fragment, Statement, Value};

/// Where the codes of a kind of record stand.
pub(crate) struct ChoiceSets {
    table: &'static str,
    /// The column that refers to the record.
    link: &'static str,
    /// The record's own id.
    id: &'static str,
}

/// Those of suppliers.
pub(crate) const OF_SUPPLIERS: ChoiceSets = ChoiceSets {
    table: "supplier_choices",
    link: "supplier_id",
    id: "suppliers.id",
};
/// Those of customers.
pub(crate) const OF_CUSTOMERS: ChoiceSets = ChoiceSets {
    table: "customer_choices",
    link: "customer_id",
    id: "customers.id",
};

/// Codes by record and list.
#[derive(Default)]
pub(crate) struct Sets(HashMap<(i64, String), Vec<String>>);

impl Sets {
    /// Takes the codes of a list of a record, sorted.
    pub(crate) fn take(&mut self, id: i64, list: &str) -> Vec<String> {
        self.0.remove(&(id, list.to_owned())).unwrap_or_default()
    }
}

impl ChoiceSets {
    /// The codes of all these records, of one list or of all.
    pub(crate) fn load(
        &self,
        conn: &mut DbConnection,
        ids: &[i64],
        list: Option<&'static str>,
    ) -> Result<Sets, StoreError> {
        if ids.is_empty() {
            return Ok(Sets::default());
        }
        let Self { table, link, .. } = self;
        let mut query = Fragment::sql(format!(
            "SELECT {link}, list, code FROM {table} WHERE {link}"
        ))
        .and_sql(" IN (")
        .list(ids.iter().copied().map(Value::Int))
        .and_sql(")");
        if let Some(list) = list {
            query = query.and_sql(format!(" AND list = '{list}'"));
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

    /// Keeps the codes of a new record.
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

    /// Puts these codes in the place of what there was.
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

    /// Narrows a list to records with some of these codes.
    pub(crate) fn narrow(
        &self,
        conditions: &mut Conditions,
        list: &'static str,
        filter: &AnyOf<String>,
    ) {
        let having = |start: &str| {
            let Self { table, link, id } = self;
            Fragment::sql(format!(
                "{id} {start} (SELECT {link} FROM {table} WHERE list = '{list}'"
            ))
        };
        if !filter.any.is_empty() {
            let codes = in_list(having("IN").and_sql(" AND code"), " IN (", &filter.any);
            conditions.push(codes.and_sql(")"));
        }
        if !filter.not.is_empty() {
            let codes = in_list(having("NOT IN").and_sql(" AND code"), " IN (", &filter.not);
            conditions.push(codes.and_sql(")"));
        }
        if let Some(is_null) = filter.is_null {
            conditions.push(having(if is_null { "NOT IN" } else { "IN" }).and_sql(")"));
        }
    }
}
