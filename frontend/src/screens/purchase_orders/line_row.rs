//! One order line of the form: inputs above, computed values below.

use std::sync::Arc;

use domain::choices::{Choices, FixedChoice as _};
use domain::purchase_orders::OrderLine;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde_json::{Map, Value};
use wasm_bindgen::JsCast;

use super::figures::Figures;
use super::form_context::LockedFields;
use super::line_cells::{BUY, SELL, amount, price_cell, units_cell, weight_cell};
use super::line_details::{details_row, summary_of};
use super::line_editor::FormLines;
use super::line_product::{Nominal, product_cell};
use super::order_form::OrderForm;
use crate::ui::form::as_text;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};

/// A line while it is typed; handed to its cells.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) order: OrderForm,
    pub(super) key: u32,
    place: Memo<usize>,
    inputs: Memo<Map<String, Value>>,
    /// The line with its amounts, as far as it can be read.
    pub(super) line: Memo<Option<OrderLine>>,
    seen: RwSignal<Vec<String>>,
    /// What a container of its product weighs.
    pub(super) nominal: StoredValue<Option<Nominal>>,
}

impl Row {
    fn new(lines: FormLines, key: u32, figures: Memo<Figures>) -> Self {
        let place = lines.place_of(key);
        let inputs = Memo::new(move |_| {
            lines
                .all
                .with(|all| all.get(place.get()).cloned())
                .unwrap_or_default()
        });
        Self {
            order: lines.order,
            key,
            place,
            inputs,
            line: Memo::new(move |_| {
                figures.with(|figures| figures.lines.get(place.get()).cloned())
            }),
            seen: RwSignal::new(Vec::new()),
            nominal: StoredValue::new(None),
        }
    }

    /// The id of a field's control.
    pub(super) fn id(self, name: &str) -> String {
        format!("line-{}-{name}", self.key)
    }

    /// A field as text; nothing is the empty text.
    pub(super) fn text(self, name: &'static str) -> Signal<String> {
        Memo::new(move |_| {
            self.inputs
                .with(|inputs| inputs.get(name).map(as_text).unwrap_or_default())
        })
        .into()
    }

    /// The input of a field.
    pub(super) fn value(self, name: &'static str) -> Memo<Value> {
        Memo::new(move |_| {
            self.inputs
                .with(|inputs| inputs.get(name).cloned().unwrap_or_default())
        })
    }

    /// Sets the input of a field.
    pub(super) fn put(self, name: &str, value: Value) {
        let pointer = format!("/lines/{}/{name}", self.place.get_untracked());
        self.order.form.set_at(&pointer, value);
    }

    /// Sets a field from text; the empty text is nothing.
    pub(super) fn set(self, name: &'static str) -> Callback<String> {
        Callback::new(move |text: String| {
            let whole = name.ends_with("_units");
            let value = match (
                text.is_empty(),
                whole.then(|| text.parse::<i64>().ok()).flatten(),
            ) {
                (true, _) if name == "description" => Value::String(text),
                (true, _) => Value::Null,
                (false, Some(number)) => Value::from(number),
                (false, None) => Value::String(text),
            };
            self.put(name, value);
        })
    }

    /// Takes the markup away when the selling price is typed.
    pub(super) fn end_markup(self, price: &str) {
        let has_markup = self
            .inputs
            .with_untracked(|inputs| inputs.get("markup").is_some_and(|value| !value.is_null()));
        if price == "sell_price" && has_markup {
            self.put("markup", Value::Null);
        }
    }

    /// Lets the picker of a field report text that names no record yet.
    pub(super) fn provide_pending(self, name: &'static str) {
        let place = self.place;
        let at = move || {
            place
                .try_get()
                .map(|place| format!("/lines/{place}/{name}"))
        };
        self.order
            .form
            .provide_pending(Signal::derive(move || at().unwrap_or_default()));
    }

    /// Whether a field was visited, tracked.
    pub(super) fn is_seen(self, name: &str) -> bool {
        self.seen
            .with(|seen| seen.iter().any(|other| other == name))
    }

    /// What is wrong with one of some fields.
    pub(super) fn error(self, names: &'static [&'static str]) -> Signal<Option<String>> {
        let found: Vec<Signal<Option<String>>> = names
            .iter()
            .map(|name| {
                let pointer = Signal::derive(move || format!("/lines/{}/{name}", self.place.get()));
                let seen = Signal::derive(move || {
                    self.seen
                        .with(|seen| seen.iter().any(|other| other == name))
                });
                self.order.form.error_at(pointer, seen)
            })
            .collect();
        Signal::derive(move || found.iter().find_map(|error| error.get()))
    }

    /// Checks when some fields are left.
    pub(super) fn leave(self, names: &'static [&'static str]) -> Callback<()> {
        Callback::new(move |()| {
            let known = self
                .seen
                .try_update(|seen| seen.extend(names.iter().map(|name| (*name).to_owned())));
            if known.is_some() {
                self.order.form.recheck();
            }
        })
    }
}

/// The fields of the row behind a line.
const FURTHER: &[&str] = &[
    "zero_price_reason",
    "markup",
    "lot_number",
    "production_date",
    "max_age",
    "test_class",
    "lot_test_result",
    "weight_basis",
    "country_of_origin",
    "notes",
];

/// One line of the table, with its further fields behind it.
pub(super) fn line_row(
    lines: FormLines,
    key: u32,
    figures: Memo<Figures>,
    choices: &Arc<Choices>,
    fixed: LockedFields,
) -> AnyView {
    let row = Row::new(lines, key, figures);
    let open = RwSignal::new(untrack(|| lines.asks_for(row.place.get(), FURTHER)));
    let line = row.line;
    // A zero price needs its reason, which is among the details.
    let needs_reason = row.error(FURTHER);
    Effect::new(move || {
        if needs_reason.with(Option::is_some) {
            open.set(true);
        }
    });
    follow_markup(row);
    let details_choices = Arc::clone(choices);
    let details = move || {
        open.get()
            .then(|| details_row(row, &details_choices, fixed))
    };
    let summary_choices = Arc::clone(choices);
    let summary = move || {
        let details = |line: &OrderLine| summary_of(&line.details, &summary_choices);
        line.with(|line| line.as_ref().map(details))
    };
    let on_key = move |event: KeyboardEvent| press(&event, row, lines, fixed);
    view! {
        <tbody class:opened=open>
            <tr on:keydown=on_key>
                <th scope="row" class="pin">
                    {product_cell(row, fixed)}
                    <button
                        type="button"
                        class="link small"
                        aria-expanded=move || open.get().to_string()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {summary}
                    </button>
                </th>
                <td class="num" data-label="Units">{units_cell(row, fixed, line)}</td>
                <td class="num far" data-label="Weight">{weight_cell(row, fixed, line)}</td>
                <td class="num half-cell" data-label="Buy">{price_cell(row, &BUY, line)}</td>
                <td class="num far strong" data-label="Buy, $">{amount(line, |line| line.buy_amount)}</td>
                <td class="num half-cell" data-label="Sell">{price_cell(row, &SELL, line)}</td>
                <td class="num far strong" data-label="Sell, $">{amount(line, |line| line.sell_amount)}</td>
                <td class="line-menu">{line_menu(row, lines, open, fixed)}</td>
            </tr>
            {details}
        </tbody>
    }
    .into_any()
}

/// While a line has a markup, its selling price follows the buying price.
fn follow_markup(row: Row) {
    Effect::new(move || {
        let priced = row.line.with(|line| {
            let mut details = line.as_ref()?.details.clone();
            let before = (details.sell_price, details.sell_basis);
            details.follow_markup();
            let after = (details.sell_price, details.sell_basis);
            (before != after).then_some(after)
        });
        if let Some((price, basis)) = priced {
            row.put(
                "sell_price",
                price.map_or(Value::Null, |price| Value::from(price.to_string())),
            );
            row.put(
                "sell_basis",
                basis.map_or(Value::Null, |basis| Value::from(basis.code())),
            );
        }
    });
}

/// Enter moves to the next line; Alt with an arrow moves this line.
fn press(event: &KeyboardEvent, row: Row, lines: FormLines, fixed: LockedFields) {
    // The control had a use for the key itself: Enter took a product.
    if event.default_prevented() {
        return;
    }
    let place = row.place.get_untracked();
    let plain = !event.ctrl_key() && !event.meta_key() && !event.shift_key();
    let step = match event.key().as_str() {
        "ArrowUp" if event.alt_key() && plain => -1,
        "ArrowDown" if event.alt_key() && plain => 1,
        "Enter" if plain && !event.alt_key() => {
            let input = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
            let prefix = format!("line-{}-", row.key);
            if let Some(field) =
                input.and_then(|input| input.id().strip_prefix(&prefix).map(str::to_owned))
            {
                event.prevent_default();
                lines.onwards(row.key, &field, !fixed.parties);
            }
            return;
        }
        _ => return,
    };
    if !fixed.parties {
        event.prevent_default();
        lines.shift(place, step);
    }
}

fn line_menu(row: Row, lines: FormLines, open: RwSignal<bool>, fixed: LockedFields) -> AnyView {
    let place = move || row.place.get_untracked();
    let items = Signal::derive(move || {
        let word = if open.get() {
            "Hide further fields"
        } else {
            "Markup, lot, test, dates"
        };
        let mut items = vec![MenuItem::new(
            word,
            None,
            Callback::new(move |()| open.update(|open| *open = !*open)),
        )];
        if fixed.parties {
            return items;
        }
        let count = lines.keys.with(Vec::len);
        if row.place.get() > 0 {
            items.push(MenuItem::new(
                "Move up",
                Some(Icon::Up),
                Callback::new(move |()| lines.shift(place(), -1)),
            ));
        }
        if row.place.get() + 1 < count {
            items.push(MenuItem::new(
                "Move down",
                Some(Icon::Down),
                Callback::new(move |()| lines.shift(place(), 1)),
            ));
        }
        items.push(MenuItem::new(
            "Copy line",
            Some(Icon::Copy),
            Callback::new(move |()| lines.copy(place())),
        ));
        let mut remove = MenuItem::new(
            "Remove line",
            Some(Icon::Cross),
            Callback::new(move |()| lines.remove(place())),
        );
        remove.danger = true;
        items.push(remove);
        items
    });
    view! { <Menu label="Line actions" items=items/> }.into_any()
}
