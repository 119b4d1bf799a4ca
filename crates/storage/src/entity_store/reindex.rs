//! Rewrites search texts after a change to other records that they include. Works in batches, so that a customer with thousands of
//! receivables can be renamed.

use chrono::NaiveDate;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

use super::{RecordParts, WriteStore};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::search;

/// Number of records per batch.
const BATCH: usize = 500;

/// Rewrites the search texts of records.
pub(crate) fn reindex<R: WriteStore>(
    conn: &mut DbConnection,
    ids: &[i64],
) -> Result<(), StoreError> {
    for batch in ids.chunks(BATCH) {
        let mut more = R::more_texts(conn, batch)?;
        let mut rows = Vec::with_capacity(batch.len());
        for (id, fetched) in R::fetch(conn, batch)? {
            let mut draft = fetched.draft;
            if R::TEXTS_IN_PARTS {
                R::read_parts(conn, id, &mut draft)?;
            }
            let record = R::assemble(RecordParts {
                // Search texts never depend on today's date.
                today: NaiveDate::default(),
                id,
                version: fetched.version,
                details: draft,
                derived: fetched.related.derived,
                linked: fetched.related.linked,
                stamps: fetched.stamps,
            });
            let more = more.remove(&id).unwrap_or_default();
            let mut texts = record.texts();
            texts.extend(more.iter().map(|text| Some(text.as_str())));
            rows.push(search::row(R::KIND, id, &texts));
        }
        search::set_many(conn, rows)?;
    }
    Ok(())
}

/// Rewrites the search texts of all records that link to a record, and their copy of its name key, if they have one.
pub(crate) fn reindex_linked<R: WriteStore>(
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
    let linked = Fragment::sql(format!("SELECT id FROM {} WHERE {link} = ", R::TABLE))
        .value(Value::Int(id))
        .and_sql(" ORDER BY id");
    let linked: Vec<i64> = Statement::<BigInt>::new(linked).load(conn)?;
    reindex::<R>(conn, &linked)
}
