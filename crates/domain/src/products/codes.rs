//! Product codes, and the spellings of lean percentages.

use super::ProductDraft;
use crate::choices::{Edibility, lists};
use crate::field_rules::FieldRule;
use crate::gs1::{GTIN_FORM, Gtin};
use crate::rules::{At, Rule};
use crate::text::{clean_line, tidy_line};

/// Range of code lengths.
const CODE_LENGTH: std::ops::RangeInclusive<usize> = 3..=50;

/// A product code: 3 to 50 of `[A-Za-z0-9_-]`; the server fills in a blank one.
pub(crate) struct ProductCode;

impl Rule<String> for ProductCode {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).at_most(*CODE_LENGTH.end())
    }
    fn tidy(&self, field: &mut String) {
        *field = clean_line(field);
    }

    fn check(&self, at: &mut At<'_>, field: &String) {
        let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let shaped = CODE_LENGTH.contains(&field.chars().count()) && field.chars().all(known);
        at.errors.require(
            field.is_empty() || shaped,
            at.pointer,
            "invalid_code",
            "Use 3 to 50 letters, digits, hyphens or underscores",
        );
    }
}

/// A GTIN; spaces are dropped, and a shorter one is filled up to 14 digits.
pub(crate) struct GtinCode;

impl Rule<Option<String>> for GtinCode {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).at_most(14)
    }
    fn tidy(&self, field: &mut Option<String>) {
        tidy_line(field);
        *field = field.take().map(|typed| {
            let plain: String = typed.split_whitespace().collect();
            let is_short = matches!(plain.len(), 8 | 12 | 13);
            if is_short && plain.bytes().all(|b| b.is_ascii_digit()) {
                format!("{plain:0>14}")
            } else {
                plain
            }
        });
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        let holds = field
            .as_deref()
            .is_none_or(|gtin| Gtin::new(gtin).is_some());
        at.require(holds, "invalid_gtin", GTIN_FORM);
    }
}

/// Proposes a code for a product without one: species, lean or cut, state and package, test class, for example `BEEF-050-FC-T`.
/// `taken` returns whether another product has a code.
#[must_use]
pub fn propose_code(draft: &ProductDraft, mut taken: impl FnMut(&str) -> bool) -> String {
    let species = match draft.species.as_str() {
        "chicken" => "CHIX".to_owned(),
        other => letters(other, 4),
    };
    let cut = draft.lean_pct.map_or_else(
        || letters(draft.cut.as_deref().unwrap_or(&draft.description), 3),
        |lean| format!("{lean:03}"),
    );
    let (form, test) = if draft.edibility == Edibility::Inedible {
        ("IN".to_owned(), String::new())
    } else {
        let state = match draft.state.as_deref() {
            Some("frozen") => "Z".to_owned(),
            other => letters(other.unwrap_or_default(), 1),
        };
        let package = letters(draft.package.as_deref().unwrap_or_default(), 1);
        let test = Some(draft.test_class.as_str())
            .filter(|class| *class != lists::TEST_NOT_APPLICABLE)
            .map_or_else(String::new, |class| letters(class, 1));
        (state + &package, test)
    };
    let parts: Vec<String> = [species, cut, form, test]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let mut base = parts.join("-");
    if base.len() < *CODE_LENGTH.start() {
        base = "PRODUCT".to_owned();
    }
    let mut code = base.clone();
    let mut next: u64 = 2;
    while taken(&code) {
        code = format!("{base}-{next}");
        next += 1;
    }
    code
}

/// The first `count` letters and digits of the first word, in capitals.
fn letters(text: &str, count: usize) -> String {
    text.chars()
        .skip_while(|c| !c.is_ascii_alphanumeric())
        .take_while(char::is_ascii_alphanumeric)
        .take(count)
        .collect::<String>()
        .to_uppercase()
}

/// Suffixes after a lean percentage (`trade.md` P7). Searching for one finds the others.
const LEAN_WORDS: [&str; 5] = ["s", "'s", "\u{2019}s", "cl", " cl"];

/// Search texts for lean: the product's own percentage, and its description, in every spelling.
#[must_use]
pub fn lean_texts(description: &str, lean_pct: Option<i64>) -> Vec<String> {
    let text = description.to_lowercase();
    let mut found = Vec::new();
    for word in LEAN_WORDS {
        found.extend(lean_pct.map(|lean| format!("{lean}{word}")));
        found.extend(written(&text, word));
    }
    found
}

/// The text with every lean percentage in this spelling; `None` if there is none.
fn written(text: &str, word: &str) -> Option<String> {
    let mut out = String::new();
    let mut any = false;
    let mut rest = text;
    let mut before: Option<char> = None;
    while let Some(c) = rest.chars().next() {
        let lean = Some(rest)
            .filter(|_| before.is_none_or(|c| !c.is_alphanumeric() && c != '.'))
            .and_then(lean_at);
        let (step, put) = match lean {
            Some((digits, after)) => {
                any = true;
                (after, format!("{digits}{word}"))
            }
            None => (c.len_utf8(), c.to_string()),
        };
        out.push_str(&put);
        let (passed, left) = rest.split_at_checked(step)?;
        before = passed.chars().next_back();
        rest = left;
    }
    any.then_some(out)
}

/// The digits of a lean percentage at the start of the text, and the text after it.
fn lean_at(text: &str) -> Option<(&str, usize)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = text.split_at_checked(end)?;
    let lean: i64 = digits.parse().ok()?;
    let word = LEAN_WORDS.into_iter().find(|word| {
        rest.strip_prefix(word)
            .is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    })?;
    (1..=100)
        .contains(&lean)
        .then_some((digits, end + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trim() -> ProductDraft {
        ProductDraft {
            description: "Trim 50's - Tested".to_owned(),
            species: "beef".to_owned(),
            lean_pct: Some(50),
            state: Some("fresh".to_owned()),
            package: Some("combo".to_owned()),
            test_class: "tested".to_owned(),
            ..ProductDraft::default()
        }
    }

    #[test]
    fn codes_are_proposed_as_the_trade_writes_them() {
        let free = |draft: &ProductDraft| propose_code(draft, |_| false);
        assert_eq!(free(&trim()), "BEEF-050-FC-T");
        let inedible = ProductDraft {
            edibility: Edibility::Inedible,
            ..trim()
        };
        assert_eq!(free(&inedible), "BEEF-050-IN");
        let chicken = ProductDraft {
            description: "BSB (boneless skinless breast)".to_owned(),
            species: "chicken".to_owned(),
            lean_pct: None,
            state: Some("frozen".to_owned()),
            package: Some("boxed".to_owned()),
            test_class: lists::TEST_NOT_APPLICABLE.to_owned(),
            ..ProductDraft::default()
        };
        assert_eq!(free(&chicken), "CHIX-BSB-ZB");
        assert_eq!(free(&ProductDraft::default()), "PRODUCT");
    }

    #[test]
    fn a_taken_code_gets_a_number() {
        let taken = ["BEEF-050-FC-T", "BEEF-050-FC-T-2"];
        let code = propose_code(&trim(), |code| taken.contains(&code));
        assert_eq!(code, "BEEF-050-FC-T-3");
    }

    #[test]
    fn lean_is_found_in_every_way_of_writing() {
        for given in [
            "Trim 50's - Tested",
            "Trim 50s - Tested",
            "trim 50CL - tested",
        ] {
            let texts = lean_texts(given, None);
            for sought in ["trim 50s", "trim 50's", "50cl", "50 cl - tested"] {
                assert!(
                    texts.iter().any(|text| text.contains(sought)),
                    "{given}: {sought} in {texts:?}"
                );
            }
        }
        assert!(lean_texts("Trim", Some(85)).contains(&"85's".to_owned()));
        for other in ["Ribs 109E", "12.50s", "150's", "M50s", "50 class", "Trim"] {
            assert_eq!(lean_texts(other, None), Vec::<String>::new(), "{other}");
        }
    }
}
