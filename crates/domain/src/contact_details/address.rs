//! Postal addresses: US states, ZIP and Canadian postal codes.

use crate::field_errors::FieldErrors;
use crate::field_rules::FieldRule;
use crate::text::{check_line, tidy_line};

draft! {
    /// A postal address. Every part is optional; the country is an ISO alpha-3 code.
    pub struct Address {
        /// Street and number.
        #[cfg_attr(feature = "openapi", schema(example = "120 Sample Road"))]
        pub address_line1: Option<String>,
        /// Suite, dock, building.
        pub address_line2: Option<String>,
        /// City.
        #[cfg_attr(feature = "openapi", schema(example = "Omaha"))]
        pub city: Option<String>,
        /// Two-letter state code in the USA, free text elsewhere.
        #[cfg_attr(feature = "openapi", schema(example = "NE"))]
        pub state: Option<String>,
        /// Postal code: 5 or 5+4 digits in the USA, A1A 1A1 in Canada, free elsewhere.
        #[cfg_attr(feature = "openapi", schema(example = "68102"))]
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
    /// The parts that are free text, and the longest that each may be, in characters.
    fn lines(&self) -> [(&'static str, Option<&str>, usize); 5] {
        [
            ("address_line1", self.address_line1.as_deref(), 200),
            ("address_line2", self.address_line2.as_deref(), 200),
            ("city", self.city.as_deref(), 100),
            ("state", self.state.as_deref(), 100),
            ("postal_code", self.postal_code.as_deref(), 20),
        ]
    }

    /// What is asked of its parts.
    #[must_use]
    pub fn field_rules() -> Vec<FieldRule> {
        FieldRule::of_lines(&Self::default().lines())
    }

    /// Whether every part is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Cleans every part. A US state may be a code or a name, and the country defaults to USA when any part is filled in.
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
        for (name, text, max) in self.lines() {
            check_line(errors, &format!("/{name}"), text, max);
        }
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

/// Formats nine digits without a hyphen as five and four.
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
