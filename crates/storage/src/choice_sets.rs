//! Fields with several codes of a choice list, such as the species of a supplier: one row per code, one table per kind of party.

use domain::filter::AnyOf;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::{Conditions, Subquery};
use crate::fragment::{Fragment, Value};

/// The table that holds the codes of a kind of record.
pub(crate) struct ChoiceSets {
    pub(crate) table: &'static str,
    /// The column that links to the record.
    pub(crate) link: &'static str,
    /// The id column of the record.
    pub(crate) id: &'static str,
}

/// Codes of a record, by list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Codes(Vec<(String, String)>);

impl Codes {
    /// Parses what [`ChoiceSets::sql`] returns.
    pub(crate) fn parse(text: Option<&str>) -> Self {
        let pairs = text.unwrap_or_default().split(' ');
        let mut codes: Vec<(String, String)> = pairs
            .filter_map(|pair| pair.split_once(':'))
            .map(|(list, code)| (list.to_owned(), code.to_owned()))
            .collect();
        codes.sort();
        Self(codes)
    }

    /// The codes of one list, sorted.
    pub(crate) fn of(&self, list: &str) -> Vec<String> {
        let own = self.0.iter().filter(|(name, _)| name == list);
        own.map(|(_, code)| code.clone()).collect()
    }
}

impl ChoiceSets {
    /// An expression with the codes of a record, for some lists or, if `lists` is empty, for all. Neither lists nor codes contain
    /// spaces or colons.
    pub(crate) fn sql(&self, lists: &[&'static str]) -> String {
        let Self { table, link, id } = self;
        let among = match lists {
            [] => String::new(),
            lists => format!(" AND {table}.list IN ('{}')", lists.join("', '")),
        };
        format!(
            "(SELECT string_agg({table}.list || ':' || {table}.code, ' ') FROM {table} WHERE {table}.{link} = {id}{among})"
        )
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
