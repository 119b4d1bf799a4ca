//! Substring search, ignoring case and accents. `search_index` holds one folded text per record, written in the transaction of the
//! record. Every word of a search must occur in it, in any order.
//!
//! A rare text is looked up in the trigram index, and its records are sorted. A common text is tested while walking the sort index,
//! where matches are frequent. A first query with the words of three or more characters decides which case applies.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool};
use domain::record::EntityKind;
use domain::text::search_fold;

use crate::connection::DbConnection;
use crate::dialect::{TrigramIndex, trigram_index};
use crate::error::StoreError;
use crate::filters::{Column, Conditions};
use crate::fragment::{Fragment, Statement, Value};

/// A text in more records than this is common.
const RARE: usize = 2_000;
/// Trigrams need three characters.
const TRIGRAM: usize = 3;
/// Maximum number of words that are looked up individually; the rest of the text is one phrase.
const MAX_WORDS: usize = 8;

/// The result of a search.
pub(crate) enum Found {
    /// No search text: every record.
    All,
    /// These records.
    Rare(Vec<i64>),
    /// Too many records to list: those whose text fits these terms.
    Common { kind: EntityKind, terms: Terms },
}

/// A search text as alternatives: a record matches when its text contains every word of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Terms(Vec<Vec<String>>);

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
    // Words long enough for trigrams decide; shorter ones are compared only in the rows found.
    let long = terms.indexed();
    let sought = long.as_ref().unwrap_or(&terms);
    let fits = match &long {
        Some(long) if *long != terms => terms.are_in("text"),
        _ => Fragment::sql("1 = 1"),
    };
    let query = match (trigram_index(conn), &long) {
        (TrigramIndex::Match, Some(long)) => long.matching(kind, fits),
        _ => Fragment::sql("SELECT record_id, ")
            .and(fits)
            .and_sql(" FROM search_index WHERE ")
            .and_sql(is_of(kind))
            .and_sql(" AND ")
            .and(sought.are_in("text")),
    };
    // Not kept prepared: the best plan depends on how many rows a pattern matches.
    let query = query.and_sql(format!(" LIMIT {}", RARE + 1)).not_kept();
    let rows: Vec<(i64, bool)> = Statement::<(BigInt, Bool)>::new(query).load(conn)?;
    Ok(if rows.len() > RARE {
        Found::Common { kind, terms }
    } else {
        let fitting = rows.into_iter().filter(|(_, fits)| *fits);
        Found::Rare(fitting.map(|(id, _)| id).collect())
    })
}

impl Terms {
    /// The alternatives for a folded text: its words and, for kinds with phone, establishment or docket numbers, the stored form of
    /// those.
    fn of(kind: EntityKind, text: &str) -> Self {
        let words = words(text);
        let mut alternatives = vec![words.clone()];
        if let Some(number) = kept_number(kind, text) {
            alternatives.push(vec![number]);
        } else {
            let kept = |word: String| kept_number(kind, &word).unwrap_or(word);
            alternatives.push(words.into_iter().map(kept).collect());
        }
        alternatives.dedup();
        Self(alternatives)
    }

    /// The words that the trigram index can look up, if each alternative has one.
    fn indexed(&self) -> Option<Self> {
        let alternatives = self.0.iter().map(|words| {
            let long = words.iter().filter(|word| is_indexed(word)).cloned();
            let long: Vec<String> = long.collect();
            (!long.is_empty()).then_some(long)
        });
        alternatives.collect::<Option<Vec<_>>>().map(Self)
    }

    /// The condition that a column contains every word of one alternative.
    fn are_in(&self, column: &'static str) -> Fragment {
        let mut any = Fragment::sql("(");
        for (place, words) in self.0.iter().enumerate() {
            any = any.and_sql(if place > 0 { " OR (" } else { "(" });
            for (place, word) in words.iter().enumerate() {
                any = any
                    .and_sql(if place > 0 { " AND " } else { "" })
                    .and_sql(column)
                    .and_sql(" LIKE ")
                    .value(Value::Text(like_pattern(word)))
                    .and_sql(" ESCAPE '\\'");
            }
            any = any.and_sql(")");
        }
        any.and_sql(")")
    }

    /// The ids of one kind of record from the trigram table, each with a condition on its text. Every word must be long enough.
    fn matching(&self, kind: EntityKind, condition: Fragment) -> Fragment {
        let start = range_start(kind);
        let phrase = |word: &String| format!("\"{}\"", word.replace('"', "\"\""));
        let alternatives = self.0.iter().map(|words| {
            let phrases: Vec<String> = words.iter().map(phrase).collect();
            format!("({})", phrases.join(" AND "))
        });
        let alternatives: Vec<String> = alternatives.collect();
        Fragment::sql(format!("SELECT rowid - {start}, "))
            .and(condition)
            .and_sql(format!(
                " FROM search_texts WHERE rowid BETWEEN {start} AND {} AND search_texts MATCH ",
                start + (1 << 53)
            ))
            .value(Value::Text(alternatives.join(" OR ")))
    }
}

/// The words of a folded text, without duplicates.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.splitn(MAX_WORDS, ' ') {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

fn is_indexed(word: &str) -> bool {
    word.chars().count() >= TRIGRAM
}

/// The stored form of a phone, establishment or docket number, if the text could be one in another punctuation: `(402) 555-0101`,
/// `P-7089`, `EST. 99101`, `MC123456`.
fn kept_number(kind: EntityKind, text: &str) -> Option<String> {
    use EntityKind::{Carrier, Contact, Customer, Plant, Supplier};
    if !matches!(kind, Supplier | Customer | Contact | Carrier | Plant) {
        return None;
    }
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let letters = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = plain.strip_prefix(letters).unwrap_or_default();
    let is_number = digits.len() >= TRIGRAM
        && letters.len() <= TRIGRAM
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " -.()+/".contains(c));
    if !is_number {
        return None;
    }
    let kept = match letters {
        "est" => digits.to_owned(),
        "mc" | "ff" | "mx" => format!("{letters}-{digits}"),
        _ => plain,
    };
    (kept != text).then_some(kept)
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

/// `%text%`, with wildcards in the text escaped.
fn like_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A literal condition, because the indexes are partial.
pub(crate) fn is_of(kind: EntityKind) -> String {
    format!("entity = '{kind}'")
}

/// First id of a kind of record: its number is above bit 53, the record's id below.
pub(crate) const fn range_start(kind: EntityKind) -> i64 {
    let number: i64 = match kind {
        EntityKind::Supplier => 1,
        EntityKind::Customer => 2,
        EntityKind::PurchaseOrder => 3,
        EntityKind::User => 4,
        EntityKind::Location => 5,
        EntityKind::Plant => 6,
        EntityKind::Product => 7,
        EntityKind::Contact => 8,
        EntityKind::Carrier => 9,
        EntityKind::SupplierPlantMapping => 10,
        EntityKind::Receivable => 11,
        EntityKind::Choice => 12,
        EntityKind::View => 13,
    };
    number << 53
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(kind: EntityKind, typed: &str) -> Vec<Vec<String>> {
        Terms::of(kind, &search_fold(typed)).0
    }

    #[test]
    fn numbers_are_found_in_any_punctuation() {
        let contact = |typed| terms(EntityKind::Contact, typed);
        assert_eq!(
            contact("(402) 555-0101"),
            [vec!["(402)", "555-0101"], vec!["4025550101"]]
        );
        assert_eq!(contact("rosa 12"), [["rosa", "12"]]);
        assert_eq!(
            contact("rosa 555-0101"),
            [["rosa", "555-0101"], ["rosa", "5550101"]]
        );
        assert_eq!(terms(EntityKind::Plant, "P-7089"), [["p-7089"], ["p7089"]]);
        assert_eq!(
            terms(EntityKind::Supplier, "EST. 99101"),
            [vec!["est.", "99101"], vec!["99101"]]
        );
        assert_eq!(
            terms(EntityKind::Carrier, "MC123456"),
            [["mc123456"], ["mc-123456"]]
        );
        assert_eq!(
            terms(EntityKind::PurchaseOrder, "PO-2026-0041"),
            [["po-2026-0041"]]
        );
    }

    #[test]
    fn each_word_is_looked_up_once_and_few_of_them() {
        assert_eq!(
            terms(EntityKind::Product, " Tested  85 tested"),
            [["tested", "85"]]
        );
        let many = terms(EntityKind::Product, "a b c d e f g h i j");
        assert_eq!(many, [["a", "b", "c", "d", "e", "f", "g", "h i j"]]);
    }

    #[test]
    fn patterns_take_text_literally() {
        assert_eq!(like_pattern("50%_a\\b"), "%50\\%\\_a\\\\b%");
    }
}
