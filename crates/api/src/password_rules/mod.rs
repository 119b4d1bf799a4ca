//! The rules for new passwords, shared by API, settings and command line.

mod common_passwords;

use domain::FieldErrors;
use domain::passwords::check_password;
use domain::text::composed;

use common_passwords::is_common;

/// Errors of a new password. `identities` are the user's names and addresses, which the password must not
/// contain.
#[must_use]
pub(crate) fn password_errors(pointer: &str, password: &str, identities: &[&str]) -> FieldErrors {
    let mut errors = FieldErrors::new();
    check_password(&mut errors, pointer, password, identities);
    check_common(&mut errors, pointer, password);
    errors
}

/// Adds an error for a common password, unless the field already has an error.
pub(crate) fn check_common(errors: &mut FieldErrors, pointer: &str, password: &str) {
    if !errors.has(pointer) && is_common(&composed(password)) {
        errors.add(
            pointer,
            "too_common",
            "This is among the passwords that are guessed first; several words are better",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    fn code(password: &str) -> Option<String> {
        let errors = password_errors("/password", password, &["admin"]);
        errors.iter().next().map(|error| error.code.clone())
    }

    #[test]
    fn what_is_drawn_keeps_the_rule() {
        for _ in 0..200 {
            assert_eq!(code(&random::password().unwrap()), None);
        }
    }

    #[test]
    fn length_counts_after_composition() {
        // Eleven visible letters, each of them two characters in decomposed form.
        let apart = "e\u{301}".repeat(11);
        assert_eq!(code(&apart).as_deref(), Some("too_short"));
        let longest = "e\u{301}x".repeat(128);
        assert_eq!(code(&longest), None);
        // A common word in decomposed form.
        assert_eq!(code("passwo\u{308}rd").as_deref(), Some("too_short"));
        assert_eq!(code("a").as_deref(), Some("too_short"));
        assert_eq!(code("password1234").as_deref(), Some("too_common"));
    }
}
