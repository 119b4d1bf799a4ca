//! Highlights the typed words in a name.

use leptos::prelude::*;

/// The name with the words that were typed in accent.
pub fn marked(name: &str, needle: &str) -> AnyView {
    let spans = marks(name, needle);
    let part = |from: usize, to: usize| name.get(from..to).unwrap_or_default().to_owned();
    let mut parts = Vec::new();
    let mut done = 0;
    for (from, to) in spans {
        parts.push(view! { {part(done, from)}<mark>{part(from, to)}</mark> }.into_any());
        done = to;
    }
    parts.push(part(done, name.len()).into_any());
    parts.into_any()
}

/// Whether a name holds every word that was typed, in any order, blind to case.
pub fn holds_words(name: &str, typed: &str) -> bool {
    let (name, typed) = (name.to_lowercase(), typed.to_lowercase());
    typed.split_whitespace().all(|word| name.contains(word))
}

/// The ranges of the typed words in a name, from left to right; overlapping ranges are merged.
fn marks(name: &str, needle: &str) -> Vec<(usize, usize)> {
    let lower = name.to_lowercase();
    let needle = needle.to_lowercase();
    let words = needle.split_whitespace();
    let mut found: Vec<(usize, usize)> = words
        .filter_map(|word| {
            let at = lower.find(word)?;
            Some((at, at + word.len()))
        })
        .collect();
    found.sort_unstable();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (from, to) in found {
        match spans.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => spans.push((from, to)),
        }
    }
    // Lower case may have another length: then nothing is marked rather than the wrong letters.
    let fits = |(from, to): &(usize, usize)| name.get(*from..*to).is_some();
    if lower.len() == name.len() && spans.iter().all(fits) {
        spans
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_marked_once() {
        assert_eq!(marks("Trim 85's - Tested", "tested 85"), [(5, 7), (12, 18)]);
        assert_eq!(marks("Beef", "be ee"), [(0, 3)]);
        assert_eq!(marks("Beef", "x"), []);
        assert_eq!(marks("Beef", " "), []);
    }
}
