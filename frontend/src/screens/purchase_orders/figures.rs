//! Amounts and weights of the order in the form, computed by the domain while the user types.

use std::collections::BTreeMap;

use domain::choices::DealRole;
use domain::purchase_orders::{
    LineWeights, OrderCost, OrderHeader, OrderLine, PurchaseOrder, PurchaseOrderDraft, Totals,
    is_margin_estimated, sum_up,
};
use leptos::prelude::*;

use super::container_weights::ContainerWeights;
use super::order_form::OrderForm;
use crate::ui::map_of;

/// The lines with their amounts, their sums, and the freight that is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figures {
    /// The lines in the order of the form.
    pub(super) lines: Vec<OrderLine>,
    /// Their sums.
    pub(super) totals: Totals,
    /// What we pay the carrier, where that enters the margin.
    pub(super) freight: Option<domain::Money>,
    /// The other costs, with their amounts.
    pub(super) costs: Vec<OrderCost>,
    /// Whether the margin uses ordered weight or estimated costs.
    pub(super) is_margin_estimated: bool,
    /// Whether we are the agent, who earns the commission.
    pub(super) is_agent: bool,
}

impl Figures {
    /// What follows from an order as it is stored.
    pub(super) fn new(order: &PurchaseOrder) -> Self {
        Self {
            lines: order.lines.clone(),
            totals: order.totals,
            freight: order.details.own_freight(),
            costs: order.costs.clone(),
            is_margin_estimated: order.is_margin_estimated,
            is_agent: order.details.deal_role == DealRole::Agent,
        }
    }

    /// What follows from lines, header and costs.
    pub(super) fn sum(lines: Vec<OrderLine>, header: &OrderHeader, costs: Vec<OrderCost>) -> Self {
        let mut costs = costs;
        let totals = sum_up(&lines, header, &mut costs);
        Self {
            is_margin_estimated: is_margin_estimated(&totals, &costs),
            freight: header.own_freight(),
            is_agent: header.deal_role == DealRole::Agent,
            lines,
            totals,
            costs,
        }
    }

    /// What follows from the draft of a form; `weighed` are the actual weights by line.
    pub(super) fn of_draft(
        draft: &PurchaseOrderDraft,
        weighed: &BTreeMap<i64, LineWeights>,
    ) -> Self {
        let weights_of = |id: Option<i64>| {
            id.and_then(|id| weighed.get(&id))
                .cloned()
                .unwrap_or_default()
        };
        let lines: Vec<OrderLine> = draft
            .lines
            .iter()
            .cloned()
            .zip(1..)
            .map(|(line, no)| {
                let weights = weights_of(line.id.map(domain::Id::get));
                OrderLine::compute(no, line, weights)
            })
            .collect();
        let costs = draft.costs.iter().cloned().map(OrderCost::of).collect();
        Self::sum(lines, &draft.header, costs)
    }
}

/// Outside containers of all lines, those that came where that is known; nothing while no line has any.
pub(super) fn all_units(figures: &Figures) -> Option<i64> {
    let of = |line: &OrderLine| line.weights.actual_units.or(line.details.ordered_units);
    figures
        .lines
        .iter()
        .filter_map(of)
        .reduce(|sum, units| sum + units)
}

/// The weights of the lines that have been weighed.
pub(super) fn weights_of(order: &PurchaseOrder) -> BTreeMap<i64, LineWeights> {
    let lines = order.lines.iter();
    let weighed = lines.filter(|line| line.weights != LineWeights::default());
    map_of(weighed.filter_map(|line| Some((line.details.id?.get(), line.weights.clone()))))
}

/// The same, computed again whenever something in the form changes, with the lines held against their products.
pub(super) fn followed(
    order: OrderForm,
    weighed: BTreeMap<i64, LineWeights>,
    containers: ContainerWeights,
) -> Memo<Figures> {
    let figures = move || {
        order
            .typed
            .with(|typed| Figures::of_draft(&typed.draft, &weighed))
    };
    containers.ask(&untrack(&figures).lines);
    Memo::new(move |_| {
        let mut figures = figures();
        containers.weigh(&mut figures.lines);
        figures
    })
}
