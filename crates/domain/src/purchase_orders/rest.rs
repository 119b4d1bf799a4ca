//! Short shipments: what a weighed load lacks becomes a back-order or is given up. Copies of an order.

use serde::{Deserialize, Serialize};

use super::costs::CostDraft;
use super::line_draft::LineDraft;
use super::lines::OrderLine;
use super::order::{PurchaseOrder, PurchaseOrderDraft};
use crate::choices::LotTestResult;
use crate::decimal::WeightAmount;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::text::{check_required, clean_line};

/// What became of the rest of a short shipment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderRest {
    /// The back-order; null if the rest was given up.
    #[cfg_attr(feature = "openapi", schema(example = 18))]
    pub back_order_id: Option<Id<PurchaseOrder>>,
    /// Its number.
    #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0018"))]
    pub back_order_number: Option<String>,
    /// Why the rest was given up; null for a back-order.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub given_up_reason: Option<String>,
}

/// The order whose rest an order delivers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShortOrder {
    /// The order that was short.
    #[cfg_attr(feature = "openapi", schema(example = 9))]
    pub id: Id<PurchaseOrder>,
    /// Its number.
    #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0009"))]
    pub number: String,
}

draft! {
    /// Body of `give-up-rest`.
    pub struct GiveUpRest {
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "Customer took less", max_length = 500))]
        pub reason: String,
    }
}

impl GiveUpRest {
    /// The reason.
    ///
    /// # Errors
    /// If it is missing or too long.
    pub fn reason(&self) -> Result<String, FieldErrors> {
        let reason = clean_line(&self.reason);
        let mut errors = FieldErrors::new();
        check_required(&mut errors, "/reason", &reason, 500, "A reason");
        errors.into_result()?;
        Ok(reason)
    }
}

/// What a weighed line lacks, in its own unit.
fn rest_of(line: &OrderLine) -> Option<WeightAmount> {
    let (ordered, actual) = (line.details.ordered_weight?, line.weights.actual_weight?);
    let rest = ordered.units() - actual.units();
    (rest > 0).then(|| WeightAmount::of(rest))
}

impl PurchaseOrder {
    /// Pounds by which the weighed lines are below their ordered weight; `None` if nothing is missing or a line is not weighed.
    #[must_use]
    pub fn short_weight_lb(&self) -> Option<WeightAmount> {
        if !self.status.has_left() || self.lines.iter().any(OrderLine::needs_weight) {
            return None;
        }
        let short = self.lines.iter().filter_map(|line| {
            let missing = line.ordered_weight_lb?.units() - line.actual_weight_lb?.units();
            (missing > 0).then_some(missing)
        });
        let pounds: i64 = short.sum();
        (pounds > 0).then(|| WeightAmount::of(pounds))
    }

    /// Whether a rest waits to be decided.
    #[must_use]
    pub fn has_open_rest(&self) -> bool {
        self.rest.is_none() && self.short_weight_lb().is_some()
    }

    /// A draft with the same parties, route, goods, prices and terms; without what belongs to this load alone: numbers, days,
    /// appointments, seals, lots, bills.
    #[must_use]
    pub fn copy_draft(&self) -> PurchaseOrderDraft {
        let mut header = self.details.clone();
        header.number = None;
        header.order_date = None;
        header.requested_delivery_date = None;
        header.pickup_date = None;
        header.delivery_date = None;
        header.supplier_confirmation_number = None;
        header.carrier_release_number = None;
        header.customer_po_number = None;
        header.seal_out = None;
        header.seal_in = None;
        header.pickup_appointment = None;
        header.delivery_appointment = None;
        header.owner_id = None;
        let costs = self.costs.iter().filter(|cost| cost.details.rate.is_some());
        let costs = costs.map(|cost| CostDraft {
            actual_amount: None,
            ..cost.details.clone()
        });
        PurchaseOrderDraft {
            header,
            lines: self.lines.iter().map(|line| fresh(&line.details)).collect(),
            costs: costs.collect(),
            ..PurchaseOrderDraft::default()
        }
    }

    /// A copy with the rest of each short line alone; it keeps the customer's number, and leaves the costs to this load.
    #[must_use]
    pub fn back_order_draft(&self) -> PurchaseOrderDraft {
        let lines = self.lines.iter().filter_map(|line| {
            let rest = rest_of(line)?;
            let units = line.details.ordered_units.zip(line.weights.actual_units);
            Some(LineDraft {
                ordered_weight: Some(rest),
                ordered_units: units
                    .map(|(ordered, actual)| ordered - actual)
                    .filter(|units| *units > 0),
                ..fresh(&line.details)
            })
        });
        let mut draft = PurchaseOrderDraft {
            lines: lines.collect(),
            costs: Vec::new(),
            ..self.copy_draft()
        };
        draft
            .header
            .customer_po_number
            .clone_from(&self.details.customer_po_number);
        draft
    }
}

/// A line without what belongs to its lot.
fn fresh(line: &LineDraft) -> LineDraft {
    LineDraft {
        id: None,
        production_date: None,
        lot_number: None,
        lot_test_result: LotTestResult::default(),
        ..line.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::lifecycle::OrderStatus;
    use super::super::order_fixtures::order;
    use super::*;

    fn weighed(actual: [(&str, i64); 2]) -> PurchaseOrder {
        let mut order = order(2);
        order.status = OrderStatus::Delivered;
        for (line, (weight, units)) in order.lines.iter_mut().zip(actual) {
            line.weights.actual_weight = weight.parse().ok();
            line.weights.actual_units = Some(units);
            line.details.lot_number = Some("L1".to_owned());
        }
        order.recompute();
        order
    }

    #[test]
    fn the_rest_is_what_each_line_lacks() {
        let order = weighed([("38000", 19), ("40100", 20)]);
        assert_eq!(order.short_weight_lb(), "2000".parse().ok());
        let rest = order.back_order_draft();
        let [line] = rest.lines.as_slice() else {
            panic!("one line is short: {rest:?}");
        };
        assert_eq!(
            (line.ordered_weight, line.ordered_units),
            ("2000".parse().ok(), Some(1))
        );
        assert_eq!((line.id, &line.lot_number), (None, &None));
        assert_eq!(line.buy_price, order.lines[0].details.buy_price);
        assert_eq!((rest.header.number, rest.header.order_date), (None, None));
        assert_eq!(rest.header.supplier_id, order.details.supplier_id);
    }

    #[test]
    fn only_weighed_loads_are_short() {
        let mut order = weighed([("38000", 19), ("40100", 20)]);
        order.status = OrderStatus::Confirmed;
        assert_eq!(order.short_weight_lb(), None);
        let mut order = weighed([("38000", 19), ("40000", 20)]);
        order.lines[1].weights.actual_weight = None;
        order.recompute();
        assert_eq!(order.short_weight_lb(), None, "a line is not weighed");
        assert_eq!(
            weighed([("40000", 20), ("40001", 20)]).short_weight_lb(),
            None
        );
    }

    #[test]
    fn a_copy_begins_anew() {
        let order = weighed([("38000", 19), ("40100", 20)]);
        let copy = order.copy_draft();
        assert_eq!(copy.lines.len(), 2);
        assert_eq!(copy.lines[0].ordered_weight, "40000".parse().ok());
        assert!(
            copy.lines
                .iter()
                .all(|line| line.id.is_none() && line.lot_number.is_none())
        );
        assert_eq!(
            (copy.header.number, copy.header.pickup_appointment),
            (None, None)
        );
    }
}
