//! Load and margin beside an order and beside its form.

use domain::purchase_orders::{OrderCost, OrderLine, TRUCKLOAD_LB};
use domain::{Money, WeightAmount};
use leptos::prelude::*;

use super::figures::Figures;
use super::formatting::{dollars, weight};
use crate::ui::format::{UNKNOWN, grouped};
use crate::ui::icon::Icon;
use crate::ui::metrics_panel::{LoadFigures, MarginFigures, load_meter, margin_readout};
use crate::ui::status::{StatusLabel, Tone, status};

/// Load and margin, one under the other.
pub(super) fn load_and_margin(figures: &Figures) -> AnyView {
    view! { {load_meter(&load(figures))}{margin_readout(&margin(figures))} }.into_any()
}

/// Load and margin in one line, for a bar that stays in sight.
pub(super) fn in_short(figures: &Figures) -> AnyView {
    let (load, margin) = (load(figures), margin(figures));
    let over = load.over.map(|over| {
        status(StatusLabel::new(
            Tone::Caution,
            Icon::Caution,
            format!("{over} lb over"),
        ))
    });
    let estimated = load.planned > 0;
    let weight = view! { <span><b class:est=estimated>{load.total}</b>" lb"</span> };
    let rests = margin.estimated;
    let earned = match margin.per_lb {
        Some(per_lb) if margin.loss => {
            view! { <span class="trouble"><b class="toned">"("{per_lb}")"</b>" $/lb"</span> }
                .into_any()
        }
        Some(per_lb) => view! { <span><b class:est=rests>{per_lb}</b>" $/lb"</span> }.into_any(),
        None => view! { <span class="muted">{UNKNOWN}" $/lb"</span> }.into_any(),
    };
    let total = margin
        .total
        .map(|total| view! { <span class="muted total">"Margin $"{total}</span> });
    view! { {weight}{over}<span class="grow"></span>{earned}{total} }.into_any()
}

fn pounds(weight: WeightAmount) -> i64 {
    weight.units() / 100
}

fn load(figures: &Figures) -> LoadFigures {
    let total = figures.totals.weight_lb;
    let weighed = figures.totals.actual_weight_lb.unwrap_or_default();
    let planned = figures
        .lines
        .iter()
        .filter(|line| line.actual_weight_lb.is_none());
    let planned: i64 = planned
        .filter_map(OrderLine::weight_lb)
        .map(WeightAmount::units)
        .sum();
    let limit = domain::settings::current().load_limit_lb;
    let over = total.units() - limit.units();
    LoadFigures {
        weighed: pounds(weighed),
        planned: planned / 100,
        truckload: pounds(TRUCKLOAD_LB),
        limit: pounds(limit),
        total: weight(total),
        weighed_text: weight(weighed),
        over: (over > 0).then(|| weight(WeightAmount::of(over))),
    }
}

fn margin(figures: &Figures) -> MarginFigures {
    let totals = &figures.totals;
    let size = |text: String| grouped(text.trim_start_matches('-'));
    let less = |amount: Money| format!("− {}", dollars(amount));
    let mut parts = Vec::new();
    if let Some(sell) = totals.sell_total {
        parts.push(("Sell".to_owned(), dollars(sell)));
    }
    if let Some(buy) = totals.buy_total {
        parts.push(("Buy".to_owned(), less(buy)));
    }
    if let Some(freight) = figures.freight.filter(|freight| *freight != Money::ZERO) {
        parts.push(("Freight".to_owned(), less(freight)));
    }
    let sum = |counts: fn(&OrderCost) -> bool| {
        let mut amounts = figures.costs.iter().filter(|cost| counts(cost));
        amounts.try_fold(Money::ZERO, |sum, cost| sum.plus(cost.amount?))
    };
    let is_set = |amount: &Money| *amount != Money::ZERO;
    if let Some(costs) = sum(OrderCost::is_ours).filter(is_set) {
        parts.push(("Costs".to_owned(), less(costs)));
    }
    let commission = sum(OrderCost::is_earned).filter(is_set);
    if let Some(commission) = commission {
        // An agent earns its commission, not the difference of the prices.
        parts.retain(|(name, _)| name != "Sell" && name != "Buy");
        parts.insert(0, ("Commission".to_owned(), dollars(commission)));
    }
    let earns_nothing = figures.is_agent && commission.is_none();
    let missing = match (
        figures.lines.is_empty(),
        totals.buy_total,
        totals.sell_total,
    ) {
        _ if earns_nothing => "Enter the commission under costs.",
        (true, ..) => "Calculated from the lines.",
        (_, None, _) => "A line has no buying price or quantity yet.",
        (_, _, None) => "No selling price yet.",
        _ => "No weight yet.",
    };
    MarginFigures {
        per_lb: totals.margin_per_lb.map(|per_lb| size(per_lb.to_string())),
        loss: totals.margin.is_some_and(Money::is_negative),
        estimated: figures.is_margin_estimated,
        parts,
        total: totals.margin.map(dollars),
        missing,
    }
}
