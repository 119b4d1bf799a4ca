//! The values of fields as people read them, and where phone numbers and e-mail addresses lead.

use domain::choices::Choices;
use serde_json::Value;

use super::field_spec::{Kind, in_words};
use super::format::{UNKNOWN, day, day_of, grouped, money};

/// A value as people read it; a dash for none.
#[must_use]
pub fn shown(value: &Value, kind: Option<Kind>, choices: &Choices) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "Yes" } else { "No" }.to_owned(),
        Value::Number(number) if matches!(kind, Some(Kind::Link(_))) => format!("No. {number}"),
        Value::Number(number) => number.to_string(),
        Value::String(text) => shown_text(text, kind, choices),
        Value::Array(items) => {
            let parts: Vec<String> = items
                .iter()
                .map(|item| shown(item, kind, choices))
                .collect();
            parts.join(", ")
        }
        Value::Object(fields) => {
            let parts: Vec<String> = fields
                .iter()
                .filter(|(name, value)| !value.is_null() && *name != "id")
                .map(|(name, value)| {
                    format!(
                        "{} {}",
                        in_words(name).to_ascii_lowercase(),
                        shown(value, None, choices)
                    )
                })
                .collect();
            parts.join(", ")
        }
    };
    if text.is_empty() {
        UNKNOWN.to_owned()
    } else {
        text
    }
}

fn shown_text(text: &str, kind: Option<Kind>, choices: &Choices) -> String {
    match kind {
        Some(Kind::Code(list) | Kind::Chosen(list) | Kind::Ticks(list) | Kind::Codes(list)) => {
            choices.label(list, text).to_owned()
        }
        Some(Kind::Day) => day_of(text).map_or_else(|| text.to_owned(), day),
        Some(Kind::Money) => money(text),
        Some(Kind::Price | Kind::Weight) => grouped(text),
        Some(Kind::Zone) => zone(text),
        Some(Kind::Phone) => phone(text),
        _ => text.to_owned(),
    }
}

/// A zone as people call it: `America/New_York` is `Eastern`, `Europe/London` is `London`.
#[must_use]
pub fn zone(name: &str) -> String {
    let usual = super::zone_input::USUAL
        .iter()
        .find(|(usual, _)| *usual == name);
    if let Some((_, called)) = usual {
        return (*called).to_owned();
    }
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// A stored phone number as people write it: `(402) 555-0100`.
#[must_use]
pub fn phone(stored: &str) -> String {
    domain::contact_details::show_phone(stored)
}

/// Where a phone number or an e-mail address leads: `tel:` or `mailto:`. None for other fields and where nothing is set.
#[must_use]
pub fn contact_href(kind: Kind, stored: &str) -> Option<String> {
    if stored.is_empty() {
        return None;
    }
    match kind {
        Kind::Email => {
            let mut href = "mailto:".to_owned();
            for letter in stored.chars() {
                match letter {
                    '%' => href.push_str("%25"),
                    '?' => href.push_str("%3F"),
                    '&' => href.push_str("%26"),
                    '#' => href.push_str("%23"),
                    letter => href.push(letter),
                }
            }
            Some(href)
        }
        Kind::Phone => {
            let (number, extension) = stored.split_once(" x").unwrap_or((stored, ""));
            let dialed = |digit: &char| digit.is_ascii_digit() || *digit == '+';
            let number: String = number.chars().filter(dialed).collect();
            let extension = if extension.is_empty() {
                String::new()
            } else {
                format!(";ext={extension}")
            };
            Some(format!("tel:{number}{extension}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_call_and_mails_write() {
        let href = |kind, stored| contact_href(kind, stored);
        let wanted = [
            (Kind::Phone, "+14025550100", "tel:+14025550100"),
            (Kind::Phone, "+14025550100 x12", "tel:+14025550100;ext=12"),
            (Kind::Phone, "+44 20 7946 0018", "tel:+442079460018"),
            (
                Kind::Email,
                "dock@brindlemoor.example",
                "mailto:dock@brindlemoor.example",
            ),
            (Kind::Email, "a&b?c@x.example", "mailto:a%26b%3Fc@x.example"),
        ];
        for (kind, stored, link) in wanted {
            assert_eq!(href(kind, stored).as_deref(), Some(link));
        }
        assert_eq!(href(Kind::Phone, ""), None);
        assert_eq!(href(Kind::Line, "+14025550100"), None);
    }
}
