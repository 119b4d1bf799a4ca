//! Possible duplicates of a new record: a warning, never an error.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::text::name_key;

/// Most records in a warning.
pub const SIMILAR_MAX: usize = 5;

/// Words for legal forms and other words that do not distinguish companies.
const FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "llc",
    "lc",
    "llp",
    "lp",
    "co",
    "company",
    "corp",
    "corporation",
    "ltd",
    "limited",
    "plc",
    "gmbh",
    "sa",
    "the",
    "and",
];

/// A possible duplicate of a new record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimilarRecord {
    /// Id.
    #[cfg_attr(feature = "openapi", schema(example = 12))]
    pub id: i64,
    /// Display name of the record.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub label: String,
    /// The field that is similar.
    #[cfg_attr(feature = "openapi", schema(example = "name"))]
    pub field: String,
    /// Whether it is archived, so that it could be restored.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub archived: bool,
}

/// The records found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimilarRecords {
    /// At most 5 records, the most similar first.
    pub items: Vec<SimilarRecord>,
}

/// The distinguishing words of a company name: lower case, no punctuation, no legal form.
#[must_use]
pub fn core_of(name: &str) -> String {
    let plain: String = name_key(name)
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c.is_whitespace() {
                c
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let telling: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !FORMS.contains(word))
        .collect();
    if telling.is_empty() {
        words.join(" ")
    } else {
        telling.join(" ")
    }
}

/// Whether two names are equal, or one contains the other's words, ignoring legal forms.
#[must_use]
pub fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (core_of(one), core_of(other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let padded = format!(" {long} ");
    short.chars().count() >= 3 && padded.contains(&format!(" {short} "))
}

/// Whether two names differ only by typing errors: word by word, with the shorter name within the longer one, or with other
/// spacing.
#[cfg(feature = "unicode")]
#[must_use]
pub fn are_misspelled(one: &str, other: &str) -> bool {
    let (one, other) = (core_of(one), core_of(other));
    let joined = (one.replace(' ', ""), other.replace(' ', ""));
    if is_slip(&joined.0, &joined.1) {
        return true;
    }
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let length: usize = short.iter().map(|word| word.chars().count()).sum();
    length >= SLIP_MIN
        && long.windows(short.len()).any(|window| {
            let mut pairs = short.iter().zip(window);
            pairs.all(|(word, other)| word == other || is_slip(word, other))
        })
}

/// Shortest word that is compared for typing errors. In shorter words an error often makes another word.
pub const SLIP_MIN: usize = 5;
/// Length from which two typing errors are allowed.
#[cfg(feature = "unicode")]
const TWO_SLIPS_MIN: usize = 12;

/// Whether two words differ by one letter missing, added, changed or swapped with the next; in long words, by two. Words whose
/// digits differ never match.
#[cfg(feature = "unicode")]
fn is_slip(one: &str, other: &str) -> bool {
    let length = one.chars().count().min(other.chars().count());
    let digits = |word: &str| {
        word.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let slips = if length >= TWO_SLIPS_MIN { 2 } else { 1 };
    length >= SLIP_MIN
        && one.chars().count().abs_diff(other.chars().count()) <= slips
        && digits(one) == digits(other)
        && strsim::osa_distance(one, other) <= slips
}

/// Similarity of two names, from 0 to 1000: Dice's coefficient over the trigrams of their distinguishing words.
#[must_use]
pub fn likeness(one: &str, other: &str) -> usize {
    let (one, other) = (trigrams(&core_of(one)), trigrams(&core_of(other)));
    let shared = one.intersection(&other).count();
    2_000 * shared / (one.len() + other.len()).max(1)
}

/// All trigrams of a text, with its ends padded.
fn trigrams(text: &str) -> BTreeSet<[char; 3]> {
    let letters: Vec<char> = format!("  {text} ").chars().collect();
    let triples = letters
        .windows(3)
        .filter_map(|three| <[char; 3]>::try_from(three).ok());
    triples.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "unicode")]
    #[test]
    fn a_slip_of_the_finger_is_forgiven() {
        for typed in [
            "Brindlemor",
            "Brindlemor Beef Packing",
            "Brindlemooor Beef, Inc.",
            "Bridnlemoor Beef",
            "Brindle Moor Beef Packing",
        ] {
            assert!(are_misspelled(typed, "Brindlemoor Beef Packing"), "{typed}");
            assert!(likeness(typed, "Brindlemoor Beef Packing") > likeness(typed, "Pellwick Pork"));
        }
        for (one, other) in [
            ("Quillhaven Poultry", "Pellwick Poultry"),
            ("Plant 12345", "Plant 12346"),
            ("Oxen", "Open"),
            ("Brindlemoor Beef", "Brindlemoor Pork"),
        ] {
            assert!(!are_misspelled(one, other), "{one}");
        }
        assert_eq!(likeness("Brindlemoor", "BRINDLEMOOR, Inc."), 1_000);
        assert_eq!(likeness("", ""), 1_000);
    }

    #[test]
    fn legal_forms_and_punctuation_tell_nothing() {
        assert_eq!(
            core_of("The Brindlemoor Beef-Packing Co., Inc."),
            "brindlemoor beef packing"
        );
        assert!(are_alike(
            "Brindlemoor Beef Packing",
            "BRINDLEMOOR BEEF PACKING, L.L.C. (Omaha)"
        ));
        assert!(are_alike("Quillhaven", "Quillhaven Poultry LLC"));
        assert!(!are_alike("Quillhaven Poultry", "Pellwick Pork"));
        assert!(!are_alike("Ox", "Oxford Meats"));
    }
}
