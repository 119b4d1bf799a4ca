//! Substring search, ignoring case and accents. `search_index` holds one folded text per record, written in the transaction of the
//! record. Every word of a search must occur in it, in any order.
//!
//! A rare text is looked up in the trigram index, and its records are sorted. A common text is tested while walking the sort index,
//! where matches are frequent. A first query decides which case applies: it samples the newest records, and only if few of them fit,
//! it looks up the words of three or more characters.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::choices::FixedChoice as _;
use domain::record::EntityKind;
use domain::text::search_fold;

mod terms;

use terms::Terms;

use crate::connection::DbConnection;
use crate::dialect::{TrigramIndex, trigram_index};
use crate::error::StoreError;
use crate::filters::{Column, Conditions};
use crate::fragment::{Fragment, Statement, Value};

/// A text in more records than this is common.
const RARE: usize = 2_000;
/// Number of newest records that are sampled.
const SAMPLE: usize = 1_000;
/// A text in as many records of the sample is common.
const FREQUENT: usize = 20;
/// Stands for an id in the result of the first query: the text is common.
const IS_COMMON: i64 = -1;

/// The result of a search.
pub(crate) enum Found {
    /// No search text: every record.
    All,
    /// These records.
    Rare(Vec<i64>),
    /// Too many records to list: those whose text fits these terms.
    Common { kind: EntityKind, terms: Terms },
}

/// The columns of [`row`].
#[cfg(any(test, feature = "volume"))]
pub(crate) const COLUMNS: [&str; 4] = ["id", "entity", "record_id", "text"];

/// The search row of a record.
pub(crate) fn row(kind: EntityKind, record: i64, parts: &[Option<&str>]) -> [Value; 4] {
    let folded: Vec<String> = parts
        .iter()
        .copied()
        .flatten()
        .map(search_fold)
        .filter(|part| !part.is_empty())
        .collect();
    [
        Value::Int(range_start(kind) + record),
        Value::Text(kind.to_string()),
        Value::Int(record),
        // One line per field, so that a word never spans two fields.
        Value::Text(folded.join("\n")),
    ]
}

/// Stores the search text of a record.
pub(crate) fn set(
    conn: &mut DbConnection,
    kind: EntityKind,
    record: i64,
    parts: &[Option<&str>],
) -> Result<(), StoreError> {
    Fragment::sql("INSERT INTO search_index (id, entity, record_id, text) VALUES (")
        .list(row(kind, record, parts))
        .and_sql(") ON CONFLICT (id) DO UPDATE SET text = excluded.text")
        .execute(conn)?;
    Ok(())
}

/// Stores the search texts of several records.
pub(crate) fn set_many(conn: &mut DbConnection, rows: Vec<[Value; 4]>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut upsert =
        Fragment::sql("INSERT INTO search_index (id, entity, record_id, text) VALUES ");
    for (index, row) in rows.into_iter().enumerate() {
        let start = if index == 0 { "(" } else { "), (" };
        upsert = upsert.and_sql(start).list(row);
    }
    upsert
        .and_sql(") ON CONFLICT (id) DO UPDATE SET text = excluded.text")
        .not_kept()
        .execute(conn)?;
    Ok(())
}

/// Runs a search.
pub(crate) fn find(
    conn: &mut DbConnection,
    kind: EntityKind,
    q: Option<&str>,
) -> Result<Found, StoreError> {
    let text = q.map(search_fold).unwrap_or_default();
    if text.is_empty() {
        return Ok(Found::All);
    }
    let terms = Terms::of(kind, &text);
    let long = terms.indexed();
    let looked_up = match (trigram_index(conn), &long) {
        (TrigramIndex::Match, Some(long)) if *long == terms => long.matching(kind),
        // Shorter words are compared in the rows found.
        (TrigramIndex::Match, Some(long)) => long
            .matching(kind)
            .and_sql(" AND ")
            .and(terms.are_in("text")),
        (TrigramIndex::Like, Some(long)) => of_kind(kind)
            .and_sql(" AND ")
            .and(long.may_be_in("text"))
            .and_sql(" AND ")
            .and(terms.are_in("(text || '')")),
        (_, None) => of_kind(kind).and_sql(" AND ").and(terms.are_in("text")),
    };
    // The words that would be looked up decide: a common one is not worth it, even beside a rare short word.
    let sampled = long.as_ref().unwrap_or(&terms);
    let start = range_start(kind);
    let query = Fragment::sql("WITH sample AS (SELECT count(*) AS hits FROM (SELECT ")
        .and(sampled.are_in("text"))
        .and_sql(format!(
            " AS fits FROM search_index WHERE id BETWEEN {start} AND {} ORDER BY id DESC LIMIT {SAMPLE}) AS newest WHERE fits) \
             SELECT {IS_COMMON} FROM sample WHERE hits >= {FREQUENT} UNION ALL SELECT id FROM (",
            start + (1 << 53)
        ))
        .and(looked_up)
        .and_sql(format!(
            " AND (SELECT hits FROM sample) < {FREQUENT} LIMIT {}) AS rare",
            RARE + 1
        ))
        // Not kept prepared: the best plan depends on how many rows a pattern matches.
        .not_kept();
    let ids: Vec<i64> = Statement::<BigInt>::new(query).load(conn)?;
    Ok(if ids.len() > RARE || ids.first() == Some(&IS_COMMON) {
        Found::Common { kind, terms }
    } else {
        Found::Rare(ids)
    })
}

/// The ids of one kind of record, up to its condition.
fn of_kind(kind: EntityKind) -> Fragment {
    Fragment::sql("SELECT record_id AS id FROM search_index WHERE ").and_sql(is_of(kind))
}

impl Conditions {
    /// Restricts to the records that a search found.
    pub(crate) fn search(&mut self, found: &Found, id: impl Column) {
        match found {
            Found::All => {}
            Found::Rare(ids) if ids.is_empty() => self.push(Fragment::sql("1 = 0")),
            Found::Rare(ids) => self.push(Fragment::of(id).and(Fragment::written_ids(ids))),
            // A scalar subquery rather than EXISTS, which a planner could convert to a join that reads every text first.
            Found::Common { kind, terms } => self.push(
                Fragment::sql("(SELECT ")
                    .and(terms.are_in("found.text"))
                    .and_sql(" FROM search_index found WHERE found.")
                    .and_sql(is_of(*kind))
                    .and_sql(" AND found.record_id = ")
                    .part(id)
                    .and_sql(")"),
            ),
        }
    }
}

/// A literal condition, because the indexes are partial.
pub(crate) fn is_of(kind: EntityKind) -> String {
    format!("entity = '{kind}'")
}

/// First id of a kind of record: the place of the kind among all is above bit 53, the record's id below.
pub(crate) fn range_start(kind: EntityKind) -> i64 {
    let before = EntityKind::ALL.iter().take_while(|other| **other != kind);
    before.fold(1_i64, |number, _| number + 1) << 53
}
