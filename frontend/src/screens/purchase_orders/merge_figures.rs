//! The totals of a merged order beside those before the changes.

use std::collections::BTreeMap;

use domain::purchase_orders::LineWeights;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::figures::{Figures, weights_of};
use super::form_context::EditedOrder;
use super::formatting::{dollars, per_lb, weight};
use super::order_form::TypedOrder;
use crate::ui::format::UNKNOWN;
use crate::ui::merge::Conflict;

/// One figure of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MergedFigure {
    label: &'static str,
    now: Option<String>,
    /// What it was, where that is another figure.
    was: Option<String>,
    estimated: bool,
}

/// The sums of the outcome, drawn in a row.
pub(super) fn consequences(conflict: &Conflict, result: Map<String, Value>) -> AnyView {
    let order = EditedOrder::current();
    let weighed = order.as_deref().map(weights_of).unwrap_or_default();
    let figures = merged_figures(conflict.base.clone(), result, &weighed)
        .into_iter()
        .map(|merged_figures| {
            let estimated = merged_figures.estimated && merged_figures.now.is_some();
            let now = merged_figures.now.unwrap_or_else(|| UNKNOWN.to_owned());
            let was = merged_figures.was.map(|was| view! { <span class="muted">"was " {was}</span> });
            view! { <p><span class="muted">{merged_figures.label}</span><b class:est=estimated>{now}</b>{was}</p> }
        });
    view! { <div class="ledger" role="status">{figures.collect_view()}</div> }.into_any()
}

fn merged_figures(
    before: Map<String, Value>,
    after: Map<String, Value>,
    weighed: &BTreeMap<i64, LineWeights>,
) -> Vec<MergedFigure> {
    let (before, after) = (
        sums(&of_inputs(before, weighed)),
        sums(&of_inputs(after, weighed)),
    );
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((_, was, _), (_, now, _))| was.is_some() || now.is_some())
        .map(|((_, was, _), (label, now, estimated))| MergedFigure {
            label,
            was: was.filter(|was| now.as_ref() != Some(was)),
            now,
            estimated,
        })
        .collect()
}

fn of_inputs(inputs: Map<String, Value>, weighed: &BTreeMap<i64, LineWeights>) -> Figures {
    Figures::of_draft(&TypedOrder::of(inputs).draft, weighed)
}

/// The sums of an order: label, figure, whether it rests on ordered weight.
fn sums(figures: &Figures) -> [(&'static str, Option<String>, bool); 6] {
    let totals = &figures.totals;
    let estimated = totals.is_estimated;
    let of_weight = totals.weight_lb;
    let weighed = (of_weight.units() > 0).then(|| weight(of_weight));
    [
        ("Weight, lb", weighed, estimated),
        ("Sell, $", totals.sell_total.map(dollars), estimated),
        ("Buy, $", totals.buy_total.map(dollars), estimated),
        ("Freight, $", figures.freight.map(dollars), false),
        ("Margin, $", totals.margin.map(dollars), estimated),
        ("Margin, $/lb", totals.margin_per_lb.map(per_lb), estimated),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn order(price: &str, freight: &str) -> Map<String, Value> {
        json!({
            "logistics_scenario": "we_pickup", "freight_cost": freight,
            "lines": [{"description": "Trim 50's", "ordered_weight": "40000.00", "weight_unit": "lb",
                "buy_price": price, "buy_basis": "per_lb", "sell_price": "1.3150", "sell_basis": "per_lb"}],
        })
        .as_object()
        .cloned()
        .unwrap()
    }

    #[test]
    fn the_margin_is_that_of_the_outcome() {
        let merged_figures = merged_figures(
            order("1.2275", "1275.00"),
            order("1.2300", "1310.00"),
            &BTreeMap::new(),
        );
        let of = |label: &str| {
            merged_figures
                .iter()
                .find(|merged_figures| merged_figures.label == label)
                .cloned()
        };
        let margin = of("Margin, $").unwrap();
        assert_eq!(margin.now.as_deref(), Some("2,090.00"));
        assert_eq!(margin.was.as_deref(), Some("2,225.00"));
        assert!(margin.estimated);
        let sell = of("Sell, $").unwrap();
        assert_eq!((sell.now.as_deref(), sell.was), (Some("52,600.00"), None));
        let freight = of("Freight, $").unwrap();
        assert_eq!(freight.was.as_deref(), Some("1,275.00"));
    }
}
