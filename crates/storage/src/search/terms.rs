//! The words of a search text, and the SQL that finds them.

use domain::record::EntityKind;

use super::range_start;
use crate::fragment::{Fragment, Value};

/// Trigrams need three characters.
const TRIGRAM: usize = 3;
/// Maximum number of words that are looked up individually; the rest of the text is one phrase.
const MAX_WORDS: usize = 8;
/// Of longer words only every third trigram is looked up.
const WHOLE: usize = 6;

/// A search text as alternatives: a record matches when its text contains every word of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Terms(Vec<Vec<String>>);

impl Terms {
    /// The alternatives for a folded text: its words and, for kinds with phone, establishment or docket numbers, the stored form of
    /// those.
    pub(super) fn of(kind: EntityKind, text: &str) -> Self {
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
    pub(super) fn indexed(&self) -> Option<Self> {
        let alternatives = self.0.iter().map(|words| {
            let long = words.iter().filter(|word| is_indexed(word)).cloned();
            let long: Vec<String> = long.collect();
            (!long.is_empty()).then_some(long)
        });
        alternatives.collect::<Option<Vec<_>>>().map(Self)
    }

    /// The condition that a column contains every word of one alternative.
    pub(super) fn are_in(&self, column: &'static str) -> Fragment {
        self.all_like(column, |word| vec![word.to_owned()])
    }

    /// A condition that more rows may fulfill, with fewer trigrams: to read where each of them occurs takes most of the time.
    pub(super) fn may_be_in(&self, column: &'static str) -> Fragment {
        self.all_like(column, parts)
    }

    fn all_like(&self, column: &'static str, parts: impl Fn(&str) -> Vec<String>) -> Fragment {
        let mut any = Fragment::sql("(");
        for (place, words) in self.0.iter().enumerate() {
            any = any.and_sql(if place > 0 { " OR (" } else { "(" });
            for (place, part) in words.iter().flat_map(|word| parts(word)).enumerate() {
                any = any
                    .and_sql(if place > 0 { " AND " } else { "" })
                    .and_sql(column)
                    .and_sql(" LIKE ")
                    .value(Value::Text(like_pattern(&part)))
                    .and_sql(" ESCAPE '\\'");
            }
            any = any.and_sql(")");
        }
        any.and_sql(")")
    }

    /// The ids of one kind of record from the trigram table. Every word must be long enough.
    pub(super) fn matching(&self, kind: EntityKind) -> Fragment {
        let start = range_start(kind);
        let phrase = |word: &String| format!("\"{}\"", word.replace('"', "\"\""));
        let alternatives = self.0.iter().map(|words| {
            let phrases: Vec<String> = words.iter().map(phrase).collect();
            format!("({})", phrases.join(" AND "))
        });
        let alternatives: Vec<String> = alternatives.collect();
        let end = start + (1 << 53);
        Fragment::sql(format!("SELECT rowid - {start} AS id FROM search_texts WHERE rowid BETWEEN {start} AND {end} AND search_texts MATCH "))
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

/// Trigrams of the longest run of letters and digits, of several the last: a number differs from others at its end.
fn parts(word: &str) -> Vec<String> {
    let runs = word.split(|c: char| !c.is_alphanumeric());
    let run = runs.max_by_key(|run| run.chars().count()).unwrap_or(word);
    let run: Vec<char> = run.chars().collect();
    match run.len() {
        0..TRIGRAM => vec![word.to_owned()],
        TRIGRAM..=WHOLE => vec![run.iter().collect()],
        _ => {
            let ends = run.rchunks(TRIGRAM).filter(|part| part.len() == TRIGRAM);
            let uncovered = !run.len().is_multiple_of(TRIGRAM);
            let start = run.get(..TRIGRAM).filter(|_| uncovered);
            ends.chain(start)
                .map(|part| part.iter().collect())
                .collect()
        }
    }
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

#[cfg(test)]
mod tests {
    use domain::text::search_fold;

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
    fn few_trigrams_stand_for_a_word() {
        assert_eq!(parts("beef"), ["beef"]);
        assert_eq!(parts("o'b"), ["o'b"]);
        assert_eq!(parts("po-2026-0041"), ["0041"]);
        assert_eq!(parts("alderbank"), ["ank", "erb", "ald"]);
        assert_eq!(parts("packing"), ["ing", "ack", "pac"]);
        assert_eq!(parts("2026-104711"), ["104711"]);
    }

    #[test]
    fn patterns_take_text_literally() {
        assert_eq!(like_pattern("50%_a\\b"), "%50\\%\\_a\\\\b%");
    }
}
