//! Addresses, phones and e-mail, shared by all parties (`entities.md` section 1).

mod address;

use crate::field_errors::FieldErrors;
use crate::text::{check_line, tidy_line};
pub use address::{Address, US_STATES};

/// Longest phone number, in characters.
pub const PHONE_MAX: usize = 40;
/// Longest e-mail address, in characters.
pub const EMAIL_MAX: usize = 254;

/// Cleans a phone number: US and Canadian numbers become `+1NXXNXXXXXX`, an extension becomes ` x123`.
pub fn tidy_phone(field: &mut Option<String>) {
    tidy_line(field);
    *field = field
        .take()
        .map(|typed| normal_phone(&typed).unwrap_or(typed));
}

fn normal_phone(typed: &str) -> Option<String> {
    let lower = typed.to_lowercase();
    let (number, extension) = match lower.find(|c: char| c.is_ascii_alphabetic() || c == '#') {
        Some(at) => {
            let (front, back) = lower.split_at_checked(at)?;
            let word = back.trim_start_matches(|c: char| {
                c.is_ascii_alphabetic() || matches!(c, '.' | ':' | '#' | ' ')
            });
            (front.to_owned(), word.to_owned())
        }
        None => (lower, String::new()),
    };
    let punctuation = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '+');
    if !number.chars().all(|c| c.is_ascii_digit() || punctuation(c))
        || !extension.chars().all(|c| c.is_ascii_digit())
    {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let area = |ten: &str| {
        ten.bytes()
            .next()
            .is_some_and(|b| (b'2'..=b'9').contains(&b))
    };
    let international = number.trim_start().starts_with('+');
    let ten = if digits.len() == 10 && !international {
        Some(digits.as_str())
    } else {
        digits.strip_prefix('1').filter(|rest| rest.len() == 10)
    };
    let main = match ten {
        Some(ten) if area(ten) => format!("+1{ten}"),
        _ if (10..=15).contains(&digits.len()) => format!("+{digits}"),
        _ => return None,
    };
    Some(if extension.is_empty() {
        main
    } else {
        format!("{main} x{extension}")
    })
}

/// Checks a tidied phone number: 10 to 15 digits, then an optional extension.
pub fn check_phone(errors: &mut FieldErrors, pointer: &str, phone: Option<&str>) {
    let Some(phone) = phone else { return };
    let number = phone.split(" x").next().unwrap_or(phone);
    let digits = number.strip_prefix('+').unwrap_or("");
    let valid = phone.len() <= PHONE_MAX
        && (10..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit());
    errors.require(
        valid,
        pointer,
        "invalid_phone",
        "Enter 10 to 15 digits, for example (402) 555-0100",
    );
}

/// Formats a stored phone number: `(402) 555-0100 x12` for North America, unchanged elsewhere.
#[must_use]
pub fn show_phone(stored: &str) -> String {
    let (number, extension) = stored
        .split_once(" x")
        .map_or((stored, None), |(number, extension)| {
            (number, Some(extension))
        });
    let ten = number.strip_prefix("+1").filter(|rest| rest.len() == 10);
    let parts = ten.and_then(|ten| Some((ten.get(..3)?, ten.get(3..6)?, ten.get(6..)?)));
    let shown = parts.map_or_else(
        || number.to_owned(),
        |(area, exchange, line)| format!("({area}) {exchange}-{line}"),
    );
    extension.map_or(shown.clone(), |extension| format!("{shown} x{extension}"))
}

/// Cleans an e-mail address: trimmed, the domain in lower case.
pub fn tidy_email(field: &mut Option<String>) {
    tidy_line(field);
    *field = field.take().map(|typed| match typed.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => typed,
    });
}

/// Checks an e-mail address: one address, plain syntax.
pub fn check_email(errors: &mut FieldErrors, pointer: &str, email: Option<&str>) {
    let Some(email) = email else { return };
    check_line(errors, pointer, Some(email), EMAIL_MAX);
    errors.require(
        is_email(email),
        pointer,
        "invalid_email",
        "Enter one e-mail address, for example name@company.com",
    );
}

fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else {
        return false;
    };
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| !c.is_whitespace() && !c.is_control() && !"()<>[]:;@\\,\"".contains(c));
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    local_ok && domain.contains('.') && domain.split('.').all(label_ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(typed: &str) -> (String, bool) {
        let mut field = Some(typed.to_owned());
        tidy_phone(&mut field);
        let mut errors = FieldErrors::new();
        check_phone(&mut errors, "/phone", field.as_deref());
        (field.unwrap_or_default(), errors.is_empty())
    }

    #[test]
    fn phones_are_normalised_in_any_punctuation() {
        for typed in [
            "402-555-0100",
            "(402) 555 0100",
            "+1 402.555.0100",
            "14025550100",
            "402/555-0100",
        ] {
            assert_eq!(phone(typed), ("+14025550100".to_owned(), true), "{typed}");
        }
        assert_eq!(
            phone("(402) 555-0100 ext. 12"),
            ("+14025550100 x12".to_owned(), true)
        );
        assert_eq!(phone("+61 2 5550 1234"), ("+61255501234".to_owned(), true));
        for typed in ["555-0100", "12", "abc", "1234567890123456"] {
            assert!(!phone(typed).1, "{typed}");
        }
        assert_eq!(show_phone("+14025550100 x12"), "(402) 555-0100 x12");
    }

    #[test]
    fn addresses_follow_their_country() {
        let check = |mut address: Address| {
            address.tidy();
            let mut errors = FieldErrors::new();
            address.check(&mut errors);
            (address, errors)
        };
        let text = |value: &str| Some(value.to_owned());
        let (us, errors) = check(Address {
            state: text("nebraska"),
            postal_code: text("68102-1234"),
            ..Address::default()
        });
        assert!(errors.is_empty());
        assert_eq!(
            (us.state.as_deref(), us.country.as_deref()),
            (Some("NE"), Some("USA"))
        );
        let (_, errors) = check(Address {
            state: text("XX"),
            postal_code: text("6810"),
            ..Address::default()
        });
        assert!(errors.has("/state") && errors.has("/postal_code"));
        let (canada, errors) = check(Address {
            country: text("can"),
            postal_code: text("k1a0b1"),
            ..Address::default()
        });
        assert!(errors.is_empty());
        assert_eq!(canada.postal_code.as_deref(), Some("K1A 0B1"));
        let (_, errors) = check(Address {
            country: text("AUS"),
            state: text("Victoria"),
            postal_code: text("3000"),
            ..Address::default()
        });
        assert!(errors.is_empty());
    }

    #[test]
    fn emails() {
        for good in [
            "a@b.co",
            "first.last+tag@sub.example",
            "o'brien@example.com",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "a",
            "a@b",
            "a@@b.co",
            "a b@c.co",
            "a@b..co",
            ".a@b.co",
            "a@b.co,c@d.co",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
