//! Allocations while they are typed: offered oldest due first until a row is changed, then as typed. They are kept in the form, so
//! that a reload brings them back.

use std::collections::BTreeMap;

use domain::payments::{Allocation, OpenItem, check_allocations, oldest_first};
use domain::{FieldError, Money};
use serde_json::{Value, json};

use crate::api::record_json::{Record, number, text};
use crate::ui::format::padded;

/// The field of the form: null while the offer holds, else the rows with something typed.
pub(super) const FIELD: &str = "allocations";

/// What is typed in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedRow {
    pub(super) amount: String,
    pub(super) discount: String,
}

/// What is applied to, and how much there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Supply {
    pub(super) items: Vec<OpenItem>,
    /// The receivable that is paid before those due earlier.
    pub(super) first: Option<i64>,
    /// What can be applied.
    pub(super) available: Money,
}

/// The rows as they are shown and sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AllocationDraft {
    /// By receivable.
    pub(super) rows: BTreeMap<i64, TypedRow>,
    pub(super) list: Vec<Allocation>,
    /// What is wrong, by receivable: with the amount, with the discount.
    pub(super) errors: BTreeMap<i64, [Option<String>; 2]>,
    /// What is wrong with all of them together.
    pub(super) total_error: Option<String>,
    /// Errors as a form takes them.
    pub(super) found: Vec<FieldError>,
    pub(super) applied: Money,
    pub(super) discounts: Money,
}

impl Supply {
    /// Oldest due first, behind the receivable that is paid first.
    fn offered(&self) -> Vec<Allocation> {
        let is_first = |item: &&OpenItem| Some(item.id.get()) == self.first;
        let (first, others): (Vec<&OpenItem>, Vec<&OpenItem>) =
            self.items.iter().partition(is_first);
        let cloned = |items: Vec<&OpenItem>| items.into_iter().cloned().collect::<Vec<_>>();
        let mut offered = oldest_first(&cloned(first), self.available);
        let left = self.available.minus(sum(&offered, |part| part.amount));
        offered.extend(oldest_first(&cloned(others), left.unwrap_or_default()));
        offered
    }
}

fn sum(list: &[Allocation], part: fn(&Allocation) -> Money) -> Money {
    let parts = list.iter().map(part);
    parts.fold(Money::ZERO, |sum, part| sum.plus(part).unwrap_or(sum))
}

impl AllocationDraft {
    /// Reads the rows of a form and checks them with the rules of the server.
    pub(super) fn of(values: &Record, supply: &Supply) -> Self {
        let mut draft = Self::default();
        match values.get(FIELD) {
            Some(Value::Array(rows)) => {
                for row in rows.iter().filter_map(Value::as_object) {
                    let Some(id) = number(row, "receivable_id") else {
                        continue;
                    };
                    let typed = TypedRow {
                        amount: text(row, "amount").to_owned(),
                        discount: text(row, "discount").to_owned(),
                    };
                    draft.read(id, &typed);
                    draft.rows.insert(id, typed);
                }
            }
            _ => {
                draft.list = supply.offered();
                for part in &draft.list {
                    let typed = TypedRow {
                        amount: part.amount.to_string(),
                        discount: String::new(),
                    };
                    let id = part.receivable_id.map(domain::Id::get);
                    draft.rows.insert(id.unwrap_or_default(), typed);
                }
            }
        }
        draft.applied = sum(&draft.list, |part| part.amount);
        draft.discounts = sum(&draft.list, |part| part.discount);
        draft.check(supply);
        draft
    }

    fn read(&mut self, id: i64, typed: &TypedRow) {
        let mut part = |text: &str, place: usize| match padded(text, 2).parse::<Money>() {
            Ok(amount) => amount,
            Err(_blank) if text.is_empty() => Money::ZERO,
            Err(_no_amount) => {
                let message = "Enter dollars and cents".to_owned();
                let wrong = self.errors.entry(id).or_default();
                if let Some(wrong) = wrong.get_mut(place) {
                    *wrong = Some(message.clone());
                }
                self.found.push(error("/allocations", "invalid", &message));
                Money::ZERO
            }
        };
        let (amount, discount) = (part(&typed.amount, 0), part(&typed.discount, 1));
        if amount != Money::ZERO || discount != Money::ZERO {
            self.list.push(Allocation {
                receivable_id: Some(domain::Id::new(id)),
                receivable_number: None,
                amount,
                discount,
            });
        }
    }

    fn check(&mut self, supply: &Supply) {
        // The customer of the rows is the one that they were asked for; the day matters for discounts, which the server checks.
        let customer = supply.items.first().map(|item| item.customer_id);
        let outcome = check_allocations(
            &self.list,
            &supply.items,
            customer,
            supply.available,
            chrono::NaiveDate::default(),
        );
        if let Err(errors) = outcome {
            let errors = errors.into_vec();
            self.place(&errors);
            self.found.extend(errors);
        }
    }

    /// Puts errors of a check or of the server at their rows.
    pub(super) fn place(&mut self, errors: &[FieldError]) {
        for error in errors {
            let pointer = error.pointer.as_deref().unwrap_or_default();
            let mut steps = pointer.split('/').skip(2);
            let index = steps.next().and_then(|index| index.parse::<usize>().ok());
            let id = index.and_then(|index| self.list.get(index)?.receivable_id);
            match id {
                Some(id) => {
                    let place = usize::from(steps.next() == Some("discount"));
                    let wrong = self.errors.entry(id.get()).or_default();
                    if let Some(wrong) = wrong.get_mut(place) {
                        *wrong = Some(error.message.clone());
                    }
                }
                None if pointer == "/allocations" && error.code != "invalid" => {
                    self.total_error = Some(error.message.clone());
                }
                None => {}
            }
        }
    }

    /// The rows with one value changed, as the form keeps them.
    pub(super) fn changed(&self, id: i64, change: impl FnOnce(&mut TypedRow)) -> Value {
        let mut rows = self.rows.clone();
        change(rows.entry(id).or_default());
        rows.retain(|_, row| !row.amount.is_empty() || !row.discount.is_empty());
        let rows = rows.into_iter();
        rows.map(|(id, row)| json!({"receivable_id": id, "amount": row.amount, "discount": row.discount}))
            .collect()
    }

    /// The rows as they are sent.
    pub(super) fn sent(&self) -> Value {
        let list = self.list.iter();
        list.map(|part| {
            json!({
                "receivable_id": part.receivable_id.map(domain::Id::get),
                "amount": part.amount.to_string(),
                "discount": part.discount.to_string(),
            })
        })
        .collect()
    }
}

pub(super) fn error(pointer: &str, code: &str, message: &str) -> FieldError {
    FieldError {
        pointer: Some(pointer.to_owned()),
        parameter: None,
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::Id;
    use domain::receivables::{ReceivableKind, ReceivableStatus};

    use super::*;

    fn item(id: i64, due: &str, cents: i64) -> OpenItem {
        OpenItem {
            id: Id::new(id),
            number: format!("INV-{id}"),
            customer_id: Id::new(7),
            kind: ReceivableKind::Invoice,
            status: ReceivableStatus::Issued,
            invoice_date: due.parse().unwrap(),
            due_date: due.parse().unwrap(),
            amount: Money::of(cents),
            balance: Money::of(cents),
            discount: None,
        }
    }

    fn supply(cents: i64, first: Option<i64>) -> Supply {
        Supply {
            items: vec![item(1, "2026-03-01", 500), item(2, "2026-04-01", 300)],
            first,
            available: Money::of(cents),
        }
    }

    fn amounts(draft: &AllocationDraft) -> Vec<(i64, &str)> {
        let rows = draft.rows.iter();
        rows.map(|(id, row)| (*id, row.amount.as_str())).collect()
    }

    #[test]
    fn the_offer_holds_until_a_row_is_typed() {
        let mut values = Record::new();
        let offered = AllocationDraft::of(&values, &supply(600, None));
        assert_eq!(amounts(&offered), [(1, "5.00"), (2, "1.00")]);
        let first = AllocationDraft::of(&values, &supply(400, Some(2)));
        assert_eq!(amounts(&first), [(1, "1.00"), (2, "3.00")]);
        let typed = offered.changed(2, |row| row.amount = "0.5".to_owned());
        values.insert(FIELD.to_owned(), typed);
        let typed = AllocationDraft::of(&values, &supply(9_900, None));
        assert_eq!(amounts(&typed), [(1, "5.00"), (2, "0.5")]);
        assert_eq!(typed.applied, Money::of(550));
        assert!(typed.found.is_empty());
    }

    #[test]
    fn errors_stand_at_their_rows() {
        let mut values = Record::new();
        values.insert(
            FIELD.to_owned(),
            json!([{"receivable_id": 1, "amount": "x", "discount": ""}, {"receivable_id": 2, "amount": "4.00", "discount": ""}]),
        );
        let draft = AllocationDraft::of(&values, &supply(100, None));
        assert!(draft.errors.get(&1).unwrap()[0].is_some());
        assert!(draft.errors.get(&2).unwrap()[0].is_some());
        assert!(draft.total_error.is_some());
        assert_eq!(draft.found.len(), 3);
    }
}
