//! Search texts written anew after something changed that records are found by: read and written in sets, so that a customer with
//! thousands of receivables can be renamed.

use chrono::NaiveDate;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

use super::links::{Names, wanted_by_draft};
use super::{EntityStore, RecordParts};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::search;

/// Records that are read and written in one go.
const BATCH: usize = 500;

/// Writes anew what records can be found by.
pub(crate) fn reindex<R: EntityStore>(
    conn: &mut DbConnection,
    ids: &[i64],
) -> Result<(), StoreError> {
    for batch in ids.chunks(BATCH) {
        let mut fetched = R::fetch_many(conn, batch)?;
        if R::TEXTS_IN_PARTS {
            for (id, fetched) in &mut fetched {
                R::read_parts(conn, *id, &mut fetched.draft)?;
            }
        }
        let drafts = fetched.iter().map(|(_, fetched)| &fetched.draft);
        let wanted = drafts.flat_map(|draft| wanted_by_draft(R::LINKS, R::MANY, draft));
        let names = Names::load(conn, wanted)?;
        let mut more = R::more_texts(conn, batch)?;
        let mut rows = Vec::with_capacity(fetched.len());
        for (id, fetched) in fetched {
            let linked = names.of_draft(R::LINKS, R::MANY, &fetched.draft);
            let record = R::assemble(RecordParts {
                // Nothing is found by what depends on the day, by people or by what other tables come to.
                today: NaiveDate::default(),
                names: crate::names::Names::default(),
                derived: R::Derived::default(),
                id,
                version: fetched.version,
                details: fetched.draft,
                linked,
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

/// Writes anew what records can be found by that link to a record, and the key of its name that they sort by, if they keep one.
pub(crate) fn reindex_linked<R: EntityStore>(
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
