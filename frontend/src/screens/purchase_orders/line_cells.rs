//! The cells of an order line in the form: units, weight, prices, amounts.

use domain::choices::FixedChoice;
use domain::pricing::{PriceBasis, WeightUnit};
use domain::purchase_orders::OrderLine;
use leptos::prelude::*;
use serde_json::Value;

use super::cell_inputs::cell;
use super::container_weights::weight_marks;
use super::form_context::LockedFields;
use super::formatting::{dollars, other_basis, per, unit, weight};
use super::line_row::Row;
use super::price_check::{LastPrices, PriceSide};
use crate::ui::format::UNKNOWN;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::{Choice, Select};
use crate::ui::number_input::DecimalInput;

/// The bases a price can be entered in.
fn bases() -> Vec<Choice> {
    let offered = |basis: &&PriceBasis| **basis != PriceBasis::PerUnit;
    PriceBasis::ALL
        .iter()
        .filter(offered)
        .map(|basis| Choice::new(basis.code(), per(*basis)))
        .collect()
}

fn units_of_weight() -> Vec<Choice> {
    WeightUnit::ALL
        .iter()
        .map(|choice| Choice::new(choice.code(), unit(*choice)))
        .collect()
}

/// Outside containers.
pub(super) fn units_cell(row: Row, fixed: LockedFields, line: Memo<Option<OrderLine>>) -> AnyView {
    if fixed.quantities {
        let text = move || row.text("ordered_units").get();
        let came = move || {
            line.with(|line| line.as_ref().and_then(|line| line.weights.actual_units))
                .map(|units| format!("{units} received"))
        };
        return view! { {text}<small>{came}</small> }.into_any();
    }
    cell(
        row.id("ordered_units"),
        row.error(&["ordered_units"]),
        row.leave(&["ordered_units"]),
        vec![Box::new(move || {
            view! {
            <DecimalInput value=row.text("ordered_units") on_change=row.set("ordered_units") places=0 label="Units" class="tiny"/>
        }
        .into_any()
        })],
    )
}

/// The ordered weight with its unit; below it what was weighed, or the same in pounds.
pub(super) fn weight_cell(row: Row, fixed: LockedFields, line: Memo<Option<OrderLine>>) -> AnyView {
    let below = move || {
        line.with(|line| {
            let line = line.as_ref()?;
            match (
                line.weights.actual_weight,
                line.details.weight_unit,
                line.ordered_weight_lb,
            ) {
                (Some(actual), _, _) => Some(format!("{} actual", weight(actual))),
                (None, WeightUnit::Kg, Some(lb)) => Some(format!("{} lb", weight(lb))),
                _ => None,
            }
        })
    };
    let marks = move || line.with(|line| line.as_ref().map(weight_marks));
    let below = view! { <small>{below}</small><div role="status">{marks}</div> };
    if fixed.quantities {
        let ordered = move || {
            let (text, unit_of) = (
                row.text("ordered_weight").get(),
                row.text("weight_unit").get(),
            );
            if text.is_empty() {
                UNKNOWN.to_owned()
            } else {
                format!("{} {unit_of}", crate::ui::format::grouped(&text))
            }
        };
        return view! { {ordered}{below} }.into_any();
    }
    let names = &["ordered_weight", "weight_unit"];
    let controls = cell(
        row.id("ordered_weight"),
        row.error(names),
        row.leave(names),
        vec![
            Box::new(move || {
                view! { <DecimalInput value=row.text("ordered_weight") on_change=row.set("ordered_weight") label="Ordered weight"/> }.into_any()
            }),
            Box::new(move || {
                view! { <Select choices=units_of_weight() value=row.text("weight_unit") on_change=row.set("weight_unit") label="Unit of weight"/> }.into_any()
            }),
        ],
    );
    view! { {controls}{below} }.into_any()
}

/// One side of the deal: the names of its fields.
pub(super) struct PriceFields {
    price: &'static str,
    basis: &'static str,
    names: &'static [&'static str],
    label: &'static str,
    basis_label: &'static str,
    side: PriceSide,
    other_basis: fn(&OrderLine) -> Option<String>,
}

/// What we pay.
pub(super) const BUY: PriceFields = PriceFields {
    price: "buy_price",
    basis: "buy_basis",
    names: &["buy_price", "buy_basis"],
    label: "Buying price",
    basis_label: "Buying price per",
    side: PriceSide::Buy,
    other_basis: |line| {
        other_basis(
            line.details.buy_price,
            line.details.buy_basis,
            line.buy_price_per_lb,
        )
    },
};
/// What we charge.
pub(super) const SELL: PriceFields = PriceFields {
    price: "sell_price",
    basis: "sell_basis",
    names: &["sell_price", "sell_basis"],
    label: "Selling price",
    basis_label: "Selling price per",
    side: PriceSide::Sell,
    other_basis: |line| {
        let other = other_basis(
            line.details.sell_price,
            line.details.sell_basis,
            line.sell_price_per_lb,
        );
        let Some(markup) = line.details.markup else {
            return other;
        };
        let markup = format!("buy + {markup}");
        Some(other.map_or_else(|| markup.clone(), |other| format!("{other}, {markup}")))
    },
};

/// A price with its basis; below it the same by another.
pub(super) fn price_cell(
    row: Row,
    side: &'static PriceFields,
    line: Memo<Option<OrderLine>>,
) -> AnyView {
    let controls = cell(
        row.id(side.price),
        row.error(side.names),
        row.leave(side.names),
        vec![
            Box::new(move || {
                let set = row.set(side.price);
                // A selling price that is typed is one of its own.
                let change = move |text: String| {
                    row.end_markup(side.price);
                    set.run(text);
                };
                view! { <DecimalInput value=row.text(side.price) on_change=change places=4 label=side.label/> }.into_any()
            }),
            Box::new(move || {
                let set = row.set(side.basis);
                let change = move |code: String| {
                    row.end_markup(side.price);
                    set.run(code);
                };
                view! { <Select choices=bases() value=row.text(side.basis) on_change=change label=side.basis_label/> }.into_any()
            }),
        ],
    );
    let below = move || line.with(|line| line.as_ref().and_then(side.other_basis));
    let prices = use_context::<LastPrices>();
    let doubt = move || {
        let prices = prices.filter(|_| row.is_seen(side.price))?;
        let doubt = line.with(|line| prices.doubt(line.as_ref()?, side.side))?;
        let likely = doubt.likely.map(|basis| {
            let words = format!("Make it {}", per(basis));
            let choose = move |_| row.put(side.basis, Value::from(basis.code()));
            view! { <button type="button" class="link" on:click=choose>{words}</button> }
        });
        Some(
            view! { <div class="doubt caution">{icon(Icon::Caution)}<span>{doubt.words}" "{likely}</span></div> },
        )
    };
    view! { {controls}<small>{below}</small><div role="status">{doubt}</div> }.into_any()
}

/// A computed amount.
pub(super) fn amount(
    line: Memo<Option<OrderLine>>,
    of: fn(&OrderLine) -> Option<domain::Money>,
) -> AnyView {
    (move || {
        line.with(|line| {
            let known = line
                .as_ref()
                .and_then(|line| Some((of(line)?, line.is_estimated)));
            match known {
                Some((amount, estimated)) => {
                    view! { <span class:est=estimated>{dollars(amount)}</span> }.into_any()
                }
                None => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
            }
        })
    })
    .into_any()
}
