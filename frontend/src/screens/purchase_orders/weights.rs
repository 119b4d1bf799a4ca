//! Typed weights, and the order's figures with them.

use std::collections::BTreeMap;

use domain::Id;
use domain::purchase_orders::{LineWeight, LineWeights, OrderLine, PurchaseOrder};

use serde::{Deserialize, Serialize};

use super::container_weights::ContainerWeights;
use super::figures::Figures;
use crate::ui::map_of;

/// What is typed for a line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct TypedWeight {
    pub(super) units: String,
    pub(super) weight: String,
    pub(super) source: String,
}

impl TypedWeight {
    /// What a line has.
    pub(super) fn new(weights: &LineWeights) -> Self {
        let text = |text: Option<String>| text.unwrap_or_default();
        Self {
            units: text(weights.actual_units.map(|units| units.to_string())),
            weight: text(weights.actual_weight.map(|weight| weight.to_string())),
            source: text(weights.weight_source.clone()),
        }
    }

    /// The parsed input. Invalid numbers leave the line unchanged.
    fn read(&self, before: &LineWeights) -> LineWeights {
        let weight = if self.weight.is_empty() {
            Ok(None)
        } else {
            self.weight.parse().map(Some)
        };
        let units = if self.units.is_empty() {
            Ok(None)
        } else {
            self.units.parse().map(Some)
        };
        let Ok(actual_weight) = weight else {
            return before.clone();
        };
        LineWeights {
            actual_units: units.unwrap_or(before.actual_units),
            actual_weight,
            weight_source: actual_weight
                .map(|_| self.source.clone())
                .filter(|source| !source.is_empty()),
            case_count: before.case_count,
        }
    }
}

/// The id of a line; stored lines have one.
pub(super) fn id_of(line: &OrderLine) -> i64 {
    line.details.id.map(Id::get).unwrap_or_default()
}

/// What a line had before, as a body that puts it back.
pub(super) fn before_of(order: &PurchaseOrder, id: Option<Id<OrderLine>>) -> Option<LineWeight> {
    let line = order.lines.iter().find(|line| line.details.id == id)?;
    Some(LineWeight {
        id,
        actual_units: line.weights.actual_units,
        actual_weight: line.weights.actual_weight,
        weight_source: line.weights.weight_source.clone(),
    })
}

/// The lines for which something else is typed than what they have.
pub(super) fn changes(
    order: &PurchaseOrder,
    typed: &BTreeMap<i64, TypedWeight>,
) -> Vec<LineWeight> {
    order
        .lines
        .iter()
        .filter_map(|line| {
            let now = typed.get(&id_of(line))?;
            let read = now.read(&line.weights);
            let wrong = !now.weight.is_empty()
                && read
                    .actual_weight
                    .is_none_or(|weight| Ok(weight) != now.weight.parse());
            (wrong || read != line.weights).then_some(LineWeight {
                id: line.details.id,
                actual_units: read.actual_units,
                actual_weight: read.actual_weight,
                weight_source: read.weight_source,
            })
        })
        .collect()
}

/// The lines for which no figure is typed.
pub(super) fn unreadable(
    order: &PurchaseOrder,
    typed: &BTreeMap<i64, TypedWeight>,
) -> BTreeMap<i64, String> {
    map_of(order.lines.iter().filter_map(|line| {
        let now = typed.get(&id_of(line))?;
        let weight = now
            .weight
            .parse::<domain::WeightAmount>()
            .err()
            .filter(|_| !now.weight.is_empty());
        let units = now.units.parse::<i64>().is_err() && !now.units.is_empty();
        let words = match weight {
            Some(error) => error.to_string(),
            None if units => "Units must be a whole number".to_owned(),
            None => return None,
        };
        Some((id_of(line), words))
    }))
}

/// The figures of an order with the typed weights.
pub(super) fn figures_with(
    order: &PurchaseOrder,
    typed: &BTreeMap<i64, TypedWeight>,
    containers: ContainerWeights,
) -> Figures {
    if typed.is_empty() {
        return Figures::new(order);
    }
    let mut lines: Vec<OrderLine> = order
        .lines
        .iter()
        .map(|line| match typed.get(&id_of(line)) {
            Some(now) => {
                OrderLine::compute(line.line_no, line.details.clone(), now.read(&line.weights))
            }
            None => line.clone(),
        })
        .collect();
    containers.weigh(&mut lines);
    Figures::sum(lines, &order.details, order.costs.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_weight_is_read_with_its_source() {
        let before = LineWeights::default();
        let typed = TypedWeight {
            units: String::new(),
            weight: "16088.5".to_owned(),
            source: "bol".to_owned(),
        };
        let read = typed.read(&before);
        assert_eq!(read.actual_weight, "16088.50".parse().ok());
        assert_eq!(read.weight_source.as_deref(), Some("bol"));
        let nothing = TypedWeight {
            weight: String::new(),
            ..typed.clone()
        };
        assert_eq!(nothing.read(&before), before);
        let wrong = TypedWeight {
            weight: "16x".to_owned(),
            ..typed
        };
        assert_eq!(wrong.read(&before), before);
    }
}
