//! Differences between the two databases: indexed substring search, catalog, planner statistics.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement};

/// How substrings of three characters or more are looked up.
pub(crate) enum TrigramIndex {
    /// `text LIKE pattern`, served by a trigram GIN index.
    Like,
    /// `MATCH phrase` against the FTS5 table.
    Match,
}

/// The kind of trigram index of the database.
pub(crate) const fn trigram_index(conn: &DbConnection) -> TrigramIndex {
    match conn {
        DbConnection::Postgres(_) => TrigramIndex::Like,
        DbConnection::Sqlite(_) => TrigramIndex::Match,
    }
}

/// All tables with their text columns.
pub(crate) fn text_columns(conn: &mut DbConnection) -> Result<Vec<(String, String)>, StoreError> {
    let columns = match conn {
        DbConnection::Postgres(_) => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND data_type = 'text' ORDER BY table_name, column_name"
        }
        DbConnection::Sqlite(_) => {
            "SELECT tables.name, columns.name FROM sqlite_schema AS tables \
             JOIN pragma_table_info(tables.name) AS columns \
             WHERE tables.type = 'table' AND columns.type = 'TEXT' ORDER BY tables.name, columns.name"
        }
    };
    Ok(Statement::<(Text, Text)>::new(Fragment::sql(columns)).load(conn)?)
}

/// Whether tables have owner roles and grants.
pub(crate) const fn has_roles(conn: &DbConnection) -> bool {
    matches!(conn, DbConnection::Postgres(_))
}

/// Drops the samples of indexes by which the parts of one record are found: averages suffice there. If there are samples, SQLite
/// plans a prepared statement again at each execution, for the value that it is given. A statement that binds its LIMIT is planned
/// again too, so single records are read without one.
const FORGET_SAMPLES: &str = "DELETE FROM sqlite_stat4 WHERE (tbl, idx) IN (SELECT indexes.tbl_name, indexes.name \
     FROM sqlite_schema AS indexes JOIN pragma_index_info(indexes.name) AS columns \
     WHERE indexes.type = 'index' AND columns.seqno = 0 \
     AND columns.name IN ('order_id', 'purchase_order_id', 'receivable_id', 'po_line_id', 'payment_id', 'credit_id'))";

/// Analyzes the SQLite tables that were never analyzed or have grown tenfold since, each in its own transaction. Returns whether
/// there were any. PostgreSQL does this itself.
pub(crate) fn analyze_grown_tables(conn: &mut DbConnection) -> Result<bool, StoreError> {
    if matches!(conn, DbConnection::Postgres(_)) {
        return Ok(false);
    }
    // Bit 1 returns the statements instead of running them; bit 2 is ANALYZE; 0x10000 includes tables that were not used.
    let wanted = Fragment::sql("PRAGMA optimize = 0x10003").not_kept();
    let statements: Vec<String> = Statement::<Text>::new(wanted).load(conn)?;
    for statement in &statements {
        conn.batch_execute(statement)?;
    }
    if !statements.is_empty() {
        conn.batch_execute(FORGET_SAMPLES)?;
    }
    Ok(!statements.is_empty())
}
