//! Rules for the fields of drafts, one type per kind of field: cleaning, checking and normalizing. [`rules!`] assigns them to
//! fields and adds checks across fields.

use chrono::NaiveDate;

use crate::contact_details::{
    Address, EMAIL_MAX, PHONE_MAX, check_email, check_phone, tidy_email, tidy_phone,
};
use crate::decimal::{Money, WeightAmount};
use crate::field_rules::FieldRule;
use crate::fields::{CheckContext, FieldErrors};
use crate::text::{
    NOTE_MAX, check_line, check_note, check_required, clean_line, tidy_line, tidy_note, tidy_set,
};

/// Longest name of a time zone, in characters.
pub(crate) const ZONE_MAX: usize = 64;

/// A field of a body that is being checked.
pub(crate) struct At<'a> {
    pub(crate) errors: &'a mut FieldErrors,
    pub(crate) context: CheckContext<'a>,
    /// JSON pointer of the field.
    pub(crate) pointer: &'static str,
}

impl At<'_> {
    /// Adds an error at this field unless the condition holds.
    pub(crate) fn require(&mut self, holds: bool, code: &str, message: &str) {
        self.errors.require(holds, self.pointer, code, message);
    }
}

/// The rule of one field.
pub(crate) trait Rule<T> {
    /// Cleans the field.
    fn tidy(&self, _field: &mut T) {}

    /// Checks the cleaned field.
    fn check(&self, at: &mut At<'_>, field: &T);

    /// What it asks of the field with this name.
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name)
    }

    /// What it asks of each field that the field consists of in JSON: itself, unless its parts are siblings of the other fields.
    fn describe_parts(&self, name: &'static str) -> Vec<FieldRule> {
        vec![self.describe(name)]
    }

    /// Sorts and deduplicates the field. Runs after the checks, whose errors name values by their index as sent.
    fn normalize(&self, _field: &mut T) {}
}

/// What a rule asks of a field; `_field` tells the compiler its type.
pub(crate) fn describe<D, T, R: Rule<T>>(
    rule: &R,
    _field: fn(&D) -> &T,
    name: &'static str,
) -> Vec<FieldRule> {
    rule.describe_parts(name)
}

/// A required line: maximum length, name in messages.
pub(crate) struct Required(pub(crate) usize, pub(crate) &'static str);
impl Rule<String> for Required {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).required().at_most(self.0)
    }
    fn tidy(&self, field: &mut String) {
        *field = clean_line(field);
    }
    fn check(&self, at: &mut At<'_>, field: &String) {
        check_required(at.errors, at.pointer, field, self.0, self.1);
    }
}

/// A required link: name in messages.
pub(crate) struct Linked(pub(crate) &'static str);
impl<T> Rule<Option<T>> for Linked {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).required()
    }
    fn check(&self, at: &mut At<'_>, field: &Option<T>) {
        let message = format!("{} is required", self.0);
        at.require(field.is_some(), "required", &message);
    }
}

/// An optional line: maximum length.
pub(crate) struct Line(pub(crate) usize);
impl Rule<Option<String>> for Line {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).at_most(self.0)
    }
    fn tidy(&self, field: &mut Option<String>) {
        tidy_line(field);
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        check_line(at.errors, at.pointer, field.as_deref(), self.0);
    }
}

/// A line that the server fills in if it is blank.
impl Rule<String> for Line {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).at_most(self.0)
    }
    fn tidy(&self, field: &mut String) {
        *field = clean_line(field);
    }
    fn check(&self, at: &mut At<'_>, field: &String) {
        check_line(at.errors, at.pointer, Some(field), self.0);
    }
}

/// An optional text of several lines.
pub(crate) struct Note;
impl Rule<Option<String>> for Note {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).at_most(NOTE_MAX)
    }
    fn tidy(&self, field: &mut Option<String>) {
        tidy_note(field);
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        check_note(at.errors, at.pointer, field.as_deref());
    }
}

/// A phone number.
pub(crate) struct Phone;
impl Rule<Option<String>> for Phone {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).at_most(PHONE_MAX)
    }
    fn tidy(&self, field: &mut Option<String>) {
        tidy_phone(field);
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        check_phone(at.errors, at.pointer, field.as_deref());
    }
}

/// An e-mail address.
pub(crate) struct Email;
impl Rule<Option<String>> for Email {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).at_most(EMAIL_MAX)
    }
    fn tidy(&self, field: &mut Option<String>) {
        tidy_email(field);
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        check_email(at.errors, at.pointer, field.as_deref());
    }
}

/// An IANA time zone.
pub(crate) struct TimeZone;
impl Rule<Option<String>> for TimeZone {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).at_most(ZONE_MAX)
    }
    fn tidy(&self, field: &mut Option<String>) {
        tidy_line(field);
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        check_zone(at.errors, at.pointer, field.as_deref(), at.context);
    }
}

/// Checks an IANA time zone.
pub(crate) fn check_zone(
    errors: &mut FieldErrors,
    pointer: &str,
    zone: Option<&str>,
    context: CheckContext<'_>,
) {
    check_line(errors, pointer, zone, ZONE_MAX);
    errors.require(
        zone.is_none_or(context.is_zone),
        pointer,
        "unknown_zone",
        "Use an IANA time zone, for example America/Chicago",
    );
}

/// An optional choice with this default.
pub(crate) struct OrElse<T>(pub(crate) T);
impl<T: Copy> Rule<Option<T>> for OrElse<T> {
    fn tidy(&self, field: &mut Option<T>) {
        field.get_or_insert(self.0);
    }
    fn check(&self, _at: &mut At<'_>, _field: &Option<T>) {}
}

/// An optional code of an open list.
pub(crate) struct Code(pub(crate) &'static str);
impl Rule<Option<String>> for Code {
    fn tidy(&self, field: &mut Option<String>) {
        tidy_line(field);
    }
    fn check(&self, at: &mut At<'_>, field: &Option<String>) {
        let choices = at.context.choices;
        choices.check(at.errors, at.pointer, self.0, field.as_deref());
    }
}

/// A required code of an open list: list, name in messages.
pub(crate) struct RequiredCode(pub(crate) &'static str, pub(crate) &'static str);
impl Rule<String> for RequiredCode {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).required()
    }
    fn tidy(&self, field: &mut String) {
        *field = clean_line(field);
    }
    fn check(&self, at: &mut At<'_>, field: &String) {
        if field.is_empty() {
            at.require(false, "required", &format!("{} is required", self.1));
        } else {
            let choices = at.context.choices;
            choices.check(at.errors, at.pointer, self.0, Some(field));
        }
    }
}

/// A code of an open list with a default: list, default code.
pub(crate) struct CodeOr(pub(crate) &'static str, pub(crate) &'static str);
impl Rule<String> for CodeOr {
    fn tidy(&self, field: &mut String) {
        *field = clean_line(field);
        if field.is_empty() {
            self.1.clone_into(field);
        }
    }
    fn check(&self, at: &mut At<'_>, field: &String) {
        let choices = at.context.choices;
        choices.check(at.errors, at.pointer, self.0, Some(field));
    }
}

/// Several codes of an open list.
pub(crate) struct Codes(pub(crate) &'static str);
impl Rule<Vec<String>> for Codes {
    fn check(&self, at: &mut At<'_>, field: &Vec<String>) {
        let choices = at.context.choices;
        choices.check_set(at.errors, at.pointer, self.0, field);
    }
    fn normalize(&self, field: &mut Vec<String>) {
        tidy_set(field);
    }
}

/// A postal address; its parts are siblings of the other fields.
pub(crate) struct Postal;
impl Rule<Address> for Postal {
    fn describe_parts(&self, _name: &'static str) -> Vec<FieldRule> {
        Address::field_rules()
    }
    fn tidy(&self, field: &mut Address) {
        field.tidy();
    }
    fn check(&self, at: &mut At<'_>, field: &Address) {
        field.check(at.errors);
        let choices = at.context.choices;
        let country = field.country.as_deref();
        choices.check(
            at.errors,
            "/country",
            crate::choices::lists::COUNTRY,
            country,
        );
    }
}

/// An optional date that may not be in the future: error message.
pub(crate) struct NotInFuture(pub(crate) &'static str);
impl Rule<Option<NaiveDate>> for NotInFuture {
    fn check(&self, at: &mut At<'_>, field: &Option<NaiveDate>) {
        let today = at.context.today;
        at.require(
            field.is_none_or(|day| day <= today),
            "in_the_future",
            self.0,
        );
    }
}

/// An amount of zero or more: error message.
pub(crate) struct NotNegative(pub(crate) &'static str);
impl Rule<Option<Money>> for NotNegative {
    fn check(&self, at: &mut At<'_>, field: &Option<Money>) {
        let holds = field.is_none_or(|amount| !amount.is_negative());
        at.require(holds, "must_not_be_negative", self.0);
    }
}

impl Rule<Money> for NotNegative {
    fn check(&self, at: &mut At<'_>, field: &Money) {
        at.require(!field.is_negative(), "must_not_be_negative", self.0);
    }
}

/// A weight of more than zero: error message.
pub(crate) struct Positive(pub(crate) &'static str);
impl Rule<Option<WeightAmount>> for Positive {
    fn check(&self, at: &mut At<'_>, field: &Option<WeightAmount>) {
        let holds = field.is_none_or(|weight| weight.units() > 0);
        at.require(holds, "must_be_positive", self.0);
    }
}

/// An integer within bounds: minimum, maximum, error message.
pub(crate) struct Between(pub(crate) i64, pub(crate) i64, pub(crate) &'static str);
impl Rule<Option<i64>> for Between {
    fn check(&self, at: &mut At<'_>, field: &Option<i64>) {
        let holds = field.is_none_or(|number| (self.0..=self.1).contains(&number));
        at.require(holds, "out_of_range", self.2);
    }
}

/// Several links, sorted and deduplicated.
pub(crate) struct Links;
impl<T: Ord> Rule<Vec<T>> for Links {
    fn check(&self, _at: &mut At<'_>, _field: &Vec<T>) {}
    fn normalize(&self, field: &mut Vec<T>) {
        tidy_set(field);
    }
}
