//! The lines of an order on its page. Each cell shows the entered figure above and what it converts to below; weights are
//! edited in place.

use std::sync::Arc;

use domain::choices::{Choices, LotTestResult, lists};
use domain::purchase_orders::{OrderLine, PurchaseOrder};
use domain::{PriceAmount, PriceBasis, WeightUnit};
use leptos::prelude::*;

use super::case_entry::CaseEntry;
use super::case_list::{CaseList, case_link};
use super::cell_inputs::cell;
use super::container_weights::weight_marks;
use super::figures::{Figures, all_units};
use super::formatting::{counted, dollars, other_basis, per, unit, variance, weight};
use super::weighing::{WeightEntry, go_down};
use super::weights::id_of;
use crate::config::products;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::field_spec::offered;
use crate::ui::format::{UNKNOWN, day, grouped};
use crate::ui::icon::Icon;
use crate::ui::input::Select;
use crate::ui::number_input::DecimalInput;
use crate::ui::status::{StatusLabel, Tone, status, token};

/// The lines with their sums.
pub(super) fn lines_block(
    order: &PurchaseOrder,
    weighing: WeightEntry,
    cases: (CaseEntry, CaseList),
    choices: &Arc<Choices>,
) -> AnyView {
    let figures = weighing.figures;
    if order.lines.is_empty() {
        return view! {
            <section class="block" aria-label="Lines">
                <header><h2>"Lines"</h2></header>
                <p class="muted">"No lines yet. An order needs at least one line to be issued."</p>
            </section>
        }
        .into_any();
    }
    let count = order.lines.len();
    let remark = move || {
        figures.with(|figures| {
            let sign = if figures.totals.is_estimated {
                "≈ "
            } else {
                ""
            };
            format!(
                "{}, {sign}{} lb",
                counted(count, "line", "lines"),
                weight(figures.totals.weight_lb)
            )
        })
    };
    let rows = order
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let past = order
                .links
                .archived_links
                .contains(&format!("lines/{index}/product_id"));
            row(index, line, past, (weighing, cases.1), choices)
        })
        .collect_view();
    let note = move || {
        figures.with(|figures| figures.totals.is_estimated).then(|| {
            let words = "≈ Based on ordered weight until actual weight is entered. Each line is rounded to the cent.";
            view! { <p class="small muted">{words}</p> }
        })
    };
    view! {
        <section class="block" aria-label="Lines">
            <header><h2>"Lines"</h2><span class="muted">{remark}</span><span class="at-end row">{weigh_actions(order, weighing, cases.0)}</span></header>
            {move || weighing.refusal.get().map(refusal_banner)}
            <div class="scroll" tabindex="0" role="group" aria-label="Lines of the order">
                <table class="table plain lines cards" on:keydown=move |event| go_down(&event)>
                    <thead>
                        <tr>
                            <th class="pin" scope="col">"Product"</th>
                            <th scope="col" class="num">"Units"</th>
                            <th scope="col" class="num">"Weight, lb"</th>
                            <th scope="col" class="num supplier-copy">"Buy"</th>
                            <th scope="col" class="num supplier-copy">"Buy, $"</th>
                            <th scope="col" class="num customer-copy">"Sell"</th>
                            <th scope="col" class="num customer-copy">"Sell, $"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    {move || figures.with(sums)}
                </table>
            </div>
            {note}
        </section>
    }
    .into_any()
}

/// The buttons that save the input or reopen weighed lines.
fn weigh_actions(order: &PurchaseOrder, weighing: WeightEntry, adding: CaseEntry) -> AnyView {
    if !weighing.allowed {
        return ().into_any();
    }
    let save_label = Signal::derive(move || {
        let words = if weighing.confirms.get() {
            "Save anyway"
        } else {
            "Save weights"
        };
        words.to_owned()
    });
    // A total can be corrected; the sum of cases is corrected by case.
    let is_total = |line: &OrderLine| !line.needs_weight() && line.weights.case_count == 0;
    let any_weighed = order.lines.iter().any(is_total);
    let add = move || {
        view! { <Button label="Add cases" look=ButtonStyle::Quiet slim=true on_press=move |()| adding.start()/> }
    };
    (move || {
        if weighing.changed.get() {
            return view! {
                <Button label="Cancel" look=ButtonStyle::Quiet slim=true on_press=move |()| weighing.reset()/>
                <Button label=save_label slim=true busy=weighing.saving key="save" on_press=move |()| weighing.save()/>
            }
            .into_any();
        }
        match (any_weighed, weighing.all.get()) {
            (true, false) => view! {
                {add()}
                <Button label="Correct weights" look=ButtonStyle::Quiet slim=true on_press=move |()| weighing.all.set(true)/>
            }
            .into_any(),
            (true, true) => view! {
                <Button label="Cancel" look=ButtonStyle::Quiet slim=true on_press=move |()| weighing.reset()/>
            }
            .into_any(),
            (false, _) => add().into_any(),
        }
    })
    .into_any()
}

fn row(
    index: usize,
    line: &OrderLine,
    past: bool,
    (weighing, cases): (WeightEntry, CaseList),
    choices: &Arc<Choices>,
) -> AnyView {
    let figures = weighing.figures;
    let now = Memo::new(move |_| figures.with(|figures| figures.lines.get(index).cloned()));
    let stored = line.clone();
    let weigh_choices = Arc::clone(choices);
    let takes = {
        let line = line.clone();
        Memo::new(move |_| weighing.takes(&line))
    };
    let units_line = line.clone();
    let units_cell = move || match takes.get() && weighing.all.get() {
        true => units_input(&units_line, weighing),
        false => now.get().as_ref().map_or_else(|| ().into_any(), units),
    };
    let weight_cell = move || match takes.get() {
        true => {
            let controls = weight_input(&stored, weighing, &weigh_choices);
            let marks = move || now.with(|line| line.as_ref().map(weight_marks));
            view! { {controls}<div role="status">{marks}</div> }.into_any()
        }
        false => {
            let choices = Arc::clone(&weigh_choices);
            now.get()
                .as_ref()
                .map_or_else(|| ().into_any(), |line| weighed(line, cases, &choices))
        }
    };
    let details = &line.details;
    let buys = other_basis(details.buy_price, details.buy_basis, line.buy_price_per_lb);
    let sells = other_basis(
        details.sell_price,
        details.sell_basis,
        line.sell_price_per_lb,
    );
    view! {
        <tr>
            <th class="pin" scope="row">{product(line, past, choices)}</th>
            <td class="num" data-label="Units">{units_cell}</td>
            <td class="num far" data-label="Weight, lb">{weight_cell}</td>
            <td class="num supplier-copy" data-label="Buy">{price(details.buy_price, details.buy_basis)}<small>{buys}</small></td>
            <td class="num far strong supplier-copy" data-label="Buy, $">{amount(now, |line| line.buy_amount)}</td>
            <td class="num customer-copy" data-label="Sell">{price(details.sell_price, details.sell_basis)}<small>{sells}</small></td>
            <td class="num far strong customer-copy" data-label="Sell, $">{amount(now, |line| line.sell_amount)}</td>
        </tr>
    }
    .into_any()
}

/// Description, lab result, lot and dates of a line.
fn product(line: &OrderLine, past: bool, choices: &Choices) -> AnyView {
    let details = &line.details;
    let result = match details.lot_test_result {
        LotTestResult::None => None,
        LotTestResult::Pending => Some(StatusLabel::new(Tone::Caution, Icon::Caution, "On hold")),
        LotTestResult::Negative => Some(StatusLabel::new(Tone::Good, Icon::Valid, "Negative")),
        LotTestResult::Positive => Some(StatusLabel::new(Tone::Caution, Icon::Caution, "Positive")),
    };
    let label =
        |list: &str, code: Option<&String>| code.map(|code| choices.label(list, code).to_owned());
    let class = details
        .test_class
        .as_ref()
        .filter(|code| *code != lists::TEST_NOT_APPLICABLE);
    let parts: Vec<String> = [
        line.product_code.clone(),
        details.lot_number.as_ref().map(|lot| format!("lot {lot}")),
        label(lists::TEST_CLASS, class),
        details
            .production_date
            .map(|made| format!("produced {}", day(made))),
        label(lists::FRESHNESS, details.max_age.as_ref()),
        label(lists::COUNTRY, details.country_of_origin.as_ref()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let zero = details
        .zero_price_reason
        .as_ref()
        .map(|reason| format!("Zero price: {reason}"));
    let notes = details.notes.clone();
    let product = details.product_id.map(domain::Id::get);
    let words = match product {
        Some(id) => {
            let href = products::LIST.at(id);
            view! { <a href=href>{details.description.clone()}</a> }.into_any()
        }
        None => details.description.clone().into_any(),
    };
    let mark = past.then(|| view! { " " {token("Archived")} });
    view! {
        {words}
        {mark}
        {result.map(status)}
        <small>{parts.join(", ")}</small>
        {zero.map(|zero| view! { <small class="internal">{zero}</small> })}
        {notes.map(|notes| view! { <small class="internal">{notes}</small> })}
    }
    .into_any()
}

fn units(line: &OrderLine) -> AnyView {
    let (ordered, actual) = (line.details.ordered_units, line.weights.actual_units);
    let shown = |units: Option<i64>| {
        units.map_or_else(|| UNKNOWN.to_owned(), |units| grouped(&units.to_string()))
    };
    let off = actual.is_some() && actual != ordered;
    let below = (off && ordered.is_some()).then(|| format!("of {}", shown(ordered)));
    view! { {shown(actual.or(ordered))}<small>{below}</small> }.into_any()
}

fn weighed(line: &OrderLine, cases: CaseList, choices: &Choices) -> AnyView {
    let Some(pounds) = line.weight_lb() else {
        return view! { <span class="faint">{UNKNOWN}</span> }.into_any();
    };
    let entered = line.weights.actual_weight.or(line.details.ordered_weight);
    let in_kg = (line.details.weight_unit == WeightUnit::Kg)
        .then(|| entered.map(|kg| format!("{} {}", weight(kg), unit(WeightUnit::Kg))))
        .flatten();
    let source = line
        .weights
        .weight_source
        .as_deref()
        .map(|code| choices.label(lists::WEIGHT_SOURCE, code).to_owned());
    let off = line.variance().filter(|_| !line.is_off_variance);
    let off = off.map(variance);
    let below: Vec<String> = [source, off].into_iter().flatten().collect();
    let below = if below.is_empty() && line.is_estimated {
        "as ordered".to_owned()
    } else {
        below.join(", ")
    };
    view! {
        <span class:est={line.is_estimated}>{weight(pounds)}</span>
        {in_kg.map(|in_kg| view! { <small>{in_kg}</small> })}
        <small>{below}</small>
        {case_link(line, cases)}
        {weight_marks(line)}
    }
    .into_any()
}

fn units_input(line: &OrderLine, weighing: WeightEntry) -> AnyView {
    let id = id_of(line);
    let placeholder = line
        .details
        .ordered_units
        .map(|units| units.to_string())
        .unwrap_or_default();
    let value = weighing.text(id, |typed| &typed.units);
    let set = Callback::new(move |text: String| weighing.change(id, |typed| typed.units = text));
    cell(
        format!("weigh-{id}-units"),
        Signal::stored(None),
        Callback::new(|()| ()),
        vec![Box::new(move || {
            view! { <DecimalInput value=value on_change=set places=0 placeholder=placeholder label="Actual units" class="tiny"/> }
            .into_any()
        })],
    )
}

fn weight_input(line: &OrderLine, weighing: WeightEntry, choices: &Arc<Choices>) -> AnyView {
    let id = id_of(line);
    let placeholder = line.details.ordered_weight.map(weight).unwrap_or_default();
    let sources = Signal::stored(offered(choices, lists::WEIGHT_SOURCE));
    let value = weighing.text(id, |typed| &typed.weight);
    let source = weighing.text(id, |typed| &typed.source);
    let set = Callback::new(move |text: String| weighing.change(id, |typed| typed.weight = text));
    let set_source =
        Callback::new(move |code: String| weighing.change(id, |typed| typed.source = code));
    let label = format!("Actual weight of line {}", line.line_no);
    let in_kg = (line.details.weight_unit == WeightUnit::Kg).then_some("in kg");
    let controls = cell(
        format!("weigh-{id}-weight"),
        weighing.error(id),
        Callback::new(|()| ()),
        vec![
            Box::new(move || {
                view! { <DecimalInput value=value on_change=set placeholder=placeholder label=label/> }.into_any()
            }),
            Box::new(move || {
                view! { <Select choices=sources value=source on_change=set_source label="Weight source"/> }.into_any()
            }),
        ],
    );
    view! { {controls}{in_kg.map(|words| view! { <small>{words}</small> })} }.into_any()
}

fn price(price: Option<PriceAmount>, basis: Option<PriceBasis>) -> AnyView {
    match price.zip(basis) {
        Some((price, basis)) => {
            view! { {grouped(&price.to_string())} " " <span class="faint">{per(basis)}</span> }
                .into_any()
        }
        None => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
    }
}

fn amount(now: Memo<Option<OrderLine>>, of: fn(&OrderLine) -> Option<domain::Money>) -> AnyView {
    (move || {
        now.with(|line| {
            match line
                .as_ref()
                .and_then(|line| Some((of(line)?, line.is_estimated)))
            {
                Some((amount, estimated)) => {
                    view! { <span class:est=estimated>{dollars(amount)}</span> }.into_any()
                }
                None => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
            }
        })
    })
    .into_any()
}

fn sums(figures: &Figures) -> AnyView {
    let totals = &figures.totals;
    let estimated = totals.is_estimated;
    let amount = move |text: Option<String>| match text {
        Some(text) => view! { <span class:est=estimated>{text}</span> }.into_any(),
        None => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
    };
    let units =
        all_units(figures).map_or_else(|| UNKNOWN.to_owned(), |units| grouped(&units.to_string()));
    view! {
        <tfoot>
            <tr>
                <th class="pin" scope="row">"Total"</th>
                <td class="num" data-label="Units">{units}</td>
                <td class="num far" data-label="Weight, lb">{amount(Some(weight(totals.weight_lb)))}</td>
                <td class="lone supplier-copy"></td>
                <td class="num supplier-copy" data-label="Buy, $">{amount(totals.buy_total.map(dollars))}</td>
                <td class="lone customer-copy"></td>
                <td class="num far customer-copy" data-label="Sell, $">{amount(totals.sell_total.map(dollars))}</td>
            </tr>
        </tfoot>
    }
    .into_any()
}
