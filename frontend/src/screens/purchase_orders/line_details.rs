//! The collapsible details of an order line: lot, test, dates, origin.

use std::sync::Arc;

use domain::choices::{Choices, LotTestResult};
use leptos::context::Provider;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::form_context::LockedFields;
use super::line_row::Row;
use crate::ui::date_input::DateInput;
use crate::ui::field::{Field, FieldLink};
use crate::ui::field_spec::offered;
use crate::ui::input::{Select, TextInput};

/// A short text of the known lot details, or of the possible ones.
pub(super) fn summary_of(values: &Map<String, Value>, choices: &Choices) -> String {
    let text = |name: &str| {
        values
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let lot = text("lot_number").map(|lot| format!("lot {lot}"));
    let class = text("test_class").map(|code| choices.label("test_class", code).to_owned());
    let result = text("lot_test_result")
        .filter(|code| code.parse() != Ok(LotTestResult::None))
        .map(|code| choices.label("lot_test_result", code).to_owned());
    let origin = text("country_of_origin").map(|code| choices.label("country", code).to_owned());
    let known: Vec<String> = [lot, class, result, origin].into_iter().flatten().collect();
    if known.is_empty() {
        "Lot, test, dates".to_owned()
    } else {
        known.join(", ")
    }
}

/// The row with the further fields.
pub(super) fn details_row(row: Row, choices: &Arc<Choices>, fixed: LockedFields) -> AnyView {
    let zero = row.text("buy_price");
    let is_zero =
        Memo::new(move |_| zero.with(|price| price.parse() == Ok(domain::PriceAmount::ZERO)));
    let reason = move || {
        is_zero.get().then(|| {
            text(
                row,
                "zero_price_reason",
                &["zero_price_reason"],
                "Reason for zero price",
            )
        })
    };
    let basis = (!fixed.quantities).then(|| {
        chosen(
            row,
            "weight_basis",
            &["weight_basis"],
            "Weight basis",
            "",
            choices,
        )
    });
    view! {
        <tr class="line-details">
            <td colspan="8" class="whole-cell">
                <div class="fields">
                    {reason}
                    {text(row, "lot_number", &["lot_number"], "Lot")}
                    {day(row, "production_date", &["production_date"], "Production date")}
                    {code(row, "max_age", &["max_age"], "Freshness", "freshness", choices)}
                    {code(row, "test_class", &["test_class"], "Test class", "test_class", choices)}
                    {chosen(row, "lot_test_result", &["lot_test_result"], "Lot test result", "lot_test_result", choices)}
                    {basis}
                    {code(row, "country_of_origin", &["country_of_origin"], "Country of origin", "country", choices)}
                    {text(row, "notes", &["notes"], "Line notes")}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn field(
    row: Row,
    name: &'static str,
    names: &'static [&'static str],
    label: &'static str,
    control: impl FnOnce() -> AnyView + Send + 'static,
) -> AnyView {
    let link = FieldLink::from_context("");
    view! {
        <Provider value=link>
            <Field name=row.id(name) label=label error=row.error(names) on_leave=row.leave(names)>{control()}</Field>
        </Provider>
    }
    .into_any()
}

fn text(
    row: Row,
    name: &'static str,
    names: &'static [&'static str],
    label: &'static str,
) -> AnyView {
    field(row, name, names, label, move || {
        view! { <TextInput value=row.text(name) on_change=row.set(name)/> }.into_any()
    })
}

fn day(
    row: Row,
    name: &'static str,
    names: &'static [&'static str],
    label: &'static str,
) -> AnyView {
    field(row, name, names, label, move || {
        view! { <DateInput value=row.text(name) on_change=row.set(name)/> }.into_any()
    })
}

fn code(
    row: Row,
    name: &'static str,
    names: &'static [&'static str],
    label: &'static str,
    list: &'static str,
    choices: &Arc<Choices>,
) -> AnyView {
    let entries = Signal::stored(offered(choices, list));
    field(row, name, names, label, move || {
        view! { <Select choices=entries value=row.text(name) on_change=row.set(name) blank="–"/> }
            .into_any()
    })
}

fn chosen(
    row: Row,
    name: &'static str,
    names: &'static [&'static str],
    label: &'static str,
    list: &'static str,
    choices: &Arc<Choices>,
) -> AnyView {
    let entries = Signal::stored(offered(choices, if list.is_empty() { name } else { list }));
    field(row, name, names, label, move || {
        view! { <Select choices=entries value=row.text(name) on_change=row.set(name)/> }.into_any()
    })
}
