//! The fields of an entity as data: name, label, kind. One table drives form, facts, history and merge.

use domain::choices::{ChoiceEntry, Choices};
use domain::permissions::Operation;
use serde_json::Value;

use super::format::{UNKNOWN, day, day_of, grouped, money};
use super::input::Choice;

/// What a field holds, and so which control takes it and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Line,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// Several lines.
    Note,
    /// One code of a choice list.
    Code(&'static str),
    /// One code that is always set.
    Chosen(&'static str),
    /// Several codes of a short list, to tick.
    Ticks(&'static str),
    /// Several codes of a long list, as tokens.
    Codes(&'static str),
    /// A state: a code where the country is the USA, text elsewhere.
    State,
    /// A calendar day.
    Day,
    /// Dollars.
    Money,
    /// A price with 4 decimals.
    Price,
    /// A weight with 2 decimals.
    Weight,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
    /// The id of a record of the entity at a path, chosen by a control of its own; no path where none leads there.
    Link(&'static str),
    /// Another record of the entity at a path: its id is in the field, its name beside it (`supplier_id`, `supplier_name`).
    Record(&'static str),
    /// Several records of the entity at a path, by id.
    Records(&'static str),
    /// A list of small objects with these fields.
    Rows(&'static [FieldSpec]),
    /// A time zone.
    Zone,
    /// A password, write-only: kept among the form's secrets, not its values.
    Secret,
    /// City and state together, in lists.
    Town,
}

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Name on the wire.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// A hint under the label.
    pub help: &'static str,
    /// Must be filled.
    pub required: bool,
    /// Takes the whole width.
    pub full_width: bool,
    /// The field that narrows what can be picked here: only contacts of this `supplier_id`.
    pub within: Option<&'static str>,
    /// The field whose records are offered first here, before all others: plants of this `supplier_id`.
    pub first_of: Option<&'static str>,
    /// Further fields of the form that a record made here takes over.
    pub brings: &'static [&'static str],
    /// Codes of its list that it does not take.
    pub omits: &'static [&'static str],
    /// The field that holds the unit of this figure.
    pub unit: Option<&'static str>,
    /// What setting it asks for beyond changing the record.
    pub needs: Option<Operation>,
    /// Where it is shown.
    pub place: Place,
    /// Its label on the record's page, where it differs.
    pub page_label: Option<&'static str>,
}

/// Where a field of a group is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// In the form and among the facts of the record's page.
    #[default]
    Everywhere,
    /// In the form; the page shows it elsewhere, for example beside the name.
    Form,
    /// On the page: computed, never filled in.
    Page,
}

/// Whose a record is, which all of them say.
pub const OWNER: FieldSpec =
    FieldSpec::new("owner_id", "Owner", Kind::Record("/users")).needs(Operation::Reassign);

impl FieldSpec {
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            name,
            label,
            kind,
            help: "",
            required: false,
            full_width: false,
            within: None,
            first_of: None,
            brings: &[],
            omits: &[],
            unit: None,
            needs: None,
            place: Place::Everywhere,
            page_label: None,
        }
    }

    /// Editable only with this permission.
    #[must_use]
    pub const fn needs(mut self, operation: Operation) -> Self {
        self.needs = Some(operation);
        self
    }

    /// In the form only.
    #[must_use]
    pub const fn form_only(mut self) -> Self {
        self.place = Place::Form;
        self
    }

    /// On the record's page only.
    #[must_use]
    pub const fn page_only(mut self) -> Self {
        self.place = Place::Page;
        self
    }

    /// With another label on the record's page.
    #[must_use]
    pub const fn on_page(mut self, label: &'static str) -> Self {
        self.page_label = Some(label);
        self
    }

    /// With a hint.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// Must be filled.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Offers only what belongs to the record in another field of the form, which the list is narrowed by under the same name.
    #[must_use]
    pub const fn within(mut self, field: &'static str) -> Self {
        self.within = Some(field);
        self
    }

    /// Its unit is in another field of the record.
    #[must_use]
    pub const fn unit_in(mut self, field: &'static str) -> Self {
        self.unit = Some(field);
        self
    }

    /// Offers first what belongs to the record in another field of the form, then all others.
    #[must_use]
    pub const fn first_of(mut self, field: &'static str) -> Self {
        self.first_of = Some(field);
        self
    }

    /// A record created here copies these fields.
    #[must_use]
    pub const fn brings(mut self, fields: &'static [&'static str]) -> Self {
        self.brings = fields;
        self
    }

    /// Does not take these codes of its list.
    #[must_use]
    pub const fn omits(mut self, codes: &'static [&'static str]) -> Self {
        self.omits = codes;
        self
    }

    /// Takes the whole width.
    #[must_use]
    pub const fn full_width(mut self) -> Self {
        self.full_width = true;
        self
    }
}

/// Fields that belong to one task.
#[derive(Debug, Clone, Copy)]
pub struct FieldGroup {
    /// What the task is called.
    pub title: &'static str,
    /// A sentence about it.
    pub about: &'static str,
    /// Its fields in the order they are filled.
    pub fields: &'static [FieldSpec],
}

impl FieldGroup {
    /// The fields that are filled in.
    pub fn inputs(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        let fields = self.fields.iter();
        fields.filter(|spec| spec.place != Place::Page)
    }
}

/// The field of a name among groups. `/lines/2/buy_price` finds `lines` when that is what is listed.
#[must_use]
pub fn spec_of(groups: &[FieldGroup], name: &str) -> Option<FieldSpec> {
    let first = name
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    let mut all = groups.iter().flat_map(|group| group.fields);
    let found = all.find(|spec| spec.name == first).copied();
    found.or_else(|| (first == OWNER.name).then_some(OWNER))
}

/// What people call a field; its name in words where no table knows it.
#[must_use]
pub fn label_of_field(groups: &[FieldGroup], pointer: &str) -> String {
    spec_of(groups, pointer).map_or_else(|| in_words(pointer), |spec| spec.label.to_owned())
}

/// A name on the wire in words: `credit_band` is `Credit band`.
#[must_use]
pub fn in_words(pointer: &str) -> String {
    let words = pointer
        .trim_start_matches('/')
        .trim_end_matches("_id")
        .replace('/', ", ")
        .replace('_', " ");
    let mut words = words;
    // Names on the wire are ASCII.
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

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

/// The field that carries the name of the record in a field: `supplier_id` has `supplier_name`.
#[must_use]
pub fn name_field(field: &str) -> String {
    format!("{}_name", field.trim_end_matches("_id"))
}

/// The field that carries the number of the record in a field: `purchase_order_id` has `purchase_order_number`.
#[must_use]
pub fn number_field(field: &str) -> String {
    format!("{}_number", field.trim_end_matches("_id"))
}

/// The field that carries the names of the records in a field: `suppliers` has `supplier_names`.
#[must_use]
pub fn names_field(field: &str) -> String {
    format!("{}_names", field.trim_end_matches('s'))
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

/// The entries of a list that are offered, in order.
#[must_use]
pub fn offered(choices: &Choices, list: &str) -> Vec<Choice> {
    let current = |entry: &&ChoiceEntry| !entry.retired;
    choices
        .list(list)
        .iter()
        .filter(current)
        .map(|entry| Choice::new(entry.code.clone(), entry.label.clone()))
        .collect()
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
