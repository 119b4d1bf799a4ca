//! Establishment numbers, by which the inspection service identifies a plant. One plant often holds several (`trade.md` P1).
//!
//! Typed as `EST. 123`, `M123`, `P-7089` or joined as `M123A+P123A`. Stored as typed and in parts, so that two spellings of one
//! number compare equal.

use crate::field_rules::FieldRule;
use crate::fields::FieldErrors;
use crate::rules::{At, Rule};
use crate::text::{clean_line, tidy_line};

/// Longest number as typed, in characters.
const TYPED_MAX: usize = 50;
/// Most numbers of one plant.
const MOST: usize = 50;
/// Separators between several numbers typed as one.
const JOINTS: [char; 5] = ['+', ',', ';', '/', '&'];
/// Separators between the parts of a number.
const GAPS: [char; 4] = [' ', '.', '-', '#'];

draft! {
    /// An establishment number. Send it as typed, or in parts; the server fills in the rest.
    pub struct Establishment {
        /// M for meat (also typed `EST.`), P for poultry, G for egg products, I for import and V for voluntary inspection.
        #[cfg_attr(feature = "openapi", schema(example = "M", max_length = 1))]
        pub prefix: Option<String>,
        /// The digits, without leading zeros.
        #[cfg_attr(feature = "openapi", schema(example = "99101", max_length = 20))]
        pub number: Option<String>,
        /// Letters after the digits.
        #[cfg_attr(feature = "openapi", schema(max_length = 3))]
        pub suffix: Option<String>,
        /// The number as typed; several joined by `+` become several entries.
        #[cfg_attr(feature = "openapi", schema(example = "EST. 99101", max_length = 50))]
        pub as_typed: Option<String>,
    }
}

/// The parts of a number; equal for all spellings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Parts {
    prefix: char,
    number: String,
    suffix: Option<String>,
}

impl Establishment {
    /// Creates an entry from typed text, without its parts.
    #[must_use]
    pub fn typed(text: impl Into<String>) -> Self {
        Self {
            as_typed: Some(text.into()),
            ..Self::default()
        }
    }

    /// Parses one typed number.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        parse(text).map(|parts| Self::of(parts, clean_line(text)))
    }

    fn of(parts: Parts, as_typed: String) -> Self {
        Self {
            prefix: Some(parts.prefix.to_string()),
            number: Some(parts.number),
            suffix: parts.suffix,
            as_typed: Some(as_typed),
        }
    }

    /// The canonical spelling, for example `M123A`.
    #[must_use]
    pub fn code(&self) -> String {
        [&self.prefix, &self.number, &self.suffix]
            .into_iter()
            .filter_map(Option::as_deref)
            .collect()
    }

    /// The numbers in this entry, each with its own spelling; `None` if it cannot be parsed.
    fn parsed(&self) -> Option<Vec<(Parts, String)>> {
        let parts = self.code();
        let Some(typed) = self.as_typed.as_deref() else {
            return Some(vec![(parse(&parts)?, parts)]);
        };
        typed
            .split(JOINTS)
            .map(|one| Some((parse(one)?, clean_line(one))))
            .collect()
    }
}

/// Parses one number.
fn parse(text: &str) -> Option<Parts> {
    let upper = text.trim().to_uppercase();
    let (prefix, rest) = match upper.strip_prefix("EST") {
        Some(rest) => {
            let rest = rest.trim_start_matches(GAPS);
            // `EST. P-123` is poultry; `EST. 123` alone is meat.
            split_letter(rest).unwrap_or(('M', rest))
        }
        None => split_letter(&upper)?,
    };
    let rest = rest.trim_start_matches(GAPS);
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, suffix) = rest.split_at_checked(end)?;
    let number = digits.trim_start_matches('0');
    let suffix = suffix.trim_start_matches(GAPS);
    let letters = suffix.chars().all(|c| c.is_ascii_uppercase());
    (!number.is_empty() && number.len() <= 20 && letters && suffix.len() <= 3).then(|| Parts {
        prefix,
        number: number.to_owned(),
        suffix: Some(suffix.to_owned()).filter(|suffix| !suffix.is_empty()),
    })
}

fn split_letter(text: &str) -> Option<(char, &str)> {
    let prefix = text.chars().next()?;
    let rest = text.strip_prefix(prefix)?;
    matches!(prefix, 'M' | 'P' | 'G' | 'I' | 'V').then_some((prefix, rest))
}

/// Establishment numbers: parsed, deduplicated and sorted.
pub(crate) struct Numbers;

impl Rule<Vec<Establishment>> for Numbers {
    fn describe_parts(&self, name: &'static str) -> Vec<FieldRule> {
        vec![
            self.describe(name),
            FieldRule::named("establishments/as_typed").at_most(TYPED_MAX),
        ]
    }

    fn tidy(&self, field: &mut Vec<Establishment>) {
        for entry in field {
            for part in [
                &mut entry.prefix,
                &mut entry.number,
                &mut entry.suffix,
                &mut entry.as_typed,
            ] {
                tidy_line(part);
            }
        }
    }

    fn check(&self, at: &mut At<'_>, field: &Vec<Establishment>) {
        let pointer = at.pointer;
        at.errors.require(
            field.len() <= MOST,
            pointer,
            "too_many",
            "A plant can have at most 50 numbers",
        );
        let mut seen = Vec::new();
        for (index, entry) in field.iter().enumerate() {
            check_entry(at.errors, &format!("{pointer}/{index}"), entry, &mut seen);
        }
    }

    fn normalize(&self, field: &mut Vec<Establishment>) {
        // Entries that cannot be parsed stay as they are; the check has rejected them.
        let mut read: Vec<Establishment> = field
            .iter()
            .flat_map(|entry| match entry.parsed() {
                None => vec![entry.clone()],
                Some(all) => all
                    .into_iter()
                    .map(|(parts, typed)| Establishment::of(parts, typed))
                    .collect(),
            })
            .collect();
        read.sort_by_cached_key(Establishment::code);
        *field = read;
    }
}

fn check_entry(errors: &mut FieldErrors, path: &str, entry: &Establishment, seen: &mut Vec<Parts>) {
    let typed = format!("{path}/as_typed");
    let length = entry
        .as_typed
        .as_deref()
        .map_or(0, |text| text.chars().count());
    if length > TYPED_MAX {
        errors.add(typed, "too_long", "Use at most 50 characters");
        return;
    }
    let Some(read) = entry.parsed() else {
        errors.add(
            typed,
            "invalid_establishment",
            "Use a form like EST. 123, M123, P-7089 or M123A+P123A",
        );
        return;
    };
    let by_parts = parse(&entry.code());
    let agrees = entry.code().is_empty()
        || read
            .iter()
            .all(|(parts, _)| read.len() == 1 && Some(parts) == by_parts.as_ref());
    errors.require(
        agrees,
        &typed,
        "contradicts_parts",
        "The parts and the typed number differ. Send one of them",
    );
    for (parts, _) in read {
        errors.require(
            !seen.contains(&parts),
            &typed,
            "duplicate_establishment",
            "The plant already has this number",
        );
        seen.push(parts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::fields::CheckContext;

    fn settled(mut entries: Vec<Establishment>) -> (Vec<String>, Vec<(String, String)>) {
        let choices = Choices::default();
        let mut errors = FieldErrors::new();
        Numbers.tidy(&mut entries);
        let mut at = At {
            errors: &mut errors,
            context: CheckContext {
                today: chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
                choices: &choices,
                is_zone: |_| true,
            },
            pointer: "/establishments",
        };
        Numbers.check(&mut at, &entries);
        Numbers.normalize(&mut entries);
        let wrong = errors
            .into_vec()
            .into_iter()
            .map(|error| (error.pointer.unwrap_or_default(), error.code))
            .collect();
        (entries.iter().map(Establishment::code).collect(), wrong)
    }

    fn typed(texts: &[&str]) -> (Vec<String>, Vec<(String, String)>) {
        settled(
            texts
                .iter()
                .map(|text| Establishment::typed(*text))
                .collect(),
        )
    }

    #[test]
    fn every_spelling_comes_to_one() {
        for (text, expected) in [
            ("EST. 123", "M123"),
            ("est 123", "M123"),
            ("Est.#00123", "M123"),
            ("EST. P-123", "P123"),
            ("M123", "M123"),
            ("m-123a", "M123A"),
            ("P-7089", "P7089"),
            ("P 7089", "P7089"),
            ("G 1012", "G1012"),
            ("V99", "V99"),
        ] {
            let (codes, wrong) = typed(&[text]);
            assert_eq!(
                (codes, wrong),
                (vec![expected.to_owned()], vec![]),
                "{text}"
            );
        }
    }

    #[test]
    fn joined_numbers_are_several() {
        let (codes, wrong) = typed(&["P99+M123A + P123A", "M7"]);
        assert_eq!(codes, ["M123A", "M7", "P123A", "P99"]);
        assert!(wrong.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_named_where_it_was_sent() {
        let at = |index: usize, code: &str| {
            (format!("/establishments/{index}/as_typed"), code.to_owned())
        };
        for text in [
            "123", "X123", "M", "M0", "M12-34", "M123ABCD", "M1+", "EST.",
        ] {
            let (_, wrong) = typed(&["M1+P1", text]);
            assert_eq!(wrong, [at(1, "invalid_establishment")], "{text}");
        }
        let (_, wrong) = typed(&["M1+P1", "EST. 001"]);
        assert_eq!(wrong, [at(1, "duplicate_establishment")]);
    }

    #[test]
    fn parts_are_taken_too_and_must_agree() {
        let parts = Establishment {
            prefix: Some("m".to_owned()),
            number: Some("00123".to_owned()),
            suffix: Some("a".to_owned()),
            as_typed: None,
        };
        assert_eq!(
            settled(vec![parts.clone()]),
            (vec!["M123A".to_owned()], vec![])
        );
        let kept = Establishment {
            as_typed: Some("Est. 123 A".to_owned()),
            ..parts.clone()
        };
        assert!(settled(vec![kept]).1.is_empty());
        let other = Establishment {
            as_typed: Some("M124".to_owned()),
            ..parts
        };
        let code = settled(vec![other]).1.remove(0).1;
        assert_eq!(code, "contradicts_parts");
        assert_eq!(settled(vec![Establishment::default()]).1.len(), 1);
    }
}
