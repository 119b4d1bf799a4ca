//! The rule for new passwords.

use crate::field_errors::FieldErrors;
use crate::text::{composed, name_key};

/// Shortest password.
pub const PASSWORD_MIN: usize = 12;
/// Longest password.
pub const PASSWORD_MAX: usize = 256;

/// Checks a new password: its length as typed (after NFC, because the hash is of the NFC form), and that it is not a name or
/// address of its owner or of the company. The server checks the list of common passwords.
pub fn check_password(
    errors: &mut FieldErrors,
    pointer: &str,
    password: &str,
    identities: &[&str],
) {
    let composed = composed(password);
    let length = composed.chars().count();
    if length < PASSWORD_MIN {
        errors.add(
            pointer,
            "too_short",
            format!("Use at least {PASSWORD_MIN} characters; several words are good"),
        );
    } else if length > PASSWORD_MAX {
        errors.add(
            pointer,
            "too_long",
            format!("At most {PASSWORD_MAX} characters fit"),
        );
    } else if identities
        .iter()
        .chain(&["projectmeats"])
        .any(|known| name_key(&composed) == name_key(known))
    {
        errors.add(
            pointer,
            "too_common",
            "Choose something that is not your name or address",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_none_of_its_owners_names() {
        let wrong = |password: &str| {
            let mut errors = FieldErrors::new();
            let identities = ["dana-whitlock", "dana@meats.example", "Dana  Whitlock"];
            check_password(&mut errors, "/password", password, &identities);
            errors.iter().next().map(|error| error.code.clone())
        };
        for password in [
            "Dana-Whitlock",
            "DANA@meats.example",
            "dana whitlock",
            "ProjectMeats",
        ] {
            assert_eq!(wrong(password).as_deref(), Some("too_common"), "{password}");
        }
        assert_eq!(wrong("elevenchars").as_deref(), Some("too_short"));
        assert_eq!(wrong("four trucks to Omaha"), None);
    }
}
