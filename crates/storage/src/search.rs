//! Substring search, blind to case and accents. One folded text a record is kept in `search_index`, written in the transaction
//! of the record.
//!
//! A rare text is looked up in the trigram index and its records are sorted; a common one is looked for while walking the sort
//! index, where it soon turns up. Which of both it is, is found out first; so neither costs more the more records there are.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::record::EntityKind;
use domain::text::search_fold;

use crate::connection::DbConnection;
use crate::dialect::{TrigramIndex, trigram_index};
use crate::error::StoreError;
use crate::filters::{Column, Conditions};
use crate::fragment::{Fragment, Statement, Value};

/// A text found in more records than this is common.
const RARE: usize = 2_000;
/// Trigrams need three characters.
const TRIGRAM: usize = 3;

/// What a search text comes to.
pub(crate) enum Found {
    /// No text to search: every record.
    All,
    /// These records.
    Rare(Vec<i64>),
    /// More records than are worth naming: those whose text is like one of these.
    Common {
        kind: EntityKind,
        patterns: Vec<String>,
    },
}

/// The columns of [`row`].
pub(crate) const COLUMNS: [&str; 4] = ["id", "entity", "record_id", "text"];

/// What a record can be found by, as it stands in the table.
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
        // A line each: a text searched for never spans two fields.
        Value::Text(folded.join("\n")),
    ]
}

/// Keeps what a record can be found by.
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

/// Finds out what a search text comes to.
pub(crate) fn find(
    conn: &mut DbConnection,
    kind: EntityKind,
    q: Option<&str>,
) -> Result<Found, StoreError> {
    let text = q.map(search_fold).unwrap_or_default();
    if text.is_empty() {
        return Ok(Found::All);
    }
    let spellings = spellings(kind, text);
    let patterns: Vec<String> = spellings.iter().map(|text| like_pattern(text)).collect();
    let indexed = spellings.iter().all(|text| text.chars().count() >= TRIGRAM);
    let query = match trigram_index(conn) {
        TrigramIndex::Match if indexed => matching_phrases(kind, &spellings),
        _ => Fragment::sql("SELECT record_id FROM search_index WHERE ")
            .and_sql(is_of(kind))
            .and_sql(" AND ")
            .and(is_like("text", &patterns)),
    };
    // Planned anew each time: how many rows a pattern meets decides the plan.
    let query = query.and_sql(format!(" LIMIT {}", RARE + 1)).not_kept();
    let ids: Vec<i64> = Statement::<BigInt>::new(query).load(conn)?;
    Ok(if ids.len() > RARE {
        Found::Common { kind, patterns }
    } else {
        Found::Rare(ids)
    })
}

/// What is looked for when somebody types this: the text itself, and for kinds that keep phones, establishment and docket numbers
/// the way in which those are kept.
fn spellings(kind: EntityKind, text: String) -> Vec<String> {
    use EntityKind::{Carrier, Contact, Customer, Plant, Supplier};
    if !matches!(kind, Supplier | Customer | Contact | Carrier | Plant) {
        return vec![text];
    }
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let letters = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = plain.strip_prefix(letters).unwrap_or_default();
    // Only texts that could be such a number, in any punctuation: `(402) 555-0101`, `P-7089`, `EST. 99101`, `MC123456`.
    let number = digits.len() >= TRIGRAM
        && letters.len() <= TRIGRAM
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " -.()+/".contains(c));
    if !number {
        return vec![text];
    }
    let kept = match letters {
        "est" => digits.to_owned(),
        "mc" | "ff" | "mx" => format!("{letters}-{digits}"),
        _ => plain,
    };
    if kept == text {
        vec![text]
    } else {
        vec![text, kept]
    }
}

/// Whether a text is like one of some patterns.
fn is_like(column: &str, patterns: &[String]) -> Fragment {
    let mut any = Fragment::sql("(");
    for (place, pattern) in patterns.iter().enumerate() {
        let or = if place > 0 { " OR " } else { "" };
        any = any
            .and_sql(format!("{or}{column} LIKE "))
            .value(Value::Text(pattern.clone()))
            .and_sql(" ESCAPE '\\'");
    }
    any.and_sql(")")
}

/// The trigram table, held to the range of ids that belongs to one kind of record.
fn matching_phrases(kind: EntityKind, texts: &[String]) -> Fragment {
    let start = range_start(kind);
    Fragment::sql(format!(
        "SELECT rowid - {start} FROM search_texts WHERE rowid BETWEEN {start} AND {} AND search_texts MATCH ",
        start + (1 << 53)
    ))
    .value(Value::Text(
        texts
            .iter()
            .map(|text| format!("\"{}\"", text.replace('"', "\"\"")))
            .collect::<Vec<_>>()
            .join(" OR "),
    ))
}

impl Conditions {
    /// Only records that a search found.
    pub(crate) fn search(&mut self, found: &Found, id: impl Column) {
        match found {
            Found::All => {}
            Found::Rare(ids) if ids.is_empty() => self.push(Fragment::sql("1 = 0")),
            Found::Rare(ids) => self.push(
                // Numbers of ours, so written out: binding thousands of them costs more than reading them.
                Fragment::of(id)
                    .and_sql(format!(" IN ({})", join(ids)))
                    .not_kept(),
            ),
            // As a value rather than EXISTS: a planner cannot turn it round and read every text first.
            Found::Common { kind, patterns } => self.push(
                Fragment::sql("(SELECT ")
                    .and(is_like("found.text", patterns))
                    .and_sql(" FROM search_index found WHERE found.")
                    .and_sql(is_of(*kind))
                    .and_sql(" AND found.record_id = ")
                    .part(id)
                    .and_sql(")"),
            ),
        }
    }
}

fn join(ids: &[i64]) -> String {
    let shown: Vec<String> = ids.iter().map(ToString::to_string).collect();
    shown.join(",")
}

/// `%text%`, where text is taken literally.
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

/// Written out, because the indexes are partial.
fn is_of(kind: EntityKind) -> String {
    format!("entity = '{kind}'")
}

/// The ids of one kind of record are one range: its number above bit 53, the record's id below.
const fn range_start(kind: EntityKind) -> i64 {
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

    #[test]
    fn numbers_are_found_in_any_punctuation() {
        let found = |kind, typed: &str| spellings(kind, search_fold(typed));
        let contact = |typed| found(EntityKind::Contact, typed);
        assert_eq!(contact("(402) 555-0101"), ["(402) 555-0101", "4025550101"]);
        assert_eq!(contact("rosa 12"), ["rosa 12"]);
        assert_eq!(found(EntityKind::Plant, "P-7089"), ["p-7089", "p7089"]);
        assert_eq!(
            found(EntityKind::Supplier, "EST. 99101"),
            ["est. 99101", "99101"]
        );
        assert_eq!(
            found(EntityKind::Carrier, "MC123456"),
            ["mc123456", "mc-123456"]
        );
        assert_eq!(
            found(EntityKind::PurchaseOrder, "PO-2026-0041"),
            ["po-2026-0041"]
        );
    }

    #[test]
    fn patterns_take_text_literally() {
        assert_eq!(like_pattern("50%_a\\b"), "%50\\%\\_a\\\\b%");
    }
}
