//! Rejects easily guessed passwords: common ones, common ones with digits around them, and patterns.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("common_passwords.txt")
        .split_whitespace()
        .collect()
});

/// Up to this length, a password without letters is likely a date or a phone number.
const FIGURES: usize = 16;

/// Whether a password is a common one, a common one with digits and signs around it, a repetition of
/// something short, or a run such as `abcdefghijkl`.
pub(super) fn is_common(password: &str) -> bool {
    let plain = password.to_lowercase();
    let letters = plain.trim_matches(|c: char| !c.is_alphabetic());
    let joined: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
    let only_figures = letters.is_empty() && plain.chars().count() <= FIGURES;
    [plain.as_str(), letters, &joined]
        .iter()
        .any(|form| COMMON.contains(form) || is_repetition(form))
        || only_figures
        || is_run(&plain)
}

/// Whether a text of at most 32 bytes repeats up to four letters or digits, or a common password.
fn is_repetition(text: &str) -> bool {
    if text.len() > 32 || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    let characters: Vec<char> = text.chars().collect();
    (1..=characters.len() / 2).any(|size| {
        let unit: String = characters.iter().take(size).collect();
        let repeats = characters
            .chunks(size)
            .all(|part| unit.starts_with(&part.iter().collect::<String>()));
        repeats && (size <= 4 || COMMON.contains(unit.as_str()))
    })
}

/// Whether each character code is one above, or each one below, the code before it.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: HashSet<i64> = codes
        .iter()
        .zip(codes.iter().skip(1))
        .map(|(one, next)| next - one)
        .collect();
    steps.len() == 1 && steps.iter().all(|step| step.abs() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_refused() {
        for password in [
            "Password1234",
            "1234welcome!!",
            "123456789012",
            "projectmeats2026",
            "abcabcabcabc",
            "aaaaaaaaaaaa",
            "monkeymonkey",
            "abcdefghijklmn",
            "!!!!????2026",
            "correct horse battery staple",
        ] {
            assert!(is_common(password), "{password}");
        }
        for password in [
            "four trucks to Omaha",
            "𝕫𝕫𝕫𝕫𝕫𝕫𝕫𝕫𝕫𝕫𝕫𝕫",
            "tall-green-lorry-71",
            "hvk7-wq2m-zxnp-43rt",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }
}
