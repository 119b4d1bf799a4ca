//! Addresses, phones and e-mail as every party carries them (`entities.md` section 1).

use crate::fields::FieldErrors;
use crate::text::{check_line, tidy_line};

draft! {
    /// A postal address. Every part is optional; the country is an ISO alpha-3 code.
    pub struct Address {
        /// Street and number.
        #[cfg_attr(feature = "openapi", schema(example = "120 Sample Road", max_length = 200))]
        pub address_line1: Option<String>,
        /// Suite, dock, building.
        #[cfg_attr(feature = "openapi", schema(max_length = 200))]
        pub address_line2: Option<String>,
        /// City.
        #[cfg_attr(feature = "openapi", schema(example = "Omaha", max_length = 100))]
        pub city: Option<String>,
        /// Two-letter state code in the USA, free text elsewhere.
        #[cfg_attr(feature = "openapi", schema(example = "NE", max_length = 100))]
        pub state: Option<String>,
        /// Postal code: 5 or 5+4 digits in the USA, A1A 1A1 in Canada, free elsewhere.
        #[cfg_attr(feature = "openapi", schema(example = "68102", max_length = 20))]
        pub postal_code: Option<String>,
        /// Country, ISO 3166 alpha-3; USA if an address has none.
        #[cfg_attr(feature = "openapi", schema(example = "USA", max_length = 3))]
        pub country: Option<String>,
    }
}

/// The 50 states, the District and the territories by their postal codes (USPS Publication 28, appendix B).
pub const US_STATES: &[(&str, &str)] = &[
    ("AL", "Alabama"),
    ("AK", "Alaska"),
    ("AZ", "Arizona"),
    ("AR", "Arkansas"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DE", "Delaware"),
    ("DC", "District of Columbia"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("HI", "Hawaii"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("IA", "Iowa"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("ME", "Maine"),
    ("MD", "Maryland"),
    ("MA", "Massachusetts"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MS", "Mississippi"),
    ("MO", "Missouri"),
    ("MT", "Montana"),
    ("NE", "Nebraska"),
    ("NV", "Nevada"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NY", "New York"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("VT", "Vermont"),
    ("VA", "Virginia"),
    ("WA", "Washington"),
    ("WV", "West Virginia"),
    ("WI", "Wisconsin"),
    ("WY", "Wyoming"),
    ("AS", "American Samoa"),
    ("GU", "Guam"),
    ("MP", "Northern Mariana Islands"),
    ("PR", "Puerto Rico"),
    ("VI", "U.S. Virgin Islands"),
];

impl Address {
    /// Whether nothing is filled in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Cleans every part; a US state is taken by code or by name, and the country defaults to USA once anything is filled in.
    pub fn tidy(&mut self) {
        for part in [
            &mut self.address_line1,
            &mut self.address_line2,
            &mut self.city,
            &mut self.state,
            &mut self.postal_code,
        ] {
            tidy_line(part);
        }
        tidy_line(&mut self.country);
        if self.is_empty() {
            return;
        }
        let country = self
            .country
            .take()
            .map_or_else(|| "USA".to_owned(), |code| code.to_uppercase());
        if country == "USA" {
            self.state = self.state.take().map(us_state);
            self.postal_code = self.postal_code.take().map(zip_code);
        }
        if country == "CAN" {
            self.postal_code = self.postal_code.take().map(canadian_postal_code);
        }
        self.country = Some(country);
    }

    /// Checks a tidied address.
    pub fn check(&self, errors: &mut FieldErrors) {
        check_line(errors, "/address_line1", self.address_line1.as_deref(), 200);
        check_line(errors, "/address_line2", self.address_line2.as_deref(), 200);
        check_line(errors, "/city", self.city.as_deref(), 100);
        check_line(errors, "/state", self.state.as_deref(), 100);
        check_line(errors, "/postal_code", self.postal_code.as_deref(), 20);
        let country = self.country.as_deref();
        if let Some(code) = country {
            let shaped = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
            errors.require(
                shaped,
                "/country",
                "unknown_code",
                "Use the three-letter country code, for example USA",
            );
        }
        let postal = self.postal_code.as_deref();
        if country.unwrap_or("USA") == "USA" {
            let known = self
                .state
                .as_deref()
                .is_none_or(|code| US_STATES.iter().any(|(known, _)| *known == code));
            errors.require(
                known,
                "/state",
                "unknown_code",
                "Use a two-letter US state code",
            );
            errors.require(
                postal.is_none_or(is_zip),
                "/postal_code",
                "invalid_postal_code",
                "Use 5 digits or ZIP+4",
            );
        } else if country == Some("CAN") {
            let shaped = postal.is_none_or(is_canadian);
            errors.require(
                shaped,
                "/postal_code",
                "invalid_postal_code",
                "Use the form A1A 1A1",
            );
        }
    }

    /// The filled parts joined by commas, state and postal code together.
    #[must_use]
    pub fn one_line(&self) -> String {
        let region = [self.state.as_deref(), self.postal_code.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        let abroad = self.country.as_deref().filter(|code| *code != "USA");
        [
            self.address_line1.as_deref(),
            self.address_line2.as_deref(),
            self.city.as_deref(),
            Some(region.as_str()),
            abroad,
        ]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
    }
}

fn us_state(typed: String) -> String {
    let by_name = US_STATES.iter().find(|(code, name)| {
        code.eq_ignore_ascii_case(&typed) || name.eq_ignore_ascii_case(&typed)
    });
    by_name.map_or(typed, |(code, _)| (*code).to_owned())
}

/// Nine digits in a row are five and four.
fn zip_code(typed: String) -> String {
    let digits = typed.bytes().all(|b| b.is_ascii_digit());
    match typed.split_at_checked(5) {
        Some((five, four)) if digits && four.len() == 4 => format!("{five}-{four}"),
        _ => typed,
    }
}

fn canadian_postal_code(typed: String) -> String {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_uppercase();
    match plain.split_at_checked(3) {
        Some((front, back)) if plain.len() == 6 => format!("{front} {back}"),
        _ => typed,
    }
}

fn is_zip(code: &str) -> bool {
    let digits =
        |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    digits(code, 5)
        || code
            .split_once('-')
            .is_some_and(|(five, four)| digits(five, 5) && digits(four, 4))
}

fn is_canadian(code: &str) -> bool {
    code.len() == 7
        && code.bytes().enumerate().all(|(index, byte)| match index {
            0 | 2 | 5 => byte.is_ascii_uppercase(),
            3 => byte == b' ',
            _ => byte.is_ascii_digit(),
        })
}

/// Cleans a phone number: US and Canadian numbers become `+1NXXNXXXXXX`, an extension is kept as ` x123`.
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
    let valid = phone.len() <= 40
        && (10..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit());
    errors.require(
        valid,
        pointer,
        "invalid_phone",
        "Enter 10 to 15 digits, for example (402) 555-0100",
    );
}

/// A stored phone number as people read it: `(402) 555-0100 x12` for North America, as stored elsewhere.
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
    check_line(errors, pointer, Some(email), 254);
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
