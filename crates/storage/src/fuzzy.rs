//! Finds records whose texts resemble misspelled words. PostgreSQL compares words by trigrams itself; on SQLite each trigram is
//! looked up, and records with the most matches come first. Common words and trigrams are skipped, so the cost is bounded for any
//! number of records.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::record::EntityKind;
use domain::similar::SLIP_MIN;

use crate::connection::DbConnection;
use crate::dialect::{TrigramIndex, trigram_index};
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::search::{is_of, range_start};

/// Maximum number of candidates to compare.
const CANDIDATES: usize = 200;
/// Words and trigrams in more records than this are skipped.
const COMMON: usize = 5_000;
/// Maximum number of words to look up, longest first.
const WORDS: usize = 4;
/// Maximum length of a word to look up, in letters.
const LONGEST: usize = 50;
/// Maximum number of trigrams to look up.
const TRIGRAMS: usize = 16;

/// At most 200 records of a kind with a word similar to one of these, the most similar first.
pub(crate) fn resembling(
    conn: &mut DbConnection,
    kind: EntityKind,
    text: &str,
) -> Result<Vec<i64>, StoreError> {
    let mut words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| (SLIP_MIN..=LONGEST).contains(&word.chars().count()))
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.dedup();
    words.truncate(WORDS);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let lookups: Vec<Fragment> = match trigram_index(conn) {
        TrigramIndex::Like => words.iter().map(|word| like_word(kind, word)).collect(),
        TrigramIndex::Match => trigrams(&words)
            .iter()
            .map(|trigram| with_trigram(kind, trigram))
            .collect(),
    };
    let mut query = Fragment::sql("WITH hits (n, id) AS (");
    for (place, lookup) in lookups.into_iter().enumerate() {
        let union = if place > 0 { " UNION ALL " } else { "" };
        query = query
            .and_sql(format!(
                "{union}SELECT CAST({place} AS BIGINT) AS n, found.id FROM ("
            ))
            .and(lookup)
            .and_sql(format!(" LIMIT {}) AS found", COMMON + 1));
    }
    // Not kept prepared: the best plan depends on which words are rare.
    let query = query
        .and_sql(format!(
            "), rare (n) AS (SELECT n FROM hits GROUP BY n HAVING count(*) <= {COMMON}) \
             SELECT id FROM hits WHERE n IN (SELECT n FROM rare) GROUP BY id ORDER BY count(*) DESC, id LIMIT {CANDIDATES}"
        ))
        .not_kept();
    Ok(Statement::<BigInt>::new(query).load(conn)?)
}

/// Texts with a word similar to this one; a connection setting holds the threshold.
fn like_word(kind: EntityKind, word: &str) -> Fragment {
    Fragment::sql("SELECT record_id AS id FROM search_index WHERE ")
        .and_sql(is_of(kind))
        .and_sql(" AND text %> ")
        .value(Value::Text(word.to_owned()))
}

fn with_trigram(kind: EntityKind, trigram: &str) -> Fragment {
    let start = range_start(kind);
    Fragment::sql(format!(
        "SELECT rowid - {start} AS id FROM search_texts WHERE rowid BETWEEN {start} AND {} AND search_texts MATCH ",
        start + (1 << 53)
    ))
    .value(Value::Text(format!("\"{trigram}\"")))
}

/// The trigrams of the words, taking turns between words. Only letters and digits, so that none is FTS5 syntax.
fn trigrams(words: &[&str]) -> Vec<String> {
    let mut by_word: Vec<_> = words
        .iter()
        .map(|word| {
            let letters: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
            let triples = letters.windows(3).map(|three| three.iter().collect());
            triples.collect::<Vec<String>>().into_iter()
        })
        .collect();
    let mut all: Vec<String> = Vec::new();
    loop {
        let turn: Vec<String> = by_word.iter_mut().filter_map(Iterator::next).collect();
        if turn.is_empty() {
            break;
        }
        for trigram in turn {
            if !all.contains(&trigram) {
                all.push(trigram);
            }
        }
    }
    all.truncate(TRIGRAMS);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trigrams_are_taken_of_each_word_in_turn() {
        assert_eq!(
            trigrams(&["brind", "beefs"]),
            ["bri", "bee", "rin", "eef", "ind", "efs"]
        );
        assert_eq!(trigrams(&["a-b\"c"]), ["abc"]);
        assert_eq!(trigrams(&["abcdefghijklmnopqrstuvwxyz"]).len(), TRIGRAMS);
    }
}
