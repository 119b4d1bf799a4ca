//! The order form: what is typed, and the typed draft that everything else reads.

use std::sync::Arc;

use domain::FieldError;
use domain::choices::Choices;
use domain::fields::{Rules, read_leniently};
use domain::purchase_orders::{LineDraft, OrderHeader, PurchaseOrderDraft};
use leptos::prelude::*;
use serde_json::Value;

use super::fields::line_spec;
use crate::api::record_json::Record;
use crate::config::record_config::check_context;
use crate::ui::field_spec::Kind;
use crate::ui::form::{Check, Form};

/// The draft that the inputs of a form make, and what in them cannot be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct TypedOrder {
    pub(super) draft: PurchaseOrderDraft,
    unreadable: Vec<FieldError>,
}

impl TypedOrder {
    /// Reads the inputs.
    pub(super) fn of(inputs: Record) -> Self {
        let (draft, unreadable) = read_leniently(Value::Object(inputs), &[]);
        Self {
            draft,
            unreadable: unreadable.into_vec(),
        }
    }

    /// How many lines are sent: blank ones at the end are not.
    fn sent_lines(&self) -> usize {
        let unreadable = |index: usize| {
            let line = format!("/lines/{index}/");
            let mut pointers = self.unreadable.iter().flat_map(|error| &error.pointer);
            pointers.any(|pointer| pointer.starts_with(&line))
        };
        let mut lines = self.draft.lines.iter().enumerate();
        lines
            .rfind(|(index, line)| !is_blank(line) || unreadable(*index))
            .map_or(0, |(index, _)| index + 1)
    }

    /// What is wrong with what would be sent.
    fn check(&self, choices: &Choices) -> Vec<FieldError> {
        let mut draft = self.draft.clone();
        draft.lines.truncate(self.sent_lines());
        let broken = draft.validate(check_context(choices)).into_vec();
        let errors = self.unreadable.iter().cloned().chain(broken);
        errors.map(reworded).collect()
    }
}

/// Whether nothing is entered in a line; what a new line takes from the one before does not count.
fn is_blank(line: &LineDraft) -> bool {
    let known = [line.id.is_some(), line.product_id.is_some()];
    let numbers = [
        line.ordered_units.is_some(),
        line.ordered_weight.is_some(),
        line.buy_price.is_some(),
        line.sell_price.is_some(),
    ];
    let texts = [&line.lot_number, &line.notes].into_iter().flatten();
    let mut texts = texts.chain([&line.description]);
    !known.contains(&true) && !numbers.contains(&true) && texts.all(|text| text.trim().is_empty())
}

/// The typed draft of a page's form; nothing until the form is drawn.
#[derive(Clone, Copy)]
pub(super) struct TypedDraft(StoredValue<Option<Memo<TypedOrder>>>);

impl TypedDraft {
    /// Of no form yet.
    pub(super) fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// The rules of an order, for the form that is drawn next.
    pub(super) fn check(self, choices: Arc<Choices>) -> Check {
        Arc::new(move |_inputs| self.read(|typed| typed.check(&choices)).unwrap_or_default())
    }

    /// Reads a form from now on, once for each change.
    pub(super) fn follow(self, form: Form) -> OrderForm {
        let typed = Memo::new(move |_| TypedOrder::of(form.tracked()));
        self.0.set_value(Some(typed));
        OrderForm { form, typed }
    }

    /// Takes the lines out of a body that are not sent.
    pub(super) fn drop_blank_lines(self, body: &mut Record) {
        let sent = self.read(TypedOrder::sent_lines);
        if let (Some(Value::Array(lines)), Some(sent)) = (body.get_mut("lines"), sent) {
            lines.truncate(sent);
        }
    }

    fn read<T>(self, read: impl FnOnce(&TypedOrder) -> T) -> Option<T> {
        let typed = self.0.try_get_value().flatten()?;
        typed.try_with_untracked(read)
    }
}

/// The form of an order, and the draft that its inputs make.
#[derive(Clone, Copy)]
pub(super) struct OrderForm {
    pub(super) form: Form,
    pub(super) typed: Memo<TypedOrder>,
}

impl OrderForm {
    /// A part of the header, followed.
    pub(super) fn header<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&OrderHeader) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.typed.with(|typed| part(&typed.draft.header)))
    }

    /// The header as it is now; none once the page was left.
    pub(super) fn header_now(self) -> Option<OrderHeader> {
        self.typed
            .try_with_untracked(|typed| typed.draft.header.clone())
    }
}

/// Rewords JSON errors for the user.
pub(super) fn reworded(mut error: FieldError) -> FieldError {
    let pointer = error.pointer.clone().unwrap_or_default();
    let last = pointer.rsplit('/').next().unwrap_or_default();
    let day = last.ends_with("_date") || line_spec(last).is_some_and(|spec| spec.kind == Kind::Day);
    let plain = match (error.code.as_str(), last) {
        ("wrong_type", _) if day => Some("Enter a date, for example Mar 2 or 3/2"),
        ("wrong_type", "ordered_units") => Some("Enter a whole number"),
        ("invalid_instant", _) => Some("Enter both date and time"),
        ("invalid_decimal", _) => Some("Enter a number, for example 1,234.50"),
        _ => None,
    };
    if let Some(plain) = plain {
        error.message = plain.to_owned();
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn typed(lines: Value) -> TypedOrder {
        let inputs = json!({"supplier_id": 1, "lines": lines});
        TypedOrder::of(inputs.as_object().cloned().unwrap())
    }

    #[test]
    fn blank_lines_at_the_end_are_not_sent() {
        let blank = json!({"description": " ", "buy_basis": "per_lb", "weight_unit": "lb"});
        assert_eq!(typed(json!([blank, blank])).sent_lines(), 0);
        let goods = json!({"description": "Trim 50's"});
        assert_eq!(typed(json!([blank, goods, blank])).sent_lines(), 2);
        let unreadable = json!({"ordered_weight": "some"});
        assert_eq!(typed(json!([goods, unreadable, blank])).sent_lines(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_at_its_field() {
        let line = json!({"description": "Trim 50's", "ordered_weight": "some"});
        let typed = typed(json!([line]));
        let unreadable = typed.unreadable.iter();
        let found: Vec<_> = unreadable.map(|error| error.pointer.as_deref()).collect();
        assert_eq!(found, [Some("/lines/0/ordered_weight")]);
        let line = typed.draft.lines.first().unwrap();
        assert_eq!(
            (line.description.as_str(), line.ordered_weight),
            ("Trim 50's", None)
        );
    }
}
