//! Free text: cleaned on input, never changed in meaning.

use crate::field_errors::FieldErrors;
#[cfg(feature = "unicode")]
use crate::invisible::is_invisible;
use crate::invisible::without_invisible;

/// Longest note, in characters.
pub const NOTE_MAX: usize = 4000;

/// NFC, so that equal texts have equal bytes, however the letters were composed.
#[cfg(feature = "unicode")]
#[must_use]
pub fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

/// Returns the text unchanged: NFC needs the feature `unicode`.
#[cfg(not(feature = "unicode"))]
#[must_use]
pub fn composed(text: &str) -> String {
    text.to_owned()
}

/// Cleans a single line: NFC, no invisible characters, trimmed, runs of white space collapsed to a single space.
#[must_use]
pub fn clean_line(text: &str) -> String {
    without_invisible(&composed(text))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Cleans a multi-line text: NFC, no invisible characters, trimmed at both ends and at the end of each line, line breaks as `\n`.
#[must_use]
pub fn clean_note(text: &str) -> String {
    let unified = without_invisible(&composed(text))
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    unified
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned()
}

/// Cleans an optional line; blank becomes `None`.
pub fn tidy_line(field: &mut Option<String>) {
    *field = field
        .take()
        .map(|text| clean_line(&text))
        .filter(|text| !text.is_empty());
}

/// Cleans an optional note; blank becomes `None`.
pub fn tidy_note(field: &mut Option<String>) {
    *field = field
        .take()
        .map(|text| clean_note(&text))
        .filter(|text| !text.is_empty());
}

/// Sorts a set of codes and removes duplicates.
pub fn tidy_set<T: Ord>(set: &mut Vec<T>) {
    set.sort();
    set.dedup();
}

/// The key by which unique names are compared: NFKC, full case folding (`Straße` equals `STRASSE`), no invisible characters, spaces
/// collapsed.
#[cfg(feature = "unicode")]
#[must_use]
pub fn name_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let visible = || name.chars().filter(|c| !is_invisible(*c));
    // Folded twice, because composing can produce characters that fold again (Unicode, D145 and D147).
    let once: String = case_folded(&visible().nfkd().collect::<String>())
        .nfkc()
        .collect();
    let twice: String = case_folded(&once).nfkc().collect();
    clean_line(&twice)
}

/// The same key without Unicode tables, for the browser.
#[cfg(not(feature = "unicode"))]
#[must_use]
pub fn name_key(name: &str) -> String {
    clean_line(&name.to_lowercase())
}

#[cfg(feature = "unicode")]
fn case_folded(text: &str) -> String {
    unicase::UniCase::unicode(text).to_folded_case()
}

/// The form in which search compares texts: case folded, without accents and invisible characters, spaces collapsed.
#[cfg(feature = "unicode")]
#[must_use]
pub fn search_fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let plain = text.nfkd();
    let plain: String = plain
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
        .collect();
    // Cherokee folds to capitals, but stored search texts are in lower case.
    clean_line(&case_folded(&plain).to_lowercase())
}

/// Checks an optional line against its longest length.
pub fn check_line(errors: &mut FieldErrors, pointer: &str, text: Option<&str>, max: usize) {
    check(errors, pointer, text, max, |c| c.is_control());
}

/// Checks an optional note; line breaks and tabs are allowed in it.
pub fn check_note(errors: &mut FieldErrors, pointer: &str, text: Option<&str>) {
    check(errors, pointer, text, NOTE_MAX, |c| {
        c.is_control() && c != '\n' && c != '\t'
    });
}

/// Checks a required line.
pub fn check_required(errors: &mut FieldErrors, pointer: &str, text: &str, max: usize, what: &str) {
    if clean_line(text).is_empty() {
        errors.add(pointer, "required", format!("{what} is required"));
    } else {
        check_line(errors, pointer, Some(text), max);
    }
}

fn check(
    errors: &mut FieldErrors,
    pointer: &str,
    text: Option<&str>,
    max: usize,
    refused: fn(char) -> bool,
) {
    let Some(text) = text else { return };
    if text.chars().any(refused) {
        errors.add(
            pointer,
            "control_character",
            "Control characters cannot be kept",
        );
    }
    // Cleaning removes them, but this also checks texts that are stored as sent.
    if without_invisible(text) != text {
        errors.add(
            pointer,
            "invisible_character",
            "Remove the invisible characters",
        );
    }
    if text.chars().count() > max {
        errors.add(pointer, "too_long", format!("At most {max} characters fit"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_becomes_nothing() {
        let mut field = Some(" \t ".to_owned());
        tidy_line(&mut field);
        assert_eq!(field, None);
        let mut note = Some("a  \r\nb\r\n\r\n".to_owned());
        tidy_note(&mut note);
        assert_eq!(note.as_deref(), Some("a\nb"));
    }

    #[test]
    fn names_compare_without_case_and_spacing() {
        assert_eq!(
            name_key("  Brindlemoor   BEEF "),
            name_key("brindlemoor beef")
        );
    }

    #[cfg(feature = "unicode")]
    #[test]
    fn names_are_compared_by_their_folded_case() {
        for (one, other) in [
            ("Straße Fleisch", "STRASSE FLEISCH"),
            ("ΟΔΟΣ", "οδος"),
            ("ﬁne Meats", "FINE MEATS"),
            ("Cafe\u{301}", "CAFÉ"),
            ("Brindle\u{200b}moor", "brindlemoor"),
            ("\u{feff}Brindle\u{fe0f}moor\u{202e}", "BRINDLEMOOR"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one}");
            assert_eq!(search_fold(one), search_fold(other), "{one}");
        }
        // An accent makes a different name; the key of a key is itself.
        assert_ne!(name_key("Café"), name_key("Cafe"));
        for name in ["Straße", "ΟΔΟΣ", "ǰ ᾳ Ᏸ İ ŉ", "Brindlemoor  Beef"] {
            assert_eq!(name_key(&name_key(name)), name_key(name), "{name}");
            let lowered = name.to_lowercase();
            assert_eq!(name_key(&lowered), name_key(name), "{name}");
        }
    }

    #[cfg(feature = "unicode")]
    #[test]
    fn search_is_blind_to_accents() {
        assert_eq!(search_fold("Café  NÚÑEZ"), "cafe nunez");
    }
}
