//! The fields of an entity as data: name, label, kind. One table drives form, facts, history and merge.

use domain::choices::{ChoiceEntry, Choices};
use domain::permissions::Operation;

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

impl Kind {
    /// Whether it is stored as it is typed; other kinds have another form or length by then.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Line | Self::Note | Self::Email | Self::State)
    }
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
    /// Must be filled, although the rules of the draft do not ask for it.
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

    /// Must be filled. What the rules of the draft require needs no such word.
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
