//! Records much like one that is about to be made: a warning, never a refusal.

use serde::{Deserialize, Serialize};

use crate::text::name_key;

/// Most records that a warning names.
pub const SIMILAR_MAX: usize = 5;

/// Words that say what legal form a house has, not which house it is.
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

/// A record much like one that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimilarRecord {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(example = 12))]
    pub id: i64,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub label: String,
    /// The field in which both are alike.
    #[cfg_attr(feature = "openapi", schema(example = "name"))]
    pub field: String,
    /// Whether it is archived, so that it could be restored.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub archived: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimilarRecords {
    /// At most 5 records, those with the most alike field first.
    pub items: Vec<SimilarRecord>,
}

/// The words of a name that tell one house from another: lower case, no punctuation, no legal form.
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

/// Whether two names mean the same house, or one is the other's with words added.
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

#[cfg(test)]
mod tests {
    use super::*;

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
