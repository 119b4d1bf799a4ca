//! Invisible characters: they make names that look alike differ, or display a name in another order than it is stored.

/// Ranges of invisible characters: those with the Unicode property Default_Ignorable_Code_Point, the annotation marks and the blank
/// Braille pattern.
const INVISIBLE: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// Scripts whose letters change shape at a joiner: Arabic to Sinhala, Myanmar, Khmer and Mongolian, and their later blocks.
const JOINING_SCRIPTS: &[(char, char)] = &[
    ('\u{600}', '\u{dff}'),
    ('\u{1000}', '\u{109f}'),
    ('\u{1780}', '\u{18af}'),
    ('\u{a800}', '\u{abff}'),
    ('\u{10a00}', '\u{11fff}'),
];

/// Pictographs, some of which are composed of several characters.
const PICTURES: &[(char, char)] = &[
    ('\u{2190}', '\u{21ff}'),
    ('\u{2300}', '\u{23ff}'),
    ('\u{2600}', '\u{27bf}'),
    ('\u{2b00}', '\u{2bff}'),
    ('\u{1f000}', '\u{1faff}'),
];

fn is_in(ranges: &[(char, char)], c: char) -> bool {
    ranges
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&c))
}

/// Whether a character is invisible.
#[must_use]
pub(crate) fn is_invisible(c: char) -> bool {
    !c.is_ascii() && is_in(INVISIBLE, c)
}

/// Removes invisible characters. Keeps joiners between letters of joining scripts and between pictographs, and variation selectors
/// after pictographs and symbols, because they change the visible text.
#[must_use]
pub(crate) fn without_invisible(text: &str) -> String {
    if !text.chars().any(is_invisible) {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(c) = rest.next() {
        if is_invisible(c) && !shapes(before, c, rest.peek().copied()) {
            continue;
        }
        kept.push(c);
        before = Some(c);
    }
    kept
}

/// Whether an invisible character changes the shape of its visible neighbors.
fn shapes(before: Option<char>, c: char, after: Option<char>) -> bool {
    let (Some(before), joins) = (before, |c| is_in(JOINING_SCRIPTS, c)) else {
        return false;
    };
    let pictured = is_in(PICTURES, before) || before == '\u{fe0f}';
    match c {
        '\u{200c}' => joins(before) && after.is_some_and(joins),
        '\u{200d}' => {
            joins(before) && after.is_some_and(joins)
                || pictured && after.is_some_and(|after| is_in(PICTURES, after))
        }
        // After a digit, only within a keycap.
        '\u{fe0e}' | '\u{fe0f}' => pictured && before != '\u{fe0f}' || after == Some('\u{20e3}'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (typed, kept) in [
            ("Brindle\u{200b}moor", "Brindlemoor"),
            ("\u{feff}Brindlemoor\u{200e}", "Brindlemoor"),
            ("\u{202e}roomeldnirB\u{202c}", "roomeldnirB"),
            ("Brindle\u{ad}moor\u{2060}", "Brindlemoor"),
            ("Brindle\u{200d}moor\u{fe0f}", "Brindlemoor"),
            ("\u{2066}\u{3164}\u{2800}", ""),
            ("Brindlemoor Beef", "Brindlemoor Beef"),
        ] {
            assert_eq!(without_invisible(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn joiners_stay_where_they_are_seen() {
        for text in [
            // A Persian word, a Devanagari half form, a family of three, a heart, a keycap.
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
            "\u{915}\u{94d}\u{200d}\u{937}",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
            "\u{2764}\u{fe0f}\u{200d}\u{1f525}",
            "1\u{fe0f}\u{20e3}",
        ] {
            assert_eq!(without_invisible(text), text, "{text:?}");
        }
        assert_eq!(without_invisible("\u{1f468}\u{200d}x"), "\u{1f468}x");
    }
}
