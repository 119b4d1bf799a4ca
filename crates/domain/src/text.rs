//! Free text as people type it: cleaned on the way in, never rewritten in meaning.

use crate::fields::FieldErrors;

/// Longest note, in characters.
pub const NOTE_MAX: usize = 4000;

#[cfg(feature = "unicode")]
fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

#[cfg(not(feature = "unicode"))]
fn composed(text: &str) -> String {
    text.to_owned()
}

/// One line: NFC, trimmed, runs of white space collapsed to a single space.
#[must_use]
pub fn clean_line(text: &str) -> String {
    composed(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Several lines: NFC, trimmed at the ends and behind each line, line breaks kept as `\n`.
#[must_use]
pub fn clean_note(text: &str) -> String {
    let unified = composed(text).replace("\r\n", "\n").replace('\r', "\n");
    unified
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned()
}

/// Cleans an optional line; blank becomes nothing.
pub fn tidy_line(field: &mut Option<String>) {
    *field = field
        .take()
        .map(|text| clean_line(&text))
        .filter(|text| !text.is_empty());
}

/// Cleans an optional note; blank becomes nothing.
pub fn tidy_note(field: &mut Option<String>) {
    *field = field
        .take()
        .map(|text| clean_note(&text))
        .filter(|text| !text.is_empty());
}

/// Sorts a set of codes and drops repeats, as answers show them.
pub fn tidy_set<T: Ord>(set: &mut Vec<T>) {
    set.sort();
    set.dedup();
}

/// What unique names are compared by: NFKC, lower case, spaces collapsed (the full folding needs the feature `unicode`).
#[must_use]
pub fn name_key(name: &str) -> String {
    #[cfg(feature = "unicode")]
    let compatible: String = {
        use unicode_normalization::UnicodeNormalization;
        name.nfkc().collect()
    };
    #[cfg(not(feature = "unicode"))]
    let compatible = name.to_owned();
    clean_line(&compatible.to_lowercase())
}

/// What search compares: lower case without accents, spaces collapsed.
#[cfg(feature = "unicode")]
#[must_use]
pub fn search_fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    clean_line(&plain.to_lowercase())
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

/// Checks a line that must be there.
pub fn check_required(errors: &mut FieldErrors, pointer: &str, text: &str, max: usize, what: &str) {
    if text.trim().is_empty() {
        errors.add(pointer, "required", format!("{what} is needed"));
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
    fn search_is_blind_to_accents() {
        assert_eq!(search_fold("Café  NÚÑEZ"), "cafe nunez");
    }
}
