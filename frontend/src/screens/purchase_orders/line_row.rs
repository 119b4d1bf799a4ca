//! One line of the form: what is typed above, what follows from it below.

use std::sync::Arc;

use domain::choices::{Choices, FixedChoice};
use domain::pricing::{PriceBasis, WeightUnit};
use domain::purchase_orders::OrderLine;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde_json::{Map, Value};
use wasm_bindgen::JsCast;

use super::cells::cell;
use super::figures::Figures;
use super::form::Fixed;
use super::line_details::{details_row, summary_of};
use super::line_editor::Lines;
use super::words::{dollars, per, twin, unit, weight};
use crate::ui::figure_input::DecimalInput;
use crate::ui::form::Form;
use crate::ui::format::UNKNOWN;
use crate::ui::icon::Icon;
use crate::ui::input::{Choice, Select, TextInput};
use crate::ui::menu::{Menu, MenuItem};

/// A line while it is typed; handed to its cells.
#[derive(Clone, Copy)]
pub(super) struct Row {
    form: Form,
    pub(super) key: u32,
    place: Memo<usize>,
    values: Memo<Map<String, Value>>,
    seen: RwSignal<Vec<String>>,
}

impl Row {
    fn new(form: Form, lines: Lines, key: u32) -> Self {
        let place = lines.place_of(key);
        let values = Memo::new(move |_| lines.all.with(|all| all.get(place.get()).cloned()).unwrap_or_default());
        Self { form, key, place, values, seen: RwSignal::new(Vec::new()) }
    }

    /// The id of a field's control.
    pub(super) fn id(self, name: &str) -> String {
        format!("line-{}-{name}", self.key)
    }

    /// A field as text; nothing is the empty text.
    pub(super) fn text(self, name: &'static str) -> Signal<String> {
        Memo::new(move |_| {
            self.values.with(|values| match values.get(name) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            })
        })
        .into()
    }

    /// Sets a field from text; the empty text is nothing.
    pub(super) fn set(self, name: &'static str) -> Callback<String> {
        Callback::new(move |text: String| {
            let whole = name.ends_with("_units");
            let value = match (text.is_empty(), whole.then(|| text.parse::<i64>().ok()).flatten()) {
                (true, _) if name == "description" => Value::String(text),
                (true, _) => Value::Null,
                (false, Some(number)) => Value::from(number),
                (false, None) => Value::String(text),
            };
            self.form.set_at(&format!("/lines/{}/{name}", self.place.get_untracked()), value);
        })
    }

    /// What is wrong with one of some fields.
    pub(super) fn error(self, names: &'static [&'static str]) -> Signal<Option<String>> {
        let found: Vec<Signal<Option<String>>> = names
            .iter()
            .map(|name| {
                let pointer = Signal::derive(move || format!("/lines/{}/{name}", self.place.get()));
                let seen = Signal::derive(move || self.seen.with(|seen| seen.iter().any(|other| other == name)));
                self.form.error_at(pointer, seen)
            })
            .collect();
        Signal::derive(move || found.iter().find_map(|error| error.get()))
    }

    /// Checks when some fields are left.
    pub(super) fn leave(self, names: &'static [&'static str]) -> Callback<()> {
        Callback::new(move |()| {
            let known = self.seen.try_update(|seen| seen.extend(names.iter().map(|name| (*name).to_owned())));
            if known.is_some() {
                self.form.recheck();
            }
        })
    }
}

/// The bases a price can be entered in.
fn bases() -> Vec<Choice> {
    let offered = |basis: &&PriceBasis| **basis != PriceBasis::PerUnit;
    PriceBasis::ALL.iter().filter(offered).map(|basis| Choice::new(basis.code(), per(*basis))).collect()
}

fn units_of_weight() -> Vec<Choice> {
    WeightUnit::ALL.iter().map(|choice| Choice::new(choice.code(), unit(*choice))).collect()
}

/// One line of the table, with its further fields behind it.
pub(super) fn line_row(
    form: Form,
    lines: Lines,
    key: u32,
    figures: Memo<Figures>,
    choices: &Arc<Choices>,
    fixed: Fixed,
) -> AnyView {
    let row = Row::new(form, lines, key);
    let open = RwSignal::new(false);
    let line = Memo::new(move |_| figures.with(|figures| figures.lines.get(row.place.get()).cloned()));
    // A price of nothing asks for its reason, which stands among the further fields.
    let needs_reason = row.error(&["zero_price_reason", "lot_number", "production_date", "max_age", "test_class", "country_of_origin", "notes"]);
    Effect::new(move || {
        if needs_reason.with(Option::is_some) {
            open.set(true);
        }
    });
    let details_choices = Arc::clone(choices);
    let details = move || open.get().then(|| details_row(row, &details_choices, fixed));
    let summary_choices = Arc::clone(choices);
    let summary = move || row.values.with(|values| summary_of(values, &summary_choices));
    let on_key = move |event: KeyboardEvent| press(&event, row, lines, fixed);
    view! {
        <tbody class:opened=open>
            <tr on:keydown=on_key>
                <th scope="row" class="pin">
                    {cell(row.id("description"), row.error(&["description"]), row.leave(&["description"]), vec![Box::new(move || {
                        view! {
                            <TextInput
                                value=row.text("description")
                                on_change=row.set("description")
                                placeholder="Trim 50's - Tested"
                                label="Product"
                                class="roomy"
                            />
                        }.into_any()
                    })])}
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

/// Enter goes on to the next line, Alt with an arrow moves this one.
fn press(event: &KeyboardEvent, row: Row, lines: Lines, fixed: Fixed) {
    let place = row.place.get_untracked();
    let plain = !event.ctrl_key() && !event.meta_key() && !event.shift_key();
    let step = match event.key().as_str() {
        "ArrowUp" if event.alt_key() && plain => -1,
        "ArrowDown" if event.alt_key() && plain => 1,
        "Enter" if plain && !event.alt_key() => {
            let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
            let prefix = format!("line-{}-", row.key);
            if let Some(field) = input.and_then(|input| input.id().strip_prefix(&prefix).map(str::to_owned)) {
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

fn line_menu(row: Row, lines: Lines, open: RwSignal<bool>, fixed: Fixed) -> AnyView {
    let place = move || row.place.get_untracked();
    let items = Signal::derive(move || {
        let word = if open.get() { "Hide lot, test, dates" } else { "Lot, test, dates" };
        let mut items = vec![MenuItem::new(word, None, Callback::new(move |()| open.update(|open| *open = !*open)))];
        if fixed.parties {
            return items;
        }
        let count = lines.keys.with(Vec::len);
        if row.place.get() > 0 {
            items.push(MenuItem::new("Move up", Some(Icon::Up), Callback::new(move |()| lines.shift(place(), -1))));
        }
        if row.place.get() + 1 < count {
            items.push(MenuItem::new("Move down", Some(Icon::Down), Callback::new(move |()| lines.shift(place(), 1))));
        }
        items.push(MenuItem::new("Copy line", Some(Icon::Copy), Callback::new(move |()| lines.copy(place()))));
        let mut remove = MenuItem::new("Remove line", Some(Icon::Cross), Callback::new(move |()| lines.remove(place())));
        remove.danger = true;
        items.push(remove);
        items
    });
    view! { <Menu label="Line actions" items=items/> }.into_any()
}

fn units_cell(row: Row, fixed: Fixed, line: Memo<Option<OrderLine>>) -> AnyView {
    if fixed.quantities {
        let text = move || row.text("ordered_units").get();
        let came = move || line.with(|line| line.as_ref().and_then(|line| line.weights.actual_units)).map(|units| format!("{units} came"));
        return view! { {text}<small>{came}</small> }.into_any();
    }
    cell(row.id("ordered_units"), row.error(&["ordered_units"]), row.leave(&["ordered_units"]), vec![Box::new(move || {
        view! {
            <DecimalInput value=row.text("ordered_units") on_change=row.set("ordered_units") places=0 label="Units" class="tiny"/>
        }
        .into_any()
    })])
}

fn weight_cell(row: Row, fixed: Fixed, line: Memo<Option<OrderLine>>) -> AnyView {
    let below = move || {
        line.with(|line| {
            let line = line.as_ref()?;
            match (line.weights.actual_weight, line.details.weight_unit, line.ordered_weight_lb) {
                (Some(actual), _, _) => Some(format!("{} weighed", weight(actual))),
                (None, WeightUnit::Kg, Some(lb)) => Some(format!("{} lb", weight(lb))),
                _ => None,
            }
        })
    };
    let below = view! { <small>{below}</small> };
    if fixed.quantities {
        let ordered = move || {
            let (text, unit_of) = (row.text("ordered_weight").get(), row.text("weight_unit").get());
            if text.is_empty() { UNKNOWN.to_owned() } else { format!("{} {unit_of}", crate::ui::format::grouped(&text)) }
        };
        return view! { {ordered}{below} }.into_any();
    }
    let names = &["ordered_weight", "weight_unit"];
    let controls = cell(row.id("ordered_weight"), row.error(names), row.leave(names), vec![
        Box::new(move || view! { <DecimalInput value=row.text("ordered_weight") on_change=row.set("ordered_weight") label="Ordered weight"/> }.into_any()),
        Box::new(move || view! { <Select choices=units_of_weight() value=row.text("weight_unit") on_change=row.set("weight_unit") label="Unit of weight"/> }.into_any()),
    ]);
    view! { {controls}{below} }.into_any()
}

/// One side of the deal: the names of its fields.
struct Side {
    price: &'static str,
    basis: &'static str,
    names: &'static [&'static str],
    label: &'static str,
    basis_label: &'static str,
    twin: fn(&OrderLine) -> Option<String>,
}

const BUY: Side = Side {
    price: "buy_price",
    basis: "buy_basis",
    names: &["buy_price", "buy_basis"],
    label: "Buying price",
    basis_label: "Buying price per",
    twin: |line| twin(line.details.buy_price, line.details.buy_basis, line.buy_price_per_lb),
};
const SELL: Side = Side {
    price: "sell_price",
    basis: "sell_basis",
    names: &["sell_price", "sell_basis"],
    label: "Selling price",
    basis_label: "Selling price per",
    twin: |line| twin(line.details.sell_price, line.details.sell_basis, line.sell_price_per_lb),
};

fn price_cell(row: Row, side: &'static Side, line: Memo<Option<OrderLine>>) -> AnyView {
    let controls = cell(row.id(side.price), row.error(side.names), row.leave(side.names), vec![
        Box::new(move || view! { <DecimalInput value=row.text(side.price) on_change=row.set(side.price) places=4 label=side.label/> }.into_any()),
        Box::new(move || view! { <Select choices=bases() value=row.text(side.basis) on_change=row.set(side.basis) label=side.basis_label/> }.into_any()),
    ]);
    let below = move || line.with(|line| line.as_ref().and_then(side.twin));
    view! { {controls}<small>{below}</small> }.into_any()
}

fn amount(line: Memo<Option<OrderLine>>, of: fn(&OrderLine) -> Option<domain::Money>) -> AnyView {
    (move || {
        line.with(|line| {
            let known = line.as_ref().and_then(|line| Some((of(line)?, line.is_estimated)));
            match known {
                Some((amount, estimated)) => view! { <span class:est=estimated>{dollars(amount)}</span> }.into_any(),
                None => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
            }
        })
    })
    .into_any()
}
