//! The collapsible details of an order line: markup, lot, test, dates, origin.

use std::sync::Arc;

use domain::choices::{Choices, FixedChoice, LotTestResult, lists};
use domain::purchase_orders::LineDraft;
use leptos::context::Provider;
use leptos::prelude::*;

use super::form_context::LockedFields;
use super::line_row::Row;
use crate::ui::date_input::DateInput;
use crate::ui::field::{Field, FieldLink};
use crate::ui::field_spec::offered;
use crate::ui::input::{Select, TextInput};
use crate::ui::number_input::DecimalInput;

/// A short text of the known lot details, or of the possible ones.
pub(super) fn summary_of(line: &LineDraft, choices: &Choices) -> String {
    let label = |list: &str, code: &str| choices.label(list, code).to_owned();
    let lot = line.lot_number.as_ref().map(|lot| format!("lot {lot}"));
    let class = line.test_class.as_ref();
    let class = class.map(|code| label(lists::TEST_CLASS, code));
    let result = line.lot_test_result;
    let result = (result != LotTestResult::None).then(|| label("lot_test_result", result.code()));
    let origin = line.country_of_origin.as_ref();
    let origin = origin.map(|code| label(lists::COUNTRY, code));
    let known: Vec<String> = [lot, class, result, origin].into_iter().flatten().collect();
    if known.is_empty() {
        "Markup, lot, test, dates".to_owned()
    } else {
        known.join(", ")
    }
}

/// The row with the further fields.
pub(super) fn details_row(row: Row, choices: &Arc<Choices>, fixed: LockedFields) -> AnyView {
    let is_zero = Memo::new(move |_| {
        let price = row.line.with(|line| line.as_ref()?.details.buy_price);
        price == Some(domain::PriceAmount::ZERO)
    });
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
                    {price(row, "markup", &["markup"], "Markup, $")}
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

fn price(
    row: Row,
    name: &'static str,
    names: &'static [&'static str],
    label: &'static str,
) -> AnyView {
    field(row, name, names, label, move || {
        view! { <DecimalInput value=row.text(name) on_change=row.set(name) places=4/> }.into_any()
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
