//! Matches the text left in a picker to one result, or explains why it matches none.

use super::finder::Hit;

/// Hits, and what they were asked with.
#[derive(Debug, Clone)]
pub(super) struct SearchResult {
    pub(super) text: String,
    pub(super) found: Result<Vec<Hit>, String>,
}

/// The first hit that may be taken.
pub(super) fn first_of(found: &[Hit]) -> Option<Hit> {
    found.iter().find(|hit| !hit.archived).cloned()
}

/// The hit that a text means: the only one, or the only one of exactly that name.
pub(super) fn meant<'a>(text: &str, hits: &'a [Hit], past_too: bool) -> Option<&'a Hit> {
    let free: Vec<&Hit> = hits
        .iter()
        .filter(|hit| past_too || !hit.archived)
        .collect();
    if let [only] = free.as_slice() {
        return Some(only);
    }
    let wanted = text.trim().to_lowercase();
    let named: Vec<&Hit> = free
        .into_iter()
        .filter(|hit| hit.name.to_lowercase() == wanted)
        .collect();
    match named.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// Why a text means no record, with the way out.
pub(super) fn why_not(text: &str, hits: &[Hit], past_too: bool) -> String {
    let text = text.trim();
    let free = hits.iter().filter(|hit| past_too || !hit.archived).count();
    match (free, hits.len()) {
        (0, 0) => format!("Nothing matches “{text}”. Pick from the list, or clear the field."),
        (0, _) => {
            format!("“{text}” matches archived records only. Pick another, or clear the field.")
        }
        _ => format!("“{text}” matches more than one. Pick one from the list."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(id: i64, name: &str, archived: bool) -> Hit {
        Hit {
            archived,
            ..Hit::named(id, name)
        }
    }

    #[test]
    fn a_text_means_the_only_hit_or_the_one_of_its_name() {
        let hits = [hit(1, "Beef 85", false), hit(2, "Beef 85 Tested", false)];
        let meant = |text: &str, hits: &[Hit]| meant(text, hits, false).map(|hit| hit.id);
        assert_eq!(meant("85", &hits), None);
        assert_eq!(meant(" beef 85 ", &hits), Some(1));
        assert_eq!(meant("tested", &hits[1..]), Some(2));
        assert_eq!(meant("x", &[]), None);
        let past = [hit(1, "Beef 85", true), hit(2, "Beef 85", false)];
        assert_eq!(meant("beef", &past), Some(2));
        assert_eq!(meant("beef", &past[..1]), None);
    }

    #[test]
    fn a_text_that_means_nothing_says_why() {
        let hits = [hit(1, "A", false), hit(2, "B", false), hit(3, "C", true)];
        assert!(why_not("x", &[], false).starts_with("Nothing matches “x”"));
        assert!(why_not("x", &hits, false).contains("more than one"));
        assert!(why_not("x", &hits[2..], false).contains("archived"));
    }
}
